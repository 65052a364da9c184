"""Requirements against invented charts: status, first passages, traps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from match_fixtures import chart_of, day_of, letter_of

from docextract.facts import Fact, Letter, Service
from docextract.requirements import parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.match import match
from packet_builder.match_evidence import MOST
from packet_builder.match_notes import cues_of, loose_days, sentence_at
from packet_builder.match_sites import Site, conflict, site_of, target_site

CASES = [
    (group["request"], row)
    for name in ("match_cases.yaml", "match_lines.yaml")
    for group in yaml.safe_load((Path(__file__).parent / name).read_text())
    for row in group["criteria"]
]
KNEE = {"service": "left total knee arthroplasty", "date": "2026-05-04", "modifier": "LT"}


@pytest.mark.parametrize(
    ("request_", "row"), CASES, ids=[f"{i}-{r['text'][:40]}" for i, (_, r) in enumerate(CASES)]
)
def test_invented_case(request_: dict[str, Any], row: dict[str, Any]) -> None:
    matcher = make_matcher(letter_of(request_), chart_of(row["notes"]), day_of(request_))
    verdict, passages, _ = match(matcher, row["text"])
    wanted = row["status"] if isinstance(row["status"], list) else [row["status"]]
    assert verdict.status.value in wanted, verdict.why
    assert len(passages) <= MOST
    if "first" in row:
        assert f"note{row['first']}.pdf" in [p.document for p in passages[:2]]


def stand(text: str, notes: list[list[Any]], request: dict[str, Any] | None = None) -> tuple:  # type: ignore[type-arg]
    asked = request or KNEE
    matcher = make_matcher(letter_of(asked), chart_of(notes), day_of(asked))
    verdict, passages, _ = match(matcher, text)
    return verdict, passages


@pytest.mark.parametrize(
    "line",
    [
        "Referred to physical therapy, 2x/week for 8 weeks.",
        "Discussed physical therapy, he will think about it.",
        "Physical therapy ordered today.",
    ],
)
def test_what_was_only_planned_never_supports(line: str) -> None:
    verdict, passages = stand(
        "At least 6 weeks of physical therapy", [["2026-04-01", "progress_note", "Plan", line]]
    )
    assert verdict.status == "gap"
    assert all(p.stance == "contradicts" for p in passages)


def test_the_family_is_no_evidence() -> None:
    verdict, passages = stand(
        "Documented diabetes",
        [["2026-04-01", "progress_note", "Family History", "Mother has diabetes."]],
    )
    assert verdict.status == "gap"
    assert passages == ()


def test_the_other_side_is_no_evidence() -> None:
    notes = [
        ["2026-04-01", "procedure", "Procedure", "Right knee injected with 40 mg triamcinolone."]
    ]
    verdict, passages = stand("Corticosteroid injection of the affected knee", notes)
    assert verdict.status == "gap"
    assert all(p.stance != "supports" for p in passages)


def test_the_newest_value_decides() -> None:
    notes = [
        ["2026-02-01", "lab", "Results", "Hemoglobin A1c 7.2 %"],
        ["2026-04-20", "lab", "Results", "Hemoglobin A1c 8.9 %"],
    ]
    verdict, passages = stand("Hemoglobin A1c below 8% within 3 months before the request", notes)
    assert verdict.status == "contradicted"
    assert verdict.calculation == {"value": 8.9, "date": "2026-04-20"}
    assert passages[0].text == "Hemoglobin A1c 8.9 %"


def test_a_short_course_tells_its_arithmetic() -> None:
    notes = [["2026-04-01", "pt_ot", "Summary", "Seen 5 visits over 3 weeks, then discharged."]]
    verdict, _ = stand("At least 6 weeks of physical therapy within the last 6 months", notes)
    assert verdict.status == "partial"
    assert verdict.calculation == {"weeks": 3.0, "sessions": 5.0}
    assert verdict.remedy


@pytest.mark.parametrize(
    ("vitals", "status"),
    [("T 101.2, HR 112, RR 18", "supported"), ("T 98.2, HR 112, RR 18", "contradicted")],
)
def test_a_number_of_values_must_hold(vitals: str, status: str) -> None:
    verdict, _ = stand(
        "At least two of the following: temperature above 100.4 F, heart rate above 100, or "
        "respiratory rate above 24",
        [["2026-01-11", "progress_note", "Vitals", vitals]],
        {"service": "Inpatient admission", "date": "2026-01-12", "acute": True},
    )
    assert verdict.status == status


@pytest.mark.parametrize(
    ("line", "status"),
    [("Checks glucose 5x/day.", "supported"), ("Checks glucose 2x/day.", "contradicted"),
     ],
)  # fmt: skip
def test_a_rate_is_compared_with_a_rate(line: str, status: str) -> None:
    verdict, _ = stand(
        "At least four glucose tests per day", [["2026-04-11", "progress_note", "HPI", line]]
    )
    assert verdict.status == status


def test_no_passage_stands_twice() -> None:
    line = "Took meloxicam 15 mg daily for 3 months without benefit."
    notes = [["2026-04-01", "progress_note", "HPI", line], ["2026-04-20", "consult", "HPI", line]]
    _, passages = stand("Trial of an anti-inflammatory drug for at least 4 weeks", notes)
    assert [p.text for p in passages].count(line) == 1


@pytest.mark.parametrize(
    ("text", "parts", "sides"),
    [
        ("R hip injected", {"hip"}, {"right"}),
        ("left total knee replacement", {"knee"}, {"left"}),
        ("bilateral knees", {"knee"}, {"left", "right"}),
        ("L4-L5 fusion", {"lumbar"}, set()),
        ("H/o stroke", set(), set()),
    ],
)
def test_parts_and_sides(text: str, parts: set[str], sides: set[str]) -> None:
    assert site_of(text) == Site(frozenset(parts), frozenset(sides))


def test_the_request_names_its_site() -> None:
    assert target_site(letter_of(KNEE)) == Site(frozenset({"knee"}), frozenset({"left"}))
    plain = Letter(
        services=(Service(description=Fact(value="knee arthroscopy")),),
        diagnoses=(Fact(value="M17.12"),),
    )
    assert target_site(plain).sides == {"left"}


def test_limbs_belong_to_the_spine_where_signs_are_asked_for() -> None:
    spine, foot = site_of("lumbar fusion"), site_of("numbness of the left foot")
    assert conflict(spine, foot)
    assert conflict(spine, foot, limbs=True) is None


def test_what_is_denied_is_no_side_effect() -> None:
    assert "intolerant" not in cues_of("Tolerated well, no dizziness or nausea.")
    assert "intolerant" in cues_of("Stopped because of nausea.")


def test_months_without_a_day_are_dated() -> None:
    assert loose_days("finished in March 2025", None)[0] == date(2025, 3, 31)
    assert loose_days("went to PT in July.", date(2026, 9, 2))[0] == date(2026, 7, 31)
    assert loose_days("since 2023", None) == ()


def test_a_sentence_is_found_around_an_offset() -> None:
    text = "First one. Second one."
    assert text[slice(*sentence_at(text, 15))] == "Second one."


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("PASI score of 10 or more", "DLQI 14 today."),
        ("BASDAI of 4 or higher within the last 90 days", "CDAI 22 today."),
        ("CDAI above 10", "DAS28 15.1 on exam."),
        ("eGFR below 30", "Creatinine 2.1, BUN 40."),
        ("Creatinine of at least 1.5 mg/dL", "eGFR 28 on the last panel."),
        ("LDL of 100 mg/dL or more", "Total cholesterol 190."),
        ("Sodium below 130", "Potassium 4.1 this morning."),
        ("DASH score above 40", "ASES 62 of 100."),
        ("MADRS of 20 or more", "HAM-D 24 today."),
        ("ACT score of 19 or less", "ACQ 2.1 today."),
        ("ECOG performance status of 0 to 2", "Karnofsky 1 by a slip of the pen."),
        ("CRP above 10 mg/L", "ESR 44."),
        ("FEV1 below 80 percent", "DLCO 61 percent."),
    ],
)
def test_the_value_of_another_scale_is_no_value_of_the_one_asked_for(asked: str, line: str) -> None:
    notes = [["2026-04-20", "progress_note", "Visit", line]]
    verdict, passages = stand(asked, notes)
    assert verdict.status.value == "gap", verdict.why
    assert not [p for p in passages if p.stance == "supports"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("eGFR (CKD-EPI 2021) 15 mL/min/1.73m2", "supported"),
        ("Cystatin eGFR 18 in 03/2025.", "gap"),
        ("eGFR 18 (Mar 2025).", "gap"),
        ("eGFR 18 mL/min in 2024", "gap"),
    ],
)
def test_a_value_is_of_the_month_printed_behind_it(line: str, status: str) -> None:
    notes = [["2026-04-20", "laboratory", "Renal panel", line]]
    verdict, _ = stand("eGFR of 20 or less within the last 6 months", notes)
    assert verdict.status.value == status, verdict.why
    assert "=" not in verdict.why


@pytest.mark.parametrize(
    ("asked", "line", "status", "why"),
    [
        ("creatinine at least 1.5 times the baseline", "Creatinine 2.3 (baseline 1.3 in January).",
         "supported", "creatinine over its baseline 1.77 (2.3 to 1.3)"),
        ("creatinine at least 1.5 times the baseline", "Creatinine 1.7 mg/dL, baseline 1.3.",
         "contradicted", "1.31 (1.7 to 1.3)"),
        ("creatinine at least 1.5 times her usual baseline", "Baseline Cr 1.2, creatinine 2.4.",
         "supported", "2 (2.4 to 1.2)"),
        ("creatinine at least 1.5 times the baseline", "Creatinine 1.7 mg/dL today.",
         "partial", "no number was read"),
        ("ALT more than 3 times the upper limit of normal", "ALT 180 U/L (7-56)",
         "supported", "ALT over its upper limit 3.21 (180 to 56)"),
        ("PHQ-9 reduction of 50 percent or more", "PHQ-9 went from 20 to 8.",
         "supported", "60 (20 to 8)"),
    ],
)  # fmt: skip
def test_a_multiple_is_counted_from_what_it_is_a_multiple_of(
    asked: str, line: str, status: str, why: str
) -> None:
    verdict, _ = stand(asked, [["2026-04-20", "progress_note", "Visit", line]])
    assert verdict.status.value == status, verdict.why
    assert why in verdict.why


def test_the_heads_of_a_table_are_no_evidence() -> None:
    notes = [
        ["2026-04-20", "flowsheet", "Vitals", "Date 'Time SpO2 02 Pulse Creatinine mL"],
        ["2026-04-20", "laboratory", "Renal panel", "Creatinine 2.3 mg/dL"],
    ]
    _, passages = stand("Creatinine of 1.5 mg/dL or more", notes)
    assert [p.text for p in passages] == ["Creatinine 2.3 mg/dL"]


def test_a_span_that_doses_must_fall_into_is_no_length() -> None:
    asked = "two or more doses of an intravenous diuretic in 24 hours without adequate response"
    line = "Net output only 190 mL over 14 hours after two doses of furosemide 80 mg IV."
    _, passages = stand(asked, [["2026-05-03", "progress_note", "Visit", line]])
    assert [p.stance for p in passages] == ["supports"]
    assert parse_requirement(asked).duration is None
    assert parse_requirement("at least 6 visits over 6 weeks").duration is not None
