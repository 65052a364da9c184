"""What a person should know of the inbox: five lists, as plain data."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.records_case import QuestionRecord
from casework.records_inbox import (
    FaxReportRecord,
    MisdirectedRecord,
    SightingRecord,
    SightingState,
)


class Waiting(TypedDict):
    """A file that waits, or that could not be read; moments are ISO."""

    file: str
    state: str
    first_seen: str
    reason: str | None
    next_try: str | None


class Misdirected(TypedDict):
    """A letter for somebody else's patient; ``id`` names it for ``p2p misdirected``."""

    id: str
    file: str
    payer: str | None
    provider: str | None
    why: str
    seen_at: str
    reported_at: str | None


class FaxReport(TypedDict):
    """A fax machine's report that fits no case; ``id`` names it for ``p2p proof``."""

    id: str
    file: str
    number: str | None
    delivered: bool
    why: str
    seen_at: str


class Asked(TypedDict):
    """A question that only a person can answer."""

    case: str
    other: str
    words: str
    asked_at: str


class Lists(TypedDict):
    """All five."""

    waiting: list[Waiting]
    unreadable: list[Waiting]
    not_ours: list[Misdirected]
    fax_reports: list[FaxReport]
    asked: list[Asked]


def lists(session: Session) -> Lists:
    """What waits, what could not be read, what is not ours or fits no case, what is asked.

    Each list has its oldest first.
    """
    asked = select(QuestionRecord).where(QuestionRecord.answered_at.is_(None))
    strays = select(MisdirectedRecord).where(MisdirectedRecord.claimed_at.is_(None))
    reports = select(FaxReportRecord).where(FaxReportRecord.settled_at.is_(None))
    return Lists(
        waiting=_files(session, SightingState.WAITING),
        unreadable=_files(session, SightingState.FAILED, SightingState.REFUSED),
        not_ours=[_stray(row) for row in session.scalars(strays.order_by(MisdirectedRecord.id))],
        fax_reports=[_report(row) for row in session.scalars(reports.order_by(FaxReportRecord.id))],
        asked=[
            Asked(case=row.case_id, other=row.other, words=row.words,
                  asked_at=row.asked_at.isoformat())
            for row in session.scalars(asked.order_by(QuestionRecord.id))
        ],
    )  # fmt: skip


def _files(session: Session, *states: SightingState) -> list[Waiting]:
    rows = select(SightingRecord).where(SightingRecord.state.in_(states))
    return [
        Waiting(
            file=row.path, state=row.state, first_seen=row.first_seen.isoformat(),
            reason=row.reason, next_try=row.next_try.isoformat() if row.next_try else None,
        )
        for row in session.scalars(rows.order_by(SightingRecord.first_seen, SightingRecord.id))
    ]  # fmt: skip


def _report(row: FaxReportRecord) -> FaxReport:
    return FaxReport(
        id=f"{row.sha256[:10]}-{row.letter}", file=row.name, number=row.number,
        delivered=row.delivered, why=row.why, seen_at=row.seen_at.isoformat(),
    )  # fmt: skip


def _stray(row: MisdirectedRecord) -> Misdirected:
    return Misdirected(
        id=f"{row.sha256[:10]}-{row.letter}", file=row.name, payer=row.payer,
        provider=row.provider, why=row.why, seen_at=row.seen_at.isoformat(),
        reported_at=row.reported_at.isoformat() if row.reported_at else None,
    )  # fmt: skip
