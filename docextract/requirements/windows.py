"""The stretch of time that a criterion accepts: "within the last 6 months", "30 days before
surgery", "in the last 24 hours"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from docextract.requirements.numbers import NUMBER, number

_UNIT = r"(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|months?|mos?|years?|yrs?)"
_EVENT = (
    r"(?:(?:the|this|your|any|a|date|of|planned|proposed|requested|initial|scheduled|elective|new|"
    r"prior|authorization|spinal|index|starting|start)\s+){0,5}"
    r"(?:request(?:ed)?(?:\s+date)?|submission|review|surgery(?:\s+date)?|surgical\s+date|operation|"
    r"procedure|implant\w*|admission|discharge|infusion|service|"
    r"application|referral|evaluation|order|authorization|initiation|transfer|visit|today)\b"
)
_BEFORE = rf"(?P<event>\s*(?:before|prior\s+to|preceding|of|from)\s+{_EVENT})?"
_SHAPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"\b(?:with)?in\s+(?:the\s+)?(?:last|past|previous|prior|preceding|most\s+recent)\s+"
            rf"(?P<n>{NUMBER})?[\s-]*{_UNIT}\b{_BEFORE}"
        ),
        (
            rf"\b(?:during|over|for|of)\s+the\s+(?:last|past|previous|prior|preceding)\s+"
            rf"(?P<n>{NUMBER})?[\s-]*{_UNIT}\b{_BEFORE}"
        ),
        (
            rf"\b(?:within|during|in|less\s+than|no\s+more\s+than)\s+(?:the\s+)?(?P<n>{NUMBER})[\s-]*"
            rf"{_UNIT}\s*(?:of|from)\s+(?P<event>{_EVENT})"
        ),
        (
            rf"\b(?:(?:with)?in|during|less\s+than|no\s+more\s+than)?\s*(?:the\s+)?(?P<n>{NUMBER})[\s-]*{_UNIT}\s+"
            rf"(?:immediately\s+|just\s+)?(?:before|prior\s+to|preceding)\s+(?P<event>(?:{_EVENT}|(?:[a-z-]+\s*){{1,4}}))"
        ),
        rf"\b(?:not|no)\s+(?:more|older)\s+than\s+(?P<n>{NUMBER})[\s-]*{_UNIT}(?P<event>\s+old|\s+ago)",
        rf"\bwithin\s+(?P<n>{NUMBER})[\s-]*{_UNIT}\b(?P<event>)(?!\s*(?:after|following))",
        rf"\b(?P<n>{NUMBER})[\s-]*{_UNIT}\s+(?P<event>ago|old)\b",
    )
)
_SURGERY = re.compile(r"surg|operat|procedure|implant|admission|discharge|infusion|service", re.I)
_STEPS = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True, slots=True)
class Window:
    """``amount`` of ``unit`` (hour … year) back from an event; ``[start, end)`` in the text.

    ``event`` is "service" (the surgery, admission or infusion asked for) or "request".
    """

    amount: float
    unit: str
    event: str
    start: int
    end: int

    def opens(self, anchor: date) -> date:
        """The first day that is inside, counted back from ``anchor``."""
        whole = round(self.amount)
        if self.unit in ("month", "year"):
            return months_before(anchor, whole * (12 if self.unit == "year" else 1))
        days = {"hour": 1 / 24, "day": 1.0, "week": 7.0}[self.unit] * self.amount
        return anchor - timedelta(days=max(1, round(days)))


def months_before(day: date, months: int) -> date:
    """The same day of the month ``months`` earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def find_windows(text: str) -> tuple[Window, ...]:
    """All windows that ``text`` names, in order; overlapping shapes count once."""
    found: list[Window] = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            if any(match.start() < w.end and w.start < match.end() for w in found):
                continue
            amount = number(match["n"]) if match["n"] else 1.0
            if amount is None:
                continue
            unit = match["unit"].lower()[0]
            event = "service" if _SURGERY.search(match["event"] or "") else "request"
            end = match.end("unit") if not match["event"] else match.end()
            found.append(Window(amount, _STEPS[unit], event, match.start(), end))
    return tuple(sorted(found, key=lambda w: w.start))
