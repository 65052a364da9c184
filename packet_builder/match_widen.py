"""A passage with what stands beside it in its paragraph.

"Redness back at line." says more with the values of the same line, "Sleep 4 h." with the score
that follows. What is taken in stands on the same side and in the same window; a plan, a denial, a
copied line, the other side of the body or another day's value is never taken in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from docextract.chart.segments import BULLET
from docextract.facts import Assertion, Statement
from docextract.requirements import Kind
from packet_builder.match_join import merged, printed_below
from packet_builder.match_judge import Question, View, frames, of_family, site_conflict
from packet_builder.match_notes import Note

LONGEST = 45
"""Words of a widened passage at most."""
_SHARE = 0.5
"""The share of the passage's weight from which a sentence beside it bears on the requirement."""
_APART = frozenset({
    "not_done", "intended", "declined", "never", "general", "supposed", "copied", "indication",
    "hearsay", "risk",
})  # fmt: skip
"""Cues of a sentence that tells no fact, or not of this day."""

_AIM = re.compile(r"\b(?:STG|LTG|goals?|target)\b", re.IGNORECASE)
"""What is aimed at is no state."""


def widened(
    question: Question, seen: View, pool: Mapping[int, View], notes: Sequence[Note], used: set[int]
) -> View:
    """A passage with its neighbours on the page that may stand with it.

    Args:
        question: the requirement.
        seen: the passage.
        pool: every note that bears on the requirement, as it was judged, by its index.
        notes: the notes of the chart, by index.
        used: the notes that stand in a passage already; what is taken in is added.
    """
    statement = seen.note.statement
    used.add(seen.note.index)
    for step in (1, -1):
        at = seen.note.index + step
        while 0 <= at < len(notes) and at not in used:
            beside = pool.get(at)
            if not _goes_with(question, seen, notes[at], beside):
                break
            grown = _grown(statement, notes[at].statement, step)
            if grown is None:
                break
            statement = grown
            used.add(at)
            at += step
    return replace(seen, note=replace(seen.note, statement=statement))


def _grown(statement: Statement, other: Statement, step: int) -> Statement | None:
    first, second = (statement, other) if step > 0 else (other, statement)
    if BULLET.match(second.text):
        return None
    short = len(first.text.split()) + len(second.text.split()) <= LONGEST
    return merged(first, second) if short and printed_below(first, second) else None


def _goes_with(question: Question, seen: View, note: Note, beside: View | None) -> bool:
    """Whether a note may stand in one passage with ``seen``; ``beside`` is how it was judged."""
    if note.cues & _APART or site_conflict(question, note) or of_family(question, note):
        return False
    sides = {view.stance == "supports" for view in (seen, beside) if view}
    if len(sides) > 1 or (beside and beside.inside != seen.inside):
        return False
    meant = note.statement.assertion
    if meant is not Assertion.AFFIRMED and meant is not seen.note.statement.assertion:
        return False
    if frames(note) or _AIM.search(note.text):
        return False
    if note.statement.columns or seen.note.statement.columns:  # the next row is another measure
        return False
    if beside and beside.weight >= _SHARE * seen.weight:
        return True
    other_value = question.requirement.kind is Kind.VALUE and re.search(r"\d", note.text)
    return not (note.days or note.months or other_value)
