"""Claims as the papers show them: the case's words, with places that a reader can turn to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from packet_builder.case import Case, FailedTreatment, Finding, Passage
from packet_builder.exhibits import ExhibitPlan, Spot
from packet_builder.plain import clean
from packet_builder.when import short_date

_DATED_QUOTE = re.compile(r"\b(\d{4}-\d{2}-\d{2})(?=: )")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim: its words, where they stand, and the passages that the words do not hold.

    ``parts`` are the words with the places named in them as :class:`Spot`. ``said`` and ``date``
    are those of the one passage that the claim does no more than quote.
    """

    text: str
    parts: tuple[str | Spot, ...]
    spots: tuple[Spot, ...]
    passages: tuple[Passage, ...]
    check: bool
    said: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class TreatmentView:
    """Treatments that one passage tells of. ``anchors`` are those of the single rows."""

    names: str
    row: FailedTreatment
    anchors: tuple[str, ...]


def claim_view(text: str, evidence: tuple[Passage, ...], plan: ExhibitPlan) -> ClaimView:
    """A claim of the case for the packet; file names in its words give way to exhibits."""

    def place(passage: Passage) -> str | None:
        spot = plan.spot(passage)
        return f"[Ex. {spot.exhibit}, p. {spot.page}]" if spot else None

    words = with_places(text, evidence, place)
    spots = plan.spots_of(evidence)
    quoted = _quoted(text, evidence)
    return ClaimView(
        text=words,
        parts=_parts(words, spots),
        spots=spots,
        passages=tuple(p for p in evidence if clean(p.text) not in words),
        check=any(p.needs_review for p in evidence),
        said=quoted.text if quoted else None,
        date=quoted.date if quoted else None,
    )


def answered(case: Case, evidence: tuple[Passage, ...]) -> Finding | None:
    """The requirement that a fact's passage answers best: where it stands first among what
    supports it; of several the first in the payer's order."""
    places = {(p.document, p.page, p.text) for p in evidence}
    ranks: list[tuple[int, Finding]] = []
    for finding in case.criteria:
        held = [(p.document, p.page, p.text) for p in finding.evidence if p.stance == "supports"]
        at = next((rank for rank, place in enumerate(held) if place in places), None)
        if at is not None:
            ranks.append((at, finding))
    return min(ranks, key=lambda row: row[0])[1] if ranks else None


def _quoted(text: str, evidence: tuple[Passage, ...]) -> Passage | None:
    """The passage that a claim repeats word for word, after its day or without."""
    words = clean(text)
    for passage in evidence:
        said = clean(passage.text)
        if words in (said, f"{passage.date}: {said}"):
            return passage
    return None


def _parts(words: str, spots: tuple[Spot, ...]) -> tuple[str | Spot, ...]:
    parts: list[str | Spot] = [words]
    for spot in spots:
        name = f"[Ex. {spot.exhibit}, p. {spot.page}]"
        split: list[str | Spot] = []
        for part in parts:
            if isinstance(part, Spot):
                split.append(part)
                continue
            for i, piece in enumerate(part.split(name)):
                split.extend([spot, piece] if i else [piece])
        parts = split
    return tuple(part for part in parts if part)


def with_places(
    text: str, evidence: tuple[Passage, ...], place: Callable[[Passage], str | None]
) -> str:
    """The words with "(scan.tif, p. 2)" as ``place`` names it, and dates before quotes as
    03/17/2026."""
    words = clean(text)
    for passage in evidence:
        name = place(passage)
        if name is not None:
            words = words.replace(f"({clean(passage.document)}, p. {passage.page})", name)
    return _DATED_QUOTE.sub(lambda match: short_date(match[1]), words)


def treatment_views(case: Case) -> tuple[TreatmentView, ...]:
    """The treatments that did not help; those of one passage and outcome in one row."""
    groups: dict[tuple[str, int, str, str], list[tuple[str, FailedTreatment]]] = {}
    for number, row in enumerate(case.failed_treatments, start=1):
        key = (row.document, row.page, row.text, row.outcome)
        groups.setdefault(key, []).append((f"treatment-{number}", row))
    return tuple(
        TreatmentView(
            names="; ".join(dict.fromkeys(row.treatment for _, row in rows)),
            row=rows[0][1],
            anchors=tuple(anchor for anchor, _ in rows),
        )
        for rows in groups.values()
    )
