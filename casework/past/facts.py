"""The past as values: each case's letter, each known outcome, each window that was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.records import CaseRecord, Level
from casework.records_office import (
    CallRecord,
    CallState,
    DeadlineRecord,
    DeadlineState,
    OutcomeRecord,
    Result,
)

UNKNOWN = "not known"
_DENIALS = ("denial", "partial_denial", "appeal_upheld")


@dataclass(frozen=True, slots=True)
class Denied:
    """A case by what its letter says; ``codes`` are the services'."""

    case: str
    payer: str
    category: str
    codes: tuple[str, ...]
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """The last word on one step of a case; ``days`` from the letter's arrival to it."""

    denied: Denied
    level: Level
    result: Result
    decided_at: datetime
    days: float
    minutes: int | None = None
    reviewer: str | None = None
    specialty: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A window that ended unused, and why as far as the store knows."""

    denied: Denied
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that a report looks at."""

    denied: tuple[Denied, ...]
    decided: tuple[Decided, ...]
    missed: tuple[Missed, ...]


def past_of(session: Session, since: date | None, until: date | None) -> Past:
    """The cases that were opened between two days (both inclusive), and what became of them."""
    denied = {each.case: each for each in _denied(session, since, until)}
    return Past(
        denied=tuple(denied.values()),
        decided=tuple(_decided(session, denied)),
        missed=tuple(_missed(session, denied)),
    )


def _denied(session: Session, since: date | None, until: date | None) -> Iterator[Denied]:
    columns = (CaseRecord.id, CaseRecord.payer, CaseRecord.category, CaseRecord.procedure,
               CaseRecord.opened_at)  # fmt: skip
    rows = select(*columns).where(
        CaseRecord.merged_into.is_(None), CaseRecord.document_type.in_(_DENIALS)
    )
    for case, payer, category, procedure, opened in session.execute(rows.order_by(CaseRecord.id)):
        day = opened.date()
        if (since is None or day >= since) and (until is None or day <= until):
            codes = tuple((procedure or "").split(", ")) if procedure else ()
            yield Denied(case, payer or UNKNOWN, category or UNKNOWN, codes, opened)


def _decided(session: Session, denied: dict[str, Denied]) -> Iterator[Decided]:
    """Of several outcomes of one step the last counts."""
    last: dict[tuple[str, Level], OutcomeRecord] = {}
    for row in session.scalars(select(OutcomeRecord).order_by(OutcomeRecord.id)):
        if row.case_id in denied:
            last[row.case_id, row.level] = row
    for row in last.values():
        case = denied[row.case_id]
        yield Decided(
            denied=case,
            level=Level(row.level),
            result=Result(row.result),
            decided_at=row.decided_at,
            days=(row.decided_at - case.opened_at).total_seconds() / 86400,
            minutes=row.minutes,
            reviewer=row.reviewer,
            specialty=row.specialty,
            reasons=tuple(row.reasons),
        )


def _missed(session: Session, denied: dict[str, Denied]) -> Iterator[Missed]:
    calls: dict[str, list[CallRecord]] = defaultdict(list)
    for call in session.scalars(select(CallRecord).order_by(CallRecord.id)):
        calls[call.case_id].append(call)
    rows = select(DeadlineRecord).where(DeadlineRecord.state == DeadlineState.MISSED)
    for row in session.scalars(rows.order_by(DeadlineRecord.id)):
        if row.case_id in denied:
            case = denied[row.case_id]
            yield Missed(case, row.kind, _why(row, case, calls[row.case_id]))


def _why(row: DeadlineRecord, case: Denied, calls: Sequence[CallRecord]) -> str:
    if row.due_at is not None and row.due_at <= case.opened_at:
        return "the letter came after its end"
    if row.kind != Level.P2P.value:
        return "nothing was sent"
    missed = [call for call in calls if call.state == CallState.MISSED]
    if missed:
        return f"the call did not take place: {missed[-1].why or 'no reason was noted'}"
    if any(call.state in (CallState.BOOKED, CallState.HELD) for call in calls):
        return "a call was booked, and no outcome was logged"
    return "no call was booked"
