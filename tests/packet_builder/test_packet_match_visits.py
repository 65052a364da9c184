"""Visits that a criterion asks for, by the head of the note that shows them."""

from __future__ import annotations

from typing import Any

import pytest
from match_fixtures import chart_of, day_of, letter_of

from packet_builder.argue import make_matcher
from packet_builder.match import match

REQUEST = {"service": "whole exome sequencing", "date": "2026-10-14"}


def status(text: str, *notes: tuple[str, str, str]) -> str:
    rows: list[list[Any]] = [[day, kind, "", line] for day, kind, line in notes]
    matcher = make_matcher(letter_of(REQUEST), chart_of(rows), day_of(REQUEST))
    return match(matcher, text)[0].status.value


@pytest.mark.parametrize(
    ("line", "day", "wanted"),
    [
        ("Genetics new patient visit, in clinic. S. Aldercott, MD", "2026-06-20", "supported"),
        ("Genetics new patient visit, in clinic. S. Aldercott, MD", "2026-03-31", "partial"),
        ("Genetics telehealth video visit. S. Aldercott, MD", "2026-09-29", "partial"),
        ("Delay, followed by genetics, neurology, speech, OT.", "2026-07-16", "gap"),
        ("Referral to genetics placed by R. Lindahl, MD", "2026-07-16", "gap"),
    ],
)
def test_in_person_by_a_specialist(line: str, day: str, wanted: str) -> None:
    asked = "Examination in person by a clinical geneticist within 6 months before the request"
    assert status(asked, (day, "other", line)) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Visit, S. Delahoussaye, FNP", "supported"),
        ("Seen in clinic for sacral ulcer. J. Amari, DO", "supported"),
        ("Refill encounter, no visit. S. Pruitt, MA", "gap"),
        ("PT progress note. A. Leclerc, PT", "gap"),
    ],
)
def test_by_a_physician_or_nurse_practitioner(line: str, wanted: str) -> None:
    asked = "A visit by the physician or nurse practitioner in the last 14 days"
    assert status(asked, ("2026-10-08", "other", line)) == wanted


def test_each_of_two_specialists() -> None:
    asked = "Evaluation by a cardiac surgeon and an interventional cardiologist"
    one = ("2026-10-01", "consult", "Interventional cardiology consult. P. Oyelaran, MD")
    two = ("2026-10-02", "consult", "CT surgery consult. R. Vance, MD, FACS")
    assert status(asked, one) != "supported"
    assert status(asked, one, two) == "supported"
