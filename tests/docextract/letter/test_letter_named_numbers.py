"""Entries of a list that a sentence calls by their numbers."""

from __future__ import annotations

import pytest

from docextract.letter.named_numbers import counts_in, named_numbers


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Lines 2 and 4 are not approved", {"2", "4"}),
        ("lines 1, 2, 4 and 6 through 8 are approved", {"1", "2", "4", "6", "7", "8"}),
        ("Items (b) and (c) were not met", {"b", "c"}),
        ("items 2-4 are missing", {"2", "3", "4"}),
        ("line 12.5 of the form", None),
        ("lines 12345 and on", None),
        ("guidelines 2 and 4", None),
    ],
)
def test_the_numbers_that_words_name(words: str, told: set[str] | None) -> None:
    match = named_numbers("lines?|items?").search(words)
    assert (counts_in(match["told"]) if match is not None else None) == told
