"""What the chart tells in words that the vocabulary does not know: a status by the trained model.

Where the rules found nothing that decides, a passage that is far more surely for the requirement
than any is against it tells that it is met, and a person is asked to read it. Where the rules call
it met by its name alone, a passage that is far more surely against it makes that a question. What
numbers, counts, dates and courses of treatment say is arithmetic, and stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.labels import (
    DOUBTED,
    NOT_FOUND,
    RECORDED,
    SHOWN_ONLY,
    SILENT,
    SPOKEN_OF,
    TOLD,
)
from packet_builder.match_bearing import Bearing
from packet_builder.match_fill import tells
from packet_builder.match_judge import Question, Stance, View, event_day, only_intended, view
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index
from packet_builder.match_status import Verdict

_OTHER_SIDE = 0.8
"""What the odds of the surest passage on one side weigh against those of the other side's."""
_MET = {Kind.FINDING: 0.7, Kind.PLAN: 1.0, Kind.ABSENCE: 0.3}
"""From which logarithm of these odds on an open requirement of a kind is met. A value is counted,
and a treatment or report is the one asked for or is none, however like it is."""
_DOUBT = 2.0
"""The same for what the rules call met and is in doubt. All were set on 2,558 invented criteria
whose charts the model had not learnt from (1,981 with a model of half the cases, 577 with the one
shipped; 2026-11-30): of 182 open findings that reach odds of 0.5, 143 are met and 20 fail."""
_LIKELIER = 0.5
"""A passage must be evidence for it more likely than none."""
_AGAINST = 0.4
_LOW = 0.03
_MOST = 2
_SEVERAL = re.compile(r"\b(?:both|each|two|three|every)\b|\d", re.IGNORECASE)
"""What counts: a passage that tells of one is not enough."""
_OPEN = (NOT_FOUND, SHOWN_ONLY, SPOKEN_OF, SILENT)


@dataclass(frozen=True)
class _Lean:
    """The passages that are surest for a requirement and against it, and how sure."""

    fore: tuple[Note, ...]
    against: tuple[Note, ...]
    bearing: Bearing

    @property
    def best(self) -> float:
        return max((float(self.bearing.fore[n.index]) for n in self.fore), default=0.0)

    @property
    def worst(self) -> float:
        return max((float(self.bearing.against[n.index]) for n in self.against), default=0.0)

    def met(self, sure: float) -> bool:
        """Whether it is met, with odds of which ``sure`` is the logarithm."""
        odds = _logit(self.best) - _OTHER_SIDE * _logit(self.worst)
        return self.best >= _LIKELIER and odds >= sure

    def fails(self, sure: float) -> bool:
        """Whether it is not met, with odds of which ``sure`` is the logarithm."""
        odds = _logit(self.worst) - _OTHER_SIDE * _logit(self.best)
        return self.worst >= _AGAINST and odds >= sure


def told(question: Question, verdict: Verdict, index: Index, bearing: Bearing) -> Verdict:
    """How a requirement stands when the model has had its word.

    Args:
        question: the requirement.
        verdict: how it stands by the rules.
        index: the notes of the chart.
        bearing: how the model sees them.
    """
    lean = _lean(question, verdict, index, bearing)
    if verdict.status is Status.SUPPORTED:
        doubted = verdict.why.startswith(RECORDED) and lean.fails(_DOUBT)
        return _doubted(question, verdict, lean) if doubted else verdict
    several = _SEVERAL.search(question.requirement.text)
    if several or not verdict.why.startswith(_OPEN):
        return verdict
    met = _MET.get(question.requirement.kind)
    if met is None or not lean.met(met):
        return verdict
    fore = _views(question, lean.fore, "supports", bearing)
    return replace(
        verdict, status=Status.SUPPORTED, why=TOLD, shown=fore, worth=0.0,
        calculation=None, remedy=None,
    )  # fmt: skip


def _doubted(question: Question, verdict: Verdict, lean: _Lean) -> Verdict:
    against = _views(question, lean.against, "contradicts", lean.bearing)
    return replace(
        verdict, status=Status.PARTIAL, why=f"{verdict.why}{DOUBTED}",
        shown=(*verdict.shown, *against),
    )  # fmt: skip


def _lean(question: Question, verdict: Verdict, index: Index, bearing: Bearing) -> _Lean:
    seen = [n for n in index.notes if bearing.of(n) and tells(question, verdict, n)]
    fore = sorted(seen, key=lambda n: -bearing.fore[n.index])
    done = [n for n in fore if not only_intended(n, None)]
    within = [n for n in done if view(question, n, "supports", 1.0, event_day(n, None), "").inside]
    own = {v.note.index for v in verdict.shown if v.stance == "supports"}
    others = [n for n in seen if n.index not in own]
    against = sorted(others, key=lambda n: -bearing.against[n.index])
    return _Lean(tuple(within[:_MOST]), tuple(against[:_MOST]), bearing)


def _views(
    question: Question, notes: tuple[Note, ...], stance: Stance, bearing: Bearing
) -> tuple[View, ...]:
    shares = bearing.fore if stance == "supports" else bearing.against
    return tuple(
        view(question, note, stance, float(shares[note.index]), event_day(note, None), "told")
        for note in notes
    )


def _logit(share: float) -> float:
    return math.log((share + _LOW) / (1 + _LOW - share))
