"""Lines of a request as candidates: table rows, rows without a heading, codes in sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docextract.facts import CodeSystem, ServiceStatus
from docextract.letter.codes import CodeHit, code_in
from docextract.letter.service_counts import labelled_units, number, quantity, quantity_before
from docextract.letter.service_decisions import (
    cell_status,
    closing_status,
    compared,
    counted_status,
    labelled_status,
    split_status,
    weighed,
)
from docextract.letter.spans import Span
from docextract.letter.tables import Row, Table
from docextract.pages.text import Text

_MODIFIER_CELL = re.compile(r"[A-Z][A-Z0-9]|[0-9]{2}")
_CELL_REST = re.compile(r"(?:[A-Z][A-Z0-9]|[0-9]{2})(?:[\s,/]+(?:[A-Z][A-Z0-9]|[0-9]{2}))*")
_AFTER_MODIFIERS = re.compile(r"[,\s(]{1,3}([RL]T|[A-Z][A-Z0-9](?![\w-]|\s[a-z]))\b(?!-)")
_NAMED_MODIFIERS = re.compile(
    r"\b[Mm][Oo][Dd](?:ifier|IFIER)?[sS]?\b[\s:(.-]*"
    r"(?P<mods>(?:[A-Z][A-Z0-9]|[0-9]{2})(?:(?:\s?[,/&]\s?|\sand\s)(?:[A-Z][A-Z0-9]|[0-9]{2}))*)\b"
)
_COUNTED = re.compile(r"[0-9,.]+\s\w+")
_INNER_CODE = re.compile(r"(?<=[(\s])(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[FTMU])\b")
_CLOSED = re.compile(r"\)(?!,?\s?(?:[x×]\s?)?(?:[0-9]|\([0-9]))")
"""The bracket of a code ends, and no count follows: "12 visits of therapy (97110) for"."""
_INSIDE = re.compile(r",\s(?P<what>[A-Za-z][^,;()\n]{5,80})(?=,\s[0-9]|;\s|\))")
"""Words behind a code in its bracket: "(63047, decompression, 1; 22612, fusion)"."""
_AFTER = 90
"""A count may stand so many characters after its code."""
_EDGE = " \t\n|,;:.-–•·*→()"


_ASKING = re.compile(
    r"\b(?:pay(?:ment)?\s(?:for|of)|cover(?:age)?(?:\s(?:for|of))?|approv(?:e|al)(?:\s(?:for|of))?"
    r"|authoriz(?:e|ation)(?:\s(?:for|of))?|requests?(?:ed)?(?:(?:\s(?:of|dated|from)\s[^;:()]{4,30}?)?\sfor)?|requesting|order(?:ed)?(?:\sfor)?"
    r"|ask(?:s|ed)?\s(?:us\s)?for|prescrib(?:e|ed)|den(?:y|ied|ial\sof)|referral\s(?:for|to)"
    r"|provide|receive|have)\s+(?:(?:an?|the|your|his|her|their|this)\s+)?",
    re.IGNORECASE,
)
"""What leads to the name of a service in a sentence: "asked us on May 4 to pay for a"."""
_GOES_ON = re.compile(
    r"(?:and|or|are|is|was|were|for|to|on|at|in|as|by|from|because|due|submitted|requested)\b"
    r"|x\s?[0-9]"
)
"""Words after a code with which its sentence goes on."""
_OTHER_LABEL = re.compile(
    r"[\s,;–—·-]+(?:quantity|qty|diagnos[ie]s|dx|icd-?10|provider|facility|dates?\sof\sservice|dos)\b",
    re.IGNORECASE,
)
"""Where a line of several labels goes on to the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate: where its code, words, count and decision stand; None where unknown.

    ``via`` is "table", "row" (a line that begins with a code) or "prose".
    """

    hit: CodeHit | None
    modifiers: tuple[str, ...]
    description: Span | None
    units: tuple[float | int, Span] | None
    status: tuple[ServiceStatus, Span] | None
    via: str
    extent: Span
    doubtful: bool = False


def table_lines(text: Text, table: Table) -> tuple[list[Line], int]:
    """The lines of a table of services, and how many of its rows could not be read as one."""
    found: list[Line] = []
    failed = 0
    for row in table.rows:
        line = _table_line(text, row)
        if line is None:
            failed += 1
        else:
            found.append(line)
    return found, failed


def is_service_table(table: Table) -> bool:
    """True where the headings are those of requested lines, not of criteria or a look-up."""
    kinds = {column.kind for column in table.columns}
    if kinds & {"met", "criterion", "needed"}:
        return False
    decided = kinds & {"status", "approved_units", "denied_units", "units", "requested", "modifier"}
    return {"code", "description"} <= kinds or (
        bool(kinds & {"code", "description"}) and bool(decided)
    )


def row_line(text: Text, hit: CodeHit, extent: Span, nxt: int) -> Line:
    """The line of a row without a heading: what follows the code is told apart by its looks.

    Labels below the row ("Units: 2", "Decision: denied"), before the next code at ``nxt``,
    belong to it too.
    """
    words = text.plain
    at, modifiers = _modifiers_after(words, hit)
    units = quantity(words, at, extent.end) or labelled_units(words, at, nxt)
    status = weighed(words, cell_status(words, at, extent.end), units, extent.end)
    stops = [s[1].start for s in (units, status) if s is not None]
    end = _to_next_label(words, at, min([extent.end, *stops]))
    status = (
        status
        or split_status(words, at, nxt)
        or labelled_status(words, at, nxt)
        or counted_status(words, at, nxt)
    )
    modifiers = modifiers or _labelled_modifiers(words, at, nxt)
    tab = words.find("\t", at + 1, end)
    description = _trim(words, at, tab if tab > at and words[at:tab].strip(_EDGE) else end)
    return Line(hit, modifiers, description, units, status, "row", extent)


def prose_line(text: Text, hit: CodeHit, extent: Span, nxt: int, prev: int = 0) -> Line:
    """The line of a code inside a sentence, between the codes that end at ``prev`` and begin at
    ``nxt``."""
    words = text.plain
    at, modifiers = _modifiers_after(words, hit)
    after = quantity(words, at, min(extent.end, nxt, at + _AFTER))
    before = quantity_before(words, max(extent.start, prev), hit)
    bracketed = _CLOSED.match(words, at) is not None
    units = (before if bracketed else None) or after or before or labelled_units(words, at, nxt)
    modifiers = modifiers or _labelled_modifiers(words, at, nxt)
    status = (
        split_status(words, max(extent.start, prev), nxt)
        or labelled_status(words, at, nxt)
        or counted_status(words, at, nxt)
        or closing_status(words, at, min(extent.end, nxt))
    )
    return Line(hit, modifiers, _told(words, hit, at, extent, nxt), units, status, "prose", extent)


def _labelled_modifiers(plain: str, start: int, end: int) -> tuple[str, ...]:
    """The modifiers that follow a code by name: "with modifier 50", "Mod: RT"."""
    match = _NAMED_MODIFIERS.search(plain, start, min(end, start + 120))
    return tuple(re.findall(r"[A-Z0-9]{2}", match["mods"])) if match is not None else ()


def _table_line(text: Text, row: Row) -> Line | None:
    """One table row as a line; None where it tells neither a code nor a description."""
    hit = _row_hit(text, row)
    description = _row_description(text, row, hit)
    if hit is None and description is None:
        return None
    modifiers = _row_modifiers(text, row, hit)
    units, status = _row_units(text, row), _row_status(text, row)
    doubtful = hit is None and bool(row.spans("code")) and not _says_none(text, row)
    return Line(hit, modifiers, description, units, status, "table", row.extent, doubtful)


def _says_none(text: Text, row: Row) -> bool:
    """True where the code cell itself says that there is no code."""
    return bool(
        re.search(r"\b(?:none|n/?a|no\scode|unlisted|not\s)|\A\W*\Z", row.words(text, "code"), re.I)
    )


def _row_hit(text: Text, row: Row) -> CodeHit | None:
    for column, spans in zip(row.columns, row.cells, strict=True):
        if column.kind == "code" and spans:
            for span in spans:
                hit = code_in(text.plain, span.start, span.end, _system(column.heading))
                if hit is not None:
                    return hit
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
        if text.plain[start : hit.start].strip(_EDGE):
            end = hit.start
        else:
            start = _modifiers_after(text.plain, hit)[0]
    return _trim(text.plain, start, end)


def _row_modifiers(text: Text, row: Row, hit: CodeHit | None) -> tuple[str, ...]:
    own = _modifiers_after(text.plain, hit)[1] if hit is not None else ()
    column = tuple(_MODIFIER_CELL.findall(row.words(text, "modifier")))
    below: tuple[str, ...] = ()
    for span in row.spans("code"):
        if hit is not None and span.start <= hit.start < span.end:
            rest = text.plain[hit.tail : span.end].strip(" -|,/")
            own = own or (tuple(re.findall(r"\w{2}", rest)) if _CELL_REST.fullmatch(rest) else ())
        words = text.plain[span.start : span.end].strip(" -|")
        if hit is not None and span.start > hit.end and _MODIFIER_CELL.fullmatch(words):
            below = (*below, words)
    return tuple(dict.fromkeys((*own, *column, *below)))


def _row_units(text: Text, row: Row) -> tuple[float | int, Span] | None:
    """The count as requested; where only an approved count is printed, that one."""
    for kind in ("requested", "units", "approved_units", "denied_units"):
        for span in row.spans(kind):
            match = re.search(
                r"(?<![\w.])[0-9][0-9,]*(?:\.[0-9]+)?(?!\s?(?:mg|ml|mcg|%))",
                text.plain[span.start : span.end],
            )
            if match is not None:
                start = span.start + match.start()
                return number(match[0].rstrip(",")), Span(start, start + len(match[0].rstrip(",")))
    return None


def _row_status(text: Text, row: Row) -> tuple[ServiceStatus, Span] | None:
    """The decision of a row: its status cell, weighed against the counts asked and allowed."""
    asked = row.spans("requested") or row.spans("units")
    allowed, refused = row.spans("approved_units"), row.spans("denied_units")
    if asked and allowed:
        counted = _compare(text, asked[0], allowed[0])
        if counted is not None:
            return counted, Span(allowed[0].start, allowed[-1].end)
    cells = row.spans("status")
    said = cell_status(text.plain, cells[0].start, cells[-1].end) if cells else None
    if said is not None and said[0] is ServiceStatus.APPROVED and asked:
        fewer = quantity(text.plain, cells[0].start, cells[-1].end) or _for_count(text, cells)
        wanted = _row_units(text, row)
        if fewer is not None and wanted is not None and fewer[0] < wanted[0]:
            return ServiceStatus.MODIFIED, Span(cells[0].start, cells[-1].end)
    if said is None and allowed:
        said = cell_status(text.plain, allowed[0].start, allowed[-1].end) or (
            ServiceStatus.APPROVED,
            Span(allowed[0].start, allowed[-1].end),
        )
    if said is None and refused:
        said = (ServiceStatus.DENIED, Span(refused[0].start, refused[-1].end))
    return said


def _for_count(text: Text, cells: tuple[Span, ...]) -> tuple[float | int, Span] | None:
    match = re.search(r"\bfor\s(?P<n>[0-9]{1,4})\b", text.plain[cells[0].start : cells[-1].end])
    if match is None:
        return None
    return number(match["n"]), Span(
        cells[0].start + match.start("n"), cells[0].start + match.end("n")
    )


def _compare(text: Text, asked: Span, allowed: Span) -> ServiceStatus | None:
    """Approved, modified or denied by the counts asked for and allowed; None without counts."""
    wanted = re.search(r"[0-9][0-9,]*", text.plain[asked.start : asked.end])
    got = re.search(r"[0-9][0-9,]*", text.plain[allowed.start : allowed.end])
    if wanted is None:
        return None
    if got is None:
        said = cell_status(text.plain, allowed.start, allowed.end)
        return said[0] if said is not None else None
    a, b = number(wanted[0].rstrip(",")), number(got[0].rstrip(","))
    return compared(a, b)


def _modifiers_after(plain: str, hit: CodeHit) -> tuple[int, tuple[str, ...]]:
    """Where the words after a code and its modifiers begin, and the modifiers."""
    at, found = hit.tail, list(hit.modifiers)
    if hit.system in (CodeSystem.CPT, CodeSystem.HCPCS):
        while (match := _AFTER_MODIFIERS.match(plain, at)) is not None and match[1] not in found:
            found.append(match[1])
            at = match.end()
    return at, tuple(found)


def _told(plain: str, hit: CodeHit, at: int, extent: Span, nxt: int) -> Span | None:
    """What a sentence calls a code: the bracket or the words after it, else those before it."""
    bracket = re.compile(r"\s{0,2}\(([^()]{4,120})\)").match(plain, at, min(extent.end, nxt))
    counted = bracket is not None and _COUNTED.fullmatch(bracket[1]) is not None
    if bracket is not None and not counted and re.search(r"[A-Za-z]{3}", bracket[1]):
        return _trim(plain, bracket.start(1), bracket.end(1))
    after = re.compile(r"[\s,:–-]{1,3}(?=[A-Za-z])([^;.\n()]{4,120})").match(
        plain, at, min(extent.end, nxt)
    )
    opened = plain[max(extent.start, hit.start - 12) : hit.start]
    inside = _INSIDE.match(plain, at, min(extent.end, nxt)) if "(" in opened else None
    if inside is not None and not quantity(plain, at, inside.end()):
        return _trim(plain, *inside.span("what"))
    if after is not None and "(" not in opened and not _GOES_ON.match(after[1]):
        return _trim(plain, after.start(1), _to_next_label(plain, after.start(1), after.end(1)))
    before = re.compile(r"([A-Za-z][^;:.()]{4,120}?)[\s,(]+(?:[A-Za-z]+\s)?(?:codes?\s)?\Z").search(
        plain, extent.start, hit.start
    )
    if before is None:
        return None
    lead_ins = list(_ASKING.finditer(plain, before.start(1), before.end(1)))
    return _trim(plain, lead_ins[-1].end() if lead_ins else before.start(1), before.end(1))


def _to_next_label(plain: str, start: int, end: int) -> int:
    label = _OTHER_LABEL.search(plain, start, end)
    return label.start() if label is not None else end


def _trim(plain: str, start: int, end: int) -> Span | None:
    """The stretch without marks at its edges; None where nothing is left."""
    while start < end and plain[start] in _EDGE:
        start += 1
    while end > start and plain[end - 1] in " \t\n|,;:.-–•·*→(":
        end -= 1
    words = plain[start:end]
    if words.endswith(")") and words.count(")") > words.count("("):
        end -= 1
    return Span(start, end) if re.search(r"[A-Za-z]{2}", plain[start:end]) else None
