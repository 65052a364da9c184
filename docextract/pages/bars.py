"""White print on dark bars, as headings of forms have it → dark print on light ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from docextract.facts import Box
from docextract.pages.ocr import GreyImage

COARSE = 100
"""Dots per inch, about, at which bars are sought."""
STROKE = 5
"""Pixels at 100 dpi that no stroke of print and no drawn line is thick."""
LEAST_WIDTH, LEAST_HEIGHT = 40, 12
"""Pixels at 100 dpi; smaller dark areas are marks and logos."""
RAGGED = 2
"""Pixels at 100 dpi that a bar's edge may be ragged, two lines of a standard fax; its bits would
be read."""
LEAST_SOLID, LEAST_DARK = 0.3, 0.55
"""Shares of a bar: of what is dark all around, and of all that is dark. Print on light ground
has a quarter at most."""


def without_bars(grey: GreyImage, dpi: int) -> tuple[GreyImage, list[Box]]:
    """The page with its dark bars turned to their negative, and the bars' boxes in pixels."""
    ground = float(np.percentile(grey[::4, ::4], 90))
    step, ragged = dpi // COARSE, dpi * RAGGED // COARSE
    dark = (grey[step // 2 :: step, step // 2 :: step] < ground - 60).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((STROKE, STROKE), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    out = grey
    boxes: list[Box] = []
    for x, y, w, h, area in stats[1:].tolist():
        large = w >= LEAST_WIDTH and h >= LEAST_HEIGHT and area >= LEAST_SOLID * w * h
        if not large or float(dark[y : y + h, x : x + w].mean()) < LEAST_DARK:
            continue
        out = grey.copy() if out is grey else out
        top, bottom, left, right = step * y, step * (y + h), step * x, step * (x + w)
        out[top:bottom, left:right] = 255 - out[top:bottom, left:right]
        for edge in (top, bottom):
            out[max(0, edge - ragged) : edge + ragged, left:right] = 255
        for edge in (left, right):
            out[top:bottom, max(0, edge - ragged) : edge + ragged] = 255
        boxes.append((step * x, step * y, step * (x + w), step * (y + h)))
    return out, boxes


def edges(bars: Iterable[Box], scale: float) -> Iterator[Box]:
    """The upper and lower edges of bars as drawn lines; ``scale`` is points a pixel."""
    for bar in bars:
        x0, top, x1, bottom = (side * scale for side in bar)
        yield x0, top, x1, top
        yield x0, bottom, x1, bottom
