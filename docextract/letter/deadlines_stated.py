"""Printed days that could be a limit: led to by words such as "by", refused after, or labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from docextract.letter.clock_text import Clock, loose
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
from docextract.letter.deadlines_windows import REFUSED, Limit, find_windows
from docextract.pages.text import Text
from docextract.rules import load

LEAD = loose(
    r"\b(?:(?P<lead>by|before|until|till|through|thru|no later than|not later than|on or before|"
    r"prior to|up to|due(?: date)?(?: is| on| by)?|"
    r"(?:deadlines?|due date|cut-?off|last day|time limit)(?: [\w-]+){0,8}?(?: is| was|:| of)?|"
    r"(?:latest|last|final) (?:time|date|moment|point|chance|opportunity)(?: [\w'-]+){0,10}? "
    r"(?:is|will be|:)|not beyond|no further than|"
    r"(?:expires?|ends?|closes?|lapses?|shuts?|stops?|terminates?|runs? out|is (?:gone|over))"
    r"(?: for (?:[\w']+ ){1,3}?)?(?: ?on| ?at)?|"
    r"expir(?:y|ation)(?: date)?|last day(?: \w+){0,4}(?: is)?|"
    r"up to and including|must be \w+ on|ending|cut-?off(?: is)?|not after|open until)\b)"
    r"(?:\s|,|:|\(|[.·_]{2,}|\b(?:on|at|or before|and including|the|end of|close of|"
    r"business|the day|day|of|than|midnight|about|time|is|date|your|our|its|last|final|paid|"
    r"covered|approved|"
    r"the (?:day|date) (?:on which |that |when )?(?:[\w']+ ){1,5}(?:starts?|begins?|ends?|stops?|"
    r"changes?)|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?|back|in|lines?|desk|phones?|closes?|closing|c\.?o\.?b|e\.?o\.?b|e\.?o\.?d)\b\.?)*$"
)
NOON = 12
_FIRM = re.compile(
    r"deadline|due|expir|end|close|laps|shut|stop|terminat|run|last|cut|no later|not later|"
    r"until|time",
    re.I,
)
_DECIDES = loose(
    r"\b(?:will|shall|am going to|are going to|is to) (?:\w+ )?(?:decide|finali[sz]e|be (?:decided|"
    r"final|finali[sz]ed|made|issued|closed)|become final|(?:issue|make|close|render) (?:a|an|my|"
    r"our|the|this) (?:\w+ ){1,3}?)(?: \w+){0,4}? ?(?:at|on|by)\s$"
)
"""What leads to the moment of the plan's decision: "I will decide at 3:00 PM on …"."""
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


def find_stated(
    text: Text, start: int, end: int, *, labelled: bool, near: date | None
) -> Iterator[Limit]:
    """The printed days of one sentence or cell that could be a last day; see ``find_limits``."""
    for found in days_in(text, start, end, near):
        before = clock_before(text.plain, start, found.start)
        unread = (
            None
            if before
            else HOUR_BEFORE.search(text.plain, max(start, found.start - 40), found.start)
        )
        begin = before.start if before else unread.start() if unread else found.start
        lead = LEAD.search(text.plain, max(start, begin - 60), begin)
        late = lead is None and _refused_after(text.plain, start, begin, found.end, end)
        sooner = lead is None and _whichever_first(text.plain, start, begin, found.end, end)
        if _OPENS_RANGE.match(text.plain, found.end, end):
            continue
        decides = _is_decided(text.plain, start, begin, end)
        ranged = _RANGE.search(text.plain, max(start, begin - 120), begin)
        if lead and not ranged and _FROM_A_DAY.search(text.plain, max(start, begin - 60), begin):
            continue
        if not (lead or ranged or labelled or late or sooner or decides):
            continue
        if lead is None and labelled and _counted_to(text.plain, start, found.start):
            continue  # the day that a window is counted from
        hours = None if before else hours_after(text.plain, found.end, end)
        clock = before or hours or clock_after(text.plain, found.end, end)
        clock = with_zone(text.plain, clock, found.end, end) if before and clock else clock
        clock = _of_half(clock, found.raw) if clock else None
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
            decides=decides,
            doubt=doubt,
        )


def _of_half(clock: Clock, day: str) -> Clock:
    """A bare hour in the half of the day that is named: "3:00 tomorrow afternoon"."""
    later = re.search(r"afternoon|evening", day, re.IGNORECASE) and clock.at.hour < NOON
    return replace(clock, at=clock.at.replace(hour=clock.at.hour + NOON)) if later else clock


def _close(match: re.Match[str] | None) -> tuple[str, ...]:
    """The doubt of a day whose hour is told as a close: of business, or of the line."""
    if match is None:
        return ()
    return (
        ("close_of_line",)
        if re.search(r"line|desk|phone", match[0], re.I)
        else ("close_of_business",)
    )


def _is_decided(plain: str, start: int, begin: int, end: int) -> bool:
    """True for the moment at which the plan decides, whether or not it hears from the office."""
    decides = _DECIDES.search(plain, max(start, begin - 90), begin)
    conditions = load("deadline_cues")["plan_decides"]["cues"]
    return decides is not None and any(loose(c).search(plain, start, end) for c in conditions)


def _counted_to(plain: str, start: int, position: int) -> bool:
    """True where an amount of days in the same cell is counted from the day at ``position``."""
    before = list(find_windows(plain, start, position))
    if not before:
        return False
    between = plain[before[-1].end : position]
    return re.match(r"\W*(?:of|from|after|following)\b[^.;]*$", between, re.I) is not None


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
    return bool(REFUSED.search(plain[start:begin]) or REFUSED.search(plain[stop:end]))
