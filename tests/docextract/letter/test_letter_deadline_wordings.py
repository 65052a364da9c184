"""More wordings of limits: events, ends of months, second levels, and what is no limit of ours."""

# ruff: noqa: E501 - one phrasing a row reads best on one line
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from docextract.facts import DocumentType, Received
from docextract.letter.deadlines import DeadlineContext, read_deadlines
from docextract.office import Office
from docextract.pages.text import Text

OFFICE = Office(zone="America/New_York")
CONTEXT = DeadlineContext(
    letter_date=date(2026, 3, 3),
    decision_date=date(2026, 3, 2),
    received=Received(at=datetime(2026, 3, 5, 10, 15, tzinfo=OFFICE.tz), source="option"),
    office=OFFICE,
    document_type=DocumentType.DENIAL,
)
Typed = Callable[..., Text]

WORDED = [
    (
        "Until you file an appeal, Dr. Malloy may ring the Plan's surgeon adviser at 540-555-0101 (weekdays, 9 to 4 Eastern).",
        "p2p",
        None,
    ),
    (
        "File a provider payment dispute so that it arrives on or before the 120th calendar day following the statement date.",
        "internal_appeal",
        "2026-07-01",
    ),
    (
        "Any appeal, first level, must be in our hands before September 2026 is out.",
        "internal_appeal",
        "2026-09-30",
    ),
    ("You have until the end of August 2026 to appeal.", "internal_appeal", "2026-08-31"),
    (
        "A second-level appeal to the Plan's Trustees may follow within 60 days after you receive the first-level decision.",
        "internal_appeal",
        None,
    ),
    (
        "If we deny your appeal, you may make a second appeal to the Plan Committee within 60 days after you receive our answer to the first.",
        "internal_appeal",
        None,
    ),
    (
        "A second dispute may be filed inside 30 days of our reply to the first.",
        "internal_appeal",
        None,
    ),
    (
        "The peer-to-peer call must be made by 2:00 pm Eastern tomorrow, 3/6/26.",
        "p2p",
        "2026-03-06T14:00:00-05:00",
    ),
    (
        "Your doctor may also talk with our doctor by calling 1-888-555-0172 before your last paid day, March 12, 2026 ends.",
        "p2p",
        "2026-03-12",
    ),
    (
        "The claimant may request a review of this determination in writing not more than one hundred and eighty (180) days following receipt of this notice.",
        "internal_appeal",
        "2026-09-01",
    ),
    (
        "You can ask for a fast appeal if your health could be seriously harmed by waiting up to 30 calendar days.",
        None,
        None,
    ),
    (
        "You have the right to have an independent reviewer look at your case. This is called a reconsideration. You must ask for it in writing within 65 calendar days of the date of this notice.",
        "external_review",
        "2026-05-07",
    ),
    (
        "To speak with a pharmacist, prescribers call 833-555-0110 by close of business March 10, 2026.",
        "p2p",
        "2026-03-10",
    ),
    (
        "If we have the missing records within 14 days of the date at the top, the case is re-opened without an appeal.",
        "information",
        "2026-03-17",
    ),
    (
        "Suit against OPM must be brought by December 31 of the third year after the year of service.",
        None,
        None,
    ),
    (
        "Appeal rights run out 180 days from the postmark on this notice.",
        "internal_appeal",
        "2026-08-30",
    ),
    (
        "The window for a clinical conversation shuts at 5 p.m. ET on the tenth business day after this letter's date.",
        "p2p",
        "2026-03-17T17:00:00-04:00",
    ),
    (
        "We will take your call with our medical director through Friday, March 13, 2026, noon Eastern.",
        "p2p",
        "2026-03-13T12:00:00-04:00",
    ),
    (
        "Peer-to-peer: must be scheduled and completed within two (2) weeks of the notice date.",
        "p2p",
        "2026-03-17",
    ),
    (
        "Reach our physician at 555-555-0100 no later than 3 working days from the day this fax arrives.",
        "p2p",
        "2026-03-10",
    ),
    (
        "An appeal that reaches us after August 30, 2026 will not be considered.",
        "internal_appeal",
        "2026-08-30",
    ),
    (
        "You lose the right to appeal if you have not asked by September 1, 2026.",
        "internal_appeal",
        "2026-09-01",
    ),
    (
        "Your time to appeal ends six months after the date of this decision.",
        "internal_appeal",
        "2026-09-02",
    ),
    (
        "Members have half a year, 180 days, from getting this letter to file a grievance about this decision.",
        "internal_appeal",
        "2026-09-01",
    ),
    (
        "Appeals are accepted for one hundred twenty days after the date printed above.",
        "internal_appeal",
        "2026-07-01",
    ),
    (
        "Send the chart notes we asked for so that we have them by the close of business on March 12, 2026.",
        "information",
        "2026-03-12",
    ),
    (
        "The information is due in our office 45 days from the date of this letter.",
        "information",
        "2026-04-17",
    ),
    (
        "To keep your services the same while we decide, tell us within 10 days of the date on this letter.",
        "continuation_of_benefits",
        "2026-03-13",
    ),
    (
        "If you want the home health visits to go on during the appeal, ask by March 13, 2026.",
        "continuation_of_benefits",
        "2026-03-13",
    ),
    (
        "After we decide your appeal you have 120 days from our decision letter to ask for a state fair hearing.",
        "fair_hearing",
        None,
    ),
    (
        "Ask the Department of Insurance for an external review within four months of the date you receive this final notice.",
        "external_review",
        "2026-07-05",
    ),
    (
        "You have a right to an independent external review, which you must request within 4 months after you receive our final decision.",
        "external_review",
        None,
    ),
    (
        "The hospital may dispute this decision in its own name within 60 days of the date of this letter.",
        "internal_appeal",
        "2026-05-02",
    ),
    (
        "Please return the call of our reviewer before the close of business on the 5th business day following the date of this notice.",
        "p2p",
        "2026-03-10",
    ),
    ("We decide standard appeals in 30 days and expedited ones in 72 hours.", None, None),
    ("Claims must be filed within 12 months of discharge.", None, None),
    ("A civil action may be brought within two years of the final decision.", None, None),
    ("This authorization expires on June 1, 2026.", None, None),
    (
        "A physician-to-physician call may be requested any time in the first 7 calendar days after this letter was faxed.",
        "p2p",
        "2026-03-10",
    ),
    (
        "Discussion with the reviewer is open for 24 hours from the time of receipt of this fax.",
        "p2p",
        "2026-03-06T10:15:00-05:00",
    ),
    (
        "Request the fast review by noon of the day before your coverage ends. Your coverage ends March 10, 2026. The QIO will decide.",
        "expedited_appeal",
        "2026-03-09T12:00:00-04:00",
    ),
    (
        "The ordering physician may telephone 1-855-555-0132 no later than 72 hours after receipt of this letter to speak with a Helix physician.",
        "p2p",
        "2026-03-08T11:15:00-04:00",
    ),
    (
        "The enrollee has 65 calendar days, counted from the date of this notice, to request a plan reconsideration.",
        "internal_appeal",
        "2026-05-07",
    ),
    (
        "Your request for reconsideration must be postmarked or received within 90 days from the date of this letter.",
        "internal_appeal",
        "2026-06-01",
    ),
    (
        "We must have your appeal within 180 days after you receive this letter.",
        "internal_appeal",
        "2026-09-01",
    ),
    (
        "How long you have. Four months, counted from the day on which you received this final decision, to ask for an external appeal.",
        "external_review",
        "2026-07-05",
    ),
]


@pytest.mark.parametrize(("printed", "kind", "due"), WORDED)
def test_limits_in_many_words(
    typed: Typed, printed: str, kind: str | None, due: str | None
) -> None:
    found, _ = read_deadlines(typed(printed), CONTEXT)
    told = [(str(d.kind.value), d.due.value) for d in found]
    assert told == ([] if kind is None else [(kind, due)])


def test_a_printed_date_takes_the_window_told_beside_it(typed: Typed) -> None:
    letter = "To keep your services during the appeal, ask by March 13, 2026. That is 10 days from the date of this letter."
    deadlines, _ = read_deadlines(typed(letter), CONTEXT)
    told = deadlines[0]
    assert (told.due.value, told.amount.value) == ("2026-03-13", 10)
    assert str(told.anchor.value) == "letter_date"


@pytest.mark.parametrize(
    ("hour", "review"),
    [("3:05 p.m.", False), ("305 p.m.", True), ("?:05 PM", True), ("3-05 pm", True)],
)
@pytest.mark.parametrize(
    "words",
    [
        "You may request a peer-to-peer discussion no later than March 9, 2026 at {} Eastern time.",
        "You may request a peer-to-peer discussion no later than {} ET on March 9, 2026.",
    ],
)
def test_an_hour_that_cannot_be_made_out_is_asked_about(
    typed: Typed, words: str, hour: str, review: bool
) -> None:
    found, _ = read_deadlines(typed(words.format(hour)), CONTEXT)
    assert len(found) == 1
    assert str(found[0].due.value).startswith("2026-03-09")
    assert found[0].due.needs_review == review
