"""The requirements that a letter says were not met or not shown, one entry each, verbatim.

Three ways of telling are tried in order: a table with a "met?" column, a list under words that
open it ("The records do not show:"), and, where the letter has neither, its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from docextract.facts import DenialCategory, DocumentType, Fact
from docextract.letter.category import read_category
from docextract.letter.flow import flowing, ticked_words
from docextract.letter.reason import read_reason
from docextract.letter.requirement_items import bare, plausible, verdict, verdict_alone
from docextract.letter.spans import Span, fact
from docextract.letter.tables import Row, Table, find_tables, joined
from docextract.letter.unmet_boxes import ticked_verdicts
from docextract.letter.unmet_labelled import labelled
from docextract.letter.unmet_lists import find_lists
from docextract.letter.unmet_prose import find_in_prose
from docextract.letter.unmet_rows import find_marked_rows
from docextract.letter.verdict_columns import find_judged
from docextract.letter.zones import Zone, zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

Cell = tuple[Span, ...]
"""A requirement: its stretch of the text, or those of the lines that it takes in a table."""
_TICKED = re.compile(r"[☒☑]|\[[xX]{1,2}\]")
_CODE = re.compile(r"\b(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[TU])\b")
_BELOW = re.compile(r"\b(?:below|following|listed|these\s(?:points|criteria|requirements))\b", re.I)
_ABOVE = 260
"""So many characters above a table may announce what it holds."""
_NEAR = 4
"""Statements with verdicts belong together where at most so many sentences part them."""
WITHOUT = (DocumentType.APPROVAL, DocumentType.APPEAL_OVERTURNED, DocumentType.OTHER)
"""Letters that hold no unmet requirement."""
PROSE = ("letterhead", "reference", "body", "peer_to_peer")
"""The zones in which a sentence may tell of a requirement."""
ADMINISTRATIVE = (
    DenialCategory.NO_PRIOR_AUTHORIZATION,
    DenialCategory.TIMELY_FILING,
    DenialCategory.DUPLICATE,
    DenialCategory.CODING,
    DenialCategory.ELIGIBILITY,
)
"""Grounds that no record could cure: what such a letter misses is no clinical requirement."""
BODY = ("letterhead", "reference", "body", "peer_to_peer", "signature")
"""The zones in which requirements may stand."""


def read_unmet(
    text: Text, *, document_type: DocumentType | None = None
) -> tuple[tuple[Fact[str], ...], bool]:
    """The unmet requirements in the order printed, and whether one may have been missed.

    Args:
        text: one letter.
        document_type: what the letter is, where known; approvals have none.
    """
    if document_type in WITHOUT:
        return (), False
    if read_category(text, document_type=document_type).value in ADMINISTRATIVE:
        return (), False
    found = zones(text)
    in_table = _in_tables(text)
    judged = [lines for lines, met in find_judged(text) if not met]
    if in_table or judged:
        cells = judged if len(judged) >= len(in_table) else in_table
        return _facts(text, cells, 0.93), False
    asks = document_type is DocumentType.INFORMATION_REQUEST
    boxes = ticked_verdicts(text)
    if boxes:
        return _facts(text, _single(boxes), 0.93), False
    spans = _ticked(text, [s for s in flowing(text) if zone_at(found, s.start) in PROSE])
    rows = find_marked_rows(text)
    if any(not met for _, met in rows):
        return _facts(text, _single(item for item, met in rows if not met), 0.85), False
    told = labelled(text, spans) or _with_verdicts(text, spans)
    if told:
        return _facts(text, _single(told), 0.9), False
    lists = [one for one in find_lists(text, asks=asks) if _in_body(found, one.opening)]
    explicit = [one for one in lists if one.missing]
    if explicit:
        items = [item for one in explicit for item in one.items]
        return _facts(text, _single(items), 0.92), any(one.doubtful for one in explicit)
    told = find_in_prose(text, spans, asks=asks, lists=lists)
    told = _without_summary(text, told, document_type)
    if len(told) < 2 and not (lists and told):
        uncued = [one for one in find_lists(text, uncued=True) if _in_body(found, one.opening)]
        told = [item for one in uncued[:1] for item in one.items] or told
    doubtful = any(one.doubtful for one in lists)
    return _facts(text, _single(told), 0.72), doubtful or (
        not told and _speaks_of_missing(text, spans)
    )


def _with_verdicts(text: Text, spans: Sequence[Span]) -> list[Span]:
    """What at least two statements with a verdict of their own call unmet: "Fever: NOT MET."."""
    told: list[tuple[int, Span, bool]] = []
    for n, span in enumerate(spans):
        end = spans[n + 1].end if n + 1 < len(spans) and _alone(text, spans[n + 1]) else span.end
        whole = Span(span.start, end)
        said = verdict(text.plain[whole.start : whole.end])
        item = bare(text, whole)
        opens = text.plain[whole.start : whole.end].rstrip().endswith(":")
        if said is None or opens or _alone(text, span) or _is_service(text, span):
            continue
        if _closes(text, item, whole):
            told.append((n, item, said))
    beside = [any(0 < abs(n - m) <= _NEAR for m, _, _ in told) for n, _, _ in told]
    denied = [i for (_, i, said), near in zip(told, beside, strict=True) if near and not said]
    return [i for i in denied if plausible(text.plain[i.start : i.end])]


def _is_service(text: Text, span: Span) -> bool:
    """True where a code stands on the line, so that its verdict speaks of a service."""
    line = text.line_at(span.start)
    return _CODE.search(text.plain, line.start, line.end) is not None


def _alone(text: Text, span: Span) -> bool:
    """True where a sentence is nothing but a verdict: "NOT MET."."""
    words = text.plain[span.start : span.end].strip()
    return len(words.split()) <= 4 and verdict_alone(words) is not None


def _closes(text: Text, item: Span, whole: Span) -> bool:
    """True where a mark or capitals part the words from the verdict, which is none of them."""
    between = text.plain[item.end : whole.end].lstrip(" \n")
    return between[:1] in ".:;|()?–—=→-\t" or between[:2].isupper()


def _without_summary(
    text: Text, told: list[Span], document_type: DocumentType | None
) -> list[Span]:
    """The finds without what only sums the ground up ("do not show that …"), where others are."""
    summary = read_reason(text, document_type=document_type).raw or ""
    words = [" ".join(text.raw[s.start : s.end].split()) for s in told]
    others = [
        span
        for span, said in zip(told, words, strict=True)
        if said not in summary or not text.plain[: span.start].rstrip().endswith("that")
    ]
    outside = sum(said not in summary for said in words)
    return others if outside >= 2 else told


def _ticked(text: Text, spans: Sequence[Span]) -> list[Span]:
    """The sentences without the options that nobody ticked, where others of a form are ticked."""
    words = [ticked_words(text.plain, span).strip() for span in spans]
    if not any(_TICKED.match(said) for said in words):
        return list(spans)
    return [span for span, said in zip(spans, words, strict=True) if said]


def _in_body(found: tuple[Zone, ...], span: Span) -> bool:
    return zone_at(found, span.start) in BODY


def _in_tables(text: Text) -> list[Cell]:
    """The requirement cells of the rows that a "met?" column denies."""
    found: list[Cell] = []
    for table in find_tables(text):
        kinds = {column.kind for column in table.columns}
        if "met" in kinds:
            found.extend(_unmet_rows(text, table))
        elif {"criterion", "reason"} <= kinds:
            found.extend(_fallen_short(text, table))
        elif "needed" in kinds:
            found.extend(cell for row in table.rows if (cell := row.spans("needed")))
    return found


def _unmet_rows(text: Text, table: Table) -> list[Cell]:
    found = []
    for row in table.rows:
        met = row.words(text, "met")
        cells = row.spans("criterion") or row.spans("description") or _wordiest(text, row)
        if cells and _unmet_mark().search(met):
            found.append(cells)
    return found


def _wordiest(text: Text, row: Row) -> Cell:
    """The cell of a row that says most, beside its verdict: no number of a list."""
    told = [
        c for column, c in zip(row.columns, row.cells, strict=True) if c and column.kind != "met"
    ]
    return max(told, key=lambda cell: len(joined(text, cell).split()), default=())


def _fallen_short(text: Text, table: Table) -> list[Cell]:
    """The requirements of the rows whose words on the records tell of a shortfall.

    Where the words above say that the points below were not shown, those of all rows not granted.
    """
    announced = _announced(text, table)
    found = []
    for row in table.rows:
        cells, said = row.spans("criterion"), row.words(text, "reason")
        short = _shortfall().search(said) is not None
        if cells and (short or (announced and verdict_alone(said) is not True)):
            found.append(cells)
    if announced:
        return found
    return found if len(found) < len(table.rows) or len(found) > 1 else []


def _announced(text: Text, table: Table) -> bool:
    """True where the sentence above a table says that what follows was not shown."""
    start = min(span.start for row in table.rows for cell in row.cells for span in cell)
    above = text.plain[max(0, start - _ABOVE) : start]
    return any(_BELOW.search(above, m.start()) for m in _missing().finditer(above)) or any(
        _missing().search(above, m.end(), m.end() + 60) for m in _BELOW.finditer(above)
    )


def _single(spans: Iterable[Span]) -> list[Cell]:
    return [(span,) for span in spans]


def _facts(text: Text, cells: Iterable[Cell], sure: float) -> tuple[Fact[str], ...]:
    """One fact for each requirement, each once."""
    found: dict[str, Fact[str]] = {}
    for cell in cells:
        told = _fact(text, cell, sure)
        key = re.sub(r"\W+", " ", (told.value or "").lower()).strip()
        if key and key not in found:
            found[key] = told
    return tuple(found.values())


def _fact(text: Text, cell: Cell, sure: float) -> Fact[str]:
    """The fact of a requirement whose lines may have words of other columns between them."""
    parts = []
    for span in cell:
        words = " ".join(text.raw[span.start : span.end].split())
        parts.append(fact(text, *span, words, confidence=sure, needs_review=sure < 0.8))
    words = " ".join(part.value or "" for part in parts).strip()
    return parts[0].model_copy(
        update={
            "value": words,
            "raw": words,
            "confidence": min(part.confidence for part in parts),
            "needs_review": any(part.needs_review for part in parts),
            "evidence": tuple(place for part in parts for place in part.evidence),
        }
    )


def _speaks_of_missing(text: Text, spans: Sequence[Span]) -> bool:
    """True where some sentence has a cue of a missing requirement."""
    return any(_missing().search(text.plain, s.start, s.end) for s in spans)


@cache
def _missing() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{cue})" for cue in load("unmet")["missing"]), re.I)


@cache
def _shortfall() -> re.Pattern[str]:
    return re.compile(load("tables")["falls_short"], re.I)


@cache
def _unmet_mark() -> re.Pattern[str]:
    return re.compile(load("tables")["says_no"], re.I)
