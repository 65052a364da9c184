"""What day or moment a candidate means, as the contract counts, and why a person should look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from docextract.facts import Anchor, DeadlineKind, DeadlineUnit, DocumentType, PlanType, Received
from docextract.letter.clock import (
    add_business_days,
    add_hours,
    sensible,
    spans_observed_holiday,
    window_end,
)
from docextract.letter.clock_text import Clock, find_clocks, line_hours, moment_of
from docextract.letter.dates import find_dates
from docextract.letter.deadlines_candidate import Candidate
from docextract.letter.deadlines_clock import clock_after
from docextract.letter.deadlines_cues import says_receipt
from docextract.letter.deadlines_days import days_in, yearless_before
from docextract.letter.spans import sentences
from docextract.office import Office
from docextract.pages.text import Text

_RECEIVES = re.compile(r"\b(?:receiv|receipt|gets?\b|got\b|given|reach|arriv|deliver)", re.I)
_TELEPHONE = re.compile(
    r"\b(?:telephone|phone|verbal|oral|telephonic|call|called|phoned|spoke|told)", re.I
)
FAINT_NOTICE = 0.85
"""A notice with a word read less surely may carry a misread hour."""
PRINTED_REACH = 90
_COUNTED_FROM = re.compile(
    r"[\s,]*(?:of|from|after|following|since|counted|starting|beginning)\b"
    r"(?:(?!\b(?:by|before|until|through|or|unless|if)\b)[^.;])*$",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(r"\b(?:date|dated|day|mailed|issued|determination|decision)\b", re.I)
_EARLIER = re.compile(
    r"\b(?:first|initial|original|earlier|previous|prior)\s+(?:\w+\s+){0,3}?"
    r"(?:notice|notification|letter|denial|determination|decision)\b",
    re.IGNORECASE,
)
_OF_A_DECISION = re.compile(
    r"\b(?:denial|denied|decision|determination|first notice|(?:first|initial|original|earlier|"
    r"previous|prior|denial)\s+(?:\w+\s+){0,2}?(?:notice|notification|letter))\b"
    r"(?:\s*(?:of|dated?|on|from|issued|sent|mailed|was|letter|notice|:|,|-|\t)\s*)*$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:decision|determination|denial)\b", re.IGNORECASE)
"""What tells that a printed day which is not the letter's own is the decision's."""
_OF_A_MOMENT = re.compile(
    r"\b(?:time|hour|moment|decision|determination|decided|denial|made)\b", re.IGNORECASE
)
_DECIDED = re.compile(
    r"\b(?:decid\w+|decision|determin\w+|denied|denial|review|notice|notif\w+|"
    r"issued|date ?/ ?time)\b",
    re.IGNORECASE,
)
LOG_DAYS = 7
"""A printed moment of receipt lies at most so many days before the office's own."""
DECISION_REACH = 60
"""So near before a date stand the words of the decision that it is the day of."""
_OF_OTHERS = re.compile(r"\b(?:board|committee|panel|trustees|second|that)\b", re.IGNORECASE)
_NOT_A_DECISION = re.compile(
    r"discharg|admission|\bclaim|remittance|\bEOB\b|payment|date of service|peer", re.IGNORECASE
)
_ENDS = re.compile(
    r"\b(?:coverage|services?|care|stay|benefits|payment|authorization|approval|course|days)\b"
    r"[^.;]{0,60}?\b(?:will )?(?:end|ends|stop|stops|terminat\w+|discontinu\w+|expire\w*|last "
    r"(?:covered )?day)|effective date|last covered day|discharge date|date of (?:planned )?"
    r"discharge",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DeadlineContext:
    """What the rest of the letter and the office say that a window depends on.

    ``decision_date`` only where another than the letter's is printed. ``confidence`` is that of
    ``letter_date``. ``p2p_hours`` are the printed hours of the payer's line.
    """

    letter_date: date | None
    decision_date: date | None
    received: Received
    office: Office
    document_type: DocumentType | None = None
    plan_type: PlanType | None = None
    p2p_hours: str | None = None
    confidence: float = 1.0

    @property
    def received_at(self) -> datetime:
        """The moment of receipt in the office's zone."""
        return self.received.at.astimezone(self.office.tz)


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a window: a date, an instant, or None where nothing can be computed."""

    value: date | datetime | None
    anchor: Anchor
    doubt: tuple[str, ...] = ()
    uses_letter_date: bool = False


def due_of(text: Text, candidate: Candidate, context: DeadlineContext) -> Due:
    """The due day or moment of a candidate."""
    limit = candidate.limit
    if limit.shape == "event":
        return Due(None, Anchor.OTHER)
    if limit.shape == "stated":
        return _stated(candidate, context)
    if limit.amount is None or limit.unit is None or not _possible(candidate):
        return Due(None, candidate.anchor or Anchor.OTHER, ("amount_unreadable",))
    if limit.amount < 0 or re.search(
        r"\b(?:before|prior to|preceding)\W*$|^\W*(?:before|prior to|in advance of|ahead of)\b",
        _tail(candidate),
        re.I,
    ):
        return _backwards(text, candidate, context)
    return _counted(text, candidate, context)


def _possible(candidate: Candidate) -> bool:
    limit = candidate.limit
    assert limit.amount is not None
    assert limit.unit is not None
    return limit.shape == "counted" or sensible(limit.amount, limit.unit)


def _tail(candidate: Candidate) -> str:
    end = candidate.limit.end
    return candidate.text.plain[end : min(candidate.quote.end, end + 24)]


def _stated(candidate: Candidate, context: DeadlineContext) -> Due:
    """A printed date or clock time is taken as it is."""
    limit = candidate.limit
    assert limit.day is not None
    day, doubt = limit.day.value, limit.doubt
    if context.letter_date and day < context.letter_date:
        doubt = (*doubt, "before_the_letter")
    if context.letter_date and day > context.letter_date + timedelta(days=800):
        doubt = (*doubt, "far_ahead")
    if limit.exclusive and limit.clock is None:
        return Due(day - timedelta(days=1), Anchor.STATED, (*doubt, "before_is_exclusive"))
    clock = limit.clock or (_close_of_line(context) if "close_of_line" in doubt else None)
    value, more = _with_clock(day, clock, doubt, context.office)
    return Due(value, Anchor.STATED, more)


def _close_of_line(context: DeadlineContext) -> Clock | None:
    """When the payer's line closes, where the letter prints its hours."""
    hours = line_hours(context.p2p_hours) if context.p2p_hours else None
    return Clock(0, 0, hours.closes, zone=hours.zone) if hours else None


def _with_clock(
    day: date, clock: Clock | None, doubt: tuple[str, ...], office: Office
) -> tuple[date | datetime, tuple[str, ...]]:
    if clock is None:
        return day, doubt
    if clock.midnight:
        return day, doubt
    moment, review = moment_of(day, clock, office)
    return moment, (*doubt, "zone_unsaid") if review else doubt


def _counted(text: Text, candidate: Candidate, context: DeadlineContext) -> Due:
    """A window from the letter's date, its receipt, the decision or an event."""
    limit = candidate.limit
    assert limit.amount is not None
    assert limit.unit is not None
    printed = _from_printed(candidate, context)
    if printed is not None:
        return printed
    anchor, doubt = _anchor(candidate, context)
    doubt = (*limit.doubt, *doubt)
    earlier = _earlier_decision(text, candidate, context)
    if earlier is not None:
        return Due(
            window_end(earlier, limit.amount, limit.unit),
            Anchor.DECISION_DATE,
            (*doubt, "earlier_decision"),
        )
    if anchor is Anchor.OTHER:
        return _from_event(text, candidate, context, doubt)
    if limit.unit is DeadlineUnit.HOURS:
        return _hours(text, limit.amount, anchor, candidate.clause, doubt, context)
    start = _start(anchor, context)
    logged = _logged(text, context) if anchor is Anchor.RECEIPT else None
    if logged is not None and start is not None and logged.date() < start:
        start, doubt = logged.date(), (*doubt, "receipt_printed")
    if start is None:
        return Due(None, anchor, (*doubt, "anchor_missing"))
    end = window_end(start, limit.amount, limit.unit)
    if limit.unit is DeadlineUnit.BUSINESS_DAYS and spans_observed_holiday(start, end):
        doubt = (*doubt, "observed_holiday")
    value, doubt = _with_clock(end, limit.clock, doubt, context.office)
    return Due(value, anchor, doubt, anchor is Anchor.LETTER_DATE)


def _from_printed(candidate: Candidate, context: DeadlineContext) -> Due | None:
    """A window counted from a day that its own sentence prints ("of March 3, 2026")."""
    text, limit = candidate.text, candidate.limit
    assert limit.amount is not None
    assert limit.unit is not None
    stop = min(candidate.quote.end, limit.end + PRINTED_REACH)
    days = days_in(text, limit.end, stop, context.letter_date)
    if not days or not _COUNTED_FROM.match(text.plain[limit.end : days[0].start]):
        return None
    day = days[0].value
    known = {context.letter_date: Anchor.LETTER_DATE, context.decision_date: Anchor.DECISION_DATE}
    other = Anchor.DECISION_DATE if _OF_ANOTHER.search(candidate.clause) else Anchor.OTHER
    anchor = known.get(day, other)
    doubt = (*limit.doubt, "date_ambiguous") if days[0].ambiguous else limit.doubt
    if limit.unit is DeadlineUnit.HOURS:
        clock = next(find_clocks(text.plain, days[0].end, candidate.quote.end), None)
        at = clock or Clock(0, 0, time(0))
        moment, review = moment_of(day, at, context.office)
        doubt = (*doubt, "zone_unsaid" if clock else "hour_unsaid") if review else doubt
        return Due(add_hours(moment, limit.amount), anchor, doubt)
    end = window_end(day, limit.amount, limit.unit)
    value, doubt = _with_clock(end, limit.clock, doubt, context.office)
    return Due(value, anchor, doubt)


def _earlier_decision(text: Text, candidate: Candidate, context: DeadlineContext) -> date | None:
    """The day of the decision that a letter about its review names: "of the first notice".

    None for a window counted from anything else, and where the letter dates no earlier decision.
    """
    counted = candidate.limit.unit is not DeadlineUnit.HOURS
    if context.letter_date is None or not counted or not _EARLIER.search(candidate.clause):
        return None
    told = [
        found.value
        for found in find_dates(text, 0, len(text.plain))
        if found.value < context.letter_date
        and _OF_A_DECISION.search(text.plain, max(0, found.start - DECISION_REACH), found.start)
    ]
    return min(told, default=None)


def _anchor(candidate: Candidate, context: DeadlineContext) -> tuple[Anchor, tuple[str, ...]]:
    """The anchor as this letter means it."""
    anchor = candidate.anchor
    upheld = context.document_type is DocumentType.APPEAL_UPHELD
    if anchor is Anchor.OTHER and upheld and not _NOT_A_DECISION.search(candidate.clause):
        # the decision on the appeal is this letter, unless others decide a further one
        doubt = ("which_decision",) if _OF_OTHERS.search(candidate.clause) else ()
        return (Anchor.RECEIPT if _RECEIVES.search(candidate.clause) else Anchor.LETTER_DATE), doubt
    outside = candidate.kind in (DeadlineKind.EXTERNAL_REVIEW, DeadlineKind.FAIR_HEARING)
    later = outside or candidate.right == "second"
    this = re.search(r"\bthis\b", candidate.clause, re.IGNORECASE) is not None
    if anchor is Anchor.DECISION_DATE and later and not upheld and not this:
        return Anchor.OTHER, ("which_decision",)
    if anchor is Anchor.DECISION_DATE:
        if context.decision_date and context.decision_date != context.letter_date:
            return anchor, ()
        return Anchor.LETTER_DATE, ()
    if anchor is not None:
        return anchor, ()
    if (outside and not upheld) or candidate.right == "second":
        return Anchor.OTHER, ("anchor_unsaid",)
    if candidate.limit.unit is DeadlineUnit.HOURS:
        return Anchor.RECEIPT, ("anchor_unsaid",)
    return Anchor.LETTER_DATE, ("anchor_unsaid",)


def _start(anchor: Anchor, context: DeadlineContext) -> date | None:
    if anchor is Anchor.RECEIPT:
        return context.received_at.date()
    if anchor is Anchor.DECISION_DATE:
        return context.decision_date
    return context.letter_date


def _hours(
    text: Text,
    amount: int,
    anchor: Anchor,
    clause: str,
    doubt: tuple[str, ...],
    context: DeadlineContext,
) -> Due:
    """Hours run from the moment of receipt; "of the date of this letter" may mean earlier."""
    if anchor is Anchor.RECEIPT or not _OF_A_DATE.search(clause):
        logged = _logged(text, context)
        doubt = (*doubt, "receipt_printed") if logged else doubt
        return Due(add_hours(logged or context.received_at, amount), Anchor.RECEIPT, doubt)
    start = _start(anchor, context)
    if start is None or start >= context.received_at.date():
        return Due(
            add_hours(context.received_at, amount), Anchor.RECEIPT, (*doubt, "hours_of_date")
        )
    told = _decided_at(text, start, context) if _OF_A_MOMENT.search(clause) else None
    if told is not None:
        moment, review = told
        doubt = (*doubt, "zone_unsaid") if review else doubt
        return Due(add_hours(moment, amount), anchor, doubt, True)
    midnight = datetime.combine(start, time(0), context.office.tz)
    return Due(add_hours(midnight, amount), anchor, (*doubt, "hours_of_date"), True)


def _decided_at(text: Text, day: date, context: DeadlineContext) -> tuple[datetime, bool] | None:
    """The earliest time that the letter prints of its decision on a day; True to review."""
    told = []
    for span in sentences(text):
        if not _DECIDED.search(text.plain, *span):
            continue
        for found in find_dates(text, *span):
            clock = clock_after(text.plain, found.end, span.end)
            if found.value == day and clock is not None:
                told.append(moment_of(day, clock, context.office))
    return min(told, default=None)


def _logged(text: Text, context: DeadlineContext) -> datetime | None:
    """The moment of receipt that the letter's own words tell, where it is before the office's.

    Two readings of when a window began: the earlier counts, and a person looks.
    """
    told = []
    for span in sentences(text):
        if not says_receipt(text.plain, *span):
            continue
        days = find_dates(text, *span) or yearless_before(text, span, context.received_at.date())
        clock = next(find_clocks(text.plain, *span), None)
        if days and clock:
            told.append(moment_of(days[0].value, clock, context.office)[0])
    earliest = context.received_at - timedelta(days=LOG_DAYS)
    return min((at for at in told if earliest <= at < context.received_at), default=None)


def _from_event(
    text: Text, candidate: Candidate, context: DeadlineContext, doubt: tuple[str, ...]
) -> Due:
    """From a telephone notice whose time is printed; other events give no date."""
    limit = candidate.limit
    assert limit.amount is not None
    assert limit.unit is not None
    if not _TELEPHONE.search(candidate.clause):
        return Due(None, Anchor.OTHER, doubt)
    told = _telephone_notice(text, candidate, context.letter_date)
    if told is None:
        return Due(None, Anchor.OTHER, (*doubt, "anchor_missing"))
    day, clock, sure = told
    if sure < FAINT_NOTICE:
        doubt = (*doubt, "faint_notice")
    if limit.unit is not DeadlineUnit.HOURS:
        return Due(window_end(day, limit.amount, limit.unit), Anchor.OTHER, doubt)
    if clock is None:
        start = datetime.combine(day, time(0), context.office.tz)
        return Due(add_hours(start, limit.amount), Anchor.OTHER, (*doubt, "hour_unsaid"))
    moment, review = moment_of(day, clock, context.office)
    doubt = (*doubt, "zone_unsaid") if review else doubt
    return Due(add_hours(moment, limit.amount), Anchor.OTHER, doubt)


def _telephone_notice(
    text: Text, candidate: Candidate, near: date | None
) -> tuple[date, Clock | None, float] | None:
    """The last telephone notice told of before the candidate, else anywhere in the letter."""
    told: list[tuple[bool, int, date, Clock | None, float]] = []
    for span in sentences(text):
        words = text.plain[span.start : span.end]
        if not _TELEPHONE.search(words):
            continue
        days = find_dates(text, span.start, span.end) or yearless_before(text, span, near)
        if not days:
            continue
        clock = next(find_clocks(text.plain, days[0].end, span.end), None)
        clock = clock or next(find_clocks(text.plain, span.start, days[0].start), None)
        earlier = span.start <= candidate.place
        told.append((earlier, span.start, days[0].value, clock, text.confidence(*span)))
    if not told:
        return None
    _, _, day, clock, sure = max(told, key=lambda row: (row[0], row[1] if row[0] else -row[1]))
    return day, clock, sure


def _backwards(text: Text, candidate: Candidate, context: DeadlineContext) -> Due:
    """Counted back from the day on which something ends, where that day is printed."""
    limit = candidate.limit
    assert limit.amount is not None
    assert limit.unit is not None
    day = _end_of_care(text, candidate)
    if day is None:
        return Due(None, Anchor.OTHER, (*limit.doubt, "anchor_missing"))
    amount = abs(limit.amount)
    if limit.unit is DeadlineUnit.HOURS:
        start = datetime.combine(day, time(0), context.office.tz)
        return Due(add_hours(start, -amount), Anchor.OTHER, (*limit.doubt, "hour_unsaid"))
    before = _back(day, amount, limit.unit)
    value, doubt = _with_clock(before, limit.clock, limit.doubt, context.office)
    return Due(value, Anchor.OTHER, doubt)


def _back(day: date, amount: int, unit: DeadlineUnit) -> date:
    if unit is DeadlineUnit.BUSINESS_DAYS:
        start = day - timedelta(days=1)
        while add_business_days(start, amount) > day:
            start -= timedelta(days=1)
        return min(start, day - timedelta(days=1))
    if unit is DeadlineUnit.MONTHS:
        return window_end(day, -amount, unit)
    return day - timedelta(days=amount)


def _end_of_care(text: Text, candidate: Candidate) -> date | None:
    """The day on which coverage or care ends: in the sentence, else where the letter prints it."""
    here = find_dates(candidate.text, candidate.limit.end, candidate.quote.end)
    if here:
        return here[0].value
    days = set()
    for match in _ENDS.finditer(text.plain):
        near = find_dates(text, match.start(), min(len(text.plain), match.end() + 60))
        if near:
            days.add(near[0].value)
    return min(days) if days else None
