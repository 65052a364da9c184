"""Printed dates in every shape, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.letter.dates import find_dates, parse_date
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import Text, text_of

SHAPES = ["%B %d, %Y", "%m/%d/%Y", "%d-%b-%Y", "%Y-%m-%d", "%b. %d, %Y", "%d %B %Y", "%m-%d-%Y",
          "%b-%d-%Y", "%B %d %Y"]  # fmt: skip


def line(printed: str, confidence: float = 1.0) -> Text:
    words = tuple(Word(w, None, confidence) for w in printed.split())
    return text_of([Page(1, 612, 792, (Line(words, 0),), "text")])


@given(st.dates(date(1920, 1, 1), date(2049, 12, 31)), st.sampled_from(SHAPES))
def test_every_shape_of_every_day(day: date, shape: str) -> None:
    found = find_dates(line(f"printed {day.strftime(shape)} here"))
    assert [f.value for f in found] == [day]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("March 3rd, 2026", date(2026, 3, 3)),
        ("the 3rd day of March 2026", date(2026, 3, 3)),
        ("3/3/26", date(2026, 3, 3)),
        ("Sept. 5, 2025", date(2025, 9, 5)),
        ("JUL 17 2026", date(2026, 7, 17)),
        ("12/11/48", date(2048, 12, 11)),
        ("12/11/58", date(1958, 12, 11)),
    ],
)
def test_shapes_of_letters(printed: str, day: date) -> None:
    assert [f.value for f in find_dates(line(printed))] == [day]


@pytest.mark.parametrize(
    ("bent", "day"),
    [
        ("03/O3/2026", date(2026, 3, 3)),
        ("Apri1 2l, 2026", date(2026, 4, 21)),
        ("0ctober 3, 2025", date(2025, 10, 3)),
        ("Febuary 9, 2026", date(2026, 2, 9)),
    ],
)
def test_what_an_ocr_bent_is_read_with_less_confidence(bent: str, day: date) -> None:
    (found,) = find_dates(line(bent))
    assert found.value == day
    assert found.confidence < 0.8


def test_a_period_has_two_days() -> None:
    found = find_dates(line("02/07/2026-02/09/2026"))
    assert [f.value for f in found] == [date(2026, 2, 7), date(2026, 2, 9)]


def test_another_weekday_makes_a_date_ambiguous() -> None:
    (wrong,) = find_dates(line("Monday, February 17, 2026"))
    (right,) = find_dates(line("Tuesday, February 17, 2026"))
    assert wrong.ambiguous
    assert not right.ambiguous


@pytest.mark.parametrize(
    "printed",
    ["13/31/2026", "February 30, 2026", "555-01-2026", "NAH-02-09-2026", "10 mg 2026", "2026-01"],
)
def test_what_is_no_date(printed: str) -> None:
    assert find_dates(line(printed)) == []
    assert parse_date(printed) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("May 20 through May 22, 2026", ["2026-05-20", "2026-05-22"]),
        ("from December 28 to January 3, 2027", ["2026-12-28", "2027-01-03"]),
        ("May 20-22, 2026", ["2026-05-20", "2026-05-22"]),
        ("May 20 to 22, 2026", ["2026-05-20", "2026-05-22"]),
        ("Suite 20 and May 22, 2026", ["2026-05-22"]),
        ("June 31 to July 2, 2026", ["2026-07-02"]),
    ],
)
def test_the_first_day_of_a_range_takes_the_year_of_the_last(typed, words, days):
    assert [found.value.isoformat() for found in find_dates(typed(words))] == days
