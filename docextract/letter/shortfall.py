"""Whether a number that a letter reports falls short of the number that a requirement sets.

"A score of 26 or more" and, later, "your dentist gave you a score of 18": the letter never says
"not met", the numbers do.
"""

from __future__ import annotations

import re

from docextract.letter.requirement_items import content

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_FIGURE = rf"(?<![\w/.,-])(?:[0-9]{{1,4}}(?:\.[0-9]+)?|{'|'.join(_NUMBERS)})(?![\w/,]*[0-9])"
_UNIT = r"(?:\s?(?P<unit>%|[a-z]+))?"
_LEAST = re.compile(
    rf"(?:at\sleast|minimum\sof|no\sless\sthan|greater\sthan|more\sthan|over|above|exceed\w*|[≥>])\s"
    rf"?(?:an?\s)?(?P<n>{_FIGURE}){_UNIT}"
    rf"|(?P<n2>{_FIGURE})(?:\s?(?P<unit2>%|(?!or\b)[a-z]+))?\s(?:\w+\s){{0,2}}?or\s(?:more|greater|higher|above|longer)",
    re.I,
)
_MOST = re.compile(
    rf"(?:below|under|less\sthan|fewer\sthan|no\smore\sthan|at\smost|lower\sthan|[≤<])\s?(?P<n>{_FIGURE}){_UNIT}"
    rf"|(?P<n2>{_FIGURE})(?:\s?(?P<unit2>%|(?!or\b)[a-z]+))?\s(?:\w+\s){{0,2}}?or\s(?:less|fewer|lower|below|under)",
    re.I,
)
_TOLD = re.compile(rf"(?P<n>{_FIGURE}){_UNIT}", re.I)
_DATES = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s[0-9]{1,2}\b(?:,\s[0-9]{4})?"
    r"|\b[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?\b|\b(?:19|20)[0-9]{2}\b",
    re.I,
)


def falls_short(requirement: str, finding: str) -> bool:
    """True where a finding with the words of a requirement reports a number on its wrong side.

    Both must share a telling word, and a unit where both have one; all numbers must be wrong.
    """
    least, most = _LEAST.search(requirement), _MOST.search(requirement)
    bound = least or most
    if bound is None or (least is not None and most is not None):
        return False
    limit = _value(bound["n"] or bound["n2"])
    unit = _unit(bound["unit"] or bound["unit2"])
    told = [
        _value(m["n"])
        for m in _TOLD.finditer(_DATES.sub(" ", finding))
        if unit in ("", _unit(m["unit"])) or not _unit(m["unit"])
    ]
    alike = {w for w in content(requirement) & content(finding) if w.isalpha()} - set(_NUMBERS)
    wrong = all(n < limit if least is not None else n > limit for n in told)
    return bool(told) and bool(alike) and wrong


def _value(figure: str) -> float:
    return float(_NUMBERS.get(figure.lower()) or figure)


def _unit(word: str | None) -> str:
    """A unit as it compares: "percent" is "%", plurals are one; other words are no unit."""
    low = (word or "").lower()
    low = "%" if low == "percent" else low.rstrip("s") if len(low) > 2 else low
    return low if low in _UNITS else ""


_UNITS = frozenset(
    "% week day month year hour minute visit session mm cm degree point trial dose kg mg".split()
)
