from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.chart.assertion import assertion_of, assertion_of_statement, scopes
from docextract.facts import Assertion
from docextract.rules import load

A = Assertion


@pytest.mark.parametrize(
    ("sentence", "finding", "meant"),
    [
        ("No swelling, warmth or crepitus.", "crepitus", A.NEGATED),
        ("Denies night sweats, fever or cough.", "fever", A.NEGATED),
        ("He denies cough but reports wheezing.", "wheezing", A.AFFIRMED),
        ("Knee is without effusion.", "effusion", A.NEGATED),
        ("ROS: neg for rash, chest pain.", "chest pain", A.NEGATED),
        ("Spurling negative.", "Spurling", A.NEGATED),
        ("DVT was ruled out.", "DVT", A.NEGATED),
        ("Doppler negative for DVT.", "DVT", A.NEGATED),
        ("No relief from meloxicam.", "meloxicam", A.AFFIRMED),  # says that it failed
        ("Not able to tolerate gabapentin.", "gabapentin", A.AFFIRMED),
        ("No change in the tear since 2024.", "tear", A.AFFIRMED),
        ("MRI without contrast shows a tear.", "tear", A.AFFIRMED),
        ("History of DVT after a flight.", "DVT", A.HISTORICAL),
        ("S/p lumbar fusion.", "fusion", A.HISTORICAL),
        ("Three-week history of cough.", "cough", A.AFFIRMED),
        ("Mother had gout.", "gout", A.FAMILY),
        ("Mother reports that he limps.", "limps", A.AFFIRMED),  # she tells of the patient
        ("Lives with her sister, who has no car.", "Lives", A.AFFIRMED),
        ("Will schedule an epidural injection.", "epidural injection", A.PLANNED),
        ("MRI ordered.", "MRI ordered", A.AFFIRMED),  # the cue is part of the finding
        ("Return if numbness develops.", "numbness", A.HYPOTHETICAL),
        ("Possible radiculopathy.", "radiculopathy", A.UNCERTAIN),
        ("r/o stress fracture", "stress fracture", A.UNCERTAIN),
        ("Steroid injection not given.", "Steroid injection", A.NEGATED),
        ("Cotinine not drawn yet.", "Cotinine", A.NEGATED),
        ("Failed ibuprofen and bracing.", "bracing", A.AFFIRMED),
    ],
)
def test_assertion_of_a_finding(sentence, finding, meant):
    start = sentence.index(finding)
    assert assertion_of(sentence, start, start + len(finding)) is meant


@pytest.mark.parametrize(
    ("sentence", "section", "meant"),
    [
        ("Colon cancer at 50.", "Family History", A.FAMILY),
        ("Appendectomy 1994.", "PSH", A.HISTORICAL),
        ("Start aquatic therapy twice a week.", "Plan", A.PLANNED),
        ("Failed aquatic therapy.", "Plan", A.AFFIRMED),
        ("No focal weakness.", "Exam", A.NEGATED),
        ("Cannot climb stairs, no falls.", "HPI", A.AFFIRMED),
        ("Positive straight leg raise.", None, A.AFFIRMED),
        ("Asthma without status, on two inhalers and no oral drug.", None, A.AFFIRMED),
        ("Patient denies falls and dizziness.", None, A.NEGATED),
        ("Skin: no rash or sores.", "ROS", A.NEGATED),
        ("MRI was denied by the plan.", None, A.AFFIRMED),
    ],
)
def test_assertion_of_a_whole_statement(sentence, section, meant):
    assert assertion_of_statement(sentence, section=section) is meant


@pytest.mark.parametrize(
    ("sentence", "section", "finding", "meant"),
    [
        ("fever", "Denies", "fever", A.NEGATED),
        ("☐ Physical therapy", None, "Physical", A.NEGATED),
        ("☒ Physical therapy", None, "Physical", A.AFFIRMED),
        ("[ ] Bracing [x] NSAIDs", None, "NSAIDs", A.AFFIRMED),
        ("[ ] Bracing [x] NSAIDs", None, "Bracing", A.NEGATED),
        ("Tobacco use: [ ] yes [x] no", None, "Tobacco", A.NEGATED),
        ("Tobacco use: [x] yes [ ] no", None, "Tobacco", A.AFFIRMED),
    ],
)
def test_boxes_and_lists_under_a_negated_head(sentence, section, finding, meant):
    start = sentence.index(finding)
    assert assertion_of(sentence, start, start + len(finding), section=section) is meant


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_scopes_lie_inside_any_sentence(sentence):
    for scope in scopes(sentence):
        assert 0 <= scope.start <= scope.end <= len(sentence)


def test_every_cue_row_is_well_formed():
    rules = load("assertion")
    for row in rules["rows"]:
        assert set(row) <= {"is", "to", "reach", "pattern"}
        assert row["is"] in {a.value for a in A}
        assert row["to"] in {"forward", "backward", "both"}
    assert rules["pseudo"]
    assert rules["terminators"]
