"""Every printed date of a text, whatever its shape and however the OCR bent it.

Finding does not decide what a date is for; it says where it stands, what day it is, how sure
that is, and whether another day could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docextract.pages.text import Text

EARLIEST, LATEST = 1900, 2100
"""Years outside are misreadings, not dates of a letter or of a birth."""
PIVOT = 50
"""Two-digit years from here on belong to the last century (birth dates)."""
CORRECTED = 0.75
"""Confidence of a date in which letters had to be read as digits."""
TWO_DIGIT = 0.95
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

SPANISH = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
"""The months as bilingual letters print them ("20 de agosto de 2026")."""

_D = r"[0-9OoIl|SBZ]"
_DD = rf"{_D}{{1,2}}"
_YEAR4 = rf"(?!\d\d \d\d:?\d\d)[12Il|Z] ?{_D} ?{_D} ?{_D}"
_YEAR = rf"(?:{_YEAR4}|'?{_D}{{2}})"
_NAME = r"(?=[0-9|!]{0,9}[A-Za-z])[A-Za-z0-9|!]{3,10}"
_ORDINAL = r"(?: ?(?:st|nd|rd|th))?"
_GAP = r"[ \t]*\n?[ \t]*"
_WORDS = (
    rf"(?P<name>{_NAME})(?:\.?[-/ \t\n.]{_GAP}(?:the )?|(?=\d))"
    rf"(?P<day>{_DD}){_ORDINAL}{_GAP}[-/,.]?{_GAP}"
    rf"(?P<year>{_YEAR4}|'{_D}{{2}})"
)
_DAY_FIRST = (
    rf"(?=\D?[0-9])(?P<day2>{_DD}){_ORDINAL}(?: day)?(?: (?:of|de)\b)?{_GAP}[-/.]?{_GAP}"
    rf"(?P<name2>{_NAME})\.?{_GAP}[-/,.]?{_GAP}(?:de )?(?P<year2>{_YEAR4}|'?{_D}{{2}})"
)
_NUMERIC = rf"(?P<a>{_DD}) ?(?P<sep3>[/.-]) ?(?P<b>{_DD}) ?(?P=sep3) ?(?P<year3>{_YEAR})"
_ISO = rf"(?P<year4>{_YEAR4}) ?(?P<sep4>[-/.]) ?(?P<month4>{_DD}) ?(?P=sep4) ?(?P<day4>{_DD})"
_PACKED = r"(?P<year4>20[2-4]\d)(?P<month4>0[1-9]|1[0-2])(?P<day4>0[1-9]|[12]\d|3[01])(?!-)"
"""A day of this half of the century without marks ("20260904")."""
_BEFORE = r"(?<![A-Za-z0-9/])(?<![A-Za-z]-)(?<![0-9]-(?<![0-9]{4}-))"
_AFTER = r"(?![A-SU-Za-z0-9]|/\d|-\d(?!\d?/))"
_SHAPES = tuple(
    re.compile(_BEFORE + shape + _AFTER, re.IGNORECASE if words else 0)
    for shape, words in (
        (_ISO, False),
        (_WORDS, True),
        (_DAY_FIRST, True),
        (_NUMERIC, False),
        (_PACKED, False),
    )
)
_JOIN = r"(?:[-–]|\bto\b|\bthr(?:u|ough)\b|\buntil\b|\band\b)"
_OPENING = re.compile(
    rf"\b(?P<whole>(?P<name>[A-Za-z]{{3,9}})\.?\s+(?P<day>[0-9]{{1,2}})),?\s*{_JOIN}\s*\Z", re.I
)
_DAYS = re.compile(
    r"\b(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>[0-9]{1,2})\s?(?:[-–]|to|through)\s?"
    r"(?P<last>[0-9]{1,2}),?\s+(?P<year>20[0-9]{2})\b"
)
_WEEKDAY = re.compile(
    r"\b(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+$", re.IGNORECASE
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8",
                         "Z": "2", "i": "1", "L": "1", "s": "5", "b": "8", "z": "2"})  # fmt: skip
_LETTERS = str.maketrans("01|!58", "oilisb")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date that stands at ``[start, end)``; ``ambiguous`` where another day may be meant."""

    start: int
    end: int
    raw: str
    value: date
    confidence: float
    ambiguous: bool


def find_dates(text: Text, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """The dates of ``text[start:end]`` in order, without overlaps (the longest shape wins)."""
    stop = len(text.plain) if end is None else end
    found: list[FoundDate] = []
    for shape in _SHAPES:
        for match in shape.finditer(text.plain, start, stop):
            parsed = parse_match(match)
            taken = any(f.start < match.end() and match.start() < f.end for f in found)
            if parsed is None or taken:
                continue
            value, sure, ambiguous = parsed
            ambiguous = ambiguous or _other_weekday(text.plain, match.start(), value)
            seen = text.confidence(match.start(), match.end())
            raw = text.raw[match.start() : match.end()]
            found.append(FoundDate(match.start(), match.end(), raw, value, sure * seen, ambiguous))
    found.extend([first for one in found if (first := _opening(text, one)) is not None])
    found.extend(_spans_of_days(text, start, stop))
    return sorted(found, key=lambda f: f.start)


def _opening(text: Text, last: FoundDate) -> FoundDate | None:
    """The first day of a range whose year stands behind its last day."""
    match = _OPENING.search(text.plain, max(0, last.start - 40), last.start)
    if match is None:
        return None
    month, fuzzy = month_of(match["name"])
    for year in (last.value.year, last.value.year - 1):
        value = _day(year, month, int(match["day"]))
        if value is not None and value <= last.value and not fuzzy:
            begin, end = match.span("whole")
            seen = text.confidence(begin, end) * last.confidence
            return FoundDate(begin, end, text.raw[begin:end], value, seen, last.ambiguous)
    return None


def _spans_of_days(text: Text, start: int, stop: int) -> Iterator[FoundDate]:
    """Both days of "May 20-22, 2026"."""
    for match in _DAYS.finditer(text.plain, start, stop):
        month, fuzzy = month_of(match["name"])
        days = [_day(int(match["year"]), month, int(match[part])) for part in ("day", "last")]
        if fuzzy or days[0] is None or days[1] is None or days[0] > days[1]:
            continue
        middle, begin, end = match.end("day"), match.start("last"), match.end()
        for at, to, value in ((match.start(), middle, days[0]), (begin, end, days[1])):
            yield FoundDate(at, to, text.raw[at:to], value, text.confidence(at, to), False)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_date(words: str) -> date | None:
    """The day that a whole printed date names, or None."""
    for shape in _SHAPES:
        match = shape.fullmatch(words.strip())
        parsed = parse_match(match) if match else None
        if parsed is not None:
            return parsed[0]
    return None


def parse_match(match: re.Match[str]) -> tuple[date, float, bool] | None:
    """The day of a matched shape, its confidence and whether it is ambiguous."""
    groups = match.groupdict()
    if groups.get("year4"):
        return _build(groups["year4"], groups["month4"], groups["day4"], dots=False)
    if groups.get("year3"):
        return _numeric(groups)
    name = groups.get("name") or groups.get("name2") or ""
    month, fuzzy = month_of(name)
    if month == 0:
        return None
    day, year = groups.get("day") or groups["day2"], groups.get("year") or groups["year2"]
    parsed = _build(year, str(month), day, dots=False)
    if parsed is None:
        return None
    return parsed[0], parsed[1] * (CORRECTED if fuzzy else 1.0), parsed[2]


def month_of(name: str) -> tuple[int, bool]:
    """The month that a name or abbreviation means (0 for none) and whether it was bent."""
    plain = name.lower()
    for candidate, fuzzy in ((plain, False), (plain.translate(_LETTERS), True)):
        if candidate in SPANISH:
            return SPANISH.index(candidate) + 1, fuzzy
        if candidate == "sept":
            return 9, fuzzy
        for number, month in enumerate(MONTHS, 1):
            if candidate == month or candidate == month[:3]:
                return number, fuzzy
            if len(candidate) > 3 and month.startswith(candidate):
                return number, fuzzy
    bent = plain.translate(_LETTERS)
    near = [n for n, month in enumerate(MONTHS, 1) if len(month) > 4 and _one_off(bent, month)]
    return (near[0], True) if len(near) == 1 else (0, False)


def _numeric(groups: dict[str, str | None]) -> tuple[date, float, bool] | None:
    first, second, year = groups["a"] or "", groups["b"] or "", groups["year3"] or ""
    dots = groups["sep3"] == "."
    short = len(year.replace(" ", "").strip("'")) == 2
    if dots and short:
        return None
    parsed = _build(year, first, second, dots=dots)
    if parsed is not None:
        return parsed
    swapped = _build(year, second, first, dots=False)
    return (swapped[0], swapped[1] * 0.9, True) if swapped else None


def _build(year: str, month: str, day: str, *, dots: bool) -> tuple[date, float, bool] | None:
    """A date from its printed parts; month before day is the US reading."""
    parts = [part.replace(" ", "").strip("'") for part in (year, month, day)]
    digits = [part.translate(_DIGITS) for part in parts]
    if not all(part.isdigit() for part in digits) or not any(c.isdigit() for c in "".join(parts)):
        return None
    number, sure = int(digits[0]), 1.0
    if len(digits[0]) == 2:
        number += 1900 if number >= PIVOT else 2000
        sure = TWO_DIGIT
    if digits != parts:
        sure *= CORRECTED
    try:
        value = date(number, int(digits[1]), int(digits[2]))
    except ValueError:
        return None
    if not EARLIEST <= number <= LATEST:
        return None
    return value, sure, digits != parts or (dots and value.day <= 12)


def _other_weekday(plain: str, start: int, value: date) -> bool:
    """True where the weekday printed before a date is not that day's."""
    match = _WEEKDAY.search(plain, max(0, start - 12), start)
    return match is not None and WEEKDAYS.index(match.group(1)[:3].lower()) != value.weekday()


def _one_off(word: str, month: str) -> bool:
    """True where one letter was changed, lost or added."""
    if abs(len(word) - len(month)) > 1 or len(word) < 4:
        return False
    if len(word) == len(month):
        return sum(a != b for a, b in zip(word, month, strict=True)) == 1
    short, long = sorted((word, month), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
