"""Words as an OCR engine gives them → words to lay out.

An engine boxes the ink of each word, so that ``on`` is half as high as ``Ply``; a line's words
get the height of its print here, as in a PDF. What stands for a bullet or a form's square is
read as letters by engines trained on text; it becomes a bullet or a square again.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence

from docextract.facts import Box
from docextract.pages.likely import speck_after
from docextract.pages.ocr import OcrWord
from docextract.pages.runs import Placed

CAP, X_HEIGHT, DESCENT = 0.72, 0.52, 0.21
"""Parts of a font's size, about the same in all fonts that letters are printed in."""
ABOVE, BELOW = 0.92, 0.23
"""Parts of the size from the base line to the top and bottom of a line's box."""
TALLEST = 1.6
"""A part of a line is not set so many times larger than all of it."""
LOWEST = 0.3
"""Words of two letters and more are no print below this share of the median height."""
_TALL = re.compile(r"[A-Zbdfhijklt0-9()\[\]/$#&%?!]")
_DEEP = re.compile(r"[gjpqy()\[\]/$,;Q]")
_LETTER = re.compile(r"[A-Za-z0-9]")
_FALSE_BULLET = re.compile(r"^[*«»¢°©®@+~=§eo]$")
"""What a dot before a list's item is read as: no English line begins with these alone."""
_TICKED = re.compile(r"^[\[(][xXvV*][\])]$")
_EMPTY = re.compile(r"^\[[_—–.\- ]{0,2}\]$")
_SPECKS = re.compile(r"^[.,:;|_—‘’'`]*$")
"""What a line of nothing else is: dust, or the stroke of a ruled line."""
_SLASHED_ZERO = re.compile(r"^(?=.*\d)(?!.*@[A-Za-z]{2})[A-Z0-9@/.,:#()-]+$")
"""A number in which an at sign stands for the slashed zero of typewriter fonts."""


def legible(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words without those that are much lower than print: dotted lines read as letters."""
    heights = [w.box[3] - w.box[1] for w in words if len(_LETTER.findall(w.text)) > 2]
    least = LOWEST * statistics.median(heights) if heights else 0.0
    return [w for w in words if w.box[3] - w.box[1] >= least or len(_LETTER.findall(w.text)) < 2]


def opens_item(line: Sequence[OcrWord]) -> bool:
    """Whether a line begins with a mark of its own, such as a bullet, whatever it was read as."""
    if len(line) < 2 or not _apart(line[0], line[1]):
        return False
    first = line[0].text
    return bool(_FALSE_BULLET.match(first)) or not any(c.isalnum() for c in first)


def tidy(words: Sequence[OcrWord]) -> list[Placed]:
    """The words with even boxes in the same unit, bullets and squares restored.

    A line of specks alone is no line: it would part the paragraph that it lies in.
    """
    placed: list[Placed] = []
    for _, group in itertools.groupby(words, key=lambda w: w.line):
        line = sorted(group, key=lambda w: w.box[0])
        if all(_SPECKS.match(w.text) for w in line):
            continue
        texts = _restored([w.text for w in line], line)
        boxes = line_boxes(line)
        placed += [Placed(t, b, w.confidence) for t, b, w in zip(texts, boxes, line, strict=True)]
    return placed


def line_boxes(line: Sequence[OcrWord]) -> list[Box]:
    """For each word of a printed line, left to right, a box as high as the line's print."""
    most = TALLEST * _size(line)
    return [box for part in _parts(line) for box in _evened(part, most)]


def _parts(line: Sequence[OcrWord]) -> Iterator[list[OcrWord]]:
    """A line cut at wide gaps: what stands beyond may belong to a cell a little higher."""
    size = _size(line)
    part = [line[0]]
    for before, word in itertools.pairwise(line):
        if word.box[0] - before.box[2] > size:
            yield part
            part = []
        part.append(word)
    yield part


def _restored(texts: list[str], line: Sequence[OcrWord]) -> Iterator[str]:
    for i, text in enumerate(texts):
        if i == 0 and _FALSE_BULLET.match(text) and (len(texts) == 1 or _apart(line[0], line[1])):
            yield "•"
        elif _TICKED.match(text):
            yield "☒"
        elif _EMPTY.match(text):
            yield "☐"
        elif text == "|" and _in_text(i, line):
            yield "I"
        elif i + 1 < len(texts) and speck_after(text, texts[i + 1]):
            yield text[:-1]
        elif "@" in text and _SLASHED_ZERO.match(text):
            yield text.replace("@", "0")
        else:
            yield text


def _apart(one: OcrWord, other: OcrWord) -> bool:
    return other.box[0] > one.box[2]


def _in_text(i: int, line: Sequence[OcrWord]) -> bool:
    """Whether a bar stands where the pronoun can: close before a word in small letters."""
    if i + 1 == len(line) or not line[i + 1].text[0].islower():
        return False
    near = line[i + 1].box[0] - line[i].box[2] < 0.6 * _size(line)
    return near and (i == 0 or line[i - 1].text[-1] in ".;:,!?)" or line[i - 1].text.islower())


def _size(line: Sequence[OcrWord]) -> float:
    """The size of a line's print, from the height of each word and the letters in it."""
    sizes: list[float] = []
    for word in line:
        if not _LETTER.search(word.text):
            continue
        high = (CAP if _TALL.search(word.text) else X_HEIGHT) + (
            DESCENT if _DEEP.search(word.text) else 0.0
        )
        sizes += [(word.box[3] - word.box[1]) / high] * len(word.text)
    return statistics.median(sizes) if sizes else 0.0


def _evened(line: Sequence[OcrWord], most: float) -> list[Box]:
    """Boxes from the base line up and down by the size of the print.

    The base line may fall or rise a little along a line: it is taken near each word. A size
    above ``most`` comes from specks that an engine boxed together with a word: above it as likely
    as below, so that the print is taken to stand in the middle.
    """
    size = _size(line)
    if not size:
        return [w.box for w in line]
    specked = size > most
    size = most / TALLEST if specked else size
    lettered = [w for w in line if _LETTER.search(w.text)]
    if specked:
        base = statistics.median((w.box[1] + w.box[3] + CAP * size) / 2 for w in lettered)
    else:
        deep = DESCENT * size
        base = statistics.median(w.box[3] - deep * bool(_DEEP.search(w.text)) for w in lettered)
    return [(w.box[0], base - ABOVE * size, w.box[2], base + BELOW * size) for w in line]
