"""Dates without a year in logs, and names that run on into their neighbour's words."""

from __future__ import annotations

from datetime import date

import pytest

from docextract.chart.names import Likeness, compare, parse_name, runs_on
from docextract.chart.shortdates import near_day, short_dates

LATEST = date(2026, 10, 19)


@pytest.mark.parametrize(
    ("line", "around", "value"),
    [
        ("07/22\tMOTHER\t4", date(2026, 7, 15), date(2026, 7, 22)),
        ("07/08\tMOTHER\t4", date(2026, 7, 15), date(2026, 7, 8)),
        ("01/04\tseen", date(2025, 12, 28), date(2026, 1, 4)),
        ("12/28\tseen", date(2026, 1, 4), date(2025, 12, 28)),
        ("11/20\tseen", date(2026, 10, 14), date(2025, 11, 20)),
        ("09/11 08:00\tSINUS", date(2026, 9, 7), date(2026, 9, 11)),
    ],
)
def test_a_row_stands_near_to_the_row_above_it(line: str, around: date, value: date) -> None:
    assert [d.value for d in short_dates(line, around, LATEST)] == [value]


def test_a_log_in_ascending_order_keeps_its_year() -> None:
    around = date(2026, 10, 14)
    for line in ("05/06\ta", "05/13\tb", "06/03\tc", "07/15\td", "10/07\te"):
        (told,) = short_dates(line, around, LATEST)
        around = told.value
        assert around.year == 2026


def test_a_day_in_prose_may_be_after_the_note_began() -> None:
    assert near_day(9, 13, date(2026, 9, 7)) == date(2026, 9, 13)
    assert near_day(12, 30, date(2026, 1, 2)) == date(2025, 12, 30)


@pytest.mark.parametrize(
    ("patient", "raw", "whole"),
    [
        ("Rosalind A. Tewksbury", "Rosalind Tewksbury Brightwater-Ngo", True),
        ("Ezekiel Barrowclough", "Ezekiel Barrowclough Stroud", True),
        ("Wendell P. Kowalczyk", "KOWALCZYK, WENDELL Thornquist", True),
        ("Wendell P. Kowalczyk", "Kowalczyk, Wendell Thornquist", False),
        ("Wendell P. Kowalczyk", "KOWALCZYK, WENDY Thornquist", False),
        ("Ann Lee", "Anna Lee Smith", False),
        ("Ann Lee", "Ann Smith Jones", False),
    ],
)
def test_a_name_may_run_on(patient: str, raw: str, whole: bool) -> None:
    name = parse_name(patient)
    assert name is not None
    assert runs_on(name, raw) is whole


def test_a_double_last_name_may_stand_first_without_a_comma() -> None:
    patient, printed = parse_name("Delphine M. Okonjo-Prater"), parse_name("OKONJO-PRATER DELPHINE")
    assert patient is not None
    assert printed is not None
    assert compare(patient, printed) is Likeness.SAME
