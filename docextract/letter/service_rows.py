"""Rows of requested lines under no heading, whatever the order of their cells."""

from __future__ import annotations

import re

from docextract.facts import CodeSystem, ServiceStatus
from docextract.letter.codes import CodeHit
from docextract.letter.service_counts import bare_count
from docextract.letter.service_decisions import cell_status, weighed
from docextract.letter.service_lines import Line
from docextract.letter.spans import Span
from docextract.letter.tables import pieces
from docextract.pages.text import Text

_EDGE = " \t|•*:()-–"
_MODIFIERS = re.compile(r"(?:(?:[A-Z][A-Z0-9]|[0-9]{2})\b[\s,]*){1,4}")
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_SHORT = 5
"""A cell that tells a decision has at most so many words."""


def cell_row(text: Text, hit: CodeHit) -> Line | None:
    """The line of a row in whose cells a code, words, and a count or a decision stand alone.

    "Therapeutic exercise | 97110 | 12 | Approved". None where the code shares its cell with
    words, or no other cell tells of a request.
    """
    line = text.line_at(hit.start)
    cells = pieces(text, line)
    home = next((c for c in cells if c.start <= hit.start < c.end), None)
    if home is None or len(cells) < 3 or hit.system is CodeSystem.NDC:
        return None
    beside = text.plain[hit.tail : home.end].strip(_EDGE)
    if text.plain[home.start : hit.start].strip(_EDGE) or not _bare(beside):
        return None
    others = [c for c in cells if c is not home]
    status = _decision(text, others)
    counts = [c for c in others if bare_count(text.plain, c) is not None]
    units = bare_count(text.plain, counts[0]) if counts else None
    told = [c for c in others if _tells(text, c, status)]
    if not told or (status is None and units is None):
        return None
    named = max(told, key=lambda c: c.end - c.start)
    after = next((c for c in others if c.start >= home.end), None)
    apart = text.plain[after.start : after.end].strip() if after is not None else ""
    marks = beside or (apart if len(others) > 2 and _MODIFIERS.fullmatch(apart) else "")
    if marks and marks == apart and counts and counts[0] == after:
        marks = ""
    modifiers = (*hit.modifiers, *re.findall(r"[A-Z0-9]{2}", marks))
    status = weighed(text.plain, status, units, line.end)
    extent = Span(line.start, line.end)
    return Line(hit, modifiers, named, units, status, "row", extent)


def cell_count(text: Text, hit: CodeHit) -> tuple[float | int, Span] | None:
    """The only cell behind a code that holds a bare count: "47562 Words | 1 | denied"."""
    cells = [c for c in pieces(text, text.line_at(hit.start)) if c.start > hit.start]
    counts = [n for c in cells if (n := bare_count(text.plain, c)) is not None]
    return counts[0] if len(counts) == 1 else None


def _bare(words: str) -> bool:
    return not words or _MODIFIERS.fullmatch(words) is not None


def _tells(text: Text, cell: Span, status: object) -> bool:
    """True for a cell whose words may describe the service."""
    words = text.plain[cell.start : cell.end]
    if _LETTERS.search(words) is None or bare_count(text.plain, cell) is not None:
        return False
    short = len(words.split()) <= _SHORT
    return not (status and short and cell_status(text.plain, cell.start, cell.end))


def _decision(text: Text, cells: list[Span]) -> tuple[ServiceStatus, Span] | None:
    """The decision that one of some short cells begins with."""
    for cell in reversed(cells):
        if len(text.plain[cell.start : cell.end].split()) <= _SHORT:
            said = cell_status(text.plain, cell.start, cell.end)
            if said is not None and not text.plain[cell.start : said[1].start].strip(_EDGE):
                return said
    return None
