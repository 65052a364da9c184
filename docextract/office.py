"""The practice's own clock: its zone, its hours, its holidays, and the alarm they give.

``Office`` is a value that the settings fill in. ``act_by`` turns a payer's limit into the
last moment at which somebody of this office can still meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from pydantic import field_validator, model_validator

from docextract.facts import Frozen

SEARCH_DAYS = 60
"""How far back ``act_by`` looks for a working day; no office is closed for longer."""
LAST_MINUTE = timedelta(minutes=1)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


class Office(Frozen):
    """When the practice works: an IANA zone, hours, weekdays (Monday is 0) and holidays.

    US federal holidays are closed days always; ``extra_holidays`` are the office's own.
    """

    zone: str = "America/New_York"
    opens: time = time(8, 0)
    closes: time = time(17, 0)
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    extra_holidays: tuple[date, ...] = ()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        ZoneInfo(zone)
        return zone

    @model_validator(mode="after")
    def _some_hours(self) -> Office:
        if self.opens >= self.closes:
            raise ValueError("the office must open before it closes: set opens earlier than closes")
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise ValueError("weekdays are numbers from 0 (Monday) to 6 (Sunday), at least one")
        return self

    @property
    def tz(self) -> ZoneInfo:
        """The office's zone."""
        return ZoneInfo(self.zone)

    def works_on(self, day: date) -> bool:
        """True on a weekday of the office that is no holiday."""
        return (
            day.weekday() in self.weekdays
            and not is_federal_holiday(day)
            and day not in self.extra_holidays
        )


@dataclass(frozen=True, slots=True)
class LineHours:
    """When a payer's telephone line is answered, in its own zone (None: the office's)."""

    opens: time
    closes: time
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    zone: str | None = None


@cache
def _federal(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))


def is_federal_holiday(day: date) -> bool:
    """True on a US federal holiday or the weekday on which it is observed (5 USC 6103).

    A New Year's Day on a Saturday is observed in the year before, which that year's own
    table holds.
    """
    return day in _federal(day.year)


def is_observed_only(day: date) -> bool:
    """True on a day that is a federal holiday only because the real one fell on a weekend."""
    return is_federal_holiday(day) and day not in _real(day.year)


@cache
def _real(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year, observed=False))


def is_business_day(day: date) -> bool:
    """True from Monday to Friday without US federal holidays."""
    return day.weekday() in MONDAY_TO_FRIDAY and not is_federal_holiday(day)


def end_of(due: date | datetime, office: Office) -> datetime:
    """The moment at which a limit has passed: a bare date ends at the office's midnight."""
    if isinstance(due, datetime):
        return due.astimezone(office.tz)
    return datetime.combine(due + timedelta(days=1), time(0), office.tz)


def act_by(due: date | datetime, office: Office, line: LineHours | None = None) -> datetime | None:
    """The last working minute of the office before ``due``, while the payer's line is open.

    Closing time counts as a working moment; a limit that falls inside the hours is to be met
    a minute before it. None where the office and the line have no hour in common.
    """
    limit = end_of(due, office)
    for back in range(SEARCH_DAYS):
        day = limit.date() - timedelta(days=back)
        moment = _last_moment(day, limit, office, line)
        if moment is not None:
            return moment
    return None


def _last_moment(
    day: date, limit: datetime, office: Office, line: LineHours | None
) -> datetime | None:
    if not office.works_on(day):
        return None
    start = datetime.combine(day, office.opens, office.tz)
    end = datetime.combine(day, office.closes, office.tz)
    if line is None:
        return _before(start, end, limit)
    zone = ZoneInfo(line.zone) if line.zone else office.tz
    best: datetime | None = None
    for shift in (-1, 0, 1):
        there = day + timedelta(days=shift)
        if there.weekday() not in line.weekdays:
            continue
        opens = datetime.combine(there, line.opens, zone).astimezone(office.tz)
        closes = datetime.combine(there, line.closes, zone).astimezone(office.tz)
        moment = _before(max(start, opens), min(end, closes), limit)
        if moment is not None and (best is None or moment > best):
            best = moment
    return best


def _before(start: datetime, end: datetime, limit: datetime) -> datetime | None:
    """The last moment of ``[start, end]`` before ``limit``, compared as instants."""
    if start.timestamp() >= end.timestamp():
        return None
    moment = end if end.timestamp() < limit.timestamp() else limit - LAST_MINUTE
    return moment if moment.timestamp() >= start.timestamp() else None
