"""Copied-forward text: the same words in a later document count once, at their first date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from docextract.chart.sections import kind_of_section
from docextract.facts import Statement

_MISREAD = 8
"""One word in so many may differ, by one letter, as a misreading does."""
_LONG = 4
"""Letters of a word that may be misread: ``no`` and ``on`` are two words."""
_WORDS = 8
"""Shorter sentences are template phrases, which two visits may share honestly."""
_TODAY = frozenset({"exam", "ros", "results", "medications", "allergies", "social", "history"})
"""Sections whose words repeat because the finding does: they keep their own date."""


def mark_copies(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements with ``copied_from`` and the first date where their words stand earlier.

    A copy has nearly the same words and the very same numbers as a statement of a document
    with an earlier date; statements without a date are left as they are.
    """
    known: dict[tuple[str, ...], list[tuple[str, Statement]]] = {}
    for statement in sorted((s for s in statements if s.date), key=lambda s: s.date or ""):
        words = _words_of(statement)
        if words:
            known.setdefault(_numbers(words), []).append((words, statement))
    return tuple(_marked(statement, known) for statement in statements)


def _marked(
    statement: Statement, known: dict[tuple[str, ...], list[tuple[str, Statement]]]
) -> Statement:
    words = _words_of(statement) if statement.date else None
    if words is None:
        return statement
    for theirs, origin in known[_numbers(words)]:
        if origin.date == statement.date:
            break
        if origin.document != statement.document and _alike(words, theirs):
            copied = {"date": origin.date, "copied_from": origin.document}
            return statement.model_copy(update=copied)
    return statement


def _alike(one: str, other: str) -> bool:
    """Whether two sentences have the same words but for a misread letter here and there."""
    mine, theirs = one.split(), other.split()
    if len(mine) != len(theirs):
        return False
    unlike = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    letters = all(min(len(a), len(b)) >= _LONG and OSA.distance(a, b) == 1 for a, b in unlike)
    return letters and len(unlike) * _MISREAD <= len(mine)


def _numbers(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", words))


def _words_of(statement: Statement) -> str | None:
    if kind_of_section(statement.section) in _TODAY:
        return None
    words = re.findall(r"[^\W_]+", statement.text.lower())
    return " ".join(words) if len(words) >= _WORDS else None
