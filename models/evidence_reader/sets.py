"""What the model learns from: needs with little charts (``sets/``), and the cases of ``bearing``.

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

from docextract.ages import age_words, aged
from docextract.evidence_reader import STANDINGS, line

sys.path.append(str(Path(__file__).parents[1] / "bearing"))
from material import Case, cases
from material import files as case_files

HERE = Path(__file__).parent
_DAYS = {"h": 0.0, "d": 1.0, "w": 7.0, "m": 30.4, "y": 365.25}
_LINE = re.compile(r"(\+?)(\d+)([hdwmy])\s*\|\s*([^|]+?)\s*\|\s*(.+)")
FEWEST, MOST = 4, 8
"""Lines of a row."""
KEPT, TRAPS = 0.88, 0.7
"""How often a marked line of a case is among those that are read, and how often a trap is."""
MARKED, NOISE, MIXED = 0.25, 0.12, 0.08
"""By how much nearer a marked line is than its likeness says, and how much chance there is in the
order of lines and in which unmarked ones are read."""
SWAPPED = 0.3
"""How often two lines of a little chart change places."""


@dataclass
class Need:
    """A requirement in some wordings, the lines of one chart, how it stands with them, and lines
    of other charts like it."""

    texts: list[str]
    standing: int
    lines: list[str]
    others: list[str] = field(default_factory=list)

    def drawn(self, rng: random.Random) -> tuple[str, list[str]]:
        """A wording with the lines of the chart and some of others, as a search may give them."""
        lines = list(self.lines)
        for _ in range(max(0, rng.randrange(FEWEST - 1, MOST) - len(lines))):
            lines.insert(rng.randrange(1, len(lines) + 1), rng.choice(self.others))
        if rng.random() < SWAPPED:
            one, two = rng.sample(range(len(lines)), 2)
            lines[one], lines[two] = lines[two], lines[one]
        return rng.choice(self.texts), lines[:MOST]


@dataclass
class Asked:
    """A criterion of a case with all lines of its chart; ``near`` tells how like it each is."""

    texts: list[str]
    standing: int
    lines: list[str]
    marks: list[str]
    near: list[float]

    def drawn(self, rng: random.Random) -> tuple[str, list[str]]:
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
        return rng.choice(self.texts), [self.lines[at] for at in drawn]


def files() -> list[Path]:
    """The files of the sets, in order."""
    return sorted((HERE / "sets").glob("*.txt"))


def digest() -> str:
    """The SHA-256 of all that the model learns from."""
    every = [*case_files(), *files()]
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
