"""Why the request was refused: the sentence in which the letter sums up its ground, verbatim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from docextract.facts import DocumentType, Fact, Reading
from docextract.letter.flow import flowing, ticked_words
from docextract.letter.roles import ground_weight
from docextract.letter.spans import Span, fact, segments
from docextract.letter.zones import is_heading, zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

WITHOUT = (
    DocumentType.APPROVAL,
    DocumentType.APPEAL_OVERTURNED,
    DocumentType.INFORMATION_REQUEST,
    DocumentType.OTHER,
)
"""Letters that refuse nothing and therefore tell no ground."""
_SHORT = 14
"""A sentence of fewer words may need its neighbour to tell the ground."""
_MARGIN = 2.0
"""A ground that outweighs the next sentence by less is doubtful."""
_UNHEARD = 0.6
"""A ground that the model hears less in is doubtful: one of ten in its probabilities. Of letters at
first sight (2026-11-30) a third of the grounds so marked were wrong, of the others one in 30."""
_BOXES = ("☒", "☑", "☐", "[")
_BODY = ("body", "reference", "peer_to_peer", "letterhead")
_MARGINS = ("copies", "running", "signature", "taglines")
"""Zones that tell a ground only on papers without a body, as a remittance."""
_LABEL = re.compile(r"\A\W*[A-Z][A-Za-z /&-]{2,30}[:.]\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with how strongly it tells the ground of a refusal."""

    span: Span
    weight: float


def read_reason(text: Text, *, document_type: DocumentType | None = None) -> Fact[str]:
    """The sentence that tells the ground; null where the letter refuses nothing.

    A null leaf that needs review: the letter refuses, but no sentence was found that says why.
    """
    if document_type in WITHOUT:
        return Fact[str]()
    ranked = weigh_sentences(text)
    rules: dict[str, Any] = load("reason")
    if not ranked or ranked[0].weight < rules["threshold"]:
        return Fact[str](needs_review=document_type is not None, confidence=0.3)
    best = ranked[0]
    span = _without_label(text, _with_neighbour(text, best, ranked))
    others = tuple(_reading(text, other) for other in ranked[1:3])
    margin = best.weight - (ranked[1].weight if len(ranked) > 1 else 0.0)
    close = best.weight < rules["clear"] and margin < rules["margin"]
    close = close or margin < _MARGIN or ground_weight(text, best.span) < _UNHEARD
    sure = 0.9 if best.weight >= rules["strong"] and not close else 0.7
    words = " ".join(text.raw[span.start : span.end].split())
    return fact(text, *span, words, confidence=sure, needs_review=sure < 0.8, others=others)


def weigh_sentences(text: Text) -> list[Weighed]:
    """The sentences of the letter's body by how strongly they tell a ground, best first."""
    found = _weigh(text, _BODY)
    if not found or max(w.weight for w in found) < load("reason")["threshold"]:
        found = _weigh(text, (*_BODY, *_MARGINS))
    return sorted(found, key=lambda w: (-w.weight, w.span.start))


def _weigh(text: Text, where: tuple[str, ...]) -> list[Weighed]:
    found = []
    placed = zones(text)
    headings = _heading_weights(text)
    for span in flowing(text):
        if zone_at(placed, span.start) not in where:
            continue
        words = ticked_words(text.plain, span)
        count = len(words.split())
        if count < 2:
            continue
        under = max((h for h in headings if h[0] <= span.start), default=(0, 0.0))[1]
        short = load("reason")["short"] if count < 6 and len(words) == span.end - span.start else 0
        found.append(Weighed(span, weight_of(words) + under + short + ground_weight(text, span)))
    return found


def weight_of(words: str) -> float:
    """How strongly a sentence tells a ground, by the cues of ``rules/reason.yaml``."""
    total = sum(weight for cue, weight in _cues("cues") if cue.search(words))
    if words[:1] in _BOXES:
        total += load("reason")["list_opening"]
    if words.rstrip().endswith(":"):
        total += load("reason")["list_opening"]
    return total


def _with_neighbour(text: Text, best: Weighed, ranked: Sequence[Weighed]) -> Span:
    """A short sentence with the strong one beside it that says what it means here."""
    if len(text.plain[best.span.start : best.span.end].split()) >= _SHORT:
        return best.span
    for other in ranked[1:4]:
        gap = text.plain[best.span.end : other.span.start]
        beside = best.span.end <= other.span.start and not gap.strip()
        if beside and "\n\n" not in gap and other.weight >= load("reason")["strong"]:
            return Span(best.span.start, other.span.end)
    return best.span


def _heading_weights(text: Text) -> list[tuple[int, float]]:
    """Where each heading ends, with the weight that it gives to the sentences under it."""
    found = []
    for span in segments(text):
        words = text.plain[span.start : span.end]
        label = _LABEL.match(words)
        if not is_heading(text, span) and label is None:
            continue
        said = words if label is None else label[0]
        weight = sum(w for cue, w in _cues("headings") if cue.search(said))
        found.append((span.start, max(-5.0, min(3.0, weight))))
    return found


def _without_label(text: Text, span: Span) -> Span:
    """The sentence without a label before it ("RATIONALE: …")."""
    label = _LABEL.match(text.plain[span.start : span.end])
    if label is None or not any(cue.search(label[0]) for cue, w in _cues("headings") if w > 0):
        return span
    return Span(span.start + label.end(), span.end)


def _reading(text: Text, other: Weighed) -> Reading:
    words = " ".join(text.raw[other.span.start : other.span.end].split())
    return Reading(
        value=words,
        raw=words,
        reason=f"weighs {other.weight:.1f}",
        evidence=text.evidence(*other.span),
    )


@cache
def _cues(name: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    rows: list[dict[str, Any]] = load("reason")[name]
    return tuple(
        (re.compile(rf"(?<!\w)(?:{row['cue']})", re.I), float(row["weight"])) for row in rows
    )
