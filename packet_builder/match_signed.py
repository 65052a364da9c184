"""Signatures: a requirement that a paper be signed is not met by one with an empty line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from packet_builder.case import Status
from packet_builder.match_judge import Question, View
from packet_builder.match_notes import Note
from packet_builder.match_status import Ground, Verdict

_ASKED = re.compile(r"\b(?:signed|signature|signs|countersigned)\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:sign(?:ature|ed)?|physician|practitioner|provider|attending|prescriber|clinician|MD|DO)\b"
    r"[^_.]{0,25}_{3,}|\bunsigned\b|\bnot\s+(?:yet\s+)?signed\b|\bawaiting\s+(?:\w+\s+){0,3}signature\b|"
    r"\bsignature\s+(?:pending|missing|needed|required|requested)\b|\bfor\s+signature\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:and|with|both|as\s+well\s+as|including)\b", re.IGNORECASE)


def unsigned(question: Question, verdict: Verdict, notes: Sequence[Note]) -> Verdict:
    """The verdict, lowered where the paper that it rests on has an empty signature line.

    A gap where the signed paper is all that is asked for; partial where it is one part of more.
    """
    body = question.requirement.body
    if verdict.status is not Status.SUPPORTED or not _ASKED.search(body):
        return verdict
    asked = question.family | question.tests
    papers = {n.statement.document for n in notes if n.named() & asked}
    papers |= {v.note.statement.document for v in verdict.shown[:3]}
    empty = [
        View(n, "missing", 2.0, True, n.day, "unsigned")
        for n in notes if n.statement.document in papers and _EMPTY.search(n.text)
    ]  # fmt: skip
    if not empty:
        return verdict
    said = _ASKED.search(body)
    before = body[: said.start()] if said else ""
    parts = bool(_MORE.search(before)) and len(question.requirement.core) > 1
    status = Status.PARTIAL if parts else Status.GAP
    shown = (*verdict.shown[:3], *empty) if parts else tuple(empty)
    return replace(
        verdict, status=status, why="the paper is there, its signature line is empty",
        shown=shown, remedy="the signature, with its date", ground=Ground.COUNTED,
    )  # fmt: skip
