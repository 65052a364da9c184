"""Records under special protection wait for a person's word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.chart import read_chart
from docextract.facts import Identity
from docextract.pages.page import Document

PATIENT = Identity(name="Ann Lee", dob="1961-07-09")
HEAD = "Patient: Ann Lee   DOB: 07/09/1961\nVisit date: 03/02/2026\n\n"


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("42 CFR Part 2 prohibits unauthorized use or disclosure of these records.", "Part 2"),
        ("Psychotherapy notes\nSession 4, content of conversation.", "164.508"),
        ("HIV 1/2 antibody: REACTIVE, confirmed", "HIV"),
        ("This page holds HIV-related information that is confidential by state law.", "HIV"),
        ("Genetic test results shall not be disclosed without written consent.", "genetic"),
    ],
)
def test_protected_records_are_asked_about(
    document: Callable[..., Document], text: str, law: str
) -> None:
    chart = read_chart([document(HEAD + text)], PATIENT)
    told = chart.documents[0]
    assert told.included == "ask"
    assert law in (told.reason or "")
    assert chart.statements == ()


@pytest.mark.parametrize(
    "text",
    [
        "HIV 1/2 antibody: non-reactive",
        "Attended psychotherapy weekly for 12 weeks.",
        "Genetic testing was normal.",
        "Denies substance use.",
    ],
)
def test_ordinary_records_are_not(document: Callable[..., Document], text: str) -> None:
    assert read_chart([document(HEAD + text)], PATIENT).documents[0].included is True
