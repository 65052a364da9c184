"""Drawn boxes that stand beside one another: each is read to its end before the next begins."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from docextract.facts import Box
from docextract.pages.runs import Rules, Run, lines_in

APART = 4.0
"""Boxes with so many points between them are no cells of a table, which share their border."""
LEAST_WIDTH = 60.0
LEAST_HEIGHT = 24.0
"""A smaller frame, in points, is a mark or a cell for one line."""
NEAR = 4.0
"""Lines whose ends are so many points apart meet in a corner."""
MOST_RULES = 400
"""A page with more lines down than that is a grid or a picture, no letter with boxes."""


class Boxed(NamedTuple):
    """The runs above some boxes side by side, those of each box, and those below."""

    above: list[Run]
    boxes: list[list[Run]]
    below: list[Run]


def boxed(runs: Sequence[Run], rules: Rules) -> Boxed | None:
    """Part the runs of a page at its first boxes side by side; None where it has none.

    Each box holds two printed lines or more, and nothing is printed beside or between them.
    """
    for row in _beside(_frames(rules)):
        top, bottom = min(b[1] for b in row), max(b[3] for b in row)
        boxes = [[run for run in runs if _holds(box, run)] for box in row]
        above = [run for run in runs if _middle(run) < top]
        below = [run for run in runs if _middle(run) > bottom]
        whole = len(above) + len(below) + sum(map(len, boxes)) == len(runs)
        if whole and all(len(lines_in(inside)) > 1 for inside in boxes):
            return Boxed(above, boxes, below)
    return None


def _middle(run: Run) -> float:
    return (run.top + run.bottom) / 2


def _holds(box: Box, run: Run) -> bool:
    """Whether a run lies in a box; one that crosses its border lies in none."""
    inside = box[0] - 1 <= run.x0 and run.x1 <= box[2] + 1
    return inside and box[1] <= _middle(run) <= box[3]


def _frames(rules: Rules) -> list[Box]:
    """The rectangles that lines down and across close, the narrowest between each two sides."""
    if len(rules.down) > MOST_RULES:
        return []
    found: list[Box] = []
    sides = sorted(rules.down)
    for number, left in enumerate(sides):
        for right in sides[number + 1 :]:
            alike = abs(left[1] - right[1]) < NEAR and abs(left[3] - right[3]) < NEAR
            box = (left[0], left[1], right[2], left[3])
            if right[0] - left[0] < LEAST_WIDTH or left[3] - left[1] < LEAST_HEIGHT or not alike:
                continue
            if all(_is_closed(box, y, rules) for y in (box[1], box[3])):
                found.append(box)
                break
    return found


def _is_closed(box: Box, y: float, rules: Rules) -> bool:
    """Whether a line runs across a box, from side to side, at a height."""
    return any(
        abs((line[1] + line[3]) / 2 - y) < NEAR
        and line[0] < box[0] + NEAR
        and line[2] > box[2] - NEAR
        for line in rules.across
    )


def _beside(frames: list[Box]) -> list[list[Box]]:
    """Frames in rows of two or more, left to right, the rows from top to bottom."""
    rows: list[list[Box]] = []
    for frame in sorted(frames, key=lambda box: (round(box[1] / NEAR), box[0])):
        for row in rows:
            overlap = min(row[0][3], frame[3]) - max(row[0][1], frame[1])
            if overlap > 0.5 * min(row[0][3] - row[0][1], frame[3] - frame[1]):
                row.append(frame)
                break
        else:
            rows.append([frame])
    ordered = [sorted(row) for row in rows]
    return [
        row
        for row in ordered
        if len(row) > 1 and all(b[0] - a[2] >= APART for a, b in itertools.pairwise(row))
    ]
