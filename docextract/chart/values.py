"""Numbers as charts print them beside a measure: "BMI 39.1", "HIT-6 total: 66", "BP 118/74".

Which number belongs to a measure is told by its place (right after the name, or right before
it), by what stands between, by the measure's possible range and by the unit. Dates, goals and
reference values are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docextract.dates import find_dates

NUMBER_SHAPE = re.compile(
    r"(?<![\w./-])(?P<less><=?|≤|>=?|≥|less\s+than\s+|under\s+|over\s+)?\s*"
    r"(?P<n>-?\d{1,6}(?:,\d{3})*(?:\.\d+)?)(?:\s*/\s*(?P<second>\d{1,3}(?:\.\d+)?))?"
    r"(?![\w]*[/-]\d)"
)
GRADE_SHAPE = re.compile(
    r"(?<!\w)(?:grade|class|stage|type)?\s*(?P<n>[0-5]|I{1,3}|IV|V)[a-c]?\b"
    r"(?:\s*(?:-|to|/)\s*(?P<second>[0-5]|I{1,3}|IV|V)\b)?"
)
_ROMAN = {"I": 1.0, "II": 2.0, "III": 3.0, "IV": 4.0, "V": 5.0}
_GOAL = re.compile(
    r"\b(?:goal|target|aim|must\s+be|should\s+be|needs?\s+to\s+be|reference|normal\s+range|ref|"
    r"if|until|when|before)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_UNIT_OF_TIME = re.compile(
    r"\s*(?:-\s*)?(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|min(?:utes?)?|hours?|(?-i:hrs?)|visits?|x)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\s|\([^()\n]{0,30}\)|[:=,;()~\"'|*-]|\b(?:of|is|was|at|to|total|score|scores|scored|level|value|result|today|"
    r"now|about|approximately|approx|around|currently|measured|measures|measuring|grade|class|stage|"
    r"duration|raw|interval|percent|up|down|remains|still|noted|found|reading|by|on|the|a|in|office|"
    r"from|current|latest|last|most|recent|fasting|serum|peak|max|maximum|calc|calculated|estimated|"
    r"est|mean|average|avg|overall|test|this|month|and|resting|seated|than|less|more)\b)+",
    re.IGNORECASE,
)
_STRANGERS = 2
"""So many words of no known use may stand between a measure and its number."""
_JUST_BEFORE = re.compile(
    r"(?<![\w./-])(?P<n>\d{1,4}(?:\.\d+)?)(?:\s*-\s*(?P<to>\d{1,4}(?:\.\d+)?))?\s*"
    r"(?:mm|%|cm|full|of\s+them\s+(?:full\s+)?|days?\s+of|degrees\s+of|percent|ms|msec)?\s*"
    r"(?:of\s+)?$"
)
UNITS = (
    ("sd", r"sds?\b|standard\s+dev|z-?score"),
    ("percentile", r"percentile|%\s?ile|(?:st|nd|rd|th)\b"),
    ("mm", r"mm\b(?!\s*hg)"), ("%", r"%|percent"), ("degrees", r"deg(?:rees?)?\b|°(?!\s*[FC])"),
    ("kg/m2", r"kg/m"), ("mg/dl", r"mg/dl"), ("g/dl", r"g/dl"), ("ng/ml", r"ng/ml"),
    ("ms", r"ms\b|msec"), ("lb", r"lbs?\b|pounds?"), ("kg", r"kg\b(?!/)"), ("cm", r"cm\b"),
    ("mg", r"mg\b(?!/dl)"), ("ml", r"ml\b"), ("mmhg", r"mm\s?hg"),
)  # fmt: skip
"""Units by name and shape; where two fit, the first does."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a measure: ``second`` of a pair, ``limit`` ("<" …) before it, ``unit`` after it,
    and ``[start, end)`` in the text."""

    value: float
    second: float | None
    limit: str
    unit: str | None
    start: int
    end: int


def unit_after(rest: str) -> str | None:
    """The unit that words begin with."""
    return next((u for u, p in UNITS if re.match(rf"\s*(?:{p})", rest, re.IGNORECASE)), None)


def unit_named(words: str) -> str | None:
    """The unit that is asked for in these words."""
    return next((u for u, p in UNITS if re.match(p, words, re.IGNORECASE)), None)


def _fits(value: float, low: float | None, high: float | None) -> bool:
    return not ((low is not None and value < low) or (high is not None and value > high))


def _other(asked: str | None, rest: str) -> bool:
    """Whether a value is followed by a unit that is not the one asked for; a standard deviation
    or a percentile must say so."""
    said = unit_after(rest)
    if asked in ("sd", "percentile"):
        return said != asked
    return bool(said and asked and said != asked)


def number_before(
    text: str, start: int, *, low: float | None, high: float | None, unit: str | None = None
) -> Number | None:
    """The number that stands right before a measure at ``start`` ("19 headache days")."""
    match = _JUST_BEFORE.search(text[:start])
    if not match or any(d.start < match.end("n") <= d.end for d in find_dates(text)):
        return None
    value = float(match["to"] or match["n"])
    if not _fits(value, low, high) or _other(unit, text[match.end("n") :]):
        return None
    rest = text[match.end("n") :]
    return Number(value, None, "", unit_after(rest), match.start("n"), match.end("n"))


def number_after(
    text: str,
    start: int,
    end: int,
    *,
    low: float | None,
    high: float | None,
    grade: bool = False,
    unit: str | None = None,
) -> Number | None:
    """The number that follows a measure named at ``[start, end)``; a grade may be Roman."""
    dates = find_dates(text)
    for match in (GRADE_SHAPE if grade else NUMBER_SHAPE).finditer(text, end):
        if len(_BETWEEN.sub(" ", text[end : match.start()]).split()) > _STRANGERS:
            return None
        if any(d.start < match.end("n") and match.start("n") < d.end for d in dates):
            continue
        raw = match["second"] if grade and match["second"] else match["n"]
        value = _ROMAN[raw] if raw in _ROMAN else float(raw.replace(",", ""))
        rest = text[match.end() :]
        if not _fits(value, low, high) or _UNIT_OF_TIME.match(rest) or _other(unit, rest):
            continue
        if _GOAL.search(text[max(0, start - 25) : match.start("n")]):
            continue
        second = None if grade or not match["second"] else float(match["second"])
        limit = "" if grade else (match["less"] or "").strip()
        return Number(value, second, limit, unit_after(rest), match.start("n"), match.end())
    return None
