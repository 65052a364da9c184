"""Stretches of time that a line tells: "03/2023-09/2023", "since 02/24", "started 04/01/2026".

A month without a day counts from or to its middle. What was begun and is not said to have ended
goes on to the day the line was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from docextract.dates import find_dates

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_SHAPES = (
    re.compile(rf"\b(?P<name>{_NAME}),?\s+(?:of\s+)?'?(?P<y>20\d\d|\d\d)\b(?!/)", re.IGNORECASE),
    re.compile(r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])\s?/\s?(?P<y>20\d\d)\b(?!/)"),
    re.compile(
        r"(?<![\d/.])(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])"
        r"(?![\d/.%]|\s*(?:strength|pain|mm))"
    ),
    re.compile(
        rf"\b(?P<name>{_NAME})(?:\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?)?\b(?!\s*\d)", re.IGNORECASE
    ),
    re.compile(r"(?<![\d/.-])(?P<y>20\d\d)(?![\d/.])"),
)
_TO = re.compile(r"\s*(?:-|–|—|to|through|thru|until|till|->)\s*$", re.IGNORECASE)
_NOW = re.compile(
    r"\s*(?:-|–|—|to|through|until)\s*(?:(?:the\s+)?present|now|current(?:ly)?|today|date|ongoing)\b|"
    r"\s*-\s*(?:active|$)",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:since|start(?:ed|ing)?|began|begun|begin|initiated|from|resumed|added|placed|"
    r"switched\s+(?:to\s+[\w ]{3,30})?|put|setup|set\s+up|fit(?:ted)?(?:\s+[\w ]{3,20})?)\s+"
    r"(?:on\s+|in\s+|about\s+|early\s+|late\s+|mid[- ]?|~\s*)*$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?<=/\d\d)-(?=\d)|(?<=/\d{4})-(?=\d)")
"""A hyphen between two dates."""
_MIDDLE = 15


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``first`` to ``last``, told at ``[start, end)``; an ``open`` one goes on to the
    day of writing."""

    first: date
    last: date
    start: int
    end: int
    open: bool

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class _Point:
    day: date
    start: int
    end: int


@lru_cache(maxsize=_KEPT)
def stretches(text: str, written: date | None) -> tuple[Stretch, ...]:
    """The stretches of time that ``text`` tells; see the module.

    >>> [s.days for s in stretches("sertraline 03/2023-09/2023, no response", None)]
    [184]
    """
    text = _JOINED.sub("–", text)
    points = _points(text, written)
    found: list[Stretch] = []
    for at, point in enumerate(points):
        before = points[at - 1] if at else None
        if before and _TO.fullmatch(text[before.end : point.start]) and before.day < point.day:
            found.append(Stretch(before.day, point.day, before.start, point.end, False))
    paired = [(s.start, s.end) for s in found]
    for point in points:
        if written is None or point.day >= written or any(a <= point.start < b for a, b in paired):
            continue
        if _BEGAN.search(text[: point.start]) or _NOW.match(text[point.end :]):
            found.append(Stretch(point.day, written, point.start, point.end, True))
    return tuple(sorted(found, key=lambda s: s.start))


def _points(text: str, written: date | None) -> list[_Point]:
    found = [_Point(d.value, d.start, d.end) for d in find_dates(text)]
    for shape in _SHAPES:
        for match in shape.finditer(text):
            if any(p.start < match.end() and match.start() < p.end for p in found):
                continue
            day = _day(match.groupdict(), written)
            if day:
                found.append(_Point(day, match.start(), match.end()))
    found.sort(key=lambda p: p.start)
    return found


def _day(parts: dict[str, str | None], written: date | None) -> date | None:
    """The day that a month or a short date means; without a year the last before ``written``."""
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts.get("m") or 7)
    day = int(parts.get("d") or _MIDDLE)
    year = parts.get("y")
    if year is None and written is None:
        return None
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        last = date(written.year, month, day) if written else None
        return last.replace(year=last.year - 1) if last and written and last > written else last
    except ValueError:
        return None
