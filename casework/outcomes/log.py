"""Setting down how a step ended, with everything that it ends, opens and awaits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.clock.rights import STAGES
from casework.outcomes.entry import LOST, WON, Approval, Entry
from casework.outcomes.next_level import open_next
from casework.records import CaseRecord, CaseStatus, Level
from casework.records_case import QuestionRecord
from casework.records_office import (
    AuthorizationRecord,
    CallRecord,
    CallState,
    DeadlineRecord,
    DeadlineState,
    OutcomeRecord,
    Result,
)
from casework.store_cases import set_alarm
from docextract.letter.clock import add_hours
from docextract.office import Office

ASKED = "decision"
"""A question's kind: a decision letter that only a person can log."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_EARLY = timedelta(hours=1)
"""A call may begin somewhat before its slot."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the office, and when."""

    name: str
    now: datetime


def log_outcome(
    session: Session, case: CaseRecord, entry: Entry, who: Who, *, office: Office, hours: int
) -> OutcomeRecord:
    """Set an outcome down; ``hours`` is how long the payer has to put it in writing.

    The window of its step is met, those of the steps before it do not apply any more. What was
    lost opens the next step; what was won waits for the written confirmation, and until that is
    here the other windows still count.
    """
    row = _row(case, entry, who)
    session.add(row)
    session.flush()
    _end_windows(session, case, entry)
    _end_calls(session, case, entry)
    case.status, case.closed_at = CaseStatus.OPEN, None
    if entry.result in WON:
        session.add(_awaited(case, entry, row, hours))
    if entry.result is Result.OVERTURNED:
        case.status = CaseStatus.AWAITING
    if entry.result in LOST:
        open_next(session, case, entry.level, entry.decided_at, office)
        case.level = _next_level(session, case, entry.level)
    if entry.level is not Level.P2P and entry.result is not Result.PENDING:
        _answer(session, case.id, entry.result, who)
    case.updated_at = who.now
    set_alarm(session, case.id)
    told = json.dumps({"level": entry.level, "result": entry.result, "at": _iso(entry.decided_at)})
    history.append(session, case_id=case.id, at=who.now, who=who.name, what="outcome", detail=told)
    return row


def _answer(session: Session, case_id: str, result: Result, who: Who) -> None:
    """Take what is logged as the answer to what was asked about decision letters."""
    rows = select(QuestionRecord).where(
        QuestionRecord.case_id == case_id,
        QuestionRecord.kind == ASKED,
        QuestionRecord.answered_at.is_(None),
    )
    for row in session.scalars(rows):
        row.answer, row.answered_by, row.answered_at = result.value, who.name, who.now


def _row(case: CaseRecord, entry: Entry, who: Who) -> OutcomeRecord:
    return OutcomeRecord(
        case_id=case.id,
        level=entry.level,
        result=entry.result,
        decided_at=entry.decided_at,
        reviewer=entry.reviewer,
        specialty=entry.specialty,
        licence=entry.licence,
        criteria=list(entry.criteria),
        reasons=list(entry.reasons),
        unaddressed=list(entry.unaddressed),
        reference=entry.reference,
        minutes=entry.minutes,
        by=who.name,
        at=who.now,
    )


def _end_windows(session: Session, case: CaseRecord, entry: Entry) -> None:
    stage = STAGES[entry.level]
    for row in _open_windows(session, case.id):
        if row.level is None or STAGES[row.level] > stage:
            continue
        same = row.level == entry.level
        row.state = DeadlineState.MET if same else DeadlineState.WAIVED
        row.why = None if same else "a later step was taken"
        row.ended_at = entry.decided_at


def _open_windows(session: Session, case_id: str) -> Iterator[DeadlineRecord]:
    rows = select(DeadlineRecord).where(
        DeadlineRecord.case_id == case_id, DeadlineRecord.state == DeadlineState.OPEN
    )
    return iter(session.scalars(rows))


def _end_calls(session: Session, case: CaseRecord, entry: Entry) -> None:
    """A call that was planned for then was held; one that is no longer needed is off."""
    if entry.level is not Level.P2P:
        return
    planned = select(CallRecord).where(
        CallRecord.case_id == case.id,
        CallRecord.state.in_((CallState.PROPOSED, CallState.BOOKED)),
    )
    for call in session.scalars(planned):
        held = call.starts_at - _EARLY <= entry.decided_at
        call.state = CallState.HELD if held else CallState.CANCELLED
        call.why = None if held else "the call took place at another time"


def _awaited(case: CaseRecord, entry: Entry, row: OutcomeRecord, hours: int) -> AuthorizationRecord:
    approval: Approval = entry.approval
    return AuthorizationRecord(
        case_id=case.id,
        number=approval.number,
        valid_from=approval.valid_from.isoformat() if approval.valid_from else None,
        valid_through=approval.valid_through.isoformat() if approval.valid_through else None,
        units=approval.units,
        codes=list(approval.codes),
        awaited_since=entry.decided_at,
        confirm_by=add_hours(entry.decided_at, hours),
        outcome_id=row.id,
        faults=[],
    )


def _next_level(session: Session, case: CaseRecord, lost: Level) -> Level:
    """The step to take next: that of the open window of a later step that ends first."""
    later = [
        (row.due_at or _NEVER, STAGES[row.level], Level(row.level))
        for row in _open_windows(session, case.id)
        if row.level is not None and STAGES[row.level] > STAGES[lost]
    ]
    if later:
        return min(later)[2]
    return next((level for level in Level if STAGES[level] > STAGES[lost]), lost)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
