"""What becomes of a letter: a case, the list of letters that are not ours, a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework import history
from casework.records import CaseRecord
from casework.records_case import CaseDocument, LetterRecord, QuestionRecord, Role
from casework.records_inbox import MisdirectedRecord
from docextract.facts import LetterResult

REFAXED = "same_letter"
"""A question's kind: perhaps the same letter, sent again."""
SAME_REFERENCE = "same_reference"
"""A question's kind: another letter on the same reference number."""

SHORTEST_KEY = 5
"""A shorter reference number may be a form's or a page's."""


def list_as_not_ours(
    session: Session, result: LetterResult, number: int, name: str, why: str, now: datetime
) -> None:
    """Put a letter on the list of those that were meant for somebody else."""
    sha256, letter = result.source.sha256, result.letter
    held = select(MisdirectedRecord).where(
        MisdirectedRecord.sha256 == sha256, MisdirectedRecord.letter == number
    )
    if session.scalars(held).one_or_none() is not None:
        return
    provider = letter.ordering_provider
    session.add(MisdirectedRecord(
        sha256=sha256, letter=number, name=name, payer=letter.payer.value,
        provider=provider.name.value, npi=provider.npi.value, why=why, seen_at=now,
    ))  # fmt: skip
    history.append(session, what="not ours", at=now, detail=f"{sha256[:10]}-{number}: {why}")


def is_claimed(session: Session, sha256: str, number: int) -> bool:
    """Whether a person said that a letter on that list is ours after all."""
    held = select(MisdirectedRecord.claimed_at).where(
        MisdirectedRecord.sha256 == sha256, MisdirectedRecord.letter == number
    )
    return session.scalar(held) is not None


def link(
    session: Session, case_id: str, sha256: str, number: int, role: Role, name: str, now: datetime
) -> bool:
    """Link a document to a case, once; True where it is new.

    A letter is linked once whatever its files are called: after a kill the other of two files
    with the same bytes may be taken first.
    """
    linked = select(CaseDocument.id).where(
        CaseDocument.case_id == case_id, CaseDocument.sha256 == sha256,
        CaseDocument.letter == number, CaseDocument.role == role,
    )  # fmt: skip
    if role is not Role.LETTER:
        linked = linked.where(CaseDocument.name == name)
    if session.scalars(linked).first() is not None:
        return False
    session.add(CaseDocument(
        case_id=case_id, sha256=sha256, letter=number, role=role, name=name, linked_at=now,
        linked_by=history.PROGRAM,
    ))  # fmt: skip
    return True


_FILED = (Role.CONFIRMATION, Role.FAX_PROOF, Role.DECISION)


def filed_under(session: Session, sha256: str, number: int) -> str | None:
    """The case that a paper (a confirmation, a decision, a fax report) was filed to before."""
    rows = select(CaseDocument.case_id).where(
        CaseDocument.sha256 == sha256, CaseDocument.letter == number,
        CaseDocument.role.in_(_FILED),
    )  # fmt: skip
    return session.scalars(rows).first()


def link_duplicate(session: Session, sha256: str, name: str, now: datetime) -> list[str]:
    """Link another file of a content to the cases of its letters; gives their ids."""
    letters = select(LetterRecord.case_id, LetterRecord.letter)
    papers = select(CaseDocument.case_id, CaseDocument.letter)
    both = (
        letters.where(LetterRecord.sha256 == sha256),
        papers.where(CaseDocument.sha256 == sha256, CaseDocument.role.in_(_FILED)),
    )
    found = {(case_id, letter) for rows in both for case_id, letter in session.execute(rows)}
    for case_id, letter in sorted(found):
        if link(session, case_id, sha256, letter, Role.DUPLICATE, name, now):
            history.append(session, case_id=case_id, what="seen again", at=now, detail=f"as {name}")
    return sorted({case_id for case_id, _ in found})


def keep_hint(session: Session, case_id: str, hint: str | None) -> None:
    """Remember the subfolder of the inbox that a case's letter came in."""
    if hint is not None:
        session.get_one(CaseRecord, case_id).hint = hint


@dataclass(frozen=True, slots=True)
class Kin:
    """Another case that may be about the same dispute, and why."""

    case: str
    kind: str
    words: str


def kin_of(session: Session, case_id: str) -> Iterator[Kin]:
    """Cases of the same reference number, or of the same patient, day and procedure."""
    case = session.get_one(CaseRecord, case_id)
    same = []
    if case.reference_key and len(case.reference_key) >= SHORTEST_KEY:
        same.append(CaseRecord.reference_key == case.reference_key)
    if case.patient and case.letter_date:
        same.append(
            (CaseRecord.patient == case.patient)
            & (CaseRecord.letter_date == case.letter_date)
            & CaseRecord.procedure.is_not_distinct_from(case.procedure)
        )
    if not same or case.merged_into is not None:
        return
    others = select(CaseRecord).where(
        or_(*same), CaseRecord.id != case_id, CaseRecord.merged_into.is_(None)
    )
    for other in session.scalars(others.order_by(CaseRecord.opened_at, CaseRecord.id)).all():
        again = (case.letter_date, case.document_type) == (other.letter_date, other.document_type)
        if again and case.letter_date:
            yield Kin(other.id, REFAXED, f"this may be the letter of case {other.id}, sent again")
        else:
            yield Kin(other.id, SAME_REFERENCE, f"it has the reference number of case {other.id}")


def ask_about_kin(session: Session, case_id: str, now: datetime) -> list[Kin]:
    """Ask, once for each pair of cases, whether they are about the same dispute."""
    asked = []
    for kin in kin_of(session, case_id):
        pairs = ((case_id, kin.case), (kin.case, case_id))
        known = select(QuestionRecord.id).where(
            or_(*((QuestionRecord.case_id == a) & (QuestionRecord.other == b) for a, b in pairs))
        )
        if session.scalars(known).first() is not None:
            continue
        session.add(QuestionRecord(
            case_id=case_id, kind=kin.kind, other=kin.case, words=kin.words, asked_at=now
        ))  # fmt: skip
        history.append(session, case_id=case_id, what="asked", at=now, detail=kin.words)
        session.flush()
        asked.append(kin)
    return asked
