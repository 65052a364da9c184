"""Letters typed in a test become texts without boxes: a blank line ends a block, a tab is a gap."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.pages.page import Line, Page, Word
from docextract.pages.text import Text, text_of


def _words(line: str) -> tuple[Word, ...]:
    return tuple(
        Word(word, None, tab=k == 0 and n > 0)
        for n, cell in enumerate(line.strip().split("\t"))
        for k, word in enumerate(cell.split())
    )


def typed_text(letter: str) -> Text:
    """The text of a letter as typed; a form feed starts a page."""
    pages = []
    for number, page in enumerate(letter.strip("\n").split("\f"), start=1):
        lines, block = [], 0
        for line in page.split("\n"):
            if line.strip():
                lines.append(Line(_words(line), block))
            else:
                block += 1
        pages.append(Page(number, 612.0, 792.0, tuple(lines), "text"))
    return text_of(pages)


@pytest.fixture
def typed() -> Callable[[str], Text]:
    """Make a text of a typed letter."""
    return typed_text
