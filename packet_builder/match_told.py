"""How a requirement stands when rules and trained models have had their word.

What the rules say is weighed with what the reader makes of the passages together
(:mod:`packet_builder.match_read`). Another status than the rules' needs passages that carry it, and
each asks a person to read them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from docextract.requirements import Kind
from packet_builder.case import Status
from packet_builder.labels import AGAINST, DOUBTED, IN_PART, TOLD, UNSHOWN
from packet_builder.match_bearing import Bearing
from packet_builder.match_fill import tells
from packet_builder.match_judge import Question, Stance, View, event_day, only_intended, view
from packet_builder.match_notes import Note
from packet_builder.match_rank import Index
from packet_builder.match_read import Reading, likely, open_to_reading
from packet_builder.match_status import Ground, Verdict

_SURE, _SURER = 0.6, 0.7
_DOUBTFUL = (Kind.ABSENCE, Kind.VALUE)
"""How likely it must be that a requirement is met; more where an absence or number is asked for,
and where the rules found what speaks against it."""
_LIKELY = 0.4
"""How likely any other status than the rules' must be."""
_FAILS = 0.6
"""From which share of the reader's word that it fails or is not there a thing that is named is a
question. Of 1,265 invented criteria of four hands 80 that fail or are not there were called
supported without this, 71 with it, and three that are met became questions (2026-11-30)."""
_CARRIES = 0.3
_SPEAKS = 0.2
"""How likely a passage must be evidence for a requirement, or against it, to carry a status."""
_MOST = 2
_BY_NAME = (Ground.NAMED, Ground.UNREAD)
_WHY = {
    Status.SUPPORTED: TOLD, Status.PARTIAL: IN_PART, Status.CONTRADICTED: AGAINST,
    Status.GAP: UNSHOWN,
}  # fmt: skip


@dataclass(frozen=True)
class _Lean:
    """The passages that are surest for a requirement and against it, as far as they carry it."""

    fore: tuple[Note, ...]
    against: tuple[Note, ...]


def told(
    question: Question, verdict: Verdict, index: Index, bearing: Bearing, reading: Reading | None
) -> Verdict:
    """How a requirement stands when the models have had their word.

    Args:
        question: the requirement.
        verdict: how it stands by the rules.
        index: the notes of the chart.
        bearing: how the model sees each note.
        reading: what the reader makes of them together; None where there was nothing to read.
    """
    if reading is None or not open_to_reading(question, verdict):
        return verdict
    shares = likely(verdict, reading)
    lean = _lean(question, verdict, index, bearing)
    doubtful = verdict.status is Status.CONTRADICTED or question.requirement.kind in _DOUBTFUL
    sure = _SURER if doubtful else _SURE
    for status in sorted(shares, key=lambda one: -shares[one]):
        if status is verdict.status:
            return _doubted(question, verdict, lean, bearing, reading)
        if shares[status] < (sure if status is Status.SUPPORTED else _LIKELY):
            continue
        if _carried(status, verdict, lean):
            return _changed(question, verdict, status, lean, bearing)
    return verdict


def _carried(status: Status, verdict: Verdict, lean: _Lean) -> bool:
    """Whether there are passages that a status can rest on."""
    if status is Status.SUPPORTED:
        return bool(lean.fore)
    if status is Status.CONTRADICTED:
        return bool(lean.against)
    return status is Status.GAP or bool(lean.fore or verdict.shown)


def _doubted(
    question: Question, verdict: Verdict, lean: _Lean, bearing: Bearing, reading: Reading
) -> Verdict:
    """What the rules call met by its name alone is a question where the reader sees it fail."""
    named = verdict.status is Status.SUPPORTED and verdict.ground in _BY_NAME
    fails = reading.shares[Status.CONTRADICTED] + reading.shares[Status.GAP]
    if not named or fails < _FAILS:
        return verdict
    own = {v.note.index for v in verdict.shown}
    against = tuple(n for n in lean.against if n.index not in own)
    shown = (*verdict.shown, *_views(question, against, "contradicts", bearing))
    return replace(verdict, status=Status.PARTIAL, why=f"{verdict.why}{DOUBTED}", shown=shown)


def _changed(
    question: Question, verdict: Verdict, status: Status, lean: _Lean, bearing: Bearing
) -> Verdict:
    fore = _views(question, lean.fore, "supports", bearing)
    against = _views(question, lean.against, "contradicts", bearing)
    shown = {
        Status.SUPPORTED: fore,
        Status.PARTIAL: (*fore[:1], *against[:1]) or verdict.shown,
        Status.CONTRADICTED: (*against, *fore[:1]),
        Status.GAP: (),
    }[status]
    return replace(
        verdict, status=status, why=_WHY[status], shown=shown, worth=0.0, calculation=None,
        remedy=None,
    )  # fmt: skip


def _lean(question: Question, verdict: Verdict, index: Index, bearing: Bearing) -> _Lean:
    seen = [n for n in index.notes if bearing.of(n) and tells(question, verdict, n)]
    fore = sorted(seen, key=lambda n: -bearing.fore[n.index])
    done = [n for n in fore if bearing.fore[n.index] >= _CARRIES and not only_intended(n, None)]
    within = [n for n in done if view(question, n, "supports", 1.0, event_day(n, None), "").inside]
    against = sorted(seen, key=lambda n: -bearing.against[n.index])
    against = [n for n in against if bearing.against[n.index] >= _SPEAKS]
    return _Lean(tuple(within[:_MOST]), tuple(against[:_MOST]))


def _views(
    question: Question, notes: tuple[Note, ...], stance: Stance, bearing: Bearing
) -> tuple[View, ...]:
    shares = bearing.fore if stance == "supports" else bearing.against
    return tuple(
        view(question, note, stance, float(shares[note.index]), event_day(note, None), "told")
        for note in notes
    )
