"""Moments at which somebody of the office can still do something.

All comparisons are of instants: wall times are built day by day in the office's zone, so that
a change to or from daylight saving moves no alarm.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from docextract.office import SEARCH_DAYS, Office

ROOM = timedelta(hours=1)
"""How much of the working day an alarm must leave: one at closing time reaches nobody."""


def working_moment_before(moment: datetime, office: Office) -> datetime:
    """The last moment up to ``moment`` that leaves an hour of the office's working day.

    Where no day of the last sixty is a working day, ``moment`` itself: too early is better
    than never.
    """
    for opens, closes in _days(moment, office, step=-1):
        latest = min(moment, closes - min(ROOM, (closes - opens) / 2), key=_instant)
        if _instant(latest) >= _instant(opens):
            return latest.astimezone(office.tz)
    return moment.astimezone(office.tz)


def working_moment_after(moment: datetime, office: Office) -> datetime:
    """The first moment from ``moment`` on at which the office is open."""
    for opens, closes in _days(moment, office, step=1):
        if _instant(moment) < _instant(closes):
            return max(opens, moment, key=_instant).astimezone(office.tz)
    return moment.astimezone(office.tz)


def is_working_moment(moment: datetime, office: Office) -> bool:
    """True while the office is open."""
    return _instant(working_moment_after(moment, office)) == _instant(moment)


def working_days(first: datetime, days: int, office: Office) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each working day among ``days`` days from that of ``first`` on."""
    day = first.astimezone(office.tz).date()
    for number in range(days):
        each = day + timedelta(days=number)
        if office.works_on(each):
            yield (
                datetime.combine(each, office.opens, office.tz),
                datetime.combine(each, office.closes, office.tz),
            )


def _days(moment: datetime, office: Office, *, step: int) -> Iterator[tuple[datetime, datetime]]:
    """The working days from the day of ``moment`` on, forwards or backwards."""
    for number in range(SEARCH_DAYS):
        yield from working_days(moment + timedelta(days=step * number), 1, office)


def _instant(moment: datetime) -> float:
    return moment.timestamp()
