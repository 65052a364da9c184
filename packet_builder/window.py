"""The peer-to-peer window as a calendar file that tells a calendar no name and no diagnosis."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from docextract.facts import Deadline, DeadlineKind
from packet_builder.case import Case
from packet_builder.labels import label
from packet_builder.standing import Standing, Window, standing_of
from packet_builder.when import Instant, end_of, instant_words, parse_instant


def window_ics(case: Case) -> bytes:
    """The window as an event until it is due, with an alarm at the office's own limit.

    Where no window with a date is open, the next right with a date takes its place; where there
    is none either, the calendar is empty. Times are UTC; the same case gives the same bytes.
    """
    standing = standing_of(case)
    calendar = Calendar()
    calendar.add("prodid", "-//Peer-to-Peer Prep//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    row = standing.call if standing.window is Window.OPEN else standing.next_right
    due = parse_instant(row.due.value, standing.zone) if row else None
    if row is not None and due is not None:
        calendar.add_component(_event(case, standing, row, due))
    ics: bytes = calendar.to_ical()
    return ics


def _event(case: Case, standing: Standing, row: Deadline, due: Instant) -> Event:
    name = label(row.kind.value) if row.kind.value else "Deadline"
    end = end_of(due, standing.now)
    alarm_at = parse_instant(row.act_by.value, standing.zone)
    act_by = end_of(alarm_at, standing.now) if alarm_at else end - timedelta(hours=24)
    event = Event()
    event.add("uid", _uid(case, row))
    event.add("dtstamp", _utc(standing.now))
    event.add("dtstart", _utc(standing.now))
    event.add("dtend", _utc(max(end, standing.now)))
    event.add("summary", f"{name}: act by {instant_words(alarm_at or due)}{_tail(case)}")
    event.add("description", _description(row, due))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add_component(_alarm(name, act_by))
    event.add_component(_alarm(name, act_by - timedelta(hours=24)))
    return event


def _alarm(name: str, at: datetime) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{name}: the window closes")
    alarm.add("trigger", _utc(at), parameters={"VALUE": "DATE-TIME"})
    return alarm


def _description(row: Deadline, due: Instant) -> str:
    doubt = " Count this date yourself: it needs review." if row.needs_review else ""
    what = "the call" if row.kind.value is DeadlineKind.P2P else "the filing"
    return f"The payer's limit for {what}: {instant_words(due)}.{doubt} See page 1 of the packet."


def _tail(case: Case) -> str:
    """The last four digits or letters of the reference: enough to find the case, no more."""
    known = "".join(c for c in case.letter.reference_number.value or "" if c.isalnum())
    return f" (reference ends {known[-4:]})" if len(known) > 4 else ""


def _uid(case: Case, row: Deadline) -> str:
    kind = row.kind.value.value if row.kind.value else "deadline"
    pages = ",".join(map(str, case.pages))
    seed = f"{case.source.sha256}/{pages}/{kind}/{row.due.value}"
    return hashlib.sha256(seed.encode()).hexdigest()[:32] + "@p2p.invalid"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
