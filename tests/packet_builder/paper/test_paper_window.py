"""The calendar file."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar

from docextract.facts import DeadlineKind, Fact
from packet_builder.window import window_ics


def parsed(case):
    return list(Calendar.from_ical(window_ics(case)).walk("VEVENT"))


def test_window_and_alarm(folder):
    (event,) = parsed(folder.case)
    alarms = [a["trigger"].dt for a in event.walk("VALARM")]
    assert event["dtend"].dt == datetime(2026, 3, 18, 4, 0, tzinfo=UTC)
    assert datetime(2026, 3, 17, 21, 0, tzinfo=UTC) in alarms
    assert event["dtstamp"].dt == datetime(2026, 3, 4, 16, 2, tzinfo=UTC)


def test_no_name_and_no_whole_number(folder):
    text = window_ics(folder.case).decode().replace("\r\n ", "")
    assert "9117" in text
    for secret in ("Okunbeam", "UM-26-0099117", "4410", "M96.1", "stimulator"):
        assert secret not in text


def test_same_bytes(folder):
    assert window_ics(folder.case) == window_ics(folder.case)


def test_closed_window_gives_the_next_right(folder):
    case = folder.case.model_copy(update={"prepared_at": "2026-03-20T09:00:00-04:00"})
    (event,) = parsed(case)
    assert str(event["summary"]).startswith("Internal appeal: act by Mon, August 31, 2026")


def test_nothing_dated_gives_an_empty_calendar(folder):
    rows = tuple(
        d.model_copy(update={"due": Fact[str](), "act_by": Fact[str]()})
        for d in folder.case.letter.deadlines
        if d.kind.value is not DeadlineKind.INTERNAL_APPEAL
    )
    letter = folder.case.letter.model_copy(update={"deadlines": rows})
    assert parsed(folder.case.model_copy(update={"letter": letter})) == []
