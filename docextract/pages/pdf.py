"""PDF text layers through pypdfium2."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from docextract.facts import Box
from docextract.pages.layout import lines_of
from docextract.pages.page import Page


def read_text_layer(path: Path, number: int, password: str | None = None) -> Page:
    """The words of the text layer of page ``number`` (from 1)."""
    pdf = pdfium.PdfDocument(path, password=password)
    try:
        page = pdf[number - 1]
        width, height = page.get_size()
        words = [(text, box, 1.0) for text, box in _words(page, height)]
        return Page(number, width, height, lines_of(words), "text")
    finally:
        pdf.close()


def _words(page: pdfium.PdfPage, height: float) -> list[tuple[str, Box]]:
    text = page.get_textpage()
    found: list[tuple[str, Box]] = []
    letters: list[str] = []
    boxes: list[Box] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for i in range(text.count_chars()):
        char = chr(pdfium_c.FPDFText_GetUnicode(text.raw, i))
        if not char.isspace() and char >= " ":
            pdfium_c.FPDFText_GetCharBox(text.raw, i, left, right, bottom, top)
            letters.append(char)
            boxes.append((left.value, height - top.value, right.value, height - bottom.value))
            continue
        _flush(letters, boxes, found)
    _flush(letters, boxes, found)
    return found


def _flush(letters: list[str], boxes: list[Box], found: list[tuple[str, Box]]) -> None:
    if letters:
        xs0, tops, xs1, bottoms = zip(*boxes, strict=True)
        found.append(("".join(letters), (min(xs0), min(tops), max(xs1), max(bottoms))))
    letters.clear()
    boxes.clear()
