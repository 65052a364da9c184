"""Cells of several printed lines that are centred on what stands beside them.

In many tables the cells of a row are not aligned at their tops but at their middles: a label of
one line stands beside the second and third of four lines, at the height of neither.
"""

from __future__ import annotations

import itertools
import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from docextract.pages.runs import GAP, Interval, Run

LINE_GAP = 0.75
"""Lines of one cell stand at most this many line heights apart."""
WIDER = 0.1
"""A gap that exceeds its neighbour by this many line heights parts two cells."""
CENTRED = 0.25
"""Cells whose middles differ by at most this many line heights are centred on each other."""
SAME_SIZE = 1.15
"""Lines of one cell differ in height by this factor at most."""

Block = tuple[Run, ...]


def centred_spans(runs: Sequence[Run]) -> list[Interval]:
    """The heights (top and bottom, in points) of the cells that a shorter one is centred on."""
    blocks = sorted(_blocks(runs), key=_top)
    tops = [_top(block) for block in blocks]
    found: list[Interval] = []
    for block in blocks:
        if len(block) < 2:
            continue
        top, bottom = _top(block), block[-1].bottom
        first, last = bisect_left(tops, top - 1.0), bisect_left(tops, bottom)
        inside = blocks[first:last]
        if any(_centred(block, other) and _is_alone(other, inside) for other in inside):
            found.append((top, bottom))
    return found


def _top(block: Block) -> float:
    return block[0].top


def _centred(tall: Block, small: Block) -> bool:
    """Whether a block stands beside a taller one, their middles at one height."""
    height = statistics.median(run.height for run in tall)
    if len(small) >= len(tall) or small[-1].bottom > tall[-1].bottom + 0.1 * height:
        return False
    apart = (tall[0].top + tall[-1].bottom - small[0].top - small[-1].bottom) / 2
    if abs(apart) > CENTRED * height:
        return False
    (left, right), (start, end) = _sides(tall), _sides(small)
    return end + GAP * height < left or start > right + GAP * height


def _is_alone(block: Block, among: Sequence[Block]) -> bool:
    """Whether no other block stands above or under one."""
    left, right = _sides(block)
    return not any(
        other is not block and _sides(other)[0] < right and left < _sides(other)[1]
        for other in among
    )


def _sides(block: Block) -> Interval:
    return min(run.x0 for run in block), max(run.x1 for run in block)


def _blocks(runs: Sequence[Run]) -> Iterator[Block]:
    """Runs under one another at the distance of lines; each run is in one block."""
    order = sorted(runs, key=lambda run: (run.top, run.x0))
    below: dict[int, int] = {}
    taken: set[int] = set()
    for number, run in enumerate(order):
        for other in range(number + 1, len(order)):
            if order[other].top > run.bottom + LINE_GAP * run.height:
                break
            if other not in taken and _follows(run, order[other]):
                below[number] = other
                taken.add(other)
                break
    for number in range(len(order)):
        if number not in taken:
            chain = [number]
            while chain[-1] in below:
                chain.append(below[chain[-1]])
            yield from _parted([order[n] for n in chain])


def _follows(above: Run, below: Run) -> bool:
    """Whether a line stands directly under another, in the same print."""
    small, large = sorted((above.height, below.height))
    if large > SAME_SIZE * small or above.bold != below.bold:
        return False
    if below.top < above.bottom - 0.5 * small:
        return False
    overlap = min(above.x1, below.x1) - max(above.x0, below.x0)
    return overlap > 0.5 * min(above.x1 - above.x0, below.x1 - below.x0)


def _parted(chain: Sequence[Run]) -> Iterator[Block]:
    """A chain of lines cut where a gap is wider than the gap before or after it."""
    gaps = [(b.top - a.bottom) / min(a.height, b.height) for a, b in itertools.pairwise(chain)]
    start = 0
    for i, gap in enumerate(gaps):
        near = [*gaps[max(0, i - 1) : i], *gaps[i + 1 : i + 2]]
        if near and gap > min(near) + WIDER:
            yield tuple(chain[start : i + 1])
            start = i + 1
    yield tuple(chain[start:])
