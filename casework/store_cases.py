"""What a case's letter says, set down for the worklist and the clock.

The functions take the session of a ``Store.read()`` or ``Store.write()``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.records import CaseRecord, Level
from casework.records_case import (
    CorrectionRecord,
    LetterRecord,
    RejectionRecord,
    ReleaseRecord,
)
from casework.records_office import DeadlineRecord, DeadlineState
from casework.rejected import Rejected
from docextract.facts import Deadline, DeadlineKind, Letter, LetterResult, Release
from docextract.office import Office, end_of

_LEVELS = {
    DeadlineKind.P2P: Level.P2P,
    DeadlineKind.INTERNAL_APPEAL: Level.APPEAL,
    DeadlineKind.EXPEDITED_APPEAL: Level.APPEAL,
    DeadlineKind.EXTERNAL_REVIEW: Level.EXTERNAL_REVIEW,
    DeadlineKind.FAIR_HEARING: Level.EXTERNAL_REVIEW,
}


def keep_letter(
    session: Session, case_id: str, result: LetterResult, number: int, now: datetime
) -> None:
    """Set down a letter as the machine read it; ``number`` is its place in its file.

    A letter that another case holds (it was split off or merged) stays there.
    """
    sha256 = result.source.sha256
    held = select(LetterRecord).where(LetterRecord.sha256 == sha256, LetterRecord.letter == number)
    record = session.scalars(held).one_or_none()
    if record is None:
        record = LetterRecord(case_id=case_id, sha256=sha256, letter=number)
        session.add(record)
    record.result, record.read_at = result.model_dump_json(), now
    session.flush()


def add_letter(
    session: Session, case_id: str, result: LetterResult, number: int, office: Office, now: datetime
) -> None:
    """Put another letter on the same dispute to a case: its words, and its deadlines."""
    keep_letter(session, case_id, result, number, now)
    origin = f"{result.source.sha256}-{number}"
    _show_deadlines(session, case_id, origin, result.letter, office)


def show_letter(
    session: Session, case_id: str, result: LetterResult, number: int, office: Office
) -> None:
    """Set the worklist's columns and the deadlines by a letter, as a person corrected it."""
    case, letter = session.get_one(CaseRecord, case_id), result.letter
    kind, category, plan = letter.document_type, letter.denial_category, letter.plan_type
    case.patient, case.member_id = letter.patient.name.value, letter.patient.member_id.value
    case.payer, case.reference = letter.payer.value, letter.reference_number.value
    case.reference_key = key_of(case.reference)
    case.document_type, case.category, case.plan_type = kind.value, category.value, plan.value
    codes = [str(each.code.value) for each in letter.services if each.code.value]
    case.procedure = ", ".join(dict.fromkeys(codes)) or None
    case.letter_date, case.service_date = letter.letter_date.value, letter.service_from.value
    case.needs_review = kind.needs_review or any(each.needs_review for each in letter.deadlines)
    _show_deadlines(session, case_id, f"{result.source.sha256}-{number}", letter, office)
    set_alarm(session, case_id)


def key_of(reference: str | None) -> str | None:
    """A reference number's letters and digits alone: payers print one number in many ways."""
    return re.sub(r"[\W_]", "", reference).upper() or None if reference else None


def _show_deadlines(
    session: Session, case_id: str, origin: str, letter: Letter, office: Office
) -> None:
    """Each deadline of a letter in its row; one that it no longer has does not apply."""
    before = {row.position: row for row in _of_origin(session, case_id, origin)}
    for position, said in enumerate(letter.deadlines):
        row = before.pop(position, None)
        if row is None:
            row = DeadlineRecord(case_id=case_id, origin=origin, position=position)
            row.state = DeadlineState.OPEN
            session.add(row)
        _say(row, said, office)
    for row in before.values():
        if row.state == DeadlineState.OPEN:
            row.state, row.why = DeadlineState.WAIVED, "the letter, read anew, does not have it"
    session.flush()


def _of_origin(session: Session, case_id: str, origin: str) -> Iterator[DeadlineRecord]:
    rows = select(DeadlineRecord).where(
        DeadlineRecord.case_id == case_id, DeadlineRecord.origin == origin
    )
    return iter(session.scalars(rows))


def _say(row: DeadlineRecord, said: Deadline, office: Office) -> None:
    kind, due, alarm = said.kind.value, said.due.value, said.act_by.value
    row.kind = kind.value if kind else "unknown"
    row.level = level_of(said)
    row.party, row.quote, row.due = said.party.value, said.quote.value, due
    row.due_at = end_of(_moment(due), office) if due else None
    row.act_by = datetime.fromisoformat(alarm) if alarm else None
    row.needs_review = said.needs_review


def level_of(said: Deadline) -> Level | None:
    """The step of the dispute that a right opens; None where it opens none."""
    kind = said.kind.value
    if kind is DeadlineKind.INTERNAL_APPEAL and (said.level.value or 1) > 1:
        return Level.SECOND_LEVEL
    return _LEVELS.get(kind) if kind else None


def _moment(due: str) -> date | datetime:
    return datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due)


def set_alarm(session: Session, case_id: str) -> None:
    """Set a case's ``act_by`` and ``act_kind`` to the earliest alarm of its open deadlines.

    To be called after every change of a deadline's state or moment.
    """
    session.flush()
    alarm = func.coalesce(DeadlineRecord.act_by, DeadlineRecord.due_at)
    first = (
        select(alarm, DeadlineRecord.kind)
        .where(DeadlineRecord.case_id == case_id, DeadlineRecord.state == DeadlineState.OPEN)
        .where(alarm.is_not(None))
        .order_by(alarm)
        .limit(1)
    )
    case, found = session.get_one(CaseRecord, case_id), session.execute(first).one_or_none()
    case.act_by, case.act_kind = (found[0], found[1]) if found else (None, None)


def letters_of(session: Session, case_id: str) -> tuple[LetterResult, ...]:
    """A case's letters as the machine read them, the one that opened it first."""
    rows = select(LetterRecord).where(LetterRecord.case_id == case_id).order_by(LetterRecord.id)
    return tuple(LetterResult.model_validate_json(row.result) for row in session.scalars(rows))


def corrections_of(session: Session, case_id: str) -> dict[str, CorrectionRecord]:
    """The corrections that count, by field: the newest of each that was not withdrawn."""
    rows = (
        select(CorrectionRecord)
        .where(CorrectionRecord.case_id == case_id, CorrectionRecord.withdrawn_at.is_(None))
        .order_by(CorrectionRecord.id)
    )
    return {row.field: row for row in session.scalars(rows)}


def rejections_of(session: Session, case_id: str) -> tuple[Rejected, ...]:
    """The passages that must not be used in a case."""
    rows = select(RejectionRecord).where(RejectionRecord.case_id == case_id)
    return tuple(
        (row.document_sha256, row.page, row.words_sha256)
        for row in session.scalars(rows.order_by(RejectionRecord.id))
    )


def releases_of(session: Session, case_id: str) -> dict[str, Release]:
    """What people said of papers that were kept out of a case, by the papers' SHA-256."""
    rows = (
        select(ReleaseRecord)
        .where(ReleaseRecord.case_id == case_id, ReleaseRecord.withdrawn_at.is_(None))
        .order_by(ReleaseRecord.id)
    )
    return {
        row.document_sha256: Release(
            pages=None if row.pages is None else frozenset(row.pages),
            told=f"used on the word of {row.by} ({row.why})",
        )
        for row in session.scalars(rows)
    }
