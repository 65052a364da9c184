"""Sentences, list items, headings and cells."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.letter.spans import fact, sentences
from docextract.pages.page import Document, Line, Page, Word
from docextract.pages.text import Text, text_of


def _told(text: Text) -> list[str]:
    return [" ".join(text.plain[s.start : s.end].split()) for s in sentences(text)]


ENDS = [
    # points that do not end a sentence
    ("Dr. Marchetti asked for it. We agree.", ["Dr. Marchetti asked for it.", "We agree."]),
    ("Call by 5 p.m. Eastern time. Thank you.", ["Call by 5 p.m. Eastern time.", "Thank you."]),
    ("We open at 8 a.m. Calls are free.", ["We open at 8 a.m.", "Calls are free."]),
    ("Seen by R. Ostrow, M.D. The plan agrees.", ["Seen by R. Ostrow, M.D.", "The plan agrees."]),
    ("See No. 14 of the list. It applies.", ["See No. 14 of the list.", "It applies."]),
    ("Larkfield Plan, Inc. reviews it.", ["Larkfield Plan, Inc. reviews it."]),
    ("A dose of 2.5 mg is due. Stop.", ["A dose of 2.5 mg is due.", "Stop."]),
]


@pytest.mark.parametrize(("words", "expected"), ENDS)
def test_sentences_end_where_they_end(
    typed: Callable[[str], Text], words: str, expected: list[str]
) -> None:
    assert _told(typed(words)) == expected


def test_wrapped_lines_join_and_list_items_stay_apart(placed: Callable[..., Document]) -> None:
    page = """
We looked for each of these points in the records that were sent to us last
week and found none of them:

a stress test within the last year;
a trial of two medicines that did not help or could not be taken by mouth
because of a reaction
"""
    told = _told(text_of(placed(page).pages))
    assert told[0].endswith("found none of them:")
    assert told[1] == "a stress test within the last year;"
    assert told[2].startswith("a trial of two medicines")
    assert told[2].endswith("because of a reaction")


def test_cells_are_spans_of_their_own(placed: Callable[..., Document]) -> None:
    told = _told(text_of(placed("97110     Exercise     12     Denied").pages))
    assert told == ["97110", "Exercise", "12", "Denied"]


def test_a_fact_is_as_sure_as_its_worst_word_and_doubted_below_half() -> None:
    words = (Word("Case", (0, 0, 9, 9), 0.99), Word("RV-20417", (10, 0, 40, 9), 0.41))
    text = text_of([Page(1, 612, 792, (Line(words, 0),), "ocr")])
    told = fact(text, 5, 13, "RV-20417", confidence=0.9)
    assert told.confidence == pytest.approx(0.369)
    assert told.needs_review
    assert told.evidence[0].bbox == (10, 0, 40, 9)


@given(st.text(alphabet="abc XYZ.,;:\t\n\f0-9()•-", max_size=200))
def test_spans_are_in_order_apart_and_inside(words: str) -> None:
    pages = []
    for number, part in enumerate(words.split("\f"), 1):
        lines = [
            Line(tuple(Word(w, None) for w in row.split()), n)
            for n, row in enumerate(part.split("\n"))
            if row.split()
        ]
        pages.append(Page(number, 612, 792, tuple(lines), "text"))
    text = text_of(pages)
    spans = sentences(text)
    assert all(0 <= s.start < s.end <= len(text.plain) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = "".join(text.plain[s.start : s.end] for s in spans)
    assert sorted("".join(covered.split())) == sorted("".join(text.plain.split()))
