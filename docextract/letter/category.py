"""The ground of a refusal as one of the contract's categories, by weighed cues."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from docextract.facts import DenialCategory, DocumentType, Fact
from docextract.letter.flow import unticked
from docextract.letter.reason import WITHOUT, Weighed, weigh_sentences
from docextract.letter.spans import Span, fact
from docextract.pages.text import Text
from docextract.rules import load

_MOST = 12
"""So many of the strongest sentences vote."""
_CLOSE = 0.8
"""Where the second category comes this near to the first, a person must look."""
_NAMED = re.compile(r"[a-z] (?:[A-Z][a-z'-]+ )+\Z")
"""A capital letter inside a sentence begins a name."""
_FAINT = 2.0
"""A category that all cues together give less weight is doubtful: no sentence tells the ground in
known words. Of four authors' letters at first sight (2026-11-30) both such were wrong."""


def read_category(text: Text, *, document_type: DocumentType | None = None) -> Fact[DenialCategory]:
    """The category of the refusal; null for letters that refuse nothing.

    The evidence is the words whose cue weighed most for the chosen category.
    """
    if document_type in WITHOUT:
        return Fact[DenialCategory]()
    totals: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Span]] = {}
    sentences = weigh_sentences(text)
    votes = _votes(text, sentences) or _whole_votes(text)
    for name, weight, span in (vote for vote in votes if _may_be(text, vote[0])):
        totals[name] += weight
        if name not in best or weight > best[name][0]:
            best[name] = (weight, span)
    if not totals:
        return _presumed(text, document_type)
    ranked = sorted(totals, key=lambda name: -totals[name])
    second = totals[ranked[1]] if len(ranked) > 1 else 0.0
    close = second > _CLOSE * totals[ranked[0]] or totals[ranked[0]] < _FAINT
    close = close or _contradicted(text, sentences[:1], ranked[0])
    sure = 0.6 if close else 0.9
    return fact(
        text, *best[ranked[0]][1], DenialCategory(ranked[0]), confidence=sure, needs_review=close
    )


def _contradicted(text: Text, ground: list[Weighed], name: str) -> bool:
    """True where the sentence that tells the ground speaks for another category than all of the
    letter's: of five such at first sight three were wrong."""
    told: dict[str, float] = defaultdict(float)
    for other, weight, _ in _votes(text, ground):
        if _may_be(text, other):
            told[other] += weight
    return bool(told) and max(told, key=lambda other: told[other]) != name


def _may_be(text: Text, name: str) -> bool:
    """True where the letter speaks of what a ground is about: step therapy is of drugs."""
    needs = load("categories")["needs"].get(name)
    return needs is None or re.search(needs, text.plain, re.I) is not None


def _whole_votes(text: Text) -> list[tuple[str, float, Span]]:
    """Every cue anywhere in a letter whose strong sentences hold none (a remittance's codes)."""
    found = []
    off = unticked(text.plain, Span(0, len(text.plain)))
    for name, cue, weight in _cues():
        match = _ticked(cue.finditer(text.plain), off)
        if match is not None:
            found.append((name, weight * 0.1, Span(*match.span())))
    return found


def _ticked(matches: Iterator[re.Match[str]], off: Sequence[Span]) -> re.Match[str] | None:
    """The first match that stands in no option that nobody ticked."""
    free = (m for m in matches if not any(o.start <= m.start() < o.end for o in off))
    return next((m for m in free if not _in_name(m)), None)


def _in_name(match: re.Match[str]) -> bool:
    """True for words that are part of a name: "at Arroyo Verde Surgery Center"."""
    before = match.string[max(0, match.start() - 30) : match.start()]
    capitals = [word[0].isupper() for word in match[0].split()]
    return len(capitals) > 1 and all(capitals) and _NAMED.search(before) is not None


def _presumed(text: Text, document_type: DocumentType | None) -> Fact[DenialCategory]:
    """What a refusal without any cue most often is, for a person to confirm."""
    ranked = weigh_sentences(text)
    if document_type is None or not ranked:
        return Fact[DenialCategory](needs_review=True, confidence=0.2)
    return fact(
        text,
        *ranked[0].span,
        DenialCategory.MEDICAL_NECESSITY,
        confidence=0.5,
        needs_review=True,
    )


def _votes(text: Text, ranked: list[Weighed]) -> list[tuple[str, float, Span]]:
    """Every cue found in the strong sentences, with its weight there."""
    rules: dict[str, Any] = load("categories")
    found = []
    for place, weighed in enumerate(ranked[:_MOST]):
        if weighed.weight <= 0 and place > 0:
            break
        factor = rules["reason_times"] if place == 0 else rules["other_sentences"]
        votes: list[tuple[str, float, Span]] = []
        off = unticked(text.plain, weighed.span)
        for name, cue, weight in _cues():
            match = _ticked(cue.finditer(text.plain, *weighed.span), off)
            if match is None:
                continue
            votes.append((name, weight * factor, Span(*match.span())))
        found.extend(_once(votes))
    return found


def _once(votes: list[tuple[str, float, Span]]) -> list[tuple[str, float, Span]]:
    """The votes of a sentence, the same words for the same ground counted once, the strongest."""
    kept: list[tuple[str, float, Span]] = []
    for name, weight, span in sorted(votes, key=lambda vote: -vote[1]):
        told = (o for n, _, o in kept if n == name)
        if not any(span.start < o.end and o.start < span.end for o in told):
            kept.append((name, weight, span))
    return kept


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str], float], ...]:
    rows: list[dict[str, Any]] = load("categories")["cues"]
    return tuple(
        (row["category"], re.compile(rf"(?<!\w)(?:{row['cue']})", re.I), float(row["weight"]))
        for row in rows
    )
