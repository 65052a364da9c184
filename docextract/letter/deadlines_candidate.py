"""A limit with its right: what sentences, labels and tables all hand on to be dated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from docextract.facts import Anchor, DeadlineKind, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_windows import Limit
from docextract.letter.spans import Span
from docextract.pages.text import Text

RECONSIDERATION = "reconsideration"
"""The right of a sentence that names nothing else: an appeal's other name, or a step before it."""
_UPDATE = re.compile(r"\b(?:next|update|continued|inpatient|still)\b", re.IGNORECASE)


class Anchored(NamedTuple):
    """What a limit counts from (None: not said), where those words end, and the words."""

    anchor: Anchor | None
    end: int
    clause: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A limit with what its surroundings say of it.

    All offsets are of ``text``: the letter, or the excerpt of it that is one cell of a table;
    ``place`` is where the limit stands in the letter. ``own`` is True where its own sentence
    names the right (else the heading or the sentence before did). ``right`` tells apart rights
    of one kind (a provider's dispute from the member's appeal). ``anchor`` is None where
    nothing is said; ``clause`` are its words.
    """

    text: Text
    place: int
    limit: Limit
    kind: DeadlineKind
    quote: Span
    end: int
    own: bool
    anchor: Anchor | None
    clause: str
    party: Party | None
    right: str
    level: int | None
    doubt: tuple[str, ...] = ()


class Said(NamedTuple):
    """What the words around a limit say of its right.

    ``words`` are those of the whole sentence or row; ``second`` and ``provider`` that it is a
    second level, a dispute of the provider's own; ``first`` that more levels follow.
    """

    words: str
    party: Party | None
    provider: bool
    second: bool
    first: bool


def said_in(words: str, kind: str) -> Said:
    """What some words say of a right on their own."""
    end = len(words)
    return Said(
        words,
        cues.party_of(words, 0, end, deadline_kind(kind)),
        cues.has(words, 0, end, "provider_right"),
        cues.has(words, 0, end, "second_level"),
        cues.has(words, 0, end, "first_level"),
    )


def deadline_kind(kind: str) -> DeadlineKind:
    """The kind under which a right of the cues is listed."""
    return DeadlineKind("information" if kind == "reopening" else kind)


def candidate_of(
    text: Text,
    limit: Limit,
    kind: str,
    anchored: Anchored,
    said: Said,
    *,
    quote: Span,
    own: bool,
    place: int | None = None,
    doubt: tuple[str, ...] = (),
) -> Candidate:
    """A limit as one of a right of ``deadline_cues``; ``place`` only where ``text`` is a cell."""
    which = deadline_kind(kind)
    party, right, level = said.party, "", None
    if which is DeadlineKind.INTERNAL_APPEAL:
        right = "provider" if said.provider else "second" if said.second else ""
        level = 2 if said.second else 1 if said.first else None
        if not right and cues.only_reconsideration(said.words):
            right = RECONSIDERATION
        party = Party.PROVIDER if said.provider else party
    elif which is DeadlineKind.EXTERNAL_REVIEW and (said.provider or party is Party.PROVIDER):
        right, party = "provider", Party.PROVIDER
    elif which is DeadlineKind.INFORMATION and _UPDATE.search(said.words):
        right = "update"
    return Candidate(
        text=text,
        place=limit.start if place is None else place,
        limit=limit,
        kind=which,
        quote=quote,
        end=max(limit.end, anchored.end),
        own=own,
        anchor=anchored.anchor,
        clause=anchored.clause,
        party=party,
        right=right,
        level=level,
        doubt=doubt,
    )
