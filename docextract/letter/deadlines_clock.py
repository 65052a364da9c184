"""A time of day right beside a printed day: "by 4:00 PM CT on May 4", "May 4 at noon"."""

from __future__ import annotations

import re
from dataclasses import replace

from docextract.letter.clock_text import Clock, find_clocks, find_hours, loose, zone_after

CLOSE_OF_BUSINESS = loose(
    r"\b(?:close of (?:the )?(?:business|office)|c\.?o\.?b\b\.?|"
    r"end of (?:the )?(?:business|working) day|e\.?o\.?b\.?d\b|end of business|"
    r"clos(?:e|ing) of (?:the |our )?(?:\w+ )?(?:lines?|desk|phones)|"
    r"(?:lines?|desk|office|phones) closes?)"
)
HOUR_BEFORE = re.compile(
    r"\S{0,3}\d\S{0,4}\s?[ap]\s?\.?\s?m\b\.?,?(?:\s\(?[a-z]{2,8}\)?){0,3},?(?:\son|\sof)?\s*$", re.I
)
HOUR_AFTER = re.compile(
    r"[\s,(]*(?:(?:at|by|before|until|no later than)\s)?\S{0,3}\d\S{0,4}\s?[ap]\s?\.?\s?m\b", re.I
)
"""An hour beside a day, though it cannot be made out ("by 3:?5 p.m. ET on")."""


def clock_before(plain: str, start: int, position: int) -> Clock | None:
    """A clock time that leads over to a day: "4:00 PM CT on", "noon of the".

    The end of a line's hours does not ("8:00 to 5:00 Pacific, by June 18").
    """
    clocks = list(find_clocks(plain, max(start, position - 60), position))
    if not clocks:
        return None
    between = plain[clocks[-1].end : position]
    bridge = (
        r"[\s,]*(?:local )?(?:time)?[\s,]*(?:on|of|by)?\s*(?:the)?[\s,]*"
        r"(?:tomorrow|today|(?:this |next |on )?\w+day)?[\s,(]*(?:the\s)?"
    )
    if re.fullmatch(bridge, between, re.IGNORECASE) is None:
        return None
    hours = find_hours(plain, max(start, position - 60), position)
    ranged = any(one.start < clocks[-1].start < one.end for one in hours)
    return None if ranged and re.search(r"\bby\b", between) else clocks[-1]


def clock_after(plain: str, position: int, end: int) -> Clock | None:
    """A clock time that follows a date: ", 5:00 PM Eastern", "at noon"."""
    clocks = list(find_clocks(plain, position, min(end, position + 40)))
    if not clocks:
        return None
    between = plain[position : clocks[0].start]
    bridge = r"[\s,(]*(?:at|by|before|until|no later than|[-@])?[\s,]*"
    return clocks[0] if re.fullmatch(bridge, between, re.IGNORECASE) else None


def hours_after(plain: str, position: int, end: int) -> Clock | None:
    """The end of the hours that follow a date: "(8 a.m. to 6 p.m. CT)", ", between 9 and 4 ET"."""
    first = next(find_hours(plain, position, min(end, position + 60)), None)
    bridge = r"[\s,;(-]*(?:(?:from|between|during|hours)\b[\s:]*)?"
    if first is None or not re.fullmatch(bridge, plain[position : first.start], re.IGNORECASE):
        return None
    return first


def with_zone(plain: str, clock: Clock, position: int, end: int) -> Clock:
    """A clock time with the zone that stands behind its day: "5:00 p.m. on May 4 (Central)"."""
    if clock.zone is not None:
        return clock
    zone, offset, _ = zone_after(plain, position, end)
    return replace(clock, zone=zone, offset=offset)
