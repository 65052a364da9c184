"""From a letter's text to candidates: each limit with its right, its mover and its anchor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from docextract.facts import Anchor, DeadlineKind, DeadlineUnit, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.clock_text import loose
from docextract.letter.deadlines_limits import Limit, find_events, find_limits, find_windows
from docextract.letter.deadlines_units import HEADING_WORDS, is_heading, label_left_of, units
from docextract.letter.labels import labelled
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

RANK = ("continuation_of_benefits", "fair_hearing", "external_review", "expedited_appeal", "p2p",
        "reopening", "internal_appeal", "information")  # fmt: skip
"""Where a sentence names several rights, the more special one is its subject."""
DECIDED_BY_OTHERS = ("internal_appeal", "expedited_appeal", "external_review", "fair_hearing")
"""Rights whose text also tells how long others may take: a bare amount needs strict wording."""
ONLY_OURS = ("p2p", "continuation_of_benefits")
"""Rights in which a time that runs from this letter is never the plan's."""
CELL = 9
"""A cell of fewer words is the whole answer to the heading before it."""
OUTSIDE = ("external_review", "fair_hearing")
"""Rights whose own names ("appeal") are those of the plan's appeal too."""
PAST_KINDS = ("p2p", "internal_appeal", "reopening")
"""Rights that a clause such as "if the appeal is denied," only looks back at."""
RECONSIDERATION = "reconsideration"
"""The right of a sentence that names nothing else: an appeal's other name, or a step before it."""
ABSOLUTE = {"civil_rights", "lawsuit", "past", "later_letter", "form", "reviewed_through"}
"""Matters that no cue of a right outweighs."""
_LEADING = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:after|once|if|when|unless|before|until|where|should)\b[^,;]*,", re.I
)
_REVIEW = re.compile(r"appeal|dispute|reconsider|grievance", re.IGNORECASE)
_CLAUSE = re.compile(r";|,\s(?:and|but|or|then|while)\b", re.IGNORECASE)
_ONLY_NAMES = re.compile(
    r"\W*(?:this|that|it|such \w+) (?:is|are) (?:called|known|named|also)\b", re.I
)
"""A sentence that gives the right before it another name."""
_DECIDED = re.compile(
    r"den(?:y|ied|ies)|uphold|upheld|finish|complet|\bover\b|decided|turned? down|\blose\b|"
    r"disagree with (?:the|our) (?:appeal|grievance)|unsuccessful|still (?:say|no)|not go your way|"
    r"exhaust|answer|process|\bnot\b|\bno\b|unless|\bmiss|\bfail|without|"
    r"does not (?:change|succeed)|"
    r"after (?:the|an|our|your|that) (?:\w+ )?(?:appeal|grievance)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A limit with what its surroundings say of it.

    ``own`` is True where its own sentence names the right (else the heading or the sentence
    before did). ``right`` tells apart rights of one kind (a provider's dispute from the
    member's appeal). ``anchor`` is None where nothing is said; ``clause`` are its words.
    """

    limit: Limit
    kind: DeadlineKind
    quote: Span
    end: int
    own: bool
    anchor: Anchor | None
    clause: str
    party: Party | None
    right: str
    level: int | None
    doubt: tuple[str, ...] = field(default=())


@dataclass(slots=True)
class Topic:
    """What the running text speaks of: the heading's right and the last sentence's."""

    section: str | None = None
    sentence: str | None = None
    provider: bool = False
    second: bool = False

    def head(self, plain: str, span: Span) -> None:
        """A heading begins a new subject, or none of ours; a contact block's label neither."""
        if _neutral().search(plain[span.start : span.end]) and (
            subject_of(plain, span.start, span.end) is None
        ):
            return
        self.section = subject_of(plain, span.start, span.end)
        self.sentence = None
        self.provider = cues.has(plain, span.start, span.end, "provider_right")
        self.second = cues.has(plain, span.start, span.end, "second_level")

    def tell(self, plain: str, span: Span) -> None:
        """A sentence that names a right (or a foreign matter) sets what follows."""
        subject = subject_of(plain, span.start, span.end)
        if self.sentence in OUTSIDE and _ONLY_NAMES.match(plain, span.start, span.end):
            return
        if subject is None or (subject in PAST_KINDS and self._only_first(plain, span)):
            return
        if subject != self.sentence:
            self.provider = self.second = False
        self.sentence = subject
        self.provider = self.provider or cues.has(plain, span.start, span.end, "provider_right")
        self.second = self.second or cues.has(plain, span.start, span.end, "second_level")

    def _only_first(self, plain: str, span: Span) -> bool:
        """True for "you must finish our appeal first" in a text about what opens after it."""
        about = self.sentence or self.section
        later = about in ("external_review", "fair_hearing")
        return later and cues.has(plain, span.start, span.end, "prerequisite")


@cache
def _neutral() -> re.Pattern[str]:
    return loose("|".join(load("contact_cues")["neutral"]["cues"]))


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
            else:
                unsure = unsure or _orphan(text.plain, span, limit, topic)
        found.extend(_events(text, span, topic))
        label = heading and cues.has(text.plain, span.start, span.end, "deadline_labels")
        topic.tell(text.plain, span)
    found.extend(_from_labels(text, found, near))
    return found, unsure


def subject_of(plain: str, start: int, end: int, mask: Span | None = None) -> str | None:
    """The right that a stretch speaks of, "reject" for a foreign matter, None for neither."""
    named = _kinds(plain, start, end, mask)
    if named:
        return named
    foreign = cues.cues_in(plain, start, end, "reject")
    return "reject" if foreign else None


def _kinds(
    plain: str, start: int, end: int, mask: Span | None, at: int | None = None
) -> str | None:
    """The most special right named outside anchors and outside clauses about what came before.

    A clause that holds the limit itself (``at``) is not about what came before.
    """
    masks = [Span(e.start, e.end) for e in find_events(plain, start, end)]
    masks += [Span(c.start, c.end) for c in cues.cues_in(plain, start, end, "not_the_right")]
    masks += [mask] if mask else []
    named = cues.kinds_in(plain, start, end)
    found = [c for c in named if not any(_in(c, m) for m in masks)]
    leading = _LEADING.match(plain[start:end])
    if leading and not (at is not None and at < start + leading.end()):
        head = Span(start, start + leading.end())
        past = _DECIDED.search(plain[head.start : head.end]) is not None
        found = [c for c in found if not (past and c.name in PAST_KINDS and _in(c, head))]
    fast = [Span(c.start, c.end) for c in found if c.name == "expedited_appeal"]
    if any(c.name == "internal_appeal" and not any(_in(c, f) for f in fast) for c in found):
        # "a standard or a fast appeal within 60 days" is the limit of both
        found = [c for c in found if c.name != "expedited_appeal"]
    for name in RANK:
        if any(c.name == name for c in found):
            return name
    return None


def _in(cue: cues.Cue, span: Span) -> bool:
    return span.start <= cue.start and cue.end <= span.end


def _judge(
    text: Text, span: Span, limit: Limit, topic: Topic, beside: Sequence[Span] = ()
) -> Candidate | None:
    """The candidate of a limit in its sentence; None where it is nobody's right."""
    plain = text.plain
    anchor, anchor_end, clause = cues.anchor_after(plain, limit.end, span.end)
    if anchor is None and limit.shape in ("window", "counted"):
        anchor, clause = _anchor_elsewhere(plain, span, limit, beside)
    region = _region(text, span, limit)
    led = plain.find(clause, limit.end) if anchor_end > limit.end else limit.end
    mask = Span(led, anchor_end)
    at = limit.start
    own = _kinds(plain, *region, mask, at) or _kinds(plain, *span, mask, at)
    inherited = topic.sentence or topic.section
    if own is None and inherited is None:
        beside_it = label_left_of(text, span)
        own = _kinds(beside_it, 0, len(beside_it), None)
    guessed = None
    if own is None and inherited is None and anchor in (Anchor.LETTER_DATE, Anchor.RECEIPT):
        guessed = next((k for k in (_kinds(plain, *s, None) for s in beside) if k), None)
    kind = own or inherited or guessed
    if kind is None or kind == "reject" or _foreign(plain, span, limit, region, own):
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
    if kind in ("external_review", "fair_hearing") and _that_decision(plain, span, limit, clause):
        anchor = Anchor.OTHER
    if own == "internal_appeal" and anchor is Anchor.OTHER:
        kind = _outside(plain, span, beside, topic) or kind
    if (
        own == "internal_appeal"
        and inherited == "p2p"
        and _says_only_what_follows(plain, span, limit, anchor_end)
    ):
        kind, own = "p2p", None
    if kind == "p2p" and not limit.late and _closed(plain, _until_then(plain, span, limit)):
        return None
    anchored = (anchor, anchor_end, clause)
    found = _candidate(text, span, limit, kind, own is not None, topic, anchored)
    return replace(found, doubt=("kind_from_neighbours",)) if guessed else found


def _outside(plain: str, span: Span, beside: Sequence[Span], topic: Topic) -> str | None:
    """The outside review that a limit counted from the appeal's decision belongs to, if any."""
    if cues.has(plain, *span, "second_level") or topic.second:
        return None
    for other in (*beside[1:], *beside[:1]):
        named = _kinds(plain, other.start, other.end, None)
        if named in ("external_review", "fair_hearing"):
            return named
    return topic.section if topic.section in ("external_review", "fair_hearing") else None


def neighbours_kind(text: Text, candidate: Candidate) -> DeadlineKind | None:
    """What the sentences around a limit speak of, other than an appeal."""
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


def _closed(plain: str, span: Span) -> bool:
    """True where a sentence says that no talk is offered, or that it is over."""
    closed = cues.has(plain, span.start, span.end, "p2p_closed")
    return closed and not cues.has(plain, span.start, span.end, "events")


def _until_then(plain: str, span: Span, limit: Limit) -> Span:
    """A sentence without its words about what holds once its limit is past."""
    later = cues.cues_in(plain, limit.end, span.end, "after_that")
    return Span(span.start, later[0].start) if later else span


def _that_decision(plain: str, span: Span, limit: Limit, clause: str) -> bool:
    """True where an outside review is counted from "that decision", told of just before."""
    if re.search(r"\b(?:this|above|top|box|enclosed)\b", clause, re.IGNORECASE):
        return False
    if not re.search(r"\b(?:that|it|such|the)\b", clause, re.IGNORECASE):
        return False
    lead = plain[span.start : limit.start]
    return any(c.name == "event" for c in cues.cues_in(lead, 0, len(lead), "anchors"))


def _says_only_what_follows(plain: str, span: Span, limit: Limit, anchor_end: int) -> bool:
    """True for a talk's limit whose sentence names the appeal only as what comes after it."""
    if _kinds(plain, span.start, limit.start, None) is not None:
        return False
    rest = plain[max(limit.end, anchor_end) : span.end]
    return not re.match(
        r"\W*(?:in\s+which\s+)?to\s+(?:\w+\s+){0,2}(?:appeal|file|request|ask|submit|dispute|start)",
        rest,
        re.IGNORECASE,
    )


def _anchor_elsewhere(
    plain: str, span: Span, limit: Limit, beside: Sequence[Span]
) -> tuple[Anchor | None, str]:
    """The anchor where it leads the sentence, is told at its end or in the sentence beside it."""
    anchor, clause = cues.anchor_before(plain, span.start, limit.start)
    beside = (Span(limit.end, span.end), *beside)
    for other in beside:
        if anchor is None and _same_amount(plain, limit, other):
            anchor, clause = cues.anchor_told(plain, other.start, other.end)
    return anchor, clause


def _same_amount(plain: str, limit: Limit, other: Span) -> bool:
    """True where a sentence beside a window tells no other amount: "The 60 days start …"."""
    told = [w.amount for w in find_windows(plain, *other)]
    return not told or limit.amount in told


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


def _candidate(
    text: Text,
    span: Span,
    limit: Limit,
    kind: str,
    own: bool,
    topic: Topic,
    anchored: tuple[Anchor | None, int, str],
) -> Candidate:
    plain = text.plain
    which = DeadlineKind("information" if kind == "reopening" else kind)
    anchor, anchor_end, clause = anchored
    region = _region(text, span, limit)
    party = _party(text, span, limit, which)
    provider = cues.has(plain, *region, "provider_right") or (
        topic.provider and party is not Party.MEMBER
    )
    second = cues.has(plain, *region, "second_level") or topic.second
    first = cues.has(plain, *region, "first_level")
    right, level = "", None
    if which is DeadlineKind.INTERNAL_APPEAL:
        right = "provider" if provider else "second" if second else ""
        level = 2 if second else 1 if first else None
        if not right and cues.only_reconsideration(plain[span.start : span.end]):
            right = RECONSIDERATION
        party = Party.PROVIDER if provider else party
    elif which is DeadlineKind.EXTERNAL_REVIEW and party is Party.PROVIDER:
        right = "provider"
    elif which is DeadlineKind.INFORMATION:
        update = re.search(
            r"\b(?:next|update|continued|inpatient|still)\b", plain[span.start : span.end], re.I
        )
        right = "update" if update else ""
    return Candidate(
        limit, which, span, max(limit.end, anchor_end), own, anchor, clause, party, right, level
    )


def _party(text: Text, span: Span, limit: Limit, which: DeadlineKind) -> Party | None:
    """Whose limit it is: its own part of the sentence tells first, then all before it, then all
    after it."""
    region = _region(text, span, limit)
    parts = (
        (max(region.start, span.start), limit.start),
        (span.start, limit.start),
        (limit.start, span.end),
    )
    told = (cues.party_of(text.plain, start, end, which) for start, end in parts)
    return next((party for party in told if party is not None), None)


def _region(text: Text, span: Span, limit: Limit) -> Span:
    """The part of a sentence that belongs to one of its several limits.

    Between two limits a clause that ends ("; the member has", ", and when both are over") tells
    where the one's part goes over into the other's, if the part that is left names a right.
    """
    start, end = span.start, span.end
    for other in find_limits(text, span.start, span.end):
        if other.end <= limit.start:
            start = max(start, other.end)
        elif other.start >= limit.end:
            end = min(end, other.start)
    breaks = [m.span() for m in _CLAUSE.finditer(text.plain, start, end)]
    if start > span.start:
        start = max((b for _, b in breaks if b <= limit.start), default=start)
    if end < span.end:
        end = min((a for a, _ in breaks if a >= limit.end), default=end)
    return Span(start, end)


def _foreign(plain: str, span: Span, limit: Limit, region: Span, own: str | None) -> bool:
    """True where the sentence speaks of a matter that is no right against this decision."""
    for cue in cues.cues_in(plain, span.start, span.end, "reject"):
        if cue.name == "past" and limit.late:
            continue
        if cue.name in ABSOLUTE or own in (None, "information"):
            return True
        if (
            cue.name == "claims"
            and own in ("p2p", "internal_appeal")
            and not _REVIEW.search(plain, region.start, region.end)
        ):
            return True
    return False


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
    own = _kinds(plain, span.start, span.end, None)
    kind = "p2p" if own == "p2p" or "p2p" in (topic.sentence, topic.section) else None
    if own not in (None, "p2p", "internal_appeal") or kind is None:
        return
    named = any(c.name == "p2p" for c in cues.kinds_in(plain, span.start, span.end))
    about = (topic.sentence or topic.section) == "p2p"
    if own == "internal_appeal" and not (named or about):
        return
    for limit in find_events(plain, span.start, span.end):
        yield _candidate(
            text, span, limit, "p2p", own == "p2p", topic, (Anchor.OTHER, limit.end, "")
        )


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
        kind = _kinds(text.plain, start, end, None)
        if kind is None or not cues.has(text.plain, start, end, "deadline_labels"):
            continue
        for limit in find_limits(text, *pair.value_span, labelled=True, near=near):
            if any(c.limit.start < limit.end and limit.start < c.limit.end for c in known):
                continue
            span = Span(*pair.value_span)
            anchored = cues.anchor_after(text.plain, limit.end, span.end)
            place = (span.start, span.end, limit.start, limit.end, anchored[1])
            if cues.mover(text.plain, *place) == "plan":
                continue
            yield _candidate(text, span, limit, kind, True, Topic(), anchored)
