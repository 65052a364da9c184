"""What the model learns from: needs with little charts (``sets/``), and all that ``bearing`` has.

Each need has charts that look alike and stand differently::

    #need a criterion as a payer prints it
    #also the same in other words
    =supported
    2w | ortho consult | Knee pain 2 yrs; PT x 14 wks last fall, no better.
    =gap
    2w | ortho consult | PT ordered, first visit next month.

A line tells how long before the request it was written (h, d, w, m, y; "+2w" for after), the kind
of its document, and its words.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from docextract.ages import age_words, aged
from docextract.evidence_reader import STANDINGS, line

sys.path.append(str(Path(__file__).parents[1] / "bearing"))
from contrast import contrast_needs
from material import Case, cases, contrast_files
from material import files as case_files

HERE = Path(__file__).parent
_DAYS = {"h": 0.0, "d": 1.0, "w": 7.0, "m": 30.4, "y": 365.25}
_LINE = re.compile(r"(\+?)(\d+)([hdwmy])\s*\|\s*([^|]+?)\s*\|\s*(.+)")
FEWEST, MOST = 4, 8
"""Lines of a row of a chart; the search's have two more at least."""
KEPT, TRAPS = 0.88, 0.7
"""How often a marked line of a case is among those that are read, and how often a trap is."""
MARKED, NOISE, MIXED = 0.25, 0.12, 0.08
"""By how much nearer a marked line is than its likeness says, and how much chance there is in the
order of lines and in which unmarked ones are read."""
SWAPPED = 0.3
"""How often two lines of a little chart change places."""
SIDE = {"+": 1, "-": 2}
"""The side of a marked line; the others have none."""
NEAREST, FROM_NEAREST = 24, 0.7
"""So many of the unmarked lines are near, and how often a search gives only such."""
SOME, FOREIGN = (0, 1, 1, 2, 2, 3, 4), (0, 0, 1, 2)
"""How many marked lines and lines of other charts a search gives."""
LACKING = (0, 1, 2, 3)
"""How many lines of a row of a contrast set are another need's."""
HEADS = ("now, progress note: ", "3 weeks ago, consult: ", "2 months ago, progress note: ", "")
"""What stands before a line of the contrast sets."""


class Drawn(NamedTuple):
    """A requirement with lines, how it stands by them, and the side of each; None where it is not
    told."""

    text: str
    lines: list[str]
    standing: int | None
    sides: list[int] | None


class Source(Protocol):
    """What rows are drawn from."""

    def drawn(self, rng: random.Random) -> Drawn:
        """A row as chance has it."""


@dataclass
class Need:
    """A requirement in some wordings, the lines of one chart, how it stands with them, and lines
    of other charts like it."""

    texts: list[str]
    standing: int
    lines: list[str]
    others: list[str] = field(default_factory=list)

    def drawn(self, rng: random.Random) -> Drawn:
        """A wording with the lines of the chart and some of others, as a search may give them."""
        lines = list(self.lines)
        for _ in range(max(0, rng.randrange(FEWEST - 1, MOST) - len(lines))):
            lines.insert(rng.randrange(1, len(lines) + 1), rng.choice(self.others))
        if rng.random() < SWAPPED:
            one, two = rng.sample(range(len(lines)), 2)
            lines[one], lines[two] = lines[two], lines[one]
        return Drawn(rng.choice(self.texts), lines[:MOST], self.standing, None)


@dataclass
class Asked:
    """A criterion of a case with all lines of its chart; ``near`` tells how like it each is."""

    texts: list[str]
    standing: int
    lines: list[str]
    marks: list[str]
    near: list[float]

    def drawn(self, rng: random.Random) -> Drawn:
        """A wording with most of the marked lines and the nearest of the rest, best first."""
        marked = [at for at, mark in enumerate(self.marks) if mark]
        kept = [at for at in marked if rng.random() < (TRAPS if self.marks[at] == "x" else KEPT)]
        rest = [at for at, mark in enumerate(self.marks) if not mark]
        rest.sort(key=lambda at: rng.gauss(0, MIXED) - self.near[at])
        most = rng.randrange(FEWEST + 1, MOST + 1)
        drawn = kept[:most] + rest[: max(1, most - len(kept))]
        worth = {
            at: self.near[at] + MARKED * bool(self.marks[at]) + rng.gauss(0, NOISE) for at in drawn
        }
        drawn.sort(key=lambda at: -worth[at])
        return self.told(rng, drawn, self.standing)

    def told(self, rng: random.Random, drawn: Sequence[int], standing: int | None) -> Drawn:
        """A wording with some of the lines."""
        sides = [SIDE.get(self.marks[at], 0) for at in drawn]
        return Drawn(rng.choice(self.texts), [self.lines[at] for at in drawn], standing, sides)


@dataclass
class Searched:
    """A criterion of a case with lines as a search gives them by the handful, among them such of
    other charts (``foreign``); how it stands by them alone is not told."""

    asked: Asked
    foreign: list[str]

    def drawn(self, rng: random.Random) -> Drawn:
        """A wording with some marked lines, some near ones and some of other charts, mixed."""
        asked, most = self.asked, rng.randrange(FEWEST + 2, MOST + 1)
        marked = [at for at, mark in enumerate(asked.marks) if mark]
        taken = rng.sample(marked, min(rng.choice(SOME), len(marked)))
        rest = [at for at, mark in enumerate(asked.marks) if not mark]
        rest.sort(key=lambda at: rng.gauss(0, MIXED) - asked.near[at])
        pool = rest[:NEAREST] if rng.random() < FROM_NEAREST else rest
        own = max(0, most - len(taken) - rng.choice(FOREIGN))
        taken += rng.sample(pool, min(own, len(pool)))
        told = asked.told(rng, taken, None)
        return _filled(told.text, told.lines, told.sides or [], self.foreign, most, rng)


@dataclass
class Contrast:
    """A need of the contrast sets with its lines and their sides; ``others`` are other needs'."""

    texts: list[str]
    lines: list[tuple[str, int]]
    others: list[str]

    def drawn(self, rng: random.Random) -> Drawn:
        """A wording with some of its lines and some of other needs, mixed."""
        most = rng.randrange(FEWEST + 2, MOST + 1)
        taken = rng.sample(self.lines, min(len(self.lines), most - rng.choice(LACKING)))
        lines, sides = [line for line, _ in taken], [side for _, side in taken]
        told = _filled(rng.choice(self.texts), lines, sides, self.others, most, rng)
        return told._replace(lines=[rng.choice(HEADS) + one for one in told.lines])


def _filled(
    text: str, lines: list[str], sides: list[int], others: list[str], most: int, rng: random.Random
) -> Drawn:
    """Some lines with so many of others that they are ``most``, mixed."""
    pairs = list(zip(lines, sides, strict=True))
    pairs += [(rng.choice(others), 0) for _ in range(most - len(pairs))]
    rng.shuffle(pairs)
    return Drawn(text, [line for line, _ in pairs], None, [side for _, side in pairs])


def files() -> list[Path]:
    """The files of the sets, in order."""
    return sorted((HERE / "sets").glob("*.txt"))


def digest() -> str:
    """The SHA-256 of all that the model learns from."""
    every = [*case_files(), *contrast_files(), *files()]
    return hashlib.sha256(b"".join(path.read_bytes() for path in every)).hexdigest()


def needs(paths: Sequence[Path]) -> list[Need]:
    """The charts of some files, each as a need of its own.

    Raises:
        ValueError: a line that is not of the form above, with its file and number.
    """
    return [need for path in paths for need in _of_file(path)]


def _of_file(path: Path) -> list[Need]:
    found = list(_needs(path))
    others = [one for need in found for one in need.lines]
    for need in found:
        need.others = others
    return found


def _needs(path: Path) -> Iterator[Need]:
    texts: list[str] = []
    need: Need | None = None
    for number, told in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if told.startswith(("#need ", "#also ", "=")) and need:
            yield need
            need = None
        if told.startswith("#need "):
            texts = [told.removeprefix("#need ").strip()]
        elif told.startswith("#also "):
            texts.append(told.removeprefix("#also ").strip())
        elif told.startswith("=") and told[1:].strip() in STANDINGS:
            need = Need(texts, STANDINGS.index(told[1:].strip()), [])
        elif need and (match := _LINE.fullmatch(told.strip())):
            need.lines.append(_line(match))
        elif told.strip():
            raise ValueError(f"{path.name}:{number}: not understood")
    if need:
        yield need


def _line(match: re.Match[str]) -> str:
    days = round(float(match[2]) * _DAYS[match[3]])
    age = "later" if match[1] else age_words(days)
    return line(age, match[4].lower(), match[5])


def asked(every: Sequence[Case], near: Sequence[dict[str, list[float]]]) -> list[Asked]:
    """The criteria of cases; ``near`` has for each case and criterion how like it lines are."""
    return [
        Asked(
            criterion.texts,
            STANDINGS.index(criterion.status),
            _aged(case),
            [one.marks.get(number, "") for one in case.lines],
            likeness[number],
        )
        for case, likeness in zip(every, near, strict=True)
        for number, criterion in case.criteria.items()
    ]


def searched(every: Sequence[Asked]) -> list[Searched]:
    """The same criteria as a search meets them."""
    foreign = [line for asked in every for line in asked.lines]
    return [Searched(asked, foreign) for asked in every]


def contrasts() -> list[Contrast]:
    """The needs of the contrast sets."""
    told = [need for path in contrast_files() for need in contrast_needs(path)]
    others = [line[2:] for _, lines in told for line in lines]
    return [
        Contrast(texts, [(line[2:], SIDE.get(line[0], 0)) for line in lines], others)
        for texts, lines in told
        if lines
    ]


def _aged(case: Case) -> list[str]:
    told = []
    for one in case.lines:
        known = case.request and one.day
        age = age_words((case.request - one.day).days) if case.request and one.day else "now"
        text = aged(one.text, case.request) if known and case.request else one.text
        told.append(line(age, one.kind, text))
    return told


def all_cases() -> list[Case]:
    """The cases of ``bearing``."""
    return cases(case_files())
