"""Treatments as episodes."""

from __future__ import annotations

import pytest

from docextract.chart.assertion import assertion_of_statement
from docextract.chart.courses import treatment_courses
from docextract.facts import Statement, TreatmentCourse


def _said(day: str | None, text: str, section: str | None = None) -> Statement:
    return Statement(
        document=f"{day}.pdf", page=1, bbox=None, lines=(), text=text,
        assertion=assertion_of_statement(text, section=section), date=day, section=section,
        confidence=1.0,
    )  # fmt: skip


def _course(name: str, *said: Statement) -> TreatmentCourse | None:
    return next((c for c in treatment_courses(said) if c.name == name), None)


def test_a_failed_drug_has_its_first_and_last_day_and_its_outcome() -> None:
    course = _course(
        "gabapentin",
        _said("2025-05-01", "Started gabapentin 300 mg TID."),
        _said("2025-07-10", "Gabapentin stopped 07/01/2025, no relief after 8 weeks."),
    )
    assert course is not None
    assert (course.start, course.stop, course.group) == ("2025-05-01", "2025-07-01", "neuropathic")
    assert course.outcome == "did not help"
    assert len(course.evidence) == 2


def test_visits_are_counted_where_the_record_counts_them() -> None:
    course = _course(
        "physical therapy",
        _said("2025-12-11", "Completed 24 visits of physical therapy over 13 weeks."),
    )
    assert course is not None
    assert course.visits == 24


def test_what_is_taken_at_the_last_visit_goes_on() -> None:
    course = _course(
        "metformin",
        _said("2025-03-01", "Metformin 500 mg BID"),
        _said("2026-01-02", "Continues metformin 1000 mg BID."),
    )
    assert course is not None
    assert (course.outcome, course.stop) == ("ongoing", None)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Will start gabapentin next week.", None),
        ("Never took gabapentin.", None),
        ("Mother takes gabapentin.", None),
        ("gabapentin: hives", "Allergies"),
        ("Gabapentin 300 mg, escalate as tolerated", "Plan"),
    ],
)
def test_what_was_not_used_is_no_course(text: str, section: str | None) -> None:
    assert _course("gabapentin", _said("2025-05-01", text, section)) is None


def test_without_any_day_the_use_is_still_told() -> None:
    course = _course("meloxicam", _said(None, "Tried meloxicam."))
    assert course is not None
    assert (course.start, course.last) == (None, None)
