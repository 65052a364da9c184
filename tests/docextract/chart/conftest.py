from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest

from docextract.pages.page import Document, Line, Page, PageSource, Word

Make = Callable[..., Document]


def _lines(text: str, confidence: float) -> tuple[Line, ...]:
    lines, block = [], 0
    for row in text.split("\n"):
        if not row.strip():
            block += 1
            continue
        words = [
            Word(m.group(2), None, confidence, bool(m.start()) and "\t" in m.group(1))
            for m in re.finditer(r"(\s*)(\S+)", row)
        ]
        lines.append(Line(tuple(words), block))
    return tuple(lines)


@pytest.fixture
def document() -> Make:
    """A document from its pages' text: blank lines part blocks, tabs part cells."""

    def make(
        *pages: str, name: str = "note.pdf", source: PageSource = "text", confidence: float = 1.0
    ) -> Document:
        read = tuple(
            Page(i, 612.0, 792.0, _lines(text, confidence), source)
            for i, text in enumerate(pages, start=1)
        )
        sha = hashlib.sha256("\f".join(pages).encode()).hexdigest()
        return Document(name, sha, "pdf", read)

    return make
