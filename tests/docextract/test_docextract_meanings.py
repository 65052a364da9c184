"""Each text of a chart is read once by the model and remembered with the chart."""

from __future__ import annotations

import numpy as np
import pytest

from docextract import meanings
from docextract.bearing import SIZE, bearing_model
from docextract.facts import Meanings

TEXTS = ["Walks with a rollator.", "Ferritin 18 ng/mL (L)", "Walks with a rollator."]


class Counting:
    """The model, which counts what it is asked to read."""

    def __init__(self):
        self.read = []
        self.mark = bearing_model().mark

    def vectors(self, texts):
        self.read += texts
        return bearing_model().vectors(texts)


@pytest.fixture
def model(monkeypatch):
    counting = Counting()
    monkeypatch.setattr(meanings, "bearing_model", lambda: counting)
    return counting


def test_what_is_remembered_is_not_read_again(model):
    known = meanings.meanings_of(TEXTS)
    assert model.read == TEXTS[:2]
    told = meanings.vectors_of([TEXTS[1], "Never smoked.", TEXTS[0]], known)
    assert model.read[2:] == ["Never smoked."]
    assert np.linalg.norm(told, axis=1) == pytest.approx([1] * 3, abs=1e-3)
    fresh = bearing_model().vectors([TEXTS[1]])[0]
    assert told[0] @ fresh == pytest.approx(1, abs=0.05)


def test_what_another_model_remembered_is_read_anew(model):
    known = meanings.meanings_of(TEXTS).model_copy(update={"model": "another"})
    meanings.vectors_of(TEXTS, known)
    assert model.read[2:] == TEXTS[:2]


def test_what_is_remembered_outlives_being_written():
    known = meanings.meanings_of(TEXTS)
    again = Meanings.model_validate_json(known.model_dump_json())
    assert np.array_equal(meanings.vectors_of(TEXTS, again), meanings.vectors_of(TEXTS, known))


def test_a_chart_without_words_has_no_vectors(model):
    assert meanings.meanings_of([]) == Meanings()
    assert meanings.vectors_of([], Meanings()).shape == (0, SIZE)
    assert model.read == []


def test_of_an_endless_chart_the_first_texts_are_read(model, monkeypatch):
    monkeypatch.setattr(meanings, "MOST", 2)
    told = meanings.vectors_of(["one", "two", "three"], Meanings())
    assert model.read == ["one", "two"]
    assert not told[2].any()
