"""The peer-to-peer call of a case, as the office logged it and as papers tell it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.records import Level as Step
from casework.records_office import OutcomeRecord, Result
from packet_builder.outcome import CallOutcome


def call_outcome(row: OutcomeRecord | None) -> CallOutcome | None:
    """A logged call as the letters tell it."""
    if row is None:
        return None
    return CallOutcome(
        result=Result(row.result).value,
        held_at=row.decided_at.isoformat(timespec="minutes"),
        reviewer_name=row.reviewer,
        reviewer_specialty=row.specialty,
        reviewer_licence=row.licence,
        reference=row.reference,
        criteria_named=tuple(row.criteria),
        reasons=tuple(row.reasons),
        unaddressed=tuple(row.unaddressed),
    )


def last_call(session: Session, case_id: str) -> OutcomeRecord | None:
    """The newest outcome of a case's peer-to-peer call."""
    rows = select(OutcomeRecord).where(
        OutcomeRecord.case_id == case_id, OutcomeRecord.level == Step.P2P
    )
    return session.scalars(rows.order_by(OutcomeRecord.id.desc()).limit(1)).one_or_none()
