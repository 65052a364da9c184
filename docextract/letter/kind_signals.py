"""What speaks for each kind of letter: decision sentences, headings, status cells, ticked boxes.

Boilerplate decides nothing: sentences in the rights and the taglines, conditional ones ("may be
denied if") and those about earlier decisions do not count, or count little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from docextract.facts import ServiceStatus
from docextract.letter.flow import has_ticks, unticked
from docextract.letter.identifiers import id_value
from docextract.letter.kind_doubts import doubt
from docextract.letter.kind_times import is_of_another_day
from docextract.letter.own_date import read_letter_date
from docextract.letter.payments import paid_lines
from docextract.letter.service_counts import number
from docextract.letter.service_tables import is_service_table, table_lines
from docextract.letter.spans import Span, cells, segments
from docextract.letter.tables import find_tables
from docextract.letter.times import as_date
from docextract.letter.view import View
from docextract.letter.zones import is_heading
from docextract.rules import filled, load

PLACES = {
    "letterhead": 1.0,
    "reference": 1.0,
    "body": 1.0,
    "signature": 0.4,
    "rights": 0.7,
    "peer_to_peer": 0.7,
}
"""How much a sentence counts by its zone; zones that are not named count nothing."""
AFTER_TALK = {"upheld": "p2p_upheld", "overturned": "approval"}
"""What a sentence about a talk between physicians says of the decision."""
TURNED = 2.0
"""From this weight on a sentence says that a decision was turned round."""
OF_TURNED = 0.3
"""How much the denial counts that such a sentence calls by its name."""
RECOUNTED = ("denial", "approval", "granted", "partial_denial", "information_request")
"""Kinds whose words count little where they tell of a day before the letter's."""
OF_ANOTHER_DAY = 0.3
HEADED = {"approval": 1.0}
"""The share that a heading's words must keep to count; other kinds but need not be voided."""
SAID_BY = {
    "denied": "denial",
    "approved": "approval",
    "pending": "information_request",
    "partial": "partial_denial",
}
"""What a status cell speaks for."""
PAID = 2.0
"""What a line speaks for that a payment notice paid."""


class Signal(NamedTuple):
    """Words that speak for a type, and how much."""

    kind: str
    start: int
    end: int
    weight: float


def signals_of(view: View) -> Iterator[Signal]:
    """Everything in a letter that speaks for a kind, in no order."""
    yield from _sentence_signals(view)
    yield from _heading_signals(view)
    yield from _status_signals(view)
    yield from _table_signals(view)
    yield from _rights_signal(view)
    yield from _appeal_labels(view)
    yield from _talk_signal(view)
    yield from _count_signal(view)
    yield from (Signal("paid_line", *span, PAID) for span in paid_lines(view.text)[:1])


def _rights_signal(view: View) -> Iterator[Signal]:
    """A letter that tells how to appeal has most likely denied something."""
    rules = load("kinds")
    for span in view.sentences:
        words = view.words(span)
        if re.search(rules["if_denied"], words, re.IGNORECASE):
            continue
        if re.search(rules["rights"], words, re.IGNORECASE):
            yield Signal("implied", span.start, span.end, 1.2)
            yield Signal("rights", span.start, span.end, 1.0)
            return


def _talk_signal(view: View) -> Iterator[Signal]:
    """A talk between physicians is offered where something was refused, or is about to be."""
    offered = re.search(load("kinds")["talk_offered"], view.text.plain, re.IGNORECASE)
    if offered is not None:
        yield Signal("talk", offered.start(), offered.end(), 1.0)


def _count_signal(view: View) -> Iterator[Signal]:
    """Fewer granted than asked for, in one letter: "You asked for 14 days. We authorize 5 days"."""
    plain = view.text.plain
    asked = {m["unit"].lower(): number(m["n"]) for m in _counts("asked").finditer(plain)}
    for match in _counts("granted").finditer(plain):
        wanted = asked.get(match["unit"].lower())
        if wanted is not None and 0 < number(match["n"]) < wanted:
            yield Signal("partial_denial", match.start(), match.end(), 3.0)
            return


@cache
def _counts(part: str) -> re.Pattern[str]:
    """A count of what was asked for, or of what was granted, with its unit in the plural."""
    spelled = "|".join(load("services")["number_words"])
    count = (
        rf"(?P<n>[0-9]{{1,4}}|{spelled})\s(?:more\s|additional\s|further\s)?"
        r"(?P<unit>day|visit|unit|session|hour|dose|treatment|month)s\b"
    )
    lead = {
        "asked": r"\b(?:asked(?:\sus)?\sfor|requested(?:\sfor)?|requests?\s(?:was\s|is\s)?for)\s",
        "granted": r"(?<!not\s)(?<!to\s)\b(?:we|plan|and|are|is|were|have|has)\s(?:now\s|only\s)?"
        r"(?:authoriz(?:e|es|ed|ing)|approv(?:e|es|ed|ing)|certif(?:y|ies|ied))\s(?:only\s|for\s)?",
    }
    return re.compile(lead[part] + count, re.IGNORECASE)


def _appeal_labels(view: View) -> Iterator[Signal]:
    """Numbers and dates of an appeal in the head of a letter: it answers that appeal."""
    words = re.compile(load("kinds")["appeal_label"], re.IGNORECASE)
    days = {found.start for found in view.dates}
    for pair in view.pairs:
        early = view.zone(pair.label_span.start) in ("letterhead", "reference")
        told = id_value(pair.value) is not None or pair.value_span.start in days
        if early and told and pair.via != "prose" and words.search(pair.label):
            yield Signal("appeal", pair.label_span.start, pair.value_span.end, 1.5)


def _sentence_signals(view: View) -> Iterator[Signal]:
    rules = load("kinds")
    letter_date = as_date(read_letter_date(view))
    left = _left_out(view)
    for span in view.sentences:
        place = PLACES.get(view.zone(span.start), 0.0)
        words = view.words(span)
        if place == 0.0 or len(words) < 5 or re.search(rules["empty_box"], words):
            continue
        if any(option.start <= span.start < option.end for option in left):
            continue
        if re.search(rules["of_rights"], words, re.IGNORECASE):
            place *= 0.25
        yield from _of_sentence(words, span, place, letter_date)


def _left_out(view: View) -> tuple[Span, ...]:
    """The choices that nobody ticked, all their sentences; none where nothing is ticked at all,
    for then the boxes are marks of a list."""
    whole = Span(0, len(view.text.plain))
    return unticked(view.text.plain, whole) if has_ticks(view.text.plain) else ()


def _of_sentence(
    words: str, span: Span, place: float, letter_date: date | None
) -> Iterator[Signal]:
    """What one sentence speaks for; ``place`` is how much its zone lets it count."""
    rules = load("kinds")
    about_talk = re.search(rules["p2p"], words, re.IGNORECASE) is not None
    found = [
        (kind, weight * place * _left(words, match, kind, letter_date))
        for kind, pattern, weight in _patterns("sentences")
        if (match := pattern.search(words)) is not None
    ]
    turned = max((sure for kind, sure in found if kind == "overturned"), default=0.0) >= TURNED
    looked = 0.0
    for kind, weight in found:
        if (
            about_talk
            and kind == "denial"
            and re.search(rules["talk_refused"], words, re.IGNORECASE)
        ):
            continue
        told = AFTER_TALK.get(kind, kind) if about_talk else kind
        sure = weight * OF_TURNED if turned and kind == "denial" else weight
        yield Signal(told, span.start, span.end, sure)
        if told in ("upheld", "overturned") and re.search(rules["second_look"], words, re.I):
            looked = max(looked, sure)
        if kind == "approval" and re.search(rules["concrete"], words, re.IGNORECASE):
            yield Signal("granted", span.start, span.end, sure)
    if looked > 0.0:
        yield Signal("second_look", span.start, span.end, looked)
    if about_talk and re.search(rules["talked"], words, re.IGNORECASE):
        yield Signal("talked", span.start, span.end, 1.0)


def _left(words: str, match: re.Match[str], kind: str, letter_date: date | None) -> float:
    """The share of its weight that a match keeps: less where it recounts another day."""
    left = doubt(words, match, kind)
    if kind in RECOUNTED and is_of_another_day(words, match, letter_date):
        return min(left, OF_ANOTHER_DAY)
    return left


def _heading_signals(view: View) -> Iterator[Signal]:
    rules = load("kinds")
    for span in segments(view.text):
        zone = view.zone(span.start)
        if zone not in ("letterhead", "reference", "body") or not is_heading(view.text, span):
            continue
        words = view.words(span)
        if re.search(rules["empty_box"], words):
            continue
        for kind, pattern, weight in _patterns("headings"):
            match = pattern.search(words)
            if kind == "appeal" and zone == "body" and span.start > len(view.text.plain) / 5:
                continue
            if match and doubt(words, match, kind) >= HEADED.get(kind, 0.1):
                yield Signal(kind, span.start, span.end, weight)


def _status_signals(view: View) -> Iterator[Signal]:
    """Status cells of tables and the values of decision labels; ticked boxes count, others not."""
    seen: dict[str, Span] = {}
    statuses = _statuses()
    for line in view.text.lines:
        if view.zone(line.start) not in ("letterhead", "reference", "body"):
            continue
        spans = cells(view.text, line)
        told = [(s, k) for s in spans for k, p in statuses.items() if p.match(view.words(s))]
        choices = len({kind for _, kind in told}) > 1 and len(spans) > 2
        if (choices or len(spans) > 3) and not _is_row(view, spans):
            continue
        for span, kind in told:
            if len(view.words(span).split()) <= 5 and len(spans) > 1:
                seen.setdefault(kind, span)
    for pair in view.pairs_of("decision"):
        kinds = [k for k, p in statuses.items() if p.match(pair.value)]
        if re.search(load("kinds")["earlier_label"], pair.label, re.IGNORECASE):
            continue
        if kinds and pair.via != "prose" and len(pair.value.split()) <= 8:
            seen.setdefault(kinds[0], pair.value_span)
    yield from _ticked(view)
    for kind, span in seen.items():
        yield Signal(SAID_BY.get(kind, kind), span.start, span.end, 2.5)
    if "denied" in seen and ("approved" in seen or "partial" in seen):
        yield Signal("mixed_status", seen["denied"].start, seen["denied"].end, 3.0)


def _table_signals(view: View) -> Iterator[Signal]:
    """What tables of requested lines decided, counts asked for against counts allowed too."""
    seen: dict[ServiceStatus, Span] = {}
    for table in find_tables(view.text):
        if is_service_table(table):
            for line in table_lines(view.text, table)[0]:
                if line.status is not None:
                    seen.setdefault(line.status[0], line.status[1])
    refused = seen.get(ServiceStatus.DENIED) or seen.get(ServiceStatus.MODIFIED)
    if refused is not None and (len(seen) > 1 or ServiceStatus.MODIFIED in seen):
        yield Signal("mixed_status", *refused, 3.0)
    if ServiceStatus.DENIED in seen:
        yield Signal("denial", *seen[ServiceStatus.DENIED], 1.5)


def _is_row(view: View, spans: list[Span]) -> bool:
    """True for a table's row (it holds figures), False for a row of choices."""
    return any(re.search(r"\d", view.words(span)) for span in spans)


def _ticked(view: View) -> Iterator[Signal]:
    """Choices with a cross: ``[X] Denied``, ``X Denied``, ``☒ Denied``."""
    box = re.compile(r"(?:_+\s?[Xx]\s?_+|(?<![A-Za-z])[Xx]|\[\s?[Xx✓✔]\s?\]|[☒☑✓✔■])\s+(?=[A-Z])")
    ticked: list[Signal] = []
    for mark in box.finditer(view.text.plain):
        rest = view.text.plain[mark.end() : mark.end() + 40]
        end = mark.end() + len(re.split(r"[\n\t]", rest)[0])
        kinds = [SAID_BY.get(k, k) for k, pattern in _statuses().items() if pattern.match(rest)]
        ticked.extend(Signal(kind, mark.start(), end, 3.0) for kind in kinds)
    yield from ticked
    if ticked and not any(one.kind == "partial_denial" for one in ticked):
        yield from (s._replace(kind="whole") for s in ticked[:1] if _could_be_part(view))


def _could_be_part(view: View) -> bool:
    """True where a box for a decision in part stands there and nobody ticked it."""
    part = _statuses()["partial"]
    boxes = re.finditer(rf"(?:{load('kinds')['empty_box']})\s*", view.text.plain)
    return any(part.match(view.text.plain[box.end() : box.end() + 40]) for box in boxes)


@cache
def _statuses() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(p, re.IGNORECASE) for kind, p in load("kinds")["statuses"].items()}


@cache
def _patterns(part: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    words = load("kinds")["words"]
    return tuple(
        (kind, re.compile(filled(pattern, words), re.IGNORECASE), float(weight))
        for kind, rows in load("kinds")[part].items()
        for pattern, weight in rows
    )
