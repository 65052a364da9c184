"""Entries that their own words speak against: a second look at what the finders agreed on.

Like the signs of :mod:`docextract.letter.completeness` these are blind to how an entry was
found. An entry with such a sign goes to a person; none is taken away or changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from docextract.facts import Anchor, Deadline, DeadlineKind, DocumentType, Fact
from docextract.rules import load

_OPEN = (DocumentType.INFORMATION_REQUEST, DocumentType.OTHER)
"""Letters that may ask for papers before anything is decided."""
_COUNTED = (Anchor.LETTER_DATE, Anchor.RECEIPT)


def second_look(deadlines: Sequence[Deadline], kind: DocumentType | None) -> tuple[Deadline, ...]:
    """The limits, marked for a person where they may be none of this letter.

    That is a limit counted from this letter in a sentence about another paper or a decision
    that is still to come ("if we keep our decision, you'll have 4 months after that letter"),
    and one for papers in a letter that decides.
    """
    return tuple(_marked(one) if _is_contested(one, kind) else one for one in deadlines)


def _is_contested(one: Deadline, kind: DocumentType | None) -> bool:
    if one.kind.value is DeadlineKind.INFORMATION and kind not in _OPEN:
        return True
    if one.due.value is None or one.anchor.value not in _COUNTED:
        return False
    return _to_come().search(one.quote.value or "") is not None


def _marked(one: Deadline) -> Deadline:
    due: Fact[str] = one.due.model_copy(update={"needs_review": True})
    return one.model_copy(update={"due": due, "needs_review": True})


@cache
def _to_come() -> re.Pattern[str]:
    rows: list[str] = load("completeness")["to_come"]
    return re.compile("|".join(rf"\b(?:{row})" for row in rows), re.I)
