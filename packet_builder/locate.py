"""Finds a passage's words on the pages of a PDF through its text layer."""

from __future__ import annotations

import ctypes
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from rapidfuzz import fuzz

from docextract.facts import Box

SURE = 88.0
"""The least likeness (percent of characters) of a passage that was not found word for word."""


_FOOT = 0.2
"""Room below the letters, by their height."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a PDF's pages, in order, without spaces.

    ``text[i]`` stands on page ``pages[i]`` (from 1) at ``boxes[i]``: points, origin top left.
    """

    text: str
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage starts, and the boxes of its printed lines on that page."""

    page: int
    lines: tuple[Box, ...]


def letters_of(pdf_bytes: bytes) -> Letters:
    """Read every letter of the PDF with its box, as the pages are displayed."""
    chars: list[str] = []
    pages: list[int] = []
    boxes: list[Box] = []
    pdf = pdfium.PdfDocument(pdf_bytes)
    try:
        for number in range(1, len(pdf) + 1):
            for folded, box in _page_letters(pdf[number - 1]):
                chars.append(folded)
                pages.append(number)
                boxes.append(box)
    finally:
        pdf.close()
    return Letters("".join(chars), tuple(pages), tuple(boxes))


def locate(letters: Letters, passage: str) -> Place | None:
    """The first place whose letters are the passage's; nearly so where none is equal.

    Space, punctuation and case do not count. None where nothing is like it.
    """
    wanted = "".join(folded for char in passage for folded in _fold(char))
    if not wanted or not letters.text:
        return None
    start = letters.text.find(wanted)
    end = start + len(wanted)
    if start < 0:
        near = fuzz.partial_ratio_alignment(wanted, letters.text, score_cutoff=SURE)
        if near is None or near.dest_end <= near.dest_start:
            return None
        start, end = near.dest_start, near.dest_end
    page = letters.pages[start]
    end = min(end, bisect_right(letters.pages, page))
    return Place(page, tuple(map(_with_foot, merge_lines(letters.boxes[start:end]))))


def merge_lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of letters or words in reading order joined to one box a printed line."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _same_line(lines[-1], box):
            last = lines[-1]
            lines[-1] = (
                min(last[0], box[0]),
                min(last[1], box[1]),
                max(last[2], box[2]),
                max(last[3], box[3]),
            )
        else:
            lines.append(box)
    return tuple(lines)


def _with_foot(line: Box) -> Box:
    """A line with room for what hangs below it: the rule under digits must not cross them."""
    return (line[0], line[1], line[2], line[3] + _FOOT * (line[3] - line[1]))


def _same_line(line: Box, box: Box) -> bool:
    middle = (box[1] + box[3]) / 2
    return line[1] - 1 <= middle <= line[3] + 1 and box[0] > line[0] - 1


def _page_letters(page: pdfium.PdfPage) -> list[tuple[str, Box]]:
    height = page.get_height()
    left0, bottom0, _, _ = page.get_cropbox(fallback_ok=True)
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found: list[tuple[str, Box]] = []
    for i in range(text.count_chars()):
        folded = _fold(chr(pdfium_c.FPDFText_GetUnicode(text.raw, i)))
        if not folded:
            continue
        pdfium_c.FPDFText_GetCharBox(text.raw, i, left, right, bottom, top)
        box = (
            left.value - left0,
            height - (top.value - bottom0),
            right.value - left0,
            height - (bottom.value - bottom0),
        )
        found.extend((char, box) for char in folded)
    return found


def _fold(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char).casefold()
    return "".join(c for c in plain if c.isalnum())
