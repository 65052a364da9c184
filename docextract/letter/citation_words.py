"""Words that are known to cite something, told apart: source, number, title and edition.

The finders of :mod:`docextract.letter.citation_finds` search a whole letter and must know the
shape of what they look for. Here the place is known, and far weaker shapes tell the number.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from docextract.facts import CriteriaSource
from docextract.letter.citation_finds import Cited, cited_of, interqual, issuer, known_shapes
from docextract.letter.citation_parts import edition_shapes, title_of, title_within
from docextract.letter.spans import Span
from docextract.rules import load

_BEFORE = 40
"""Characters before the words in which the plan's paper may be named."""
_PART_WORD = re.compile(r"(?i:section|article|art\.|exclusion|page|pp?\.|appendix|item|schedule)|§")
_DAY = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+[0-9]{1,2},?\s+[0-9]{4}\b"
    r"|\b[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}\b"
)
_NEAR = 90
_PUBLIC = (CriteriaSource.LCD, CriteriaSource.NCD, CriteriaSource.OTHER)
"""Whose numbers have a shape that is nobody else's."""


def cited_in(plain: str, span: Span) -> Cited | None:
    """The citation that some words are; None where they only name a kind of paper.

    Args:
        plain: the letter.
        span: the words.
    """
    led = _pattern("led").search(plain, max(0, span.start - _BEFORE), span.start)
    span = Span(led.start() if led is not None else span.start, span.end)
    if not _names_something(plain[span.start : span.end]):
        return None
    found = _known(plain, span) or _law(plain, span) or _plan_part(plain, span)
    found = found or _manual(plain, span) or _coded(plain, span) or _titled(plain, span)
    return _with_edition(plain, span, found) if found is not None else None


def _names_something(words: str) -> bool:
    """True where something is left beside words like "Local Coverage Determination", and they are
    no diagnosis and no form's number."""
    if _pattern("forms").search(words):
        return False
    kinds = _pattern("kind_words")
    words = _DAY.sub(" ", words)
    for shape in edition_shapes():
        words = shape.sub(" ", words)
    parts = re.findall(r"[\w.-]*\w", words)
    if any(_pattern("not_papers").match(part) for part in parts):
        return False
    left = [part for part in parts if not kinds.fullmatch(part)]
    return any(char.isupper() or char.isdigit() for part in left for char in part)


def _known(plain: str, span: Span) -> Cited | None:
    """The citation whose shape is known, with the word that it needs near."""
    for row, pattern, needs in known_shapes():
        match = pattern.search(plain, span.start, span.end)
        source = CriteriaSource(row["source"])
        if match is None:
            continue
        near = Span(max(0, span.start - _NEAR), span.end + _NEAR)
        if needs is None or source in _PUBLIC or needs.search(plain, *near):
            return replace(cited_of(source, match), span=span)
    match = re.compile(load("citations")["interqual"]).search(plain, span.start, span.end)
    cited = interqual(plain, match) if match is not None else None
    return replace(cited, span=span) if cited is not None and cited.title is not None else None


def _law(plain: str, span: Span) -> Cited | None:
    """A regulation of whatever code, in full: "State Medicaid Rule 8.660.4.C"."""
    words = plain[span.start : span.end]
    numbered = _pattern("law").search(words) and re.search(r"\d", words)
    return Cited(CriteriaSource.STATUTE, span, span) if numbered else None


def _plan_part(plain: str, span: Span) -> Cited | None:
    """The part of a plan's own papers: "Plan Document Art. VI, § 6.4(c)", "page 37, item (q)"."""
    part = _pattern("plan_part").search(plain, *span)
    if part is None or _number(plain, span, rows=slice(1, 5)) is not None:
        return None
    before = plain[max(0, span.start - _BEFORE) : span.start]
    before = re.split(r"[.;]\s|\n\n", before)[-1]
    named = _pattern("plan_papers").search(before + plain[span.start : span.end])
    begins = part.start() == span.start and _PART_WORD.match(part[0])
    if not named and not begins:
        return None
    title = title_within(plain, Span(span.start, part.start()))
    return Cited(CriteriaSource.PLAN_DOCUMENT, span, _clean(plain, Span(*part.span())), title)


def _manual(plain: str, span: Span) -> Cited | None:
    """A manual with its part: "Medicare Benefit Policy Manual, Ch. 15 § 290"."""
    words = plain[span.start : span.end]
    part = _pattern("manual_part").search(plain, *span)
    if part is None or not _pattern("manuals").search(words):
        return None
    public = _pattern("public").search(words)
    source = CriteriaSource.OTHER if public else CriteriaSource.PAYER_POLICY
    title = title_within(plain, Span(span.start, part.start()))
    return Cited(source, span, _clean(plain, Span(*part.span())), title)


def _coded(plain: str, span: Span) -> Cited | None:
    """A number of whatever shape, with the title behind or before it."""
    level = _source(plain, span) in (CriteriaSource.ASAM, CriteriaSource.LOCUS)
    number = _number(plain, span, rows=slice(0, 1) if level else slice(None))
    if number is None:
        return None
    if not re.search(r"[A-Za-z]", plain[span.start : span.end]):
        return None
    cited = Cited(_source(plain, span), span, number)
    title = title_of(plain[: span.end], replace(cited, span=number), ())
    if title is None or title.start < span.start:
        title = title_within(plain, Span(span.start, number.start))
    return replace(cited, title=title)


def _titled(plain: str, span: Span) -> Cited | None:
    """A name without any number; a plan's own papers are cited only by their part."""
    title = title_within(plain, span)
    if not plain[span.start].isupper() or _pattern("plan_papers").search(plain, *span):
        return None
    if title is None or len(re.findall(r"[^\W\d_]{2,}", plain[title.start : title.end])) < 2:
        return None
    return Cited(_source(plain, span), span, None, title)


def _number(plain: str, span: Span, rows: slice = slice(None)) -> Span | None:
    """The first number by the strongest shape that is there, but those of an edition."""
    editions = [m.span() for p in edition_shapes() for m in p.finditer(plain, *span)]
    for shape in _codes()[rows]:
        for match in shape.finditer(plain, *span):
            dated = any(a <= match.start() < b for a, b in editions)
            before = plain[max(0, match.start() - _BEFORE) : match.start()]
            figures = match[0][0].isdigit() and _pattern("not_codes").search(before)
            counts = figures or _pattern("not_papers").match(match[0])
            if not dated and not counts:
                return Span(*match.span())
    return None


def _source(plain: str, span: Span) -> CriteriaSource:
    words = plain[span.start : span.end]
    if re.search(r"\bN(?:ational\s+)?C(?:overage\s+)?D", words):
        return CriteriaSource.NCD
    if re.search(r"\bASAM\b", plain[max(0, span.start - _BEFORE) : span.end]):
        return CriteriaSource.ASAM
    if _pattern("plan_papers").search(words):
        return CriteriaSource.PLAN_DOCUMENT
    if _pattern("others").search(words):
        return CriteriaSource.OTHER
    return issuer(plain, span.start, span.end)


def _with_edition(plain: str, span: Span, cited: Cited) -> Cited:
    """The citation with the edition that stands among its words."""
    if cited.edition is not None:
        return cited
    taken = cited.identifier or Span(span.end, span.end)
    for shape in edition_shapes():
        for match in shape.finditer(plain, *span):
            if match.end() <= taken.start or match.start() >= taken.end:
                return replace(cited, edition=Span(*match.span()))
    return cited


def _clean(plain: str, span: Span) -> Span:
    end = span.end
    while end > span.start and plain[end - 1] in " ,.-:;\n":
        end -= 1
    return Span(span.start, end)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load("citations")["heard"][name])


@cache
def _codes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row) for row in load("citations")["heard"]["codes"])
