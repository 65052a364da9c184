"""The shipped pipeline is the one that its card tells of, and its recipe makes the same bytes."""

from __future__ import annotations

import importlib
import json
import socket
import sys
import tomllib
from pathlib import Path

import pytest

from docextract.letter.role_words import Unit
from docextract.letter.roles import MODEL, probabilities
from docextract.letter.spans import Span
from docextract.models import load_model, model_folder

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "models" / "letter_roles"
MODULES = ("make", "material", "scores")


@pytest.fixture
def recipe(monkeypatch):
    """The programs of the model's folder, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield {name: importlib.import_module(name) for name in MODULES}
    for name in MODULES:
        sys.modules.pop(name, None)


def test_the_card_tells_of_the_files_that_are_shipped(recipe):
    card = json.loads((FOLDER / "card.json").read_text())
    assert card["files_sha256"] == recipe["make"].hashes(FOLDER / "pipeline")


def test_the_pipeline_is_small_and_free():
    files = [p for p in (FOLDER / "pipeline").rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 3_000_000
    meta = json.loads((FOLDER / "pipeline" / "meta.json").read_text())
    assert (
        meta["license"]
        == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    )


def test_the_pipeline_keeps_no_words_of_letters():
    strings = json.loads((FOLDER / "pipeline" / "vocab" / "strings.json").read_text())
    assert not {"surger", "H_why", "p_not"} & set(strings)


def test_it_loads_without_a_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    load_model.cache_clear()
    assert load_model(MODEL).pipe_names == ["textcat_multilabel"]
    assert load_model(MODEL) is load_model(MODEL)


def test_its_word_does_not_depend_on_what_else_is_asked():
    asked = Unit(Span(0, 1), ("no", "record", "of", "therap"), ("Z_body", "O_not", "O_show"))
    other = Unit(Span(2, 3), ("appeal", "within", "0", "days"), ("Z_rights",))
    nlp = load_model(MODEL)
    alone = probabilities(nlp, [asked])[0]
    assert probabilities(nlp, [other, asked])[1] == pytest.approx(alone, abs=1e-6)
    assert all(0.0 <= p <= 1.0 for p in alone.values())


def test_a_missing_model_says_what_to_do():
    with pytest.raises(FileNotFoundError, match="install the program again"):
        model_folder("no such model")


def test_the_recipe_makes_the_same_bytes_again(recipe, tmp_path):
    some = recipe["material"].phrases()[:6]
    for name in ("one", "two"):
        recipe["make"].write(recipe["make"].train(some), tmp_path / name)
    one, two = (recipe["make"].hashes(tmp_path / name) for name in ("one", "two"))
    assert one == two


def test_every_mark_in_the_phrases_labels_a_unit(recipe):
    source = (FOLDER / "phrases.txt").read_text()
    assert source.count("{") == source.count("}") == sum(source.count(f"{{{t}|") for t in "RUAP")
    for letter in recipe["material"].phrases():
        assert len(letter.units) == len(letter.roles) > 1
    counted = recipe["material"].count_units(recipe["material"].phrases())
    assert min(counted[role] for role in ("reason", "unmet", "right", "p2p")) >= 15


def test_of_rationales_only_unmet_requirements_are_learnt(recipe):
    told = recipe["material"].rationales()
    for one in told:
        assert one.told == ("unmet",)
        assert any("unmet" in roles for roles in one.roles) == bool(one.truth["unmet"]), one.name
        assert ("sincer",) not in [unit.own for unit in one.units], "the frame is not learnt"
    assert recipe["material"].count_units(told)["other"] == 0


def test_payers_never_stand_on_both_sides_of_a_fold(recipe):
    material = recipe["material"]
    some = material.phrases()
    seen = []
    for known, judged in material.folds(some, 4):
        assert not {letter.group for letter in known} & {letter.group for letter in judged}
        seen.extend(letter.name for letter in judged)
    assert sorted(seen) == sorted(letter.name for letter in some)


@pytest.mark.parametrize(
    ("plain", "quote", "expected"),
    [
        ("a trial\nof “rest”", "A trial of rest", ["a trial\nof “rest"]),
        ("rest and rest", "other words", []),
        ("only four", "four", []),  # too short to be sure of its place
    ],
)
def test_quotes_are_found_whatever_the_marks_between_their_words(recipe, plain, quote, expected):
    found = recipe["material"].located(plain, quote)
    assert [plain[s.start : s.end] for s in found] == expected


def test_the_recipe_learns_from_what_the_card_counts(recipe):
    material = recipe["material"]
    card = json.loads((FOLDER / "card.json").read_text())
    assert len(list(material.LETTERS.glob(f"{material.LEARNT}.json"))) == card["letters"]
    assert len(material.rationales()) == card["rationales"]
    assert len(material.phrases()) == card["bodies"]
