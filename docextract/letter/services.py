"""The requested lines of a letter: code, count, words and decision of each.

Candidates come from tables, from rows that begin with a code and from codes in sentences
(``service_lines``); one resolution drops what was not requested (``service_context``), joins
what is told twice, and gives each line its decision (``service_status``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from docextract.facts import CodeSystem, DocumentType, Fact, Service, ServiceStatus
from docextract.letter.codes import CodeHit, find_codes
from docextract.letter.service_context import (
    Context,
    alone_in_paragraph,
    asked_for,
    context_of,
    heading_above,
    in_margin,
    in_money_row,
    in_same_list,
    named_as_code,
    not_requested,
    opens_row,
    says_other,
)
from docextract.letter.service_counts import asked_count
from docextract.letter.service_keys import with_keyed
from docextract.letter.service_lines import (
    Line,
    prose_line,
    row_line,
)
from docextract.letter.service_rows import cell_count, cell_row
from docextract.letter.service_status import decided, untouched_left_out
from docextract.letter.service_stays import of_before, summed, with_letters_code
from docextract.letter.service_tables import is_service_table, table_lines
from docextract.letter.services_uncoded import uncoded_lines
from docextract.letter.spans import Span, fact
from docextract.letter.tables import Table, find_tables
from docextract.pages.text import Text

_NEAR = 500
"""A sentence so many characters away may tell the count of the only line."""
_SURE = {"table": 0.96, "row": 0.92, "prose": 0.88}
_CUT_CODE = re.compile(
    r"\b(?:codes?(?:\s?\(s\))?|CPT|HCPCS)\s?:\s[^.;\n]{0,40}?\b(?:[0-9]{4}|[0-9]{6}),\s"
)
"""A number in a list of codes that is a digit too short or too long: OCR lost or made one."""
_CAUSE = re.compile(
    r"\b(?:because|since|unless|until)\b(?![^,]*\b(?:request|ask)(?:ed|s)?\b)[^,]*\Z", re.I
)
_VOID = re.compile(r"\b(?:withdrawn|voided|not\s(?:required|requested))\b", re.I)


class Services(NamedTuple):
    """The requested lines; ``incomplete`` where one may have been missed."""

    services: tuple[Service, ...]
    incomplete: bool


def read_services(
    text: Text, *, document_type: DocumentType | None = None, type_doubted: bool = False
) -> Services:
    """The lines that were requested or decided, in the order printed.

    Args:
        text: one letter.
        document_type: what the letter is, where that is known: a line without a decision of
            its own then gets the letter's. None leaves such a status null.
        type_doubted: a person must look at that kind, and so at what follows from it.
    """
    if document_type is DocumentType.OTHER:
        return Services((), False)
    context = context_of(text)
    rows, unread, void = _table_rows(context)
    rows = with_keyed(context, rows)
    hits = [hit for hit in find_codes(text) if not _inside(hit, [*rows, *void])]
    loose = _loose_lines(context, hits) or _doubtful_lines(context, hits, rows)
    loose = _each_count_once(context, loose)
    if any(row.hit is not None for row in rows):
        loose = [line for line in loose if line.via == "row" or _by_label(context, line)]
    rows = summed(with_letters_code(rows, loose))
    loose = [line for line in loose if not _told_in_rows(line, rows)]
    lines = _with_room_counts(context, _settled([*rows, *_without_causes(context, loose)]))
    lines.extend(uncoded_lines(context, lines, document_type))
    lines = untouched_left_out(context, lines)
    lines.sort(key=lambda line: line.extent.start)
    lines = with_keyed(context, _with_asked_count(context, lines))
    lines = decided(context, lines, document_type, type_doubted=type_doubted)
    services = tuple(_service(text, line) for line in lines)
    missing = unread > 0 or not services or _CUT_CODE.search(text.plain) is not None
    return Services(services, missing)


def _told_in_rows(line: Line, rows: Sequence[Line]) -> bool:
    """True for a code outside of tables that their rows took over."""
    return line.hit is not None and any(row.hit is line.hit for row in rows)


def _each_count_once(context: Context, lines: list[Line]) -> list[Line]:
    """Codes in sentences, of which no two claim the same printed count.

    "J2350, 600 units, with 96413": the count is the first code's. "72148, and 12 visits of
    97110": it is the second's.
    """
    found = list(lines)
    for k, (line, nxt) in enumerate(pairwise(lines)):
        if line.units is None or nxt.units is None or nxt.hit is None:
            continue
        if line.units[1] == nxt.units[1]:
            between = context.text.plain[line.units[1].end : nxt.hit.start]
            own = re.fullmatch(r"[^,;:]*\bof\b[^,;:]*", between) is not None
            at, lacking = (k, line) if own else (k + 1, nxt)
            found[at] = replace(lacking, units=None)
    return found


def _with_asked_count(context: Context, lines: list[Line]) -> list[Line]:
    """The lines with the count that another sentence asks for: one near the only line of a letter,
    or one of the paragraph that a line has for itself."""
    hits = [line.hit for line in lines if line.hit is not None]
    found = []
    for line in lines:
        near: list[Span] = []
        if line.units is None and line.via != "table":
            if len(lines) == 1:
                near = [s for s in context.sentences if abs(s.start - line.extent.start) < _NEAR]
            elif line.hit is not None and alone_in_paragraph(context, line.hit, hits):
                own = context.segment(line.hit.start)
                near = [s for s in context.sentences if own.start <= s.start < own.end]
        counts = [c for s in near if (c := asked_count(context.text.plain, s)) is not None]
        found.append(replace(line, units=counts[0]) if counts else line)
    return found


def _without_causes(context: Context, loose: list[Line]) -> list[Line]:
    """The lines without codes that only tell why another was denied: "because the evaluation
    (96130) was not sent"."""
    kept = [line for line in loose if not (line.via == "prose" and _in_cause(context, line))]
    return kept or loose


def _in_cause(context: Context, line: Line) -> bool:
    if line.hit is None or _by_label(context, line):
        return False
    start = context.sentence(line.hit.start).start
    return _CAUSE.search(context.text.plain[start : line.hit.start]) is not None


def _with_room_counts(context: Context, lines: list[Line]) -> list[Line]:
    """A code with the count after the revenue code in its bracket: "H0035 (rev 0912) x 10"."""
    found = list(lines)
    for k, (line, nxt) in enumerate(pairwise(lines)):
        if line.hit is None or nxt.hit is None or line.units is not None or nxt.units is None:
            continue
        between = context.text.plain[line.hit.tail : nxt.hit.start]
        if re.fullmatch(
            r"\s?\(\s?(?:rev(?:enue)?\.?\s?(?:codes?)?|HCPCS|CPT)[\s:#]*", between, re.I
        ):
            found[k] = replace(line, units=nxt.units)
    return found


def _by_label(context: Context, line: Line) -> bool:
    """True for a code in the value of a label: beside a table of lines, other codes in sentences
    are mentions."""
    at = line.extent.start if line.hit is None else line.hit.start
    return any(value.start <= at < value.end for value in context.labelled)


def _table_rows(context: Context) -> tuple[list[Line], int, list[Line]]:
    """The lines of all tables of services, how many of their rows could not be read, and the
    rows that were withdrawn."""
    found: list[Line] = []
    void: list[Line] = []
    unread = 0
    for table in find_tables(context.text):
        if not is_service_table(table) or _of_others(context, table):
            continue
        rows, failed = table_lines(context.text, table)
        current = [row for row in rows if not of_before(context.text, row)]
        kept = [row for row in current or rows if not _is_void(context.text, row)]
        void.extend(row for row in rows if row not in kept)
        if any(row.hit is not None for row in rows) or any(row.status for row in rows):
            found.extend(row for row in kept if row.hit is not None or row.status is not None)
            unread += failed
    return found, unread, void


def _of_others(context: Context, table: Table) -> bool:
    """True for a table under a heading like "Preferred products" or "Earlier requests"."""
    if any(column.kind in ("status", "approved_units") for column in table.columns):
        return False
    heading = heading_above(context, table.header.start)
    return heading is not None and says_other(context.text.plain, heading)


def _is_void(text: Text, line: Line) -> bool:
    """True for a row whose words say that it was withdrawn or never requested."""
    return _VOID.search(text.plain, line.extent.start, line.extent.end) is not None


def _inside(hit: CodeHit, lines: Sequence[Line]) -> bool:
    """True where a table row that was read already holds this code."""
    return any(line.hit is not None and line.hit.start == hit.start for line in lines)


def _loose_lines(context: Context, hits: Sequence[CodeHit]) -> list[Line]:
    """The lines of codes outside of tables that their context makes a request."""
    found: list[Line] = []
    text = context.text
    previous: CodeHit | None = None
    for k, hit in enumerate(hits):
        nxt = hits[k + 1].start if k + 1 < len(hits) else len(text.plain)
        prev = hits[k - 1].tail if k else 0
        if in_margin(context, hit) or not_requested(context, hit):
            continue
        if in_money_row(context, hit):
            line = text.line_at(hit.start)
            found.append(row_line(text, hit, Span(hit.start, min(line.end, nxt)), nxt))
            previous = hit
            continue
        if opens_row(context, hit):
            end = min(max(text.line_at(hit.start).end, context.segment(hit.start).end), nxt)
            row, told = row_line(text, hit, Span(hit.start, end), nxt), cell_row(text, hit)
            units = row.units or (told.units if told else None) or cell_count(text, hit)
            found.append(replace(row, units=units))
            previous = hit
            continue
        if (told := cell_row(text, hit)) is not None:
            found.append(told)
            previous = hit
            continue
        listed = previous is not None and in_same_list(text, previous, hit)
        if listed or asked_for(context, hit):
            told = prose_line(text, hit, context.sentence(hit.start), nxt, prev)
            found.append(replace(told, doubtful=not listed and not named_as_code(context, hit)))
            previous = hit
    return found


def _doubtful_lines(context: Context, hits: Sequence[CodeHit], rows: Sequence[Line]) -> list[Line]:
    """Where nothing else was found: codes whose sentence also speaks of an alternative."""
    if rows:
        return []
    found = []
    for k, hit in enumerate(hits):
        nxt = hits[k + 1].start if k + 1 < len(hits) else len(context.text.plain)
        if asked_for(context, hit):
            line = prose_line(context.text, hit, context.sentence(hit.start), nxt)
            found.append(replace(line, doubtful=True))
    return found


def _settled(candidates: list[Line]) -> list[Line]:
    """One line for each requested line: rows first, a code told again joins its first telling."""
    kept: list[Line] = []
    for via in _SURE:
        for line in (c for c in candidates if c.via == via):
            same = [k for k in kept if k.hit and line.hit and k.hit.code == line.hit.code]
            if same and not _another_line(same, line):
                kept[kept.index(same[0])] = _joined(same[0], line)
            else:
                kept.append(line)
    return kept


def _another_line(same: list[Line], line: Line) -> bool:
    """True where a code is printed again in a row of its own with another decision or count."""
    if line.via == "prose" or any(s.via != line.via for s in same):
        return False
    if line.status is None:
        return bool(line.modifiers) and all(
            s.modifiers != line.modifiers for s in same if s.modifiers
        )
    return all(_decision(s) != _decision(line) for s in same)


def _decision(line: Line) -> tuple[object, ...]:
    units = line.units[0] if line.units is not None else None
    status = line.status[0] if line.status is not None else None
    return (line.modifiers, units, status)


def _joined(first: Line, again: Line) -> Line:
    """A line with what its second telling adds."""
    return Line(
        first.hit,
        first.modifiers or again.modifiers,
        first.description or again.description,
        first.units or again.units,
        first.status or again.status,
        first.via,
        first.extent,
        first.doubtful,
    )


def _service(text: Text, line: Line) -> Service:
    """A line as a service of the contract, each leaf with its words."""
    sure = _SURE[line.via]
    hit = line.hit
    code, system = Fact[str](), Fact[CodeSystem]()
    modifiers = Fact[tuple[str, ...]](value=line.modifiers)
    if hit is not None:
        code = fact(text, hit.start, hit.end, hit.code, confidence=sure, needs_review=hit.repaired)
        system = fact(text, hit.start, hit.end, hit.system, confidence=sure)
        if line.modifiers:
            modifiers = fact(text, hit.start, hit.tail, line.modifiers, confidence=sure)
    description = Fact[str]()
    if line.description is not None:
        words = " ".join(text.raw[line.description.start : line.description.end].split())
        description = fact(text, *line.description, words, confidence=sure)
    return Service(
        code=code,
        system=system,
        modifiers=modifiers,
        units=_units(text, line, sure),
        description=description,
        status=_status(text, line, sure),
        needs_review=line.doubtful
        or code.needs_review
        or (hit is not None and hit.repaired)
        or (hit is None and line.via != "table"),
    )


def _units(text: Text, line: Line, sure: float) -> Fact[float | int]:
    if line.units is None:
        return Fact[float | int]()
    value, span = line.units
    return fact(text, *span, value, confidence=sure)


def _status(text: Text, line: Line, sure: float) -> Fact[ServiceStatus]:
    if line.status is None:
        return Fact[ServiceStatus]()
    value, span = line.status
    return fact(text, *span, value, confidence=sure, needs_review=line.doubtful)
