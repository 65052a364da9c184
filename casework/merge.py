"""Two cases about one dispute become one, and may be parted again."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework import history
from casework.exits import UsageError
from casework.fix import Said
from casework.records import Base, CaseRecord, CaseStatus, EventRecord
from casework.records_case import CaseDocument, LetterRecord, NoteRecord, QuestionRecord
from casework.records_office import (
    AuthorizationRecord,
    CallRecord,
    DeadlineRecord,
    OutcomeRecord,
    SentRecord,
)
from casework.store_cases import key_of, set_alarm

MERGED = "merged"
"""What the history says; its detail lists the rows that went over, so that they can go back."""

_MOVED: tuple[Any, ...] = (
    LetterRecord, CaseDocument, DeadlineRecord, CallRecord, OutcomeRecord, AuthorizationRecord,
    NoteRecord, SentRecord,
)  # fmt: skip
"""What goes over. Corrections, drafts and written files stay with the letter they are about."""


def merge(session: Session, case: CaseRecord, into: CaseRecord, said: Said) -> None:
    """Put a case's letters, windows, calls and all that came of them into another case.

    Raises:
        UsageError: they are the same, or on different patients.
    """
    if case.id == into.id:
        raise UsageError(f"{case.id} is one case already")
    _refuse_other_patient(case, into)
    moved = {table.__tablename__: _ids(session, table, case.id) for table in _MOVED}
    for table in _MOVED:
        _move(session, table, moved[table.__tablename__], into.id)
    case.merged_into, case.status, case.closed_at = into.id, CaseStatus.CLOSED, said.at
    _answer(session, case.id, into.id, "same", said)
    told = json.dumps({"case": case.id, "into": into.id, "moved": moved})
    for each in (case, into):
        set_alarm(session, each.id)
        history.append(session, case_id=each.id, who=said.by, what=MERGED, at=said.at, detail=told)


def _refuse_other_patient(case: CaseRecord, into: CaseRecord) -> None:
    ours, theirs = key_of(case.member_id), key_of(into.member_id)
    if ours and theirs and ours != theirs:
        raise UsageError(
            f"{case.id} and {into.id} have different member numbers: they are on two patients"
        )


def _ids(session: Session, table: Any, case_id: str) -> list[int]:  # noqa: ANN401 - any table
    return list(session.scalars(select(table.id).where(table.case_id == case_id)))


def _move(session: Session, table: type[Base], ids: list[int], case_id: str) -> None:
    for number in ids:
        row: Any = session.get(table, number)
        if row is not None:
            row.case_id = case_id


def split(session: Session, case_id: str, said: Said) -> CaseRecord:
    """Part a case again from the one that it was merged into; gives that one.

    Raises:
        UsageError: it was not merged, or what went over was purged since.
    """
    case = session.get(CaseRecord, case_id)
    if case is None or case.merged_into is None:
        raise UsageError(f"{case_id} is not the id of a case that was merged into another")
    rows = (
        select(EventRecord)
        .where(EventRecord.case_id == case_id, EventRecord.what == MERGED)
        .order_by(EventRecord.id.desc())
    )
    event = session.scalars(rows).first()
    if event is None or event.detail is None:
        raise UsageError(f"what was merged of {case_id} is not known any more")
    moved = json.loads(event.detail)["moved"]
    for table in _MOVED:
        _move(session, table, moved[table.__tablename__], case_id)
    into = session.get_one(CaseRecord, case.merged_into)
    case.merged_into, case.status, case.closed_at = None, CaseStatus.OPEN, None
    _answer(session, case_id, into.id, "different", said)
    for each in (case, into):
        set_alarm(session, each.id)
        history.append(
            session, case_id=each.id, who=said.by, what="split", at=said.at,
            detail=f"{case_id} from {into.id}",
        )  # fmt: skip
    return into


def keep_apart(session: Session, case: CaseRecord, other: CaseRecord, said: Said) -> None:
    """Answer the question whether two cases are one: they are not.

    Raises:
        UsageError: that was not asked.
    """
    if not _answer(session, case.id, other.id, "different", said):
        raise UsageError(f"nobody asked whether {case.id} and {other.id} are one; see p2p inbox")
    for each, its in ((case, other), (other, case)):
        history.append(
            session, case_id=each.id, who=said.by, what="kept apart", at=said.at, detail=its.id
        )


def _answer(session: Session, case: str, other: str, answer: str, said: Said) -> bool:
    pairs = ((case, other), (other, case))
    rows = select(QuestionRecord).where(
        or_(*((QuestionRecord.case_id == a) & (QuestionRecord.other == b) for a, b in pairs))
    )
    found = session.scalars(rows).all()
    for row in found:
        row.answer, row.answered_by, row.answered_at = answer, said.by, said.at
    return bool(found)
