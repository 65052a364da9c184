"""Letters typed in a test become texts without boxes: a blank line ends a block, a tab is a gap."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from docextract.letter.view import View, view_of
from docextract.pages.page import Document, Line, Page, Word
from docextract.pages.text import Text, text_of


def _words(line: str, sure: float) -> tuple[Word, ...]:
    return tuple(
        Word(word, None, sure, tab=k == 0 and n > 0)
        for n, cell in enumerate(line.strip().split("\t"))
        for k, word in enumerate(cell.split())
    )


def typed_text(letter: str, sure: float = 1.0) -> Text:
    """The text of a letter as typed; a form feed starts a page, ``sure`` below 1 is OCR's."""
    pages = []
    for number, page in enumerate(letter.strip("\n").split("\f"), start=1):
        lines, block = [], 0
        for line in page.split("\n"):
            if line.strip():
                lines.append(Line(_words(line, sure), block))
            else:
                block += 1
        pages.append(Page(number, 612.0, 792.0, tuple(lines), "text"))
    return text_of(pages)


@pytest.fixture
def typed() -> Callable[..., Text]:
    """Make a text of a typed letter."""
    return typed_text


def placed_page(words: str, number: int = 1, *, confidence: float = 1.0) -> Page:
    """A page in a monospaced layout with boxes: two blanks or more make a wide gap."""
    lines, block, top = [], 0, 40.0
    for row in words.strip("\n").split("\n"):
        top += 12.0
        if not row.strip():
            block += 1
            continue
        made, end = [], -1
        for token in re.finditer(r"\S+", row):
            left, right = 40.0 + 5.0 * token.start(), 40.0 + 5.0 * token.end()
            gap = end >= 0 and token.start() - end >= 2
            made.append(Word(token.group(), (left, top, right, top + 10.0), confidence, tab=gap))
            end = token.end()
        lines.append(Line(tuple(made), block))
    return Page(number, 612.0, 792.0, tuple(lines), "text" if confidence == 1.0 else "ocr")


@pytest.fixture
def placed() -> Callable[..., Document]:
    """Make a document of pages that are typed in columns."""

    def make(*pages: str, confidence: float = 1.0) -> Document:
        made = tuple(placed_page(p, n, confidence=confidence) for n, p in enumerate(pages, 1))
        return Document("made.pdf", "0" * 64, "pdf", made)

    return make


@pytest.fixture
def view(placed: Callable[..., Document]) -> Callable[..., View]:
    """Look at a letter with a head, a greeting after these words where they are a form's."""

    def make(words: str) -> View:
        return view_of(placed(f"Larkfield Health Plan\n\n{words}").pages)

    return make
