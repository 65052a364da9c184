"""What makes a fax or a scan readable: square pixels, one scale, no rules or streaks, no skew."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from docextract.facts import Box
from docextract.pages.bars import edges, without_bars
from docextract.pages.ocr import GreyImage
from docextract.pages.page import Line
from docextract.pages.raster import Picture
from docextract.pages.runs import Rules

Ink = npt.NDArray[np.float32]
"""How dark each pixel is against the ground."""
OCR_DPI = 300
"""What the recogniser was trained at."""
FAX_DPI = 200
"""What a fine fax is read at, its own resolution made square: at 300 dpi the same words are found
in a quarter more time, and fewer figures after the second reading."""
FAX_BLUR = 1.5
"""Standard deviation in pixels at 300 dpi that turns a fax's stairs back into strokes: against
1.0, 1 % (fine) and 6 % (standard) more of the tokens with a digit are read right. It also
takes care of specks: wiping those of up to 3 pixels cost dots and thin strokes, and 1 to 2 % of
the tokens with a digit."""
COARSE = 100
"""Dots per inch, about, at which lines and their slope are sought."""
RULE_ACROSS, RULE_DOWN = 50, 25
"""Pixels at 100 dpi (half and quarter an inch) from which a straight stroke is a drawn line."""
THICKEST_RULE = 4
"""Pixels at 100 dpi; a bar thicker than this is a shaded heading or a picture."""
STREAK = 0.6
"""Share of the sheet's height from which a line down is a streak."""
DOT, DOT_GAP = 2, 9
"""Pixels at 100 dpi: how thick the dots of a dotted line are at most, and how far apart."""
FEW = 8
"""Marks of the size of letters; a page with fewer has no text."""
LEAST_SKEW = 0.15
"""Degrees that recognition does not mind."""
MAX_SKEW = 6.0
"""Degrees; a page that lies further askew was not fed by a machine."""


@dataclass(frozen=True, slots=True)
class CleanPage:
    """An image for OCR and the way back from its pixels to points of the upright page.

    ``sharp`` is the same image before the blur that a fax gets (else the image itself).
    """

    image: GreyImage
    sharp: GreyImage
    dpi: int
    width: float
    height: float
    turns: int
    skew: float
    rules: Rules

    def to_points(self, box: Box) -> Box:
        """A box in pixels of this image → points of the straightened page."""
        scale = 72 / self.dpi
        return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)

    def skewed(self, line: Line) -> Line:
        """A line of the straightened page → where it stands on the page as it is."""
        if not self.skew:
            return line
        words = tuple(replace(w, box=self._back(w.box) if w.box else None) for w in line.words)
        return replace(line, words=words)

    def _back(self, box: Box) -> Box:
        angle = np.deg2rad(self.skew)
        half_w, half_h = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
        x, y = (box[0] + box[2] - self.width) / 2, (box[1] + box[3] - self.height) / 2
        middle_x = float(x * np.cos(angle) - y * np.sin(angle)) + self.width / 2
        middle_y = float(x * np.sin(angle) + y * np.cos(angle)) + self.height / 2
        return (
            max(0.0, middle_x - half_w),
            max(0.0, middle_y - half_h),
            min(self.width, middle_x + half_w),
            min(self.height, middle_y + half_h),
        )


def clean(picture: Picture, *, turns: int = 0, straighten: bool = True) -> CleanPage:
    """Prepare a page for OCR; ``turns`` quarter turns clockwise come first."""
    bilevel = is_bilevel(picture.grey)
    fine = bilevel and all(abs(d / FAX_DPI - 1) < 0.05 for d in (picture.dpi_x, picture.dpi_y))
    dpi = FAX_DPI if fine else OCR_DPI
    grey = _squared(picture.grey, picture, dpi)
    if turns:
        grey = np.ascontiguousarray(np.rot90(grey, -turns))
    angle = skew_of(grey, dpi) if straighten else 0.0
    if abs(angle) >= LEAST_SKEW:
        grey = _rotated(grey, angle)
    else:
        angle = 0.0
    grey, bars = without_bars(grey, dpi)
    sharp, rules = without_rules(grey, dpi)
    rules = replace(rules, across=(*rules.across, *edges(bars, 72 / dpi)))
    blur = FAX_BLUR * dpi / OCR_DPI
    blurred = cv2.GaussianBlur(sharp, (0, 0), blur).astype(np.uint8) if bilevel else sharp
    high, wide = sharp.shape
    width, height = wide * 72 / dpi, high * 72 / dpi
    return CleanPage(blurred, sharp, dpi, width, height, turns, angle, rules)


def is_bilevel(grey: GreyImage) -> bool:
    """Whether the page has only black and white, as a fax."""
    histogram = np.bincount(grey[::3, ::3].ravel(), minlength=256)
    return bool(np.count_nonzero(histogram) <= 2)


def is_blank(picture: Picture) -> bool:
    """Whether nothing is written on the page: no group of dark marks of the size of letters.

    The outer 3 % of the sheet is left out: scanners leave edges and punch holes there.
    """
    grey = picture.grey
    high, wide = grey.shape
    inner = grey[int(high * 0.03) : int(high * 0.97), int(wide * 0.03) : int(wide * 0.97)]
    if inner.size == 0:
        return True
    ground = np.percentile(inner[::4, ::4], 90)
    dark = (inner < min(160.0, ground - 50)).astype(np.uint8)
    high = len(dark)
    part = dark[high // 3 : high // 2 + 1]  # nearly every page has print here
    return all(_letters(piece, picture) < FEW for piece in (part, dark))


def _letters(dark: GreyImage, picture: Picture) -> int:
    """How many groups of dark marks are of the size of letters."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    widths = stats[1:, cv2.CC_STAT_WIDTH] * 72 / picture.dpi_x
    heights = stats[1:, cv2.CC_STAT_HEIGHT] * 72 / picture.dpi_y
    letters = (heights > 3.5) & (heights < 60) & (widths > 1.0) & (widths < 300)
    return int(np.count_nonzero(letters))


def skew_of(grey: GreyImage, dpi: int = OCR_DPI) -> float:
    """By how many degrees the lines fall to the right (clockwise), 0.0 where there are none.

    The angle at which the sums along rows vary most, on a page of about 100 dpi; of angles that
    do about as well, the smallest.
    """
    ink = _ink(grey, dpi // COARSE)
    if float(ink.mean()) < 0.05:
        return 0.0
    return _sharpest(ink, _sharpest(ink, 0.0, MAX_SKEW, 0.5), 0.5, 0.1)


def _ink(grey: GreyImage, step: int) -> Ink:
    small = cv2.resize(grey, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    ground = float(np.percentile(small[::2, ::2], 90))
    ink: Ink = np.clip(ground - 40 - small.astype(np.float32), 0, 120)
    return ink


def _sharpest(ink: Ink, middle: float, reach: float, step: float) -> float:
    """The angle around ``middle`` at which lines stand out most."""
    high, wide = ink.shape
    ys, xs = np.nonzero(ink)
    weights = ink[ys, xs]
    angles = middle + np.arange(-reach, reach + step / 2, step)
    best, found = -1.0, 0.0
    for angle in sorted(angles.tolist(), key=lambda a: abs(a - middle)):
        rows = ys - (xs - wide / 2) * np.tan(np.deg2rad(angle)) + wide
        profile = np.bincount(rows.astype(np.int64).clip(0), weights, high + 2 * wide)
        sharpness = float(np.square(np.diff(profile)).sum())
        if sharpness > best * 1.01:
            best, found = sharpness, angle
    return found


def _squared(grey: GreyImage, picture: Picture, dpi: int) -> GreyImage:
    """Scale to ``dpi`` both ways, so that a standard fax gets square pixels."""
    high, wide = grey.shape
    to_x, to_y = dpi / picture.dpi_x, dpi / picture.dpi_y
    if abs(to_x - 1) < 0.02 and abs(to_y - 1) < 0.02:
        return grey
    method = cv2.INTER_CUBIC if max(to_x, to_y) > 1 else cv2.INTER_AREA
    size = (max(1, round(wide * to_x)), max(1, round(high * to_y)))
    return cv2.resize(grey, size, interpolation=method).astype(np.uint8)


def _rotated(grey: GreyImage, angle: float) -> GreyImage:
    high, wide = grey.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return cv2.warpAffine(
        grey, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=255
    ).astype(np.uint8)


def without_rules(grey: GreyImage, dpi: int = OCR_DPI) -> tuple[GreyImage, Rules]:
    """Find the drawn lines, in points, and wipe them: engines read them as bars and dashes.

    Where print touches a line, the line stays. A line down (nearly) the whole sheet is the streak
    of a dirty fax machine, and no rule of a table. Grey lines come as rows of dots from a fax.
    Lines are sought at about 100 dpi.
    """
    ground = float(np.percentile(grey[::4, ::4], 90))
    dark = (grey < ground - 60).astype(np.uint8)
    step = dpi // COARSE
    high, wide = (side // step for side in grey.shape)
    spread = cv2.dilate(dark, np.ones((step, step), np.uint8))
    small = spread[step // 2 :: step, step // 2 :: step][:high, :wide].astype(np.uint8)
    out = grey.copy()
    across = _wiped(dark, small, out, RULE_ACROSS, step, down=False)
    strokes = _wiped(dark, small, out, RULE_DOWN, step, down=True)
    down = [b for b in strokes if b[3] - b[1] < STREAK * len(small)]
    across += _dotted(small, out, step)
    scale = step * 72 / dpi
    return out, Rules(
        tuple((a * scale, b * scale, c * scale, d * scale) for a, b, c, d in across),
        tuple((a * scale, b * scale, c * scale, d * scale) for a, b, c, d in down),
    )


def _wiped(
    dark: GreyImage, small: GreyImage, out: GreyImage, length: int, step: int, *, down: bool
) -> list[Box]:
    """The boxes of the straight strokes of one direction in ``small``; ``out`` loses them."""
    kernel = np.ones((length, 1) if down else (1, length), np.uint8)
    kept = cv2.morphologyEx(small, cv2.MORPH_OPEN, kernel)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    near = 2 * (3 * step // 2) + 1
    boxes: list[Box] = []
    for number, (x, y, w, h) in enumerate(stats[1:, :4].tolist(), start=1):
        if (w if down else h) > THICKEST_RULE + (h if down else w) * 0.01:
            continue
        boxes.append((float(x), float(y), float(x + w), float(y + h)))
        margin = 4 * step
        top, left = max(0, step * y - margin), max(0, step * x - margin)
        piece = (slice(top, step * (y + h) + margin), slice(left, step * (x + w) + margin))
        # a streak's stroke alone, not its box, for print stands in it where the streak slants
        stroke = (labels[y : y + h, x : x + w] == number).astype(np.uint8)
        if not (down and h > STREAK * len(small)):
            stroke = cv2.dilate(stroke, np.ones((5, 5), np.uint8))
        stroke = cv2.resize(stroke, (step * w, step * h), interpolation=cv2.INTER_NEAREST)
        line = np.zeros_like(dark[piece])
        low, right = step * y - top, step * x - left
        line[low : low + step * h, right : right + step * w] = stroke
        print_ = np.where(line == 0, dark[piece], 0).astype(np.uint8)
        touching = cv2.dilate(print_, np.ones((3, near) if down else (near, 3), np.uint8))
        out[piece][(line == 1) & (touching == 0)] = 255
    return boxes


def _dotted(small: GreyImage, out: GreyImage, step: int) -> list[Box]:
    """The boxes of the rows of dots and dashes that a fax makes of a grey line across; ``out``
    loses them. A shaded area comes as many such rows together and is no line."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    fits = (stats[:, cv2.CC_STAT_HEIGHT] <= DOT) & (stats[:, cv2.CC_STAT_WIDTH] < RULE_ACROSS)
    fits[0] = False
    dots = np.take(fits.astype(np.uint8), np.asarray(labels, np.int32))
    closed = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, DOT_GAP), np.uint8))
    kept = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, RULE_ACROSS), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    boxes: list[Box] = []
    for x, y, w, h in found[1:, :4].tolist():
        if h > THICKEST_RULE:
            continue
        boxes.append((float(x), float(y), float(x + w), float(y + h)))
        size = (step * w, step * h)
        piece = cv2.resize(dots[y : y + h, x : x + w], size, interpolation=cv2.INTER_NEAREST)
        out[step * y : step * (y + h), step * x : step * (x + w)][piece == 1] = 255
    return boxes
