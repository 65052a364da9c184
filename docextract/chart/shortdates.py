"""Dates without a year (``01/13 14:35``) where a log, a flowsheet or a table prints them.

A pair of numbers is a date only where its place says so: at the head of a line or alone in a
cell, padded or with a clock time; ``4/5`` is a strength and ``10/10`` a pain.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from docextract.dates import ChartDate

_HALF_A_YEAR = 183
_TIME = r"\s+(?:[012]?\d:[0-5]\d|[012]\d[0-5]\d)\b"
_PAIR = r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])"
_PADDED = r"(?P<m>0\d|1[0-2])/(?P<d>[0-3]\d)(?![\d/])"
_LEADS = (
    re.compile(rf"^\W{{0,3}}{_PAIR}(?={_TIME})"),
    re.compile(rf"^\W{{0,3}}{_PAIR}(?=\s*[:–-]\s)"),
    re.compile(rf"^\W{{0,3}}{_PADDED}(?=\s)"),
)
_CELLS = (
    re.compile(rf"(?:^|(?<=\t))\s*{_PAIR}(?={_TIME}\s*(?:\t|$))"),
    re.compile(rf"(?:^|(?<=\t))\s*{_PADDED}(?=\s*(?:\t|$))"),
)


def short_dates(line: str, around: date, latest: date | None = None) -> tuple[ChartDate, ...]:
    """The dates without a year in a line, each in the year in which it is nearest to ``around``.

    Args:
        line: the printed line.
        around: the date that the line stands near to: of the row above it, or of its document.
        latest: the day after which nothing can have happened; ``around`` by default.
    """
    found: dict[int, ChartDate] = {}
    for pattern in (*_LEADS, *_CELLS):
        for match in pattern.finditer(line):
            value = _value(int(match["m"]), int(match["d"]), around, latest or around)
            if value and (match["m"] != match["d"] or re.match(_TIME, line[match.end() :])):
                found[match.start("m")] = ChartDate(match.start("m"), match.end(), value, True)
    return tuple(found[start] for start in sorted(found))


def near_day(month: int, day: int, around: date) -> date | None:
    """The day without a year that is nearest to ``around``, before it or after."""
    return _value(month, day, around, around + timedelta(days=_HALF_A_YEAR))


def _value(month: int, day: int, around: date, latest: date) -> date | None:
    found = []
    for year in (around.year + 1, around.year, around.year - 1):
        try:
            value = date(year, month, day)
        except ValueError:
            continue
        if value <= latest + timedelta(days=1):
            found.append(value)
    return min(found, key=lambda v: abs((v - around).days), default=None)
