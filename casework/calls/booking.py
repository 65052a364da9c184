"""A case's calls: what bounds them, and how far each has come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import history
from casework.calls.calendar import Span, read_calendar
from casework.calls.slots import MOST_DAYS, Bounds
from casework.exits import UsageError
from casework.outcomes.log import Who
from casework.records import CaseRecord
from casework.records_office import CallRecord, CallState, DeadlineRecord, DeadlineState
from casework.settings import Provider, Settings
from docextract.facts import DeadlineKind, Letter
from docextract.letter.clock_text import line_hours
from docextract.office import LineHours

_LIVE = (CallState.PROPOSED, CallState.BOOKED)


@dataclass(frozen=True, slots=True)
class Physician:
    """Who calls, and the calendar file of their time."""

    name: str | None
    calendar: Path


def open_window(session: Session, case_id: str, now: datetime) -> DeadlineRecord:
    """The peer-to-peer window that is open, the one that ends first.

    Raises:
        UsageError: there is none with a date; the message says what is known.
    """
    rows = session.scalars(
        select(DeadlineRecord).where(
            DeadlineRecord.case_id == case_id, DeadlineRecord.kind == DeadlineKind.P2P.value
        )
    ).all()
    ahead = [
        row
        for row in rows
        if row.state == DeadlineState.OPEN and row.due_at is not None and row.due_at > now
    ]
    first = min(ahead, key=_ends, default=None)
    if first is not None:
        return first
    if not rows:
        raise UsageError(f"the letter of case {case_id} offers no peer-to-peer call")
    if any(row.due_at is None and row.state == DeadlineState.OPEN for row in rows):
        raise UsageError(
            f"the window of case {case_id} has no date: ask the payer, and set it with p2p fix"
        )
    raise UsageError(f"the peer-to-peer window of case {case_id} is over; see p2p show {case_id}")


def _ends(row: DeadlineRecord) -> float:
    return row.due_at.timestamp() if row.due_at else float("inf")


def bounds_of(
    window: DeadlineRecord, letter: Letter, calendar: Path, settings: Settings, now: datetime
) -> Bounds:
    """What a slot must keep to.

    Raises:
        UnreadableFileError: the calendar cannot be read.
    """
    office = settings.office
    until = window.due_at or now
    last = min(until, now + timedelta(days=MOST_DAYS)) + timedelta(days=1)
    busy = read_calendar(calendar, now - timedelta(days=1), last, office.tz)
    return Bounds(now, until, office, line_of(letter, settings), busy)


def line_of(letter: Letter, settings: Settings) -> LineHours | None:
    """When the payer answers: as the letter prints it, else as the settings know it."""
    printed = letter.contacts.p2p_hours.value
    line = line_hours(printed) if printed else None
    if line is not None:
        return line
    names = " ".join(n.casefold() for n in (letter.payer.value, letter.um_vendor.value) if n)
    return next((p.line for p in settings.payers if p.name.casefold() in names), None)


def physician_of(letter: Letter, settings: Settings, calendar: Path | None) -> Physician:
    """Who calls: the letter's provider where the settings know them, else the only one there is.

    Raises:
        UsageError: no calendar is known.
    """
    who = _provider(letter, settings.providers)
    path = calendar or (who.calendar if who else None)
    if path is None:
        raise UsageError("give the physician's --calendar, or set providers.calendar in p2p.toml")
    return Physician(who.name if who else letter.ordering_provider.name.value, path)


def _provider(letter: Letter, providers: Iterable[Provider]) -> Provider | None:
    listed = tuple(providers)
    npi, name = letter.ordering_provider.npi.value, letter.ordering_provider.name.value or ""
    for each in listed:
        if npi and each.npi == npi:
            return each
    for each in listed:
        if name and each.name.casefold().startswith(name.casefold()):
            return each
    return listed[0] if len(listed) == 1 else None


def planned_call(session: Session, case_id: str) -> CallRecord | None:
    """The call that is proposed or booked."""
    rows = select(CallRecord).where(CallRecord.case_id == case_id, CallRecord.state.in_(_LIVE))
    return session.scalars(rows.order_by(CallRecord.id.desc()).limit(1)).one_or_none()


def newest_call(session: Session, case_id: str) -> CallRecord:
    """The call that was planned last, whatever became of it."""
    rows = select(CallRecord).where(CallRecord.case_id == case_id)
    return session.scalars(rows.order_by(CallRecord.id.desc()).limit(1)).one()


def plan_call(
    session: Session, case: CaseRecord, span: Span, state: CallState, physician: Physician,
    phone: str | None, who: Who,
) -> CallRecord:  # fmt: skip
    """Propose or book a call; one that is planned already is moved: the same event, once more."""
    call = planned_call(session, case.id)
    if call is None:
        call = CallRecord(case_id=case.id, uid=_uid(session, case.id), sequence=0)
        session.add(call)
    elif (call.starts_at, call.ends_at, call.state) != (span.starts, span.ends, state):
        call.sequence += 1
    call.state, call.starts_at, call.ends_at = state, span.starts, span.ends
    call.physician, call.phone, call.why = physician.name, phone, None
    call.by, call.at = who.name, who.now
    _tell(session, case, call, who)
    return call


def end_call(
    session: Session, case: CaseRecord, state: CallState, why: str | None, who: Who
) -> CallRecord:
    """Mark the planned call as missed or cancelled.

    Raises:
        UsageError: none is planned, or a call to come cannot have been missed.
    """
    call = planned_call(session, case.id)
    if call is None:
        raise UsageError(f"case {case.id} has no planned call")
    if state is CallState.MISSED and call.starts_at > who.now:
        raise UsageError("the call is still to come: move it with --at, or --cancel it")
    call.state, call.why, call.sequence = state, why, call.sequence + 1
    _tell(session, case, call, who)
    return call


def _tell(session: Session, case: CaseRecord, call: CallRecord, who: Who) -> None:
    case.updated_at = who.now
    session.flush()
    told = f"{call.starts_at.isoformat(timespec='minutes')}{f'; {call.why}' if call.why else ''}"
    history.append(
        session, case_id=case.id, at=who.now, who=who.name, what=f"call {call.state}", detail=told
    )


def _uid(session: Session, case_id: str) -> str:
    """The calendar's name of a case's next call."""
    count = select(func.count()).select_from(CallRecord).where(CallRecord.case_id == case_id)
    seed = f"{case_id}/call/{session.scalar(count)}"
    return hashlib.sha256(seed.encode()).hexdigest()[:32] + "@p2p.invalid"
