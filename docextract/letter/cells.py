"""Cells of a page: parts of lines between wide gaps, and what stands beside and below them."""

from __future__ import annotations

from typing import NamedTuple

from docextract.facts import Box
from docextract.letter.spans import Span
from docextract.pages.page import union
from docextract.pages.text import Text


class Cell(NamedTuple):
    """A part of a line between wide gaps, with its place and the end of its paragraph."""

    start: int
    end: int
    page: int
    block: int
    line: int
    box: Box | None
    paragraph_end: int


def box_of(text: Text, span: Span) -> Box | None:
    """The box around the words of a span; None in files without pages of their own."""
    return union([p.word.box for p in text.words_in(span.start, span.end)])


def beside(row: list[Cell], place: int) -> Cell | None:
    """The next cell to the right in the same printed row."""
    cell = row[place]
    if cell.box is None:
        return row[place + 1] if place + 1 < len(row) else None
    best: Cell | None = None
    for other in row:
        if other.box is None or other.box[0] < cell.box[2]:
            continue
        overlap = min(cell.box[3], other.box[3]) - max(cell.box[1], other.box[1])
        if overlap < 0.3 * (cell.box[3] - cell.box[1]):
            continue
        if best is None or best.box is None or other.box[0] < best.box[0]:
            best = other
    return best


def across(cell: Cell, every: list[Cell]) -> Cell | None:
    """The next cell to the right at the same height of the page, in whatever line of the text.

    Labels and values in two columns may come one column after the other.
    """
    if cell.box is None:
        return None
    height = cell.box[3] - cell.box[1]
    best: Cell | None = None
    for other in every:
        if other.page != cell.page or other.box is None or other.box[0] < cell.box[2]:
            continue
        least = 0.6 * min(height, other.box[3] - other.box[1])
        if min(cell.box[3], other.box[3]) - max(cell.box[1], other.box[1]) < least:
            continue
        if best is None or best.box is None or other.box[0] < best.box[0]:
            best = other
    return best


def below(cell: Cell, every: list[Cell]) -> Cell | None:
    """The cell directly under a cell, within one and a half line heights of it."""
    if cell.box is None:
        after = [c for c in every if c.page == cell.page and c.line == cell.line + 1]
        return after[0] if len(after) == 1 else None
    height = max(6.0, cell.box[3] - cell.box[1])
    best: Cell | None = None
    for other in every:
        if other.page != cell.page or other.box is None or other is cell:
            continue
        gap = other.box[1] - cell.box[3]
        apart = abs(other.box[0] - cell.box[0])
        overlap = min(other.box[2], cell.box[2]) - max(other.box[0], cell.box[0])
        if not -0.3 * height < gap < 1.5 * height or (apart > height and overlap <= 0):
            continue
        if best is None or best.box is None or other.box[1] < best.box[1]:
            best = other
    return best


def is_close(cell: Cell, under: Cell) -> bool:
    """True where no visible gap lies between two rows."""
    if cell.block == under.block or cell.box is None or under.box is None:
        return cell.block == under.block
    return under.box[1] - cell.box[3] < 0.45 * (cell.box[3] - cell.box[1])


def fills_column(cell: Cell, under: Cell, every: list[Cell]) -> bool:
    """True where the column to the right left no room for the next word of a cell."""
    if cell.box is None or under.box is None or abs(cell.box[0] - under.box[0]) > 3:
        return False
    beside = [
        c.box[0]
        for c in every
        if c.line == cell.line and c.box is not None and c.box[0] > cell.box[2]
    ]
    if not beside:
        return False
    letter = (cell.box[2] - cell.box[0]) / max(1, cell.end - cell.start)
    return cell.box[2] + 6 * letter > min(beside)
