from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.chart.shortdates import short_dates
from docextract.chart.when import Context, cell_date, document_date, line_date, own_dates
from docextract.dates import digits_apart, find_dates, month_end

D = date(2026, 2, 10)


@pytest.mark.parametrize(
    "printed",
    ["02/10/2026", "2/10/26", "2026-02-10", "Feb 10, 2026", "10 February 2026", "10-Feb-2026",
     "02-10-2026", "O2/1O/2026", "February 10th, 2026", "20260210"],
)  # fmt: skip
def test_dates_are_found_as_printed(printed):
    (found,) = find_dates(f"seen {printed} here")
    assert found.value == D


@pytest.mark.parametrize("text", ["13/45/2026", "ratio 3/10", "97110-2-1", "T 98.6.10", "1/2/345"])
def test_what_is_no_date(text):
    assert find_dates(text) == ()


@given(st.dates(min_value=date(1941, 1, 1), max_value=date(2040, 12, 31)))
def test_every_way_to_write_a_day_is_that_day(day):
    for form in ("%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%B %d, %Y", "%d %b %Y"):
        assert [d.value for d in find_dates(day.strftime(form))] == [day]
    assert digits_apart(day, day) == 0


@pytest.mark.parametrize(
    ("line", "value", "lasts"),
    [
        ("Date of service: 02/10/2026\tProvider: A. Ode, MD", D, True),
        ("OPERATIVE REPORT\tDOS 02/10/2026", D, True),
        ("Collected: 02/10/2026 07:35 Reported: 02/12/2026", D, True),
        ("DATE 2/10/26 TIME 0900", D, True),
        ("Progress note 02/10/2026", D, True),
        ("Addendum - phone encounter 02/10/2026 (B. Ruiz, MA)", D, True),
        ("02/10/2026 09:50 kb  Called the lab.", D, True),
        ("CT CHEST WITHOUT CONTRAST 02/10/2026 05:48", D, True),
        ("Range 02/08/2026 00:00 - 02/10/2026 23:59", D, True),
        ("Medication\t02/09/2026\t02/10/2026", D, True),
        ("Admitted 02/03/2026\tDischarged 02/10/2026\tAttending: A. Ode, MD", D, True),
        ("Admit date: 02/03/2026   Discharge date: 02/10/2026", D, True),
        ("Discharged: 02/10/2026  Admitted: 02/03/2026", D, True),
    ],
)
def test_lines_that_set_the_date(line, value, lasts):
    assert line_date(line, top=False) == (value, lasts)


@pytest.mark.parametrize(
    "line",
    [
        "DOB: 02/10/2026",
        "Printed 02/10/2026 08:02",
        "COMPARISON: MRI 02/10/2026.",
        "Next visit 02/10/2026",
        "He was last seen 02/10/2026 for the other knee and did well.",
        "Surgery is planned for 02/10/2026.",
        "Denies any injury since 02/10/2026.",
    ],
)
def test_lines_that_set_no_date(line):
    assert line_date(line, top=False) is None


def test_a_dated_item_of_a_list_speaks_for_itself():
    assert line_date("02/10/2026 MRI: disc bulge", top=False, section="Imaging") == (D, False)


def test_the_date_of_birth_is_no_date_of_service():
    assert own_dates("Visit 02/10/2026", Context(birth=D)) == ()


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("12/30 0900 Afebrile.", [date(2025, 12, 30)]),
        ("2/9 - Afebrile.", [date(2026, 2, 9)]),
        ("Gram stain\t02/08 14:35\tFinal", [date(2026, 2, 8)]),
        ("Glargine\t02/08\t02/09", [date(2026, 2, 8), date(2026, 2, 9)]),
        ("5/5 strength throughout", []),  # a strength
        ("Flexion\t4/5\t5/5", []),
        ("Pain\t10/10", []),  # a score
        ("Strength 4/5.", []),
    ],
)
def test_dates_without_a_year(line, values):
    assert [d.value for d in short_dates(line, D)] == values


def test_columns_of_days_date_their_table():
    context = Context(around=D)
    assert line_date("Vitals\t02/08\t02/09", top=False, context=context) == (
        date(2026, 2, 9),
        True,
    )


def test_a_cell_that_is_a_date():
    assert cell_date("Hemoglobin\t12.1\t02/10/2026") == D
    assert cell_date("Start\t02/01/2026\t02/10/2026") is None


def test_a_month_as_heading_ends_on_its_last_day():
    assert month_end("February 2028") == date(2028, 2, 29)
    assert month_end("February 2028 diary of") is None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Visit note\nDate of service: 02/10/2026\n\nSeen again 01/05/2026.", "a.pdf", D),
        ("Note\n02/10/2026", "a.pdf", D),
        ("Chemistry\n\nFinal: 02/10/2026", "a.pdf", D),
        ("Chemistry", "2026-02-10 labs.pdf", D),
        ("Visit date: 12/01/2027", "a.pdf", None),  # after the request: no visit yet
        ("Chemistry", "labs.pdf", None),
    ],
)
def test_document_date(document, text, name, value):
    made = document(text, name=name)
    assert document_date(made, made.pages, date(2026, 3, 4)) == value
