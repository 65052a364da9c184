"""The case as a whole: every sentence a template's own words or quoted evidence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from match_fixtures import chart_of, letter_of

from docextract.facts import (
    ChartDocument,
    Criterion,
    Deadline,
    DeadlineKind,
    Evidence,
    Fact,
    LetterResult,
    PlanType,
    Policy,
    PolicyCriterion,
    Route,
    Source,
)
from docextract.office import Office
from packet_builder.argue import build_case
from packet_builder.case import Case
from packet_builder.findings import requirements_of
from packet_builder.outcome import CallOutcome

REQUEST = {"service": "left total knee arthroplasty", "date": "2026-05-04", "modifier": "LT"}
CRITERIA = [
    "Weight-bearing radiographs showing Kellgren-Lawrence grade 3 or 4",
    "Body mass index of 40 or less",
    "A psychological evaluation within 12 months",
]
NOTES = [
    ["2026-04-01", "imaging", "Impression", "Standing films left knee: Kellgren-Lawrence grade 4."],
    ["2026-04-10", "progress_note", "Vitals", "BP 128/80, Wt 262 lb, BMI 42.3"],
    ["2026-04-10", "progress_note", "HPI", "Cannot climb the stairs to her bedroom."],
]
NOW = datetime(2026, 5, 12, 15, 0, tzinfo=UTC)
SOURCE = Source(
    path="l.pdf",
    sha256="0",
    pages=1,
    received_at="2026-05-06T09:00:00-04:00",
    received_from="option",
)
PLACE = (Evidence(page=1, bbox=None, text="printed"),)


def result(**changes: object) -> LetterResult:
    letter = letter_of(REQUEST, CRITERIA).model_copy(
        update={"route": Fact(value=Route.P2P), **changes}
    )
    return LetterResult(source=SOURCE, pages=(1,), letter=letter)


def case(letter: LetterResult | None = None, policies: tuple[Policy, ...] = ()) -> Case:
    return build_case(
        letter or result(), chart_of(NOTES), policies, prepared_at=NOW, office=Office()
    )


def policy(identifier: str = "KN-1") -> Policy:
    rows = tuple(
        PolicyCriterion(label=f"B{i}", text=t, heading="Section B", evidence=PLACE)
        for i, t in enumerate(CRITERIA, start=1)
    )
    return Policy(document="p.pdf", sha256="0", payer=None, identifier=identifier, title="Knee",
                  edition="01/01/2026", criteria=rows)  # fmt: skip


def test_each_requirement_is_a_finding_in_the_payers_order() -> None:
    built = case()
    assert [f.text for f in built.criteria] == CRITERIA
    assert [f.status.value for f in built.criteria] == ["supported", "contradicted", "gap"]
    assert [f.id for f in built.criteria] == ["c1", "c2", "c3"]


def test_without_a_chart_nothing_is_said_of_what_a_chart_shows() -> None:
    built = build_case(result(), chart_of([]), (), prepared_at=NOW, office=Office())
    assert {f.why for f in built.criteria} == {"no page of this patient's chart was read"}
    asked = {f.text for f in built.criteria}
    points = [p.rebuttal for p in built.talking_points if p.denial_point in asked]
    assert points
    assert all("was not read" in words and "does not show" not in words for words in points)


def test_every_lead_fact_and_rebuttal_quotes_its_evidence() -> None:
    built = case()
    assert built.lead_facts
    for fact in built.lead_facts:
        assert all(p.text in fact.text for p in fact.evidence)
    for point in built.talking_points:
        assert all(p.text in point.rebuttal for p in point.evidence)


def test_what_speaks_against_the_request_is_said() -> None:
    built = case()
    assert any("speaks against" in w for w in built.warnings)
    against = next(p for p in built.talking_points if p.denial_point == CRITERIA[1])
    assert "do not claim it" in against.rebuttal


def test_a_letter_without_a_window_says_so() -> None:
    assert any("does not state a P2P window" in w for w in case().warnings)


def test_a_closed_window_says_so() -> None:
    window = Deadline(kind=Fact(value=DeadlineKind.P2P), due=Fact(value="2026-05-08"))
    built = case(result(deadlines=(window,)))
    assert any("window closed on Fri, May 8, 2026." in w for w in built.warnings)
    assert not any("ends the right" in w or "end the right" in w for w in built.warnings)
    assert not any("does not state" in w for w in built.warnings)


def test_medicare_advantage_warns_that_the_call_may_change_nothing() -> None:
    built = case(result(plan_type=Fact(value=PlanType.MEDICARE_ADVANTAGE)))
    assert any("Medicare Advantage" in w for w in built.warnings)


def test_documents_kept_out_are_named_with_the_reason() -> None:
    chart = chart_of(NOTES)
    stray = ChartDocument(document="x.pdf", sha256="1", kind="lab", date=None, pages=1,
                          included=False, reason="another patient")  # fmt: skip
    chart = chart.model_copy(update={"documents": (*chart.documents, stray)})
    built = build_case(result(), chart, (), prepared_at=NOW, office=Office())
    assert "x.pdf was kept out: another patient." in built.warnings


def test_after_a_held_call_nothing_asks_for_one() -> None:
    held = CallOutcome(result="upheld", held_at="2026-03-05")
    rows = [
        build_case(result(), chart_of(NOTES), (), prepared_at=NOW, office=Office(), held=each)
        for each in (None, held)
    ]
    assert [any("P2P" in line for line in row.warnings) for row in rows] == [True, False]
    assert [row.held for row in rows] == [None, held]


def test_a_letter_that_only_cites_a_policy_gets_its_requirements() -> None:
    bare = result(unmet_criteria=(), criteria=(Criterion(identifier=Fact(value="KN-1")),))
    rows = requirements_of(bare.letter, policy())
    assert [(r.origin, r.cite) for r in rows] == [("policy", f"KN-1, B{i}") for i in (1, 2, 3)]


def test_a_requirement_printed_in_both_stands_once_from_the_letter() -> None:
    both = result(criteria=(Criterion(identifier=Fact(value="KN-1")),))
    rows = requirements_of(both.letter, policy())
    assert [(r.origin, r.cite) for r in rows] == [("letter", f"KN-1, B{i}") for i in (1, 2, 3)]


def test_another_edition_of_the_policy_is_warned_of() -> None:
    cited = Criterion(identifier=Fact(value="KN-1"), edition=Fact(value="07/01/2025"))
    built = case(result(criteria=(cited,)), (policy(),))
    assert any("cites the edition 07/01/2025" in w for w in built.warnings)


def test_questions_fit_the_case() -> None:
    built = case(result(criteria=(Criterion(identifier=Fact(value="KN-1")),)))
    assert any("edition of KN-1" in q for q in built.questions)
    assert any("psychological evaluation" in q for q in built.questions)
    assert not any("{" in q for q in built.questions)


def test_a_hostile_letter_is_only_quoted() -> None:
    evil = "{0.__class__} <img src=file:///etc/passwd> {{ 7*7 }}"
    built = case(result(unmet_criteria=(Fact(value=evil),)))
    assert built.criteria[0].text == evil
    assert any(evil in q or evil[:20] in q for q in built.questions)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("other", "the record of 05/01/2026?"),
        ("lab", "the laboratory report of 05/01/2026?"),
        ("imaging", "the imaging report of 05/01/2026?"),
        ("progress_note", "the progress note of 05/01/2026?"),
    ],
)
def test_a_question_names_the_newest_record_in_words(kind: str, words: str) -> None:
    chart = chart_of(NOTES)
    newest = ChartDocument(
        document="x.pdf", sha256="1", kind=kind, date="2026-05-01", pages=1, included=True
    )
    chart = chart.model_copy(update={"documents": (*chart.documents, newest)})
    built = build_case(result(), chart, (), prepared_at=NOW, office=Office())
    assert any(line.endswith(f"Did you have {words}") for line in built.questions)
