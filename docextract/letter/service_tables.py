"""Lines of a request as candidates: the rows of a table whose headings tell its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from docextract.facts import CodeSystem, ServiceStatus
from docextract.letter.codes import CodeHit, code_in
from docextract.letter.service_counts import last_count, number, quantity
from docextract.letter.service_decisions import cell_status, compared
from docextract.letter.service_lines import EDGE, Line, as_name, modifiers_after, trimmed
from docextract.letter.spans import Span
from docextract.letter.tables import Row, Table
from docextract.pages.text import Text

_MODIFIER_CELL = re.compile(r"[A-Z][A-Z0-9]|[0-9]{2}")
_CELL_REST = re.compile(r"(?:[A-Z][A-Z0-9]|[0-9]{2})(?:[\s,/]+(?:[A-Z][A-Z0-9]|[0-9]{2}))*")
_INNER_CODE = re.compile(r"(?<=[(\s])(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[FTMU])\b")
_REV = r"\(?\brev(?:enue)?\.?\s(?:code\s)?#?"
_ROOM = re.compile(
    rf"{_REV}(?P<named>[01][0-9]{{3}})\b\)?"
    r"|(?:\A|(?<=[\s(]))(?P<code>0[1-9][0-9]{2})(?=\)?\s*\Z|\s[A-Za-z])(?!\s?(?:mg|units?|ml)\b)",
    re.I,
)
"""A revenue code in the words of a bed: "MED/SURG 0120", "Intensive care (rev 0200), 2 days"."""
_OR_REV = re.compile(r"\brev", re.I)
"""The heading of a column that may hold revenue codes beside others ("Rev / CPT")."""
_LABEL_OF_CODE = re.compile(rf"\W*{_REV}\Z", re.I)
_COUNT = re.compile(r"(?<![\w.])[0-9][0-9,]*(?:\.[0-9]+)?(?!\s?(?:mg|ml|mcg|%))")
_SHARE = re.compile(
    r"(?<![\w.-])(?P<got>[0-9][0-9,]*)\s(?:out\s)?of\s(?P<asked>[0-9][0-9,]*)\b(?!\s?[%/-])", re.I
)
"""What was allowed of what was asked for, in one cell: "24 of 48"."""
_TOTAL = re.compile(
    r"\W*(?:(?:grand|claim|sub)\s?)?(?:totals?|days|sum)\b(?=[\s:]*[0-9])", re.IGNORECASE
)
"""What opens the last row of a table, which adds the others up."""
_BILLED = re.compile(r"[0-9]{1,3}")
"""A count in a column that elsewhere holds sums."""
_MONEY = re.compile(r"\$\s?(?P<sum>[0-9][0-9,]*(?:\.[0-9]{2})?)")
_BARE_MONEY = re.compile(r"(?P<sum>(?:[0-9][0-9,]*)?\.[0-9]{2})")


def table_lines(text: Text, table: Table) -> tuple[list[Line], int]:
    """The lines of a table of services, and how many of its rows could not be read as one."""
    found: list[Line] = []
    failed = 0
    for row in table.rows:
        line = _table_line(text, row)
        if line is None:
            failed += 1
        else:
            found.extend((line, *_beside(text, row, line)))
    return found, failed


def _beside(text: Text, row: Row, line: Line) -> Iterator[Line]:
    """The lines of further codes in a row: a revenue code beside a HCPCS code is a line too."""
    own = line.hit
    if own is None:
        return
    for column, spans in zip(row.columns, row.cells, strict=True):
        for span in spans if column.kind == "other_code" else ():
            hit = code_in(text.plain, span.start, span.end, _system(column.heading))
            if hit is not None and hit.code != own.code and _is_room(own, hit):
                modifiers = modifiers_after(text.plain, hit, span.end)[1]
                yield replace(line, hit=hit, modifiers=modifiers)


def _is_room(one: CodeHit, other: CodeHit) -> bool:
    """True where one of two codes is a revenue code."""
    return CodeSystem.REV in (one.system, other.system)


def is_service_table(table: Table) -> bool:
    """True where the headings are those of requested lines, not of criteria or a look-up."""
    kinds = {column.kind for column in table.columns}
    if kinds & {"met", "criterion", "needed"}:
        return False
    decided = kinds & {"status", "approved_units", "denied_units", "units", "requested", "modifier"}
    return {"code", "description"} <= kinds or (
        bool(kinds & {"code", "description"}) and bool(decided)
    )


def _table_line(text: Text, row: Row) -> Line | None:
    """One table row as a line; None where it tells neither a code nor a description, nor days
    that were decided."""
    if _TOTAL.match(text.plain, *row.extent):
        return None
    hit = _row_hit(text, row)
    told = _row_description(text, row, hit)
    counted = _told_count(text, told) or _count_behind(text, row, hit)
    if told is not None and counted is not None and counted[1].start < told.end:
        told = Span(told.start, counted[1].start)
    description = as_name(text.plain, told)
    status = _row_status(text, row, counted)
    units = _row_units(text, row, counted)
    if hit is None and description is None and (units is None or not row.spans("status")):
        return None
    modifiers = _row_modifiers(text, row, hit)
    doubtful = hit is None and bool(row.spans("code")) and not _says_none(text, row)
    return Line(hit, modifiers, description, units, status, "table", row.extent, doubtful)


def _says_none(text: Text, row: Row) -> bool:
    """True where the code cell itself says that there is no code."""
    return bool(
        re.search(r"\b(?:none|n/?a|no\scode|unlisted|not\s)|\A\W*\Z", row.words(text, "code"), re.I)
    )


def _row_hit(text: Text, row: Row) -> CodeHit | None:
    for column, spans in zip(row.columns, row.cells, strict=True):
        if column.kind in ("code", "other_code") and spans:
            for span in spans:
                hit = code_in(text.plain, span.start, span.end, _system(column.heading))
                if hit is None and _OR_REV.search(column.heading):
                    hit = code_in(text.plain, span.start, span.end, CodeSystem.REV)
                if hit is not None:
                    return hit
    for span in row.spans("description") or row.spans("code"):
        room = _ROOM.search(text.plain, span.start, span.end)
        if room is not None:
            name = "named" if room["named"] else "code"
            return CodeHit(*room.span(name), room.end(), room[name], CodeSystem.REV)
    for kind in ("description", "requested"):
        for span in row.spans(kind):
            inner = _INNER_CODE.search(text.plain, span.start, span.end)
            start = inner.start() if inner is not None else span.start
            hit = code_in(text.plain, start, span.end, None)
            if hit is not None:
                return hit
    return None


def _system(heading: str) -> CodeSystem | None:
    """The code set that a heading names; None where it names several or none."""
    if re.search(r"\b(?:cpt|hcpcs|proc(?:edure)?)\b(?!.*\bpcs)", heading, re.I):
        return None
    for system, cue in (
        (CodeSystem.REV, r"\brev"),
        (CodeSystem.NDC, r"\bndc"),
        (CodeSystem.ICD10PCS, r"\bpcs"),
    ):
        if re.search(cue, heading, re.I):
            return system
    return None


def _row_description(text: Text, row: Row, hit: CodeHit | None) -> Span | None:
    """The words of the description column, or what stands beside the code in its cell."""
    spans = row.spans("description") or row.spans("requested")
    if hit is not None and not row.spans("description"):
        spans = next(
            (cell for cell in row.cells if any(s.start <= hit.start < s.end for s in cell)), ()
        )
    if not spans:
        return None
    start, end = spans[0].start, spans[-1].end
    if hit is not None and start <= hit.start < end:
        if text.plain[start : hit.start].strip(EDGE):
            label = _LABEL_OF_CODE.search(text.plain, start, hit.start)
            end = label.start() if label is not None else hit.start
        else:
            start = modifiers_after(text.plain, hit)[0]
    return trimmed(text.plain, start, end)


def _row_modifiers(text: Text, row: Row, hit: CodeHit | None) -> tuple[str, ...]:
    own = modifiers_after(text.plain, hit, _cell_end(row, hit))[1] if hit is not None else ()
    marked = (
        text.plain[span.start : span.end]
        for column, cell in zip(row.columns, row.cells, strict=True)
        if column.kind == "modifier"
        for span in cell
    )
    column = tuple(m for words in marked for m in _MODIFIER_CELL.findall(words))
    below: tuple[str, ...] = ()
    for span in row.spans("code"):
        if hit is not None and span.start <= hit.start < span.end:
            rest = text.plain[hit.tail : span.end].strip(" -|,/")
            own = own or (tuple(re.findall(r"\w{2}", rest)) if _CELL_REST.fullmatch(rest) else ())
        words = text.plain[span.start : span.end].strip(" -|")
        if hit is not None and span.start > hit.end and _MODIFIER_CELL.fullmatch(words):
            below = (*below, words)
    return tuple(dict.fromkeys((*own, *column, *below)))


def _told_count(text: Text, told: Span | None) -> tuple[float | int, Span] | None:
    """The count that closes the words of a service: "spinal manipulation, 12 visits"."""
    return last_count(text.plain, told) if told is not None else None


def _count_behind(text: Text, row: Row, hit: CodeHit | None) -> tuple[float | int, Span] | None:
    """The count that closes a cell behind its code: "Intensive care (rev 0200), 2 days"."""
    if hit is None:
        return None
    for span in row.spans("description"):
        if span.start < hit.start < span.end:
            return last_count(text.plain, Span(hit.tail, span.end))
    return None


def _cell_end(row: Row, hit: CodeHit) -> int:
    """Where the cell of a code ends: what stands in another column is no modifier of it."""
    return next(
        (s.end for cell in row.cells for s in cell if s.start <= hit.start < s.end), hit.tail
    )


def _row_units(
    text: Text, row: Row, told: tuple[float | int, Span] | None
) -> tuple[float | int, Span] | None:
    """The count as requested, in a column of its own or ``told`` in words; where only an approved
    count is printed, that one."""
    share = _share(text, row)
    if share is not None:
        return number(share["asked"].rstrip(",")), Span(*share.span("asked"))
    for kind in ("requested", "units", "told", "approved_units", "denied_units"):
        if kind == "told" and told is not None:
            return told
        for span in row.spans(kind):
            match = _COUNT.search(text.plain[span.start : span.end])
            if match is not None and kind == "requested" and _granted_instead(text, row):
                continue
            if match is not None and _amount(text, span, row) is None:
                start = span.start + match.start()
                return number(match[0].rstrip(",")), Span(start, start + len(match[0].rstrip(",")))
    return None


def _granted_instead(text: Text, row: Row) -> bool:
    """True where nothing was asked for and something granted: a line that takes another's place."""
    asked, allowed = row.spans("requested"), row.spans("approved_units")
    if not asked or not allowed or not _is_zero(text, asked[0]):
        return False
    return not _is_zero(text, allowed[0]) and _COUNT.search(text.plain, *allowed[0]) is not None


def _row_status(
    text: Text, row: Row, told: tuple[float | int, Span] | None
) -> tuple[ServiceStatus, Span] | None:
    """The decision of a row: its status cell, weighed against the counts asked and allowed."""
    asked = row.spans("requested") or row.spans("units") or ((told[1],) if told else ())
    asked = asked or _billed_count(text, row)
    allowed, refused = row.spans("approved_units"), row.spans("denied_units")
    for sums, grants in ((allowed, True), (refused, False)):
        paid = _amount(text, sums[0], row) if sums else None
        if paid is not None:
            allows = (paid > 0) is grants
            status = ServiceStatus.APPROVED if allows else ServiceStatus.DENIED
            return status, Span(sums[0].start, sums[-1].end)
    share = _share(text, row)
    if share is not None:
        got, full = (number(share[name].rstrip(",")) for name in ("got", "asked"))
        return compared(full, got), Span(*share.span())
    if asked and allowed:
        counted = _compare(text, asked[0], allowed[0])
        if counted is not None:
            return counted, Span(allowed[0].start, allowed[-1].end)
    cells = row.spans("status")
    said = cell_status(text.plain, cells[0].start, cells[-1].end) if cells else None
    if said is not None and said[0] is ServiceStatus.APPROVED and asked:
        fewer = quantity(text.plain, cells[0].start, cells[-1].end) or _for_count(text, cells)
        wanted = _row_units(text, row, told)
        if fewer is not None and wanted is not None and fewer[0] < wanted[0]:
            return ServiceStatus.MODIFIED, Span(cells[0].start, cells[-1].end)
    if said is None and allowed and _says_nothing(text, allowed[0]):
        said = None if cells else (ServiceStatus.DENIED, Span(allowed[0].start, allowed[-1].end))
    elif said is None and allowed:
        said = cell_status(text.plain, allowed[0].start, allowed[-1].end) or (
            ServiceStatus.DENIED if _is_zero(text, allowed[0]) else ServiceStatus.APPROVED,
            Span(allowed[0].start, allowed[-1].end),
        )
    if said is None and refused:
        said = (ServiceStatus.DENIED, Span(refused[0].start, refused[-1].end))
    return said or (None if cells else _opening_verdict(text, row))


def _billed_count(text: Text, row: Row) -> tuple[Span, ...]:
    """The cell of what was billed, where that is a count and no sum."""
    cells = row.spans("charge")
    counted = cells and _BILLED.fullmatch(text.plain[cells[0].start : cells[0].end].strip())
    return cells if counted else ()


def _share(text: Text, row: Row) -> re.Match[str] | None:
    """What a cell of counts or of decisions tells of both: "24 of 48"."""
    for kind in ("approved_units", "status"):
        for span in row.spans(kind):
            found = _SHARE.search(text.plain, *span)
            if found is not None:
                return found
    return None


def _opening_verdict(text: Text, row: Row) -> tuple[ServiceStatus, Span] | None:
    """The decision that a cell begins with, whatever its column is called ("Plan pays")."""
    cells = [cell for cell in row.cells if cell]
    for cell in reversed(cells):
        said = cell_status(text.plain, cell[0].start, cell[-1].end)
        if said is not None and said[1].start == cell[0].start:
            return said
    return None


def _says_nothing(text: Text, cell: Span) -> bool:
    """True for a cell that only a dash fills."""
    return re.fullmatch(r"[\s–—-]+", text.plain[cell.start : cell.end]) is not None


def _is_zero(text: Text, cell: Span) -> bool:
    return re.match(r"\W*0+(?:\.0+)?\b(?!\.)", text.plain[cell.start : cell.end]) is not None


def _amount(text: Text, span: Span, row: Row) -> Decimal | None:
    """The sum of money that a cell holds alone: "$0.00", beside a column of charges "1,120.30"
    too; None for a count."""
    words = text.plain[span.start : span.end].strip()
    of_money = any(column.kind == "charge" for column in row.columns)
    match = _MONEY.fullmatch(words) or (_BARE_MONEY.fullmatch(words) if of_money else None)
    return Decimal(match["sum"].replace(",", "")) if match is not None else None


def _for_count(text: Text, cells: tuple[Span, ...]) -> tuple[float | int, Span] | None:
    match = re.search(r"\bfor\s(?P<n>[0-9]{1,4})\b", text.plain[cells[0].start : cells[-1].end])
    if match is None:
        return None
    return number(match["n"]), Span(
        cells[0].start + match.start("n"), cells[0].start + match.end("n")
    )


def _compare(text: Text, asked: Span, allowed: Span) -> ServiceStatus | None:
    """Approved, modified or denied by the counts asked for and allowed; None without counts."""
    count = re.compile(r"(?<![\w-])[0-9][0-9,]*(?![\w-]|/[0-9])")
    wanted = count.search(text.plain, asked.start, asked.end)
    got = count.search(text.plain, allowed.start, allowed.end)
    if wanted is None:
        return None
    if got is None:
        said = cell_status(text.plain, allowed.start, allowed.end)
        return said[0] if said is not None else None
    a, b = number(wanted[0].rstrip(",")), number(got[0].rstrip(","))
    return compared(a, b)
