"""Printed days that a limit may end on, those too that a letter prints without their year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from docextract.letter.clock_text import loose
from docextract.letter.dates import WEEKDAYS, FoundDate, find_dates, month_of
from docextract.pages.text import Text

_BARE_WEEKDAY = re.compile(
    r"\b(?:by|before|until|[ap]\.?m\.?|noon|on|time|[ECMP][SD]?T)\s+(?:this\s+|on\s+)?"
    r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?!s?\s*(?:to|through|-|and|,?\s+\w+\s+\d))",
    re.IGNORECASE,
)
YEARLESS_REACH = 200
"""A day without its year lies within so many days after the letter."""
_YEARLESS = re.compile(
    r"\b(?P<name>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\.?\s+(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th)?\b(?!\s*,?\s*(?:\d{4}|'\d\d))|\b(?P<day3>\d{1,2})(?:st|nd|rd|th)?\s+(?:day\s+)?"
    r"(?:of\s+)?(?P<name3>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b\.?"
    r"(?!\s*,?\s*(?:\d{1,4}|'\d\d))|(?<![\d/])(?P<month>1[0-2]|0?[1-9])/"
    r"(?P<day2>[0-3]?\d)(?![\d/])"
)
_TOMORROW = re.compile(
    r"\btomorrow\b(?:\s+(?:morning|noon|afternoon|evening))?"
    r"(?![\s,(]{0,3}(?:\w+day,?\s+)?(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))",
    re.IGNORECASE,
)
_OF_A_LATER_YEAR = re.compile(
    r"\s+of\s+the\s+(?:\w+\s+)?(?:year|following|next|same|second|third|fourth|fifth)\b",
    re.IGNORECASE,
)
"""What follows a day of a year that is only counted: "December 31 of the third year after"."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_END = loose(
    rf"\b(?:end|close|last day) of (?P<month>{_MONTH}),? (?P<year>20\d\d)\b|"
    rf"\b(?P<out>{_MONTH}),? (?P<out_year>20\d\d)"
    r"(?= (?:is (?:out|over|past)|ends|has ended|runs out))"
)


def days_in(text: Text, start: int, end: int, near: date | None) -> list[FoundDate]:
    """Printed days; those without a year where the letter's date tells it."""
    found = find_dates(text, start, end)
    found = [*found, *_month_ends(text, start, end)]
    if near is None:
        return found
    for match in _YEARLESS.finditer(text.plain, start, end):
        month, day, bent = _parts(match)
        value = _first_after(near, month, day)
        overlap = any(f.start < match.end() and match.start() < f.end for f in found)
        overlap = overlap or _OF_A_LATER_YEAR.match(text.plain, match.end()) is not None
        if value is None or bent or overlap:
            continue
        sure = text.confidence(match.start(), match.end())
        raw = text.raw[match.start() : match.end()]
        found.append(FoundDate(match.start(), match.end(), raw, value, sure, False))
    found.extend(_weekdays(text, start, end, near, found))
    found.extend(_tomorrow(text, start, end, near))
    return sorted(found, key=lambda f: f.start)


def _parts(match: re.Match[str]) -> tuple[int, int, bool]:
    """Month, day and whether the month's name was bent, of a day without its year."""
    name = match.group("name") or match.group("name3")
    month, bent = month_of(name) if name else (0, False)
    month = month or int(match.group("month") or 0)
    return month, int(match.group("day") or match.group("day3") or match.group("day2")), bent


def _month_ends(text: Text, start: int, end: int) -> Iterator[FoundDate]:
    """The last day of a month: "the end of January 2027", "before January 2027 is out"."""
    for match in _MONTH_END.finditer(text.plain, start, end):
        month, bent = month_of(match.group("month") or match.group("out"))
        if not month or bent:
            continue
        year = int(match.group("year") or match.group("out_year"))
        value = date(year, month, calendar.monthrange(year, month)[1])
        at = match.start("month") if match.group("month") else match.start("out")
        stop = match.end()
        sure = text.confidence(at, stop)
        yield FoundDate(at, stop, text.raw[at:stop], value, sure, False)


def _weekdays(
    text: Text, start: int, end: int, near: date, known: list[FoundDate]
) -> Iterator[FoundDate]:
    """A bare weekday after a time or "by": the first one after the letter, in doubt."""
    for match in _BARE_WEEKDAY.finditer(text.plain, start, end):
        if any(0 <= f.start - match.end() < 4 for f in known):
            continue
        number = WEEKDAYS.index(match.group("day")[:3].lower())
        ahead = (number - near.weekday() - 1) % 7 + 1
        value = near + timedelta(days=ahead)
        at, stop = match.span("day")
        sure = 0.6 * text.confidence(at, stop)
        yield FoundDate(at, stop, text.raw[at:stop], value, sure, True)


def _tomorrow(text: Text, start: int, end: int, near: date) -> Iterator[FoundDate]:
    """The day after the letter, where no date is printed beside the word."""
    for match in _TOMORROW.finditer(text.plain, start, end):
        sure = text.confidence(*match.span())
        value = near + timedelta(days=1)
        yield FoundDate(*match.span(), text.raw[slice(*match.span())], value, sure, False)


def yearless_before(text: Text, span: tuple[int, int], near: date | None) -> list[FoundDate]:
    """Days printed without their year that the letter looks back at: the last before ``near``."""
    found: list[FoundDate] = []
    if near is None:
        return found
    for match in _YEARLESS.finditer(text.plain, *span):
        month, day, bent = _parts(match)
        value = _last_before(near, month, day)
        if value is not None and not bent:
            sure = text.confidence(*match.span())
            found.append(FoundDate(*match.span(), match.group(), value, sure, False))
    return found


def _last_before(near: date, month: int, day: int) -> date | None:
    """The last such day up to ``near``; None where there is none or it is long ago."""
    for year in (near.year, near.year - 1):
        try:
            value = date(year, month, day)
        except ValueError:
            continue
        if value <= near:
            return value if (near - value).days <= YEARLESS_REACH else None
    return None


def _first_after(near: date, month: int, day: int) -> date | None:
    """The first such day from ``near`` on; None where there is none or it is far away."""
    for year in (near.year, near.year + 1):
        try:
            value = date(year, month, day)
        except ValueError:
            continue
        if near <= value:
            return value if (value - near).days <= YEARLESS_REACH else None
    return None
