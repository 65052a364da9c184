"""The shipped second reader is the one that its card tells of; its material is whole and free."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import socket
import sys
from pathlib import Path

import pytest

from docextract.tagger import LONGEST, OUTPUTS, ROLES, TAGS, Printed, TaggerModel

FOLDER = Path(__file__).parents[2] / "models" / "letter_reader"
CARD = json.loads((FOLDER / "card.json").read_text())
LETTER = """Harrowgate Health Plan
Letter date: March 3, 2026
Member: Odalys Brennick
Case number: CIR-26-0093817
We have denied the request for 72148 at Findlay Open MRI Center.
You may appeal within 180 days of receipt of this notice."""


@pytest.fixture
def material(monkeypatch):
    """The reader of the material, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "material", raising=False)
    yield importlib.import_module("material")
    sys.modules.pop("material", None)


def test_the_card_tells_of_the_files_that_are_shipped():
    told = {n: hashlib.sha256((FOLDER / n).read_bytes()).hexdigest() for n in CARD["files_sha256"]}
    assert told == CARD["files_sha256"]


def test_the_card_tells_of_the_material(material):
    letters = material.letters(material.files())
    assert material.digest() == CARD["material_sha256"]
    assert len(letters) == CARD["letters"]


def test_every_letter_is_told_word_by_word(material):
    for letter in material.letters(material.files()):
        rows = {len(letter.words), len(letter.gaps), len(letter.allowed), len(letter.begins)}
        assert len(rows) == 1, letter.name
        assert len(letter.roles) in (0, len(letter.words)), letter.name
        assert all(0 <= n < len(TAGS) for one in letter.allowed for n in one or ()), letter.name


def test_no_letter_that_measures_is_in_the_material(material):
    named = {p.name.split("-")[0] for p in material.files() if p.parent.name == "printed"}
    letters = Path(__file__).parents[1] / "letters"
    assert named <= {path.stem for path in (letters / "develop").glob("*.json")}
    assert not named & {path.stem for path in (letters / "judge").glob("*.json")}


def test_its_telephones_are_invented(material):
    plain = "\n".join(p.read_text() for p in material.files() if p.parent.name != "printed")
    told = re.findall(r"(?i)(?:call|phone|fax|tel)\W{1,3}(\(?\d{3}\)?[ -]\d{3}-\d{4})", plain)
    assert len(told) > 100
    assert not [number for number in told if "555" not in number]


@pytest.mark.parametrize(
    "line", ["words outside", "=== a name and no more", "=== a | kind: denied\n[[payer|open",
             "=== a | kind: denied\n[[nothing|words]]"],
)  # fmt: skip
def test_what_is_not_of_the_form_is_told_with_its_place(material, tmp_path, line):
    path = tmp_path / "tagged" / "letter.txt"
    path.parent.mkdir()
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"letter\.txt:\d"):
        material.letters([path])


def test_marks_are_read_as_the_words_that_they_hold(material, tmp_path):
    path = tmp_path / "printed" / "a.txt"
    path.parent.mkdir()
    path.write_text(
        "=== a | kind: denied\n[[payer|Elm Plan,]] by\n"
        "[[~payer|Ash]] [[?vendor|Co]] [[talk+info|5]]\n"
    )
    (letter,) = material.letters([path])
    assert letter.words == ["Elm", "Plan,", "by", "Ash", "Co", "5"]
    assert letter.begins == [1, 0, -1, 0, -1, 1]
    assert letter.allowed[0] == (TAGS.index("payer"),)
    assert set(letter.allowed[4]) > {TAGS.index("vendor"), TAGS.index("none")}
    assert letter.allowed[5] == (TAGS.index("talk"), TAGS.index("info"))


def test_units_are_read_with_what_they_are_for(material, tmp_path):
    path = tmp_path / "units" / "a.txt"
    path.parent.mkdir()
    path.write_text("=== a | kind: denied\nDear all\n[r,u] No therapy | none\n[x] a box\n")
    (letter,) = material.letters([path])
    assert letter.unmet == [(2, 5)]
    assert [ROLES[n] for n in letter.roles] == [
        "none", "none", "unmet", "unmet", "unmet", "none", "none", "none"
    ]  # fmt: skip
    assert letter.gaps[4] == 1


def test_it_loads_and_reads_without_a_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    words = [
        Printed(word, 2 if not at else 0)
        for line in LETTER.splitlines()
        for at, word in enumerate(line.split())
    ]
    told = TaggerModel().tagged(words)
    best = {
        word.text.strip(".,"): TAGS[n] for word, n in zip(words, told.tags.argmax(1), strict=True)
    }
    wanted = {"Harrowgate": "payer", "Brennick": "patient", "March": "letterdate"}
    wanted |= {"Findlay": "facility", "180": "appeal"}
    assert {word: best[word] for word in wanted} == wanted


def test_a_letter_longer_than_a_window_is_read_whole():
    model = TaggerModel()
    told = model.tagged([Printed("therapy", 0)] * (3 * LONGEST))
    assert told.tags.shape == (3 * LONGEST, len(TAGS))
    assert abs(told.tags.sum(axis=1) - 1).max() < 1e-3
    assert told.tags.shape[1] + 1 + told.roles.shape[1] == OUTPUTS
    assert model.tagged([]).tags.shape == (0, len(TAGS))
