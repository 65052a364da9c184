"""Limits in a table of rights: the right in one cell, its limit in another of the same row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from docextract.facts import Anchor, Box, DeadlineKind, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_find import Candidate, subject_of
from docextract.letter.deadlines_limits import Limit, find_limits
from docextract.letter.spans import Span
from docextract.letter.tables import pieces
from docextract.pages.text import Text

LABEL_WORDS = 8
"""A cell that names a right has at most so many words."""
HEADER_ROWS = 12
"""A heading stands at most so many rows above its cells."""
_RANGE = re.compile(r"\s*(?:-|–|to|through|thru|until)\s*\d")
"""What joins the first day of a range to its last."""


class Cell(NamedTuple):
    """A piece of a printed line, and where it stands on its page."""

    span: Span
    page: int
    box: Box


class Told(NamedTuple):
    """A cell that may hold a limit: the number of its row, the words that name its right, those of
    its heading, and the words of the same cell on the lines below it."""

    row: int
    cell: Span
    label: Span
    heading: Span | None
    below: tuple[Span, ...]


def with_tables(text: Text, known: Sequence[Candidate], near: date | None) -> list[Candidate]:
    """The candidates with those of tables of rights, which a row's own cells tell best.

    Where a row holds a limit of a right, no other date of that row is one.

    Args:
        text: one letter.
        known: what sentences and labels gave.
        near: the letter's date, for days printed without their year.
    """
    told = list(_table_cells(text))
    found = [(one.row, right) for one in told for right in _rights(text, one, near)]
    rows = {row for row, _ in found}
    cells = [one.cell for one in told if one.row in rows]
    limits = [right.limit for _, right in found]
    free = [
        c
        for c in known
        if not any(x.start < c.limit.end and c.limit.start < x.end for x in limits)
        and not (c.limit.shape == "stated" and any(x.start < c.limit.end <= x.end for x in cells))
    ]
    once = {(right.kind, right.limit.start): right for _, right in reversed(found)}
    return sorted([*free, *once.values()], key=lambda c: c.limit.start)


def _rights(text: Text, told: Told, near: date | None) -> Iterator[Candidate]:
    """The limits of a cell whose label names a right."""
    plain = text.plain
    kind = subject_of(plain, *told.label)
    if kind in (None, "reject") or not _for_us(text, told):
        return
    if re.search(r"\b\d|[.;]\s", plain[told.label.start : told.label.end]):
        return
    if subject_of(plain, *told.cell) not in (None, kind):
        return
    for limit in find_limits(text, *told.cell, labelled=True, near=near):
        below = " ".join(plain[s.start : s.end] for s in told.below)
        rest = f"{plain[limit.end : told.cell.end]} {below}"
        anchor, _, clause = cues.anchor_after(rest, 0, len(rest))
        if limit.shape == "stated" and _RANGE.match(rest):
            continue
        if cues.has(plain, told.cell.start, limit.start, "plan_labels"):
            continue
        yield _candidate(text, told, limit, str(kind), anchor, clause)


def _candidate(
    text: Text, told: Told, limit: Limit, kind: str, anchor: Anchor | None, clause: str
) -> Candidate:
    plain, label = text.plain, told.label
    which = DeadlineKind("information" if kind == "reopening" else kind)
    provider = cues.has(plain, *label, "provider_right")
    second = cues.has(plain, *label, "second_level")
    right, level = "", None
    party = cues.party_of(plain, *label, which)
    if which is DeadlineKind.INTERNAL_APPEAL:
        right = "provider" if provider else "second" if second else ""
        level = 2 if second else 1 if cues.has(plain, *label, "first_level") else None
        party = Party.PROVIDER if provider else party
    end = max(limit.end, told.cell.end)
    return Candidate(limit, which, told.cell, end, True, anchor, clause, party, right, level)


def _table_cells(text: Text) -> Iterator[Told]:
    """Every cell right of one that may name a right, and every cell under such a heading."""
    rows = _rows(text)
    for n, row in enumerate(rows):
        above = [r for r in rows[max(0, n - HEADER_ROWS) : n] if r[0].page == row[0].page]
        above = [r for r in above if len(r) > 1]
        label = row[0]
        short = len(text.plain[label.span.start : label.span.end].split()) <= LABEL_WORDS
        for cell in row[1:]:
            heading = _heading(text, cell, above)
            if short and cell.box[0] > label.box[2]:
                yield Told(n, cell.span, label.span, heading, _below(cell, label, rows[n + 1 :]))
        for cell in row:
            over = _over(cell, rows[n - 1]) if n and rows[n - 1][0].page == cell.page else None
            if over is not None and len(row) > 1:
                yield Told(n, cell.span, over.span, over.span, ())


def _for_us(text: Text, told: Told) -> bool:
    """True where the label or the heading says that a cell holds a last day of the reader's."""
    heads = [told.label] if told.heading is None else [told.label, told.heading]
    if any(cues.has(text.plain, *head, "plan_labels") for head in heads):
        return False
    return any(cues.has(text.plain, *head, "deadline_labels") for head in heads)


def _rows(text: Text) -> list[list[Cell]]:
    """The printed rows of cells, from the top, each from the left."""
    cells = [
        Cell(span, line.page, box)
        for line in text.lines
        for span in pieces(text, line)
        if (box := _extent(text, span)) is not None
    ]
    cells.sort(key=lambda c: (c.page, c.box[1], c.box[0]))
    rows: list[list[Cell]] = []
    for cell in cells:
        if rows and _level(rows[-1][0], cell):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda c: c.box[0]) for row in rows]


def _extent(text: Text, span: Span) -> Box | None:
    boxes = [p.word.box for p in text.words_in(*span) if p.word.box is not None]
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _level(one: Cell, other: Cell) -> bool:
    height = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return one.page == other.page and shared > 0.6 * height


def _over(cell: Cell, row: Sequence[Cell]) -> Cell | None:
    """The cell of a row that stands over another: most of the narrower one lies under it."""
    for one in row:
        shared = min(one.box[2], cell.box[2]) - max(one.box[0], cell.box[0])
        if shared > 0.6 * min(one.box[2] - one.box[0], cell.box[2] - cell.box[0]):
            return one
    return None


def _heading(text: Text, cell: Cell, above: Sequence[Sequence[Cell]]) -> Span | None:
    """The heading of a cell's column: the topmost cell over it that could be one."""
    for row in above:
        over = _over(cell, row)
        words = text.plain[over.span.start : over.span.end] if over else ""
        if over is not None and len(words.split()) <= LABEL_WORDS and not re.search(r"\d", words):
            return over.span
    return None


def _below(cell: Cell, label: Cell, rows: Sequence[Sequence[Cell]]) -> tuple[Span, ...]:
    """The lines of the same cell further down, until the label's column goes on."""
    found = []
    bottom = cell.box[3]
    for row in rows:
        under = _over(cell, row)
        height = cell.box[3] - cell.box[1]
        if under is None or under.page != cell.page or under.box[1] - bottom > height:
            break
        found.append(under.span)
        bottom = under.box[3]
    return tuple(found)
