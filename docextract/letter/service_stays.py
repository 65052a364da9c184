"""Rows of a stay: spans of days under one code, told once in the letter or in every row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docextract.facts import CodeSystem
from docextract.letter.service_lines import Line
from docextract.letter.spans import Span
from docextract.pages.text import Text

_BEFORE = re.compile(
    r"\b(?:approved|authorized|certified|covered|paid|denied)[\s,(–-]*"
    r"(?:earlier|previously|before|already|last\s(?:time|week|review)"
    r"|(?:in\s|by\s|see\s|per\s)?(?:our\s|the\s|a\s)?(?:earlier\s|prior\s)?(?:letter|notice|review|decision)\s"
    r"(?:of|dated|from)\s)"
    r"|\b(?:previously|already|earlier)\s(?:approved|authorized|certified|covered|paid|denied)\b",
    re.I,
)
"""A row of days that an earlier letter decided."""


def of_before(text: Text, row: Line) -> bool:
    """True for a row whose decision another, earlier letter told: "approved (letter of 10/20)"."""
    start, end = row.extent
    return row.status is not None and _BEFORE.search(text.plain, start, end) is not None


def with_letters_code(rows: Sequence[Line], loose: Sequence[Line]) -> list[Line]:
    """Rows that name nothing ("11/02 - 11/03 | 2 | approved") under the one code of the letter.

    Args:
        rows: the rows of all tables of services.
        loose: the codes that the letter requests outside of them.

    Returns:
        The rows; one that stays without a code and a name is left out.
    """
    named = [row for row in rows if _named(row)]
    codes = {line.hit.code: line for line in loose if line.hit is not None}
    if len(named) == len(rows) or len(codes) != 1 or any(row.hit for row in rows):
        return named
    (line,) = codes.values()
    hit, modifiers, words = line.hit, line.modifiers, line.description
    return [replace(row, hit=hit, modifiers=modifiers, description=words) for row in rows]


def _named(row: Line) -> bool:
    return row.hit is not None or row.description is not None


def summed(rows: Sequence[Line]) -> list[Line]:
    """Rows of days that were decided alike as one line with their days together.

    Only rows of a room (a revenue code) that follow one another are added up: two rows of a
    procedure are two lines.
    """
    found = list(rows[:1])
    for row, nxt in pairwise(rows):
        if not _goes_on(row, nxt):
            found.append(nxt)
            continue
        first, more = found[-1].units, nxt.units
        if first is None or more is None:
            found.append(nxt)
            continue
        days = (first[0] + more[0], Span(first[1].start, more[1].end))
        found[-1] = replace(found[-1], units=days)
    return found


def _goes_on(row: Line, nxt: Line) -> bool:
    if row.hit is None or nxt.hit is None or row.status is None or nxt.status is None:
        return False
    same = (row.hit.code, row.status[0], row.modifiers)
    return row.hit.system is CodeSystem.REV and same == (
        nxt.hit.code,
        nxt.status[0],
        nxt.modifiers,
    )
