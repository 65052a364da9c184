"""Ages are told in words, and dates in a text by their age."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.ages import age_words, aged

REQUEST = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-30, "later"), (-1, "now"), (0, "now"), (1, "now"), (2, "2 days ago"), (13, "13 days ago"),
     (14, "2 weeks ago"), (69, "10 weeks ago"), (70, "2 months ago"), (365, "12 months ago"),
     (730, "2 years ago"), (3653, "10 years ago")],
)  # fmt: skip
def test_an_age_is_told_in_the_unit_that_fits(days, words):
    assert age_words(days) == words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PT since 11/12/25, DC 2026-02-20.", "PT since (4 months ago), DC (12 days ago)."),
        ("Return on March 20, 2026.", "Return on (later)."),
        ("Strength 4/5, pain 10/10, ratio 1/2.", "Strength 4/5, pain 10/10, ratio 1/2."),
        ("Form of 01/01/1901", "Form of 01/01/1901"),
    ],
)
def test_dates_become_ages_and_other_figures_stay(text, told):
    assert aged(text, REQUEST) == told


@given(st.text(), st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.text())
def test_a_date_anywhere_is_told_by_its_age(before, day, after):
    told = aged(f"{before} seen {day:%m/%d/%Y} {after}", REQUEST)
    assert f"({age_words((REQUEST - day).days)})" in told


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_an_age_is_never_told_shorter_than_a_smaller_one(one, two):
    def days(words):
        told = re.fullmatch(r"(\d+) (\w+)s ago", words)
        length = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}
        return int(told[1]) * length[told[2]] if told else 1

    less, more = sorted((one, two))
    assert days(age_words(less)) <= days(age_words(more)) + 366 / 2


def test_a_text_without_dates_is_left_as_it_is():
    assert aged("Walks with a rollator.", REQUEST - timedelta(days=1)) == "Walks with a rollator."
