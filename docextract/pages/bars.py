"""White print on dark bars, as headings of forms have it → dark print on light ground."""

from __future__ import annotations

import cv2
import numpy as np

from docextract.pages.ocr import GreyImage

STEP = 3
"""Bars are sought at a third of the scale, at about 100 dpi."""
STROKE = 5
"""Pixels at 100 dpi that no stroke of print and no drawn line is thick."""
LEAST_WIDTH, LEAST_HEIGHT = 40, 12
"""Pixels at 100 dpi; smaller dark areas are marks and logos."""
LEAST_SOLID, LEAST_DARK = 0.3, 0.55
"""Shares of a bar: of what is dark all around, and of all that is dark. Print on light ground
has a quarter at most."""


def without_bars(grey: GreyImage) -> GreyImage:
    """The page with its dark bars turned to their negative."""
    ground = float(np.percentile(grey[::4, ::4], 90))
    dark = (grey[1::STEP, 1::STEP] < ground - 60).astype(np.uint8)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((STROKE, STROKE), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    out = grey
    for x, y, w, h, area in stats[1:].tolist():
        large = w >= LEAST_WIDTH and h >= LEAST_HEIGHT and area >= LEAST_SOLID * w * h
        if not large or float(dark[y : y + h, x : x + w].mean()) < LEAST_DARK:
            continue
        out = grey.copy() if out is grey else out
        piece = (slice(STEP * y, STEP * (y + h)), slice(STEP * x, STEP * (x + w)))
        out[piece] = 255 - out[piece]
    return out
