"""A second look at what the first reader may have misread: figures and unsure words.

On a good page only these are read again, on a bad one every line is. The two readings are
brought together word by word (:mod:`docextract.pages.agree`).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from docextract.facts import Box
from docextract.pages.agree import merged
from docextract.pages.ocr import GreyImage, OcrWord
from docextract.pages.recogniser import LineReader
from docextract.pages.tidy import line_boxes, opens_item

UNSURE = 0.8
"""Word confidence below which a word is read again."""
UNSURE_FIGURE = 0.93
"""The same for a word with a figure; above it hardly one is wrong on a fine fax, and to read all
of them again would take as long as half of the first reading."""
WIDE_GAP = 2.0
"""A gap of so many line heights parts the strips of a line."""
MARGIN = 0.35
"""Part of the line's height that a strip has above and below; the second reader loses thin
letters from strips that are cut close."""
SIDE = 0.3
"""Part of the line's height that a strip has before and behind, if no other word is there."""
BLUR = 0.7
"""Pixels; the second reader wants a fax sharper than the first."""


def look_again(
    words: Sequence[OcrWord],
    image: GreyImage,
    reader: LineReader,
    *,
    all_: bool,
    soften: bool,
    until: float,
) -> list[OcrWord]:
    """The words of a page after a second reading.

    Args:
        words: the words of the first reading, boxes in pixels of ``image``.
        image: the straightened page before any blur.
        reader: the second reader.
        all_: read every line again, not only figures and unsure words.
        soften: the page has only black and white, as a fax.
        until: the monotonic time, in seconds, after which no further strip is read.
    """
    found: list[OcrWord] = []
    for _, group in itertools.groupby(words, key=lambda w: w.line):
        line = sorted(group, key=lambda w: w.box[0])
        boxes = line_boxes(line)
        first = int(opens_item(line))  # bullets are nothing that a second reader knows
        found += line[:first]
        for part in _parts(line, boxes, first):
            for run, again in _runs([line[i] for i in part], all_=all_):
                held = [part[i] for i in run]
                if not again or time.monotonic() > until:
                    found += [line[i] for i in held]
                    continue
                strip, left = _strip(image, line, boxes, held, soften=soften)
                found += merged([line[i] for i in held], reader(strip), left, strip.shape[1])
    return found


def _parts(line: Sequence[OcrWord], boxes: Sequence[Box], first: int) -> Iterator[list[int]]:
    """The places of a line's words from ``first`` on, cut at wide gaps."""
    part = [first]
    for i in range(first + 1, len(line)):
        if line[i].box[0] - line[i - 1].box[2] > WIDE_GAP * (boxes[i][3] - boxes[i][1]):
            yield part
            part = []
        part.append(i)
    yield part


def _runs(words: Sequence[OcrWord], *, all_: bool) -> Iterator[tuple[list[int], bool]]:
    """Runs of words that are read again, and the others between them."""
    for again, run in itertools.groupby(
        range(len(words)), key=lambda i: all_ or _doubtful(words[i])
    ):
        yield list(run), again


def _doubtful(word: OcrWord) -> bool:
    figure = any(c.isdigit() for c in word.text)
    return word.confidence < (UNSURE_FIGURE if figure else UNSURE)


def _strip(
    image: GreyImage,
    line: Sequence[OcrWord],
    boxes: Sequence[Box],
    held: Sequence[int],
    *,
    soften: bool,
) -> tuple[GreyImage, float]:
    """The picture of some words of a line, and its left edge."""
    top, bottom = min(boxes[i][1] for i in held), max(boxes[i][3] for i in held)
    high = bottom - top
    x0, x1 = line[held[0]].box[0], line[held[-1]].box[2]
    before = x0 - line[held[0] - 1].box[2] if held[0] else 2 * SIDE * high
    behind = line[held[-1] + 1].box[0] - x1 if held[-1] + 1 < len(line) else 2 * SIDE * high
    left = max(0, int(x0 - min(SIDE * high, max(0.0, before) / 2)))
    right = int(x1 + min(SIDE * high, max(0.0, behind) / 2)) + 1
    rows = slice(max(0, int(top - MARGIN * high)), int(bottom + MARGIN * high) + 1)
    strip = image[rows, left:right]
    if soften and strip.size:
        strip = cv2.GaussianBlur(strip, (0, 0), BLUR).astype(np.uint8)
    return strip, float(left)
