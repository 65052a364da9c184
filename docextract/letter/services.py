"""The requested lines of a letter: code, count, words and decision of each.

Candidates come from tables, from rows that begin with a code and from codes in sentences
(``service_lines``); one resolution drops what was not requested (alternatives, history, other
claims), joins what is told twice, and gives a line without its own decision the letter's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from docextract.facts import CodeSystem, DocumentType, Fact, Service, ServiceStatus
from docextract.letter import service_lines as lines_
from docextract.letter.labels import labelled
from docextract.letter.codes import CodeHit, find_codes
from docextract.letter.service_lines import Line
from docextract.letter.services_uncoded import uncoded_lines
from docextract.letter.spans import Span, fact, segments, sentences
from docextract.letter.tables import find_tables
from docextract.pages.text import Text
from docextract.rules import load

_LEAD = re.compile(r"[\s|•·*→\-–«»]*(?:\(?[0-9]{1,2}[.)]?\s+|[a-z][.)]\s+)?[\s|•·*→\-–«»]*")
_LIST_GAP = re.compile(r"(?:[\s,;/&+]|\band\b|\bwith\b|\bx\s?[0-9]{1,3}\b|\([0-9]{1,3}\)|\([^()]{3,80}\))*")
_STATUS_OF = {
    DocumentType.DENIAL: ServiceStatus.DENIED,
    DocumentType.APPEAL_UPHELD: ServiceStatus.DENIED,
    DocumentType.APPROVAL: ServiceStatus.APPROVED,
    DocumentType.APPEAL_OVERTURNED: ServiceStatus.APPROVED,
    DocumentType.INFORMATION_REQUEST: ServiceStatus.PENDING,
}


_ROW_REST = re.compile(
    r"(?:\s[A-Z0-9]{2}\b)?(?:\s?x\s?[0-9]{1,4})?[\s,:.·|–-]*\(?[A-Za-z][A-Za-z/-]{2,}|\s*\Z"
)


class Services(NamedTuple):
    """The requested lines; ``incomplete`` where one may have been missed."""

    services: tuple[Service, ...]
    incomplete: bool


def read_services(text: Text, *, document_type: DocumentType | None = None) -> Services:
    """The lines that were requested or decided, in the order printed.

    Args:
        text: one letter.
        document_type: what the letter is, where that is known: a line without a decision of
            its own then gets the letter's. None leaves such a status null.
    """
    if document_type is DocumentType.OTHER:
        return Services((), False)
    coded, unread = _coded_lines(text)
    lines = _settled(text, coded, document_type)
    lines.extend(uncoded_lines(text, lines, document_type))
    lines.sort(key=lambda line: line.extent.start)
    services = tuple(_service(text, line) for line in _with_list_status(text, lines, document_type))
    return Services(services, bool(unread) or not services)


def _coded_lines(text: Text) -> tuple[list[Line], int]:
    """Every candidate with its own reading, and how many table rows could not be read."""
    found: list[Line] = []
    unread = 0
    for table in find_tables(text):
        if lines_.is_service_table(table):
            rows, failed = lines_.table_lines(text, table)
            coded = any(row.hit is not None for row in rows)
            decided = any(row.status is not None for row in rows)
            if coded or decided:
                found.extend(rows)
                unread += failed
    hits = [hit for hit in find_codes(text) if not _inside(hit, found)]
    found.extend(_loose_lines(text, hits))
    return found, unread


def _inside(hit: CodeHit, lines: Sequence[Line]) -> bool:
    """True where a table row that was read already holds this code."""
    return any(line.hit is not None and line.hit.start == hit.start for line in lines)


def _loose_lines(text: Text, hits: Sequence[CodeHit]) -> list[Line]:
    """The lines of codes outside of tables that their context makes a request."""
    found: list[Line] = []
    units = segments(text)
    spans = sentences(text)
    values = _labelled_requests(text)
    previous: CodeHit | None = None
    for k, hit in enumerate(hits):
        nxt = hits[k + 1].start if k + 1 < len(hits) else len(text.plain)
        sentence = _holding(spans, hit.start)
        line = text.line_at(hit.start)
        if _LEAD.fullmatch(text.plain, line.start, hit.start) and _row_like(text, hit):
            rest = _holding(units, hit.start)
            end = min(max(line.end, rest.end), nxt)
            if not _not_requested(text, sentence):
                found.append(lines_.row_line(text, hit, Span(hit.start, end)))
                previous = hit
            continue
        if _not_requested(text, sentence):
            continue
        listed = previous is not None and _same_list(text, previous, hit)
        named = any(v.start <= hit.start < v.end for v in values)
        if listed or named or _asked_for(text, hit, sentence):
            found.append(lines_.prose_line(text, hit, sentence, nxt))
            previous = hit
    return found


def _labelled_requests(text: Text) -> list[Span]:
    """The values of labels that announce requested services ("Procedure", "Drug requested")."""
    rules = _rules()
    return [pair.value_span for pair in labelled(text) if rules["whole_label"].match(pair.label)]


def _holding(spans: Sequence[Span], at: int) -> Span:
    """The span that an offset lies in."""
    return next((s for s in spans if s.start <= at < s.end), Span(at, at + 1))


def _row_like(text: Text, hit: CodeHit) -> bool:
    """True where words follow a code on its line as in a list of services."""
    line = text.line_at(hit.start)
    rest = text.plain[hit.tail : line.end]
    if hit.code[0].isdigit() and len(hit.code) == 5 and hit.code[-1].isdigit() and not rest.strip():
        return False
    return _ROW_REST.match(rest) is not None


def _same_list(text: Text, previous: CodeHit, hit: CodeHit) -> bool:
    """True where only list words stand between two codes."""
    if hit.start - previous.tail > 140:
        return False
    return _LIST_GAP.fullmatch(text.plain, previous.tail, hit.start) is not None


def _asked_for(text: Text, hit: CodeHit, sentence: Span) -> bool:
    """True where a cue before the code, its label or its sentence speaks of a request."""
    rules = _rules()
    before = text.plain[max(sentence.start, hit.start - 60) : hit.start]
    if rules["code_cue"].search(before) or rules["label"].search(before):
        return True
    if hit.system not in (CodeSystem.CPT, CodeSystem.HCPCS):
        return True
    words = text.plain[sentence.start : sentence.end]
    return rules["request"].search(words) is not None


def _not_requested(text: Text, sentence: Span) -> bool:
    """True where a sentence speaks of an alternative, of history or of another claim."""
    words = text.plain[sentence.start : sentence.end]
    rules = _rules()
    return bool(rules["not_requested"].search(words)) and not rules["after_all"].search(words)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("services")

    def any_of(name: str, shape: str = r"(?<!\w)(?:{})") -> re.Pattern[str]:
        return re.compile(shape.format("|".join(rules[name])), re.I)

    return {
        "code_cue": any_of("code_cues", r"\b(?:{})\b[\s:.#(\-]*(?:is\s|are\s|number\s)?\Z"),
        "label": any_of("labels", r"(?:\A|\n|\t|\.\s)\W*(?:{})\s?[.:]+[^.;]{{0,60}}\Z"),
        "whole_label": any_of("labels", r"\W*(?:[0-9]{{1,2}}[.)]\s*)?(?:{})\W*\Z"),
        "request": any_of("request_words"),
        "not_requested": any_of("not_requested"),
        "after_all": any_of("requested_after_all"),
    }


def _settled(text: Text, coded: list[Line], document_type: DocumentType | None) -> list[Line]:
    """One line for each requested line: rows stay, a code told again joins its first telling."""
    rows = [line for line in coded if line.via == "table" and not _is_void(text, line)]
    if not any(line.hit is not None for line in rows):
        rows = [row for row in rows if row.status is not None]
    kept: list[Line] = []
    for line in [*rows, *(c for c in coded if c.via == "row"), *(c for c in coded if c.via == "prose")]:
        same = [k for k in kept if k.hit and line.hit and k.hit.code == line.hit.code]
        if same and not _another_line(same, line):
            kept[kept.index(same[0])] = _joined(same[0], line)
        else:
            kept.append(line)
    return kept


def _is_void(text: Text, line: Line) -> bool:
    """True for a table row whose decision cell says that it was withdrawn or never requested."""
    words = text.plain[line.extent.start : line.extent.end]
    return bool(re.search(r"\b(?:withdrawn|voided|not\s(?:required|requested))\b", words, re.I))


def _another_line(same: list[Line], line: Line) -> bool:
    """True where a code is printed again in a row of its own with another decision or count."""
    if line.via != "table" or any(s.via != "table" for s in same):
        return False
    key = (line.modifiers, _value(line.units), _value(line.status))
    return all((s.modifiers, _value(s.units), _value(s.status)) != key for s in same)


def _value(part: tuple[Any, Span] | None) -> object:
    return part[0] if part is not None else None


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


def _with_list_status(
    text: Text, lines: list[Line], document_type: DocumentType | None
) -> list[Line]:
    """Lines with the decision of the sentence around them, else the letter's."""
    found = []
    spans = sentences(text)
    mixed = document_type in (None, DocumentType.PARTIAL_DENIAL)
    for line in lines:
        if line.status is None and mixed:
            said = _said_of(text, line, spans)
            line = lines_.with_status(line, said) if said is not None else line
        found.append(line)
    default = _STATUS_OF.get(document_type) if document_type is not None else None
    if document_type is DocumentType.PARTIAL_DENIAL:
        default = ServiceStatus.DENIED
    if default is None:
        return found
    return [
        line if line.status else lines_.with_status(line, (default, line.extent)) for line in found
    ]


def _said_of(
    text: Text, line: Line, spans: Sequence[Span]
) -> tuple[ServiceStatus, Span] | None:
    """The decision of a sentence that names the line's code, or that opens the line's list."""
    if line.hit is None:
        return None
    for match in re.finditer(re.escape(line.hit.code), text.plain):
        sentence = _holding(spans, match.start())
        words = text.plain[sentence.start : sentence.end]
        for name in ("denied", "approved"):
            cue = _prose_status()[name].search(words)
            if cue is not None:
                at = sentence.start + cue.start()
                return ServiceStatus(name), Span(at, sentence.start + cue.end())
    return None


@cache
def _prose_status() -> dict[str, re.Pattern[str]]:
    rules: dict[str, list[str]] = load("services")["prose_status"]
    return {k: re.compile(rf"\b(?:{'|'.join(v)})", re.I) for k, v in rules.items()}


def _service(text: Text, line: Line) -> Service:
    """A candidate as a service of the contract, each leaf with its words."""
    hit = line.hit
    sure = {"table": 0.96, "row": 0.92}.get(line.via, 0.88)
    code, system = Fact[str](), Fact[CodeSystem]()
    mods = Fact[tuple[str, ...]](value=line.modifiers)
    if hit is not None:
        review = text.confidence(hit.start, hit.end) < 0.6
        code = fact(text, hit.start, hit.end, hit.code, confidence=sure, needs_review=review)
        system = fact(text, hit.start, hit.end, hit.system, confidence=sure)
        if line.modifiers:
            mods = fact(text, hit.start, hit.tail, line.modifiers, confidence=sure)
    description = Fact[str]()
    if line.description is not None:
        words = " ".join(text.raw[line.description.start : line.description.end].split())
        description = fact(text, *line.description, words, confidence=sure)
    units: Fact[float | int] = Fact[float | int]()
    if line.units is not None:
        units = fact(text, *line.units[1], line.units[0], confidence=sure)
    status = Fact[ServiceStatus]()
    if line.status is not None:
        status = fact(text, *line.status[1], line.status[0], confidence=sure)
    return Service(
        code=code,
        system=system,
        modifiers=mods,
        units=units,
        description=description,
        status=status,
        needs_review=line.doubtful or code.needs_review or hit is None and line.via != "table",
    )
