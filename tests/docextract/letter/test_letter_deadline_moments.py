"""Limits told by other moments: tomorrow, the plan's own decision, a logged receipt, history."""

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
    decision_date=None,
    received=Received(at=datetime(2026, 3, 4, 10, 15, tzinfo=OFFICE.tz), source="option"),
    office=OFFICE,
    document_type=DocumentType.DENIAL,
)
Typed = Callable[..., Text]


def told(text: Text) -> list[tuple[str, str | None]]:
    found, _ = read_deadlines(text, CONTEXT)
    return [(str(d.kind.value), d.due.value) for d in found]


TOMORROW = [
    ("Please ring me. I can be reached at 800-555-0131 until 10:00 tomorrow morning, Eastern time.", "2026-03-04T10:00:00-05:00"),
    ("Your physician may speak with our medical director until 3:00 tomorrow afternoon ET.", "2026-03-04T15:00:00-05:00"),
    ("A peer-to-peer call must be requested by noon tomorrow (Central).", "2026-03-04T13:00:00-05:00"),
    ("The peer-to-peer window closes tomorrow at 5 p.m. Eastern.", "2026-03-04T17:00:00-05:00"),
    ("The peer-to-peer call must be made by 2:00 pm Eastern tomorrow, 3/6/26.", "2026-03-06T14:00:00-05:00"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "due"), TOMORROW)
def test_tomorrow_is_the_day_after_the_letter(typed: Typed, words: str, due: str) -> None:
    assert told(typed(words)) == [("p2p", due)]


DECIDES = [
    ("I will decide at 3:00 PM Eastern on Thursday, March 5, 2026, with or without a call.", [("p2p", "2026-03-05T15:00:00-05:00")]),
    ("The decision will be made on March 9, 2026 by 4 p.m. ET, whether or not a peer-to-peer has taken place.", [("p2p", "2026-03-09T16:00:00-04:00")]),
    ("Our physician will issue a determination by March 10, 2026 unless a peer-to-peer discussion has been held.", [("p2p", "2026-03-10")]),
    ("We will decide by March 10, 2026.", []),
    ("A decision on your appeal will be made by March 30, 2026.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "rights"), DECIDES)
def test_the_moment_of_the_decision_is_the_last_to_be_heard(
    typed: Typed, words: str, rights: list[tuple[str, str]]
) -> None:
    assert told(typed(words)) == rights


LOGGED = [
    ("Our fax log shows that the plan's message reached us at 11:26 PM Eastern on March 3.", "2026-03-04T23:26:00-05:00"),
    ("The denial came in at 6:40 pm ET on 03/03/2026 on the fax line.", "2026-03-04T18:40:00-05:00"),
    ("This notice was received on March 3, 2026 at 4:05 p.m. Eastern.", "2026-03-04T16:05:00-05:00"),
    ("The request was received on March 2, 2026 at 9:00 a.m. Eastern.", "2026-03-05T10:15:00-05:00"),
    ("The records reached the plan on March 3, 2026 at 9:00 a.m. Eastern.", "2026-03-05T10:15:00-05:00"),
    ("The fax reached us on March 4, 2026 at 11:30 p.m. Eastern.", "2026-03-05T10:15:00-05:00"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "due"), LOGGED)
def test_hours_start_no_later_than_the_receipt_that_is_printed(
    typed: Typed, words: str, due: str
) -> None:
    offer = "Peer to peer: the attending may call 800-555-0136 within 24 hours of this message reaching the facility."
    found, _ = read_deadlines(typed(f"{offer}\n\n{words}"), CONTEXT)
    assert [d.due.value for d in found] == [due]
    assert found[0].needs_review == (due != "2026-03-05T10:15:00-05:00")


def test_days_of_receipt_start_no_later_than_the_receipt_that_is_printed(typed: Typed) -> None:
    words = "You may appeal within 60 days of receipt of this letter.\n\nThis letter was received on March 3, 2026 at 4:05 p.m. Eastern."
    assert told(typed(words)) == [("internal_appeal", "2026-05-02")]


DECIDED_AT = [
    "We finished the review on March 3, 2026 at 11:25 a.m. Eastern. A practitioner may speak with Dr. Oyelowo no later than 48 hours after the time of decision given above.",
    "The determination was made on March 3, 2026, 11:25 AM ET. Peer-to-peer is available within 48 hours of the determination.",
    "Decision issued 03/03/2026 11:25 ET. A peer-to-peer may be requested within 48 hours of the decision.",
]  # fmt: skip


@pytest.mark.parametrize("words", DECIDED_AT)
def test_hours_of_the_decision_run_from_its_printed_time(typed: Typed, words: str) -> None:
    assert told(typed(words)) == [("p2p", "2026-03-05T11:25:00-05:00")]


HISTORY = [
    "Thank you for your call with Dr. Achterberg (MD, Hematology) today at 11:30.",
    "Determination issued 03/03/2026; called to the records desk at the facility the same day, 2:05 PM.",
    "Your physician spoke with our medical director today at 9:40 a.m.",
    "After OPM, suit in Federal court by December 31 of the third year after the year of the service.",
]  # fmt: skip


@pytest.mark.parametrize("words", HISTORY)
def test_what_has_happened_is_no_limit(typed: Typed, words: str) -> None:
    assert told(typed(words)) == []


ANCHORS = [
    ("You may appeal within 180 days of getting this statement.", "internal_appeal", "2026-08-31"),
    ("Provider appeal: in writing within 90 days of the date of this response, to PO Box 118.", "internal_appeal", "2026-06-01"),
    ("Standard appeal: 180 days from receipt of written notice, PO Box 30061, Louisville, KY 40233.", "internal_appeal", "2026-08-31"),
    ("If you lose the first appeal you have sixty (60) days after that decision to ask the Committee for a second look.", "internal_appeal", None),
    ("You may go on to the plan's second appeal within 90 days of the step one letter.", "internal_appeal", None),
    ("Outside review. After step two, 4 months to ask for an Independent Review Organization.", "external_review", None),
    ("A reviewer from outside of our company can decide. Ask within four months of our answer to your step-one request.", "external_review", None),
    ("The Insurance Department's external review follows, within 120 days of our final word.", "external_review", None),
    ("Member appeal: 180 calendar days from receipt of the member letter, which is mailed separately.", "internal_appeal", None),
    ("Written reconsideration by the hospital: 60 calendar days from the date of the decision letter, which goes out 03/05.", "internal_appeal", "2026-05-04"),
    ("You may file Form MD-2 with the Department of Workers' Claims within thirty (30) days after the final utilization review decision.", "external_review", None),
    ("Send the proof to fax 972-555-0179 within 30 calendar days of the date of this letter, and we will reopen the event.", "information", "2026-04-02"),
    ("Day 3 clinical to plan by 03/05 10:00 ET.", "information", "2026-03-05T10:00:00-05:00"),
    ("A geneticist is on the line 602-555-0171 weekdays, up to 5 business days from the date of this notice.", "p2p", "2026-03-10"),
    ("A pre-decision call with a physician may be booked at any time while the case is pended: 208-555-0133.", "p2p", None),
    ("Keep the hours while you appeal. Ask within 10 days of the date on this letter or by the day the cut starts (March 20, 2026), whichever is later.", "continuation_of_benefits", "2026-03-20"),
    ("Ask the QIO no later than noon of the day before the effective date above, that is, by noon on Thursday, March 5, 2026.", "expedited_appeal", "2026-03-05T12:00:00-05:00"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "kind", "due"), ANCHORS)
def test_what_a_limit_counts_from(typed: Typed, words: str, kind: str, due: str | None) -> None:
    assert told(typed(words)) == [(kind, due)]


def test_a_day_told_twice_in_a_sentence_is_one_right(typed: Typed) -> None:
    words = "The denial of January 7, 2026 stands. You can appeal until July 6, 2026, which is 180 days after the first letter was dated."
    assert told(typed(words)) == [("internal_appeal", "2026-07-06")]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("APPEAL\n\nThe physician may send new information within ten days after the date of this letter.", "internal_appeal"),
        ("APPEAL\n\nYou can appeal by phone.\n\nThe physician may send new information within ten days after the date of this letter.", "information"),
        ("MORE RECORDS\n\nThe physician may send new information within ten days after the date of this letter.", "information"),
    ],
)  # fmt: skip
def test_papers_are_an_appeal_where_a_heading_says_so(typed: Typed, words: str, kind: str) -> None:
    found, _ = read_deadlines(typed(words), CONTEXT)
    assert [(str(d.kind.value), d.due.value) for d in found] == [(kind, "2026-03-13")]
    assert kind == "information" or found[0].needs_review


def test_a_second_right_within_the_same_days(typed: Typed) -> None:
    words = "Ask us for an appeal within 60 days from the date on this letter.\n\nAsk for an emergency appeal any time in those 60 days."
    assert told(typed(words)) == [
        ("internal_appeal", "2026-05-02"),
        ("expedited_appeal", "2026-05-02"),
    ]
