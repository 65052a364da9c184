"""Slots: inside the payer's window, its line's hours and the physician's free time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.calls.calendar import Span
from casework.calls.slots import Bounds, faults, free_slots
from casework.settings_office import CallSettings
from docextract.office import LineHours, Office

CHICAGO = Office(zone="America/Chicago")
PLAN = CallSettings()


def at(text, office=CHICAGO):
    return datetime.fromisoformat(text).replace(tzinfo=office.tz)


def span(starts, minutes=20, office=CHICAGO):
    return Span(at(starts, office), at(starts, office) + timedelta(minutes=minutes))


def bounds(**changed):
    given = {"now": at("2026-03-05T14:00"), "until": at("2026-03-11T00:00"), "office": CHICAGO}
    return Bounds(**{**given, **changed})


def starts(found, most=3):
    return [f"{slot.starts:%m-%d %H:%M}" for slot in free_slots(found, PLAN, most=most)]


def test_the_first_slots_leave_notice_and_room_to_prepare():
    assert starts(bounds()) == ["03-05 15:00", "03-05 16:00", "03-06 08:30"]


def test_a_payer_further_west_answers_later():
    line = LineHours(time(9), time(16), zone="America/Los_Angeles")
    assert starts(bounds(line=line, now=at("2026-03-05T17:30")), most=4) == [
        "03-06 11:00", "03-06 12:00", "03-06 13:00", "03-09 11:00",
    ]  # fmt: skip


def test_the_weekend_over_which_clocks_change_and_a_holiday_are_skipped():
    office = Office(zone="America/Chicago", extra_holidays=(date(2026, 3, 9),))
    found = bounds(office=office, now=at("2026-03-06T17:00"))
    assert starts(found)[0] == "03-10 08:30"


def test_a_busy_physician_needs_the_room_before_too():
    clinic = Span(at("2026-03-06T08:00"), at("2026-03-06T11:50"))
    found = bounds(busy=(clinic,), now=at("2026-03-05T18:00"))
    assert starts(found, most=1) == ["03-06 12:30"]


def test_no_slot_after_the_window():
    assert starts(bounds(until=at("2026-03-05T15:19"))) == []
    assert starts(bounds(until=at("2026-03-05T15:20"))) == ["03-05 15:00"]


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (span("2026-03-05T15:00"), ()),
        (span("2026-03-05T14:15"), ("it leaves too little notice",)),
        (span("2026-03-07T10:00"), ("the office is closed, or opens too late to prepare",)),
        (span("2026-03-11T10:00"), ("the payer's window ends before",)),
    ],
)
def test_faults_are_told_in_words(slot, words):
    assert faults(slot, bounds(), PLAN) == words


@given(
    busy=st.lists(st.tuples(st.integers(0, 20 * 96), st.integers(5, 600)), max_size=25),
    line_zone=st.sampled_from(["America/New_York", "Pacific/Honolulu", None]),
    days=st.integers(0, 20),
    minutes=st.integers(5, 60),
    room=st.integers(0, 90),
)
@settings(max_examples=150, deadline=None)
def test_every_slot_keeps_to_every_bound(busy, line_zone, days, minutes, room):
    plan = CallSettings(minutes=minutes, prepare_minutes=room)
    line = LineHours(time(8), time(16, 30), zone=line_zone)
    monday = at("2026-03-02T00:00")
    quarters = [(monday + timedelta(minutes=15 * quarter), length) for quarter, length in busy]
    taken = tuple(Span(begins, begins + timedelta(minutes=m)) for begins, m in quarters)
    now = at("2026-03-02T07:00")
    found = bounds(now=now, until=now + timedelta(days=days), line=line, busy=taken)
    slots = free_slots(found, plan, most=10)
    for slot in slots:
        assert slot.ends - slot.starts == timedelta(minutes=minutes)
        assert now < slot.starts < slot.ends <= found.until
        assert CHICAGO.works_on(slot.starts.date())
        assert CHICAGO.opens <= slot.starts.time() <= slot.ends.time() <= CHICAGO.closes
        there = ZoneInfo(line_zone or CHICAGO.zone)
        assert line.opens <= slot.starts.astimezone(there).time()
        assert slot.ends.astimezone(there).time() <= line.closes
        early = slot.starts - timedelta(minutes=room)
        assert not any(t.starts < slot.ends and t.ends > early for t in taken)
    assert list(slots) == sorted(slots)
