"""The contrast sets that the model learns sides from: ``contrast/*.txt``.

Each need has lines that differ little from each other and stand on different sides of it::

    #file service line
    #need a requirement as a payer prints it | the same in other words
    + a line that is evidence for it
    - a line that is evidence against it
    x a line that looks like evidence and is none
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from material import Case, Criterion, Line

TOGETHER = 6
"""Needs of one case. They come from different service lines, so that the lines of one are no
evidence for another."""
_SIDES = ("+ ", "- ", "x ")


def contrasts(paths: Sequence[Path]) -> list[Case]:
    """The needs of some files, mixed and put together as cases without statuses.

    Raises:
        ValueError: a line that is not of the form above, with its file and number.
    """
    needs = [need for path in paths for need in contrast_needs(path)]
    random.Random(0).shuffle(needs)  # noqa: S311 - no secret hangs on it
    return [_case(needs[at : at + TOGETHER]) for at in range(0, len(needs), TOGETHER)]


def _case(needs: Sequence[tuple[list[str], list[str]]]) -> Case:
    case = Case("contrasts")
    for number, (texts, lines) in enumerate(needs):
        case.criteria[str(number)] = Criterion("", texts)
        case.lines += [Line(line[2:], "", {str(number): line[0]}) for line in lines]
    return case


def contrast_needs(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The wordings of each need with its lines, their marks before them."""
    need: tuple[list[str], list[str]] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#need "):
            if need:
                yield need
            need = line.removeprefix("#need ").split(" | "), []
        elif need and line.startswith(_SIDES):
            need[1].append(line)
        elif line.strip() and not line.startswith("#file "):
            raise ValueError(f"{path.name}:{number}: not understood")
    if need:
        yield need
