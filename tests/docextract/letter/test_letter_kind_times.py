"""A decision of another day is told from the letter's own."""

from __future__ import annotations

import re
from datetime import date

import pytest

from docextract.letter.kind_times import is_of_another_day

VERDICT = re.compile(r"(?:we|was|plan) (?:denied|approved|pended|said no)")
LETTER = date(2026, 5, 11)
ROWS = [
    ("On April 20 we pended this request.", True),
    ("In April we said no to the sleep study.", True),
    ("In December we approved 56 hours a week.", True),
    ("Our notice of February 12 told you that the request was denied.", True),
    ("The request was denied on 4/2/26.", True),
    ("The request was denied on May 10, 2026.", False),
    ("On May 11, 2026 the plan denied the request.", False),
    ("On April 20 we received your request, which was denied.", False),
    ("In May we denied the first part.", False),
    ("The stay was approved on the dates below.", False),
    ("It was approved effective April 1, 2026.", False),
    ("The request was denied on 13/45/26.", False),
]


@pytest.mark.parametrize(("sentence", "earlier"), ROWS)
def test_a_day_before_the_letter_recounts(sentence: str, earlier: bool) -> None:
    match = VERDICT.search(sentence)
    assert match is not None
    assert is_of_another_day(sentence, match, LETTER) is earlier


def test_without_a_letter_date_nothing_is_earlier() -> None:
    match = VERDICT.search(ROWS[0][0])
    assert match is not None
    assert not is_of_another_day(ROWS[0][0], match, None)
