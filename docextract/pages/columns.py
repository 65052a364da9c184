"""Regions of a page with columns: a table is read row by row, columns one after the other.

A cell that wraps stays whole: its printed lines become one run, so that a label and its value
are never torn apart by the neighbouring cell.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docextract.pages.page import union
from docextract.pages.runs import (
    BULLET,
    GAP,
    LABEL,
    WIDE_GAP,
    Band,
    Interval,
    Placed,
    Rules,
    Run,
    bands_of,
    lines_in,
)

TABLE_GAP = 2.5
"""Rows of one table stand at most this many line heights apart."""
TIGHT_GAP = 0.6
"""A line alone in its column belongs to the region above from this nearness on."""
MANY_LINES = 7
"""Cells this long beside one another are columns of text, not cells of a row."""
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


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one line. ``opens`` tells that a new block begins here (None leaves that to
    the gaps and indents around it), ``table`` that the runs are the cells of a row."""

    runs: tuple[Run, ...]
    opens: bool | None = None
    table: bool = False


def regions_of(bands: Sequence[Band], rules: Rules) -> list[Band | Region]:
    """Find the regions with columns; the other bands stay as they are."""
    found: list[Band | Region] = []
    height = statistics.median([r.height for b in bands for r in b.runs]) if bands else 10.0
    i = 0
    while i < len(bands):
        if len(bands[i].runs) < 2:
            found.append(bands[i])
            i += 1
            continue
        group = _group(bands[i:], height, rules)
        i += len(group)
        above = _above(found, group, height, rules)
        columns = _columns([*above, *group], height, rules)
        if len(columns) < 2:
            found.extend(group)
            continue
        del found[len(found) - len(above) :]
        found.append(Region((*above, *group), columns, rules))
    return found


def _group(bands: Sequence[Band], height: float, rules: Rules) -> list[Band]:
    """The first band and those that continue it.

    Where a band closes some of the gaps, the region ends; but if the gaps that are left lead on
    and divide independent columns, the closed ones belonged to a table inside one of them.
    """
    group = [bands[0]]
    while len(group) < len(bands):
        band = bands[len(group)]
        if not _joins(group, band, height, rules):
            longer = _longer(group, bands[len(group) :], height, rules)
            if not longer:
                break
            group.extend(longer)
        else:
            group.append(band)
    while len(group) > 1 and _strays(group, height):
        group.pop()
    return group


def _strays(group: list[Band], height: float) -> bool:
    """Whether the last band is one run far below what stands above it, as a footer."""
    last = group[-1].runs
    above = [
        run.bottom
        for band in group[:-1]
        for run in band.runs
        if run.x0 < last[0].x1 and run.x1 > last[0].x0
    ]
    return len(last) == 1 and last[0].top - max(above, default=0.0) > 2 * TIGHT_GAP * height


def _longer(group: list[Band], rest: Sequence[Band], height: float, rules: Rules) -> list[Band]:
    taken: list[Band] = []
    for band in rest:
        so_far = [*group, *taken]
        near = band.top - so_far[-1].bottom <= TIGHT_GAP * 2 * height
        if not near or not _gaps([*so_far, band], height, rules):
            break
        taken.append(band)
    if len(taken) < LEAST_LINES:
        return []
    whole = (*group, *taken)
    columns = _columns(whole, height, rules)
    if len(columns) < 2:
        return []
    region = Region(whole, columns, rules)
    return taken if _by_column(_lines(region), _all_cells(region)) else []


def _joins(group: list[Band], band: Band, height: float, rules: Rules) -> bool:
    """Whether a band continues the region above it."""
    gap = band.top - group[-1].bottom
    several = len(band.runs) > 1
    if gap > (TABLE_GAP if several else TIGHT_GAP) * height:
        return False
    before = len(_gaps(group, height, rules))
    after = len(_gaps([*group, band], height, rules))
    return after >= 1 and (after >= before or (len(group) == 1 and several))


def _above(
    found: list[Band | Region], group: list[Band], height: float, rules: Rules
) -> list[Band]:
    """Lines just above a region that stand wholly right of its first gap: a cell of theirs."""
    taken: list[Band] = []
    gaps = _gaps(group, height, rules)
    for item in reversed(found):
        top = (taken[0] if taken else group[0]).top
        if isinstance(item, Region) or not gaps or top - item.bottom > TIGHT_GAP * height:
            break
        if item.runs[0].x0 < gaps[0][1] - height or len(_gaps([item, *group], height, rules)) < len(
            gaps
        ):
            break
        taken.insert(0, item)
    return taken


def _gaps(bands: Sequence[Band], height: float, rules: Rules) -> list[Interval]:
    """The empty vertical strips between the first and the last word of some bands."""
    edges = sorted((run.x0, run.x1) for band in bands for run in band.runs)
    gaps: list[Interval] = []
    reach = edges[0][1]
    for x0, x1 in edges[1:]:
        gap = (reach, x0)
        if x0 - reach > GAP * height or (x0 > reach and _ruled_off(bands, gap, rules)):
            gaps.append(gap)
        reach = max(reach, x1)
    return gaps


def _ruled_off(bands: Sequence[Band], gap: Interval, rules: Rules) -> bool:
    """Whether a line is drawn down the gap beside any of the bands."""
    return any(rules.divide(gap, run.top, run.bottom) for band in bands for run in band.runs)


def _columns(bands: Sequence[Band], height: float, rules: Rules) -> tuple[Interval, ...]:
    """The columns between the gaps that hold: wide in one band, there in three, or ruled.

    The numbers and bullets of a list are no column.
    """
    left = min(run.x0 for band in bands for run in band.runs)
    right = max(run.x1 for band in bands for run in band.runs)
    columns: list[Interval] = []
    for gap in _gaps(bands, height, rules):
        runs = [r for band in bands for r in band.runs if left - 0.01 <= r.x0 and r.x1 <= gap[0]]
        if all(BULLET.match(run.text) for run in runs):
            continue
        widths = [w for w in (_width_at(band, gap) for band in bands) if w is not None]
        wide = widths and max(widths) >= WIDE_GAP * height
        if wide or len(widths) >= 3 or _ruled_off(bands, gap, rules):
            columns.append((left, gap[0]))
            left = gap[1]
    columns.append((left, right))
    return tuple(columns)


def _width_at(band: Band, gap: Interval) -> float | None:
    """How far the words left and right of a gap are apart in a band."""
    left = [run.x1 for run in band.runs if run.x1 <= gap[0] + 0.01]
    right = [run.x0 for run in band.runs if run.x0 >= gap[1] - 0.01]
    return min(right) - max(left) if left and right else None


def read_region(region: Region) -> Iterator[Piece]:
    """The lines of a region in reading order."""
    cells = _all_cells(region)
    if _by_column(_lines(region), cells):
        for column, content in zip(region.columns, cells, strict=True):
            yield from _column(_column_runs(region, column), content, region.rules)
        return
    for row in _rows(cells):
        if len(row) == 1:
            yield from (Piece((line,), opens=i == 0) for i, line in enumerate(row[0]))
        else:
            yield Piece(tuple(_joined(cell) for cell in row), opens=True, table=True)


def _column(runs: list[Run], cells: list[list[Run]], rules: Rules) -> Iterator[Piece]:
    """One column on its own; a table inside it is a region of its own."""
    items = regions_of(bands_of(runs), rules)
    if any(isinstance(item, Region) for item in items):
        for number, item in enumerate(items):
            if isinstance(item, Region):
                yield from read_region(item)
            else:
                yield Piece(item.runs, opens=None if number else True)
        return
    for number, cell in enumerate(cells):
        for i, line in enumerate(cell):
            yield Piece((line,), opens=None if number and not i else i == 0)


def _lines(region: Region) -> list[list[Run]]:
    """The printed lines of each column."""
    return [lines_in(_column_runs(region, column)) for column in region.columns]


def _all_cells(region: Region) -> list[list[list[Run]]]:
    columns = _lines(region)
    return [_cells(column, columns, region.rules) for column in columns]


def _column_runs(region: Region, column: Interval) -> list[Run]:
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
            same = not rules.under(above, below)
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
    if limit is not None:
        return True
    right = max(run.x1 for run in column)
    return not _full(below, columns) and _wraps(above, below, right)


def _wraps(above: Run, below: Run, right: float) -> bool:
    """Whether the first word below had no room at the end of the line above."""
    first = below.words[0].box
    return above.x1 + (first[2] - first[0]) + 0.2 * above.height > right


def _beside(one: Run, other: Run) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.35 * min(one.height, other.height)


def _rows(cells: list[list[list[Run]]]) -> list[list[list[Run]]]:
    """Cells that overlap in height, over all columns: one list of cells a row."""
    every = [(cell, number) for number, column in enumerate(cells) for cell in column]
    every.sort(key=lambda item: (item[0][0].top, item[1]))
    rows: list[list[tuple[list[Run], int]]] = []
    bottom = 0.0
    for item in every:
        cell = item[0]
        if rows and bottom - cell[0].top > 0.35 * cell[0].height:
            rows[-1].append(item)
            bottom = max(bottom, cell[-1].bottom)
        else:
            rows.append([item])
            bottom = cell[-1].bottom
    return [[cell for cell, _ in sorted(row, key=lambda item: item[1])] for row in rows]


def _by_column(columns: list[list[Run]], cells: list[list[list[Run]]]) -> bool:
    """Whether the columns are independent of each other.

    They are where both hold running text, where the right one carries its own labels, or where
    the left one is an address; a column of labels needs its neighbour.
    """
    rows = _rows(cells)
    if any(sum(len(cell) >= MANY_LINES for cell in row) > 1 for row in rows):
        return True
    if all(
        len(lines) >= LONG_CELLS * len(cell) for lines, cell in zip(columns, cells, strict=True)
    ):
        return True
    if len(columns) != 2:
        return all(_is_prose(column) for column in columns) and len(rows) < 3
    left, right = columns
    labels = sum(bool(_LABEL_ONLY.search(cell[-1].text)) for cell in cells[0])
    if labels * 2 > len(cells[0]):
        return False
    own = sum(bool(LABEL.match(c[0].text)) and not _bare(c) for c in cells[1])
    if own >= 2 and own * 2 > len(cells[1]):
        return True
    if any(_ZIP.search(line.text) for line in left) and len(left) >= 3:
        return True
    together = sum(len(row) > 1 for row in rows)
    if _is_prose(left) and _is_prose(right) and together < 3:
        return True
    return together * 2 < len(rows) and len(left) >= 2 and len(right) >= 2


def _bare(cell: list[Run]) -> bool:
    """Whether a cell is a label without a value."""
    return len(cell) == 1 and bool(_LABEL_ONLY.search(cell[0].text))


def _is_prose(column: list[Run]) -> bool:
    """Whether the lines of a column are running text: most are full and break for want of room."""
    right = max(run.x1 for run in column)
    wrapped = sum(_wraps(a, b, right) for a, b in itertools.pairwise(column))
    words = statistics.mean(len(run.words) for run in column)
    return len(column) >= LEAST_LINES and words >= 3 and wrapped >= 0.6 * (len(column) - 1)


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
