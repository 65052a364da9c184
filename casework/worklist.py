"""The worklist: open cases, most urgent first, and one case with all that is known of it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from casework import history
from casework.exits import UsageError
from casework.records import Base, CaseRecord, CaseState, CaseStatus, EventRecord, Level
from casework.records_case import CaseDocument, NoteRecord, QuestionRecord
from casework.records_office import (
    AlertRecord,
    AuthorizationRecord,
    CallRecord,
    DeadlineRecord,
    DraftRecord,
    OutcomeRecord,
    SentRecord,
)
from docextract.facts import Frozen

OPEN = (CaseStatus.OPEN, CaseStatus.AWAITING)
_SPAN = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class WorkLine(Frozen):
    """A case of the worklist; ``act_by`` is the earliest alarm among its open windows."""

    id: str
    status: CaseStatus
    level: Level
    state: CaseState
    patient: str | None
    payer: str | None
    reference: str | None
    procedure: str | None
    document_type: str | None
    act_by: datetime | None
    act_kind: str | None
    assignee: str | None
    needs_review: bool
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which cases; None and False ask for nothing. ``nobody`` is for those without assignee.

    ``listed`` is for papers that there was nothing to prepare for, which else are left out.
    """

    status: tuple[CaseStatus, ...] = OPEN
    act_before: datetime | None = None
    assignee: str | None = None
    nobody: bool = False
    payer: str | None = None
    patient: str | None = None
    level: Level | None = None
    needs_review: bool = False
    listed: bool = False


_COLUMNS = tuple(getattr(CaseRecord, name) for name in WorkLine.model_fields)


def worklist(session: Session, filters: Filters, *, most: int) -> list[WorkLine]:
    """The first ``most`` cases by ``act_by``; those without an alarm come last, newest first.

    Each status is read along its index, so that a hundred thousand closed cases cost nothing.
    """
    parts = [_part(session, filters, status, most) for status in filters.status]
    merged = heapq.merge(*parts, key=_urgency)
    return [line for _, line in zip(range(most), merged, strict=False)]


def _urgency(line: WorkLine) -> tuple[bool, datetime]:
    return (line.act_by is None, line.act_by or _NEVER)


_NEVER = datetime.max.replace(tzinfo=UTC)


def _part(session: Session, filters: Filters, status: CaseStatus, most: int) -> Iterator[WorkLine]:
    """The cases of one status in the worklist's order."""
    chosen = select(*_COLUMNS).where(CaseRecord.status == status, *_wanted(filters))
    dated = chosen.where(CaseRecord.act_by.is_not(None)).order_by(CaseRecord.act_by)
    found = _lines(session, dated.limit(most))
    yield from found
    if len(found) < most and filters.act_before is None:
        undated = chosen.where(CaseRecord.act_by.is_(None)).order_by(CaseRecord.opened_at.desc())
        yield from _lines(session, undated.limit(most - len(found)))


def _lines(session: Session, rows: Select[Any]) -> list[WorkLine]:
    return [WorkLine.model_validate(dict(row._mapping)) for row in session.execute(rows)]


def _wanted(filters: Filters) -> Iterator[ColumnElement[bool]]:
    yield CaseRecord.merged_into.is_(None)
    is_listed = CaseRecord.state == CaseState.LISTED
    yield is_listed if filters.listed else ~is_listed
    if filters.act_before is not None:
        yield CaseRecord.act_by <= filters.act_before
    if filters.assignee is not None:
        yield CaseRecord.assignee == filters.assignee
    if filters.nobody:
        yield CaseRecord.assignee.is_(None)
    if filters.payer is not None:
        yield CaseRecord.payer.icontains(filters.payer, autoescape=True)
    if filters.patient is not None:
        yield or_(
            CaseRecord.patient.icontains(filters.patient, autoescape=True),
            CaseRecord.member_id.icontains(filters.patient, autoescape=True),
        )
    if filters.level is not None:
        yield CaseRecord.level == filters.level
    if filters.needs_review:
        yield CaseRecord.needs_review.is_(True)


def span_of(told: str) -> timedelta:
    """``3d``, ``12h`` or ``2w`` as a length of time.

    Raises:
        UsageError: it is none.
    """
    match = _SPAN.fullmatch(told.strip().lower())
    if match is None:
        raise UsageError(f"{told!r} is no length of time such as 12h, 3d or 2w")
    return timedelta(**{_UNITS[match.group(2)]: int(match.group(1))})


_PARTS: tuple[tuple[str, type[Base]], ...] = (
    ("documents", CaseDocument),
    ("deadlines", DeadlineRecord),
    ("calls", CallRecord),
    ("outcomes", OutcomeRecord),
    ("authorizations", AuthorizationRecord),
    ("drafts", DraftRecord),
    ("sent", SentRecord),
    ("questions", QuestionRecord),
    ("notes", NoteRecord),
    ("alerts", AlertRecord),
    ("history", EventRecord),
)
_HIDDEN = frozenset({"case_id", "salt", "digest", "chain", "fingerprint"})


def case_view(session: Session, case: CaseRecord) -> dict[str, Any]:
    """Everything that the store knows of a case, as values that JSON can hold."""
    parts = {name: _rows(session, kind, case.id) for name, kind in _PARTS}
    return {**_told(case), **parts}


def _rows(session: Session, kind: type[Base], case_id: str) -> list[dict[str, Any]]:
    columns = kind.__table__.c
    rows = select(kind).where(columns.case_id == case_id).order_by(columns.id)
    return [_told(row) for row in session.scalars(rows)]


def _told(row: Base) -> dict[str, Any]:
    names = [column.key for column in row.__table__.columns if column.key not in _HIDDEN]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def assign(session: Session, case: CaseRecord, to: str | None, who: str, now: datetime) -> None:
    """Give a case to somebody, or to nobody."""
    case.assignee, case.updated_at = to, now
    history.append(
        session, case_id=case.id, at=now, who=who, what="assigned", detail=to or "to nobody"
    )


def note(session: Session, case: CaseRecord, words: str, who: str, now: datetime) -> None:
    """Write something down about a case."""
    session.add(NoteRecord(case_id=case.id, words=words, by=who, at=now))
    case.updated_at = now
    history.append(session, case_id=case.id, at=now, who=who, what="noted", detail=words)


def close(session: Session, case: CaseRecord, why: str, who: str, now: datetime) -> None:
    """Take a case off the worklist; no alert is told of it any more.

    Raises:
        UsageError: it is closed already.
    """
    if case.status == CaseStatus.CLOSED:
        raise UsageError(f"case {case.id} is closed already; --reopen opens it")
    case.status, case.closed_at, case.updated_at = CaseStatus.CLOSED, now, now
    history.append(session, case_id=case.id, at=now, who=who, what="closed", detail=why)


def reopen(session: Session, case: CaseRecord, why: str, who: str, now: datetime) -> None:
    """Put a closed case back on the worklist."""
    case.status, case.closed_at, case.updated_at = CaseStatus.OPEN, None, now
    history.append(session, case_id=case.id, at=now, who=who, what="reopened", detail=why)


SHEET = ("Case", "Act by", "Window", "Status", "Step", "Patient", "Payer", "Reference", "Service",
         "Assigned to", "Check", "Remark")  # fmt: skip


def sheet_rows(lines: Sequence[WorkLine], zone: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - a tzinfo
    """The worklist's rows under :data:`SHEET`, moments in the office's zone."""
    for line in lines:
        act_by = line.act_by.astimezone(zone) if line.act_by else None
        yield (line.id, act_by, line.act_kind, line.status.value, line.level.value, line.patient,
               line.payer, line.reference, line.procedure, line.assignee,
               "check" if line.needs_review else None, line.reason)  # fmt: skip
