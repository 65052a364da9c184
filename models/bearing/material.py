"""The invented charts that the model learns from: ``material/*.txt`` (``contrast.py`` has more).

Each case is a service with its criteria and a chart whose lines are marked::

    #case hip-replacement
    #request 2026-03-04 | what is asked for
    #criterion 1 supported: the criterion as a payer prints it
    #also 1: the same in other words
    #doc progress note | 2026-02-11 | author
    [1+] a line that is evidence for criterion 1
    [2-,3x] evidence against criterion 2; looks like evidence for criterion 3 and is none
    a line that is no evidence
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
STATUSES = ("supported", "partial", "contradicted", "gap")
_TOLD = re.compile(r"#(case|request|criterion|also|doc)\b\s*(.*)")
_MARKED = re.compile(r"\[((?:\d[-+x],?)+)\]\s*(.*)")
_CRITERION = re.compile(r"(\d) (supported|partial|contradicted|gap): (.+)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_ALSO = re.compile(r"(\d): (.+)")


@dataclass
class Criterion:
    """A criterion in one or more wordings, and how it stands."""

    status: str
    texts: list[str]


@dataclass
class Line:
    """A line of a document of a kind; ``marks`` tells "+", "-" or "x" by the criterion's number,
    ``day`` when it was written, where that is told."""

    text: str
    kind: str
    marks: dict[str, str]
    day: date | None = None


@dataclass
class Case:
    """A service, the day it was asked for, its criteria by number, and the lines of its chart."""

    name: str
    request: date | None = None
    criteria: dict[str, Criterion] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def marked(self, number: str, marks: str) -> list[int]:
        """The places of the lines that bear one of ``marks`` for a criterion."""
        return [at for at, line in enumerate(self.lines) if line.marks.get(number, "?") in marks]


def files() -> list[Path]:
    """The files of the material, in order."""
    return sorted((HERE / "material").glob("*.txt"))


def contrast_files() -> list[Path]:
    """The files of the contrast sets, in order."""
    return sorted((HERE / "contrast").glob("*.txt"))


def digest() -> str:
    """The SHA-256 of all that the model learns from."""
    every = [*files(), *contrast_files()]
    return hashlib.sha256(b"".join(path.read_bytes() for path in every)).hexdigest()


def cases(paths: Sequence[Path]) -> list[Case]:
    """The cases of some files.

    Raises:
        ValueError: a line that is not of the form above, with its file and number.
    """
    return [case for path in paths for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    case: Case | None = None
    kind, day = "", None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        told = _TOLD.fullmatch(line)
        if told and told[1] == "case":
            if case:
                yield case
            case, kind, day = Case(told[2]), "", None
        elif case is None or (told is None and not kind):
            raise ValueError(f"{path.name}:{number}: outside a case or document")
        elif told and told[1] == "doc":
            kind, day = told[2].split("|")[0].strip().lower(), _day(told[2])
        elif told:
            _add(case, told[1], told[2], f"{path.name}:{number}")
        else:
            marked = _MARKED.fullmatch(line)
            marks = dict(mark for mark in marked[1].split(",") if mark) if marked else {}
            if unknown := set(marks) - set(case.criteria):
                raise ValueError(f"{path.name}:{number}: no criterion {unknown}")
            case.lines.append(Line(marked[2] if marked else line, kind, marks, day))
    if case:
        yield case


def _day(words: str) -> date | None:
    """The first date of a line; None where it has none that exists."""
    told = _DATE.search(words)
    try:
        return date.fromisoformat(told[0]) if told else None
    except ValueError:
        return None


def _add(case: Case, name: str, words: str, place: str) -> None:
    if name == "criterion" and (told := _CRITERION.fullmatch(words)):
        case.criteria[told[1]] = Criterion(told[2], [told[3]])
    elif name == "also" and (also := _ALSO.fullmatch(words)) and also[1] in case.criteria:
        case.criteria[also[1]].texts.append(also[2])
    elif name == "request":
        case.request = _day(words)
    else:
        raise ValueError(f"{place}: not understood")
