"""Counting time as the contract counts it: what day or moment a window ends.

Counting starts on the day after the anchor; nothing is ever rolled forward over a weekend.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from docextract.facts import DeadlineUnit
from docextract.office import is_business_day, is_observed_only

MAX_DAYS = 3660
"""No window of a letter is longer than ten years; a longer amount is a misreading."""


def add_business_days(anchor: date, amount: int) -> date:
    """The ``amount``-th business day after ``anchor`` (US federal holidays do not count)."""
    if amount < 0:
        raise ValueError("a window cannot be negative")
    day = anchor
    while amount > 0:
        day += timedelta(days=1)
        if is_business_day(day):
            amount -= 1
    return day


def add_months(anchor: date, amount: int) -> date:
    """The same day number ``amount`` months on; a month without it ends on its last day."""
    months = anchor.year * 12 + anchor.month - 1 + amount
    year, month = divmod(months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def add_hours(moment: datetime, amount: int) -> datetime:
    """An instant ``amount`` hours on, told in the moment's zone (over DST changes too)."""
    return datetime.fromtimestamp(moment.timestamp() + 3600 * amount, moment.tzinfo)


def window_end(anchor: date, amount: int, unit: DeadlineUnit) -> date:
    """The last day of a window of days or months that is counted from ``anchor``."""
    if unit is DeadlineUnit.CALENDAR_DAYS:
        return anchor + timedelta(days=amount)
    if unit is DeadlineUnit.BUSINESS_DAYS:
        return add_business_days(anchor, amount)
    if unit is DeadlineUnit.MONTHS:
        return add_months(anchor, amount)
    raise ValueError("hours are counted from a moment: use add_hours")


def sensible(amount: int, unit: DeadlineUnit) -> bool:
    """False where an amount cannot be a letter's window (zero, or over ten years)."""
    days = {DeadlineUnit.HOURS: 1 / 24, DeadlineUnit.MONTHS: 31}.get(unit, 1)
    return 0 < amount * days <= MAX_DAYS


def spans_observed_holiday(anchor: date, end: date) -> bool:
    """True where a weekday was skipped only as the observed day of a weekend holiday.

    Payers seldom define "business day", so whether such a Friday or Monday counts is open.
    """
    days = (anchor + timedelta(days=i) for i in range(1, (end - anchor).days + 1))
    return any(is_observed_only(day) for day in days)
