"""The office's alerts as a calendar feed: one event for each, without a patient's name.

A calendar program that reads the file again finds the same events by their UIDs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from casework.clock.model import Alert

_LENGTH = timedelta(minutes=15)


def alerts_ics(alerts: Iterable[Alert], now: datetime) -> bytes:
    """The alerts as events at their moments; the same alerts and ``now`` give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Peer-to-Peer Prep//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "P2P alerts")
    for alert in sorted(alerts, key=lambda alert: (alert.at, alert.key)):
        calendar.add_component(_event(alert, now))
    data: bytes = calendar.to_ical()
    return data


def _event(alert: Alert, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(alert.key.encode()).hexdigest()[:32]}@p2p.invalid")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", alert.at.astimezone(UTC))
    event.add("dtend", (alert.at + _LENGTH).astimezone(UTC))
    mark = "! " if alert.loud else ""
    event.add("summary", f"{mark}case {alert.case}: {alert.text.split(':', 1)[0]}")
    event.add("description", f"{alert.text}\nCase {alert.case}: p2p show {alert.case}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", f"case {alert.case}")
    bell.add("trigger", timedelta())
    event.add_component(bell)
    return event
