"""Rows and cells by their places."""

from __future__ import annotations

import pytest

from docextract.letter.grid import rows_of
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import excerpt, text_of

HEIGHT, LETTER = 10.0, 5.0


def page(*printed: tuple[float, float, str], number: int = 1) -> Page:
    """A page of pieces (left, top, words), each a line and block of its own in this order."""
    lines = []
    for block, (left, top, words) in enumerate(printed):
        placed = []
        for word in words.split():
            right = left + LETTER * len(word)
            placed.append(Word(word, (left, top, right, top + HEIGHT)))
            left = right + LETTER / 2
        lines.append(Line(tuple(placed), block))
    return Page(number=number, width=600, height=800, lines=tuple(lines), source="text_layer")


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


ABOVE = ((50, 700, "Fair hearing"), (200, 700, "Member"), (300, 700, "120 days"))
CUT = [
    (
        "a cell without its last line",
        [*ABOVE, (50, 740, "External appeal"), (200, 740, "Provider")],
        [(300, 40, "60 days"), (50, 80, "A letter was mailed")],
        ["External appeal", "Provider", "60 days"],
    ),
    (
        "a label that stands on the next page",
        [*ABOVE, (200, 740, "Provider"), (300, 740, "60 days from")],
        [(50, 40, "External appeal"), (300, 40, "the decision")],
        ["External appeal", "Provider", "60 days from the decision"],
    ),
    (
        "a row of its own",
        [*ABOVE, (50, 740, "External appeal"), (200, 740, "Provider"), (300, 740, "60 days")],
        [(50, 40, "Appeal"), (200, 40, "Member"), (300, 40, "180 days")],
        ["External appeal", "Provider", "60 days"],
    ),
]


@pytest.mark.parametrize(("first", "second", "row"), [c[1:] for c in CUT], ids=[c[0] for c in CUT])
def test_a_row_that_the_end_of_a_page_cuts_is_one(first, second, row):
    text = text_of([page(*first), page(*second, number=2)])
    assert [cell.words(text) for cell in rows_of(text)[1]] == row
