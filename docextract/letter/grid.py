"""The rows and cells of a page by their places alone, with printed rules or without.

Bands of white part the rows, columns of white the cells; a cell that wraps keeps its lines
together, whatever the order in which they were read and however they are aligned. A paragraph
is a row of one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from statistics import quantiles
from typing import NamedTuple

from docextract.facts import Box
from docextract.letter.spans import Span, cells
from docextract.letter.tables import pieces
from docextract.letter.zones import zone_at, zones
from docextract.pages.page import union
from docextract.pages.text import PlacedLine, Text

_AIR = 1.25
"""Lines that stand more than so many times the usual distance apart belong to two rows."""
_DENSE = 3
"""Of the lines of a table without bands of white fewer than one in so many go on with a cell."""
_FAR = 2.5
"""Lines this many heights apart say nothing about the usual distance."""
_USUAL = 1.3
"""The distance of lines, in heights, on a page that has too few to measure."""


class Piece(NamedTuple):
    """What stands between two gaps of a printed line."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the spans of its lines from the top, and where it stands."""

    lines: tuple[Span, ...]
    page: int
    box: Box

    def words(self, text: Text) -> str:
        """The words of the cell on one line."""
        return " ".join(" ".join(text.plain[s.start : s.end].split()) for s in self.lines)

    def place(self, offset: int) -> int:
        """Where an offset of the cell's excerpt stands in the letter."""
        for span in self.lines:
            if offset <= span.end - span.start:
                return span.start + offset
            offset -= span.end - span.start + 1
        return self.lines[-1].end


Row = tuple[Cell, ...]


@lru_cache(maxsize=4)
def rows_of(text: Text) -> tuple[Row, ...]:
    """The rows of every page from the top, the cells of each from the left; a row that the end
    of a page cuts is one."""
    found: list[Row] = []
    for page in sorted({line.page for line in text.lines}):
        placed = [p for line in text.lines if line.page == page for p in _pieces(text, line)]
        bands = (part for band in _bands(placed) for part in _around_wide(band))
        rows = [row for part in bands for row in _rows(text, page, part)]
        head = next((n for n, row in enumerate(rows) if not _is_running(text, row)), 0)
        if len(found) > 1 and rows:
            rows[head : head + 1] = _cut_by_page(found[-2], found.pop(), rows[head])
        found.extend(rows)
    return tuple(found)


def _is_running(text: Text, row: Row) -> bool:
    """True for what is printed at the head of every page."""
    kinds = zones(text)
    lines = [span for cell in row for span in cell.lines]
    return all(zone_at(kinds, span.start) in ("running", "fax_header") for span in lines)


def _cut_by_page(above: Row, last: Row, first: Row) -> list[Row]:
    """The last row of a page and the first of the next: one row where the row ``above`` shows
    columns that both stand in, and one of them is without its first cell."""
    rest = [over(cell, above) for cell in first]
    begun = [over(cell, above) for cell in last]
    placed = all(one is not None for one in (*rest, *begun))
    headless = above[0] not in rest or above[0] not in begun
    if len(above) < 3 or not placed or not headless or above[0].page != last[0].page:
        return [last, first]
    whole = []
    for column in above:
        parts = [c for c, o in zip((*last, *first), (*begun, *rest), strict=True) if o is column]
        if parts:
            lines = tuple(span for part in parts for span in part.lines)
            box = (column.box[0], last[0].box[1], column.box[2], last[0].box[3])
            whole.append(Cell(lines, last[0].page, parts[0].box if parts[0] in last else box))
    return [tuple(whole)]


LABEL_WORDS = 10
"""A cell that names what the rest of its row is about has at most so many words."""
MOST_CELLS = 8
"""A table of a letter has at most so many columns."""


def is_spaced_prose(text: Text, row: Row) -> bool:
    """True for a line of a justified paragraph, which wide spaces cut into its words."""
    single = sum(len(cell.words(text).split()) == 1 for cell in row)
    return len(row) > MOST_CELLS or (len(row) > 3 and single * 2 > len(row))


def label_of(text: Text, position: int) -> str:
    """The words of the first cell of the row in which ``position`` stands; "" where it stands in
    no row of a table or in that cell itself."""
    for span, label in _labelled(text):
        if span.start <= position < span.end:
            return label
    return ""


@lru_cache(maxsize=4)
def _labelled(text: Text) -> tuple[tuple[Span, str], ...]:
    """The lines of the cells that stand in a row behind a short first cell, and its words."""
    found: list[tuple[Span, str]] = []
    for row in rows_of(text):
        label = row[0].words(text)
        if len(row) > 1 and len(label.split()) <= LABEL_WORDS and not is_spaced_prose(text, row):
            found.extend((span, label) for cell in row[1:] for span in cell.lines)
    return tuple(found)


def over(cell: Cell, row: Iterable[Cell]) -> Cell | None:
    """The cell of a row in whose column another stands: most of the narrower one lies under it."""
    for one in row:
        shared = min(one.box[2], cell.box[2]) - max(one.box[0], cell.box[0])
        if shared > 0.6 * min(one.box[2] - one.box[0], cell.box[2] - cell.box[0]):
            return one
    return None


def _pieces(text: Text, line: PlacedLine) -> Iterator[Piece]:
    """The pieces of a line; in a text without places its cells stand one unit apart."""
    if line.box is None:
        top = 3.0 * text.lines.index(line)
        parts = [part for cell in cells(text, line) for part in _barred(text, cell)]
        for k, span in enumerate(parts):
            yield Piece(span, (float(k), top, k + 0.9, top + 1))
        return
    for span in pieces(text, line):
        for part in _one_way(text, span):
            box = union([p.word.box for p in text.words_in(*part)])
            if box is not None:
                yield Piece(part, box)


def _one_way(text: Text, span: Span) -> list[Span]:
    """A piece cut where its words go back to the left: there a cell was read on below."""
    found: list[Span] = []
    before: Box | None = None
    for word in text.words_in(*span):
        box = word.word.box
        if box is None or before is None or (box[0] >= before[0] or level(before, box)):
            found[-1:] = [Span(found[-1].start if found else word.start, word.end)]
        else:
            found.append(Span(word.start, word.end))
        before = box or before
    return found


def _barred(text: Text, cell: Span) -> Iterator[Span]:
    """The parts of a cell between upright bars."""
    words = text.words_in(*cell)
    for bar, part in groupby(words, key=lambda p: not p.word.text.strip("|")):
        run = list(part)
        if not bar:
            yield Span(run[0].start, run[-1].end)


def _bands(placed: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces parted by bands of white that are wider than between lines of one cell."""
    usual = _usual_distance(placed)
    band: list[Piece] = []
    for piece in sorted(placed, key=lambda p: _middle(p.box)):
        if band:
            height = max(_height(piece.box), _height(band[-1].box))
            if _middle(piece.box) - _middle(band[-1].box) > _AIR * usual * height:
                yield band
                band = []
        band.append(piece)
    if band:
        yield band


def _usual_distance(placed: Sequence[Piece]) -> float:
    """From line to line inside a cell or paragraph of this page, in heights."""
    told = []
    ordered = sorted(placed, key=lambda p: _middle(p.box))
    for number, piece in enumerate(ordered):
        height = max(1e-6, _height(piece.box))
        for other in islice(ordered, number + 1, None):
            apart = _middle(other.box) - _middle(piece.box)
            if apart >= _FAR * height:
                break
            if other.box[1] > _middle(piece.box) and _shared(piece.box, other.box) > 0:
                told.append(apart / height)
                break
    if len(told) < 4:
        return _USUAL
    return min(quantiles(told, n=4)[0], _USUAL * 1.5)


def _around_wide(band: list[Piece]) -> Iterator[list[Piece]]:
    """A band cut above and below each line that runs over two pieces standing side by side."""
    wide = [p for p in band if _runs_over(p, band)]
    part: list[Piece] = []
    for piece in band:
        if part and (piece in wide) != (part[-1] in wide):
            yield part
            part = []
        part.append(piece)
    yield part


def _runs_over(piece: Piece, band: Sequence[Piece]) -> bool:
    under = [p for p in band if p is not piece and _shared(p.box, piece.box) > 0]
    return any(level(a.box, b.box) for k, a in enumerate(under) for b in under[k + 1 :])


def _rows(text: Text, page: int, band: Sequence[Piece]) -> Iterator[Row]:
    """The rows of a band: one, unless its lines mostly begin rows of their own."""
    columns = _columns(band)
    lines = _levels(band)
    going_on = [any(text.plain[p.span.start].islower() for p in line) for line in lines]
    dense = sum(going_on) * _DENSE < len(lines)
    row: list[Piece] = []
    for line, goes_on in zip(lines, going_on, strict=True):
        begun = any(p in columns[0] for p in row) and any(p in columns[0] for p in line)
        if dense and begun and len(line) > 1 and not goes_on:
            yield _row(page, columns, row)
            row = []
        row.extend(line)
    yield _row(page, columns, row)


def _row(page: int, columns: Sequence[Sequence[Piece]], taken: Sequence[Piece]) -> Row:
    found = []
    for column in columns:
        own = sorted((p for p in column if p in taken), key=lambda p: _middle(p.box))
        box = union([p.box for p in own])
        if box is not None:
            found.append(Cell(tuple(p.span for p in own), page, box))
    return tuple(found)


def _columns(band: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces parted by columns of white, from the left."""
    found: list[list[Piece]] = []
    right = float("-inf")
    for piece in sorted(band, key=lambda p: p.box[0]):
        if piece.box[0] >= right:
            found.append([])
        found[-1].append(piece)
        right = max(right, piece.box[2])
    return found


def _levels(band: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand at one height, from the top."""
    found: list[list[Piece]] = []
    for piece in band:
        if found and level(found[-1][0].box, piece.box):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def level(one: Box, other: Box) -> bool:
    """True where two boxes stand at one height."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.6 * min(_height(one), _height(other))


def _shared(one: Box, other: Box) -> float:
    """How much of two boxes' widths lies at one place; negative: how far they are apart."""
    return min(one[2], other[2]) - max(one[0], other[0])


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _height(box: Box) -> float:
    return box[3] - box[1]
