"""The call as a calendar event that can be moved and withdrawn: one UID, a rising SEQUENCE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from casework.calls.calendar import Span
from casework.records_office import CallState

_STATUS = {
    CallState.PROPOSED: "TENTATIVE",
    CallState.BOOKED: "CONFIRMED",
    CallState.HELD: "CONFIRMED",
    CallState.MISSED: "CANCELLED",
    CallState.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the event says; ``summary`` and ``description`` hold what the settings allow."""

    uid: str
    sequence: int
    state: CallState
    span: Span
    summary: str
    description: str
    location: str | None
    prepare: timedelta


def invitation_ics(invitation: Invitation, now: datetime) -> bytes:
    """The event as a calendar file; the same values give the same bytes."""
    status = _STATUS[invitation.state]
    calendar = Calendar()
    calendar.add("prodid", "-//Peer-to-Peer Prep//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if status == "CANCELLED" else "PUBLISH")
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", invitation.span.starts.astimezone(UTC))
    event.add("dtend", invitation.span.ends.astimezone(UTC))
    event.add("summary", invitation.summary)
    event.add("description", invitation.description)
    if invitation.location:
        event.add("location", invitation.location)
    event.add("status", status)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if status != "CANCELLED":
        event.add_component(_reminder(invitation))
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _reminder(invitation: Invitation) -> Alarm:
    """An alarm when it is time to open the packet."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", invitation.summary)
    alarm.add("trigger", -invitation.prepare)
    return alarm
