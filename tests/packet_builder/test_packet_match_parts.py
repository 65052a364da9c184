"""What is only named, unread, open or outweighed is not called supported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from match_fixtures import chart_of, day_of, letter_of

from docextract.requirements import parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.match import match
from packet_builder.match_notes import cues_of
from packet_builder.match_parts import _stretch, particulars

REQUEST = {"service": "spinal cord stimulator", "date": "2026-03-10"}


def status_of(text: str, *notes: Sequence[Any]) -> str:
    matcher = make_matcher(letter_of(REQUEST), chart_of(notes), day_of(REQUEST))
    return match(matcher, text)[0].status.value


@pytest.mark.parametrize(
    ("text", "note", "status"),
    [
        (
            "A psychological evaluation that finds no barrier to implantation",
            [
                "2026-02-01",
                "consult",
                "Assessment",
                "Psychological evaluation done 01/30/2026, 60 min.",
            ],
            "partial",
        ),
        (
            "Failure of physical therapy for at least 6 weeks",
            [
                "2026-02-01",
                "pt_ot",
                "Summary",
                "Attended 12 visits of physical therapy over 7 weeks.",
            ],
            "partial",
        ),
        (
            "Failure of physical therapy for at least 6 weeks",
            [
                "2026-02-01",
                "pt_ot",
                "Summary",
                "12 visits of physical therapy over 7 weeks without improvement.",
            ],
            "supported",
        ),
        (
            "A trial of gabapentin for at least 8 weeks",
            ["2026-02-01", "progress_note", "Medications", "Gabapentin 300 mg TID."],
            "partial",
        ),
        (
            "A trial of gabapentin for at least 8 weeks",
            ["2026-02-01", "progress_note", "HPI", "Took gabapentin 300 mg TID for 10 weeks."],
            "supported",
        ),
        (
            "No personal or family history of malignant hyperthermia or melanoma",
            ["2026-02-01", "consult", "Family History", "Mother: melanoma at 51"],
            "contradicted",
        ),
    ],
)
def test_every_part_must_be_shown(text: str, note: list[str], status: str) -> None:
    assert status_of(text, note) == status


@pytest.mark.parametrize(
    "line",
    [
        "Current guideline: BMI of 41 or more is class I for surgery.",
        "BMI 42 (copied fwd from 2023 note)",
        "Obesity class III is defined as BMI 40 and above.",
    ],
)
def test_standing_words_and_copies_are_no_measurement(line: str) -> None:
    found = status_of(
        "BMI of 40 or more",
        ["2026-02-01", "progress_note", "Vitals", "BMI 36.2 today"],
        ["2026-02-20", "progress_note", "Assessment", line],
    )
    assert found == "contradicted"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Thyroid stimulating hormone within 12 months", ()),
        ("A home assessment with turning space for a chair", ("turning", "space", "chair")),
        ("An MRI of the brain within the last 6 months", ("brain",)),
    ],
)
def test_particulars_are_what_the_thing_must_be_like(text: str, left: tuple[str, ...]) -> None:
    assert particulars(parse_requirement(text)) == left


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At least 50% pain relief after the trial", ("relief",)),
        ("Each block with 80% or more relief of pain", ("relief",)),
        ("Baseline QTcF is less than 450 msec before the first dose", ("qtcf",)),
        ("It expresses PD-L1 (Tumor Proportion Score of 50% or greater)", ("tumor", "proportion")),
    ],
)
def test_the_measure_of_a_bound_is_named_by_its_own_words(
    text: str, words: tuple[str, ...]
) -> None:
    assert parse_requirement(text).demands[0].words == words


@pytest.mark.parametrize(
    "text",
    [
        "An inpatient stay of at least 3 consecutive days",
        "Two or more exacerbations in the previous 12 months",
        "No history of multiple endocrine neoplasia type 2",
    ],
)
def test_counts_stays_and_types_are_no_bounds(text: str) -> None:
    assert parse_requirement(text).demands == ()


@pytest.mark.parametrize(
    ("text", "notes", "status"),
    [
        (
            "Pain score of 4 or more for at least 6 months",
            [["2026-02-01", "progress_note", "HPI", "Pain score 7, for 3 weeks."]],
            "partial",
        ),
        (
            "Failure of two antidepressants",
            [
                [
                    "2026-02-01",
                    "progress_note",
                    "HPI",
                    "Sertraline 100 mg for 9 weeks: no response.",
                ],
                ["2026-02-01", "progress_note", "HPI", "Bupropion for 10 weeks: no response."],
                ["2026-02-01", "progress_note", "HPI", "Not tried: mirtazapine."],
            ],
            "supported",
        ),
    ],
)
def test_lengths_other_drugs_and_results_to_come(
    text: str, notes: list[list[str]], status: str
) -> None:
    assert status_of(text, *notes) == status


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        ("CMA: kit collected 2/10, result expected 3-4 wks", "not_done"),
        ("Specimen sent 2/10, results pending", "not_done"),
        ("Recommendation: attended titration", "intended"),
        ("Next steps: sleep study", "intended"),
    ],
)
def test_what_is_to_come_is_told(line: str, cue: str) -> None:
    assert cue in cues_of(line)


@pytest.mark.parametrize(
    ("older", "newer", "status"),
    [
        ("Result: NEGATIVE", "Result: POSITIVE", "contradicted"),
        ("Result: POSITIVE", "Result: NEGATIVE", "supported"),
    ],
)
def test_the_newest_result_of_a_test_counts(older: str, newer: str, status: str) -> None:
    found = status_of(
        "Negative tuberculosis screening within the past 12 months",
        ["2025-09-01", "lab", "QuantiFERON-TB Gold", older],
        ["2026-02-01", "lab", "QuantiFERON-TB Gold", newer],
    )
    assert found == status


def test_advice_in_words_of_the_past_is_no_report() -> None:
    line = "Recommendation: attended CPAP titration; BPAP if not controlled at 15 cm."
    found = status_of(
        "The report of an attended titration study shows that CPAP was ineffective",
        ["2026-02-02", "sleep_study", "Impression", line],
    )
    assert found == "gap"


def test_one_of_two_things_is_a_part() -> None:
    notes = [
        ["2026-02-01", "lab", "Results", "Hepatitis B surface Ag: Non-reactive"],
        [
            "2026-02-03",
            "progress_note",
            "Plan",
            "Anti-HBc total not done, add to next draw.",
        ],
    ]
    text = "Hepatitis B screening with both surface antigen and total core antibody is complete"
    assert status_of(text, *notes) == "partial"


@pytest.mark.parametrize(
    "aside",
    [
        "Awaiting report of the psychological evaluation.",
        "Will request the psychological evaluation.",
        "Psychological evaluation: report requested.",
    ],
)
def test_an_aside_that_something_is_open_hides_no_record(aside: str) -> None:
    text = "A psychological evaluation within 6 months that finds no barrier to implantation"
    done = "Psychological evaluation completed 01/30/2026, 60 minutes, MMPI and interview."
    notes = (
        ["2026-02-01", "consult", "Assessment", done],
        ["2026-02-20", "progress_note", "Plan", aside],
    )
    matcher = make_matcher(letter_of(REQUEST), chart_of(notes), day_of(REQUEST))
    verdict, passages, _ = match(matcher, text)
    assert verdict.status.value == "partial"
    assert (done, "supports") in [(p.text, p.stance) for p in passages]


@pytest.mark.parametrize(
    ("body", "words", "told"),
    [
        (
            "written consent of the prescriber to holding the anticoagulant around the trial",
            {"prescriber", "holding", "trial"},
            '"prescriber to holding the anticoagulant around the trial"',
        ),
        (
            "photographs that show the rash, and a plan signed by the dermatologist",
            {"plan", "signed", "dermatologist"},
            '"plan signed by the dermatologist"',
        ),
        ("a weight measured every day", {"weight"}, '"weight"'),
    ],
)
def test_what_is_not_shown_is_told_in_the_requirement_s_own_words(body, words, told):
    assert _stretch(body, frozenset(words)) == told
