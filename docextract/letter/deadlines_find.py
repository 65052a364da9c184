"""From a letter's text to candidates: each limit with its right, its mover and its anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docextract.facts import Anchor, DeadlineKind
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import Anchored, Candidate, candidate_of
from docextract.letter.deadlines_judge import Place, judge, said_of
from docextract.letter.deadlines_limits import find_events, find_limits
from docextract.letter.deadlines_subject import Topic, kinds_of
from docextract.letter.deadlines_units import HEADING_WORDS, is_heading, units
from docextract.letter.deadlines_windows import Limit
from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.pages.text import Text

_FOR_BOTH = re.compile(
    r"\b(?:both|either one|either kind|whether)\b.{0,60}\b(?:standard|regular)\b.{0,40}"
    r"\b(?:expedited|fast|urgent)|\b(?:standard|regular)\b.{0,40}\b(?:expedited|fast|urgent)\b"
    r".{0,60}\b(?:both|either one|either kind)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that gives its limit to the standard and to the fast appeal by name."""
AGAIN = 2
"""So many sentences after a limit another right may have "that same" one."""
_SAME = re.compile(
    r"\b(?:by|before|within|until|in|no later than|not later than|has|have|with)\s+"
    r"(?:that|the|this)\s+(?:very\s+)?same\s+"
    r"(?:date|day|time|hour|deadline|period|window|time ?frame|limit)\b"
    r"|\b(?:in|within|during|before the end of)\s+(?:those|these|that)\s+(?:same\s+)?"
    r"(?:\d+|[a-z]+)[\s-](?:day|week|month|hour)s?(?:\s+(?:period|window))?\b",
    re.IGNORECASE,
)


def find_candidates(
    text: Text, near: date | None = None, *, default: str | None = None
) -> tuple[list[Candidate], bool]:
    """Every limit of a right, in reading order; True where one was seen but not understood.

    Args:
        text: one letter.
        near: the letter's date, for days printed without their year.
        default: the right of a printed day that the reader must meet where nothing names one: in
            a letter that asks for papers these are what it waits for. A person looks.
    """
    found: list[Candidate] = []
    topic = Topic()
    unsure = False
    label = False
    every = units(text)
    for number, span in enumerate(every):
        heading = is_heading(text, span)
        if heading:
            topic.head(text.plain, span)
        beside = every[number + 1 : number + 2] + every[max(0, number - 1) : number]
        for limit in find_limits(text, span.start, span.end, labelled=label, near=near):
            candidate = judge(Place(text, span, limit, topic, beside, default))
            if candidate is not None:
                found.extend((candidate, *_expedited_too(candidate)))
            else:
                unsure = unsure or _orphan(text.plain, span, limit, topic)
        found.extend(_again(text, span, topic, found, every[max(0, number - AGAIN) : number + 1]))
        found.extend(_events(text, span, topic))
        label = heading and cues.has(text.plain, span.start, span.end, "deadline_labels")
        topic.tell(text.plain, span, heading=heading)
    found.extend(_from_labels(text, found, near))
    return found, unsure


def _again(
    text: Text, span: Span, topic: Topic, known: Sequence[Candidate], near: Sequence[Span]
) -> list[Candidate]:
    """A right that has the limit of the one before it: "to arrive by that same hour"."""
    match = _SAME.search(text.plain, *span)
    before = [c for c in known if c.quote in near and match and c.limit.end <= match.start()]
    if match is None or not before:
        return []
    last, at = before[-1], Span(*match.span())
    day = replace(last.limit.day, start=at.start, end=at.end) if last.limit.day else None
    limit = replace(last.limit, start=at.start, end=at.end, day=day, clock=last.limit.clock)
    found = judge(Place(text, span, replace(limit, firm=True), topic))
    if found is None or found.kind is last.kind:
        return []
    return [replace(found, anchor=last.anchor, clause=last.clause, limit=limit)]


def _expedited_too(candidate: Candidate) -> Iterator[Candidate]:
    """The fast appeal, where a sentence says that it has the standard one's limit."""
    words = candidate.text.plain[candidate.quote.start : candidate.quote.end]
    if candidate.kind is DeadlineKind.INTERNAL_APPEAL and _FOR_BOTH.search(words):
        yield replace(candidate, kind=DeadlineKind.EXPEDITED_APPEAL, right="", level=None)


def neighbours_kind(text: Text, candidate: Candidate) -> DeadlineKind | None:
    """What the sentences around a limit speak of, other than an appeal; None for a table's."""
    if candidate.text is not text:
        return None
    every = units(text)
    at = next((i for i, s in enumerate(every) if s.start == candidate.quote.start), None)
    if at is None:
        return None
    plain = text.plain
    around = [every[at], *every[max(0, at - 1) : at], *every[at + 1 : at + 2]]
    for span in around:
        named = {c.name for c in cues.kinds_in(plain, span.start, span.end)}
        for kind in ("continuation_of_benefits", "p2p", "reopening", "information"):
            if kind in named:
                return DeadlineKind("information" if kind == "reopening" else kind)
    return None


def _orphan(plain: str, span: Span, limit: Limit, topic: Topic) -> bool:
    """True for a limit counted from this letter whose right could not be told."""
    anchor, after, _ = cues.anchor_after(plain, limit.end, span.end)
    if anchor not in (Anchor.LETTER_DATE, Anchor.RECEIPT) or limit.shape == "stated":
        return False
    if cues.has(plain, span.start, span.end, "reject") or topic.sentence == "reject":
        return False
    return cues.mover(plain, span.start, span.end, limit.start, limit.end, after) == "asker"


def _events(text: Text, span: Span, topic: Topic) -> Iterator[Candidate]:
    """A talk that is open until something happens."""
    plain = text.plain
    own = kinds_of(plain, span.start, span.end)
    named = any(c.name == "p2p" for c in cues.kinds_in(plain, span.start, span.end))
    alone = own == "p2p" or (own is None and named)  # the words of the event may name it
    kind = "p2p" if alone or "p2p" in (topic.sentence, topic.section) else None
    if own not in (None, "p2p", "internal_appeal") or kind is None:
        return
    about = (topic.sentence or topic.section) == "p2p"
    if own == "internal_appeal" and not (named or about):
        return
    for limit in find_events(plain, span.start, span.end):
        told = said_of(text, span, limit, "p2p", topic)
        anchored = Anchored(Anchor.OTHER, limit.end, "")
        yield candidate_of(text, limit, "p2p", anchored, told, quote=span, own=own == "p2p")


def _whole_label(text: Text, label: Span) -> Span:
    """All words of a label's own cell up to it: "Date peer-to-peer must be (completed)"."""
    line = text.line_at(label.start)
    cell = max(line.start, *(text.plain.rfind(mark, 0, label.start) + 1 for mark in "\t|:"))
    words = text.plain[cell : label.end].split()
    return Span(cell, label.end) if len(words) <= HEADING_WORDS else label


def _from_labels(text: Text, known: list[Candidate], near: date | None) -> Iterator[Candidate]:
    """Limits in a table's cell whose label names the right: "Appeal by | May 4, 2026"."""
    for pair in labelled(text):
        start, end = _whole_label(text, Span(*pair.label_span))
        kind = kinds_of(text.plain, start, end)
        if kind is None or not cues.has(text.plain, start, end, "deadline_labels"):
            continue
        for limit in find_limits(text, *pair.value_span, labelled=True, near=near):
            if any(c.limit.start < limit.end and limit.start < c.limit.end for c in known):
                continue
            span = Span(*pair.value_span)
            anchored = Anchored(*cues.anchor_after(text.plain, limit.end, span.end))
            place = (span.start, span.end, limit.start, limit.end, anchored.end)
            if cues.mover(text.plain, *place) == "plan":
                continue
            told = said_of(text, span, limit, kind, Topic())
            yield candidate_of(text, limit, kind, anchored, told, quote=span, own=True)
