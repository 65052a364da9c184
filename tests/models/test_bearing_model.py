"""The shipped model is the one that its card tells of; its material is whole and free."""

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

from docextract.bearing import SIZE, BearingModel, bearing_model

FOLDER = Path(__file__).parents[2] / "models" / "bearing"
CARD = json.loads((FOLDER / "card.json").read_text())


@pytest.fixture
def material(monkeypatch):
    """The reader of the material, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "material", raising=False)
    yield importlib.import_module("material")
    sys.modules.pop("material", None)


@pytest.fixture
def contrast(material, monkeypatch):
    """The reader of the contrast sets."""
    monkeypatch.delitem(sys.modules, "contrast", raising=False)
    yield importlib.import_module("contrast")
    sys.modules.pop("contrast", None)


def test_the_card_tells_of_the_files_that_are_shipped():
    told = {n: hashlib.sha256((FOLDER / n).read_bytes()).hexdigest() for n in CARD["files_sha256"]}
    assert told == CARD["files_sha256"]


def test_the_card_tells_of_the_material(material):
    cases = material.cases(material.files())
    assert material.digest() == CARD["material_sha256"]
    assert len(cases) == CARD["cases"] + CARD["held_out"]


def test_every_criterion_has_the_evidence_that_its_status_needs(material):
    needed = {"supported": "+", "contradicted": "-", "partial": "+-", "gap": ""}
    for case in material.cases(material.files()):
        for number, criterion in case.criteria.items():
            marks = needed[criterion.status]
            assert not marks or case.marked(number, marks), (case.name, number)
            assert len(criterion.texts) == 2, (case.name, number)


@pytest.mark.parametrize(
    "line",
    ["words outside", "#case a\nwords outside", "#case a\n#criterion 1 met: x",
     "#case a\n#also 1: y", "#case a\n#doc note | today\n[1+] x"],
)  # fmt: skip
def test_what_is_not_of_the_form_is_told_with_its_place(material, tmp_path, line):
    path = tmp_path / "case.txt"
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"case\.txt:\d"):
        material.cases([path])


def test_a_need_has_two_wordings_and_lines_on_both_sides(material, contrast):
    sets = contrast.contrasts(material.contrast_files())
    assert sum(len(case.criteria) for case in sets) == CARD["contrast_needs"]
    for case in sets:
        for number, need in case.criteria.items():
            assert len(need.texts) == 2, need.texts
            assert case.marked(number, "+"), need.texts
            assert case.marked(number, "-"), need.texts


def test_a_line_of_no_side_is_told_with_its_place(contrast, tmp_path):
    path = tmp_path / "set.txt"
    path.write_text("#file knees\n#need Pain | It hurts\n+ Aches\n? Aches\n")
    with pytest.raises(ValueError, match=r"set\.txt:4"):
        contrast.contrasts([path])


def test_the_material_holds_no_code_table_and_no_criteria_of_others(material):
    every = [*material.files(), *material.contrast_files()]
    lines = "\n".join(p.read_text() for p in every).splitlines()
    assert not [line for line in lines if re.search(r"InterQual|Milliman|\bMCG\b", line)]
    needs = [line for line in lines if line.startswith(("#need", "+ ", "- ", "x "))]
    assert not [line for line in needs if re.search(r"\b\d{5}\b", line)]
    requests = [line for line in lines if line.startswith("#request")]
    assert len(requests) > 600
    assert not [line for line in requests if re.search(r"\b\d{5}\b", line)]


def test_it_loads_without_a_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert BearingModel().vectors(["a"]).shape == (1, SIZE)


def test_vectors_have_length_one_and_hang_little_on_their_company():
    model = bearing_model()
    texts = ["Walks with a rollator.", "LVEF 28 % on echo of 2/3", "No fever, cultures negative."]
    together = model.vectors(texts)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1] * 3, abs=1e-3)
    apart = np.vstack([model.vectors([text]) for text in texts])
    assert (together * apart).sum(axis=1) == pytest.approx([1] * 3, abs=0.05)
    assert model.vectors([]).shape == (0, SIZE)


@pytest.mark.parametrize("text", ["", "x" * 5000, "\x00\ufffd", "word " * 3000])
def test_any_text_has_a_vector(text):
    assert np.isfinite(bearing_model().vectors([text])).all()
    assert np.isfinite(bearing_model().sides(text, [text])).all()


@pytest.mark.parametrize(
    ("requirement", "evidence", "other"),
    [
        (
            "Failed an oral migraine preventive",
            "Topamax: too foggy, quit.",
            "Flu shot, left deltoid.",
        ),
        ("Impaired mobility", "Cannot get to the mailbox without her walker.", "Mother is 71."),
        ("Member is a non-smoker", "Quit tobacco 2019, cotinine negative.", "Knee brace fits."),
        ("Reduced ejection fraction", "Echo today: LVEF 22 %.", "Two cats at home."),
    ],
)
def test_evidence_is_told_from_what_is_none_though_it_shares_no_word(requirement, evidence, other):
    told = bearing_model().sides(requirement, [evidence, other])
    assert told.sum(axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert told[0, 0] < told[1, 0]
    assert told[1, 0] > 0.8


def test_the_side_is_told_where_words_tell_it():
    lines = ["Topamax: too foggy at work, quit after 3 weeks.", "Has never taken a preventive."]
    told = bearing_model().sides("Failure of an oral migraine preventive", lines)
    assert told[0, 1] > told[0, 2]
    assert told[1, 2] > told[1, 1]
