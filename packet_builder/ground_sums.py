"""What can be computed from dates and lengths that are shown together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

from packet_builder.ground_words import NUMBER_WORDS, dates_in

_MOST_DATES = 24
"""Of more dates than these in one place only the earliest are compared with each other."""

_ROUNDED = 0.006
"""Quotients and shares are told to a hundredth."""
_WEEK, _MONTH = 7, 30.44
_LENGTH = re.compile(
    rf"\b(\d{{1,3}}|{'|'.join(NUMBER_WORDS)})(?:\s+|-)(day|week|month|year)s?\b", re.IGNORECASE
)

Day = tuple[int, int, int]


def lengths(shown: str) -> frozenset[str]:
    """Days, weeks and months between the dates of a text, with and without the last day."""
    days = sorted(date(*day) for day in dates_in(shown).days)[:_MOST_DATES]
    found: set[str] = set()
    for first, last in combinations(days, 2):
        gap = (last - first).days
        for length in (gap, gap + 1):
            found.add(str(length))
            for unit in (_WEEK, _MONTH):
                found |= _rounded(length / unit)
    return frozenset(found)


def _rounded(value: float) -> set[str]:
    """A length as papers print it: to a tenth, a half, the nearest and the last whole one."""
    return {f"{value:.1f}".removesuffix(".0"), f"{round(value * 2) / 2:g}", f"{round(value)}",
            f"{int(value)}"}  # fmt: skip


def counted_days(shown: str, known: Iterable[Day]) -> frozenset[Day]:
    """The days that lie a length which the text names before or after a known day."""
    spans = {
        (int(number) if number.isdigit() else NUMBER_WORDS[number.casefold()], unit.casefold())
        for number, unit in _LENGTH.findall(shown)
    }
    found: set[Day] = set()
    for day in known:
        for amount, unit in spans:
            for sign in (1, -1):
                for spare in (-1, 0, 1):
                    moved = _moved(date(*day), sign * amount, unit) + timedelta(days=spare)
                    found.add((moved.year, moved.month, moved.day))
    return frozenset(found)


def _moved(day: date, amount: int, unit: str) -> date:
    """The day so many units on; a month without the day gives its last one."""
    if unit in ("day", "week"):
        return day + timedelta(days=amount * (1 if unit == "day" else _WEEK))
    months = day.year * 12 + day.month - 1 + amount * (1 if unit == "month" else 12)
    year, month = divmod(months, 12)
    next_month = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = next_month - timedelta(days=1)
    return date(year, month + 1, min(day.day, last.day))


_FROM_TWO = re.compile(
    r"(?P<told>\d+(?:\.\d+)?) \((?P<one>\d+(?:\.\d+)?) to (?P<other>\d+(?:\.\d+)?)\)"
)


def from_two(shown: str) -> frozenset[str]:
    """Numbers that follow from the two shown behind them ("1.77 (2.3 to 1.3)"): their quotient,
    their difference, or that as a share of the first in percent."""
    found = set()
    for match in _FROM_TWO.finditer(shown):
        told, one, other = (float(match[name]) for name in ("told", "one", "other"))
        gap = abs(one - other)
        ways = [gap, *([one / other] if other else []), *([100 * gap / one] if one else [])]
        if any(abs(told - way) <= _ROUNDED for way in ways):
            found.add(match["told"])
    return frozenset(found)
