"""What each word of a payer's letter is part of, as a trained model sees it.

The model (``models/letter_reader``) was trained on invented letters in which the words are marked
that name the payer, the reviewer, a limit, an unmet requirement. It reads whole letters in windows
that overlap and tells for each word the probability of each tag. It knows no rule and normalises
nothing: dates, codes and limits are worked out by the readers of :mod:`docextract.letter`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from docextract.models import model_folder, network_of
from docextract.rows import shares
from docextract.wordpiece import END, START, UNKNOWN, Pieces, load_pieces

MODEL = "letter_reader"
TAGS = (
    "none", "payer", "vendor", "sponsor", "iro", "patient", "facility", "ordering", "reviewer",
    "specialty", "signer", "ref", "oldref", "auth", "member", "letterdate", "otherdate", "denied",
    "approved", "pended", "mention", "unmet", "met", "guideline", "law", "talk", "appeal",
    "fastappeal", "second", "external", "info", "otherlimit", "talkphone", "appealphone",
    "appealfax", "appealaddress", "otherphone",
)  # fmt: skip
"""What a word may be part of; ``models/letter_reader/README.md`` tells each."""
ROLES = ("none", "unmet", "met", "reason", "right", "talk", "chart")
"""What the unit that a word stands in is for."""
OUTPUTS = len(TAGS) + 1 + len(ROLES)
"""Numbers that the network tells of each piece: its tags, whether one begins, its roles."""
LONGEST = 384
"""Pieces of a window, with the marks of its start and end."""
OVERLAP = 110
"""Pieces that a window shares with the one before it."""
CASES = 4
KINDS = 5 * CASES
"""Kinds of pieces: what stands before the word (see :class:`Printed`), and its capitals."""
_WORD = 24
"""Pieces of a word that are read."""

Numbers = npt.NDArray[np.float32]


class Printed(NamedTuple):
    """A word as printed and what stands before it: 0 a space, 1 a wide gap, 2 a line's end, 3 a
    block's, 4 a page's."""

    text: str
    gap: int


class Coded(NamedTuple):
    """Words as pieces: the numbers, their kinds, and where each word's first piece stands (one
    more tells the end)."""

    pieces: list[int]
    kinds: list[int]
    firsts: list[int]


class Window(NamedTuple):
    """The words ``[first, last)``."""

    first: int
    last: int


class Tagged(NamedTuple):
    """For each word the probabilities of the tags, that one begins with it, and of the roles."""

    tags: Numbers
    begins: Numbers
    roles: Numbers


def coded(pieces: Pieces, words: Sequence[Printed]) -> Coded:
    """The pieces of some words."""
    told = Coded([], [], [])
    for word in words:
        told.firsts.append(len(told.pieces))
        own = pieces.encode(word.text)[:_WORD] or [pieces.numbers[UNKNOWN]]
        capitals = _capitals(word.text)
        told.pieces.extend(own)
        told.kinds.extend([word.gap * CASES + capitals] + [capitals] * (len(own) - 1))
    told.firsts.append(len(told.pieces))
    return told


def _capitals(word: str) -> int:
    """0 small letters or marks, 1 a capital first, 2 all capitals, 3 only figures."""
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return 3 if any(char.isdigit() for char in word) else 0
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return 2
    return int(letters[0].isupper())


def windows(
    firsts: Sequence[int], *, begin: int = LONGEST - 2, overlap: int = OVERLAP
) -> list[Window]:
    """The windows that a letter is read in; ``begin`` is the pieces that the first one holds."""
    found: list[Window] = []
    count, start, size = len(firsts) - 1, 0, begin
    while start < count:
        stop = start + 1
        while stop < count and firsts[stop + 1] - firsts[start] <= size:
            stop += 1
        found.append(Window(start, stop))
        if stop == count:
            break
        again = stop
        while again > start + 1 and firsts[stop] - firsts[again] < overlap:
            again -= 1
        start, size = again, LONGEST - 2
    return found


def row(pieces: Pieces, told: Coded, window: Window) -> tuple[list[int], list[int], list[int]]:
    """A window as the network reads it: its pieces, their kinds, and the place of each word."""
    start, stop = told.firsts[window.first], told.firsts[window.last]
    numbers = [pieces.numbers[START], *told.pieces[start:stop], pieces.numbers[END]]
    kinds = [0, *told.kinds[start:stop], 0]
    return numbers, kinds, [at - start + 1 for at in told.firsts[window.first : window.last]]


class TaggerModel:
    """The model with one thread."""

    def __init__(self) -> None:
        folder = model_folder(MODEL)
        self._session = network_of(folder / "letter_reader.onnx")
        self._pieces = load_pieces(folder / "pieces.txt")

    def tagged(self, words: Sequence[Printed]) -> Tagged:
        """What each word is part of. Where windows overlap, the one counts more in which a word
        stands further from the edge."""
        told = coded(self._pieces, words)
        total = np.zeros((len(words), OUTPUTS), dtype=np.float32)
        weight = np.zeros((len(words), 1), dtype=np.float32)
        for window in windows(told.firsts):
            numbers, kinds, places = row(self._pieces, told, window)
            inside = _inside(window, len(words))
            total[window.first : window.last] += inside * self._likely(numbers, kinds)[places]
            weight[window.first : window.last] += inside
        mean = np.asarray(total / np.maximum(weight, 1.0), dtype=np.float32)
        tags, begins = mean[:, : len(TAGS)], mean[:, len(TAGS)]
        return Tagged(tags, begins, mean[:, len(TAGS) + 1 :])

    def _likely(self, numbers: list[int], kinds: list[int]) -> Numbers:
        filled = {"pieces": numbers, "mask": [1] * len(numbers), "kinds": kinds}
        fed = {name: np.asarray([value], dtype=np.int64) for name, value in filled.items()}
        told: Numbers = self._session.run(["told"], fed)[0][0]
        tags, begins, roles = np.split(told, [len(TAGS), len(TAGS) + 1], axis=1)
        return np.concatenate([shares(tags), 1 / (1 + np.exp(-begins)), shares(roles)], axis=1)


def _inside(window: Window, count: int) -> Numbers:
    """How far each word of a window is from its edges; the letter's own ends are none."""
    size = window.last - window.first
    away = np.arange(1, size + 1, dtype=np.float32)
    left = away if window.first else np.full(size, float(size), dtype=np.float32)
    right = away[::-1] if window.last < count else np.full(size, float(size), dtype=np.float32)
    return np.asarray(np.minimum(left, right)[:, None], dtype=np.float32)


@cache
def tagger_model() -> TaggerModel:
    """The model, loaded once a process when it is first asked.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    return TaggerModel()
