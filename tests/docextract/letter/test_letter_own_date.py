"""The letter's own date in the ways that payers print it, and dates that are another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.own_date import read_letter_date
from docextract.letter.times import read_decision_date
from docextract.letter.view import view_of
from docextract.pages.page import Document

LETTER = """Larkfield Health Plan

{line}

Member: Odile Marchetti     DOB 3/4/1961
Member ID: QZT440118
Reference: RV-20417

Dear Dr. Ostrow:

The request for 63650, received February 26, 2026, is denied because no evaluation was sent.

You may appeal within 180 days of the date of this letter.
"""

LINES = [
    "MARCH THE 3RD, 2026",
    "this 3rd day of March, 2026",
    "Dated: 3 Mar 2026",
    "Date/time: 03/03/2026 1510 MT",
    "03/03/2026 15:10",
    "Notice prepared: Tuesday, March 3, 2026",
    "Prepared on March 3, 2026",
    "Generated 2026-03-03",
    "20260303",
    "MESSAGE TO PROVIDER · 03/03/2026",
    "Note to the requesting office - March 3, 2026",
    "Run date 03/03/2026 · Batch 0303-118",
    "3.3.2026",
    "March 3rd 2026",
    "Tues., Mar. 3, 2026",
    "Transmitted: 03-Mar-26",
    "VIA CERTIFIED MAIL - March 3, 2026",
    "March 3, 2026 via fax",
    "March 3, 2026     Certified mail 9414 7266",
    "Issue date 03/03/2026",
    "Decision letter issued 03/03/26",
    "Remittance date 03/03/2026",
    "Statement date: March 3, 2026",
    "Printed: 03/03/2026",
    "Date of determination: March 3, 2026",
    "Springfield, Illinois, March 3, 2026",
    "Fargo, 3 March 2026",
    "Effective date of notice: March 3, 2026",
    "Postmarked March 3, 2026",
    "Our letter of March 3, 2026",
    "Notification date and time: 3/3/26 9:15 AM CST",
    "Letter created: 03/03/2026",
    "March 03 2026",
    "Written on the 3rd of March 2026",
    "Mail Date\n03/03/2026",
    "PRINTED 3/3/26 03:14",
    "Dx   034.211, 090.89     Date of letter   03/03/2026",
]


@pytest.mark.parametrize("line", LINES)
def test_the_letters_own_date(placed: Callable[[str], Document], line: str) -> None:
    assert read_letter_date(view_of(placed(LETTER.format(line=line)).pages)).value == "2026-03-03"


OTHERS = [
    "Form LHP-22 rev. 03/03/2026",
    "Request received March 3, 2026",
    "Admitted 03/03/2026",
    "Date of birth: 03/03/2026",
    "1     03/03/2026     70553     1     1,940.00     0.00",
    "Valid from 03/03/2026",
]


@pytest.mark.parametrize("line", OTHERS)
def test_dates_that_are_no_letters_own(placed: Callable[[str], Document], line: str) -> None:
    assert read_letter_date(view_of(placed(LETTER.format(line=line)).pages)).value is None


def test_a_printed_date_goes_to_a_person(placed: Callable[[str], Document]) -> None:
    told = read_letter_date(view_of(placed(LETTER.format(line="Printed: 03/03/2026")).pages))
    assert told.needs_review


@pytest.mark.parametrize(
    ("verdict", "decided"),
    [
        ("Determination: Adverse - not medically necessary, 02/27/2026", "2026-02-27"),
        ("Decision: DENIED 2/27/26", "2026-02-27"),
        ("On February 27, 2026 our medical director denied the request.", "2026-02-27"),
        ("On February 27, 2026, the utilization review committee denied it.", "2026-02-27"),
        ("On February 27, 2026 our clinic nurse wrote to you.", None),
        ("Determination: Denied", None),
        ("Decision: approved from 02/27/2026", None),
        ("Decision: denied, service date 02/27/2026", None),
    ],
)
def test_a_labelled_verdict_may_hold_the_day_of_the_decision(
    placed: Callable[[str], Document], verdict: str, decided: str | None
) -> None:
    page = placed(LETTER.format(line="March 3, 2026").replace("Dear Dr.", f"{verdict}\n\nDear Dr."))
    assert read_decision_date(view_of(page.pages), "2026-03-03").value == decided


HANDED_ON = [
    "Please decide before clinic. What the payer wrote, in full:",
    "------ Forwarded by case management; text below is the plan's ------",
    "-----Original Message-----",
    "The plan's message follows in full.",
]


@pytest.mark.parametrize("words", HANDED_ON)
def test_a_note_that_hands_on_a_payers_words_has_its_own_date(
    placed: Callable[[str], Document], words: str
) -> None:
    note = f"Sent: March 5, 2026\n\n{words}\n\n03/03/2026. LONGHARBOR ADVANTAGE, Inpatient Review."
    assert read_letter_date(view_of(placed(LETTER.format(line=note)).pages)).value == "2026-03-03"


def test_a_birth_without_its_label_is_no_letters_date(placed: Callable[[str], Document]) -> None:
    head = "Odile Marchetti\n03/04/1961\n\nMessage to provider - 03/03/2026"
    assert read_letter_date(view_of(placed(LETTER.format(line=head)).pages)).value == "2026-03-03"
