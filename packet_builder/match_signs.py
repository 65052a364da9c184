"""Signs that are a number: "T 98.4 HR 78" tells that there is no fever and no tachycardia."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docextract.requirements import Kind
from docextract.requirements.measures import measures
from docextract.rules import load
from packet_builder.match_judge import Question, View, event_day, view
from packet_builder.match_measured import values_of
from packet_builder.match_notes import Note


@dataclass(frozen=True, slots=True)
class _Sign:
    """A word for values of a measure ``over`` or ``under`` a bound."""

    asked: re.Pattern[str]
    measure: str
    over: float | None
    under: float | None

    def holds(self, value: float) -> bool:
        """Whether a value makes the word true."""
        if self.over is not None:
            return value > self.over
        return self.under is not None and value < self.under


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(
        _Sign(re.compile(r["asked"], re.IGNORECASE), r["measure"], r.get("over"), r.get("under"))
        for r in load("match_signs")
    )


_NOT = re.compile(
    r"\b(?:no|not|without|free\s+of|absence\s+of)\s+(?:\w+,?\s+){0,2}$", re.IGNORECASE
)


def by_number(question: Question, note: Note, near: float) -> View | None:
    """What the values in a note say of the signs that a requirement names; None for nothing."""
    requirement = question.requirement
    if requirement.demands or requirement.kind not in (Kind.FINDING, Kind.ABSENCE):
        return None
    absent = requirement.kind is Kind.ABSENCE
    told: list[bool] = []
    for sign in _signs():
        named = sign.asked.search(requirement.body)
        if named is None:
            continue
        absent = absent or bool(_NOT.search(requirement.body[: named.start()]))
        found = values_of(measures()[sign.measure], note, requirement.body, frozenset())
        told += [any(sign.holds(f.value) for f in found)] if found else []
    if not told:
        return None
    there = any(told)
    why = ("present" if absent else "value") if there else "denied"
    return view(
        question, note, "contradicts" if there == absent else "supports",
        near + 0.5 + 0.2 * there, event_day(note, None), why,
    )  # fmt: skip
