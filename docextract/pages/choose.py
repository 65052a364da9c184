"""Text layer or OCR: decided here, for each page on its own, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import cv2
import numpy as np

from docextract.facts import Box
from docextract.pages.ocr import GreyImage
from docextract.pages.pdf import TextLayer

Choice = Literal["text", "ocr", "both"]
LYING = 0.3
"""Share of characters that stand for nothing from which a text layer is not honest."""
HIDDEN = 0.5
"""Share of invisible characters from which a layer is somebody's OCR of a scan."""
CHECK_DPI = 100
LEAST_CONTRAST = 24
"""Of 255: light grey print has about 50."""
MISSED_MARKS = 150
"""Letter-sized marks outside every word (about three lines of print) that call for OCR."""
MISSED_SHARE = 0.25
"""Their least share of all letter-sized marks on the page."""


def choose(layer: TextLayer, image: GreyImage) -> Choice:
    """How to read a page, from its text layer and its picture at :data:`CHECK_DPI`.

    "both" keeps the words of the layer and adds those that OCR finds elsewhere: a fax header
    typed over a scan, a scanned exhibit pasted into a letter.
    """
    if layer.unmapped >= LYING or layer.invisible >= HIDDEN or not layer.words:
        return "ocr"
    outside, total = _marks(image, [w.box for w in layer.words])
    if outside >= MISSED_MARKS and outside >= MISSED_SHARE * total:
        return "ocr" if outside >= 0.9 * total and len(layer.words) < 40 else "both"
    return "text"


def seen(layer: TextLayer, image: GreyImage) -> TextLayer:
    """The layer without words that nobody sees: white on white, behind a picture, off the page.

    They may be leftovers of a template or written to mislead programs; what a person does not
    see on the page is no part of the letter.
    """
    words = tuple(w for w in layer.words if _contrast(image, w.box) >= LEAST_CONTRAST)
    return replace(layer, words=words)


def _contrast(image: GreyImage, box: Box) -> int:
    scale = CHECK_DPI / 72
    left, top = max(0, int(box[0] * scale)), max(0, int(box[1] * scale))
    piece = image[top : int(box[3] * scale) + 1, left : int(box[2] * scale) + 1]
    return int(piece.max()) - int(piece.min()) if piece.size else 0


def _marks(image: GreyImage, boxes: list[Box]) -> tuple[int, int]:
    """Letter-sized dark marks outside all boxes, and altogether."""
    ground = float(np.percentile(image[::4, ::4], 90)) if image.size else 255.0
    dark = (image < ground - 70).astype(np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    high = stats[1:, cv2.CC_STAT_HEIGHT]
    wide = stats[1:, cv2.CC_STAT_WIDTH]
    letters = (high >= 5) & (high <= 40) & (wide >= 2) & (wide <= 60)
    covered = np.zeros(image.shape, dtype=bool)
    scale = CHECK_DPI / 72
    for x0, top, x1, bottom in boxes:
        left, right = int(x0 * scale) - 2, int(x1 * scale) + 3
        covered[max(0, int(top * scale) - 2) : int(bottom * scale) + 3, max(0, left) : right] = True
    marks = centres[1:][letters].astype(int)
    inside = covered[marks[:, 1], marks[:, 0]]
    return int(np.count_nonzero(~inside)), len(marks)
