"""Pages of words: what every reader hands on, whatever the file was.

Boxes are PDF points, origin top left, of the page as it is read upright. A word of a file
without pages of its own (DOCX, TXT, e-mail, XML) has no box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docextract.facts import Box

PageSource = Literal["text", "ocr", "none"]
PageStatus = Literal["read", "blank", "unread"]
Media = Literal["pdf", "image", "docx", "rtf", "text", "email", "ccda", "fhir", "html"]


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word. ``confidence`` is 0..1; ``tab`` tells of a wide gap before the word,
    as between the columns of a table or two label-value pairs in one line."""

    text: str
    box: Box | None
    confidence: float = 1.0
    tab: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one printed line, left to right. ``block`` numbers paragraphs and cells in
    reading order: a change of block is a visible break."""

    words: tuple[Word, ...]
    block: int

    @property
    def text(self) -> str:
        """The words joined by single spaces, a wide gap as a tab."""
        parts: list[str] = []
        for i, word in enumerate(self.words):
            if i:
                parts.append("\t" if word.tab else " ")
            parts.append(word.text)
        return "".join(parts)

    @property
    def box(self) -> Box | None:
        """The union of the words' boxes."""
        return union([w.box for w in self.words])


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright, its lines in reading order.

    ``number`` counts from 1 in the source. ``rotation`` is by how many degrees clockwise the
    stored page was turned to stand upright. ``note`` says why a page is unread.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    source: PageSource
    status: PageStatus = "read"
    rotation: int = 0
    note: str | None = None

    @property
    def text(self) -> str:
        """The page's lines, one a row."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as pages. ``paged`` is False where the file has no pages of its own."""

    name: str
    sha256: str
    media: Media
    pages: tuple[Page, ...]
    paged: bool = True
    warnings: tuple[str, ...] = ()


def union(boxes: list[Box | None]) -> Box | None:
    """The smallest box around all; None where one is missing or there are none."""
    known = [b for b in boxes if b is not None]
    if not known or len(known) != len(boxes):
        return None
    return (
        min(b[0] for b in known),
        min(b[1] for b in known),
        max(b[2] for b in known),
        max(b[3] for b in known),
    )


def within(inner: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
