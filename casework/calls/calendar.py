"""When a physician is busy, from an ``.ics`` calendar: single, all-day and repeating events.

Repeating events are expanded with dateutil, in the wall time of their own zone (RFC 5545,
3.3.10), so that a weekly clinic stays at eight o'clock over a change to daylight saving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from pathlib import Path
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar, Component

from docextract.errors import UnreadableFileError

MOST_BYTES = 20 * 1024 * 1024
MOST_TIMES = 20_000
"""A daily event has fewer times in fifty years."""
_TOO_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time ``[starts, ends)``."""

    starts: datetime
    ends: datetime


def read_calendar(path: Path, first: datetime, last: datetime, zone: tzinfo) -> tuple[Span, ...]:
    """The busy times of a calendar file between two moments; see :func:`busy_times`.

    Raises:
        UnreadableFileError: it cannot be opened, is too large or is no calendar.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be opened: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise UnreadableFileError(f"{path.name} is no calendar of a person: it is over 20 MB")
    try:
        return busy_times(data, first, last, zone)
    except UnreadableFileError as error:
        raise UnreadableFileError(f"{path.name} {error}") from error


def busy_times(data: bytes, first: datetime, last: datetime, zone: tzinfo) -> tuple[Span, ...]:
    """What is taken between ``first`` and ``last``, joined where it meets, in order.

    ``zone`` is that of times without one and of all-day events. Events that are marked free
    (transparent) or cancelled take no time. Two readings of a calendar are both taken as busy.

    Raises:
        UnreadableFileError: it is no calendar, or an event of it cannot be understood.
    """
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        if not calendars:
            raise UnreadableFileError("holds no calendar")
        found = [
            span
            for calendar in calendars
            for span in _spans(calendar, first, last, zone)
            if span.starts < last and span.ends > first
        ]
    except UnreadableFileError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError) as error:
        raise UnreadableFileError("is no calendar file (.ics) that can be read") from error
    return tuple(_joined(sorted(found)))


def _spans(calendar: Component, first: datetime, last: datetime, zone: tzinfo) -> Iterator[Span]:
    events = list(calendar.walk("VEVENT"))
    moved: dict[str, set[datetime]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            at = _moment(_value(event, "RECURRENCE-ID"), zone)
            moved.setdefault(str(event.get("UID")), set()).add(at)
    for event in events:
        if _takes_time(event):
            instead = set() if "RECURRENCE-ID" in event else moved.get(str(event.get("UID")), set())
            yield from _times(event, instead, first, last, zone)
    for block in calendar.walk("VFREEBUSY"):
        yield from _periods(block.get("FREEBUSY"), zone)


def _takes_time(event: Component) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    free = free or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return "DTSTART" in event and not free and str(event.get("STATUS", "")).upper() != "CANCELLED"


def _times(
    event: Component, moved: set[datetime], first: datetime, last: datetime, zone: tzinfo
) -> Iterator[Span]:
    """Each time of an event that may reach into the window; ``moved`` ones stand elsewhere."""
    start = _value(event, "DTSTART")
    length = _length(event, start)
    begins = _moment(start, zone)
    if not any(name in event for name in ("RRULE", "RDATE")):
        yield Span(begins, _after(begins, length))
        return
    local = begins.tzinfo or zone
    for wall in _walls(event, begins, first.astimezone(local) - length - _DAY, zone):
        at = wall.replace(tzinfo=local)
        if at >= last:
            break
        if at not in moved:
            yield Span(at, _after(at, length))
    yield from _periods(event.get("RDATE"), zone)


def _walls(event: Component, begins: datetime, since: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The starts of a repeating event from ``since`` on, as wall times of its own zone."""
    local = begins.tzinfo or zone
    rules = rruleset(cache=False)
    rules.rdate(_wall(begins, local))
    for rule in _listed(event.get("RRULE")):
        rules.rrule(_rule(rule, _wall(begins, local), local, zone))
    for at in _dates(event.get("RDATE")):
        rules.rdate(_wall(_moment(at, zone), local))
    for at in _dates(event.get("EXDATE")):
        rules.exdate(_wall(_moment(at, zone), local))
    for number, wall in enumerate(islice(rules, MOST_TIMES + 1)):
        if number == MOST_TIMES:
            raise UnreadableFileError("has an event that repeats too often to be read")
        if wall >= since.replace(tzinfo=None):
            yield wall


def _rule(rule: Any, begins: datetime, local: tzinfo, zone: tzinfo) -> Any:  # noqa: ANN401 - both libraries' rules are untyped
    """A rule for dateutil; the last day is told in the event's own wall time."""
    parts = {name: list(values) for name, values in rule.items()}
    if str(parts["FREQ"][0]).upper() in _TOO_OFTEN:
        raise UnreadableFileError("has an event that repeats within a day; enter it as one block")
    until = parts.pop("UNTIL", [None])[0]
    text = type(rule)(parts).to_ical().decode()
    if until is not None:
        if not isinstance(until, datetime):
            until = datetime.combine(until, time.max.replace(microsecond=0))
        end = _wall(_moment(until, local), local)
        text += f";UNTIL={end:%Y%m%dT%H%M%S}"
    return rrulestr(text, dtstart=begins)


def _length(event: Component, start: date | datetime) -> timedelta:
    """How long an event takes; one of a day without an end takes that day."""
    if "DTEND" in event:
        end = _value(event, "DTEND")
        if isinstance(start, datetime) and isinstance(end, datetime):
            return max(_moment(end, UTC) - _moment(start, UTC), timedelta())
        return max(_day(end) - _day(start), _DAY)
    if "DURATION" in event:
        told: timedelta = _value(event, "DURATION")
        return max(told, timedelta())
    return timedelta() if isinstance(start, datetime) else _DAY


def _after(moment: datetime, length: timedelta) -> datetime:
    """The end of an event: whole days end at midnight of the wall, hours by the instant."""
    if length % _DAY == timedelta():
        return moment + length
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def _periods(listed: Any, zone: tzinfo) -> Iterator[Span]:  # noqa: ANN401 - the library's values are untyped
    for at in _dates(listed):
        if isinstance(at, tuple):
            begins = _moment(at[0], zone)
            length = at[1] if isinstance(at[1], timedelta) else _moment(at[1], zone) - begins
            yield Span(begins, begins + length)


def _value(event: Component, name: str) -> Any:  # noqa: ANN401 - the library's values are untyped
    found: Any = event.get(name)
    return getattr(found, "dt", found)


def _listed(found: Any) -> list[Any]:  # noqa: ANN401 - the library's values are untyped
    return [] if found is None else found if isinstance(found, list) else [found]


def _dates(found: Any) -> Iterator[Any]:  # noqa: ANN401 - the library's values are untyped
    """The values of a property that may stand several times, each with several dates."""
    for each in _listed(found):
        for one in getattr(each, "dts", [each]):
            yield getattr(one, "dt", one)


def _moment(value: Any, zone: tzinfo) -> datetime:  # noqa: ANN401 - a date, a date-time or a period
    if isinstance(value, tuple):
        return _moment(value[0], zone)
    if not isinstance(value, datetime):
        return datetime.combine(value, time(0), zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _wall(moment: datetime, local: tzinfo) -> datetime:
    return moment.astimezone(local).replace(tzinfo=None)


def _day(value: date | datetime) -> datetime:
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held is None or span.starts > held.ends:
            if held is not None:
                yield held
            held = span
        elif span.ends > held.ends:
            held = Span(held.starts, span.ends)
    if held is not None:
        yield held
