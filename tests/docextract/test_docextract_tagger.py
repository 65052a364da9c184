"""How a letter's words are given to the tagger."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.tagger import CASES, LONGEST, OVERLAP, Printed, Window, coded, row, windows
from docextract.wordpiece import Pieces

PIECES = Pieces({p: n for n, p in enumerate("[PAD] [UNK] [CLS] [SEP] elm ##s plan 5".split())})


@pytest.mark.parametrize(
    ("word", "kind"),
    [("elms", 0), ("Elms", 1), ("ELMS", 2), ("A", 1), ("5", 3), ("-", 0), ("5a", 0)],
)
def test_a_piece_tells_the_capitals_of_its_word(word, kind):
    assert coded(PIECES, [Printed(word, 0)]).kinds[0] == kind


def test_what_stands_before_a_word_is_told_of_its_first_piece():
    told = coded(PIECES, [Printed("elms", 3), Printed("plan", 1), Printed("\u200b", 0)])
    assert told.pieces == [4, 5, 6, 1]
    assert told.kinds == [3 * CASES, 0, CASES, 0]
    assert told.firsts == [0, 2, 3, 4]


def test_a_window_is_led_and_closed():
    told = coded(PIECES, [Printed("elm", 0), Printed("elms", 0), Printed("plan", 0)])
    assert row(PIECES, told, Window(1, 3)) == ([2, 4, 5, 6, 3], [0, 0, 0, 0, 0], [1, 3])


@given(st.lists(st.integers(1, 24), max_size=900))
def test_windows_hold_every_word_share_some_and_are_never_too_long(sizes):
    firsts = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    found = windows(firsts)
    assert sorted({n for w in found for n in range(*w)}) == list(range(len(sizes)))
    assert all(firsts[w.last] - firsts[w.first] <= LONGEST - 2 for w in found)
    for one, other in pairwise(found):
        assert one.first < other.first < one.last < other.last
        assert firsts[one.last] - firsts[other.first] >= min(
            OVERLAP, firsts[one.last] - firsts[one.first + 1]
        )
