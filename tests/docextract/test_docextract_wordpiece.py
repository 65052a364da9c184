"""Words cut into pieces as the library cuts them that the model was made with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.models import model_folder
from docextract.wordpiece import Pieces, joined, load_pieces, words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Crème brûlée", ["creme", "brulee"]),
        ("LVEF 28%, NYHA III", ["lvef", "28", "%", ",", "nyha", "iii"]),
        ("can't walk 10-15 ft", ["can", "'", "t", "walk", "10", "-", "15", "ft"]),
        ("a\u200bb\x00c\td", ["abc", "d"]),
        ("日本x", ["日", "本", "x"]),
        ("$5 ^2 `q ~z |", ["$", "5", "^", "2", "`", "q", "~", "z", "|"]),
        ("", []),
    ],
)
def test_words_are_parted_at_spaces_and_marks(text, told):
    assert list(words(text)) == told


KNOWN = "[PAD] [UNK] [CLS] [SEP] un ##able walk ##s able".split()
SMALL = Pieces({piece: number for number, piece in enumerate(KNOWN)})


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("unable walks", [4, 5, 6, 7]),
        ("able", [8]),
        ("unwalk", [1]),
        ("w" * 101, [1]),
        ("Walk!", [6, 1]),
    ],
)
def test_the_longest_piece_comes_first(text, pieces):
    assert SMALL.encode(text) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("unable to ambulate", "unable to am ##bula ##te"),
        ("Tacrolimus 0.1% failed", "ta ##cr ##oli ##mus 0 . 1 % failed"),
        ("PHQ-9 score: 21", "ph ##q - 9 score : 21"),
    ],
)
def test_the_shipped_vocabulary_cuts_as_its_makers_do(text, pieces):
    shipped = load_pieces(model_folder("bearing") / "pieces.txt")
    names = {number: piece for piece, number in shipped.numbers.items()}
    assert " ".join(names[n] for n in shipped.encode(text)) == pieces


@given(st.lists(st.integers(5, 9), max_size=80), st.lists(st.integers(5, 9), max_size=80))
def test_a_pair_never_grows_too_long_and_keeps_its_marks(one, two):
    row, sides = joined(one, two, 2, 3, 40)
    assert len(row) == len(sides) <= 40
    assert row[0] == 2
    assert row.count(3) == 2
    assert sides == sorted(sides)


@given(st.text(max_size=300))
def test_any_text_is_cut(text):
    assert all(0 <= number < 9 for number in SMALL.encode(text))
