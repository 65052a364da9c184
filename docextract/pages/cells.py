"""A region's columns → cells and rows, and whether its columns are a table at all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docextract.pages.runs import CHECKBOX, LABEL, WIDE_GAP, Band, Interval, Rules, Run, lines_in

TIGHT_GAP = 0.6
"""A line alone in its column belongs to the region above from this nearness on."""
MANY_LINES = 7
"""Cells this long beside one another are columns of text, not cells of a row."""
LONGEST_ADDRESS = 8
"""Lines of a column that is one postal address with what stands around it."""
UNALIGNED = 0.35
"""Columns with a lower share of lines at the same height have no rows; tables have .75 or more."""
SIZE_CHANGE = 1.15
"""A line higher or lower than the one above it by this factor is another cell: a label and
its value below."""
LONG_CELLS = 3.5
"""Where the cells of every column have so many lines on average, they are columns of text."""
CLOSE_GAP = 0.45
"""Lines of one cell stand at most this many line heights apart in ordinary print."""
APART = 0.25
"""Lines of a cell that spans rows stand nearer than this many line heights."""
ALIGNED = 0.3
"""Cells of a row have tops, middles or bottoms that differ by at most this many line heights."""
LEAST_LINES = 4
"""So many lines at least make a column of running text."""
_Placed = tuple[list[Run], int]
"""A cell and the number of its column."""
_LABEL_ONLY = re.compile(r":\W*$")
_ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s+\d{5}(-\d{4})?$")


@dataclass(frozen=True, slots=True)
class Region:
    """Bands with common gaps; ``columns`` are the intervals between the gaps."""

    bands: tuple[Band, ...]
    columns: tuple[Interval, ...]
    rules: Rules


def by_column(columns: list[list[Run]], cells: list[list[list[Run]]]) -> bool:
    """Whether the columns are independent of each other.

    They are where both hold running text, where the right one carries its own labels, or where
    the left one is an address; a column of labels needs its neighbour.
    """
    if are_texts(columns, cells) or _is_stacked(cells):
        return True
    rows = rows_of(cells)
    if len(columns) != 2:
        prose = all(is_prose(column) for column in columns) and len(rows) < 2
        return prose or sum(map(_is_address, columns)) > 1
    left, right = columns
    labels = sum(bool(_LABEL_ONLY.search(cell[-1].text)) for cell in cells[0])
    if labels * 2 > len(cells[0]):
        return False
    if is_table(cells) and _labelled(cells[0]) < 2:
        return False
    own = _labelled(cells[1])
    if own >= 2 and own * 2 > len(cells[1]):
        return True
    if _is_address(left):
        return True
    together = sum(len(row) > 1 for row in rows)
    if is_prose(left) and is_prose(right) and together < 3:
        return True
    return together * 2 < len(rows) and len(left) >= 2 and len(right) >= 2


def are_texts(columns: list[list[Run]], cells: list[list[list[Run]]]) -> bool:
    """Whether the columns hold running text side by side, by the length of what would be cells."""
    if any(sum(len(cell) >= MANY_LINES for cell in row) > 1 for row in rows_of(cells)):
        return True
    if is_table(cells):
        return False
    if all(len(ls) >= LONG_CELLS * len(cs) for ls, cs in zip(columns, cells, strict=True)):
        return True
    if len(columns) == 2 and _is_unaligned(*columns):
        return True
    prose = all(is_prose(column) for column in columns)
    return prose and _row_gap(columns) is None


def is_table(cells: list[list[list[Run]]]) -> bool:
    """Whether the cells make rows: three or more (two of three cells will do), nearly all of which
    hold neighbours that begin, end or are centred at one height. Two texts never do."""
    rows = rows_of(cells)
    if len(cells) < 3 and all(is_prose(list(itertools.chain(*column))) for column in cells):
        return False
    if len(rows) < (3 if len(cells) < 3 else 2) or max(map(len, rows)) > len(cells):
        return False
    level = sum(len(row) > 1 and _is_level(row) for row in rows)
    return level >= 0.8 * len(rows) and any(len(cell) > 1 for column in cells for cell in column)


def _is_level(row: list[list[Run]]) -> bool:
    """Whether more than half of the cells of a row are level with the first."""
    return sum(_level(row[0], cell) for cell in row) * 2 > len(row)


def _level(one: list[Run], other: list[Run]) -> bool:
    """Whether two cells begin, end or are centred at one height."""
    top, bottom = one[0].top - other[0].top, one[-1].bottom - other[-1].bottom
    least = ALIGNED * min(one[0].height, other[0].height)
    return min(abs(top), abs(bottom), abs(top + bottom) / 2) <= least


def has_gaps(column: list[Run]) -> bool:
    """Whether most lines of a column have a wide gap inside: it is part of a table itself."""
    wide = sum(
        any(b.box[0] - a.box[2] > WIDE_GAP * line.height for a, b in itertools.pairwise(line.words))
        for line in column
    )
    return wide * 2 > len(column)


def _is_unaligned(left: list[Run], right: list[Run]) -> bool:
    """Whether two long columns have hardly a line at the same height: no rows, but a column of
    particulars beside the text, or two texts."""
    few, many = sorted((left, right), key=len)
    level = sum(any(abs(a.bottom - b.bottom) < 0.12 * a.height for b in many) for a in few)
    return len(few) >= MANY_LINES and level < UNALIGNED * len(few)


def _is_address(column: list[Run]) -> bool:
    """Whether a column is a postal address, or two, and little more."""
    zips = sum(bool(_ZIP.search(line.text)) for line in column)
    return zips in (1, 2) and 3 <= len(column) <= LONGEST_ADDRESS * zips


def _is_stacked(cells: list[list[list[Run]]]) -> bool:
    """Whether every value stands below its label, the label in smaller print."""
    for column in cells:
        steps = itertools.pairwise(column)
        labels = sum(b[0].height > SIZE_CHANGE * a[-1].height for a, b in steps)
        if labels < 2 or labels * 2 < len(column):
            return False
    return True


def _labelled(column: list[list[Run]]) -> int:
    """How many cells are a label with its value."""
    return sum(bool(LABEL.match(cell[0].text)) and not _bare(cell) for cell in column)


def _bare(cell: list[Run]) -> bool:
    """Whether a cell is a label without a value."""
    return len(cell) == 1 and bool(_LABEL_ONLY.search(cell[0].text))


def is_prose(column: list[Run]) -> bool:
    """Whether the lines of a column are running text: most are full and break for want of room.

    Lines of figures are rows of a table, however full ("09/11 0800 38.6").
    """
    right = max(run.x1 for run in column)
    wrapped = sum(wraps(a, b, right) for a, b in itertools.pairwise(column))
    words = [word.text for run in column for word in run.words]
    figures = sum(any(char.isdigit() for char in word) for word in words)
    full = len(column) >= LEAST_LINES and len(words) >= 3 * len(column)
    return full and 2 * figures < len(words) and wrapped >= 0.6 * (len(column) - 1)


def lines_of(region: Region) -> list[list[Run]]:
    """The printed lines of each column."""
    return [lines_in(runs_in(region, column)) for column in region.columns]


def cells_of(region: Region) -> list[list[list[Run]]]:
    """The cells of each column, each cell as its printed lines."""
    columns = lines_of(region)
    return [_cells(column, columns, region.rules) for column in columns]


def runs_in(region: Region, column: Interval) -> list[Run]:
    """The runs that stand in a column."""
    return [
        run
        for band in region.bands
        for run in band.runs
        if column[0] - 0.01 <= (run.x0 + run.x1) / 2 <= column[1] + 0.01
    ]


def _cells(column: list[Run], columns: list[list[Run]], rules: Rules) -> list[list[Run]]:
    """The lines of a column in groups: one group is one cell."""
    steps = list(itertools.pairwise(column))
    ruled = sum(rules.under(a, b) for a, b in steps) >= 2
    limit = _row_gap(columns)
    cells = [[column[0]]]
    for above, below in steps:
        if ruled:
            same = not (rules.under(above, below) or _differs(above, below))
        else:
            same = _same_cell(above, below, column, columns, limit)
            same = same or _hangs(cells[-1][0], above, below, columns)
        apart = _begins_row(below, column, columns) or _is_next_code(
            cells[-1][0], below, column, columns
        )
        if same and not apart:
            cells[-1].append(below)
        else:
            cells.append([below])
    return cells


def _begins_row(line: Run, column: list[Run], columns: list[list[Run]]) -> bool:
    """Whether a line begins a row: it is the label of the value beside it, which begins with the
    label's colon, or the value of a label on its left that ends with it."""
    for beside in columns:
        for other in beside if beside is not column else ():
            led = other.text.startswith(": ") and other.x0 >= line.x1
            labelled = _LABEL_ONLY.search(other.text) and other.x1 <= line.x0
            if (led or labelled) and _beside(line, other):
                return True
    return False


def _is_next_code(first: Run, below: Run, column: list[Run], columns: list[list[Run]]) -> bool:
    """Whether the first line of a cell and a line below it are single numbers of one shape
    ("E1390-" over "E0466-"), each with print beside it: two rows begin with them."""
    if len(first.words) > 1 or len(below.words) > 1 or _shape(first.text) != _shape(below.text):
        return False
    others = [other for beside in columns if beside is not column for other in beside]
    led = all(any(_beside(line, other) for other in others) for line in (first, below))
    return led and any(char.isdigit() for char in below.text)


def _shape(text: str) -> str:
    return re.sub(r"[0-9]", "9", re.sub(r"[A-Za-z]", "A", text))


def _row_gap(columns: list[list[Run]]) -> float | None:
    """From which gap, in line heights, a new row begins; None where all gaps are alike.

    Lines of one cell stand closer than rows do. Steps with a line in between beside them tell
    only of closeness. Where most of the close steps lead from full row to full row, and they are
    no fewer than the wide ones, closeness says nothing: single lines may stand in groups. The
    strips that are empty in all columns, or in all but one whose cell may span the rows of the
    others, count as steps do.
    """
    strips = [(gap, full) for gap, full, _ in _strips(columns)]
    if len(columns) > 2:
        for column in columns:
            beside = _strips([c for c in columns if c is not column])
            strips += [(gap, full) for gap, full, across in beside if _spans(column, across)]
    steps: list[tuple[float, bool]] = []
    for column in columns:
        others = [line for other in columns if other is not column for line in other]
        for above, below in itertools.pairwise(column):
            gap = (below.top - above.bottom) / min(above.height, below.height)
            if not any(above.bottom <= (o.top + o.bottom) / 2 <= below.top for o in others):
                full = _full(above, columns) and _full(below, columns)
                steps.append((min(0.9, max(-0.2, gap)), full))
            elif gap < CLOSE_GAP:
                steps.append((max(-0.2, gap), False))
    gaps = sorted(gap for gap, _ in (*strips, *steps))
    jumps = [(b - a, (a + b) / 2) for a, b in itertools.pairwise(gaps)]
    width, middle = max(jumps, default=(0.0, 0.0))
    if width < 0.18 or gaps[0] > TIGHT_GAP:
        return None
    close = [full for gap, full in (*strips, *steps) if gap < middle]
    grouped = sum(close) * 2 > len(close) and 2 * len(close) >= len(steps)
    return None if grouped or not close else middle


def _spans(column: list[Run], across: Interval) -> bool:
    """Whether the lines of a column go through a strip as those of one cell, at no distance."""
    top, bottom = across
    return not any(
        below.top - above.bottom >= APART * min(above.height, below.height)
        for above, below in itertools.pairwise(column)
        if top <= (above.bottom + below.top) / 2 <= bottom
    )


def _strips(columns: list[list[Run]]) -> Iterator[tuple[float, bool, Interval]]:
    """The wide strips across all columns that hold no print: the height in line heights, whether
    it leads from full row to full row, and where it lies."""
    lines = sorted((line for column in columns for line in column), key=lambda line: line.top)
    lowest = lines[0]
    for line in lines[1:]:
        gap = (line.top - lowest.bottom) / line.height
        if gap >= CLOSE_GAP:
            full = _full(lowest, columns) and _full(line, columns)
            yield min(0.9, gap), full, (lowest.bottom, line.top)
        if line.bottom > lowest.bottom:
            lowest = line


def _full(line: Run, columns: list[list[Run]]) -> bool:
    """Whether most of the other columns have a line beside this one."""
    others = [column for column in columns if line not in column]
    filled = sum(any(_beside(line, other) for other in column) for column in others)
    return filled * 2 > len(others)


def _same_cell(
    above: Run, below: Run, column: list[Run], columns: list[list[Run]], limit: float | None
) -> bool:
    """Whether a line continues the cell above it."""
    if not continues(above, below, TIGHT_GAP if limit is None else limit):
        return False
    if limit is not None:
        return True
    filled = [any(_beside(below, line) for line in other) for other in columns]
    alone = sum(filled) == 1 or not filled[0]
    return alone and wraps(above, below, max(run.x1 for run in column))


def _hangs(first: Run, above: Run, below: Run, columns: list[list[Run]]) -> bool:
    """Whether a line hangs under the value of a cell that begins with a label on its left: it
    begins where a later word of the cell's first line does, and no row begins beside it."""
    starts = [word.box[0] for word in first.words[1:]]
    hanging = any(abs(below.x0 - start) < 0.12 * first.height for start in starts)
    if not hanging or below.x0 - first.x0 < first.height or not continues(above, below):
        return False
    return not any(
        _beside(below, line) and line.x0 < min(run.x0 for run in column) + line.height
        for column in columns
        for line in column
        if below not in column
    )


def continues(above: Run, below: Run, limit: float = TIGHT_GAP) -> bool:
    """Whether a line may go on with the cell above it: it stands under it, not further away than
    ``limit`` line heights, and begins neither with a label, nor with the colon behind one, nor in
    other print nor an item."""
    gap = (below.top - above.bottom) / min(above.height, below.height)
    under = below.x0 < above.x1 and above.x0 < below.x1
    if not under or not -1 < gap <= limit or _differs(above, below):
        return False
    return not (
        LABEL.match(below.text) or CHECKBOX.match(below.text) or below.text.startswith(": ")
    )


def _differs(above: Run, below: Run) -> bool:
    """Whether two lines are in other print, as a label and its value."""
    small, large = sorted((above.height, below.height))
    return large > SIZE_CHANGE * small or above.bold != below.bold


def wraps(above: Run, below: Run, right: float) -> bool:
    """Whether the first word below had no room at the end of the line above."""
    first = below.words[0].box
    return above.x1 + (first[2] - first[0]) + 0.2 * above.height > right


def _beside(one: Run, other: Run) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.35 * min(one.height, other.height)


def rows_of(cells: list[list[list[Run]]], least: float = 0.35) -> list[list[list[Run]]]:
    """Cells that overlap by ``least`` line heights or more, over all columns: a list a row.

    A cell that spans the rows of the other columns stands in the first of them.
    """
    every = [(cell, number) for number, column in enumerate(cells) for cell in column]
    rows: list[list[_Placed]] = []
    for row in _overlapping(every, least):
        tallest = max(row, key=lambda item: item[0][-1].bottom - item[0][0].top)
        parts = _overlapping([item for item in row if item is not tallest], least)
        if len(parts) > 1 and all(len({number for _, number in part}) > 1 for part in parts):
            parts[0].append(tallest)
            rows.extend(parts)
        else:
            rows.append(row)
    return [[cell for cell, _ in sorted(row, key=lambda item: item[1])] for row in rows]


def _overlapping(items: list[_Placed], least: float) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    bottom = 0.0
    for item in sorted(items, key=lambda item: (item[0][0].top, item[1])):
        cell = item[0]
        if rows and bottom - cell[0].top > least * cell[0].height:
            rows[-1].append(item)
            bottom = max(bottom, cell[-1].bottom)
        else:
            rows.append([item])
            bottom = cell[-1].bottom
    return rows
