"""What the trained model sees of a chart from one requirement: which notes bear on it, and how.

It looks for notes whose words are other than the requirement's ("walks with a rollator" for
"impaired mobility"). It ranks and fills; what dates, amounts and denials say decides before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from docextract.bearing import Vectors, bearing_model
from docextract.facts import Assertion
from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.match_judge import Question, View
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index

_READ = 32
"""How many of the nearest notes are read together with the requirement."""


_SEEN, _GRAMMAR, _UNDONE, _ABSENT, _DENIED, _LEAN = 0.9, 0.7, -0.9, -0.4, 1.5, 0.06
_VERDICT = {Status.SUPPORTED: 0.3, Status.CONTRADICTED: -0.9, Status.GAP: -0.3}
"""What tells the side of a passage: the model's logarithm of odds, the passage's own grammar, that
something was not done, that an absence is asked for, and is told, and how the requirement stands.
Fitted on 4,401 marked lines of charts that neither the model nor the rules had seen (2026-11-30):
grammar alone was right on .73, the model alone on .76, both on .80."""
_SMALL = 0.01
_LOW = 0.03
"""What keeps the logarithms of no probability finite: of a side, and of being evidence."""
_NEAR = 12.0
"""What nearness weighs beside the odds. Of the evidence of 192 criteria as printed (2026-11-30) the
first six of those that are read hold .44 by the odds, .47 by nearness, .50 by both."""
_LEAST = -2.0
"""What a note is worth at least: that it is far from the requirement, or was not looked at, takes
no more from what the rules saw in it. Words that a scan has bent are far from everything."""
_DID_NOT = frozenset({"not_done", "never", "declined"})


@dataclass(frozen=True)
class Bearing:
    """For each note, by its index: the probabilities that it is evidence for the requirement and
    against it; 0 for one that is not near enough to be looked at. ``near`` tells how much nearer
    it is to the requirement than those that were looked at are in the mean."""

    fore: Vectors
    against: Vectors
    near: Vectors

    def of(self, note: Note) -> float:
        """How likely a note is evidence, on either side."""
        return float(self.fore[note.index] + self.against[note.index])

    def worth(self, note: Note) -> float:
        """The logarithm of the odds that a note is evidence, by which passages are read."""
        likely = self.of(note)
        return max(math.log((likely + _LOW) / (1 + _LOW - likely)), _LEAST)

    def rank(self, note: Note) -> float:
        """By what passages are shown: these odds, and how near the note is."""
        return max(self.worth(note) + _NEAR * float(self.near[note.index]), _LEAST)

    def side(self, question: Question, status: Status, seen: View) -> float:
        """The logarithm of the odds that a passage that is evidence is evidence for it."""
        note = seen.note
        fore, against = float(self.fore[note.index]), float(self.against[note.index])
        told = _SEEN * (math.log(fore + _SMALL) - math.log(against + _SMALL))
        asked = question.requirement
        absence = asked.kind is Kind.ABSENCE or asked.negative_result
        denied = note.statement.assertion is Assertion.NEGATED
        told += _GRAMMAR * (seen.stance == "supports") + _UNDONE * bool(note.cues & _DID_NOT)
        told += _ABSENT * absence + _DENIED * (absence and denied)
        return told + _VERDICT.get(status, 0.0) + _LEAN


def bear(text: str, index: Index) -> Bearing:
    """How each note of a chart bears on the requirement ``text``."""
    fore, against, nearer = (np.zeros(len(index.notes), dtype=np.float32) for _ in range(3))
    if index.vectors is not None and len(index.vectors):
        model = bearing_model()
        near = index.vectors @ model.vectors([text])[0]
        at = np.argsort(-near, kind="stable")[:_READ]
        told = model.sides(text, [index.notes[i].text for i in at])
        fore[at], against[at] = told[:, 1], told[:, 2]
        nearer = near - near[at].mean()
    return Bearing(fore, against, nearer)
