"""Amounts of time that could be a limit: "within 14 days", "six months (180 days)".

Here too is what every limit knows of its own words; what it is of is left to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from docextract.facts import DeadlineUnit
from docextract.letter.clock_text import Clock, loose, number_of, number_pattern
from docextract.letter.dates import FoundDate

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
_UNIT = (
    r"(?P<unit>days?|davs?|hours?|hrs?\b|months?|weeks?|wks?\b|years?|yrs?\b|b\.?d\.?s?|cds?|mos?|d|"
    r"h)(?![A-Za-z])"
)
_BUSINESS = re.compile(r"b\.?d", re.IGNORECASE)
_SHORT = re.compile(r"b\.?d\.?s?|cds?|mos?|d|h", re.IGNORECASE)
"""Units of terse notices: "65d", "5 BD"; only figures stand before them."""
_WITHIN = loose(
    r"\b(?:within|w/in|wlthin|inside|inside of|no later than|not later than|no more than|"
    r"not more than|up to|"
    r"at most|less than|in|for|until|after|have|has|had|got|next|first|of|window|limit|deadline|"
    r":|the|by|"
    r"is|are|a|an|give[ns]?|gets?|gives|allow\w*|takes?|last|before|than|during|only|and|or)"
    r"(?:[\s:]+| - )$"
)
REFUSED = loose(
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


@dataclass(frozen=True, slots=True)
class Limit:
    """One candidate ``[start, end)`` of a text.

    window: ``amount`` of ``unit`` from an anchor still to be told; counted: the ``amount``-th
    day after (negative: before) an anchor, perhaps at a clock time; stated: a printed date,
    perhaps with a time; event: no date at all. ``led`` is False for an amount without a word
    such as "within" before it; ``late`` is True for "not after 14 days"; ``firm``
    where its lead word needs no verb ("deadline:", "expires"); ``ranged`` for the last day of a
    printed range of days; ``decides`` for the moment of the plan's own decision. ``doubt`` says
    why a person should look.
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
    decides: bool = False
    doubt: tuple[str, ...] = ()


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
        if match.group("single") and (not word or word in _WEAK_LEAD) and not counts(ahead):
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


def counts(ahead: str) -> bool:
    """True where an amount goes on with what it is counted from."""
    return re.match(r"\s+(?:from|after|following|of)\b", ahead, re.IGNORECASE) is not None


def told_once(plain: str, windows: list[Limit], end: int) -> list[Limit]:
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
    return bool(REFUSED.search(before) or REFUSED.search(rest))


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
    figures = match.group("digits") or match.group("both") or ""
    if _SHORT.fullmatch(unit) and not figures.isdigit():
        return None
    working = modifier.startswith(("bus", "work")) or _BUSINESS.match(unit) is not None
    if unit.startswith(("d", "b", "c")):
        kind = DeadlineUnit.BUSINESS_DAYS if working else DeadlineUnit.CALENDAR_DAYS
        return amount, kind
    if unit.startswith("h"):
        return amount, DeadlineUnit.HOURS
    if unit.startswith("w"):
        return amount * DAYS_IN_WEEK, DeadlineUnit.CALENDAR_DAYS
    if unit.startswith("m"):
        return amount, DeadlineUnit.MONTHS
    return amount * MONTHS_IN_YEAR, DeadlineUnit.MONTHS
