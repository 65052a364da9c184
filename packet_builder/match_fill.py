"""What fills the places that are left: lines that the trained model takes for evidence.

Where the vocabulary does not know a thing, the model may. Such a line never decides a status; it
stands on the side that its grammar and the model tell together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docextract.facts import Assertion
from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.match_bearing import Bearing
from packet_builder.match_judge import (
    Question,
    Stance,
    View,
    event_day,
    frames,
    no_fact,
    of_family,
    only_intended,
    site_conflict,
    view,
)
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index
from packet_builder.match_status import Verdict

_LIKELY = 0.3
"""How likely a line must be evidence."""
_FAILS = (Status.CONTRADICTED, Status.GAP)
_UNDONE = frozenset({"not_done", "declined", "never", "copied"})


def fillers(question: Question, verdict: Verdict, index: Index, bearing: Bearing) -> Iterator[View]:
    """The notes of a chart that bear on the requirement, likeliest first.

    Args:
        question: the requirement.
        verdict: how it stands.
        index: the notes of the chart.
        bearing: how the model sees them.
    """
    for note in sorted(index.notes, key=bearing.of, reverse=True):
        likely = bearing.of(note)
        if likely < _LIKELY:
            return
        if tells(question, verdict, note):
            stance = _stance(verdict, note)
            seen = view(question, note, stance, likely, event_day(note, None), "bears on it")
            told = bearing.side(question, verdict.status, seen)
            seen = replace(seen, stance="supports" if told > 0 else "contradicts")
            another = seen.stance == "supports" and _counts_nothing(question, verdict)
            if not another and (seen.inside or seen.stance == "contradicts"):
                yield seen


def tells(question: Question, verdict: Verdict, note: Note) -> bool:
    """Whether a note tells a fact of this patient, and of this part of the body; where it is
    met that something is not there, only what denies tells."""
    other = of_family(question, note) or site_conflict(question, note)
    supposed = note.statement.assertion is Assertion.HYPOTHETICAL
    silent = verdict.absence and verdict.status not in _FAILS and not _denies(note)
    return not (other or supposed or silent or no_fact(question, note) or frames(note))


def _counts_nothing(question: Question, verdict: Verdict) -> bool:
    """Whether a value is asked for that the chart does not have: one of another measure, however
    like it is, is no support."""
    return question.requirement.kind is Kind.VALUE and verdict.status is Status.GAP


def _denies(note: Note) -> bool:
    return note.statement.assertion is Assertion.NEGATED


def _stance(verdict: Verdict, note: Note) -> Stance:
    fails = verdict.status in _FAILS
    undone = bool(note.cues & _UNDONE) or only_intended(note, None)
    denied = _denies(note) and not verdict.absence
    return "contradicts" if fails or undone or denied else "supports"
