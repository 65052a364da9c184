"""Which passages a finding shows."""

from __future__ import annotations

from typing import Any

import pytest
from match_fixtures import chart_of, day_of, letter_of

from packet_builder.argue import make_matcher
from packet_builder.case import Status
from packet_builder.match import match
from packet_builder.match_evidence import MOST

REQUEST: dict[str, Any] = {"service": "Lumbar fusion L4-5", "date": "2026-05-01"}


def _shown(text: str, *notes: list[str]) -> tuple[Status, list[tuple[str, str]]]:
    matcher = make_matcher(letter_of(REQUEST), chart_of(notes), day_of(REQUEST))
    verdict, passages, _ = match(matcher, text)
    return verdict.status, [(p.text, p.stance) for p in passages]


def test_the_same_words_stand_once() -> None:
    note = "Completed 12 visits of physical therapy over 8 weeks without relief."
    _, shown = _shown(
        "At least 6 weeks of physical therapy",
        ["2026-03-01", "pt_ot", "Summary", note],
        ["2026-04-01", "progress_note", "HPI", note],
    )
    assert [text for text, _ in shown].count(note) == 1


def test_at_most_six_and_from_several_documents() -> None:
    notes = [
        [f"2026-0{m}-0{d}", "progress_note", "HPI", f"Physical therapy visit {m}{d}, no relief."]
        for m in (1, 2, 3)
        for d in (1, 2, 3)
    ]
    _, shown = _shown("At least 6 weeks of physical therapy", *notes)
    assert len(shown) == MOST


def test_what_was_only_ordered_never_supports() -> None:
    status, shown = _shown(
        "MRI of the lumbar spine within 12 months showing stenosis",
        ["2026-04-01", "progress_note", "Plan", "MRI lumbar spine ordered today."],
    )
    assert status is Status.GAP
    assert all(stance == "contradicts" for _, stance in shown)


@pytest.mark.parametrize("relative", ["mother", "sister"])
def test_the_family_is_not_the_patient(relative: str) -> None:
    _, shown = _shown(
        "At least 6 weeks of physical therapy",
        ["2026-04-01", "progress_note", "HPI", f"Her {relative} had physical therapy for 8 weeks."],
    )
    assert shown == []


@pytest.mark.parametrize(
    ("text", "note", "status"),
    [
        (
            "Freedom from nicotine, confirmed by a cotinine level",
            ["2026-04-20", "lab", None, "Cotinine, serum 148 H <3 ng/mL"],
            Status.CONTRADICTED,
        ),
        (
            "No use together with another biologic drug for asthma",
            ["2026-04-20", "progress_note", "HPI", "Severe asthma since age 34."],
            Status.GAP,  # the asthma is what the drug is for
        ),
        (
            "Benralizumab used for at least 4 months",
            ["2026-04-20", "form", None, "Medicines such as benralizumab may be tried first."],
            Status.GAP,  # a handout
        ),
        (
            "Spondylolisthesis with 3 mm or more of translation",
            ["2026-04-20", "imaging", "Findings", "Grade 1 anterolisthesis measuring 4 mm."],
            Status.SUPPORTED,  # the grade is no length
        ),
    ],
)
def test_what_a_note_says_to_a_requirement(text: str, note: list[str], status: Status) -> None:
    assert _shown(text, note)[0] is status


def test_what_only_denies_goes_with_a_requirement_that_is_met() -> None:
    status, shown = _shown(
        "At least 6 weeks of physical therapy",
        ["2026-04-01", "pt_ot", "Summary", "Completed 16 visits of physical therapy in 10 weeks."],
        ["2026-04-01", "pt_ot", "Summary", "No progress in therapy over the last six weeks."],
    )
    assert status is Status.SUPPORTED
    assert {stance for _, stance in shown} == {"supports"}


@pytest.mark.parametrize(
    "line",
    [
        "Patients must complete six weeks of physical therapy.",
        "Order set: physical therapy for at least six weeks, see policy.",
    ],
)
def test_standing_words_of_the_office_are_no_evidence(line: str) -> None:
    status, shown = _shown(
        "At least 6 weeks of physical therapy", ["2026-04-01", "progress_note", "Plan", line]
    )
    assert status is Status.GAP
    assert (line, "supports") not in shown


@pytest.mark.parametrize(
    ("text", "against", "named"),
    [
        (
            "Major depression, currently severe",
            "No depression, PHQ-9 2.",
            "Mood good, sleeps well, PHQ-9 of 2 today.",
        ),
        (
            "Daytime sleepiness documented by the treating physician",
            "Denies daytime sleepiness.",
            "Epworth sleepiness scale 4 of 24, naps on Sundays.",
        ),
    ],
)
def test_beside_what_fails_a_requirement_its_subject_does_not_support_it(
    text: str, against: str, named: str
) -> None:
    status, shown = _shown(
        text,
        ["2026-04-01", "progress_note", "Exam", named],
        ["2026-04-20", "progress_note", "Exam", against],
    )
    assert status is Status.CONTRADICTED
    assert (named, "contradicts") in shown


@pytest.mark.parametrize(
    "head",
    [
        "Physical therapy   MRN: 4711   Study date: 04/02/2026",
        "Name: Delia Stone, physical therapy, DOB: 03/04/1958",
        "Physical therapy report, accession #4711, 04/02/2026",
    ],
)
def test_the_head_of_a_page_fills_no_place(head: str) -> None:
    told = "Completed 16 visits of physical therapy in 10 weeks."
    _, shown = _shown(
        "At least 6 weeks of physical therapy",
        ["2026-04-01", "pt_ot", "Summary", told],
        ["2026-04-02", "pt_ot", None, head],
    )
    assert [text for text, _ in shown] == [told]


def test_a_result_opens_before_the_line_that_had_its_report_in_hand() -> None:
    result = "EMG shows acute denervation in the left L5 myotome, consistent with radiculopathy."
    _, shown = _shown(
        "EMG that shows radiculopathy",
        ["2026-02-20", "consult", "Assessment", "EMG of 02/02/2026 reviewed."],
        ["2026-02-02", "emg", "Impression", result],
    )
    assert shown[0] == (result, "supports")


def test_a_score_opens_where_something_measured_is_asked_for() -> None:
    _, shown = _shown(
        "An objective measure of disability or strength, such as grip strength",
        ["2026-02-20", "consult", "HPI", "Cannot stand at the sink and left his work."],
        ["2026-02-20", "consult", "Objective", "Grip strength: right 31 kPa, left 28 kPa."],
    )
    assert shown[0][0] == "Grip strength: right 31 kPa, left 28 kPa."


@pytest.mark.parametrize(
    ("asked", "section", "line", "stance"),
    [
        # what a requirement wants not to be there, beside what it wants
        ("Clean wound without osteomyelitis", "Assessment", "No osteomyelitis on MRI.", "supports"),
        ("Structured suicide screen that shows no plan", "Exam", "No suicidal plan.", "supports"),
        ("Documented osteomyelitis", "Assessment", "No osteomyelitis on MRI.", "contradicts"),
        # a session refused, whatever the reason, is no session
        (
            "Physical therapy at least 5 days a week",
            "Log",
            "Refused PT and OT today (nausea).",
            "contradicts",
        ),
        # where harm is asked for, want of effect is another reason
        (
            "Two antidepressants stopped because of intolerance",
            "Tried",
            "Sertraline 200 mg 10/20/2025 - 12/22/2025, no response.",
            "contradicts",
        ),
        (
            "Two antidepressants stopped because of intolerance",
            "Tried",
            "Sertraline 200 mg 10/20/2025 - 12/22/2025, vomiting.",
            "supports",
        ),
        # a course that ended early
        (
            "NSAID for at least 6 weeks",
            "HPI",
            "Celebrex taken about 2 weeks in March, ran out, did not refill.",
            "contradicts",
        ),
        (
            "Beta blocker for at least 2 months",
            "HPI",
            "Took propranolol for one month only, no dizziness.",
            "contradicts",
        ),
    ],
)  # fmt: skip
def test_the_side_that_a_line_stands_on(asked: str, section: str, line: str, stance: str) -> None:
    _, shown = _shown(asked, ["2026-04-20", "progress_note", section, line])
    assert [s for t, s in shown if t == line] == [stance]


@pytest.mark.parametrize(
    ("asked", "line", "stance"),
    [
        ("Gadgetometry of the spine at two levels", "Gadgetometry 14 units at L4-5.", None),
        ("A fitted thoracic exosuit", "Exosuit was fitted and is worn daily.", None),
        ("A fitted thoracic exosuit", "Exosuit not yet fitted.", "contradicts"),
        ("A fitted thoracic exosuit", "Will have the exosuit fitted next month.", "contradicts"),
    ],
)
def test_what_no_concept_knows_is_found_by_its_rare_words(
    asked: str, line: str, stance: str | None
) -> None:
    status, shown = _shown(
        asked,
        ["2026-04-01", "progress_note", "HPI", line],
        *(["2026-04-01", "progress_note", "Exam", f"Visit {n}: the heart is normal."]
          for n in range(40)),
    )  # fmt: skip
    assert line in [text for text, _ in shown]
    assert status is not Status.SUPPORTED or stance is None
    if stance:
        assert dict(shown)[line] == stance


@pytest.mark.parametrize(
    "line",
    [
        "You should wear the exosuit as fitted.",
        "Her sister has a fitted exosuit.",
        "If pain returns an exosuit will be fitted.",
    ],
)
def test_rare_words_alone_are_no_fact(line: str) -> None:
    _, shown = _shown("A fitted thoracic exosuit", ["2026-04-01", "progress_note", "HPI", line])
    assert all(stance == "contradicts" for _, stance in shown)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("Spinal stenosis was diagnosed by a specialist",
         "Diagnosis: lumbar spinal stenosis, by Dr. Roe, neurosurgery."),
        ("A history of lumbar discectomy", "Lumbar discectomy L4-5 done in full."),
        ("Low back pain for 24 months or longer", "Low back pain every day, worse with standing."),
    ],
)  # fmt: skip
def test_what_holds_for_years_is_shown_from_an_old_note(asked: str, line: str) -> None:
    _, shown = _shown(asked, ["2024-09-01", "progress_note", "HPI", line])
    assert (line, "supports") in shown


def test_what_was_given_up_years_ago_is_not_done_today() -> None:
    line = "Gave up running in 2022, cannot stand at the sink."
    _, shown = _shown(
        "Limitation of daily activities", ["2026-04-01", "progress_note", "HPI", line]
    )
    assert (line, "supports") in shown


@pytest.mark.parametrize(
    "asked",
    [
        "Two antidepressants, each for six weeks without enough benefit or not tolerated",
        "A trial of sertraline without sufficient response, or stopped as not tolerated",
        "Sertraline taken with little improvement, or intolerance of it",
        "Sertraline taken without any real relief, or not tolerated",
    ],
)
def test_a_treatment_that_did_not_help_counts_where_harm_is_one_of_two_reasons(asked: str) -> None:
    line = "Sertraline 150 mg from 01/05/2026 to 03/20/2026, 10 weeks, no change."
    _, shown = _shown(asked, ["2026-04-01", "progress_note", "HPI", line])
    assert (line, "supports") in shown


def test_what_a_negative_test_does_not_show_supports() -> None:
    line = "No mass, no distortion, no suspicious calcification on the mammogram."
    _, shown = _shown(
        "A mammogram within 12 months that is negative",
        ["2026-03-01", "imaging", "Findings", line],
    )
    assert (line, "supports") in shown
