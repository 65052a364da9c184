"""A region's columns → cells and rows, and whether its columns are a table at all."""

from __future__ import annotations

import itertools
import re
import statistics
from dataclasses import dataclass

from docextract.pages.runs import LABEL, WIDE_GAP, Band, Interval, Rules, Run, lines_in

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
LEAST_LINES = 4
"""So many lines at least make a column of running text."""
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
        prose = all(_is_prose(column) for column in columns) and len(rows) < 3
        return prose or sum(map(_is_address, columns)) > 1
    left, right = columns
    labels = sum(bool(_LABEL_ONLY.search(cell[-1].text)) for cell in cells[0])
    if labels * 2 > len(cells[0]):
        return False
    own = sum(bool(LABEL.match(c[0].text)) and not _bare(c) for c in cells[1])
    if own >= 2 and own * 2 > len(cells[1]):
        return True
    if _is_address(left):
        return True
    together = sum(len(row) > 1 for row in rows)
    if _is_prose(left) and _is_prose(right) and together < 3:
        return True
    return together * 2 < len(rows) and len(left) >= 2 and len(right) >= 2


def are_texts(columns: list[list[Run]], cells: list[list[list[Run]]]) -> bool:
    """Whether the columns hold running text side by side, by the length of what would be cells."""
    if any(sum(len(cell) >= MANY_LINES for cell in row) > 1 for row in rows_of(cells)):
        return True
    if all(len(ls) >= LONG_CELLS * len(cs) for ls, cs in zip(columns, cells, strict=True)):
        return True
    if len(columns) == 2 and _is_unaligned(*columns):
        return True
    prose = all(_is_prose(column) for column in columns)
    return prose and _row_gap(columns) is None


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


def _bare(cell: list[Run]) -> bool:
    """Whether a cell is a label without a value."""
    return len(cell) == 1 and bool(_LABEL_ONLY.search(cell[0].text))


def _is_prose(column: list[Run]) -> bool:
    """Whether the lines of a column are running text: most are full and break for want of room."""
    right = max(run.x1 for run in column)
    wrapped = sum(_wraps(a, b, right) for a, b in itertools.pairwise(column))
    words = statistics.mean(len(run.words) for run in column)
    return len(column) >= LEAST_LINES and words >= 3 and wrapped >= 0.6 * (len(column) - 1)


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
        if same:
            cells[-1].append(below)
        else:
            cells.append([below])
    return cells


def _row_gap(columns: list[list[Run]]) -> float | None:
    """From which gap, in line heights, a new row begins; None where all gaps are alike.

    Lines of one cell stand closer than rows do. Only steps with nothing in between beside them
    count; where most of the close steps lead from full row to full row, closeness says nothing.
    """
    steps: list[tuple[float, bool]] = []
    for column in columns:
        others = [line for other in columns if other is not column for line in other]
        for above, below in itertools.pairwise(column):
            if not any(above.bottom <= (o.top + o.bottom) / 2 <= below.top for o in others):
                gap = (below.top - above.bottom) / min(above.height, below.height)
                full = _full(above, columns) and _full(below, columns)
                steps.append((min(0.9, max(-0.2, gap)), full))
    steps.sort()
    jumps = [(b[0] - a[0], (a[0] + b[0]) / 2) for a, b in itertools.pairwise(steps)]
    width, middle = max(jumps, default=(0.0, 0.0))
    close = [full for gap, full in steps if gap < middle]
    if width < 0.18 or not close or sum(close) * 2 > len(close):
        return None
    return middle


def _full(line: Run, columns: list[list[Run]]) -> bool:
    """Whether every other column has a line beside this one."""
    return all(any(_beside(line, other) for other in column) for column in columns)


def _same_cell(
    above: Run, below: Run, column: list[Run], columns: list[list[Run]], limit: float | None
) -> bool:
    """Whether a line continues the cell above it."""
    gap = (below.top - above.bottom) / min(above.height, below.height)
    if gap > (TIGHT_GAP if limit is None else limit) or LABEL.match(below.text):
        return False
    if _differs(above, below):
        return False
    if limit is not None:
        return True
    filled = [any(_beside(below, line) for line in other) for other in columns]
    alone = sum(filled) == 1 or not filled[0]
    return alone and _wraps(above, below, max(run.x1 for run in column))


def _differs(above: Run, below: Run) -> bool:
    """Whether two lines are in other print, as a label and its value."""
    small, large = sorted((above.height, below.height))
    return large > SIZE_CHANGE * small or above.bold != below.bold


def _wraps(above: Run, below: Run, right: float) -> bool:
    """Whether the first word below had no room at the end of the line above."""
    first = below.words[0].box
    return above.x1 + (first[2] - first[0]) + 0.2 * above.height > right


def _beside(one: Run, other: Run) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.35 * min(one.height, other.height)


def rows_of(cells: list[list[list[Run]]], least: float = 0.35) -> list[list[list[Run]]]:
    """Cells that overlap by ``least`` line heights or more, over all columns: a list a row."""
    every = [(cell, number) for number, column in enumerate(cells) for cell in column]
    every.sort(key=lambda item: (item[0][0].top, item[1]))
    rows: list[list[tuple[list[Run], int]]] = []
    bottom = 0.0
    for item in every:
        cell = item[0]
        if rows and bottom - cell[0].top > least * cell[0].height:
            rows[-1].append(item)
            bottom = max(bottom, cell[-1].bottom)
        else:
            rows.append([item])
            bottom = cell[-1].bottom
    return [[cell for cell, _ in sorted(row, key=lambda item: item[1])] for row in rows]
