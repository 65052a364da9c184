"""The title and the edition that stand beside a citation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from docextract.letter.citation_finds import Cited
from docextract.letter.spans import Span
from docextract.rules import load

_SMALL = r"(?:of|or|at|and|the|for|to|with|in|on|by|a|an|&)"
_BIG = r"[A-Z0-9(][\w&/'’()-]*"
_TITLE = rf"[A-Z][\w&/'’()-]*(?:(?!\n\s*\n)[\s:,/-]+(?:{_BIG}|{_SMALL}))*"
_AFTER = re.compile(
    rf"[\s,:)\]–-]{{1,4}}(?:titled\s+|entitled\s+|for\s+)?[\"“(]?(?P<title>{_TITLE})"
)
_BEFORE = re.compile(
    r"\b(?:guidelines?|polic(?:y|ies)|criteria|bulletin|MCG|Care Guidelines)[,:]?\s+(?:for\s+)?"
    rf"(?P<title>{_TITLE})[\s,(:–-]*(?:ORG:?\s*)?\Z"
)
_CUT = re.compile(
    r"\s*\((?=[0-9])|,\s+(?:19|20)[0-9]{2}\b|[,(\s]+(?:[Ee]ffective|[Rr]evised|[Rr]evision|[Ll]ast\s|[Rr]ev\.?\s|[Ee]ff\.?\s|[Aa]pproved|[Vv]er(?:sion|\.)|EFFECTIVE|REVISED|Inpatient\s*(?:&|and)\s*Surgical|ORG\b|V[0-9]|Adult\s*\Z"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+[0-9]{4}|[0-9]{2}(?:st|nd|rd|th)|(?:National|Local)\s+Coverage|and\s+the\b|with\s+Policy)"
)
_PRODUCT = re.compile(
    r"(?:Inpatient\s*(?:&|and)\s*Surgical|Ambulatory|Recovery\s+Facility|Behavioral\s+Health"
    r"|General\s+Recovery|Multiple\s+Condition)\s+(?:Care|Management)"
)
"""Names of MCG's products, which stand where a title might."""
_STOP = re.compile(
    r"[.;]\s+(?!(?:[Rr]evi(?:ew|sion)\sdate|Last\s|Effective|Revised|Reviewed|Version)\b)[A-Z]|\n\n|\f"
)
"""Where words about a citation end; its dates may follow in a sentence of their own."""
_YEAR_BEFORE = re.compile(r"\b20[0-9]{2}(?=\s+\Z)")
_ISSUED = re.compile(
    r"\b(?:[0-9]{1,2}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth)\s+[Ee]d(?:ition|\.)"
    r"|\b[vV](?:ersion\s|er\.\s|\.?\s?)[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}"
)
"""What may stand between a set's name and its part."""
_REACH = 150
_BETWEEN = 70
"""An edition stands at most so many characters before the part that is cited."""


def title_of(plain: str, cited: Cited, others: Sequence[Span]) -> Span | None:
    """The title after an identifier, else the one before it; None where neither looks like one."""
    if cited.identifier is None:
        return None
    limit = min([s.start for s in others if s.start > cited.span.start], default=len(plain))
    limit = min(limit, cited.span.end + _REACH)
    after = _AFTER.match(plain, cited.span.end, limit)
    if after is not None and not _PRODUCT.match(after["title"]):
        span = title_within(plain, Span(*after.span("title")))
        if span is not None:
            return span
    start = max([s.end for s in others if s.end <= cited.span.start], default=0)
    before = _BEFORE.search(plain, max(start, cited.span.start - _REACH), cited.span.start)
    return title_within(plain, Span(*before.span("title"))) if before is not None else None


def edition_of(plain: str, cited: Cited, title: Span | None, others: Sequence[Span]) -> Span | None:
    """The edition, version or date that stands after a citation, before the next one."""
    start = max(cited.span.end, title.end if title is not None else 0)
    if title is not None and title.end <= cited.span.start:
        start = cited.span.end
    limit = min([s.start for s in others if s.start > cited.span.start], default=len(plain))
    stop = _STOP.search(plain, start, min(limit, start + 90))
    end = stop.start() if stop is not None else min(limit, start + 90)
    for pattern in edition_shapes():
        match = pattern.search(plain, start, end)
        if match is not None:
            return Span(*match.span())
    return _edition_before(plain, cited, others)


def _edition_before(plain: str, cited: Cited, others: Sequence[Span]) -> Span | None:
    """The edition between a set's name and its part: "ASAM Criteria, 4th Edition, Level 3"."""
    floor = max([s.end for s in others if s.end <= cited.span.start], default=0)
    start = max(floor, cited.span.start - _BETWEEN)
    begin = max(start, plain.rfind(". ", 0, cited.span.start) + 1)
    found = list(_ISSUED.finditer(plain, begin, cited.span.start))
    year = _YEAR_BEFORE.search(plain, start, cited.span.start)
    if year is not None:
        return Span(*year.span())
    last = found[-1] if found else None
    apart = last is None or re.search(r";|\sand\s", plain[last.end() : cited.span.start])
    return Span(*last.span()) if last is not None and not apart else None


def title_within(plain: str, span: Span) -> Span | None:
    """A title without the edition or the words of the sentence that follow it."""
    cut = _CUT.search(plain, span.start, span.end)
    end = cut.start() if cut is not None else span.end
    closed = plain.find(")", span.start, end)
    if closed >= 0 and "(" not in plain[span.start : closed]:
        end = closed
    while end > span.start and plain[end - 1] in " ,:(-\n":
        end -= 1
    tail = re.search(rf"(?:[\s,]+{_SMALL})+\Z", plain[span.start : end])
    end = span.start + tail.start() if tail is not None else end
    words = plain[span.start : end]
    dated = any(pattern.fullmatch(words) for pattern in edition_shapes())
    return Span(span.start, end) if len(words) > 4 and not words.isdigit() and not dated else None


@cache
def edition_shapes() -> tuple[re.Pattern[str], ...]:
    """The shapes of editions, versions and dates of issue, the surest first."""
    return tuple(re.compile(pattern) for pattern in load("citations")["editions"])
