"""Requested lines that are printed without a code: their words are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

from docextract.facts import DocumentType
from docextract.letter.labels import labelled
from docextract.letter.service_context import Context
from docextract.letter.service_counts import labelled_units, quantity
from docextract.letter.service_decisions import cell_status, closing_status
from docextract.letter.service_lines import Line
from docextract.letter.spans import Span
from docextract.letter.tables import pieces
from docextract.pages.text import Text
from docextract.rules import load

_CODE = re.compile(r"\b(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4})\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|will|may|can|must|should|denied|approved|diagnos\w+)\b",
    re.I,
)
_ITEM = re.compile(r"\s*\(?(?:[0-9]{1,2}|[A-Za-z])[.)]\s+(?=[A-Za-z])")
_BESIDE = 3
"""Items of one list stand at most so many items apart."""
_PLACE = re.compile(
    r",\s[0-9]{1,4}\s(?:visits|days|sessions|units|hours|treatments|doses)\b,?|,?\s(?:at|by|from)\s(?=[A-Z])"
)
"""Where the words of a service end: a count, or who gives it."""


def uncoded_lines(
    context: Context, coded: Sequence[Line], document_type: DocumentType | None
) -> list[Line]:
    """The services that the letter names without a code.

    A label ("Requested:") whose value holds no code; a member of a list of codes that is told
    in words; where the letter has no line at all, the words after "request for".
    """
    if document_type is DocumentType.INFORMATION_REQUEST and coded:
        return []
    text = context.text
    found = [*_in_lists(context, coded), *_beside_rows(context, coded)]
    found.extend(_beside_items(context, coded))
    if coded or found:
        return found
    return _by_label(text) or _after_opening(context) or _by_sentence(context)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("services")
    uncoded = rules["uncoded"]
    return {
        "label": re.compile("|".join(rules["labels"]), re.I),
        "not": re.compile("|".join(rules["not_the_request"]), re.I),
        "value": re.compile(uncoded["never"], re.I),
        "in_list": re.compile(uncoded["list_member"], re.I),
        "verdict": re.compile(uncoded["verdict"], re.I),
        "opener": re.compile(uncoded["opener"], re.I),
        "pronoun": re.compile(uncoded["pronoun"], re.I),
        "announces": re.compile(uncoded["announces"], re.I),
    }


def _line(text: Text, start: int, end: int) -> Line:
    verdict = _rules()["verdict"].search(text.plain, start, end)
    end = verdict.start() if verdict is not None and verdict.start() > start + 5 else end
    while end > start and text.plain[end - 1] in " \n.,;:":
        end -= 1
    place = _PLACE.search(text.plain, start + 6, end)
    named = Span(start, place.start() if place is not None else end)
    units = quantity(text.plain, start, end)
    return Line(None, (), named, units, None, "prose", Span(start, end))


def _in_lists(context: Context, coded: Sequence[Line]) -> list[Line]:
    """Members told in words of a list that otherwise holds codes: "27447, and a 2-day stay"."""
    found = []
    text = context.text
    for span in context.sentences:
        codes = [line.hit for line in coded if line.hit and span.start <= line.hit.start < span.end]
        if not codes or not any(line.via == "prose" for line in coded if line.hit in codes):
            continue
        found.extend(_parts_in_words(text, span))
        first, last = codes[0], codes[-1]
        after = _rules()["in_list"].match(text.plain, last.tail, span.end)
        if after is not None:
            found.append(_line(text, after.start("what"), after.end("what")))
        opened = _rules()["opener"].match(text.plain, span.start, first.start)
        if opened is not None:
            found.append(_line(text, opened.start("what"), opened.end("what")))
    return found


def _parts_in_words(text: Text, span: Span) -> list[Line]:
    """The parts of "a, CPT 1; b, CPT 2; a splint; and a plan" that tell a service in words only."""
    parts, at = [], span.start
    for words in text.plain[span.start : span.end].split(";"):
        lead = re.match(r"\s*(?:and\s|plus\s)?(?:an?\s|the\s)?", words)
        parts.append(Span(at + (lead.end() if lead else 0), at + len(words)))
        at += len(words) + 1
    bare = [p for p in parts if not _CODE.search(text.plain, *p)]
    if len(parts) < 3 or len(bare) == len(parts):
        return []
    return [_line(text, *p) for p in bare if not _VERB.search(text.plain, *p) and _wordy(text, p)]


def _wordy(text: Text, part: Span) -> bool:
    return 2 <= len(text.plain[part.start : part.end].split()) <= 12


def _beside_rows(context: Context, coded: Sequence[Line]) -> list[Line]:
    """Rows of a list of codes that have a decision but no code of their own."""
    text = context.text
    homes = [text.line_at(line.extent.start) for line in coded if line.via == "row"]
    taken = [line.extent for line in coded]
    found = []
    for home in homes:
        at = text.lines.index(home)
        for line in text.lines[max(0, at - 2) : at + 3]:
            cells = pieces(text, line)
            if len(cells) < 2 or any(e.start < line.end and line.start < e.end for e in taken):
                continue
            status = cell_status(text.plain, cells[-1].start, cells[-1].end)
            words = text.plain[cells[0].start : cells[0].end]
            if status is not None and len(re.findall(r"[A-Za-z]{3,}", words)) >= 2:
                cut = re.search(r"\s*\((?:no|without)\b[^)]*\)", words)
                end = cells[0].start + cut.start() if cut is not None else cells[0].end
                extent = Span(line.start, line.end)
                taken.append(extent)
                units = quantity(text.plain, cells[0].end, line.end)
                described = Span(cells[0].start, end)
                found.append(Line(None, (), described, units, status, "row", extent, doubtful=True))
    return found


def _beside_items(context: Context, coded: Sequence[Line]) -> list[Line]:
    """Items of a numbered list of codes that end with a decision but hold no code."""
    plain = context.text.plain
    homes = {context.segment(line.hit.start) for line in coded if line.hit is not None}
    numbered = [k for k, s in enumerate(context.segments) if _ITEM.match(plain, *s)]
    listed = [k for k in numbered if context.segments[k] in homes]
    found = []
    for k in numbered:
        start, end = context.segments[k]
        beside = any(abs(k - other) <= _BESIDE for other in listed)
        if not beside or context.segments[k] in homes or _CODE.search(plain, start, end):
            continue
        item = _ITEM.match(plain, start, end)
        status = closing_status(plain, start, end)
        if item is None or status is None:
            continue
        cut = re.compile(r"\s*(?:\(|:\s|\s[–—-]\s)").search(plain, item.end(), status[1].start)
        named = Span(item.end(), cut.start() if cut is not None else status[1].start)
        units = quantity(plain, named.end, end)
        found.append(Line(None, (), named, units, status, "row", Span(start, end), doubtful=True))
    return found


def _after_opening(context: Context) -> list[Line]:
    """What stands alone under words that announce it: "asked for this drug, and we denied it:"."""
    text = context.text
    for span, nxt in pairwise(context.segments):
        words = text.plain[span.start : span.end].rstrip()
        told = text.plain[nxt.start : nxt.end]
        if not _rules()["announces"].search(words[-260:]) or len(told.split()) > 30:
            continue
        if len(re.findall(r"[A-Za-z]{3,}", told)) >= 2 and not _rules()["not"].search(told):
            return [_line(text, *nxt)]
    return []


_SUBJECT = re.compile(r"re|subject|regarding", re.IGNORECASE)
_WHO = re.compile(
    r"\b(?:D\.?O\.?B|born|birth|ID|member|patient|case|claim|ref(?:erence)?|subscriber|policy)\b",
    re.IGNORECASE,
)
"""What a line of reference tells of the person and the papers."""


def _by_label(text: Text) -> list[Line]:
    """The service of the first label of one, else of the line of reference."""
    rules = _rules()
    found: list[Line] = []
    subjects: list[Line] = []
    for pair in labelled(text):
        label = re.sub(r"^\W*(?:[0-9]{1,2}[.)]\s*)?", "", pair.label).strip(" .:")
        words = text.plain[pair.value_span.start : pair.value_span.end]
        if not rules["label"].fullmatch(label) or rules["value"].search(words):
            continue
        if len(re.findall(r"[A-Za-z]{3,}", words)) < 2 or rules["not"].search(words):
            continue
        subject = _SUBJECT.fullmatch(label) is not None
        if subject and _WHO.search(words):
            continue
        line = _line(text, *pair.value_span)
        below = labelled_units(text.plain, pair.value_span.end, len(text.plain))
        (subjects if subject else found).append(replace(line, units=line.units or below))
    return [*found, *subjects][:1]


def _by_sentence(context: Context) -> list[Line]:
    """Words that the letter's own sentence names as requested; the first such sentence."""
    plain = context.text.plain
    for pattern in _asked():
        for span in context.sentences:
            match = pattern.search(plain, span.start, span.end)
            if match is None or _rules()["pronoun"].match(match["what"]):
                continue
            if not _rules()["not"].search(match["what"]):
                return [_line(context.text, match.start("what"), match.end("what"))]
    return []


@cache
def _asked() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in load("services")["uncoded"]["asked"])
