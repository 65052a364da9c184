"""A requirement of several parts: each is matched alone, then they are counted.

The whole is met when as many parts are met as must be; it fails when so many fail that it cannot
be met; what lies between is met in part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from docextract.requirements.alternatives import Parts
from packet_builder.case import Passage, Status
from packet_builder.match_evidence import MOST
from packet_builder.match_status import Verdict

_LEADS = {
    Status.SUPPORTED: (Status.SUPPORTED, Status.PARTIAL, Status.CONTRADICTED, Status.GAP),
    Status.PARTIAL: (Status.PARTIAL, Status.SUPPORTED, Status.GAP, Status.CONTRADICTED),
    Status.CONTRADICTED: (Status.CONTRADICTED, Status.PARTIAL, Status.SUPPORTED, Status.GAP),
    Status.GAP: (Status.GAP, Status.PARTIAL, Status.CONTRADICTED, Status.SUPPORTED),
}
"""Whose passages stand first under a verdict."""

Part = tuple[Verdict, tuple[Passage, ...]]


def counted(parts: Parts, found: Sequence[Part]) -> tuple[Verdict, tuple[Passage, ...]]:
    """The verdict on the whole from those on its parts, in their order, with the passages."""
    status = status_of(parts.need, [v.status for v, _ in found])
    order = {s: at for at, s in enumerate(_LEADS[status])}
    ranked = sorted(zip(parts.texts, found, strict=True), key=lambda row: order[row[1][0].status])
    shown = _in_turn([passages for _, (_, passages) in ranked])
    said = "; ".join(f"{text}: {v.status.value} ({v.why})" for text, (v, _) in ranked if v.why)
    lead = ranked[0][1][0]
    remedy = next((v.remedy for _, (v, _) in ranked if v.remedy), None)
    return replace(lead, status=status, why=said, remedy=remedy), shown


def status_of(need: int, parts: Sequence[Status]) -> Status:
    """How ``need`` of these parts stand together.

    >>> status_of(1, [Status.CONTRADICTED, Status.SUPPORTED]).value
    'supported'
    >>> status_of(2, [Status.CONTRADICTED, Status.SUPPORTED]).value
    'contradicted'
    """
    count = Counter(parts)
    met, half, failed = count[Status.SUPPORTED], count[Status.PARTIAL], count[Status.CONTRADICTED]
    if met >= need:
        return Status.SUPPORTED
    hopeless = failed > len(parts) - need
    if failed and (hopeless or not (met or half)):
        return Status.CONTRADICTED
    return Status.PARTIAL if met or half else Status.GAP


def _in_turn(rows: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """The first of each row, then the second of each, none twice."""
    taken: dict[tuple[str, int, str], Passage] = {}
    for place in range(max((len(r) for r in rows), default=0)):
        for row in rows:
            if place < len(row):
                passage = row[place]
                taken.setdefault((passage.document, passage.page, passage.text), passage)
    return tuple(taken.values())[:MOST]
