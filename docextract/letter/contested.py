"""Entries that their own words speak against: a second look at what the finders agreed on.

Like the signs of :mod:`docextract.letter.completeness` these are blind to how an entry was
found. An entry with such a sign goes to a person; none is taken away or changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from docextract.facts import Anchor, Criterion, Deadline, DeadlineKind, DocumentType, Fact
from docextract.rules import load

_OPEN = (DocumentType.INFORMATION_REQUEST, DocumentType.OTHER)
"""Letters that may ask for papers before anything is decided."""
_COUNTED = (Anchor.LETTER_DATE, Anchor.RECEIPT)


def second_look(deadlines: Sequence[Deadline], kind: DocumentType | None) -> tuple[Deadline, ...]:
    """The limits, marked for a person where they may be none of this letter.

    That is a limit counted from this letter in a sentence about another paper or a decision
    that is still to come ("if we keep our decision, you'll have 4 months after that letter"),
    one for papers in a letter that decides, and one for a talk in a sentence that only has
    papers sent.
    """
    return tuple(_marked(one) if _is_contested(one, kind) else one for one in deadlines)


def with_addresses_doubted(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The policies, marked for a person where their words are those of an address."""
    return tuple(_as_address(one) if _is_address(one) else one for one in criteria)


def _is_address(one: Criterion) -> bool:
    words = (one.identifier.value or "", one.title.value or "")
    return any(_cue("address").search(part) for part in words)


def _as_address(one: Criterion) -> Criterion:
    source = one.source.model_copy(update={"needs_review": True})
    return one.model_copy(update={"source": source, "needs_review": True})


def _is_contested(one: Deadline, kind: DocumentType | None) -> bool:
    if one.kind.value is DeadlineKind.INFORMATION and kind not in _OPEN:
        return True
    quote = one.quote.value or ""
    if one.kind.value is DeadlineKind.P2P and _cue("sends").search(quote):
        return _cue("talks").search(quote) is None
    if one.due.value is None or one.anchor.value not in _COUNTED:
        return False
    return _cue("to_come").search(quote) is not None


def _marked(one: Deadline) -> Deadline:
    due: Fact[str] = one.due.model_copy(update={"needs_review": True})
    return one.model_copy(update={"due": due, "needs_review": True})


@cache
def _cue(name: str) -> re.Pattern[str]:
    rows: list[str] = load("completeness")[name]
    return re.compile("|".join(rf"\b(?:{row})" for row in rows), re.I)
