"""Spans that could be a limit: amounts of time, days counted off, printed dates, events.

Nothing is decided here: what right a limit belongs to, whose it is and what day it means is
left to :mod:`docextract.letter.deadlines`. A limit only knows its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from docextract.facts import DeadlineUnit
from docextract.letter.clock_text import loose
from docextract.letter.deadlines_clock import CLOSE_OF_BUSINESS, clock_after, clock_before
from docextract.letter.deadlines_stated import LEAD, find_stated
from docextract.letter.deadlines_windows import Limit, counts, find_windows, told_once
from docextract.pages.text import Text
from docextract.rules import load

_ORDINAL_DIGITS = r"\d{1,3}(?:st|nd|rd|th)"
_COUNTED_DAY = loose(
    rf"\b(?:(?:the )?(?P<ordinal>{_ORDINAL_DIGITS}|[a-z]+(?:-[a-z]+)?)\s+)?(?P<kind>(?:calendar|"
    r"business|working|work|full)\s+)?day\b(?P<side>,?\s+(?:that |which )?(?:immediately )?"
    r"(?:after|following|follows|before|prior to|preceding|precedes|from|of))?"
)
_TODAY = loose(
    r"\btoday\b|\b(?:the )?same (?:business )?day\b(?: as this (?:letter|notice|fax))?|"
    r"\bthe (?:date|day) of this (?:letter|notice|fax)"
)


_ENDS_TODAY = loose(
    r"\b(?:by|before|until|till|no later than|not later than|must|has to|have to|deadline|due|last|"
    r"latest|clos\w+|ends?|expir\w+|lapses?|runs? out|available|open)\b"
)
"""What tells a limit on the letter's own day from a call that was made on it."""
_IN_WORDS = loose(r"[^.;]{0,60}?[ ,;:(-]*(?:that is|that means|i\.e\.|which is|meaning|namely),? ?")


def find_limits(
    text: Text, start: int, end: int, *, labelled: bool = False, near: date | None = None
) -> list[Limit]:
    """The candidates of one sentence or cell, in order; ``labelled`` cells need no lead word.

    ``near`` is the letter's date: a day printed without its year is the first one after it.
    """
    stated = list(find_stated(text, start, end, labelled=labelled, near=near))
    counted = [*_counted(text.plain, start, end), *_same_day(text.plain, start, end)]
    windows = [replace(w, firm=labelled) for w in find_windows(text.plain, start, end)]
    taken = [(x.start, x.end) for x in counted]
    windows = [w for w in windows if not any(a < w.end and w.start < b for a, b in taken)]
    windows = told_once(text.plain, windows, end)
    counted = [c for c in counted if not _told_as_date(text.plain, c, stated)]
    apart = [c for c in counted if not any(_is_last_day(text.plain, w, c) for w in windows)]
    windows = [_with_last_day(text.plain, w, counted) for w in windows]
    return sorted([*stated, *apart, *windows], key=lambda x: x.start)


def _told_as_date(plain: str, counted: Limit, stated: list[Limit]) -> bool:
    """True for "noon of the day before …, that is, by noon on Thursday, April 23": a day counted
    back from another whose date is printed behind it."""
    return (counted.amount or 0) < 0 and any(
        _IN_WORDS.fullmatch(plain, counted.end, day.start)
        for day in stated
        if day.start > counted.end
    )


def _is_last_day(plain: str, window: Limit, counted: Limit) -> bool:
    """True for "the third day" behind "within three days of …": the window's own last day."""
    behind = window.end <= counted.start and window.amount == counted.amount
    return behind and not counts(plain[counted.end : counted.end + 12])


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
        if (
            clock
            and clock.start > match.start()
            and not _ENDS_TODAY.search(plain, start, clock.start)
        ):
            continue  # "we called you today at 11:30"
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
    return LEAD.search(plain, max(start, position - 60), position) is not None or bool(
        re.search(r"\b(?:on|within|in)\s+(?:the\s+)?$", plain[max(start, position - 12) : position])
    )
