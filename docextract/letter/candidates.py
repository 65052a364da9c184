"""Candidates for one leaf, and the one resolver that chooses among them.

Readers propose: a span, the value that it would give, a weight and the reason. Weights of
candidates with the same value add up with diminishing returns; the best value wins, a close
second sends the leaf to a person, and the losers are kept for the reviewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from docextract.facts import Fact, Reading
from docextract.letter.spans import fact
from docextract.pages.text import Text

FLOOR = 1.0
"""A value below this weight is not believed at all."""
CLOSE = 0.75
"""A second value with at least this share of the winner's weight makes a tie."""
SURE = 0.97
"""The confidence of a value with overwhelming weight, read from a digital text."""
KEPT = 4
"""So many losers are kept."""


class Candidate(NamedTuple):
    """A span that may answer a question. ``weight`` is about 1 for a hint, 3 for a clear label."""

    start: int
    end: int
    value: str
    weight: float
    reason: str


def resolve(
    text: Text,
    candidates: Iterable[Candidate],
    *,
    floor: float = FLOOR,
    identifier: bool = False,
) -> Fact[str]:
    """The fact that the candidates support best; an empty one where none reaches ``floor``.

    ``identifier`` values are compared without spaces and marks, and go to a person where the
    OCR was unsure of any of their words.
    """
    ranked = _ranked(list(candidates))
    ranked = [(weight, best) for weight, best in ranked if weight > 0]
    if not ranked or ranked[0][0] < floor:
        return Fact[str]()
    weight, best = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    tie = second >= CLOSE * weight
    others = tuple(_loser(text, one) for _, one in ranked[1 : KEPT + 1])
    doubtful = identifier and _is_doubtful(best.value, text.confidence(best.start, best.end))
    return fact(
        text,
        best.start,
        best.end,
        best.value,
        confidence=_confidence(weight, second),
        needs_review=tie or doubtful,
        others=others,
    )


def _is_doubtful(value: str, seen: float) -> bool:
    """True where the OCR was unsure, or may have taken a letter for a figure or the reverse."""
    mixed = re.search(r"[OIlSBZ](?=\d)|(?<=\d)[OIlSBZ](?![A-Z])|[O0]{2}", value) is not None
    return seen < 0.85 or (seen < 1.0 and mixed)


def _ranked(candidates: list[Candidate]) -> list[tuple[float, Candidate]]:
    """Each value with its summed weight and its strongest candidate, heaviest first."""
    groups: dict[str, list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(_key(one.value), []).append(one)
    ranked = []
    for group in groups.values():
        group.sort(key=lambda one: (-one.weight, one.start))
        total = sum(one.weight / 2**rank for rank, one in enumerate(group[:4]))
        ranked.append((total, group[0]))
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].start))


def _confidence(weight: float, second: float) -> float:
    """Grows with the winner's weight, falls with the second's share of it."""
    alone = SURE - 0.45 / (1.0 + weight)
    share = second / weight
    return max(0.3, alone - 0.35 * share * share)


def _key(value: str) -> str:
    return re.sub(r"[^a-z0-9à-ÿ]", "", value.lower())


def _loser(text: Text, one: Candidate) -> Reading:
    raw = " ".join(text.raw[one.start : one.end].split())
    return Reading(
        value=one.value, raw=raw, reason=one.reason, evidence=text.evidence(one.start, one.end)
    )
