"""Corrections redo what rests on them; nothing computed from a wrong value stays as it was."""

from __future__ import annotations

import pytest

from casework.corrections import corrected
from casework.exits import UsageError
from docextract.facts import (
    Anchor,
    Contacts,
    Deadline,
    DeadlineKind,
    DeadlineUnit,
    Fact,
    Letter,
    LetterResult,
    Route,
    Source,
)  # fmt: skip
from docextract.office import Office

OFFICE = Office(zone="America/New_York")


def result(amount=10, unit=DeadlineUnit.CALENDAR_DAYS, anchor=Anchor.LETTER_DATE, hours=None):
    deadline = Deadline(
        kind=Fact(value=DeadlineKind.P2P), amount=Fact(value=amount), unit=Fact(value=unit),
        anchor=Fact(value=anchor), due=Fact(value="2026-03-16"),
        act_by=Fact(value="2026-03-16T17:00:00-04:00"),
    )  # fmt: skip
    letter = Letter(
        letter_date=Fact(value="2026-03-06"), route=Fact(value=Route.P2P), deadlines=(deadline,),
        contacts=Contacts(p2p_hours=Fact(value=hours)),
    )  # fmt: skip
    source = Source(
        path="a.pdf", sha256="0" * 64, pages=1, received_from="option",
        received_at="2026-03-09T10:00:00-04:00",
    )  # fmt: skip
    return LetterResult(source=source, pages=(1,), letter=letter)


@pytest.mark.parametrize(
    ("given", "corrections", "due", "act_by"),
    [
        # the anchor moves its window and the alarm
        ({}, {"letter_date": "2026-03-03"}, "2026-03-13", "2026-03-13T17:00:00-04:00"),
        ({}, {"deadlines.0.amount": 7}, "2026-03-13", "2026-03-13T17:00:00-04:00"),
        ({}, {"deadlines.0.unit": "business_days"}, "2026-03-20", "2026-03-20T17:00:00-04:00"),
        ({}, {"deadlines.0.anchor": "receipt"}, "2026-03-19", "2026-03-19T17:00:00-04:00"),
        # a due day that a person gives stands, its alarm follows
        ({}, {"deadlines.0.due": "2026-03-10"}, "2026-03-10", "2026-03-10T17:00:00-04:00"),
        # hours run from receipt
        (
            {"amount": 48, "unit": DeadlineUnit.HOURS, "anchor": Anchor.RECEIPT},
            {"deadlines.0.amount": 24},
            "2026-03-10T10:00:00-04:00",
            "2026-03-10T09:59:00-04:00",
        ),
        # a window that starts elsewhere does not move
        (
            {"anchor": Anchor.RECEIPT},
            {"letter_date": "2026-03-03"},
            "2026-03-16",
            "2026-03-16T17:00:00-04:00",
        ),
        # without its anchor there is no day
        ({}, {"letter_date": None}, None, None),
    ],
)
def test_deadlines_follow(given, corrections, due, act_by):
    (deadline,) = corrected(result(**given), corrections, OFFICE).letter.deadlines
    assert (deadline.due.value, deadline.act_by.value) == (due, act_by)
    assert deadline.due.needs_review is (due is None)


def test_the_next_step_is_put_in_doubt_and_the_old_day_is_kept():
    letter = corrected(result(), {"letter_date": "2026-03-03"}, OFFICE).letter
    assert letter.route.needs_review
    assert letter.deadlines[0].due.others[0].value == "2026-03-16"


@pytest.mark.parametrize("value", ["03/03/2026", "2026-02-30", "soon", 20260303])
def test_a_date_must_be_one(value):
    with pytest.raises(UsageError, match="letter_date"):
        corrected(result(), {"letter_date": value}, OFFICE)
