"""Spans that could be a limit: amounts of time, days counted off, printed dates, events.

Nothing is decided here: what right a limit belongs to, whose it is and what day it means is
left to :mod:`docextract.letter.deadlines`. A limit only knows its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from docextract.facts import DeadlineUnit
from docextract.letter.clock_text import Clock, loose, number_of, number_pattern
from docextract.letter.dates import FoundDate
from docextract.letter.deadlines_clock import (
    CLOSE_OF_BUSINESS,
    HOUR_AFTER,
    HOUR_BEFORE,
    clock_after,
    clock_before,
    hours_after,
    with_zone,
)
from docextract.letter.deadlines_days import days_in
from docextract.pages.text import Text
from docextract.rules import load

Shape = Literal["window", "counted", "stated", "event"]
DAYS_IN_WEEK, MONTHS_IN_YEAR = 7, 12
_AT_LEAST = {
    DeadlineUnit.HOURS: 1,
    DeadlineUnit.CALENDAR_DAYS: 24,
    DeadlineUnit.BUSINESS_DAYS: 24 * 1.4,
    DeadlineUnit.MONTHS: 24 * 30.4,
}
"""Hours in a unit, to tell the shorter of two amounts that are meant to be the same."""
_BRACKET_ENDS = re.compile(r"\s*\)")
_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})

_NUMBER = r"(?<![\d.,/:$-])(?P<digits>[0-9Il|][0-9OoIl|SB]{0,2})(?!\d|[.,/:]\d)"
_MODIFIER = (
    r"(?P<mod>(?:calendar|business|working|work|bus\.?|cal\.?|consecutive|full|federal|"
    r"(?:cal|bus|work)[a-z]{1,6}(?:\s[a-z]{1,2})?)[\s-]+)*"
)
"""With what an OCR makes of "calendar" and "business"."""
_UNIT = r"(?P<unit>days?|davs?|hours?|hrs?\b|months?|weeks?|years?|yrs?\b)(?![A-Za-z])"
_ORDINAL_DIGITS = r"\d{1,3}(?:st|nd|rd|th)"
_WITHIN = loose(
    r"\b(?:within|w/in|wlthin|inside|inside of|no later than|not later than|no more than|"
    r"not more than|up to|"
    r"at most|less than|in|for|until|after|have|has|had|got|next|first|of|window|limit|deadline|"
    r":|the|by|"
    r"is|are|a|an|give[ns]?|gets?|gives|allow\w*|takes?|last|before|than|during|only|and|or)"
    r"(?:[\s:]+| - )$"
)
_REFUSED = loose(
    r"\b(?:not|cannot|won't|no longer|can't)\b.{0,60}\b(?:accept|consider|review|honou?r|take|"
    r"available|allow|request|offer|file|process|schedul|possible|eligible|permit|set up|arrange|"
    r"discuss|talk|speak|call|reach|hear)|"
    r"only (?:an?|the|through an|through the) (?:\w+ )?appeal|"
    r"too late|untimely|will be (?:denied|dismissed|returned|rejected)"
)
_NO_LIMIT = loose(r"[ -]*old\b| ?(?:a|per|each|every|/) ?(?:day|week|month|year)\b")
"""What follows an amount that is an age or a rate: "7 days a week"."""
_WAITING = loose(r"\bwait(?:ing|s|ed)?(?: for)?(?: up to| as long as| another)? $")
_NOT_LEADING = {"after", "than"}
_WEAK_LEAD = {"of", "a", "an", "are", "is", "and", "or", "only"}
_PART_OF_LIMIT = {"within", "w/in", "wlthin", "inside", "no later than", "not later than",
                  "no more than", "not more than", "up to", "until", "by", "in"}  # fmt: skip
_LEAD = loose(
    r"\b(?:(?P<lead>by|before|until|till|through|thru|no later than|not later than|on or before|"
    r"prior to|up to|due(?: date)?(?: is| on| by)?|"
    r"(?:deadlines?|due date|cut-?off|last day|time limit)(?: [\w-]+){0,8}?(?: is| was|:| of)?|"
    r"(?:latest|last|final) (?:time|date|moment|point|chance|opportunity)(?: [\w'-]+){0,10}? "
    r"(?:is|will be|:)|not beyond|no further than|"
    r"(?:expires?|ends?|closes?|lapses?|shuts?|stops?|terminates?|runs? out|is (?:gone|over))"
    r"(?: for (?:[\w']+ ){1,3}?)?(?: ?on| ?at)?|"
    r"expir(?:y|ation)(?: date)?|last day(?: \w+){0,4}(?: is)?|"
    r"up to and including|must be \w+ on|ending|cut-?off(?: is)?|not after|open until)\b)"
    r"(?:\s|,|:|[.·_]{2,}|\b(?:on|at|or before|and including|the|end of|close of|business|the day|"
    r"day|of|than|midnight|about|time|is|date|your|our|its|last|final|paid|covered|approved|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?|back|in|lines?|desk|phones?|closes?|closing|c\.?o\.?b|e\.?o\.?b|e\.?o\.?d)\b\.?)*$"
)
_COUNTED_DAY = loose(
    rf"\b(?:(?:the )?(?P<ordinal>{_ORDINAL_DIGITS}|[a-z]+(?:-[a-z]+)?)\s+)?(?P<kind>(?:calendar|"
    r"business|working|work|full)\s+)?day\b(?P<side>,?\s+(?:that |which )?(?:immediately )?"
    r"(?:after|following|follows|before|prior to|preceding|precedes|from|of))?"
)
_FIRM = re.compile(
    r"deadline|due|expir|end|close|laps|shut|stop|terminat|run|last|cut|no later|not later|"
    r"until|time",
    re.I,
)
_TODAY = loose(
    r"\btoday\b|\b(?:the )?same (?:business )?day\b(?: as this (?:letter|notice|fax))?|"
    r"\bthe (?:date|day) of this (?:letter|notice|fax)"
)


_RANGE = loose(
    r"\b(?:call|reach|talk|speak|available|availability|schedul\w*|arrang\w*|open|slots?|hours|peer)"
    r"\b[^;.()]{0,60}?\b"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?"
    r"(?:, \d{1,2}(?!\d))*(?:,? \d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
    r",? ?(?:and|or|to|-|through|thru|until|till) ?(?:[a-z]+day,? )?(?:the )?$"
)
"""What stands before the last day of a range: "between March 4 and …"."""
_OPENS_RANGE = loose(
    r",? ?(?:-|through|thru|until|till|to) ?(?:[a-z]{3,9}\.?,? )?"
    r"(?:[a-z]{3,9}\.? \d{1,2}|\d{1,2}/\d{1,2})\b"
)
"""What follows the first day of a range: "3/3/26 through Mon 3/9/26"."""
_FROM_A_DAY = loose(
    r"\b(?:from|between|of) (?:[a-z]{3,9}\.? \d{1,2}(?:,? \d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?),? ?"
    r"(?:and|to|-|through|thru|until|till) ?(?:[a-z]+day,? )?$"
)
"""What stands before the last day of a stay or a course: "from May 18 through …"."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One candidate ``[start, end)`` of a text.

    window: ``amount`` of ``unit`` from an anchor still to be told; counted: the ``amount``-th
    day after (negative: before) an anchor, perhaps at a clock time; stated: a printed date,
    perhaps with a time; event: no date at all. ``led`` is False for an amount without a word
    such as "within" before it; ``late`` is True for "not after 14 days"; ``firm``
    where its lead word needs no verb ("deadline:", "expires"); ``ranged`` for the last day of a
    printed range of days. ``doubt`` says why a person should look.
    """

    shape: Shape
    start: int
    end: int
    amount: int | None = None
    unit: DeadlineUnit | None = None
    day: FoundDate | None = None
    clock: Clock | None = None
    exclusive: bool = False
    led: bool = True
    late: bool = False
    firm: bool = False
    ranged: bool = False
    doubt: tuple[str, ...] = ()


def find_limits(
    text: Text, start: int, end: int, *, labelled: bool = False, near: date | None = None
) -> list[Limit]:
    """The candidates of one sentence or cell, in order; ``labelled`` cells need no lead word.

    ``near`` is the letter's date: a day printed without its year is the first one after it.
    """
    stated = list(_stated(text, start, end, labelled=labelled, near=near))
    counted = [*_counted(text.plain, start, end), *_same_day(text.plain, start, end)]
    windows = [replace(w, firm=labelled) for w in find_windows(text.plain, start, end)]
    taken = [(x.start, x.end) for x in counted]
    windows = [w for w in windows if not any(a < w.end and w.start < b for a, b in taken)]
    windows = _told_once(text.plain, windows, end)
    apart = [c for c in counted if not any(_is_last_day(text.plain, w, c) for w in windows)]
    windows = [_with_last_day(text.plain, w, counted) for w in windows]
    return sorted([*stated, *apart, *windows], key=lambda x: x.start)


def _is_last_day(plain: str, window: Limit, counted: Limit) -> bool:
    """True for "the third day" behind "within three days of …": the window's own last day."""
    behind = window.end <= counted.start and window.amount == counted.amount
    return behind and not _counts(plain[counted.end : counted.end + 12])


def _with_last_day(plain: str, window: Limit, counted: list[Limit]) -> Limit:
    """A window with the hour that is told of its last day."""
    for day in counted:
        if _is_last_day(plain, window, day):
            return replace(window, clock=day.clock, doubt=(*window.doubt, *day.doubt))
    return window


def find_events(plain: str, start: int, end: int) -> list[Limit]:
    """Events that end an offer ("until an appeal is filed"), for talks without a date."""
    found: list[Limit] = []
    stretch = plain[start:end]
    for cue in load("deadline_cues")["events"]["cues"]:
        matches = loose(cue).finditer(stretch)
        found.extend(Limit("event", start + m.start(), start + m.end()) for m in matches)
    return sorted(found, key=lambda x: x.start)[:1]


def find_windows(plain: str, start: int, end: int) -> Iterator[Limit]:
    """The amounts of time in a stretch, whatever they are for."""
    for match in _amounts().finditer(plain, start, end):
        amount, doubt = _amount(match)
        if amount is None:
            continue
        found = _unit(amount, match)
        ahead = plain[match.end() : min(end, match.end() + 12)]
        if found is None or _NO_LIMIT.match(ahead):
            continue
        amount, unit = found
        lead = _WITHIN.search(plain, max(start, match.start() - 24), match.start())
        word = lead.group().strip(" \n\t:").lower() if lead else ""
        if _WAITING.search(plain, max(start, match.start() - 30), match.start()):
            continue
        if match.group("single") and (not word or word in _WEAK_LEAD) and not _counts(ahead):
            continue  # "of therapy a day"
        late = _too_late(plain, start, match, end)
        if word in _NOT_LEADING and not late:
            continue
        begin = lead.start() if lead and word in _PART_OF_LIMIT else match.start()
        yield Limit(
            "window",
            begin,
            match.end(),
            amount,
            unit,
            led=bool(word) and word not in _WEAK_LEAD,
            late=late,
            doubt=doubt,
        )


def _counts(ahead: str) -> bool:
    """True where an amount goes on with what it is counted from."""
    return re.match(r"\s+(?:from|after|following|of)\b", ahead, re.IGNORECASE) is not None


def _told_once(plain: str, windows: list[Limit], end: int) -> list[Limit]:
    """The windows with "6 months (180 days)" as one: the shorter of the two, in doubt."""
    kept: list[Limit] = []
    for one in windows:
        before = kept[-1] if kept else None
        closed = _BRACKET_ENDS.match(plain, one.end, end)
        if before is None or closed is None or plain[before.end : one.start].strip() != "(":
            kept.append(one)
            continue
        shorter = min(before, one, key=_hours_of)
        doubt = (*before.doubt, *one.doubt, "two_amounts")
        kept[-1] = replace(
            before, amount=shorter.amount, unit=shorter.unit, end=closed.end(), doubt=doubt
        )
    return kept


def _hours_of(window: Limit) -> float:
    """About how long a window is, at least."""
    assert window.amount is not None
    assert window.unit is not None
    return window.amount * _AT_LEAST[window.unit]


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
        clock = clock_before(plain, start, match.start())
        forward = any(word in side for word in ("after", "follow", "from"))
        led = _led(plain, start, match.start("ordinal") if number else match.start())
        if number is None and not ((forward or back) and (led or clock)):
            continue
        if number is not None and not (led or clock or forward):
            continue
        kind = (match.group("kind") or "").lower()
        working = kind.startswith(("bus", "work"))
        unit = DeadlineUnit.BUSINESS_DAYS if working else DeadlineUnit.CALENDAR_DAYS
        clock = clock or (None if side else clock_after(plain, match.end(), end))
        begin = (
            clock.start
            if clock and clock.start < match.start()
            else (match.start("ordinal") if number else match.start())
        )
        amount = (number or 1) * (-1 if back else 1)
        doubt = ("close_of_business",) if CLOSE_OF_BUSINESS.search(plain, start, begin) else ()
        stop = max(match.start("side"), clock.end if clock else 0) if side else match.end()
        firm = clock is not None and led
        yield Limit("counted", begin, stop, amount, unit, clock=clock, firm=firm, doubt=doubt)


def _same_day(plain: str, start: int, end: int) -> Iterator[Limit]:
    """A time on the letter's own day: "by 4:00 PM today"."""
    for match in _TODAY.finditer(plain, start, end):
        clock = clock_before(plain, start, match.start()) or clock_after(plain, match.end(), end)
        cob = CLOSE_OF_BUSINESS.search(plain, max(start, match.start() - 40), match.start())
        if clock is None and cob is None:
            continue
        begin = min(clock.start, match.start()) if clock else match.start()
        stop = max(clock.end, match.end()) if clock else match.end()
        doubt = () if clock else ("close_of_business",)
        unit = DeadlineUnit.CALENDAR_DAYS
        yield Limit("counted", begin, stop, 0, unit, clock=clock, firm=True, doubt=doubt)


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


def _stated(
    text: Text, start: int, end: int, *, labelled: bool, near: date | None
) -> Iterator[Limit]:
    for found in days_in(text, start, end, near):
        before = clock_before(text.plain, start, found.start)
        unread = (
            None
            if before
            else HOUR_BEFORE.search(text.plain, max(start, found.start - 40), found.start)
        )
        begin = before.start if before else unread.start() if unread else found.start
        lead = _LEAD.search(text.plain, max(start, begin - 60), begin)
        late = lead is None and _refused_after(text.plain, start, begin, found.end, end)
        sooner = lead is None and _whichever_first(text.plain, start, begin, found.end, end)
        if _OPENS_RANGE.match(text.plain, found.end, end):
            continue
        ranged = _RANGE.search(text.plain, max(start, begin - 120), begin)
        if lead and not ranged and _FROM_A_DAY.search(text.plain, max(start, begin - 60), begin):
            continue
        if not (lead or ranged or labelled or late or sooner):
            continue
        hours = None if before else hours_after(text.plain, found.end, end)
        clock = before or hours or clock_after(text.plain, found.end, end)
        clock = with_zone(text.plain, clock, found.end, end) if before and clock else clock
        word = (lead.group("lead") or "").lower() if lead else ""
        stop = max(found.end, clock.end if clock else 0)
        cob = CLOSE_OF_BUSINESS.search(text.plain, max(start, begin - 40), begin)
        doubt = (*_close(cob), "hours_of_line") if hours else _close(cob)
        if clock is None and (unread or HOUR_AFTER.match(text.plain, found.end, end)):
            doubt = (*doubt, "hour_unread")
        if found.ambiguous:
            doubt = (*doubt, "date_ambiguous")
        yield Limit(
            "stated",
            lead.start() if lead and word else begin,
            stop,
            day=found,
            clock=clock,
            exclusive=word in ("before", "prior to") and not _whole_day(text.plain, found, end),
            late=late,
            ranged=ranged is not None,
            firm=sooner or (lead is None and labelled) or bool(_FIRM.match(word)),
            doubt=doubt,
        )


def _close(match: re.Match[str] | None) -> tuple[str, ...]:
    """The doubt of a day whose hour is told as a close: of business, or of the line."""
    if match is None:
        return ()
    return (
        ("close_of_line",)
        if re.search(r"line|desk|phone", match[0], re.I)
        else ("close_of_business",)
    )


def _whichever_first(plain: str, start: int, begin: int, stop: int, end: int) -> bool:
    """True for the day in "until discharge or March 9, 2026, whichever comes first"."""
    before = re.search(
        r"\b(?:until|till|before|by|within)\b[^.;]*\bor\s+$", plain[start:begin], re.I
    )
    after = re.match(
        r"\W*whichever (?:is|comes|occurs|happens) (?:first|sooner|earlier)", plain[stop:end], re.I
    )
    return before is not None and after is not None


def _whole_day(plain: str, found: FoundDate, end: int) -> bool:
    """True for "before March 12, 2026 ends" and "before March 2026 is out"."""
    rest = plain[found.end : min(end, found.end + 30)]
    return bool(re.match(r"\s*(?:ends|closes|is (?:out|over|past)|has ended|runs out)\b", rest))


def _refused_after(plain: str, start: int, begin: int, stop: int, end: int) -> bool:
    """True for "not accepted after March 3, 2026"."""
    if not re.search(r"\bafter\s+(?:\w+day,?\s+)?$", plain[start:begin], re.IGNORECASE):
        return False
    return bool(_REFUSED.search(plain[start:begin]) or _REFUSED.search(plain[stop:end]))
