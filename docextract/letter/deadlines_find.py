"""From a letter's text to candidates: each limit with its right, its mover and its anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docextract.facts import Anchor, DeadlineKind, DeadlineUnit, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import (
    Anchored,
    Candidate,
    Said,
    candidate_of,
    deadline_kind,
)
from docextract.letter.deadlines_hours import with_hour
from docextract.letter.deadlines_limits import Limit, find_events, find_limits
from docextract.letter.deadlines_sentence import (
    anchor_elsewhere,
    closed,
    counts_from_that_decision,
    foreign,
    party_in,
    region_of,
    says_only_what_follows,
    until_then,
)
from docextract.letter.deadlines_subject import Topic, kinds_of
from docextract.letter.deadlines_units import HEADING_WORDS, is_heading, label_left_of, units
from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.pages.text import Text

DECIDED_BY_OTHERS = ("internal_appeal", "expedited_appeal", "external_review", "fair_hearing")
"""Rights whose text also tells how long others may take: a bare amount needs strict wording."""
ONLY_OURS = ("p2p", "continuation_of_benefits")
"""Rights in which a time that runs from this letter is never the plan's."""
_FOR_BOTH = re.compile(
    r"\b(?:both|either one|either kind|whether)\b.{0,60}\b(?:standard|regular)\b.{0,40}"
    r"\b(?:expedited|fast|urgent)|\b(?:standard|regular)\b.{0,40}\b(?:expedited|fast|urgent)\b"
    r".{0,60}\b(?:both|either one|either kind)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that gives its limit to the standard and to the fast appeal by name."""
CELL = 9
"""A cell of fewer words is the whole answer to the heading before it."""


def find_candidates(text: Text, near: date | None = None) -> tuple[list[Candidate], bool]:
    """Every limit of a right, in reading order; True where one was seen but not understood.

    ``near`` is the letter's date, for days printed without their year.
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
            candidate = _judge(text, span, limit, topic, beside)
            if candidate is not None:
                found.append(candidate)
                found.extend(_expedited_too(candidate))
            else:
                unsure = unsure or _orphan(text.plain, span, limit, topic)
        found.extend(_events(text, span, topic))
        label = heading and cues.has(text.plain, span.start, span.end, "deadline_labels")
        topic.tell(text.plain, span)
    found.extend(_from_labels(text, found, near))
    return found, unsure


def _judge(
    text: Text, span: Span, limit: Limit, topic: Topic, beside: Sequence[Span] = ()
) -> Candidate | None:
    """The candidate of a limit in its sentence; None where it is nobody's right."""
    plain = text.plain
    anchor, anchor_end, clause = cues.anchor_after(plain, limit.end, span.end)
    if anchor is None and limit.shape in ("window", "counted"):
        anchor, clause = anchor_elsewhere(plain, span, limit, beside)
    region = region_of(text, span, limit)
    led = plain.find(clause, limit.end) if anchor_end > limit.end else limit.end
    mask = Span(led, anchor_end)
    at = limit.start
    own = kinds_of(plain, *region, mask, at) or kinds_of(plain, *span, mask, at)
    inherited = topic.sentence or topic.section
    if own is None and inherited is None:
        beside_it = label_left_of(text, span)
        own = kinds_of(beside_it, 0, len(beside_it), None)
    guessed = None
    if own is None and inherited is None and anchor in (Anchor.LETTER_DATE, Anchor.RECEIPT):
        guessed = next((k for k in (kinds_of(plain, *s) for s in beside) if k), None)
    kind = own or inherited or guessed
    if limit.ranged and own != "p2p":
        return None
    if kind is None or kind == "reject" or foreign(plain, span, limit, region, own):
        return None
    move = cues.mover(plain, span.start, span.end, limit.start, limit.end, anchor_end)
    here = anchor in (Anchor.LETTER_DATE, Anchor.RECEIPT) and cues.names_this_letter(clause)
    ours = kind in ONLY_OURS and (here or limit.firm) and not cues.plan_will(plain, span, limit)
    silent = move is None and own is None and anchor is None
    cell = limit.led and topic.section == kind and len(plain[span.start : span.end].split()) < CELL
    if (move == "plan" and not ours) or (silent and not limit.firm and not cell):
        return None
    if anchor is None and not _stands_alone(plain, span, limit, kind):
        return None
    if _later_review(topic, own, kind, anchor, clause):
        kind, anchor = topic.sentence or topic.section or kind, Anchor.OTHER
    second = cues.has(plain, *region, "second_level")
    if (second or kind in ("external_review", "fair_hearing")) and counts_from_that_decision(
        plain, span, limit, clause
    ):
        anchor = Anchor.OTHER
    if own == "internal_appeal" and anchor is Anchor.OTHER:
        kind = _outside(plain, span, beside, topic) or kind
    if (
        own == "internal_appeal"
        and inherited == "p2p"
        and says_only_what_follows(plain, span, limit, anchor_end)
    ):
        kind, own = "p2p", None
    if kind == "p2p" and not limit.late and closed(plain, until_then(plain, span, limit)):
        return None
    limit, anchored = with_hour(plain, region, limit, Anchored(anchor, anchor_end, clause))
    return candidate_of(
        text,
        limit,
        kind,
        anchored,
        _said(text, span, limit, kind, topic),
        quote=span,
        own=own is not None,
        doubt=("kind_from_neighbours",) if guessed else (),
    )


def _expedited_too(candidate: Candidate) -> Iterator[Candidate]:
    """The fast appeal, where a sentence says that it has the standard one's limit."""
    words = candidate.text.plain[candidate.quote.start : candidate.quote.end]
    if candidate.kind is DeadlineKind.INTERNAL_APPEAL and _FOR_BOTH.search(words):
        yield replace(candidate, kind=DeadlineKind.EXPEDITED_APPEAL, right="", level=None)


def _said(text: Text, span: Span, limit: Limit, kind: str, topic: Topic) -> Said:
    """What a sentence says of a limit's right: its own part first, then what it follows on."""
    plain, region = text.plain, region_of(text, span, limit)
    party = party_in(text, span, limit, deadline_kind(kind))
    follows = topic.provider and party is not Party.MEMBER
    return Said(
        plain[span.start : span.end],
        party,
        cues.has(plain, *region, "provider_right") or follows,
        cues.has(plain, *region, "second_level") or topic.second,
        cues.has(plain, *region, "first_level"),
    )


def _outside(plain: str, span: Span, beside: Sequence[Span], topic: Topic) -> str | None:
    """The outside review that a limit counted from the appeal's decision belongs to, if any."""
    if cues.has(plain, *span, "second_level") or topic.second:
        return None
    for other in (*beside[1:], *beside[:1]):
        named = kinds_of(plain, other.start, other.end)
        if named in ("external_review", "fair_hearing"):
            return named
    return topic.section if topic.section in ("external_review", "fair_hearing") else None


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


def _stands_alone(plain: str, span: Span, limit: Limit, kind: str) -> bool:
    """True where a window counted from nothing can be a right's at all."""
    if limit.shape != "window":
        return True
    if limit.firm:
        return True
    if kind == "information" or not limit.led:
        return False
    if kind not in DECIDED_BY_OTHERS:
        return True
    if limit.unit is DeadlineUnit.HOURS and not re.search(
        r"\b(?:must|have to|has to|no later than)\b", plain[span.start : span.end], re.IGNORECASE
    ):
        return False
    return cues.has(plain, span.start, span.end, "strict")


def _later_review(
    topic: Topic, own: str | None, kind: str, anchor: Anchor | None, clause: str
) -> bool:
    """True where "appeal" or "receiving it" is meant of the outside review the text is about."""
    about = topic.sentence or topic.section
    if about not in ("external_review", "fair_hearing") or kind not in (about, "internal_appeal"):
        return False
    pronoun = re.search(r"\b(?:receiving|receipt of|gets?|receives?|getting) it\b", clause, re.I)
    return pronoun is not None or (own == "internal_appeal" and anchor is Anchor.OTHER)


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
    told = own == "p2p" or (own is None and named)  # the words of the event may name it alone
    kind = "p2p" if told or "p2p" in (topic.sentence, topic.section) else None
    if own not in (None, "p2p", "internal_appeal") or kind is None:
        return
    about = (topic.sentence or topic.section) == "p2p"
    if own == "internal_appeal" and not (named or about):
        return
    for limit in find_events(plain, span.start, span.end):
        said = _said(text, span, limit, "p2p", topic)
        anchored = Anchored(Anchor.OTHER, limit.end, "")
        yield candidate_of(text, limit, "p2p", anchored, said, quote=span, own=own == "p2p")


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
            said = _said(text, span, limit, kind, Topic())
            yield candidate_of(text, limit, kind, anchored, said, quote=span, own=True)
