"""What the sentence around a limit says: its own part of it, its matter, what it counts from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docextract.facts import Anchor, DeadlineKind, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_subject import kinds_of
from docextract.letter.deadlines_windows import Limit, find_windows
from docextract.letter.spans import Span
from docextract.pages.text import Text

ABSOLUTE = {"civil_rights", "lawsuit", "past", "later_letter", "form", "reviewed_through",
            "recovery"}  # fmt: skip
"""Matters that no cue of a right outweighs."""
_REVIEW = re.compile(r"appeal|dispute|reconsider|grievance|claim review|review of", re.IGNORECASE)
_JOINED = re.compile(r"\W*(?:and|or)\s(?:[\w-]+\s){0,5}", re.IGNORECASE)
_IF_DENIED = re.compile(
    r"\W*(?:if|when|once|after|should|where)\b[^,;]*\b(?:appeal|grievance|again|still|uph[eo]ld|"
    r"keeps? (?:our|the|its)|stands? by|not change|denial|den(?:y|ied)|los(?:e|es|t))\b"
    r"(?:[^,;]*,|(?=[^,;]*\b(?:you|he|she|they|member|enrollee|participant)\s+(?:have|has|may|can)\b))",
    re.IGNORECASE,
)
"""What opens a sentence about what comes after the plan's own review."""
_TURN = re.compile(
    r",\s(?:and\s|but\s|while\s)?(?:the\s|an?\s|your\s)?(?:appeals?|grievances?|talks|conversations|discussions"
    r"|reconsiderations?)\s(?:must|ha(?:s|ve)\sto|may|can|are|is|need)\b",
    re.IGNORECASE,
)
"""Where a sentence turns from one right to the next: ", appeals have to be filed …"."""
_PURPOSE = re.compile(r"\s+(?:in which )?to\s+(?!\d)", re.IGNORECASE)
"""What an amount goes on with where it tells itself what it is for: "180 days to appeal"."""
_LATER = re.compile(r"\s+(?:later|thereafter|afterwards?|after that)\b", re.IGNORECASE)
"""What an amount goes on with where its start was told before it: "and ends 180 days later"."""
_CLAUSE = re.compile(r";|,\s(?:and|but|or|then|while)\b", re.IGNORECASE)


def region_of(text: Text, span: Span, limit: Limit) -> Span:
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
    if start > span.start and _PURPOSE.match(text.plain, limit.end, end):
        return Span(limit.start, end)
    turn = _TURN.search(text.plain, limit.end, end)
    end = turn.start() if turn else end
    breaks = [m.span() for m in _CLAUSE.finditer(text.plain, start, end)]
    if start > span.start:
        start = max((b for _, b in breaks if b <= limit.start), default=start)
    if end < span.end:
        end = min((a for a, _ in breaks if a >= limit.end), default=end)
    return Span(start, end)


def party_in(text: Text, span: Span, limit: Limit, which: DeadlineKind) -> Party | None:
    """Whose limit it is: its own part of the sentence tells first, then all before it, then all
    after it."""
    region = region_of(text, span, limit)
    parts = (
        (max(region.start, span.start), limit.start),
        (span.start, limit.start),
        (limit.start, span.end),
    )
    told = (cues.party_of(text.plain, start, end, which) for start, end in parts)
    return next((party for party in told if party is not None), None)


def foreign(plain: str, span: Span, limit: Limit, region: Span, own: str | None) -> bool:
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


def anchor_elsewhere(
    plain: str, span: Span, limit: Limit, beside: Sequence[Span]
) -> tuple[Anchor | None, str]:
    """The anchor where it leads the sentence, is told at its end or in the sentence beside it.

    Of two amounts that are joined ("within 10 days, and a standard one within 180 days, of the
    day …") what follows the last counts for both.
    """
    anchor, clause = cues.anchor_before(plain, span.start, limit.start)
    later = [w for w in find_windows(plain, limit.end, span.end) if w.led]
    if anchor is None and later and _JOINED.fullmatch(plain, limit.end, later[-1].start):
        anchor, _, clause = cues.anchor_after(plain, later[-1].end, span.end)
    if _LATER.match(plain, limit.end):
        beside = (Span(span.start, limit.start), *beside)
    beside = (Span(limit.end, span.end), *beside)
    for other in beside:
        if anchor is None and _same_amount(plain, limit, other):
            anchor, clause = cues.anchor_told(plain, other.start, other.end)
    return anchor, clause


def _same_amount(plain: str, limit: Limit, other: Span) -> bool:
    """True where a sentence beside a window tells no other amount: "The 60 days start …"."""
    told = [w.amount for w in find_windows(plain, *other)]
    return not told or limit.amount in told


def counts_from_that_decision(plain: str, span: Span, limit: Limit, clause: str) -> bool:
    """True where an outside review is counted from "that decision", told of just before."""
    if re.search(r"\b(?:this|above|top|box|enclosed)\b", clause, re.IGNORECASE):
        return False
    if not re.search(r"\b(?:that|it|such|the|our|its|their)\b", clause, re.IGNORECASE):
        return False
    lead = plain[span.start : limit.start]
    return _IF_DENIED.match(lead) is not None or any(
        c.name == "event" for c in cues.cues_in(lead, 0, len(lead), "anchors")
    )


def says_only_what_follows(plain: str, span: Span, limit: Limit, anchor_end: int) -> bool:
    """True for a talk's limit whose sentence names the appeal only as what comes after it."""
    if kinds_of(plain, span.start, first_part(limit)) is not None:
        return False
    rest = plain[max(limit.end, anchor_end) : span.end]
    return not re.match(
        r"\W*(?:in\s+which\s+)?to\s+(?:\w+\s+){0,2}(?:appeal|file|request|ask|submit|dispute|start)",
        rest,
        re.IGNORECASE,
    )


def first_part(limit: Limit) -> int:
    """Where the day or hour of a printed limit begins, behind its lead ("last day to appeal:")."""
    parts = [limit.clock.start] if limit.clock else []
    return min([*parts, limit.day.start]) if limit.day else limit.start


def until_then(plain: str, span: Span, position: int) -> Span:
    """A sentence without its words, behind a limit or number, about what holds once it is past."""
    later = cues.cues_in(plain, position, span.end, "after_that")
    return Span(span.start, later[0].start) if later else span


def closed(plain: str, span: Span) -> bool:
    """True where a sentence says that no talk is offered, or that it is over."""
    closed = cues.has(plain, span.start, span.end, "p2p_closed")
    return closed and not cues.has(plain, span.start, span.end, "events")
