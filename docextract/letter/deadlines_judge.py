"""Whether a limit in a sentence is a right's, whose, and counted from what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docextract.facts import Anchor, DeadlineUnit, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import (
    Anchored,
    Candidate,
    Said,
    candidate_of,
    deadline_kind,
)
from docextract.letter.deadlines_hours import with_hour
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
from docextract.letter.deadlines_subject import OUTSIDE, Topic, kinds_of
from docextract.letter.deadlines_windows import Limit
from docextract.letter.grid import label_of
from docextract.letter.spans import Span
from docextract.pages.text import Text

DECIDED_BY_OTHERS = ("internal_appeal", "expedited_appeal", "external_review", "fair_hearing")
"""Rights whose text also tells how long others may take: a bare amount needs strict wording."""
ONLY_OURS = ("p2p", "continuation_of_benefits")
"""Rights in which a time that runs from this letter is never the plan's."""
FROM_HERE = (Anchor.LETTER_DATE, Anchor.RECEIPT)
CELL = 9
"""A cell of fewer words is the whole answer to the heading before it."""

_ONLY_APPEAL = re.compile(
    r"\bonly\s+(?:by\s+|through\s+)?(?:an?|the)\s+(?:\w+\s+)?appeal|\bappeal\w*\s+(?:\w+\s+)?(?:is|are)\s+(?:all|"
    r"the\s+only)",
    re.IGNORECASE,
)
"""What is left once a limit is past is not what the limit was of."""
_MUST = re.compile(r"\b(?:must|ha(?:s|ve)\s+to|needs?\s+to|should)\b", re.IGNORECASE)
"""What a talk must be is asked of the office: "the conversation has to be finished before noon"."""
_IT = re.compile(r"\b(?:receiving|receipt of|gets?|receives?|getting) it\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A limit in its sentence ``span``: what the text is about there, the sentences ``beside`` it
    (the next one first), and the right of a letter that names none (``default``)."""

    text: Text
    span: Span
    limit: Limit
    topic: Topic
    beside: Sequence[Span] = ()
    default: str | None = None

    @property
    def denies(self) -> bool:
        """True for a letter that asks for nothing: a talk may be offered in unknown words."""
        return self.default is None

    @property
    def plain(self) -> str:
        """The letter's plain text."""
        return self.text.plain

    @property
    def region(self) -> Span:
        """The limit's own part of the sentence."""
        return region_of(self.text, self.span, self.limit)


class Named(NamedTuple):
    """The right of a limit: ``own`` where its own sentence names it."""

    kind: str
    own: str | None
    doubt: tuple[str, ...] = ()


def judge(place: Place) -> Candidate | None:
    """The candidate of a limit in its sentence; None where it is nobody's right."""
    anchored = _anchored(place)
    named = _named(place, anchored)
    if named is None or not _to_be_met(place, named, anchored):
        return None
    named, anchored = _settled(place, named, anchored)
    plain, span, limit = place.plain, place.span, place.limit
    over = named.kind == "p2p" and not limit.late
    if over and closed(plain, until_then(plain, span, limit.end)):
        return None
    limit, anchored = with_hour(plain, place.region, limit, anchored)
    return candidate_of(
        place.text,
        limit,
        named.kind,
        anchored,
        said_of(place.text, span, place.limit, named.kind, place.topic),
        quote=span,
        own=named.own is not None,
        doubt=named.doubt,
    )


def _anchored(place: Place) -> Anchored:
    """What a limit counts from, by the words behind it or elsewhere."""
    plain, limit = place.plain, place.limit
    anchored = Anchored(*cues.anchor_after(plain, limit.end, place.span.end))
    if anchored.anchor is None and limit.shape in ("window", "counted"):
        anchor, clause = anchor_elsewhere(plain, place.span, limit, place.beside)
        return Anchored(anchor, anchored.end, clause)
    return anchored


def _named(place: Place, anchored: Anchored) -> Named | None:
    """The right that its sentence, what leads to it or a neighbour names; None for none."""
    plain, span, limit, topic = place.plain, place.span, place.limit, place.topic
    led = plain.find(anchored.clause, limit.end) if anchored.end > limit.end else limit.end
    mask = Span(led, anchored.end)
    own = kinds_of(plain, *place.region, mask, limit.start)
    own = own or kinds_of(plain, *span, mask, limit.start)
    inherited = topic.sentence or topic.section
    if own is None and inherited is None:
        label = label_of(place.text, limit.start)
        own = kinds_of(label, 0, len(label), None)
    told = own or inherited
    kind, doubt = (told, ()) if told else _guessed(place, anchored)
    if (limit.ranged and own != "p2p") or kind in (None, "reject"):
        return None
    if foreign(plain, span, limit, place.region, own):
        return None
    assert kind is not None
    if own == "information" and topic.section == "internal_appeal" and topic.opened:
        # papers are how the heading's own right is used: "Appeal. You may send new records …"
        return Named("internal_appeal", own, (*doubt, "kind_from_heading"))
    return Named(kind, own, doubt)


def _guessed(place: Place, anchored: Anchored) -> tuple[str | None, tuple[str, ...]]:
    """The right of a limit that nothing names, and why a person should look."""
    if anchored.anchor in FROM_HERE:
        for span in place.beside:
            kind = kinds_of(place.plain, *span)
            if kind is not None:
                return kind, ("kind_from_neighbours",)
    before = [s for s in place.beside if s.start < place.span.start]
    about_talk = place.denies and cues.perhaps_talk(place.plain, place.span, *before)
    if about_talk and _mover(place, anchored) == "asker":
        return "p2p", ("kind_from_words",)
    if place.default and _mover(place, anchored) == "asker" and place.limit.shape == "stated":
        return place.default, ("kind_from_letter",)
    return None, ()


def _mover(place: Place, anchored: Anchored) -> cues.Mover | None:
    limit = place.limit
    return cues.mover(place.plain, *place.span, limit.start, limit.end, anchored.end)


def _to_be_met(place: Place, named: Named, anchored: Anchored) -> bool:
    """True where the reader must meet the limit: not the plan's, nor an amount of something."""
    plain, span, limit = place.plain, place.span, place.limit
    if limit.decides:
        return True
    move = _mover(place, anchored)
    here = anchored.anchor in FROM_HERE and cues.names_this_letter(anchored.clause)
    asked = named.own == "p2p" and _MUST.search(plain, span.start, limit.start) is not None
    ours = named.kind in ONLY_OURS and (here or limit.firm or asked)
    if move == "plan" and not (ours and not cues.plan_will(plain, span, limit)):
        return False
    short = len(plain[span.start : span.end].split()) < CELL
    cell = limit.led and place.topic.section == named.kind and short
    silent = move is None and named.own is None and anchored.anchor is None
    if silent and not limit.firm and not cell:
        return False
    return anchored.anchor is not None or _stands_alone(plain, span, limit, named.kind)


def _settled(place: Place, named: Named, anchored: Anchored) -> tuple[Named, Anchored]:
    """The right and its start as the text around means them: "appeal" may be the outside review."""
    plain, span, limit, topic = place.plain, place.span, place.limit, place.topic
    about = topic.sentence or topic.section
    kind, own = named.kind, named.own
    outside = kind in OUTSIDE or (own == "internal_appeal" and about in OUTSIDE)
    second = cues.has(plain, *place.region, "second_level")
    after_lost = kind == "internal_appeal" and anchored.anchor is Anchor.DECISION_DATE
    if (second or outside or after_lost) and counts_from_that_decision(
        plain, span, limit, anchored.clause
    ):
        anchored = anchored._replace(anchor=Anchor.OTHER)
    if _later_review(topic, own, kind, anchored):
        kind, anchored = about or kind, anchored._replace(anchor=Anchor.OTHER)
    if own == "internal_appeal" and anchored.anchor is Anchor.OTHER:
        kind = _outside(plain, span, place.beside, topic) or kind
    if limit.late and own == "internal_appeal" and _ONLY_APPEAL.search(plain, *span):
        left = about in (None, "internal_appeal", "reject")
        return Named("p2p" if left else str(about), None, ("kind_from_neighbours",)), anchored
    after_talk = own == "internal_appeal" and about == "p2p"
    if after_talk and says_only_what_follows(plain, span, limit, anchored.end):
        kind, own = "p2p", None
    return Named(kind, own, named.doubt), anchored


def said_of(text: Text, span: Span, limit: Limit, kind: str, topic: Topic) -> Said:
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
        if named in OUTSIDE:
            return named
    return topic.section if topic.section in OUTSIDE else None


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


def _later_review(topic: Topic, own: str | None, kind: str, anchored: Anchored) -> bool:
    """True where "appeal" or "receiving it" is meant of the outside review the text is about."""
    about = topic.sentence or topic.section
    if about not in OUTSIDE or kind not in (about, "internal_appeal"):
        return False
    pronoun = _IT.search(anchored.clause)
    return pronoun is not None or (own == "internal_appeal" and anchored.anchor is Anchor.OTHER)
