"""The shipped second look at a type is the one that its card tells of; its material is whole."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from docextract.facts import DocumentType
from docextract.kind_words import BUCKETS, KINDS, grams, in_words, weights
from docextract.rows import shares

MODELS = Path(__file__).parents[2] / "models"
FOLDER = MODELS / "letter_kind"
CARD = json.loads((FOLDER / "card.json").read_text())


@pytest.fixture
def recipe(monkeypatch):
    """The programs of the model's folder, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("make", "material"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield {name: importlib.import_module(name) for name in ("make", "material")}
    for name in ("make", "material"):
        sys.modules.pop(name, None)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_card_tells_of_the_files_that_are_shipped():
    assert {n: _hash(FOLDER / n) for n in CARD["files_sha256"]} == CARD["files_sha256"]


def test_it_was_fitted_on_the_second_reader_that_is_shipped():
    told = _hash(MODELS / "letter_reader" / "letter_reader.onnx")
    assert told == CARD["reader_sha256"], "make kind-model"


def test_the_card_tells_of_the_material(recipe):
    material = recipe["material"]
    fresh = material.samples(material.fresh_files())
    assert material.digest() == CARD["material_sha256"]
    assert len(material.samples(material.learnt_files())) == CARD["learnt"]
    counted = {kind: sum(one.kind == kind for one in fresh) for kind in DocumentType}
    assert counted == CARD["kinds"]
    assert min(counted.values()) >= 30


def test_the_second_reader_has_not_learnt_the_letters_that_its_word_is_weighed_on(recipe):
    material = recipe["material"]
    learnt = {one.plain for one in material.samples(material.learnt_files())}
    assert not learnt & {one.plain for one in material.samples(material.fresh_files())}


def test_its_telephones_are_invented(recipe):
    plain = "\n".join(path.read_text() for path in recipe["material"].fresh_files())
    told = re.findall(r"(?i)(?:call|phone|fax|tel)\W{1,3}(\(?\d{3}\)?[ -]\d{3}-\d{4})", plain)
    assert len(told) > 100
    assert not [number for number in told if "555" not in number]


def test_the_model_is_small_and_keeps_no_words():
    told = weights()
    assert sum((FOLDER / name).stat().st_size for name in CARD["files_sha256"]) < 1_000_000
    assert told.bag.shape == (BUCKETS, len(KINDS))
    assert told.figures.shape[1] == len(told.always) == len(KINDS)
    assert all(np.isfinite(one).all() for one in told)


def test_it_loads_without_a_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    weights.cache_clear()
    told = in_words("We cannot approve this. You may appeal within 180 days.", weights().bag)
    assert told.argmax() == KINDS.index(DocumentType.DENIAL)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("We denied it.", "we DENIED it, 72148", True),
        ("We denied it.", "It denied we.", False),  # the order counts
        ("", "1234 - 55", True),  # nothing but figures: no words
    ],
)
def test_runs_of_words(one, other, same):
    first, second = grams(one), grams(other)
    assert (first.buckets.tolist() == second.buckets.tolist()) is same
    assert np.linalg.norm(first.counts) == pytest.approx(1.0 if one else 0.0)


def test_shares_come_to_one_however_large_the_sums():
    told = shares(np.array([[1e4, 0, 0], [0, 0, 0]], dtype=np.float32))
    assert told.sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert told[0, 0] == pytest.approx(1.0)


def test_what_is_learnt_tells_the_types_apart_and_is_the_same_again(recipe):
    make, rng = recipe["make"], np.random.default_rng(0)
    kinds = [KINDS[n % len(KINDS)] for n in range(140)]
    rows = rng.normal(size=(140, 9)).astype(np.float32)
    rows[np.arange(140), np.arange(140) % len(KINDS)] += 4.0
    (one, always), (again, _) = make.weighed(rows, kinds), make.weighed(rows, kinds)
    assert (one == again).all()
    told = shares(rows @ one + always).argmax(axis=1)
    assert np.mean([KINDS[n] is kind for n, kind in zip(told, kinds, strict=True)]) > 0.9
    bag = make.bag_of(rows, kinds)
    assert (
        np.mean([KINDS[n] is k for n, k in zip((rows @ bag).argmax(1), kinds, strict=True)]) > 0.9
    )


def test_files_are_never_on_both_sides_of_a_fold(recipe):
    material, make = recipe["material"], recipe["make"]
    fresh = material.samples(material.fresh_files())
    sides = {}
    for one, fold in zip(fresh, make.folds_of(fresh), strict=True):
        sides.setdefault(one.file, set()).add(int(fold))
    assert {len(folds) for folds in sides.values()} == {1}
    assert len(set.union(*sides.values())) == make.FOLDS


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("=== a | kind: pended\nwe [[info|ask]] you\n", ["information_request"]),
        ("=== a | kind: p2p notice\ncall us\n=== b | kind: upheld\nwe uphold\n", ["appeal_upheld"]),
    ],
)
def test_heads_tell_the_type(recipe, tmp_path, text, kinds):
    path = tmp_path / "a.txt"
    path.write_text(text)
    found = recipe["material"].samples([path])
    assert [one.kind for one in found] == kinds
    assert "[[" not in found[0].plain


@pytest.mark.parametrize("head", ["=== no type", "=== a | kind: nothing known"])
def test_a_head_without_a_known_type_is_told(recipe, tmp_path, head):
    path = tmp_path / "a.txt"
    path.write_text(f"{head}\nwords\n")
    with pytest.raises(ValueError, match=r"type|nothing known"):
        recipe["material"].samples([path])
