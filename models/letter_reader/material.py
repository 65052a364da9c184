"""The invented letters that the model learns from, in three forms (``material/``).

``tagged/`` and ``printed/`` have their facts marked in place; ``printed/`` holds the letters of
``tests/letters/develop`` as they were read from paper, with lines and gaps as they stand::

    === name | kind: denied
    Requests are reviewed by [[vendor|Clarion Imaging Review]] for [[payer|Harrow Health Plan]].
    [[denied|72148]]   Lumbar spine MRI   1   Not approved

``[[a+b|words]]`` is one of the two, ``[[?a|word]]`` is that or nothing, ``[[~a|words]]`` goes on
from the line before. ``units/`` tells what each sentence, item or row is for::

    [u] The notes do not show six weeks of therapy.
    [g] You have 180 days to appeal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docextract.tagger import ROLES, TAGS

HERE = Path(__file__).parent
PARAGRAPH = 5
"""The gap of a paragraph whose layout is not told: a line's end or a block's."""
FREE = (
    "none", "sponsor", "iro", "signer", "oldref", "mention", "met", "law", "fastappeal",
    "otherlimit", "otherphone", "pended", "guideline",
)  # fmt: skip
"""What an unmarked word of ``printed/`` may be: the truths of those letters do not tell these."""
MARKS = {"u": "unmet", "m": "met", "r": "reason", "g": "right", "p": "talk", "c": "chart"}
_HEAD = re.compile(r"===\s*(.*?)\s*\|\s*kind:\s*(.+)")
_MARK = re.compile(r"\[\[([?~]?)([a-z+]+)\|(.*?)\]\]")
_UNIT = re.compile(r"\[([umrgpc](?:,[umrgpc])*)\]\s*(.*)")
_GAP = re.compile(r"\s{3,}|\t|\s\|\s")
_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_UNTOLD = tuple(_NUMBER[tag] for tag in FREE)
_NOT_UNMET = tuple(n for tag, n in _NUMBER.items() if tag != "unmet")


@dataclass
class Letter:
    """The words of a letter and what is told of them.

    ``allowed`` are the tags that a word may have (None: not told word by word), ``begins`` is 1
    where one begins, 0 where it goes on, -1 where that is not told. ``roles`` are those of the
    words' units, ``unmet`` the words ``[first, last)`` of units that hold an unmet requirement.
    """

    name: str
    laid: bool
    words: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    allowed: list[tuple[int, ...] | None] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    unmet: list[tuple[int, int]] = field(default_factory=list)

    def add(self, word: str, gap: int, allowed: tuple[int, ...] | None, begins: int) -> None:
        """One word more."""
        self.words.append(word)
        self.gaps.append(gap)
        self.allowed.append(allowed)
        self.begins.append(begins)


def files() -> list[Path]:
    """The files of the material, in order."""
    return sorted((HERE / "material").glob("*/*.txt"))


def digest() -> str:
    """The SHA-256 of all of it."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files())).hexdigest()


def letters(paths: Sequence[Path]) -> list[Letter]:
    """The letters of some files; the folder tells the form.

    Raises:
        ValueError: a line that is not of the form above, with its file and number.
    """
    return [letter for path in paths for letter in _letters(path) if letter.words]


def _letters(path: Path) -> Iterator[Letter]:
    form, letter, gap = path.parent.name, None, PARAGRAPH
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        place = f"{path.name}:{number}"
        if line.startswith("===") and not (letter and letter.laid):
            head = _HEAD.fullmatch(line.strip())
            if head is None:
                raise ValueError(f"{place}: no head")
            if letter:
                yield letter
            letter, gap = Letter(head[1], form == "printed"), PARAGRAPH
        elif not line.strip():
            gap = 3 if line == "" else 4
        elif letter is None:
            raise ValueError(f"{place}: outside a letter")
        elif form == "units":
            _add_unit(letter, line)
        else:
            _add_line(letter, line, gap if letter.laid else PARAGRAPH, place)
            gap = 2
    if letter:
        yield letter


def _add_unit(letter: Letter, line: str) -> None:
    told = _UNIT.fullmatch(line)
    marks = told[1].split(",") if told else []
    roles = [ROLES.index(MARKS[mark]) for mark in marks]
    role = min(roles, default=0)
    first = len(letter.words)
    is_unmet = role == ROLES.index("unmet")
    for word, gap in _words(told[2] if told else line, PARAGRAPH):
        letter.add(word[0], gap, None if is_unmet else _NOT_UNMET, -1)
        letter.roles.append(role)
    if is_unmet:
        letter.unmet.append((first, len(letter.words)))


def _add_line(letter: Letter, line: str, gap: int, place: str) -> None:
    """A line with marks; a word that a mark holds only a part of belongs to it."""
    plain, owner, at = "", [], 0
    for n, match in enumerate(_MARK.finditer(line)):
        free = line[at : match.start()]
        plain += free + match[3]
        owner += [None] * len(free) + [(n, match[1], match[2])] * len(match[3])
        at = match.end()
    plain, owner = plain + line[at:], owner + [None] * (len(line) - at)
    if "[[" in plain or "]]" in plain:
        raise ValueError(f"{place}: an open mark")
    before = None
    for (word, start), own_gap in _words(plain, gap):
        told = next((o for o in owner[start : start + len(word)] if o), None)
        if told is None:
            letter.add(word, own_gap, _UNTOLD if letter.laid else (0,), -1)
        else:
            letter.add(word, own_gap, _tags(told, place), _begins(told, before))
        before = told[0] if told else None


def _tags(told: tuple[int, str, str], place: str) -> tuple[int, ...]:
    names = ["none" if name == "reason" else name for name in told[2].split("+")]
    if unknown := set(names) - set(TAGS):
        raise ValueError(f"{place}: no tag {unknown}")
    own = tuple(_NUMBER[name] for name in names)
    return (*own, *_UNTOLD) if told[1] == "?" else own


def _begins(told: tuple[int, str, str], before: int | None) -> int:
    if told[1] == "?" or told[2] in ("none", "reason"):
        return -1
    return int(told[0] != before and told[1] != "~")


def _words(plain: str, gap: int) -> Iterator[tuple[tuple[str, int], int]]:
    """Each word with its place, and what stands before it."""
    end = 0
    for match in re.finditer(r"\S+", plain):
        between, end = plain[end : match.start()], match.end()
        if match[0] == "|" and end < len(plain):
            end = match.start() - 1
            continue
        yield (match[0], match.start()), gap if gap else 1 if _GAP.fullmatch(between) else 0
        gap = 0
