"""One page of a file → words in reading order, by text layer or OCR."""

from __future__ import annotations

import time
from dataclasses import replace

import pypdfium2 as pdfium

from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits
from docextract.pages.choose import CHECK_DPI, choose, seen
from docextract.pages.intake import Source
from docextract.pages.layout import Placed, arrange
from docextract.pages.ocr import Engine, OcrError, OcrWord
from docextract.pages.page import Page, within
from docextract.pages.pdf import TextLayer, opened, read_text_layer, shown_page
from docextract.pages.raster import Picture, image_page, render_pdf_page
from docextract.pages.recogniser import line_reader
from docextract.pages.scan import CleanPage, clean, is_blank
from docextract.pages.second import look_again
from docextract.pages.tidy import legible, tidy

LEAST_DPI = 150
"""A standard fax has 98 dots per inch down the page."""
SECOND_SHARE = 0.6
"""Of a page's seconds, after which no line is read a second time: a slow page is not lost."""
POOR = 0.8
"""Mean word confidence below which a page is read as a bad one."""
DOUBTFUL = 0.55
"""Mean word confidence below which a page may lie on its side or upside down."""


def read_pdf_page(
    source: Source, number: int, engine: Engine, limits: Limits, password: str | None
) -> Page:
    """Page ``number`` (from 1) of a PDF."""
    with opened(source, password) as document:
        try:
            page = shown_page(document, number)
            layer = read_text_layer(page)
            check = render_pdf_page(page, limits, CHECK_DPI)
            way = choose(layer, check.grey)
            layer = seen(layer, check.grey)
            if way == "text":
                lines = arrange(layer.words, layer.rules)
                return Page(number, layer.width, layer.height, lines, "text")
            picture = render_pdf_page(page, limits)
        except LimitExceededError as error:
            return unread(number, str(error))
        except (pdfium.PdfiumError, MemoryError) as error:
            return unread(number, f"the page is damaged ({error}): ask for the file again")
    return read_picture(number, picture, engine, limits, layer if way == "both" else None)


def read_image_page(source: Source, number: int, engine: Engine, limits: Limits) -> Page:
    """Page ``number`` (from 1) of a TIFF or another image."""
    try:
        picture = image_page(source, number, limits)
    except UnreadableFileError as error:
        return unread(number, str(error))
    return read_picture(number, picture, engine, limits, None)


def read_picture(
    number: int, picture: Picture, engine: Engine, limits: Limits, layer: TextLayer | None
) -> Page:
    """OCR of a page's picture; ``layer`` holds honest words that OCR only adds to."""
    width, height = picture.size
    if is_blank(picture):
        lines = arrange(layer.words, layer.rules) if layer else ()
        return Page(number, width, height, lines, "none", "read" if lines else "blank")
    until = time.monotonic() + SECOND_SHARE * limits.page_seconds
    try:
        cleaned, words = _upright(picture, engine, limits.page_seconds, alone=layer is None)
        words = _twice(picture, cleaned, words, until)
    except OcrError as error:
        return unread(number, str(error), width, height)
    except MemoryError:
        note = "there was not enough memory: raise the setting limits.memory_mb"
        return unread(number, note, width, height)
    found = [replace(w, box=cleaned.to_points(w.box)) for w in tidy(words)]
    rules = layer.rules if layer else cleaned.rules
    lines = arrange([*layer.words, *_outside(found, layer)] if layer else found, rules)
    lines = tuple(cleaned.skewed(line) for line in lines)
    return Page(
        number,
        cleaned.width,
        cleaned.height,
        lines,
        "ocr",
        "read" if lines else "unread",
        rotation=cleaned.turns * 90,
        note=None if lines else "no word could be read on this page: ask for a better copy",
    )


def unread(number: int, note: str, width: float = 612.0, height: float = 792.0) -> Page:
    """A page that keeps its place though it could not be read."""
    return Page(number, width, height, (), "none", "unread", note=note)


def _upright(
    picture: Picture, engine: Engine, seconds: float, *, alone: bool
) -> tuple[CleanPage, list[OcrWord]]:
    """Read the page as it lies; where that makes little sense, turned as the text stands.

    Where the engine cannot tell, which it needs a full page for, the other ways are tried.
    """
    end = time.monotonic() + seconds
    page = clean(picture, straighten=alone)
    words = engine.read(page.image, dpi=page.dpi, seconds=seconds)
    trust, down = _trust(words), _runs_down(words)
    if not alone or (trust >= DOUBTFUL and not down):
        return page, words
    best = page, words
    told = engine.quarter_turns(page.image, dpi=page.dpi, seconds=end - time.monotonic())
    for turns in dict.fromkeys((told, *((1, 3) if down else (2,)))):
        if turns and time.monotonic() < end and (down or trust < DOUBTFUL):
            other = clean(picture, turns=turns)
            again = engine.read(other.image, dpi=other.dpi, seconds=end - time.monotonic())
            if not _runs_down(again) and (down or _trust(again) > trust):
                best, trust, down = (other, again), _trust(again), False
    return best


def _twice(picture: Picture, page: CleanPage, words: list[OcrWord], until: float) -> list[OcrWord]:
    """The words after a second look: at every line of a bad page, else at figures and doubts."""
    bad = min(picture.dpi_x, picture.dpi_y) < LEAST_DPI or _trust(words) < POOR
    fax = page.sharp is not page.image
    return look_again(legible(words), page.sharp, line_reader(), all_=bad, soften=fax, until=until)


def _runs_down(words: list[OcrWord]) -> bool:
    """Whether most words are higher than wide: an engine may read print that lies on its side."""
    long = [w.box for w in words if len(w.text) >= 4]
    return sum(b[3] - b[1] > b[2] - b[0] for b in long) * 2 > len(long)


def _trust(words: list[OcrWord]) -> float:
    """Mean confidence of the words, weighted by their letters."""
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _outside(words: list[Placed], layer: TextLayer) -> list[Placed]:
    """The words whose middle lies in no word of the text layer."""
    known = [w.box for w in layer.words]
    return [w for w in words if not any(within(w.box, k) for k in known)]
