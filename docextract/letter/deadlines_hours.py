"""The time of day at which a limit ends: beside its day, or in another place of its sentence."""

from __future__ import annotations

from dataclasses import replace

from docextract.facts import DeadlineUnit
from docextract.letter.clock_text import Clock, find_clocks, find_hours, loose
from docextract.letter.deadlines_candidate import Anchored
from docextract.letter.deadlines_windows import Limit
from docextract.letter.spans import Span

_LEADS = (
    r"(?:by|before|until|till|through|no later than|not later than|not after|prior to|at|"
    r"(?:ends?|closes?|expires?|lapses?) at)"
)
_JOINED = loose(
    rf"[\s,;()-]*(?:(?:and|but|or|always|in any case|in any event|at the latest) )*{_LEADS}"
    r"(?: the latest)?(?: by)? ?"
)
"""What joins a window to its hour: "… of this letter, before 7 p.m."."""
_LED = loose(r"\b(?:by|before|until|till|no later than|not later than|not after|prior to) $")
_ON_TO = loose(r"[\s,]*(?:(?:on|and|or) )?(?:any (?:business|working|week)?day )?")
"""What leads from an hour on to the window behind it: "by 4:30 p.m. ET within five days"."""


def with_hour(plain: str, region: Span, limit: Limit, anchored: Anchored) -> tuple[Limit, Anchored]:
    """A window of days with the hour that its own part of the sentence gives to its last day.

    An hour that stands apart ("… by calling 800-555-0100 before 5 p.m.") may only be the line's:
    it is taken, being the earlier reading, and a person looks. Hours "from … to" are the line's.
    """
    if limit.shape not in ("window", "counted") or limit.clock is not None:
        return limit, anchored
    if limit.unit is DeadlineUnit.HOURS:
        return limit, anchored
    ahead = _ahead_of(plain, region, limit)
    if ahead is not None:
        return replace(limit, start=ahead.start, clock=ahead), anchored
    last = max(limit.end, anchored.end)
    ranges = list(find_hours(plain, *region))
    for clock in find_clocks(plain, last, region.end):
        if any(hours.start <= clock.start < hours.end for hours in ranges):
            continue
        if _JOINED.fullmatch(plain, last, clock.start):
            return replace(limit, clock=clock), anchored._replace(end=clock.end)
        if _LED.search(plain, last, clock.start):
            doubt = (*limit.doubt, "hour_apart")
            return replace(limit, clock=clock, doubt=doubt), anchored._replace(end=clock.end)
    return limit, anchored


def _ahead_of(plain: str, region: Span, limit: Limit) -> Clock | None:
    """The hour right before a window, where a word such as "by" leads to it."""
    for clock in find_clocks(plain, region.start, limit.start):
        led = _LED.search(plain, region.start, clock.start)
        if led and _ON_TO.fullmatch(plain, clock.end, limit.start):
            return clock
    return None
