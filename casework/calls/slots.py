"""Slots for the call: inside the payer's window and line hours, when the physician is free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework.calls.calendar import Span
from casework.clock.working import working_days
from casework.settings_office import CallSettings
from docextract.office import LineHours, Office

STEP = timedelta(minutes=15)
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a slot must keep to. ``until`` is the moment at which the window has passed."""

    now: datetime
    until: datetime
    office: Office
    line: LineHours | None = None
    busy: tuple[Span, ...] = ()


def free_slots(bounds: Bounds, settings: CallSettings, *, most: int) -> tuple[Span, ...]:
    """The first slots that fit, at most ``slots_a_day`` of one day, in the office's zone.

    The physician is free from ``prepare_minutes`` before the call until its end.
    """
    found: list[Span] = []
    for day in _days(bounds):
        fitting = (slot for slot in _of_day(day, settings) if fits(slot, bounds, settings))
        found += _apart(fitting, settings)
        if len(found) >= most:
            break
    return tuple(found[:most])


def fits(slot: Span, bounds: Bounds, settings: CallSettings) -> bool:
    """Whether a call can be held then; the reasons against are in :func:`faults`."""
    return not faults(slot, bounds, settings)


def faults(slot: Span, bounds: Bounds, settings: CallSettings) -> tuple[str, ...]:
    """Why a call cannot be held then, in words; empty where it can."""
    notice = timedelta(minutes=settings.notice_minutes)
    room = timedelta(minutes=settings.prepare_minutes)
    told = {
        "the payer's window ends before": slot.ends > bounds.until,
        "it leaves too little notice": slot.starts < bounds.now + notice,
        "the office is closed, or opens too late to prepare": not any(
            _inside(Span(slot.starts - room, slot.ends), Span(*day))
            for day in working_days(slot.starts, 1, bounds.office)
        ),
        "the payer's line is closed": not _answered(slot, bounds),
        "the physician is not free": any(
            taken.starts < slot.ends and taken.ends > slot.starts - room for taken in bounds.busy
        ),
    }
    return tuple(words for words, against in told.items() if against)


def _days(bounds: Bounds) -> Iterator[Span]:
    span = bounds.until - bounds.now
    days = min(span.days + 2, MOST_DAYS)
    yield from (Span(*day) for day in working_days(bounds.now, days, bounds.office))


def _of_day(day: Span, settings: CallSettings) -> Iterator[Span]:
    starts, length = day.starts, timedelta(minutes=settings.minutes)
    while starts + length <= day.ends:
        yield Span(starts, starts + length)
        starts += STEP


def _apart(slots: Iterator[Span], settings: CallSettings) -> Sequence[Span]:
    """The first slots of a day that do not overlap and leave room to prepare between them."""
    chosen: list[Span] = []
    room = timedelta(minutes=settings.prepare_minutes)
    for slot in slots:
        if not chosen or slot.starts >= chosen[-1].ends + room:
            chosen.append(slot)
        if len(chosen) == settings.slots_a_day:
            break
    return chosen


def _answered(slot: Span, bounds: Bounds) -> bool:
    """Whether the payer's line is open all through the slot, in the line's own zone."""
    line = bounds.line
    if line is None:
        return True
    zone = ZoneInfo(line.zone) if line.zone else bounds.office.tz
    day = slot.starts.astimezone(zone).date()
    if day.weekday() not in line.weekdays:
        return False
    opens = datetime.combine(day, line.opens, zone)
    closes = datetime.combine(day, line.closes, zone)
    return _inside(slot, Span(opens, closes))


def _inside(inner: Span, outer: Span) -> bool:
    return outer.starts <= inner.starts and inner.ends <= outer.ends
