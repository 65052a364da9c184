"""Copied-forward text: the same words in a later document count once, at their first date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docextract.chart.sections import kind_of_section
from docextract.facts import Statement

_WORDS = 8
"""Shorter sentences are template phrases, which two visits may share honestly."""
_TODAY = frozenset({"exam", "ros", "results", "medications", "allergies", "social", "history"})
"""Sections whose words repeat because the finding does: they keep their own date."""


def mark_copies(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements with ``copied_from`` and the first date where their words stand earlier.

    A copy is the same words (digits too) in a document with an earlier date; statements
    without a date are left as they are.
    """
    first: dict[str, Statement] = {}
    for statement in sorted((s for s in statements if s.date), key=lambda s: s.date or ""):
        key = _key(statement)
        if key:
            first.setdefault(key, statement)
    found = []
    for statement in statements:
        key = _key(statement)
        origin = first.get(key) if key and statement.date else None
        if origin and origin.document != statement.document and origin.date != statement.date:
            copied = {"date": origin.date, "copied_from": origin.document}
            found.append(statement.model_copy(update=copied))
        else:
            found.append(statement)
    return tuple(found)


def _key(statement: Statement) -> str | None:
    if kind_of_section(statement.section) in _TODAY:
        return None
    words = re.findall(r"[^\W_]+", statement.text.lower())
    return " ".join(words) if len(words) >= _WORDS else None
