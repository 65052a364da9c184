"""Drafts of appeals as versions: ours may be written anew, a person's edits are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.case_files import load_case, put_file
from casework.exits import UsageError
from casework.files import sha256_of, staging
from casework.office import OfficeFolder
from casework.records import CaseRecord
from casework.records import Level as Step
from casework.records_office import DraftRecord, OutcomeRecord, Result
from packet_builder.appeal import appeal_bytes
from packet_builder.appeal_order import AppealOrder
from packet_builder.appeal_review import Difference, refresh_appeal, verify_appeal
from packet_builder.case import Case
from packet_builder.outcome import CallOutcome, Level

LEVELS = {
    Step.P2P: Level.INTERNAL,
    Step.APPEAL: Level.INTERNAL,
    Step.SECOND_LEVEL: Level.SECOND,
    Step.EXTERNAL_REVIEW: Level.EXTERNAL,
}
"""The letter that a step of the dispute asks for."""

STEPS = {
    Level.INTERNAL: Step.APPEAL,
    Level.EXPEDITED: Step.APPEAL,
    Level.SECOND: Step.SECOND_LEVEL,
    Level.EXTERNAL: Step.EXTERNAL_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was written. ``kept`` is the edited version whose prose it carries on."""

    path: Path
    kept: Path | None = None
    missing: tuple[str, ...] = ()


def draft_appeal(
    office: OfficeFolder, case_id: str, order: AppealOrder, who: str, now: datetime
) -> Draft:
    """Write the letter of a level: anew, or, where a person edited it, as its next version.

    The edited file is never touched: the case's facts are refreshed in a copy, its prose stays.

    Raises:
        UsageError: the case was not prepared.
        UnreadableFileError: the edited file is no Word file any more.
        OutputError: the letter cannot be written.
    """
    with office.store.read() as session:
        record = session.get_one(CaseRecord, case_id)
        case = load_case(office, record)
        newest = _newest(session, case_id, order.level)
    case = case.model_copy(update={"prepared_at": now.isoformat(timespec="seconds")})
    edited = _edited(office, newest)
    missing: tuple[str, ...] = ()
    if edited is None:
        data = appeal_bytes(case, order)
    else:
        data, missing = _refreshed(office, edited, case, order)
    path, sha256 = put_file(office, record, _name(order.level), data, now)
    version = (newest.version if newest else 0) + 1
    with office.store.write() as session:
        session.add(
            DraftRecord(
                case_id=case_id, kind=str(order.level), version=version,
                path=str(path.relative_to(office.out)), sha256=sha256, written_at=now,
            )
        )  # fmt: skip
        what = f"drafted: {order.level}, version {version}"
        history.append(session, case_id=case_id, at=now, who=who, what=what)
    return Draft(path, edited, missing)


def check_appeal(
    office: OfficeFolder, case_id: str, order: AppealOrder
) -> tuple[Path, tuple[Difference, ...]]:
    """The newest version of a level's letter, and where it differs from the case.

    Raises:
        UsageError: nothing was drafted yet.
        UnreadableFileError: the file is no Word file any more.
    """
    with office.store.read() as session:
        record = session.get_one(CaseRecord, case_id)
        case, newest = load_case(office, record), _newest(session, case_id, order.level)
    path = office.out / newest.path if newest else None
    if path is None or not path.exists():
        raise UsageError(f"there is no draft of that level; write one with p2p appeal {case_id}")
    return path, verify_appeal(path, case, order)


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


def _newest(session: Session, case_id: str, level: Level) -> DraftRecord | None:
    rows = select(DraftRecord).where(DraftRecord.case_id == case_id, DraftRecord.kind == str(level))
    return session.scalars(rows.order_by(DraftRecord.version.desc()).limit(1)).one_or_none()


def _edited(office: OfficeFolder, newest: DraftRecord | None) -> Path | None:
    """The newest draft where a person has changed it."""
    if newest is None:
        return None
    path = office.out / newest.path
    if not path.is_file() or sha256_of(path) == newest.sha256:
        return None
    return path


def _refreshed(
    office: OfficeFolder, edited: Path, case: Case, order: AppealOrder
) -> tuple[bytes, tuple[str, ...]]:
    """The next version of an edited letter, and the facts that it has no place for."""
    with staging(office.private) as work:
        told = refresh_appeal(edited, case, work / "appeal.docx", order)
        data = (work / "appeal.docx").read_bytes()
    return data, tuple(control.title for control in told.missing)


def _name(level: Level) -> str:
    return "appeal.docx" if level is Level.INTERNAL else f"appeal-{level}.docx"
