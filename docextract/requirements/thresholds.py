"""Values that a criterion demands: "BMI below 40", "score of 60 or more", "grade 3 or 4"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from docextract.requirements.numbers import NUMBER, number, plain

Comparison = Literal["<", "<=", ">", ">=", "in", "between"]

_UNIT = (
    r"(?P<unit>%|percent(?:ile)?|(?:x\s*)?10\s*[\^*]?\s*(?:3|6|9)\s*/\s*[umµ]?l|cells?\s*/\s*(?:mcl|[uµ]l|mm3|mm\^3|hpf)|"
    r"k/[uµ]l|/\s*(?:mm3|mm\^3|mcl|[uµ]l)|mc?g/g|[uµ]g/g|mg/l|mg/g|g/g|g/l|(?:[uµmnp]|mc)?mol/(?:l|mol)|"
    r"[nup]g/dl|mcg/dl|m?iu/m?l|copies/ml|wood\s+units?|dyn\S*|mm/hr?|ppb|cm2|cm²|square\s+cm|m/sec|cm/sec?|"
    r"ml/kg(?:/min)?|l/min/m2|degrees?|°|mm\s?hg|mmhg|mm|cm|kg/m2|kg/m²|kg|lbs?|pounds|mg/dl|g/dl|"
    r"ng/ml|pg/ml|mg/l|mmol/l|meq/l|u/l|iu/ml|/hpf|mg(?:\s+(?:per|a)\s+day|/day|/d)?|mcg|ml/min|"
    r"ml|units?|points?|bpm|beats|ms|msec|feet|ft|meters|m/s|l/min|grams?|events\s+per\s+hour|"
    r"(?:headache\s+|migraine\s+|calendar\s+)?days?(?:\s+(?:per|a|each)\s+month)?|hours?\s+(?:per|a)\s+(?:day|week|night)|"
    r"(?:(?:times?|tests?|checks?|injections?|doses?|readings?|episodes?|attacks?|seizures?|headaches?|"
    r"exacerbations?|visits?|sessions?|events?|shots?|pads?|fingersticks?|daily|glucose|blood|insulin|"
    r"migraines?|apneas?)\s+){1,3}(?:per|a|each|every)\s+(?:day|week|month|night|year|hour)|"
    r"daily\s+(?:injections|doses|tests|checks)|(?:standard\s+deviations?|SDS?)\b|million|years(?:\s+of\s+age)?|years?\s+old)?"
)
_LESS = r"below|less\s+than|fewer\s+than|under|lower\s+than|<(?!=)"
_AT_MOST = (
    r"at\s+most|no\s+more\s+than|not\s+more\s+than|not\s+(?:to\s+)?exceed(?:ing)?|up\s+to|<=|≤|"
    r"no\s+greater\s+than"
)
_MORE = r"above|more\s+than|greater\s+than|over|exceeding|exceeds|higher\s+than|>(?!=)"
_AT_LEAST = (
    r"at\s+least|equal\s+to\s+or\s+(?:greater|more)\s+than|no\s+less\s+than|not\s+less\s+than|"
    r"(?:a\s+)?minimum\s+of|>=|≥|greater\s+than\s+or\s+equal\s+to"
)
_LESS_EQUAL = r"less\s+than\s+or\s+equal\s+to"
_VALUE = rf"(?P<n>{NUMBER})(?:\s*/\s*(?P<second>\d+))?\s*{_UNIT}"

_FORMS: tuple[tuple[str, Comparison], ...] = (
    (rf"(?:{_LESS_EQUAL}|{_AT_MOST})\s*(?:a\s+)?{_VALUE}", "<="),
    (rf"(?:{_AT_LEAST})\s*(?:a\s+)?{_VALUE}", ">="),
    (rf"(?:{_LESS})\s*(?:an?\s+)?{_VALUE}", "<"),
    (rf"(?:{_MORE})\s*{_VALUE}", ">"),
    ((rf"(?P<n>{NUMBER})\s+or\s+(?:more|greater)\s+(?P<unit>(?:\w+\s+)?"
      r"(?:days?|hours?|times?|nights?|tests?|injections?|checks?|episodes?|seizures?|headaches?)"
      r"\s+(?:per|a|each)\s+\w+|daily\s+\w+)"), ">="),
    (rf"{_VALUE}\s+or\s+(?:more|greater|higher|above|over|better|older|worse)\b", ">="),
    (rf"{_VALUE}\s+or\s+(?:less|lower|below|under|fewer|younger)\b", "<="),
    ((r"\b(?:on|for|in)\s+(?P<n>\d{1,3}(?:\.\d+)?)\s*(?P<unit>%|percent)"
      r"(?=\s+of\s+(?:the\s+|all\s+)?(?:nights|days))"), ">="),
    (rf"\bbetween\s+{_VALUE}\s+and\s+(?P<to>{NUMBER})", "between"),
    (r"\b(?:of|is)\s+(?P<n>\d)\s+or\s+(?P<to>\d)(?P<unit>)\b(?!\s+\w+s\b)", "between"),
    (rf"\b(?:of|from)\s+{_VALUE}\s*(?:to|through|-)\s*(?P<to>\d+(?:\.\d+)?)\b", "between"),
    (rf"\bwithin\s+{_VALUE}(?=\s+of\b)", "<="),
    ((r"\b(?:grade|stage|class|level)s?\s+(?P<n>(?:[0-4]|[IV]{1,3})[a-c]?)"
     r"(?:(?:\s*,\s*(?:[0-5]|[IV]{1,3})\b)*\s*(?:,\s*)?(?:or|and|to|through|-|/|,)\s*(?:ambulatory\s+|class\s+|"
     r"grade\s+|"
    r"stage\s+)?(?P<to>(?:[0-5]|[IV]{1,3})[a-c]?)\b)?"
     r"(?P<unit>(?:\s+or\s+(?:higher|greater|above|more|worse))?)"), "in"),
)  # fmt: skip
_COMPILED = tuple((re.compile(p, re.IGNORECASE), c) for p, c in _FORMS)
_ROMAN = {"I": 1.0, "II": 2.0, "III": 3.0, "IV": 4.0, "V": 5.0}
_TIME_UNIT = re.compile(
    r"(?:(?:consecutive|continuous|full|calendar|straight|whole|separate)[\s-]+)?(?:hour|day|week|night|month|year)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """``comparison`` with ``value`` (``upper`` for the end of a range or the second of a pair).

    ``unit`` is as printed, in lower case, "" for none; ``[start, end)`` covers comparison and
    value. ``pair`` marks two values in one ("140/90"), both of which must hold.
    """

    comparison: Comparison
    value: float
    unit: str
    start: int
    end: int
    upper: float | None = None
    pair: bool = False

    def holds(self, value: float, second: float | None = None) -> bool:
        """Whether a measured value meets the demand; ``second`` is the other of a pair."""
        if self.pair and self.upper is not None and second is not None:
            return _compare(self.comparison, value, self.value) and _compare(
                self.comparison, second, self.upper
            )
        if self.comparison in ("in", "between"):
            upper = self.value if self.upper is None else self.upper
            return min(self.value, upper) <= value <= max(self.value, upper)
        return _compare(self.comparison, value, self.value)

    @property
    def words(self) -> str:
        """The demand in words: "below 40", "60 or more"."""
        value, unit = plain(self.value), f" {self.unit}" if self.unit else ""
        if self.pair and self.upper is not None:
            value = f"{value}/{plain(self.upper)}"
        match self.comparison:
            case "<":
                return f"below {value}{unit}"
            case ">":
                return f"above {value}{unit}"
            case "<=":
                return f"{value}{unit} or less"
            case ">=":
                return f"{value}{unit} or more"
        return f"{value} to {plain(self.upper)}" if self.upper is not None else value


def _compare(comparison: Comparison, value: float, bound: float) -> bool:
    match comparison:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case ">":
            return value > bound
        case _:
            return value >= bound


def find_thresholds(text: str) -> tuple[Threshold, ...]:
    """All demanded values in order. Bare stretches of time ("at least 6 weeks") are not among
    them: those are amounts."""
    found: list[Threshold] = []
    for shape, comparison in _COMPILED:
        for match in shape.finditer(text):
            if any(match.start() < t.end and t.start < match.end() for t in found):
                continue
            made = _threshold(match, comparison, text)
            if made:
                found.append(made)
    return tuple(sorted(found, key=lambda t: t.start))


def _threshold(match: re.Match[str], comparison: Comparison, text: str) -> Threshold | None:
    groups = match.groupdict()
    raw = groups["n"]
    value = _ROMAN.get(raw.rstrip("abc").upper()) if comparison == "in" else None
    value = number(raw.rstrip("abc")) if value is None else value
    unit = " ".join((groups.get("unit") or "").lower().split())
    if value is None or (not unit and _TIME_UNIT.match(text[match.end() :].lstrip(" -"))):
        return None
    upper_raw = groups.get("to") or groups.get("second")
    upper = None
    if upper_raw:
        upper = _ROMAN.get(upper_raw.upper())
        upper = number(upper_raw.rstrip("abc")) if upper is None else upper
    if comparison == "in" and unit.startswith("or "):
        return Threshold(">=", value, "", match.start(), match.end())
    if unit in ("day", "days", "hours", "hour", "visits", "sessions"):
        return None
    if not unit and re.fullmatch(r"[A-Za-z]+", raw) and comparison not in ("in",):
        return None
    return Threshold(
        comparison, value, unit, match.start(), match.end(), upper, bool(groups.get("second"))
    )
