"""The limits that the office or the member must meet, one entry for each right.

Candidates are found first (:mod:`deadlines_find`), dated (:mod:`deadlines_due`), and then
resolved here: duplicates merged, the earlier of two readings taken and marked for review.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from docextract.facts import (
    Anchor,
    Deadline,
    DeadlineKind,
    DeadlineUnit,
    DocumentType,
    Fact,
    Party,
    PlanType,
    Reading,
)
from docextract.letter.clock import window_end
from docextract.letter.clock_text import line_hours
from docextract.letter.deadlines_candidate import RECONSIDERATION, Candidate
from docextract.letter.deadlines_due import DeadlineContext, Due, due_of
from docextract.letter.deadlines_find import find_candidates, neighbours_kind
from docextract.letter.deadlines_heard import HeardLimit, with_heard
from docextract.letter.deadlines_law import legal_due
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_rows import with_tables
from docextract.letter.deadlines_windows import Limit
from docextract.letter.spans import Span, fact
from docextract.office import act_by, end_of
from docextract.pages.text import Text

__all__ = ["DeadlineContext", "read_deadlines"]

SHORT_SECONDS = 21 * 86400
"""No plan gives three weeks for one reading of an appeal and months for another."""
SURE = 0.97
"""How often a limit that raised no doubt is right; doubts halve it."""
FAINT = 0.80
"""A limit with a word read less surely than this goes to a person."""
USUAL = {
    DeadlineKind.INTERNAL_APPEAL: {15, 30, 45, 60, 65, 90, 120, 180, 365, 6, 12, 3, 4, 2, 1},
    DeadlineKind.EXTERNAL_REVIEW: {10, 15, 30, 45, 60, 90, 120, 127, 180, 365, 4, 6, 3, 2, 1, 12},
    DeadlineKind.FAIR_HEARING: {30, 60, 65, 90, 120, 180, 4, 3},
    DeadlineKind.CONTINUATION: {10, 13, 14, 15, 20, 30, 24},
    DeadlineKind.P2P: {1, 2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 24, 48, 72},
}
"""Amounts that such rights have; another one on a scanned page may be a misread digit."""
RECONSIDERATION_IS_APPEAL = {
    PlanType.MEDICARE_ADVANTAGE, PlanType.PART_D, PlanType.FEHB, PlanType.TRICARE,
}  # fmt: skip
_BY_PHONE = re.compile(
    r"\b(?:call|phone|telephone|telephonic|verbal\w*|speak|talk|peer|discuss\w*|conversation)\b",
    re.I,
)
TIMED = (DeadlineKind.P2P, DeadlineKind.INFORMATION)
"""Rights that often end at an hour."""
_CLOCK_TRACES = re.compile(
    r"\b[ap]\W{0,2}m\b|\btime\b|eastern|central|mountain|pacific|\d\s?[:.]\s?\d\d\b|noon|o'clock",
    re.IGNORECASE,
)
LATER_STEPS = (DeadlineKind.EXTERNAL_REVIEW, DeadlineKind.FAIR_HEARING)
"""Rights that mostly count from a decision still to come; a first step without a date is asked
about."""
KEEPING_MAY_HIDE_IN = {
    DeadlineKind.INTERNAL_APPEAL, DeadlineKind.FAIR_HEARING, DeadlineKind.EXPEDITED_APPEAL,
}  # fmt: skip
_LATER = re.compile(
    r"whichever\s+(?:\w+\s+)?(?:is|comes|occurs|happens)\s+(?:the\s+)?(?:later|last|latest)"
    r"|\blater of\b",
    re.IGNORECASE,
)
BESIDE = 120
"""So near a printed date the window that it ends may be told."""
KEEPING_DAYS = (10, 13, 15)
KEEPING_REACH = 160
_GOING_ON = re.compile(
    r"\b(?:continu\w+|keep|keeps|stay|stays|remain\w*|stopp?\w*|interrupt\w*|go on|going on)\b",
    re.I,
)
APART = {
    DeadlineKind.INTERNAL_APPEAL: Party.PROVIDER,
    DeadlineKind.INFORMATION: Party.MEMBER,
}
"""Whose limit may be a right apart from the others of its kind: a provider's own appeal, and the
time that a member has to send papers beside the office's."""
ALLOWED = {
    DocumentType.INFORMATION_REQUEST: {DeadlineKind.INFORMATION, DeadlineKind.P2P},
    DocumentType.APPROVAL: {DeadlineKind.INFORMATION},
    DocumentType.APPEAL_OVERTURNED: set(),
    DocumentType.OTHER: set(),
}
"""Rights that a letter other than a denial can open at all."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A candidate with its due day or moment."""

    candidate: Candidate
    due: Due
    doubt: tuple[str, ...]

    def sort_key(self, context: DeadlineContext) -> float:
        """The instant of the due, infinite where there is none."""
        if self.due.value is None:
            return float("inf")
        return end_of(self.due.value, context.office).timestamp()


def read_deadlines(
    text: Text, context: DeadlineContext, heard: Sequence[HeardLimit] = ()
) -> tuple[tuple[Deadline, ...], bool]:
    """The deadlines of a letter in reading order, and whether the list may be incomplete; ``heard``
    are the limits that the second reader tells."""
    asks = context.document_type is DocumentType.INFORMATION_REQUEST
    default = DeadlineKind.INFORMATION if asks else None
    candidates, unsure = find_candidates(text, context.letter_date, default=default)
    candidates = with_tables(text, candidates, context.letter_date)
    candidates = [_reconsidered(c, candidates, context) for c in candidates]
    candidates = with_heard(text, candidates, heard, context.letter_date)
    if context.document_type in ALLOWED:
        kinds = ALLOWED[context.document_type]
        granted = any(c.kind not in kinds and _printed_right(c) for c in candidates)
        candidates = [c for c in candidates if c.kind in kinds or (kinds and _printed_right(c))]
        if context.document_type is DocumentType.APPROVAL:
            candidates = [c for c in candidates if c.kind not in kinds or c.right == "update"]
        # rights that such a letter seldom grants: perhaps it is another kind of letter
        unsure = (unsure and bool(kinds)) or granted
    dated = [_date(text, c, context) for c in candidates]
    dated = [d for d in dated if not _past(d, context)]
    dated = [_other_right(text, d, dated, context) for d in _told_once(dated)]
    groups: dict[tuple[str, str], list[Dated]] = {}
    for one in _two_decisions(_split_parties(_levels(dated))):
        groups.setdefault((one.candidate.kind, one.candidate.right), []).append(one)
    chosen = [_resolve(group, context) for group in groups.values()]
    chosen.sort(key=lambda pair: pair[0])
    return tuple(deadline for _, deadline in chosen), unsure


def _reconsidered(
    candidate: Candidate, every: Sequence[Candidate], context: DeadlineContext
) -> Candidate:
    """A reconsideration by telephone beside an appeal is a talk before it; a provider's in
    writing is an appeal of its own, any other a step for which papers are sent.

    In Medicare, FEHB and TRICARE the word is the appeal's own name (42 CFR 422.578, 5 CFR
    890.105, 32 CFR 199.10).
    """
    if candidate.right != RECONSIDERATION:
        return candidate
    appeals = [
        c for c in every if c.kind is DeadlineKind.INTERNAL_APPEAL and c.right != RECONSIDERATION
    ]
    if not appeals or context.plan_type in RECONSIDERATION_IS_APPEAL:
        return _with(candidate, right="", level=candidate.level)
    plain, quote = candidate.text.plain, candidate.quote
    if _BY_PHONE.search(plain, *quote):
        return replace(candidate, kind=DeadlineKind.P2P, right="")
    if candidate.party is Party.PROVIDER:
        return _with(candidate, right="", level=candidate.level)
    return replace(candidate, kind=DeadlineKind.INFORMATION, right="")


def _printed_right(candidate: Candidate) -> bool:
    """True for a right that its own sentence grants from this letter on."""
    dated = candidate.anchor in (Anchor.LETTER_DATE, Anchor.RECEIPT)
    return candidate.own and dated and candidate.kind is not DeadlineKind.INFORMATION


def _date(text: Text, candidate: Candidate, context: DeadlineContext) -> Dated:
    due = due_of(text, candidate, context)
    doubt = (*candidate.doubt, *due.doubt)
    limit, own = candidate.limit, candidate.text
    if own.confidence(limit.start, limit.end) < FAINT:
        doubt = (*doubt, "faint")
    if due.uses_letter_date and context.confidence < FAINT:
        doubt = (*doubt, "letter_date_unsure")
    if candidate.kind in TIMED and own.confidence(*candidate.quote) < FAINT:
        # an hour that was misread or lost would make the limit later than it is
        doubt = (*doubt, "faint_sentence")
    scanned = own.confidence(*candidate.quote) < 1.0
    if scanned and limit.shape == "stated" and limit.clock is None and _hour_traces(candidate):
        doubt = (*doubt, "hour_unread")
    usual = USUAL.get(candidate.kind)
    if scanned and usual and limit.amount is not None and abs(limit.amount) not in usual:
        doubt = (*doubt, "unusual_amount")
    return Dated(candidate, due, doubt)


def _told_once(dated: list[Dated]) -> list[Dated]:
    """The limits, less those that only tell the day of their own sentence again: "until July 6,
    2026, which is 180 days after the first letter"."""
    kept: list[Dated] = []
    for one in sorted(dated, key=lambda d: len(d.doubt)):
        same = (one.candidate.kind, one.candidate.quote, one.due.value)
        told = [(d.candidate.kind, d.candidate.quote, d.due.value) for d in kept]
        if one.due.value is None or same not in told:
            kept.append(one)
    return kept


def _hour_traces(candidate: Candidate) -> bool:
    """True where a scanned sentence with a date has what is left of a clock time."""
    words = candidate.text.plain[candidate.quote.start : candidate.quote.end]
    return _CLOCK_TRACES.search(words) is not None


def _past(dated: Dated, context: DeadlineContext) -> bool:
    """True for a printed date before the letter's, which is history, not a limit."""
    if "before_the_letter" not in dated.due.doubt:
        return False
    return not dated.candidate.own or dated.candidate.limit.exclusive


def _other_right(text: Text, one: Dated, every: Sequence[Dated], context: DeadlineContext) -> Dated:
    """A short window beside a much longer one for the same appeal is another right, if the
    sentences around it name one; a person looks."""
    if _keeps_services(one.candidate, context):
        candidate = replace(one.candidate, kind=DeadlineKind.CONTINUATION)
        return replace(one, candidate=candidate, doubt=(*one.doubt, "kind_from_neighbours"))
    if one.candidate.kind is not DeadlineKind.INTERNAL_APPEAL or one.candidate.right:
        return one
    same = [
        d
        for d in every
        if d.candidate.kind is one.candidate.kind
        and not d.candidate.right
        and d.due.value is not None
        and "anchor_unsaid" not in d.doubt
    ]
    longest = max((d.sort_key(context) for d in same), default=0.0)
    start = context.received_at.timestamp()
    short = one.due.value is not None and one.sort_key(context) - start < SHORT_SECONDS
    if not short or longest - start < 2 * SHORT_SECONDS:
        return one
    kind = neighbours_kind(text, one.candidate)
    if kind is None:
        return one
    candidate = replace(one.candidate, kind=kind)
    return replace(one, candidate=candidate, doubt=(*one.doubt, "kind_from_neighbours"))


def _keeps_services(candidate: Candidate, context: DeadlineContext) -> bool:
    """True for Medicaid's ten to fifteen days (42 CFR 438.420) beside words of going on."""
    if context.plan_type is not PlanType.MEDICAID or candidate.kind not in KEEPING_MAY_HIDE_IN:
        return False
    if candidate.limit.amount not in KEEPING_DAYS or candidate.anchor is Anchor.OTHER:
        return False
    quote, plain = candidate.quote, candidate.text.plain
    around = plain[max(0, quote.start - KEEPING_REACH) : quote.end + KEEPING_REACH]
    return _GOING_ON.search(around) is not None


def _levels(dated: list[Dated]) -> list[Dated]:
    """An internal appeal counted from another decision than this is the second level."""
    kept = []
    for one in dated:
        candidate = one.candidate
        later = one.due.anchor is Anchor.OTHER and one.due.value is None
        if candidate.kind is DeadlineKind.INTERNAL_APPEAL and later and candidate.limit.amount:
            candidate = _with(candidate, right="second", level=2)
        kept.append(Dated(candidate, one.due, one.doubt))
    return kept


def _split_parties(dated: list[Dated]) -> list[Dated]:
    """Where one kind's limits differ between provider and member, they are two rights."""
    kept = []
    for one in dated:
        candidate = one.candidate
        party = APART.get(candidate.kind)
        if party is not None and not candidate.right:
            others = {
                o.candidate.party
                for o in dated
                if o.candidate.kind is candidate.kind
                and not o.candidate.right
                and o.due.value != one.due.value
            }
            if candidate.party is party and others and party not in others:
                candidate = _with(candidate, right=str(party), level=candidate.level)
        kept.append(Dated(candidate, one.due, one.doubt))
    return kept


def _two_decisions(dated: list[Dated]) -> list[Dated]:
    """A hearing about an earlier decision, with its own amount and day, beside one about the
    appeal's decision still to come: two rights."""
    coming = [d.candidate for d in dated if d.due.value is None and not d.due.doubt]
    return [_of_earlier(one) if _is_of_earlier(one, coming) else one for one in dated]


def _is_of_earlier(one: Dated, coming: Sequence[Candidate]) -> bool:
    """True for a dated later step beside one of its kind that has another amount and no day."""
    candidate, due = one.candidate, one.due
    counted = due.value is not None and due.anchor in (Anchor.DECISION_DATE, Anchor.OTHER)
    return counted and any(
        other.kind is candidate.kind and other.limit.amount != candidate.limit.amount
        for other in coming
        if candidate.kind in LATER_STEPS
    )


def _of_earlier(one: Dated) -> Dated:
    right = one.candidate.right or "earlier"
    return replace(one, candidate=_with(one.candidate, right=right, level=one.candidate.level))


def _with(candidate: Candidate, *, right: str, level: int | None) -> Candidate:
    return replace(candidate, right=right, level=level)


def _resolve(group: Sequence[Dated], context: DeadlineContext) -> tuple[int, Deadline]:
    """One entry of a right: a time before an event that ends the offer too, an amount counted from
    something before a bare one, its own sentence before a neighbour's, then the earliest."""
    timed = [d for d in group if d.candidate.limit.shape != "event"] or list(group)
    anchored = [d for d in timed if "anchor_unsaid" not in d.due.doubt] or timed
    own = [d for d in anchored if d.candidate.own] or anchored
    dated = [d for d in own if d.due.value is not None] or own
    best = min(dated, key=lambda d: (d.sort_key(context), len(d.doubt), d.candidate.place))
    best = _later_of_two(best, dated, context)
    rivals = [d for d in group if d is not best and d.due.value != best.due.value]
    doubt = best.doubt
    if any(d.due.value is not None for d in rivals):
        doubt = (*doubt, "several_limits")
    others = tuple(_reading(d) for d in rivals)
    return best.candidate.place, _deadline(best, doubt, others, context)


def _later_of_two(best: Dated, group: Sequence[Dated], context: DeadlineContext) -> Dated:
    """The later limit of a sentence that says so ("whichever is later"); a person looks."""
    quote = best.candidate.quote
    if not _LATER.search(best.candidate.text.plain, *quote):
        return best
    same = [d for d in group if d.candidate.quote == quote and d.due.value is not None]
    last = max(same, key=lambda d: d.sort_key(context), default=best)
    return replace(last, doubt=(*last.doubt, "whichever_is_later"))


def _reading(dated: Dated) -> Reading:
    text, quote = dated.candidate.text, dated.candidate.quote
    value = dated.due.value.isoformat() if dated.due.value is not None else ""
    raw = " ".join(text.raw[quote.start : quote.end].split())
    return Reading(
        value=value,
        raw=raw,
        reason=", ".join(dated.doubt) or "another limit of the same right",
        evidence=text.evidence(quote.start, quote.end),
    )


def _deadline(
    dated: Dated,
    doubt: tuple[str, ...],
    others: tuple[Reading, ...],
    context: DeadlineContext,
) -> Deadline:
    candidate, limit = dated.candidate, dated.candidate.limit
    text = candidate.text
    review = bool(doubt) or (dated.due.value is None and candidate.kind not in LATER_STEPS)
    sure = SURE * (0.5 if review else 1.0)
    words = Span(limit.start, max(limit.end, candidate.end))
    due = dated.due.value

    def leaf(value: object, *, certain: bool = True) -> Fact:  # type: ignore[type-arg]
        if value is None:
            return Fact()
        return fact(text, words.start, words.end, value, confidence=SURE if certain else sure)

    counted = _told_beside(dated, context)
    amount, unit = counted or _amount_of(limit)
    alarm = _alarm(candidate, due, context)
    due_fact: Fact[str] = (
        fact(
            text, words.start, words.end, due.isoformat(), confidence=sure, needs_review=review,
            others=others,
        )
        if due is not None
        else Fact[str](needs_review=review, confidence=sure, others=others)
    )  # fmt: skip
    return Deadline(
        kind=_kind(candidate, sure),
        quote=_quote(candidate),
        amount=leaf(amount),
        unit=leaf(unit),
        anchor=leaf(Anchor.LETTER_DATE if counted else dated.due.anchor, certain=not review),
        due=due_fact,
        act_by=leaf(alarm.isoformat() if alarm else None, certain=not review),
        party=leaf(candidate.party),
        level=leaf(candidate.level),
        legal_due=legal_due(
            candidate.kind,
            context.plan_type,
            notice=context.letter_date,
            receipt=context.received_at.date(),
            document_type=context.document_type,
            party=candidate.party,
        ),
        needs_review=review,
    )


def _amount_of(limit: Limit) -> tuple[int | None, DeadlineUnit | None]:
    """The printed amount; "noon of the day before" prints none."""
    if limit.amount is None or (limit.shape == "counted" and limit.amount == -1):
        return None, None
    return abs(limit.amount), limit.unit


def _told_beside(dated: Dated, context: DeadlineContext) -> tuple[int, DeadlineUnit] | None:
    """The window that a printed date ends, where the words around it tell that too: "by August
    30, 2026. That is 10 days from the date of this letter."."""
    due, start = dated.due.value, context.letter_date
    if dated.candidate.limit.shape != "stated" or start is None or isinstance(due, datetime):
        return None
    text, quote = dated.candidate.text, dated.candidate.quote
    around = find_limits(
        text, max(0, quote.start - BESIDE), min(len(text.plain), quote.end + BESIDE)
    )
    for other in around:
        amount, unit = other.amount, other.unit
        if other.shape != "window" or not amount or unit is None or unit is DeadlineUnit.HOURS:
            continue
        if window_end(start, amount, unit) == due:
            return amount, unit
    return None


def _kind(candidate: Candidate, sure: float) -> Fact[DeadlineKind]:
    quote = candidate.quote
    return fact(candidate.text, quote.start, quote.end, candidate.kind, confidence=sure)


def _quote(candidate: Candidate) -> Fact[str]:
    text, quote = candidate.text, candidate.quote
    words = " ".join(text.raw[quote.start : quote.end].split())
    return fact(text, quote.start, quote.end, words, confidence=SURE)


def _alarm(
    candidate: Candidate, due: date | datetime | None, context: DeadlineContext
) -> datetime | None:
    """The office's own alarm; a talk also needs the payer's line to be answered."""
    if due is None:
        return None
    line = None
    if candidate.kind is DeadlineKind.P2P and candidate.limit.unit is not DeadlineUnit.MONTHS:
        printed = context.p2p_hours
        line = line_hours(printed) if printed else None
    return act_by(due, context.office, line)
