"""Words cut into the pieces that a model knows (WordPiece, lower case, as BERT cuts them).

The usual library for this brings a client of a model hub and its network code; what is needed of
it are these few lines, which its own results test.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PAD, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
_LONGEST = 100
"""A longer word is unknown."""
_MOST = 4_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True)
class Pieces:
    """A vocabulary of pieces; what goes on within a word begins with "##"."""

    numbers: dict[str, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_word", lru_cache(maxsize=50_000)(self._cut))

    def encode(self, text: str) -> list[int]:
        """The numbers of the pieces of ``text``, without marks of its start and end."""
        return [n for word in words(text[:_MOST]) for n in self._word(word)]  # type: ignore[attr-defined]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest piece first, then the longest that goes on; unknown where one is missing."""
        found: list[int] = []
        start = 0
        unknown = (self.numbers[UNKNOWN],)
        if len(word) > _LONGEST:
            return unknown
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((e for e in ends if mark + word[start:e] in self.numbers), None)
            if end is None:
                return unknown
            found.append(self.numbers[mark + word[start:end]])
            start = end
        return tuple(found)


def load_pieces(path: Path) -> Pieces:
    """The vocabulary of a file with one piece a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return Pieces({piece: number for number, piece in enumerate(lines)})


def words(text: str) -> Iterator[str]:
    """The words and marks of ``text``, in lower case and without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    word: list[str] = []
    for char in plain:
        kind = unicodedata.category(char)
        if kind == "Mn" or _dropped(char, kind):
            continue
        if char.isspace() or _stands_alone(char, kind):
            if word:
                yield "".join(word)
                word = []
            if not char.isspace():
                yield char
        else:
            word.append(char)
    if word:
        yield "".join(word)


def _dropped(char: str, kind: str) -> bool:
    return (kind.startswith("C") and char not in "\t\n\r") or char == "\ufffd"


def _stands_alone(char: str, kind: str) -> bool:
    """Marks, and the letters of Chinese, are words of their own."""
    ascii_mark = (
        "!" <= char <= "/" or ":" <= char <= "@" or "[" <= char <= "`" or "{" <= char <= "~"
    )
    return ascii_mark or kind.startswith("P") or 0x4E00 <= ord(char) <= 0x9FFF


def joined(
    first: Sequence[int], second: Sequence[int], start: int, end: int, longest: int
) -> tuple[list[int], list[int]]:
    """Two texts as one row: the numbers, and which text each is of (0 or 1).

    The longer text loses its end where both are longer than ``longest`` with their three marks.
    """
    one, two = list(first), list(second)
    while len(one) + len(two) > longest - 3:
        (one if len(one) > len(two) else two).pop()
    return [start, *one, end, *two, end], [0] * (len(one) + 2) + [1] * (len(two) + 1)
