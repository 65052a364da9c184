"""Regions of a page with columns: a table is read row by row, columns one after the other.

A cell that wraps stays whole: its printed lines become one run, so that a label and its value
are never torn apart by the neighbouring cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from docextract.pages.cells import (
    SIZE_CHANGE,
    Region,
    by_column,
    cells_of,
    continues,
    is_prose,
    lines_of,
    rows_of,
    runs_in,
    wraps,
)
from docextract.pages.page import union
from docextract.pages.regions import regions_of
from docextract.pages.runs import BULLET, LABEL, Placed, Rules, Run

_ENDS = (".", ":", ";", "!", "?")
"""What a paragraph ends with."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one line. ``opens`` tells that a new block begins here (None leaves that to
    the gaps and indents around it), ``table`` that the runs are the cells of a row."""

    runs: tuple[Run, ...]
    opens: bool | None = None
    table: bool = False


def read_region(region: Region) -> Iterator[Piece]:
    """The lines of a region in reading order."""
    cells, lines = cells_of(region), lines_of(region)
    if by_column(lines, cells):
        last: Run | None = None
        right = 0.0
        prose = all(is_prose(column) for column in lines)
        for column, content in zip(region.columns, cells, strict=True):
            goes_on = prose and last is not None and _goes_on(last, right, content[0][0])
            for number, piece in enumerate(_column(runs_in(region, column), content, region.rules)):
                yield replace(piece, opens=False) if goes_on and not number else piece
                last = piece.runs[-1]
            right = column[1]
        return
    rows = rows_of(cells)
    for row in rows:
        if len(row) == 1:
            yield from (Piece((line,), opens=i == 0) for i, line in enumerate(row[0]))
        else:
            whole = _whole(row) if len(rows) > 1 else row
            yield Piece(tuple(_joined(cell) for cell in whole), opens=True, table=True)


def _column(runs: list[Run], cells: list[list[Run]], rules: Rules) -> Iterator[Piece]:
    """One column on its own; a table inside it is a region of its own."""
    items = regions_of(runs, rules)
    if any(isinstance(item, Region) for item in items):
        for number, item in enumerate(items):
            if isinstance(item, Region):
                yield from read_region(item)
            else:
                yield Piece(item.runs, opens=None if number else True)
        return
    before: Run | None = None
    for cell in cells:
        for i, line in enumerate(cell):
            label = before is not None and line.height > SIZE_CHANGE * before.height
            yield Piece((line,), opens=False if i or label else None if before else True)
            before = line


def _goes_on(last: Run, right: float, first: Run) -> bool:
    """Whether a paragraph at the foot of a column, whose edge is ``right``, goes on at the head
    of the next."""
    alike = last.bold == first.bold and abs(last.height - first.height) < 0.1 * last.height
    words = len(last.words) > 2 and len(first.words) > 2
    opens = LABEL.match(first.text) or BULLET.match(first.words[0].text)
    ended = last.text.endswith(_ENDS) or not wraps(last, first, right)
    return alike and words and not opens and not ended


def _whole(row: list[list[Run]]) -> list[list[Run]]:
    """The cells of a row of a table; two under one another are one, unless the second has a label
    or other print. (A single row may be a letterhead, whose lines are apart.)"""
    found: list[list[Run]] = []
    for cell in row:
        if found and continues(found[-1][-1], cell[0]):
            found[-1] = [*found[-1], *cell]
        else:
            found.append(cell)
    return found


def _joined(cell: list[Run]) -> Run:
    """The lines of a cell as one; what a hyphen parted at a line's end is one word again."""
    words = list(cell[0].words)
    for line in cell[1:]:
        last, first = words[-1], line.words[0]
        if len(last.text) > 1 and last.text.endswith("-") and first.text[0].isalnum():
            box = union([last.box, first.box]) or last.box
            confidence = min(last.confidence, first.confidence)
            words[-1] = Placed(last.text + first.text, box, confidence)
            words.extend(line.words[1:])
        else:
            words.extend(line.words)
    return replace(cell[0], words=tuple(words), bottom=cell[-1].bottom)
