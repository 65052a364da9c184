"""Amounts of time and of sessions, in a criterion or in a chart.

"at least 6 weeks", "over 3 1/2 weeks", "x 8 wks", "16 visits", "two treatment cycles": the
number, its unit and where it stands. Whether an amount is a demand, a plan or a fact is for
the caller to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docextract.requirements.numbers import NUMBER, number

DAYS_IN = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
"""Days in each unit of time; a month and a year are means, for comparing spans only."""

_TIME = {
    "hour": r"hours?|hrs?",
    "day": r"days?",
    "week": r"weeks?|wks?",
    "month": r"months?|mos?",
    "year": r"years?|yrs?",
}
_SESSION = (
    r"visits?|sessions?|appointments?|doses?|injections?|infusions?|cycles?|courses?|treatments?|"
    r"trials?|attempts?|admissions?|hospitali[sz]ations?|exacerbations?|episodes?|rounds?|fills?"
)
_NOT_BETWEEN = "|".join((*_TIME.values(), "per|for|over|of|and|or|to|in|on|with|the"))
_PART = (
    rf"(?:(?P<part>{NUMBER})\s*(?:(?:out\s+)?of|/)\s*"
    r"(?:the\s+|a\s+total\s+of\s+|(?:her|his|their)\s+)?"
    r"(?:(?:planned|scheduled|authori[sz]ed|approved|prescribed|allotted|recommended|ordered|booked|"
    r"offered|expected|possible)\s+)?)?"
)
"""What came of a number: 6 of "6 of 16 scheduled visits"."""
_SHAPE = re.compile(
    rf"(?<![\d:/.$-]){_PART}(?P<low>{NUMBER})(?:\s*(?:-|to|or)\s*(?P<high>{NUMBER}))?[\s-]*"
    rf"(?P<between>(?:(?!(?:{_NOT_BETWEEN})\b)[a-z]+(?:-[a-z]+)?\s+){{0,2}})"
    rf"(?P<unit>{'|'.join(_TIME.values())}|{_SESSION})\b\.?",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\s*(?:a|per|each|every|/)\s*(?:day|week|wk|month|mo|year|yr|hour|hr|h|d)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` of ``unit`` at ``[start, end)``; ``unit`` is hour … year, or "session".

    Of "6 of 16 visits" the value is 6. ``high`` is the upper end of a range; ``often`` marks a
    rate ("5 days a week").
    """

    value: float
    unit: str
    start: int
    end: int
    high: float | None = None
    often: bool = False

    @property
    def days(self) -> float | None:
        """The span in days; None for sessions."""
        return self.value * DAYS_IN[self.unit] if self.unit in DAYS_IN else None


def find_amounts(text: str) -> tuple[Amount, ...]:
    """All amounts of time or sessions in ``text``, in order."""
    found = []
    for match in _SHAPE.finditer(text):
        part = number(match["part"]) if match["part"] else None
        low = number(match["low"]) if part is None else part
        if low is None:
            continue
        unit = match["unit"].lower().rstrip(".")
        kind = next((k for k, p in _TIME.items() if re.fullmatch(p, unit)), "session")
        if kind != "session" and match["between"] and not _qualifies(match["between"]):
            continue
        found.append(
            Amount(
                value=low,
                unit=kind,
                start=match.start(),
                end=match.end(),
                high=number(match["high"]) if match["high"] and part is None else None,
                often=bool(_OFTEN.match(text, match.end())),
            )
        )
    return tuple(found)


def _qualifies(word: str) -> bool:
    """Whether a word may stand between a number and its unit of time ("6 consecutive weeks")."""
    return word.strip().lower() in {
        "consecutive", "continuous", "full", "calendar", "supervised", "treatment", "headache",
        "migraine", "business", "working", "straight", "hospital", "inpatient", "active", "total",
    }  # fmt: skip
