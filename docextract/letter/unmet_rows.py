"""Rows that carry a verdict of their own, in tables whose headings no list of headings knows.

"Reflux of 500 ms | Not shown (310 ms)" is told by its cells: one is a verdict, one the words of a
requirement. A heading that speaks of lack ("Missing?") turns a yes or a cross into a denial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docextract.letter.requirement_items import plausible, verdict_alone
from docextract.letter.spans import Span, cells
from docextract.letter.tables import heading_kind
from docextract.pages.text import Text

LEAST = 2
"""So many rows of one table must carry a verdict."""
_LACK = re.compile(r"\b(?:missing|lacking|absent|gaps?|deficien\w+|outstanding|not|unmet)\b", re.I)
_CODE = re.compile(r"\b(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[TU])\b")
_TICK = re.compile(r"[\s(\[]*(?:yes|y|x|✓|✔|☒|☑)[\s)\]]*", re.I)


def find_marked_rows(text: Text) -> list[tuple[Span, bool]]:
    """The requirement cell of every row with a verdict, and whether it is met.

    Args:
        text: one letter.
    """
    found: list[tuple[Span, bool]] = []
    for rows in _tables(text):
        told = [one for row in rows if (one := _told(text, row, rows[0])) is not None]
        if len(told) >= LEAST:
            found.extend(told)
    return found


def _tables(text: Text) -> Iterator[list[list[Span]]]:
    """Runs of lines with at least two cells; a line of one cell may wrap within."""
    rows: list[list[Span]] = []
    alone = 0
    for line in text.lines:
        parts = cells(text, line)
        if len(parts) > 1:
            rows.append(parts)
            alone = 0
        elif rows:
            alone += 1
            if alone > 1:
                yield rows
                rows, alone = [], 0
    if rows:
        yield rows


def _told(text: Text, row: list[Span], header: list[Span]) -> tuple[Span, bool] | None:
    """The requirement of a row and its verdict; None where it has none."""
    words = [" ".join(text.plain[c.start : c.end].split()) for c in row]
    marks = [n for n, said in enumerate(words) if _mark(said) is not None]
    if not marks or any(_CODE.search(said) for said in words):
        return None
    at = marks[-1] if marks[-1] > 0 else marks[0]
    able = [
        n
        for n, said in enumerate(words)
        if n not in marks and plausible(said) and re.search(r"[A-Za-z]{4}", said)
    ]
    if not able:
        return None
    before = [n for n in able if n < at]
    asked = [n for n in before if len(header) == len(row) and _asks(text, header[n])]
    item = max(asked or before or able, key=lambda n: len(words[n]))
    said = _mark(words[at])
    lack = at < len(header) and len(header) == len(row) and _lacks(text, header[at])
    if lack and row is not header:
        return row[item], _TICK.fullmatch(words[at]) is None
    return None if said is None else (row[item], said)


def _asks(text: Text, cell: Span) -> bool:
    """True for a heading over requirements ("Criterion", "Policy element")."""
    return heading_kind(text.plain[cell.start : cell.end].strip()) == "criterion"


def _mark(said: str) -> bool | None:
    return True if _TICK.fullmatch(said) else verdict_alone(said) if len(said) < 90 else None


def _lacks(text: Text, cell: Span) -> bool:
    words = text.plain[cell.start : cell.end]
    return (
        _LACK.search(words) is not None and len(words.split()) < 5 and verdict_alone(words) is None
    )
