"""Spans that could be a limit: amounts of time, days counted off, printed dates, events.

Nothing is decided here: what right a limit belongs to, whose it is and what day it means is
left to :mod:`docextract.letter.deadlines`. A limit only knows its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from docextract.facts import DeadlineUnit
from docextract.letter.clock_text import Clock, find_clocks, loose, number_of, number_pattern
from docextract.letter.dates import FoundDate, find_dates
from docextract.pages.text import Text
from docextract.rules import load

Shape = Literal["window", "counted", "stated", "event"]
DAYS_IN_WEEK, MONTHS_IN_YEAR = 7, 12
_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})

_NUMBER = r"(?<![\d.,/:$-])(?P<digits>[0-9Il|][0-9OoIl|SB]{0,2})(?!\d|[.,/:]\d)"
_MODIFIER = r"(?P<mod>(?:calendar|business|working|work|bus\.?|cal\.?|consecutive|full|federal)[\s-]+)*"
_UNIT = r"(?P<unit>days?|davs?|hours?|hrs?\b|months?|weeks?|years?|yrs?\b)(?![A-Za-z])"
_ORDINAL_DIGITS = r"\d{1,3}(?:st|nd|rd|th)"
_WITHIN = loose(
    r"\b(?:within|w/in|wlthin|no later than|not later than|no more than|not more than|up to|at most|"
    r"less than|in|for|until|after|have|has|had|got|next|first|of|window|limit|deadline|:|the|by|"
    r"is|are|a|an|give[ns]?|gets?|gives|allow\w*|takes?|last|before|than|during|only|and|or)"
    r"[\s:]+$"
)
_REFUSED = loose(
    r"\b(?:not|cannot|won't|no longer|can't)\b.{0,60}\b(?:accept|consider|review|honou?r|take|available|"
    r"allow|request|offer|file|process|schedul|possible|eligible|permit|set up|arrange)|"
    r"too late|untimely|will be (?:denied|dismissed|returned|rejected)"
)
_NOT_LEADING = {"after", "of", "a", "an", "than", "are"}
_PART_OF_LIMIT = {"within", "w/in", "wlthin", "no later than", "not later than", "no more than",
                  "not more than", "up to", "until", "by", "in"}  # fmt: skip
_LEAD = loose(
    r"\b(?:(?P<lead>by|before|until|till|through|thru|no later than|not later than|on or before|"
    r"prior to|up to|due(?: date)?(?: is| on| by)?|deadlines?(?: is| for \w+)?|"
    r"expires?(?: on)?|ends?(?: on| at)?|closes?(?: on| at)?|last day(?: \w+){0,4}(?: is)?|"
    r"up to and including|must be \w+ on|ending|cut-?off(?: is)?|not after|open until)\b)"
    r"(?:\s|,|:|[.·_]{2,}|\b(?:on|at|or before|and including|the|end of|close of|business|the day|day|of|"
    r"than|midnight|about|time|is|date|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)\b\.?)*$"
)
_COUNTED_DAY = loose(
    rf"\b(?:(?:the )?(?P<ordinal>{_ORDINAL_DIGITS}|[a-z]+(?:-[a-z]+)?)\s+)?(?P<kind>(?:calendar|"
    r"business|working|work|full)\s+)?day\b(?P<side>,?\s+(?:that |which )?(?:immediately )?"
    r"(?:after|following|follows|before|prior to|preceding|precedes|from|of))?"
)
_CLOSE_OF_BUSINESS = loose(
    r"\b(?:close of (?:the )?(?:business|office)|c\.?o\.?b\b\.?|end of (?:the )?(?:business|working)"
    r" day|e\.?o\.?b\.?d\b|end of business)"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One candidate ``[start, end)`` of a text.

    window: ``amount`` of ``unit`` from an anchor still to be told; counted: the ``amount``-th
    day after (negative: before) an anchor, perhaps at a clock time; stated: a printed date,
    perhaps with a time; event: no date at all. ``led`` is False for an amount without a word
    such as "within" before it; ``late`` is True for "not after 14 days". ``doubt`` says why a person should look.
    """

    shape: Shape
    start: int
    end: int
    amount: int | None = None
    unit: DeadlineUnit | None = None
    date: FoundDate | None = None
    clock: Clock | None = None
    exclusive: bool = False
    led: bool = True
    late: bool = False
    doubt: tuple[str, ...] = ()


def find_limits(text: Text, start: int, end: int, *, labelled: bool = False) -> list[Limit]:
    """The candidates of one sentence or cell, in order; ``labelled`` cells need no lead word."""
    stated = list(_stated(text, start, end, labelled=labelled))
    counted = list(_counted(text.plain, start, end))
    windows = list(_windows(text.plain, start, end))
    taken = [(x.start, x.end) for x in counted]
    windows = [w for w in windows if not any(a < w.end and w.start < b for a, b in taken)]
    return sorted([*stated, *counted, *windows], key=lambda x: x.start)


def find_events(plain: str, start: int, end: int) -> list[Limit]:
    """Events that end an offer ("until an appeal is filed"), for talks without a date."""
    found = []
    for cue in load("deadline_cues")["events"]["cues"]:
        for match in loose(cue).finditer(plain[start:end]):
            found.append(Limit("event", start + match.start(), start + match.end()))
    return sorted(found, key=lambda x: x.start)[:1]


def _windows(plain: str, start: int, end: int) -> Iterator[Limit]:
    for match in _amounts().finditer(plain, start, end):
        amount, doubt = _amount(match)
        if amount is None:
            continue
        found = _unit(amount, match)
        ahead = plain[match.end() : min(end, match.end() + 12)]
        if found is None or re.match(r"[\s-]*old\b", ahead):
            continue
        amount, unit = found
        lead = _WITHIN.search(plain, max(start, match.start() - 24), match.start())
        word = lead.group().strip(" \n\t:").lower() if lead else ""
        late = _too_late(plain, start, match, end)
        if word in _NOT_LEADING and not late:
            continue
        begin = lead.start() if lead and word in _PART_OF_LIMIT else match.start()
        yield Limit("window", begin, match.end(), amount, unit, led=bool(word), late=late, doubt=doubt)


def _too_late(plain: str, start: int, match: re.Match[str], end: int) -> bool:
    """True for "not after 14 days" and "later than 180 days is not accepted"."""
    before, rest = plain[start : match.start()], plain[match.end() : end]
    if not re.search(r"\b(?:after|than)\s+$", before):
        return False
    return bool(_REFUSED.search(before) or _REFUSED.search(rest))


def _amounts() -> re.Pattern[str]:
    words = number_pattern()
    return re.compile(
        rf"(?:(?P<words>\b{words})(?:\s*\(\s*(?P<both>[0-9OIl|]{{1,3}})\s*\))?|{_NUMBER}"
        rf"(?:\s*\(\s*(?P<spelled>{words})\s*\))?|\b(?P<single>an?))[\s-]*\n?{_MODIFIER}{_UNIT}",
        re.IGNORECASE,
    )


def _amount(match: re.Match[str]) -> tuple[int | None, tuple[str, ...]]:
    """The number of a matched amount; where words and digits differ, the smaller, in doubt."""
    if match.group("single"):
        return 1, ()
    doubt: tuple[str, ...] = ()
    values = []
    for part in (match.group("digits"), match.group("both")):
        if part:
            clean = part.translate(_DIGITS)
            if clean != part:
                doubt = ("digits_bent",)
            if clean.isdigit():
                values.append(int(clean))
    for part in (match.group("words"), match.group("spelled")):
        number = number_of(part) if part else None
        if number is not None:
            values.append(number)
    if not values:
        return None, ()
    if len(set(values)) > 1:
        doubt = ("words_and_digits_differ",)
    return min(values), doubt


def _unit(amount: int, match: re.Match[str]) -> tuple[int, DeadlineUnit] | None:
    unit = match.group("unit").lower()
    modifier = (match.group("mod") or "").lower()
    working = modifier.startswith(("bus", "work"))
    if unit.startswith("da"):
        kind = DeadlineUnit.BUSINESS_DAYS if working else DeadlineUnit.CALENDAR_DAYS
        return amount, kind
    if unit.startswith("h"):
        return amount, DeadlineUnit.HOURS
    if unit.startswith("w"):
        return amount * DAYS_IN_WEEK, DeadlineUnit.CALENDAR_DAYS
    if unit.startswith("m"):
        return amount, DeadlineUnit.MONTHS
    return amount * MONTHS_IN_YEAR, DeadlineUnit.MONTHS


def _counted(plain: str, start: int, end: int) -> Iterator[Limit]:
    """Days counted off: "the first business day after", "noon of the day before"."""
    for match in _COUNTED_DAY.finditer(plain, start, end):
        ordinal = (match.group("ordinal") or "").lower()
        number = _ordinal(ordinal)
        side = (match.group("side") or "").lower()
        back = any(word in side for word in ("before", "prior", "preced"))
        clock = _clock_before(plain, start, match.start())
        forward = any(word in side for word in ("after", "follow", "from"))
        led = _led(plain, start, match.start("ordinal") if number else match.start())
        if number is None and not ((forward or back) and (led or clock)):
            continue
        if number is not None and not (led or clock or forward):
            continue
        kind = (match.group("kind") or "").lower()
        working = kind.startswith(("bus", "work"))
        unit = DeadlineUnit.BUSINESS_DAYS if working else DeadlineUnit.CALENDAR_DAYS
        clock = clock or _clock_after(plain, match.end(), end)
        begin = clock.start if clock and clock.start < match.start() else (
            match.start("ordinal") if number else match.start()
        )
        amount = (number or 1) * (-1 if back else 1)
        doubt = ("close_of_business",) if _CLOSE_OF_BUSINESS.search(plain, start, begin) else ()
        yield Limit("counted", begin, match.end(), amount, unit, clock=clock, doubt=doubt)


def _ordinal(word: str) -> int | None:
    if not word:
        return None
    if word[0].isdigit():
        return int(re.sub(r"\D", "", word))
    number: int | None = load("clock_words")["ordinals"].get(word)
    return number


def _led(plain: str, start: int, position: int) -> bool:
    """True where a word such as "by" or "within" leads to ``position``."""
    return _LEAD.search(plain, max(start, position - 60), position) is not None or bool(
        re.search(r"\b(?:on|within|in)\s+(?:the\s+)?$", plain[max(start, position - 12) : position])
    )


def _stated(text: Text, start: int, end: int, *, labelled: bool) -> Iterator[Limit]:
    for found in find_dates(text, start, end):
        before = _clock_before(text.plain, start, found.start)
        begin = before.start if before else found.start
        lead = _LEAD.search(text.plain, max(start, begin - 60), begin)
        if lead is None and not labelled:
            continue
        clock = before or _clock_after(text.plain, found.end, end)
        word = (lead.group("lead") or "").lower() if lead else ""
        stop = max(found.end, clock.end if clock else 0)
        cob = _CLOSE_OF_BUSINESS.search(text.plain, max(start, begin - 40), begin)
        doubt = ("close_of_business",) if cob else ()
        if found.ambiguous:
            doubt = (*doubt, "date_ambiguous")
        yield Limit(
            "stated",
            lead.start() if lead and word else begin,
            stop,
            date=found,
            clock=clock,
            exclusive=word in ("before", "prior to"),
            doubt=doubt,
        )


def _clock_before(plain: str, start: int, position: int) -> Clock | None:
    """A clock time that leads over to a day: "4:00 PM CT on", "noon of the"."""
    clocks = [c for c in find_clocks(plain, max(start, position - 60), position)]
    if not clocks:
        return None
    between = plain[clocks[-1].end : position]
    bridge = r"[\s,]*(?:local )?(?:time)?[\s,]*(?:on|of|by)?\s*(?:the)?[\s,]*(?:\w+day,?)?[\s,]*"
    return clocks[-1] if re.fullmatch(bridge, between, re.IGNORECASE) else None


def _clock_after(plain: str, position: int, end: int) -> Clock | None:
    """A clock time that follows a date: ", 5:00 PM Eastern", "at noon"."""
    clocks = list(find_clocks(plain, position, min(end, position + 40)))
    if not clocks:
        return None
    between = plain[position : clocks[0].start]
    bridge = r"[\s,(]*(?:at|by|before|until|no later than|[-@])?[\s,]*"
    return clocks[0] if re.fullmatch(bridge, between, re.IGNORECASE) else None
