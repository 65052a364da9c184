"""Bands that share gaps → regions with columns."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence

from docextract.pages.blocks import centred_spans
from docextract.pages.cells import (
    LEAST_LINES,
    TIGHT_GAP,
    Region,
    are_texts,
    cells_of,
    has_gaps,
    is_table,
    lines_of,
)
from docextract.pages.runs import (
    BULLET,
    GAP,
    WIDE_GAP,
    Band,
    Interval,
    Rules,
    Run,
    bands_of,
    lines_in,
)

TABLE_GAP = 2.5
"""Rows of one table stand at most this many line heights apart."""


def regions_of(runs: Sequence[Run], rules: Rules) -> list[Band | Region]:
    """Find the regions with columns among the bands of some runs; the other bands stay."""
    bands = bands_of(runs, centred_spans(runs))
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
        if len(columns) > 2 and not is_table(cells_of(Region((*above, *group), columns, rules))):
            columns = _texts((*above, *group), columns, rules) or columns
        if len(columns) < 2:
            found.extend(bands_of([run for band in group for run in band.runs]))
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
    return taken if _texts(whole, _columns(whole, height, rules), rules) else []


def _texts(
    bands: tuple[Band, ...], columns: tuple[Interval, ...], rules: Rules
) -> tuple[Interval, ...]:
    """The two columns of running text that the gaps divide a region into; none if it is a table.

    The other gaps are those of a table inside one of the texts.
    """
    pairs = list(itertools.pairwise(columns))
    for before, after in sorted(pairs, key=lambda p: p[0][1] - p[1][0]):
        two = ((columns[0][0], before[1]), (after[0], columns[-1][1]))
        region = Region(bands, two, rules)
        lines = lines_of(region)
        table = len(columns) > 2 and all(has_gaps(column) for column in lines)
        if not table and are_texts(lines, cells_of(region)):
            return two
    return ()


def _joins(group: list[Band], band: Band, height: float, rules: Rules) -> bool:
    """Whether a band continues the region above it."""
    gap = band.top - group[-1].bottom
    several = len(band.runs) > 1
    if gap > (TABLE_GAP if several else TIGHT_GAP) * height:
        return False
    before = len(_gaps(group, height, rules))
    own = len(_gaps([band], height, rules))
    after = len(_gaps([*group, band], height, rules))
    if len(group) == 1 and several:
        return after >= 1 and after >= min(before, own)
    return after >= 1 and after >= max(before, own)


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
    gaps = _gaps(bands, height, rules)
    starts = [left, *(start for _, start in gaps)]
    for gap, (end, _), start in zip(gaps, [*gaps[1:], (right, right)], starts, strict=False):
        runs = [r for band in bands for r in band.runs if left - 0.01 <= r.x0 and r.x1 <= gap[0]]
        if all(BULLET.match(run.text) for run in runs):
            continue
        known = [width for band in bands for width in _widths_at(band, start, gap, end)]
        wide = known and max(known) >= WIDE_GAP * height
        if wide or len(known) >= 3 or _ruled_off(bands, gap, rules):
            columns.append((left, gap[0]))
            left = gap[1]
    columns.append((left, right))
    return tuple(columns)


def _widths_at(band: Band, start: float, gap: Interval, end: float) -> Iterator[float]:
    """How far the printed lines of the column left of a gap, which begins at ``start``, are from
    what stands beside them right of it; where a band has none, those left of that column."""
    right = [run for run in band.runs if gap[1] - 0.01 <= run.x0 <= end]
    left = [run for run in band.runs if run.x1 <= gap[0] + 0.01]
    for line in lines_in([run for run in left if run.x0 >= start - 0.01] or left):
        beside = [run.x0 for run in right if run.top < line.bottom and line.top < run.bottom]
        if beside:
            yield min(beside) - line.x1
