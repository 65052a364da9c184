"""Limits of rights that the rules found no limit for, where the second reader hears one.

It tells only which words are a limit and of which right; amount, anchor and day are worked out as
those of all limits are. A person always looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import (
    Anchored,
    Candidate,
    candidate_of,
    deadline_kind,
)
from docextract.letter.deadlines_judge import said_of
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_subject import Topic
from docextract.letter.deadlines_units import units
from docextract.letter.second import Heard
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

RIGHTS = {"talk": "p2p", "appeal": "internal_appeal", "info": "information"}
"""The rights whose limits it hears well enough, by its tags."""
DOUBT = "second_reader"
_AHEAD = re.compile(
    r"\W*(?:if|unless|should|when|once)\b[^;]*\bwill\s+(?:\w+\s+){0,3}(?:den(?:y|ied)|refused?)\b",
    re.IGNORECASE,
)
"""What opens a sentence about a decision to come: its rights are not this letter's."""


def heard_limits(told: Heard) -> list[tuple[str, Span]]:
    """The limits that the second reader hears: the right, and its words."""
    least = load("second_reader")["limits"]["said"]
    runs = told.runs(*RIGHTS, least=2)
    return [(RIGHTS[run.tag], run.span) for run in runs if run.sure >= least]


def with_heard(
    text: Text,
    known: Sequence[Candidate],
    heard: Sequence[tuple[str, Span]],
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
    have = {candidate.kind for candidate in known}
    taken = [_taken(text, one) for one in known]
    wanted = [
        (kind, span)
        for kind, span in heard
        if deadline_kind(kind) not in have
        and not any(quote.start < span.end and span.start < quote.end for quote in taken)
    ]
    return [*known, *(one for kind, span in wanted for one in _of(text, kind, span, near))]


def _taken(text: Text, known: Candidate) -> Span:
    """The sentence of a limit, or the limit's own words where it stands in a table."""
    if known.text is text:
        return known.quote
    return Span(known.place, known.place + known.limit.end - known.limit.start)


def _of(text: Text, kind: str, span: Span, near: date | None) -> Iterator[Candidate]:
    for unit in units(text):
        if unit.end <= span.start or unit.start >= span.end:
            continue
        for limit in find_limits(text, *unit, labelled=True, near=near):
            ahead = _AHEAD.match(text.plain[unit.start : limit.start])
            if ahead or limit.end <= span.start or limit.start >= span.end:
                continue
            anchored = Anchored(*cues.anchor_after(text.plain, limit.end, unit.end))
            if anchored.anchor is None:
                anchor, clause = cues.anchor_before(text.plain, unit.start, limit.start)
                anchored = Anchored(anchor, limit.end, clause)
            said = said_of(text, unit, limit, kind, Topic())
            yield candidate_of(
                text, limit, kind, anchored, said, quote=unit, own=True, doubt=(DOUBT,)
            )
