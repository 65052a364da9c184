"""White print on dark bars, as headings of forms have it → dark print on light ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from docextract.facts import Box
from docextract.pages.ocr import GreyImage

STEP = 3
"""Bars are sought at a third of the scale, at about 100 dpi."""
STROKE = 5
"""Pixels at 100 dpi that no stroke of print and no drawn line is thick."""
LEAST_WIDTH, LEAST_HEIGHT = 40, 12
"""Pixels at 100 dpi; smaller dark areas are marks and logos."""
RAGGED = 6
"""Pixels that a bar's edge may be ragged, two lines of a standard fax; its bits would be read."""
LEAST_SOLID, LEAST_DARK = 0.3, 0.55
"""Shares of a bar: of what is dark all around, and of all that is dark. Print on light ground
has a quarter at most."""


def without_bars(grey: GreyImage) -> tuple[GreyImage, list[Box]]:
    """The page with its dark bars turned to their negative, and the bars' boxes in pixels."""
    ground = float(np.percentile(grey[::4, ::4], 90))
    dark = (grey[1::STEP, 1::STEP] < ground - 60).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((STROKE, STROKE), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    out = grey
    boxes: list[Box] = []
    for x, y, w, h, area in stats[1:].tolist():
        large = w >= LEAST_WIDTH and h >= LEAST_HEIGHT and area >= LEAST_SOLID * w * h
        if not large or float(dark[y : y + h, x : x + w].mean()) < LEAST_DARK:
            continue
        out = grey.copy() if out is grey else out
        top, bottom, left, right = STEP * y, STEP * (y + h), STEP * x, STEP * (x + w)
        out[top:bottom, left:right] = 255 - out[top:bottom, left:right]
        for edge in (top, bottom):
            out[max(0, edge - RAGGED) : edge + RAGGED, left:right] = 255
        for edge in (left, right):
            out[top:bottom, max(0, edge - RAGGED) : edge + RAGGED] = 255
        boxes.append((STEP * x, STEP * y, STEP * (x + w), STEP * (y + h)))
    return out, boxes


def edges(bars: Iterable[Box], scale: float) -> Iterator[Box]:
    """The upper and lower edges of bars as drawn lines; ``scale`` is points a pixel."""
    for bar in bars:
        x0, top, x1, bottom = (side * scale for side in bar)
        yield x0, top, x1, top
        yield x0, bottom, x1, bottom
