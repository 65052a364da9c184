"""What fills the places that are left: lines that share rare words with the criterion.

Where the vocabulary does not know a thing, its own words do. Such a line never decides a status;
it stands on the side that its own grammar tells, and against a requirement that fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from docextract.facts import Assertion
from packet_builder.case import Status
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
from packet_builder.match_rank import Index, likeness
from packet_builder.match_status import Verdict

_LIKE = 0.6
"""How like a line must be."""
_FAILS = (Status.CONTRADICTED, Status.GAP)
_UNDONE = frozenset({"not_done", "declined", "never", "copied"})


def fillers(question: Question, verdict: Verdict, index: Index) -> Iterator[View]:
    """The notes of a chart that are like the requirement in their words, likest first.

    Args:
        question: the requirement.
        verdict: how it stands.
        index: the notes of the chart.
    """
    like = likeness(index, question.requirement)
    for at in sorted(range(len(index.notes)), key=lambda i: -like[i]):
        note = index.notes[at]
        if like[at] < _LIKE:
            return
        if _tells(question, verdict, note):
            stance = _stance(verdict, note)
            seen = view(question, note, stance, like[at], event_day(note, None), "words in common")
            if seen.inside or stance == "contradicts":
                yield seen


def _tells(question: Question, verdict: Verdict, note: Note) -> bool:
    """Whether a note tells a fact of this patient, and of this part of the body; where it is
    met that something is not there, only what denies tells."""
    other = of_family(question, note) or site_conflict(question, note)
    supposed = note.statement.assertion is Assertion.HYPOTHETICAL
    silent = verdict.absence and verdict.status not in _FAILS and not _denies(note)
    return not (other or supposed or silent or no_fact(question, note) or frames(note))


def _denies(note: Note) -> bool:
    return note.statement.assertion is Assertion.NEGATED


def _stance(verdict: Verdict, note: Note) -> Stance:
    fails = verdict.status in _FAILS
    undone = bool(note.cues & _UNDONE) or only_intended(note, None)
    denied = _denies(note) and not verdict.absence
    return "contradicts" if fails or undone or denied else "supports"
