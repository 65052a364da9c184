"""Words → runs (one printed line, no wide gap) → bands (runs beside one another)."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docextract.facts import Box

WIDE_GAP = 1.5
"""A gap of this many line heights between two words is a tab even where it stands alone."""
GAP = 0.75
"""A gap of this many line heights is a tab where the lines around it have one there too.
A justified line can have such a gap, but not at the same place as its neighbours."""
BESIDE = 0.4
"""Two runs stand beside one another from this share of the lower one's height."""
BULLET = re.compile(
    r"^([•‣▪▫●○◦■□◆✓✔☐☑☒❑❏–—*·-]|\(?(\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\(\d{1,2}\)"
    r"|\(?([A-Z]\d{1,2}|\d{1,2}(\.\d{1,2}){1,3})[.)])$"
)
"""A word that opens an item of a list."""
CHECKBOX = re.compile(r"^([☐☑☒❑❏]|[\[(] ?[xX✓✔]?[\])]\s)")
"""A box to be ticked, drawn or typed, at the start of a line."""
LABEL = re.compile(r"^[A-Z#][\w #/.&()'’-]{1,44}:(\s|$)")
"""A label with its colon at the start of a line."""
_LEADER = re.compile(r"^([.·]{2,}|…+|_{3,})$")


Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A word on a page before it has a place in the reading order."""

    text: str
    box: Box
    confidence: float
    upright: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words on one printed line, or in one cell of a table; ``top`` and ``bottom`` are the
    line's (of the first and the last line), more even than those of single words."""

    words: tuple[Placed, ...]
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        """The left edge."""
        return min(w.box[0] for w in self.words)

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(w.box[2] for w in self.words)

    @property
    def height(self) -> float:
        """The height of the line."""
        return max(1.0, self.bottom - self.top)

    @property
    def bold(self) -> bool:
        """Whether all words are bold, where the file tells."""
        return all(w.bold for w in self.words)

    @property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Band:
    """Runs that stand beside one another, left to right."""

    runs: tuple[Run, ...]

    @property
    def top(self) -> float:
        """The top of the highest run."""
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        """The bottom of the lowest run."""
        return max(run.bottom for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rules:
    """Drawn lines and the edges of drawn boxes; those across and those down."""

    across: tuple[Box, ...] = ()
    down: tuple[Box, ...] = ()

    def divide(self, left: Interval, top: float, bottom: float) -> bool:
        """Whether a line runs down through an interval, beside print of this height."""
        middle = (top + bottom) / 2
        return any(
            left[0] - 1 <= r[0] and r[2] <= left[1] + 1 and r[1] <= middle <= r[3]
            for r in self.down
        )

    def under(self, above: Run, below: Run) -> bool:
        """Whether a line runs across between two lines of print, over the upper one's start."""
        top, bottom = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
        x = (above.words[0].box[0] + above.words[0].box[2]) / 2
        return any(top < r[1] and r[3] < bottom and r[0] <= x <= r[2] for r in self.across)


def runs_of(words: Sequence[Placed], rules: Rules) -> list[Run]:
    """Group words into printed lines by height; cut the lines at gaps, rules and dot leaders."""
    rows: list[list[Placed]] = []
    sums: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: (w.box[1] + w.box[3], w.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        if rows and sums[-1][0] <= middle * len(rows[-1]) <= sums[-1][1]:
            rows[-1].append(word)
            sums[-1] = (sums[-1][0] + word.box[1], sums[-1][1] + word.box[3])
        else:
            rows.append([word])
            sums.append((word.box[1], word.box[3]))
    return [run for row in rows for run in _cut(sorted(row, key=lambda w: w.box[0]), rules)]


def _cut(row: list[Placed], rules: Rules) -> Iterator[Run]:
    height = statistics.median(w.box[3] - w.box[1] for w in row)
    group: list[Placed] = []
    for word in row:
        leader = bool(_LEADER.match(word.text)) and len(row) > 1
        if group:
            gap = (group[-1].box[2], word.box[0])
            wide = gap[1] - gap[0] > GAP * height
            if leader or wide or (gap[1] > gap[0] and rules.divide(gap, *word.box[1::2])):
                yield _run(group)
                group = []
        if not leader:
            group.append(word)
    if group:
        yield _run(group)


def _run(words: list[Placed]) -> Run:
    top = statistics.median(w.box[1] for w in words)
    return Run(tuple(words), top, statistics.median(w.box[3] for w in words))


def bands_of(runs: Sequence[Run], spans: Sequence[Interval] = ()) -> list[Band]:
    """Group runs into bands, top to bottom; overlap is passed on, so that a cell in the middle
    of a two-line neighbour is in one band with both lines.

    What stands within one of the ``spans`` (top and bottom) is in one band, too.
    """
    bands: list[list[Run]] = []
    bottom = 0.0
    for run in sorted(runs, key=lambda r: (r.top, r.x0)):
        spanned = any(
            top - 0.01 <= run.top and run.bottom <= end + 0.01 and bottom > top
            for top, end in spans
        )
        beside = bool(bands) and any(_beside(run, other) for other in bands[-1])
        if bands and (spanned or (beside and run.top < bottom)):
            bands[-1].append(run)
            bottom = max(bottom, run.bottom)
        else:
            bands.append([run])
            bottom = run.bottom
    return [Band(tuple(sorted(band, key=lambda r: (r.x0, r.top)))) for band in bands]


def _beside(one: Run, other: Run) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > BESIDE * min(one.height, other.height)


def lines_in(runs: Sequence[Run]) -> list[Run]:
    """The runs of one column joined to its printed lines, top to bottom."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.top + r.bottom, r.x0)):
        if lines and _beside(run, lines[-1][-1]):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_run([w for r in sorted(line, key=lambda r: r.x0) for w in r.words]) for line in lines]
