"""Judgements on the coverage and the request, by weighed words: plan type and urgency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeVar

from docextract.facts import Fact, PlanType, ReviewType, Urgency
from docextract.letter.spans import fact
from docextract.letter.view import View
from docextract.rules import load

E = TypeVar("E", PlanType, ReviewType, Urgency)

LABELS = {"plan_type": 2.0, "review_type": 2.2, "urgency": 2.2}
"""What a cue in the value of a fitting label weighs more."""


class Cue(NamedTuple):
    """Words that speak for a value, and how much."""

    value: str
    start: int
    end: int
    weight: float


def read_plan_type(view: View) -> Fact[PlanType]:
    """The kind of coverage; ``unknown`` where nothing tells it."""
    told = decide(view, cues(view, "plan_type"), PlanType, floor=1.5)
    return (
        told if told.value is not None else Fact[PlanType](value=PlanType.UNKNOWN, confidence=0.6)
    )


def read_urgency(view: View) -> Fact[Urgency]:
    """Expedited only where that is printed of the request itself."""
    told = decide(view, cues(view, "urgency"), Urgency, floor=1.5)
    return told if told.value is not None else Fact[Urgency](value=Urgency.STANDARD, confidence=0.9)


def decide(view: View, told: Iterable[Cue], kind: type[E], *, floor: float) -> Fact[E]:
    """The value that the cues speak for most, null below ``floor``; close ones need review."""
    found = list(told)
    totals: dict[str, float] = {}
    for value in {c.value for c in found}:
        weights = sorted((c.weight for c in found if c.value == value), reverse=True)
        totals[value] = sum(w * 0.5**rank for rank, w in enumerate(weights[:4]))
    ranked = sorted(totals.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < floor:
        return Fact[E]()
    value, weight = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    best = max((c for c in found if c.value == value), key=lambda c: c.weight)
    sure = 0.97 - 0.4 / (1.0 + weight) - 0.3 * second / weight
    return fact(
        view.text,
        best.start,
        best.end,
        kind(value),
        confidence=max(0.3, sure),
        needs_review=second > 0.8 * weight,
    )


def cues(view: View, leaf: str) -> Iterator[Cue]:
    """The words of a letter that speak for a value of a leaf, by the place where they stand."""
    zones = load("coverage")[leaf]["zones"]
    for value, pattern, weight in _patterns(leaf):
        for match in pattern.finditer(view.text.plain):
            place = float(zones.get(view.zone(match.start()), 0.0))
            if place == 0.0:
                continue
            gain = weight * place
            for pair in view.pairs_of(leaf):
                if pair.value_span.start <= match.start() < pair.value_span.start + 60:
                    gain += LABELS[leaf]
                    break
            yield Cue(value, match.start(), match.end(), gain)


@cache
def _patterns(leaf: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    rows = load("coverage")[leaf]["values"]
    return tuple(
        (value, re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE), float(weight))
        for value, patterns in rows.items()
        for pattern, weight in patterns
    )
