"""The criteria sets, policies, plan sections and regulations that a letter cites."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from docextract.facts import CriteriaSource, Criterion, DocumentType, Fact
from docextract.letter.citation_finds import Cited, cited_by_id, cited_by_title, cited_plans
from docextract.letter.citation_parts import edition_of, title_of
from docextract.letter.flow import has_ticks, unticked
from docextract.letter.spans import Span, fact, sentences
from docextract.letter.zones import Zone, zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

_BESIDE = 45
"""A title this near to an identifier belongs to it, in letters."""
_ISSUED = 90
"""The name of whose guideline it is stands at most so many characters before its number."""
_PHARMACY = re.compile(r"\b(?:rx|drug|pharm\w*|therapeutics|scripts|prescription)\b|rx\b", re.I)
_ISSUERS_OWN = (CriteriaSource.PAYER_POLICY, CriteriaSource.PLAN_DOCUMENT, CriteriaSource.OTHER)
"""What anybody may issue: cited without a number it may be a heading or an office. At first sight
(2026-11-30) the four such were wrong, as two sets without a title; seven titles of sets right."""
_BROKEN = re.compile(r"(?<=[A-Z0-9])-\s(?=[A-Z0-9])")
"""A number broken at the end of a line."""
_MARGINS = ("rights", "taglines", "copies", "running", "fax_header")
"""Zones whose citations are about rights and forms, not about the decision."""


def read_citations(
    text: Text, *, document_type: DocumentType | None = None
) -> tuple[tuple[Criterion, ...], bool]:
    """What the letter says it used, in the order printed, and whether one may be missing.

    Args:
        text: one letter.
        document_type: what the letter is, where known; other documents cite nothing.
    """
    if document_type is DocumentType.OTHER:
        return (), False
    placed, spans = zones(text), sentences(text)
    plain = text.plain
    left = unticked(plain, Span(0, len(plain))) if has_ticks(plain) else ()
    taken: list[Span] = list(left)
    found: list[Cited] = []
    for find in (cited_by_id, cited_plans, cited_by_title):
        known = tuple(taken)
        for cited in find(text):
            free = not _overlaps(cited.span, taken)
            free = free and not (cited.weak and _beside(text.plain, cited.span, known))
            if free and is_authority(cited, text.plain, placed, spans):
                found.append(cited)
                taken.append(cited.span)
    found = _once(text, sorted(found, key=lambda c: c.span.start))
    cites = [c.span for c in found]
    criteria = tuple(_criterion(text, cited, cites) for cited in found)
    return criteria, not criteria and _speaks_of_criteria(text)


def with_vendor(
    text: Text, criteria: Sequence[Criterion], *, vendor: str | None, payer: str | None
) -> tuple[Criterion, ...]:
    """The criteria, a review company's own guideline told from the payer's policy.

    "Our guideline GEN-114" in a letter of a laboratory reviewer is that reviewer's; what a
    pharmacy manager applies is the plan's drug policy.
    """
    if vendor is None or _PHARMACY.search(vendor):
        return tuple(criteria)
    return tuple(_vendors_own(text, one, vendor, payer) for one in criteria)


def _vendors_own(text: Text, one: Criterion, vendor: str, payer: str | None) -> Criterion:
    named = one.identifier.raw or ""
    at = text.raw.find(named) if named else -1
    if one.source.value is not CriteriaSource.PAYER_POLICY or at < 0:
        return one
    before = text.plain[max(0, at - _ISSUED) : at].rpartition(". ")[2]
    by_vendor, by_payer = _names(vendor, before), _names(payer, before)
    ours = re.search(r"\bour\s(?:own\s)?(?:\w+\s)?(?:guidelines?|criteria)\b", before, re.I)
    if by_payer or not (by_vendor or ours):
        return one
    source = one.source.model_copy(update={"value": CriteriaSource.OTHER})
    return one.model_copy(update={"source": source})


def _names(company: str | None, words: str) -> bool:
    """True where words hold the first word of a company's name; never for none."""
    first = (company or "").split()[:1]
    return bool(first) and re.search(rf"\b{re.escape(first[0])}\b", words, re.I) is not None


def _beside(plain: str, span: Span, others: Sequence[Span]) -> bool:
    """True where an identifier stands near, in the same item of a list: the words name it."""
    left = plain[max(0, span.start - _BESIDE) : span.start].rpartition(";")[2]
    right = plain[span.end : span.end + _BESIDE].partition(";")[0]
    return _overlaps(Span(span.start - len(left), span.end + len(right)), others)


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def is_authority(cited: Cited, plain: str, placed: tuple[Zone, ...], spans: Sequence[Span]) -> bool:
    """True where a citation stands in words about the decision, not about rights or forms."""
    in_margin = zone_at(placed, cited.span.start) in _MARGINS
    if cited.source not in (CriteriaSource.STATUTE, CriteriaSource.PLAN_DOCUMENT):
        return not in_margin
    k = bisect_right(spans, (cited.span.start, len(plain))) - 1
    home = spans[k] if k >= 0 and cited.span.start < spans[k].end else cited.span
    if in_margin:
        return _cues("authority").search(plain, *home) is not None
    return _cues("not_authority").search(plain, *home) is None


@cache
def _cues(name: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{cue})" for cue in load("citations")[name]), re.I)


def _once(text: Text, found: Sequence[Cited]) -> list[Cited]:
    """Each citation once: by its identifier, else by its title, else by its source."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for cited in found:
        part = cited.identifier or cited.title
        words = re.sub(r"\W", "", text.plain[part.start : part.end]).lower() if part else ""
        key = (cited.source.value if not cited.identifier else "", words)
        if key not in seen:
            seen.add(key)
            kept.append(cited)
    kept = [c for c in kept if not _names_issuer(text, c, kept)]
    named = {c.source for c in kept if c.identifier or c.title}
    return [c for c in kept if c.identifier or c.title or c.source not in named]


def _names_issuer(text: Text, cited: Cited, others: Sequence[Cited]) -> bool:
    """True for a title that only names the set of a part cited too: "MCG Care Guidelines"."""
    if cited.identifier is not None or cited.title is None:
        return False
    words = set(re.findall(r"[a-z]+", text.plain[cited.title.start : cited.title.end].lower()))
    part = any(o.identifier is not None and o.source is cited.source for o in others)
    return part and not words - {
        "mcg",
        "evicore",
        "healthcare",
        "carelon",
        "care",
        "clinical",
        "guideline",
        "guidelines",
        "criteria",
    }


def _speaks_of_criteria(text: Text) -> bool:
    return re.search(r"\b(?:guidelines?|criteria|medical polic)", text.plain, re.I) is not None


def _criterion(text: Text, cited: Cited, others: Sequence[Span]) -> Criterion:
    """A citation with the title and the edition that stand beside it."""
    title = cited.title or title_of(text.plain, cited, others)
    edition = cited.edition or edition_of(text.plain, cited, title, others)
    return criterion_of(text, replace(cited, title=title, edition=edition))


def criterion_of(text: Text, cited: Cited, *, most: float = 1.0) -> Criterion:
    """A citation with the parts that it has, each no surer than ``most``."""
    own = cited.source in _ISSUERS_OWN or cited.title is None
    sure = min(most, 0.93 if cited.identifier is not None else 0.8 if own else 0.85)
    return Criterion(
        source=fact(text, *cited.span, cited.source, confidence=sure),
        identifier=_words(text, cited.identifier, sure, cited.prefix),
        title=_words(text, cited.title, min(most, 0.85)),
        edition=_words(text, cited.edition, min(most, 0.85)),
    )


def _words(text: Text, span: Span | None, sure: float, prefix: str = "") -> Fact[str]:
    if span is None:
        return Fact[str]()
    value = prefix + _BROKEN.sub("-", " ".join(text.raw[span.start : span.end].split()))
    return fact(text, *span, value, confidence=sure)
