"""Patients named in a row or in a sentence: the name before a birth date, the number behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.patient import read_patient
from docextract.letter.view import view_of
from docextract.pages.page import Document

ROWS = [
    (
        "Our member      Pernille Ask, born 02/11/1951, KRH-0098-4471",
        ("Pernille Ask", "1951-02-11", "KRH-0098-4471"),
    ),
    (
        "Patient: Marlowe J. Tindall, DOB 6/1/1950, policy OII-337-2201, our ref RPHN-CS-5512",
        ("Marlowe J. Tindall", "1950-06-01", "OII-337-2201"),
    ),
    (
        "Patient: Mrs. Ulla Brandvold, 02/02/1949, Blue Spruce no. 55-119-208",
        ("Ulla Brandvold", "1949-02-02", "55-119-208"),
    ),
    (
        "NHP member: Gideon Ashworth Pell, 03/27/1990, ID NHP7740026153",
        ("Gideon Ashworth Pell", "1990-03-27", "NHP7740026153"),
    ),
    (
        "Wilhelmina R. Tanaka | born 07/22/2014 | Medicaid no. EV2240117K | Case T-2026-60518",
        ("Wilhelmina R. Tanaka", "2014-07-22", "EV2240117K"),
    ),
    (
        "We have finished our review for Mr. Ambrose Pike (member BHH-22019, born 9/9/1961).",
        ("Ambrose Pike", "1961-09-09", "BHH-22019"),
    ),
    (
        "We were asked to move Mr. Desmond Rook (DOB 8/19/1944, ID SBA-77-20913) to your unit.",
        ("Desmond Rook", "1944-08-19", "SBA-77-20913"),
    ),
    (
        "Ref: Anneliese M. Dorr (DOB 10/10/2007), Timberline ID TLC-44712",
        ("Anneliese M. Dorr", "2007-10-10", "TLC-44712"),
    ),
    (
        "Client: Liam P. Osterhaus\nPrime number: AB123C4D\nBirth date: 02/03/2015",
        ("Liam P. Osterhaus", "2015-02-03", "AB123C4D"),
    ),
    (
        "Patient: Casimir Vogel (DOB 1/9/1966)\nPlan ID: EBX 7710 22 981",
        ("Casimir Vogel", "1966-01-09", "EBX 7710 22 981"),
    ),
    (
        "RE: Worker: Casimir Lee Vogel   DOB: 1/9/1966",
        ("Casimir Lee Vogel", "1966-01-09", None),
    ),
    (
        "Injured employee: Casimir Vogel   DOB: 1/9/1966",
        ("Casimir Vogel", "1966-01-09", None),
    ),
]
LETTER = """Larkspur Health Plan
1200 Ironmaster Drive, Dayton, OH 45401

March 3, 2026

{row}

Dear Dr. Ostrow:

The request for 63650 is denied because no psychological evaluation was sent.
"""


@pytest.mark.parametrize(("row", "expected"), ROWS, ids=[row[:40] for row, _ in ROWS])
def test_a_patient_in_a_row(
    row: str, expected: tuple[str, str, str], placed: Callable[[str], Document]
) -> None:
    told = read_patient(view_of(placed(LETTER.format(row=row)).pages))
    assert (told.name.value, told.dob.value, told.member_id.value) == expected
