"""What the chart tells in words that the vocabulary does not know: a status by the trained model.

Only where the rules found nothing that decides, one thing alone is asked for, no number, absence,
treatment or report, and a passage is far more surely for it than any is against it. A person is
asked to read it.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.labels import NOT_FOUND, SHOWN_ONLY, SPOKEN_OF, TOLD
from packet_builder.match_bearing import Bearing
from packet_builder.match_fill import tells
from packet_builder.match_judge import Question, View, event_day, only_intended, view
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index
from packet_builder.match_status import Verdict

_FORE, _AGAINST, _AT_REST = 1.03, -0.79, 0.32
_SURE = 1.2
"""The logarithm of the odds that a requirement is met, by the surest passage for it and the surest
against it, and from where on it is said. Fitted on invented criteria that the rules left open and
the model had not seen (2026-11-30): of the 305 that are told here 47 reach it; 44 of these are
met, one in part, and two are contradicted."""
_LIKELIER = 0.5
"""A passage must be evidence for it more likely than none."""
_LOW = 0.03
_MOST = 2
_OPEN = (NOT_FOUND, SHOWN_ONLY, SPOKEN_OF)
_SEVERAL = re.compile(r"\b(?:and|both|each|plus|two|three|all|every)\b|\d|&", re.IGNORECASE)
"""What asks for several things, or counts: a passage that tells one of them is not enough."""
_TOLD = (Kind.FINDING, Kind.PLAN)
"""A value is counted; a treatment or report is the one asked for or is none, however like it is."""


def told(question: Question, verdict: Verdict, index: Index, bearing: Bearing) -> Verdict:
    """Supported, where the rules left a requirement open and the model is sure that it is met.

    Args:
        question: the requirement.
        verdict: how it stands by the rules.
        index: the notes of the chart.
        bearing: how the model sees them.
    """
    requirement = question.requirement
    if requirement.kind not in _TOLD or _SEVERAL.search(requirement.text):
        return verdict
    if not verdict.why.startswith(_OPEN):
        return verdict
    views = [
        view(
            question,
            note,
            "supports",
            float(bearing.fore[note.index]),
            event_day(note, None),
            "told",
        )
        for note in sorted(index.notes, key=lambda n: -bearing.fore[n.index])
        if bearing.of(note) and tells(question, verdict, note) and not only_intended(note, None)
    ]
    views = [v for v in views if v.inside]
    if not views or not _sure(views[0], bearing):
        return verdict
    return replace(
        verdict, status=Status.SUPPORTED, why=TOLD, shown=tuple(views[:_MOST]), worth=0.0,
        calculation=None, remedy=None,
    )  # fmt: skip


def _sure(best: View, bearing: Bearing) -> bool:
    fore, against = _fore(bearing, best.note), float(bearing.against.max())
    odds = _FORE * _logit(fore) + _AGAINST * _logit(against) + _AT_REST
    return fore >= _LIKELIER and odds >= _SURE


def _fore(bearing: Bearing, note: Note) -> float:
    return float(bearing.fore[note.index])


def _logit(share: float) -> float:
    return math.log((share + _LOW) / (1 + _LOW - share))
