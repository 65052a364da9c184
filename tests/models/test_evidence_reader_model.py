"""The shipped model is the one that its card tells of; its material is whole and free."""

from __future__ import annotations

import hashlib
import importlib
import json
import random
import re
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from docextract.evidence_reader import (
    LONGEST,
    MOST,
    STANDINGS,
    EvidenceReader,
    evidence_reader,
    row,
)
from docextract.models import model_folder
from docextract.wordpiece import END, START, load_pieces

FOLDER = Path(__file__).parents[2] / "models" / "evidence_reader"
CARD = json.loads((FOLDER / "card.json").read_text())
PIECES = load_pieces(model_folder("evidence_reader") / "pieces.txt")


@pytest.fixture
def sets(monkeypatch):
    """The reader of the material, which is no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("sets", "material", "contrast"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    before = list(sys.path)
    yield importlib.import_module("sets")
    sys.path[:] = before
    for name in ("sets", "material", "contrast"):
        sys.modules.pop(name, None)


def test_the_card_tells_of_the_files_that_are_shipped():
    told = {n: hashlib.sha256((FOLDER / n).read_bytes()).hexdigest() for n in CARD["files_sha256"]}
    assert told == CARD["files_sha256"]


def test_the_card_tells_of_the_material(sets):
    assert sets.digest() == CARD["material_sha256"]
    assert len(sets.needs(sets.files())) == CARD["charts_of_sets"]
    assert len(sets.contrasts()) == CARD["contrast_needs"]
    criteria = sum(len(case.criteria) for case in sets.all_cases())
    assert criteria == CARD["criteria_of_cases"] + CARD["held_out"]


def test_a_need_has_wordings_and_charts_that_stand_differently(sets):
    told: dict[str, set[int]] = {}
    for need in sets.needs(sets.files()):
        assert len(need.texts) >= 2, need.texts
        assert len(need.lines) >= 2, need.texts
        told.setdefault(need.texts[0], set()).add(need.standing)
    assert len(told) > 1_000
    assert not [text for text, standings in told.items() if len(standings) < 3]


@pytest.mark.parametrize(
    "line", ["words outside", "#need a\n=met\n", "#need a\n=gap\n2x | note | y"]
)
def test_what_is_not_of_the_form_is_told_with_its_place(sets, tmp_path, line):
    path = tmp_path / "set.txt"
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"set\.txt:\d"):
        sets.needs([path])


def test_what_is_drawn_from_a_need_keeps_its_lines(sets, tmp_path):
    path = tmp_path / "set.txt"
    path.write_text(
        "#need Pain\n#also It hurts\n=supported\n2w | note | Aches.\n+3d | lab | CRP 4.\n"
        "=gap\n0d | note | No visit yet.\n5m | note | Moved away.\n"
    )
    need = sets.needs([path])[0]
    assert need.lines == ["2 weeks ago, note: Aches.", "later, lab: CRP 4."]
    for seed in range(20):
        told = need.drawn(random.Random(seed))
        assert told.text in need.texts
        assert set(need.lines) <= set(told.lines)
        assert len(told.lines) <= sets.MOST
        assert (told.standing, told.sides) == (need.standing, None)


@pytest.mark.parametrize("seed", range(12))
def test_what_a_search_is_drawn_with_keeps_the_sides_of_its_lines(sets, seed):
    lines = [f"now, note: line {at}" for at in range(30)]
    marks = ["+", "-", "x", *[""] * 27]
    asked = sets.Asked(["Pain"], 0, lines, marks, [1 - at / 30 for at in range(30)])
    for source in (asked, sets.Searched(asked, ["elsewhere"])):
        told = source.drawn(random.Random(seed))
        side = {**dict.fromkeys(lines, 0), lines[0]: 1, lines[1]: 2, "elsewhere": 0}
        assert told.sides == [side[line] for line in told.lines]
        assert 0 < len(told.lines) <= sets.MOST
        assert told.standing == (0 if source is asked else None)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_drawn_from_a_contrast_keeps_the_sides_of_its_lines(sets, seed):
    need = sets.Contrast(["Pain"], [("aches", 1), ("pain free", 2), ("a brochure", 0)], ["cats"])
    told = need.drawn(random.Random(seed))
    side = {"aches": 1, "pain free": 2, "a brochure": 0, "cats": 0}
    assert told.sides == [side[line.rsplit(": ", 1)[-1]] for line in told.lines]
    assert told.standing is None


def test_a_kept_chart_has_the_evidence_that_its_criteria_need(sets):
    every = sets.cases(sorted((FOLDER / "kept").glob("*.txt")))
    assert sum(len(case.criteria) for case in every) == 931
    for case in every:
        assert case.request, case.name
        assert all(line.day and line.day <= case.request for line in case.lines), case.name
        for number, criterion in case.criteria.items():
            place = f"{case.name}, criterion {number}"
            fore, against = case.marked(number, "+"), case.marked(number, "-")
            assert len(criterion.texts) >= 2, place
            assert fore or criterion.status in ("contradicted", "gap"), place
            assert against or criterion.status != "contradicted", place
            assert not (fore and criterion.status == "gap"), place


def test_the_material_holds_no_code_table_and_no_criteria_of_others(sets):
    paths = [*sets.files(), *(FOLDER / "kept").glob("*.txt")]
    lines = "\n".join(p.read_text() for p in paths).splitlines()
    assert not [line for line in lines if re.search(r"InterQual|Milliman|\bMCG\b", line)]
    needs = [line for line in lines if line.startswith(("#need", "#also", "#crit"))]
    assert not [line for line in needs if re.search(r"\b\d{5}\b", line)]


def test_it_loads_without_a_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert EvidenceReader().standing("a", ["b"]).shape == (len(STANDINGS),)


@pytest.mark.parametrize("text", ["", "x" * 5000, "\x00\ufffd", "word " * 3000])
@pytest.mark.parametrize("count", [0, 1, MOST, 40])
def test_any_requirement_and_passages_are_read(text, count):
    told = evidence_reader().standing(text, [text] * count)
    assert np.isfinite(told).all()
    assert told.sum() == pytest.approx(1, abs=1e-3)


def test_a_row_ends_where_no_whole_passage_fits():
    told = row(PIECES, "pain " * 400, ["worse at night " * 60] * 9)
    assert len(told.pieces) <= LONGEST
    assert told.pieces[0] == PIECES.numbers[START]
    assert told.pieces[-1] == PIECES.numbers[END]
    assert set(told.sides) == {0, 1}
    assert len(told.sides) == len(told.pieces)


@pytest.mark.parametrize(
    ("requirement", "line", "standing"),
    [
        ("Member is a non-smoker", "Smokes one pack a day, not ready to quit.", "contradicted"),
        ("Member is a non-smoker", "Quit tobacco 2019, cotinine negative.", "supported"),
        ("A sleep study within the past year", "Will order a sleep study.", "gap"),
        ("Impaired mobility in the home", "Cannot reach the toilet on foot.", "supported"),
        (
            "No active infection",
            "Wound bed with pus, fever 39.1 C, on IV vancomycin.",
            "contradicted",
        ),
    ],
)
def test_plain_charts_are_read_rightly(requirement, line, standing):
    others = ("Two cats at home.", "TSH 1.9 mIU/L, normal.", "Flu shot given in the left deltoid.")
    lines = [f"2 weeks ago, progress note: {one}" for one in (line, *others)]
    told = evidence_reader().standing(requirement, lines)
    assert STANDINGS[int(told.argmax())] == standing
