"""How a requirement stands as rules and trained reader see it together.

The reader (``docextract.evidence_reader``) reads the passages that bear on a requirement; the rules
have counted, compared and dated. How far the rules' word is trusted beside the reader's depends on
what it rests on: arithmetic is, a thing that is only named or not found hardly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from docextract.ages import age_words, aged
from docextract.evidence_reader import MOST, STANDINGS, evidence_reader, line
from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.match_bearing import Bearing
from packet_builder.match_evidence import BEARS
from packet_builder.match_judge import Question, frames
from packet_builder.match_notes import Clock, Note
from packet_builder.match_rank import Index
from packet_builder.match_status import Ground, Verdict

_UNDATED = "now"
_FEWEST = 4
"""Notes that the reader must have: it has learnt from charts, not from single lines."""
_READER = 0.83
"""What the reader's logarithm of a probability weighs."""
_TRUST = {
    Ground.NAMED: 0.61, Ground.UNREAD: 1.06, Ground.NOT_FOUND: 0.67, Ground.HINTED: 0.12,
    Ground.SPOKEN_OF: 0.34, Ground.SILENT: -0.23, Ground.OPEN: 1.46, Ground.OTHERWISE: 0.68,
    Ground.PLAINER: 0.48,
}  # fmt: skip
"""What the rules' status gains by what it rests on."""
_LEAN = {
    Status.SUPPORTED: 0.25, Status.PARTIAL: -0.24, Status.CONTRADICTED: -0.25, Status.GAP: 0.23,
}  # fmt: skip
"""How much more often a status is true than the reader says. All were fitted together on 1,619
criteria (1,265 invented for it, the open cases as printed; 2026-11-30) of whose charts the reader
had learnt none; the rules had been mended on a sixth of them."""


@dataclass(frozen=True)
class Reading:
    """The notes that were read, likeliest evidence first, and how likely each status is."""

    notes: tuple[Note, ...]
    shares: dict[Status, float]


def read(
    text: str, index: Index, bearing: Bearing, clock: Clock, weights: Mapping[int, float]
) -> Reading | None:
    """How the requirement ``text`` stands; None where too few notes are near enough to be read.

    ``weights`` are what the rules give to notes, by their index.
    """
    worth = {
        n.index: weights.get(n.index, 0.0) + BEARS * bearing.worth(n)
        for n in index.notes
        if bearing.of(n) or n.index in weights
    }
    notes: dict[str, Note] = {}
    near = (n for n in index.notes if n.index in worth and not frames(n))
    for note in sorted(near, key=lambda n: -worth[n.index]):
        if len(notes) < MOST:
            notes.setdefault(" ".join(note.text.lower().split()), note)
    if len(notes) < _FEWEST:
        return None
    told = evidence_reader().standing(text, [_line(note, clock) for note in notes.values()])
    shares = {Status(name): float(share) for name, share in zip(STANDINGS, told, strict=True)}
    return Reading(tuple(notes.values()), shares)


def likely(verdict: Verdict, reading: Reading) -> dict[Status, float]:
    """How likely each status is by what the rules say and the reader together; they sum to 1.

    ``verdict`` is one that is :func:`open_to_reading`.
    """
    score = {
        status: _READER * math.log(max(share, 1e-4)) + _LEAN[status]
        for status, share in reading.shares.items()
    }
    score[verdict.status] += _TRUST[verdict.ground]
    whole = sum(math.exp(one) for one in score.values())
    return {status: math.exp(one) / whole for status, one in score.items()}


def open_to_reading(question: Question, verdict: Verdict) -> bool:
    """Whether a verdict rests on words. What was counted or compared stands, and so does a value
    that is not there: one of another measure is none."""
    asked = question.requirement
    value = asked.kind is Kind.VALUE and verdict.status is Status.GAP
    counted = asked.count > 1 and verdict.status is Status.SUPPORTED
    return not (value or counted) and verdict.ground in _TRUST


def _line(note: Note, clock: Clock) -> str:
    age = age_words((clock.request - note.day).days) if note.day else _UNDATED
    return line(age, note.kind.replace("_", " "), aged(note.text, clock.request))
