"""A finished letter, read back: its text by section, each heading with what stands below it."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table

from packet_builder.docx_parts import NOTE

_RULES = ("Requests", "Enclosures")
"""Headings over rules and lists of files, which a check knows as ``order``."""


def sections_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """Pairs of section name and text; what stands above the first heading is ``head``.

    Blocks are parted by an empty line, cells by a tab. Places that the writer has still to fill
    are left out: they are no part of the letter. A heading's own words belong to its section: a
    requirement is printed there.
    """
    name = "head"
    texts: dict[str, list[str]] = {name: []}
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            texts[name].extend(_row([_words(cell._tc) for cell in row.cells]) for row in block.rows)
            continue
        style, words = block.style.name if block.style else "", _words(block._p)
        if style.startswith("Heading"):
            name = "order" if words in _RULES else words
            texts.setdefault(name, [])
        if style != NOTE:
            texts[name].append(words)
    return tuple((title, "\n\n".join(rows)) for title, rows in texts.items())


def _row(cells: list[str]) -> str:
    """A row of a table; the number that a row starts with is no claim."""
    return " \t ".join(cells[1:] if cells[0].isdigit() else cells)


def _words(element: Any) -> str:  # noqa: ANN401 - python-docx's elements have no type
    """All words of a paragraph or cell, those of its content controls too."""
    spaces = {qn("w:tab"), qn("w:br"), qn("w:p")}
    parts = []
    for node in element.iter():
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in spaces:
            parts.append(" ")
    return "".join(parts).strip()
