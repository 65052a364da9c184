"""How many of a service were asked for: counts beside, before and below its code."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docextract.letter.codes import CodeHit
from docextract.letter.spans import Span
from docextract.rules import load

_NO_COUNTS = ("levels?", "procedures?", "exams?", "stud(?:y|ies)")
"""What is numbered before a code without being its count: "one of the two procedures"."""
_PER = re.compile(
    r",\s(?P<n>[0-9]{1,4})\s(?:per|every|each)\s(?:[0-9]{1,2}\s)?(?:days?|month|fill)\b", re.I
)
"""How much of a drug for how long: ", 60 per 30 days"."""
BEFORE = 120
"""A count may stand so many characters before its code."""
REACH = 300
"""How far below a code its own labels may stand, in characters."""


def quantity(plain: str, start: int, end: int) -> tuple[float | int, Span] | None:
    """The first count of units after a code: "x 2", "(1)", "quantity 9", "48 visits", ", one"."""
    for pattern in _quantities():
        match = pattern.search(plain, start, end)
        if match is not None:
            return number(match["n"]), Span(*match.span("n"))
    return None


def number(words: str) -> float | int:
    """The number that figures ("2,100", "1.5") or a number word tell."""
    spelled: dict[str, int] = load("services")["number_words"]
    if words.lower() in spelled:
        return spelled[words.lower()]
    value = float(words.replace(",", ""))
    return int(value) if value.is_integer() else value


def bare_count(plain: str, cell: Span) -> tuple[float | int, Span] | None:
    """The count that a cell of a table holds alone: "12", "12 units", "x 2"; None for a code."""
    words = "|".join(load("services")["quantity_words"])
    shape = rf"\s*(?:[x×]\s?)?(?P<n>[0-9]{{1,3}}|[0-9],[0-9]{{3}})(?:\s(?:{words}))?\s*"
    match = re.compile(shape, re.I).fullmatch(plain, cell.start, cell.end)
    return (number(match["n"]), Span(*match.span("n"))) if match is not None else None


def last_count(plain: str, told: Span) -> tuple[float | int, Span] | None:
    """The count with which the words of a service end: ", 12 visits", " x 2", ", 1", " - 1"."""
    match = _closing().search(plain, *told)
    return (number(match["n"]), Span(*match.span("n"))) if match is not None else None


@cache
def _closing() -> re.Pattern[str]:
    rules: dict[str, Any] = load("services")
    words = "|".join(rules["quantity_words"])
    n = r"(?P<n>[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{4})"
    return re.compile(rf"(?:,|;|\s[-–—]|\s[x×])\s?{n}(?:\s(?:{words}))?\s*\Z", re.I)


def labelled_units(plain: str, start: int, end: int) -> tuple[float | int, Span] | None:
    """The count that a label below a code tells ("Units requested: 12"), before the next code."""
    label = "|".join(load("services")["quantity_labels"])
    dates = r"(?:[^\n]{6,40}\((?=[0-9]{1,3}\s))?"
    n = r"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)(?!\s?[/-]\s?[0-9]|[0-9,.]*[0-9])"
    named = rf"(?:{label})(?:\s\([^()\n]{{2,16}}\)\s?[:=\t#.]*|\s*[:=\t#.]+)"
    shape = rf"(?:\A|[\n\t;,(|])\W*{named}\s*{dates}{n}"
    match = re.search(shape, plain[start : min(end, start + REACH)], re.I)
    if match is None:
        return None
    return number(match["n"]), Span(start + match.start("n"), start + match.end("n"))


@cache
def _quantities() -> tuple[re.Pattern[str], ...]:
    rules: dict[str, Any] = load("services")
    spelled = "|".join(rules["number_words"])
    n = rf"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?|{spelled})"
    words = "|".join(rules["quantity_words"])
    shapes = (
        rf"\b(?:out\s)?of\s(?:the\s)?{n}\s(?:(?:{words})\s)?(?:requested|asked)\b",
        rf"\({n}\s(?:{words})\)",
        rf"\b{n}\s(?:{words})\s(?:in\s(?:all|total)|total|altogether)\b",
        rf"\bfrom\s{n}\s(?:(?:{words})\s)?(?:(?:an?|per|each)\s\w+\s)?(?:down\s)?to\s[0-9]+\s(?:{words})\b",
        rf"\b(?:{words})\s(?:asked\sfor|requested)(?:\s(?:from|after|since)\s[^:;.\n]{{3,20}})?\s?:\s{n}\b",
        r"\s[-–—]\s(?P<n>[0-9]{1,3})\s(?=[-–—]\s)",
        rf"\b{n}\sper\s(?:[0-9]{{1,2}}\s)?(?:days?|month|fill)\b",
        rf"(?<![a-z])[x×]\s?{n}\b",
        rf"\b(?:qty|quantity|units?|asked|requested|visits|days)\s?[:=]?\s{n}\b(?!\s?(?:mg|ml|mcg|%|/))",
        rf"(?<!every\s)(?<!per\s)(?<!each\s)(?<!of\s)\b{n}\s(?:{words})\b(?!\s(?:of\sthe\sdate|after|before|from\s(?:the|this|receipt|today|when|your|date)))",
        r"\((?P<n>[0-9]{1,3})\)",
        r"[,(]\s?(?P<n>once)\b(?!\s(?:the|you|we|it|a|per|daily|weekly|every))",
        r"#\s?(?P<n>[0-9]{1,4})\b",
        rf"[,;-]\s(?P<n>[0-9]{{1,3}}|{spelled})\s*[.;]?\s*(?:\Z|\n\n|\t)",
        r",\s(?P<n>[0-9]{1,3})(?=[;)])",
    )
    return tuple(re.compile(shape, re.I) for shape in shapes)


def quantity_before(plain: str, start: int, hit: CodeHit) -> tuple[float | int, Span] | None:
    """The last count between the code before and a code: "fourteen (14) days, revenue code"."""
    begin = max(start, hit.start - BEFORE, plain.rfind(";", 0, hit.start) + 1)
    found = list(_counted_before().finditer(plain, begin, hit.start))
    last = found[-1] if found else _PER.search(plain, begin, hit.start)
    if last is None:
        return None
    return number(last["n"]), Span(*last.span("n"))


def asked_count(plain: str, sentence: Span) -> tuple[float | int, Span] | None:
    """The count that a sentence of its own asks for: "your update asked for 14 more days"."""
    asked = re.search(r"\b(?:ask|request|order)\w*\b", plain[sentence.start : sentence.end], re.I)
    if asked is None:
        return None
    match = _counted_before().search(plain, sentence.start + asked.end(), sentence.end)
    if match is None or re.search(
        r"\b(?:within|than|next|to|with)\s\Z", plain[: match.start()][-12:]
    ):
        return None
    return number(match["n"]), Span(*match.span("n"))


@cache
def _counted_before() -> re.Pattern[str]:
    rules: dict[str, Any] = load("services")
    spelled = "|".join(rules["number_words"])
    words = "|".join(word for word in rules["quantity_words"] if word not in _NO_COUNTS)
    n = rf"(?P<n>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,4}}|{spelled})"
    return re.compile(
        rf"(?<!every\s)(?<!per\s)(?<!each\s)(?<![\d/.])(?<!\d,)\b{n}\b(?:\s\([0-9]{{1,3}}\))?"
        rf"[\s-](?:(?!(?:of|weeks?|months?|years?|m[gl]|per|and|or|to|{words})\b)[a-z-]+\s){{0,3}}?(?:{words})\b"
        r"(?!\s(?:ago|old|per|after|before|from|of\sage|earlier|later|prior))",
        re.I,
    )
