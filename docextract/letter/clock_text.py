"""Clock times, zones, hours of a telephone line and spelled numbers, as letters print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

from docextract.office import LineHours, Office
from docextract.rules import load

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"

_CLOCK = (
    r"(?:(?<![\d:])(?!(?<=[A-Za-z])[OIl])(?!(?<=\d-)0)(?P<hour>[01]?[0-9OIl]|2[0-4])(?:(?:\s?:\s?|[.;'])(?P<minute>[0-5OS][0-9OIlSB]))?\s*"
    r"(?P<half>[ap]\s?\.?\s?m\b\.?|noon\b|o'clock\b)"
    r"|(?P<hour24>[01]?[0-9]|2[0-3]):(?P<minute24>[0-5][0-9])(?:\s*h(?:ou)?rs?\b)?"
    r"|(?P<military>[01][0-9][0-5][0-9]|2[0-3][0-5][0-9])"
    r"\s+(?:h(?:ou)?rs?\b|(?=[ECMP][SD]?T\b))"
    r"|(?:(?<=/20\d\d\s)|(?<=/\d\d\s))(?P<bare>[01][0-9][0-5][0-9]|2[0-3][0-5][0-9])(?!\d|\s?-)"
    r"|(?P<word>(?:12(?::00)?\s*)?(?<![a-z])(?:noon|midnight|midday)\b))"
)
CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_ZONE = re.compile(
    r"\s*[,(]?\s*(?P<zone>[A-Z]{2,4}\b|[A-Za-z]+(?:\s+(?:standard|daylight|std\.?))?)"
    r"(?:\s+time\b)?\)?",
    re.IGNORECASE,
)
_HOURS_IN_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_PART = r"(?:\s+o'clock)?(?:\s+(?:in the (?:morning|afternoon|evening)|at night))?"
_LOOSE = (
    r"(?:\d{1,2}(?::\d\d)?\s*(?:[ap]\s?\.?\s?m\b\.?|noon)|noon|midnight|"
    rf"(?:\d{{1,2}}(?::\d\d)?|\b(?:{'|'.join(_HOURS_IN_WORDS)})\b){_PART})"
)
"""A time of a range, which may be a bare number or a word: "nine", "4 in the afternoon"."""
_RANGE = re.compile(
    rf"(?P<from>{_LOOSE})\s*(?:to|-|until|through|thru|and|till)\s*(?P<to>{_LOOSE})", re.IGNORECASE
)
_DAY_RANGE = re.compile(
    rf"\b({_DAY}|[mtwfs])\.?\s*(?:-|to|through|thru)\s*({_DAY}|[fsu]|th)\b", re.IGNORECASE
)
_ALWAYS = re.compile(
    r"\b(24\s*/\s*7|24 hours|around the clock|day or night|day and night|any ?time of)\b", re.I
)
_DAILY = re.compile(
    r"\b(7 days|seven days|every day|any day|daily|weekdays and weekends|including weekends)\b",
    re.IGNORECASE,
)


@cache
def loose(cue: str) -> re.Pattern[str]:
    """A pattern without regard to case in which any white space stands for a space."""
    return re.compile(cue.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day ``[start, end)`` in a text, with its zone where one is printed.

    ``zone`` is an IANA name; ``offset`` the UTC offset in hours that an abbreviation such as
    EST means literally. ``midnight`` ends the day it belongs to.
    """

    start: int
    end: int
    at: time
    midnight: bool = False
    zone: str | None = None
    offset: int | None = None


def find_clocks(plain: str, start: int = 0, end: int | None = None) -> Iterator[Clock]:
    """Every time of day in ``plain[start:end]``, in order."""
    for match in CLOCK.finditer(plain, start, len(plain) if end is None else end):
        at = _time_of(match)
        if at is None:
            continue
        word = (match.group("word") or "").lower()
        zone, offset, stop = zone_after(plain, match.end(), end)
        yield Clock(match.start(), stop, at, word.endswith("midnight"), zone, offset)


def zone_after(
    plain: str, position: int, end: int | None = None
) -> tuple[str | None, int | None, int]:
    """The zone printed right after ``position``: IANA name, literal offset, where it ends."""
    match = _ZONE.match(plain, position, len(plain) if end is None else end)
    while match is not None:
        name = " ".join(match.group("zone").lower().replace("std.", "standard").split())
        row = load("clock_words")["zones"].get(name)
        if row is not None and (len(name) > 2 or match.group("zone").isupper()):
            return row[0], row[1], match.end()
        if " " not in name:
            break
        match = _ZONE.match(plain, position, match.start("zone") + name.index(" "))
    return None, None, position


def moment_of(day: date, clock: Clock, office: Office) -> tuple[datetime, bool]:
    """The instant of a printed time on a printed day, in the office's zone; True to review.

    Without a printed zone it is the office's, and a person looks. Where an abbreviation can be
    read as the region's wall time or literally ("EST" in July), the earlier instant is taken.
    """
    if clock.midnight:
        day += timedelta(days=1)
    if clock.zone is None:
        return datetime.combine(day, clock.at, office.tz), True
    wall = datetime.combine(day, clock.at, ZoneInfo(clock.zone))
    if clock.offset is None:
        return wall.astimezone(office.tz), False
    literal = datetime.combine(day, clock.at, timezone(timedelta(hours=clock.offset)))
    here = literal.astimezone(office.tz)
    if here.utcoffset() == timedelta(hours=clock.offset):
        return here, False
    return min(wall, literal).astimezone(office.tz), wall != literal


def line_hours(printed: str) -> LineHours | None:
    """The hours of a telephone line from their printed words; None where they say none."""
    days = _weekdays(printed)
    for match in _RANGE.finditer(printed):
        told = _opens_and_closes(match)
        if told is not None:
            zone = zone_after(printed, match.end())[0] or _any_zone(printed)
            return LineHours(*told, days, zone)
    if _ALWAYS.search(printed):
        return LineHours(time(0), time(23, 59), EVERY_DAY, None)
    if _DAILY.search(printed):
        return LineHours(time(0), time(23, 59), EVERY_DAY, _any_zone(printed))
    return None


@cache
def number_pattern() -> str:
    """A regular expression for a spelled number up to 999, without groups."""
    words = sorted((w for w in load("clock_words")["numbers"] if len(w) > 2), key=len, reverse=True)
    one = "|".join(words)
    return rf"(?:(?:a\s+)?(?:{one})(?:[\s-]+(?:and\s+)?(?:{one}))*)"


def number_of(words: str) -> int | None:
    """The value of a spelled number ("one hundred and eighty"); None for no number."""
    numbers = load("clock_words")["numbers"]
    total = 0
    found = False
    for word in re.findall(r"[a-z]+", words.lower()):
        if word not in numbers:
            continue
        value = numbers[word]
        if value == 1 and word in ("a", "an") and found:
            continue
        total = (total or 1) * value if value == 100 else total + value
        found = True
    return total if found else None


def find_hours(plain: str, start: int, end: int) -> Iterator[Clock]:
    """Every range of hours in ``plain[start:end]`` ("8 a.m. to 6 p.m. CT") as its closing time.

    Two bare numbers are hours only where a zone follows ("8-6 CT").
    """
    for match in _RANGE.finditer(plain, start, end):
        told = _opens_and_closes(match)
        if told is None:
            continue
        zone, offset, stop = zone_after(plain, match.end(), end)
        if zone is not None or next(find_clocks(plain, *match.span()), None) is not None:
            yield Clock(match.start(), stop, told[1], False, zone, offset)


def _opens_and_closes(match: re.Match[str]) -> tuple[time, time] | None:
    """The two times of a range; a closing time before the opening one is an afternoon's."""
    opens, closes = _loose(match.group("from")), _loose(match.group("to"))
    if opens is None or closes is None:
        return None
    if closes <= opens and closes.hour < 12:
        closes = closes.replace(hour=closes.hour + 12)
    return (opens, closes) if opens < closes else None


def _time_of(match: re.Match[str]) -> time | None:
    groups = match.groupdict()
    if groups["word"]:
        return time(0) if groups["word"].lower().endswith("midnight") else time(12)
    military = groups["military"] or groups["bare"]
    if military:
        return time(int(military[:2]), int(military[2:]))
    if groups["hour24"]:
        return time(int(groups["hour24"]), int(groups["minute24"]))
    digits = str.maketrans("OoIilLSsBb", "0011115588")
    hour = int(groups["hour"].translate(digits))
    minute = int((groups["minute"] or "0").translate(digits))
    half = groups["half"].lower()
    if hour > 23 or (hour > 12 and not half.startswith("p")):
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, minute)


def _loose(words: str) -> time | None:
    """A time of a range, where "8" is a time too."""
    clock = next(find_clocks(words), None)
    if clock is not None:
        return time(23, 59) if clock.midnight else clock.at
    told = re.match(r"\s*(?:(\d{1,2})(?::(\d\d))?|([a-z]+))\b", words, re.IGNORECASE)
    if told is None:
        return None
    named = (told.group(3) or "").lower()
    hour = (
        _HOURS_IN_WORDS.index(named) + 1 if named in _HOURS_IN_WORDS else int(told.group(1) or 24)
    )
    minute = int(told.group(2) or 0)
    if hour < 12 and re.search(r"afternoon|evening|night", words, re.IGNORECASE):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _weekdays(printed: str) -> tuple[int, ...]:
    if _ALWAYS.search(printed) or _DAILY.search(printed):
        return EVERY_DAY
    match = _DAY_RANGE.search(printed)
    if match is None:
        return (0, 1, 2, 3, 4)
    first, last = (_day_number(name) for name in match.groups())
    return tuple(range(first, last + 1)) if first < last else (0, 1, 2, 3, 4)


def _day_number(name: str) -> int:
    name = name.lower()
    if len(name) >= 3:
        return _DAYS.index(name[:3])
    return {"m": 0, "t": 1, "w": 2, "th": 3, "f": 4, "s": 5, "u": 6}.get(name, 0)


def _any_zone(printed: str) -> str | None:
    for match in re.finditer(r"[A-Za-z]+", printed):
        zone, _, _ = zone_after(printed, match.start())
        if zone is not None:
            return zone
    return None
