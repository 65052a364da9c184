"""Limits of rights that the rules found no limit for, where the second reader hears one.

It tells only which words are a limit and of which right; amount, anchor and day are worked out as
those of all limits are. A person always looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from docextract.facts import Anchor, DeadlineKind
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import (
    Anchored,
    Candidate,
    candidate_of,
    deadline_kind,
)
from docextract.letter.deadlines_judge import said_of
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_subject import OUTSIDE, Topic
from docextract.letter.deadlines_units import units
from docextract.letter.second import Heard
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

RIGHTS = {
    "talk": "p2p",
    "appeal": "internal_appeal",
    "info": "information",
    "external": "external_review",
}
"""The rights whose limits it hears well enough, by its tags."""
_STATE = {"external_review": (DeadlineKind.EXTERNAL_REVIEW, DeadlineKind.FAIR_HEARING)}
"""Rights that it hears as one: the state's hearing after an appeal is heard as a review outside."""
_THEIRS = re.compile(
    r"\b(?:reviewers?|organi[sz]ation|IRO|panel|board|judge)\s+(?:has|have|must|will|decides?)\b"
    r"|\bno\s+such\s+(?:notice|decision|letter)\b",
    re.IGNORECASE,
)
"""In such a sentence the limit is the reviewer's own, or the review is not open."""
_HEARING = re.compile(r"\bhearing\b", re.IGNORECASE)
_SWAPPED = (DeadlineKind.P2P, DeadlineKind.INTERNAL_APPEAL)
DOUBT = "second_reader"
_AHEAD = re.compile(
    r"\W*(?:if|unless|should|when|once)\b[^;]*\bwill\s+(?:\w+\s+){0,3}(?:den(?:y|ied)|refused?)\b",
    re.IGNORECASE,
)
"""What opens a sentence about a decision to come: its rights are not this letter's."""


class HeardLimit(NamedTuple):
    """A limit that the second reader hears: the right, its words, and how surely."""

    kind: str
    span: Span
    sure: float


def heard_limits(told: Heard) -> list[HeardLimit]:
    """The limits that the second reader hears."""
    least = load("second_reader")["limits"]["said"]
    runs = told.runs(*RIGHTS, least=2)
    return [HeardLimit(RIGHTS[run.tag], run.span, run.sure) for run in runs if run.sure >= least]


def with_heard(
    text: Text,
    known: Sequence[Candidate],
    heard: Sequence[HeardLimit],
    near: date | None,
) -> list[Candidate]:
    """The candidates with one for each right that has none and whose limit was heard in a sentence
    that the rules read no limit in.

    Args:
        text: the letter.
        known: what the rules found.
        heard: what :func:`heard_limits` tells.
        near: the letter's date, for days printed without their year.
    """
    known = _as_all_heard(known, heard)
    have = {candidate.kind for candidate in known}
    taken = [_taken(one) for one in known]
    wanted = [
        (kind, span)
        for kind, span, _ in heard
        if not have.intersection(_STATE.get(kind, (deadline_kind(kind),)))
        and not any(quote.start < span.end and span.start < quote.end for quote in taken)
    ]
    return [*known, *(one for kind, span in wanted for one in _of(text, kind, span, near))]


def _as_all_heard(known: Sequence[Candidate], heard: Sequence[HeardLimit]) -> list[Candidate]:
    """The limits, each as the right that it is surely heard as; those that stay of a right that one
    was taken from are doubted, as the earlier day may be theirs after all."""
    told = [_as_heard(one, heard) for one in known]
    lost = {one.kind for one, now in zip(known, told, strict=True) if now.kind is not one.kind}
    return [
        replace(now, doubt=(*now.doubt, DOUBT)) if now is one and one.kind in lost else now
        for one, now in zip(known, told, strict=True)
    ]


def _as_heard(known: Candidate, heard: Sequence[HeardLimit]) -> Candidate:
    """The limit as one of the other right where its words are surely heard as that: a talk in a
    line with an appeal, or the other way round."""
    least = load("second_reader")["limits"]["other"]
    place = _taken(known)
    kinds = {
        deadline_kind(one.kind): one.sure
        for one in heard
        if one.span.start < place.end and place.start < one.span.end
    }
    if known.kind not in _SWAPPED or known.kind in kinds or known.right:
        return known
    other = next((k for k, sure in kinds.items() if k in _SWAPPED and sure >= least), None)
    if other is None:
        return known
    return replace(known, kind=other, level=None, doubt=(*known.doubt, DOUBT))


def _taken(known: Candidate) -> Span:
    """The words of a limit in the letter."""
    return Span(known.place, known.place + known.limit.end - known.limit.start)


def _of(text: Text, kind: str, span: Span, near: date | None) -> Iterator[Candidate]:
    for unit in units(text):
        if unit.end <= span.start or unit.start >= span.end:
            continue
        if kind == "external_review" and _THEIRS.search(text.plain, *unit):
            continue
        if kind == "external_review" and _HEARING.search(text.plain, *unit):
            kind = "fair_hearing"
        for limit in find_limits(text, *unit, labelled=True, near=near):
            ahead = _AHEAD.match(text.plain[unit.start : limit.start])
            if ahead or limit.end <= span.start or limit.start >= span.end:
                continue
            anchored = Anchored(*cues.anchor_after(text.plain, limit.end, unit.end))
            anchor, clause = cues.anchor_before(text.plain, unit.start, limit.start)
            if anchored.anchor is None or (kind in OUTSIDE and anchor is Anchor.OTHER):
                anchored = Anchored(anchor, limit.end, clause)
            said = said_of(text, unit, limit, kind, Topic())
            yield candidate_of(
                text, limit, kind, anchored, said, quote=unit, own=True, doubt=(DOUBT,)
            )
