"""The shipped model of what sentences tell is the one that its card tells of; its material is
whole."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.bearing import SIZE, bearing_model
from docextract.chart_tells import BUCKETS, grams, tells

MODELS = Path(__file__).parents[2] / "models"
FOLDER = MODELS / "chart_tells"
CARD = json.loads((FOLDER / "card.json").read_text())


@pytest.fixture
def recipe(monkeypatch):
    """The program of the model's folder, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "make", raising=False)
    yield importlib.import_module("make")
    sys.modules.pop("make", None)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_card_tells_of_the_files_that_are_shipped():
    assert {n: _hash(FOLDER / n) for n in CARD["files_sha256"]} == CARD["files_sha256"]


def test_it_was_made_with_the_vectors_that_are_shipped():
    assert _hash(MODELS / "bearing" / "bearing.onnx") == CARD["bearing_sha256"], "make tells-model"


def test_the_card_tells_of_the_material(recipe):
    every = recipe.sentences(recipe.files())
    assert recipe.digest() == CARD["material_sha256"]
    counted = {kind: sum(one.kind == kind for one in every) for kind in recipe.KINDS}
    assert counted == CARD["sentences"]
    assert min(counted.values()) > 1_000
    assert len({one.text for one in every}) > 0.99 * len(every)


def test_each_treatment_of_the_material_is_named(recipe):
    lines = [line for path in recipe.files() for line in path.read_text().splitlines()]
    named = [line for line in lines if line[0] in "FH"]
    assert not [line for line in named if not re.search(r"\[[^\]]+\]", line)]


@pytest.mark.parametrize("line", ["F without a tab", "X\tunknown", "L\t"])
def test_what_is_not_of_the_form_is_told_with_its_place(recipe, tmp_path, line):
    path = tmp_path / "set.txt"
    path.write_text(f"O\tTwo cats.\n{line}\n")
    with pytest.raises(ValueError, match=r"set\.txt:2"):
        recipe.sentences([path])


def test_what_separates_sentences_is_learnt(recipe):
    true = np.array([1.0, 1.0, 0.0, 0.0])
    rows = np.array([[1.0, 0.1], [0.9, 0.0], [0.0, 1.0], [0.1, 0.9]])
    added, always = recipe.learnt(rows @ rows.T, true)
    told = rows @ rows.T @ added + always
    assert (told > 0).tolist() == [True, True, False, False]


@given(st.text(max_size=200))
def test_any_sentence_has_runs_of_words(text):
    told = grams(text)
    assert (told.buckets < BUCKETS).all()
    assert np.square(told.counts).sum() == pytest.approx(1, abs=1e-4)


def _told(*texts):
    return tells(texts, bearing_model().vectors(texts))


def test_of_no_sentence_nothing_is_told():
    told = tells([], np.zeros((0, SIZE), dtype=np.float32))
    assert told.failed.shape == told.limited.shape == (0,)


@pytest.mark.parametrize(
    ("failed", "not_failed"),
    [
        ("Medrol pack in April: relief for four days, then right back.", "Medrol pack ordered."),
        ("Topamax too foggy, quit after 3 weeks.", "Topamax started at bedtime."),
        ("Methotrexate raised his liver enzymes and had to be stopped.", "Refill methotrexate."),
    ],
)
def test_a_failed_treatment_is_told_from_another(failed, not_failed):
    one, other = _told(failed, not_failed).failed
    assert one > 0.5 > other


@pytest.mark.parametrize(
    ("limited", "not_limited"),
    [
        ("Goes up the stairs on her bottom.", "Walks two miles a day without trouble."),
        ("Has not cooked a meal since June.", "Cooks and gardens as before."),
        ("His daughter washes his back and ties his shoes.", "Pain 8/10 at night."),
    ],
)
def test_a_limitation_is_told_from_what_is_near_to_one(limited, not_limited):
    one, other = _told(limited, not_limited).limited
    assert one > 0.5 > other
