"""Dates and times in words, as an American office reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Instant = date | datetime


def parse_instant(value: str | None, zone: str | None = None) -> Instant | None:
    """An ISO date or date-time as the contract writes it; None where there is none.

    A date-time with an offset is turned into ``zone`` (an IANA name) where that is known.
    """
    if not value:
        return None
    try:
        if len(value) == len("2026-01-31"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(ZoneInfo(zone)) if zone and moment.tzinfo else moment


def known_zone(name: str | None) -> str | None:
    """The name where it is a zone of the time zone database, else None."""
    try:
        return name if name and ZoneInfo(name) else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def zone_words(moment: datetime) -> str:
    """The zone's abbreviation where it has one ("EDT"), else its offset ("UTC−5")."""
    name = moment.tzname() or ""
    if name.isalpha() and name != "UTC":
        return name
    offset = moment.utcoffset()
    if offset is None:
        return "zone not stated"
    minutes = int(offset.total_seconds()) // 60
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def day_words(value: date, *, weekday: bool = True) -> str:
    """A day as ``Tue, March 17, 2026``; a date-time gives its day."""
    words = f"{value:%B} {value.day}, {value.year}"
    return f"{value:%a}, {words}" if weekday else words


def time_words(moment: datetime) -> str:
    """A time as ``5:00 PM EDT``."""
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'} {zone_words(moment)}"


def instant_words(value: Instant) -> str:
    """Day and, for a date-time, time with zone."""
    if isinstance(value, datetime):
        return f"{day_words(value)}, {time_words(value)}"
    return day_words(value)


def short_date(value: str | None) -> str:
    """An ISO date or date-time as "03/17/2026"; "undated" for None, else what was given."""
    moment = parse_instant(value)
    if moment is None:
        return value or "undated"
    return f"{moment:%m/%d/%Y}"


def end_of(value: Instant, like: datetime) -> datetime:
    """The last moment that counts: a bare date ends at midnight in the zone of ``like``."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=like.tzinfo)
    return datetime(value.year, value.month, value.day, tzinfo=like.tzinfo) + timedelta(days=1)


def distance_words(now: datetime, until: Instant) -> str:
    """How far ``until`` lies from ``now``: "13 days 5 hours", "48 minutes", "2 days ago"."""
    minutes = int((end_of(until, now) - now).total_seconds() // 60)
    past, minutes = minutes < 0, abs(minutes)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        parts = [_count(days, "day")] + ([_count(hours, "hour")] if hours and days < 15 else [])
    elif hours:
        parts = [_count(hours, "hour")]
        if minutes % 60 and hours < 12:
            parts.append(_count(minutes % 60, "minute"))
    else:
        parts = [_count(minutes, "minute")]
    return " ".join(parts) + (" ago" if past else "")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
