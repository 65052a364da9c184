"""Rows and cells by their places."""

from __future__ import annotations

import pytest

from docextract.letter.grid import rows_of
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import excerpt, text_of

HEIGHT, LETTER = 10.0, 5.0


def page(*printed: tuple[float, float, str]) -> Page:
    """A page of pieces (left, top, words), each a line and block of its own in this order."""
    lines = []
    for block, (left, top, words) in enumerate(printed):
        placed = []
        for word in words.split():
            right = left + LETTER * len(word)
            placed.append(Word(word, (left, top, right, top + HEIGHT)))
            left = right + LETTER / 2
        lines.append(Line(tuple(placed), block))
    return Page(number=1, width=600, height=800, lines=tuple(lines), source="text_layer")


TABLES = [
    (
        "a cell that wraps, read column after column",
        [(50, 100, "Peer talk"), (50, 130, "Appeal"), (200, 100, "five days"),
         (200, 112, "from receipt"), (200, 130, "sixty days"), (200, 142, "from this date")],
        [["Peer talk", "five days from receipt"], ["Appeal", "sixty days from this date"]],
    ),
    (
        "a label in the middle of its row",
        [(50, 106, "Appeal"), (200, 100, "sixty days"), (200, 112, "from this date"),
         (50, 141, "Talk"), (200, 135, "five days"), (200, 147, "from receipt")],
        [["Appeal", "sixty days from this date"], ["Talk", "five days from receipt"]],
    ),
    (
        "lines that each begin a row",
        [(50, 100, "Talk"), (200, 100, "5 days"), (50, 112, "Appeal"), (200, 112, "60 days")],
        [["Talk", "5 days"], ["Appeal", "60 days"]],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "rows"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES]
)
def test_cells_keep_their_lines_together(printed, rows):
    text = text_of([page(*printed)])
    assert [[cell.words(text) for cell in row] for row in rows_of(text)] == rows


def test_an_excerpt_keeps_the_places_of_its_words():
    text = text_of([page(*TABLES[0][1])])
    cell = rows_of(text)[0][1]
    own = excerpt(text, cell.lines)
    start = own.plain.index("receipt")
    assert own.evidence(start, start + 7)[0].bbox == (222.5, 112, 257.5, 122)
    assert text.plain[cell.place(start) :].startswith("receipt")
