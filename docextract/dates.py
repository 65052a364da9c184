"""Calendar dates as charts print them, and the small misreadings of OCR in them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_D = r"[\dOoIl]"
_PATTERNS = (
    re.compile(r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d|[/-])"),
    re.compile(
        rf"(?<![\w/.-])(?P<m>{_D}{{1,2}})\s?[/-]\s?(?P<d>{_D}{{1,2}})\s?[/-]\s?"
        rf"(?P<y>{_D}{{4}}|{_D}{{2}})(?![\w/])"
    ),
    re.compile(r"(?<![\w/.-])(?P<m>\d\d?)\.(?P<d>\d\d?)\.(?P<y>\d{4}|\d\d)(?![\w.])"),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<d>\d\d?)[ -]{_MONTH},?[ -](?P<y>\d{{4}}|\d\d)\b", re.IGNORECASE),
    re.compile(r"(?<![\w.-])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
)
_DIGITS = str.maketrans("OoIl", "0011")
_PIVOT = 40
"""Two-digit years up to this one lie in the 2000s, later ones in the 1900s; a date of birth
that would lie in the future is put into the 1900s by the caller."""


class ChartDate(NamedTuple):
    """A date in a text: its offsets and its value; ``short`` for a year of two digits."""

    start: int
    end: int
    value: date
    short: bool


def find_dates(text: str) -> tuple[ChartDate, ...]:
    """Every full calendar date of a text, first pattern first, without overlaps."""
    found: list[ChartDate] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            overlaps = any(f.start < match.end() and match.start() < f.end for f in found)
            value = None if overlaps else _value(match)
            if value is not None:
                short = len(match["y"]) == 2
                found.append(ChartDate(match.start(), match.end(), value, short))
    return tuple(sorted(found))


def month_end(heading: str) -> date | None:
    """The last day of the month that a line is the heading of (``February 2026``)."""
    match = re.fullmatch(rf"\W*{_MONTH},?\s+(?P<y>(?:19|20)\d\d)\W*", heading, re.IGNORECASE)
    if match is None:
        return None
    year, month = int(match["y"]), _MONTHS[match["name"].lower()]
    return date(year, month, monthrange(year, month)[1])


def _value(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    year = int(parts["y"].translate(_DIGITS))
    if len(parts["y"]) == 2:
        year += 2000 if year <= _PIVOT else 1900
    if parts.get("name"):
        month = _MONTHS[parts["name"].lower()]
    else:
        month = int(parts["m"].translate(_DIGITS))
    try:
        found = date(year, month, int(parts["d"].translate(_DIGITS)))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def digits_apart(one: date, other: date) -> int:
    """In how many digits two dates differ, written as eight digits."""
    return sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True))


def us(value: date) -> str:
    """A date as American offices write it: 07/09/1966."""
    return f"{value:%m/%d/%Y}"
