"""Papers that arrive and belong to a case: confirmations, denials after a yes, fax reports.

They are found by the reference number. Nothing is filed to a case whose patient or member
number is another's: that is asked about elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework import history
from casework.decisions import DECISIONS, decide
from casework.exits import UsageError
from casework.inbox.route import SHORTEST_KEY, filed_under, link
from casework.outcomes.compare import Asked, approved_codes, faults_of
from casework.outcomes.fax_proofs import prove
from casework.outcomes.fax_report import read_fax_report
from casework.outcomes.log import Who
from casework.records import CaseRecord, CaseStatus
from casework.records_case import Role
from casework.records_office import (
    AuthorizationRecord,
    DeadlineRecord,
    DeadlineState,
    OutcomeRecord,
)
from casework.store_cases import key_of, set_alarm
from docextract.facts import DocumentType, Letter, LetterResult
from docextract.office import Office

_YES = (DocumentType.APPROVAL, DocumentType.APPEAL_OVERTURNED)
_PAPERS = frozenset(kind.value for kind in (*_YES, DocumentType.OTHER))
"""What opens no dispute: a paper of these kinds that was listed is nobody's case."""
_NO = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_UPHELD)


def arrived(
    session: Session,
    result: LetterResult,
    sha256: str,
    now: datetime,
    office: Office,
    *,
    text: str = "",
    name: str = "",
    number: int = 1,
    own: str | None = None,
) -> Place | None:
    """File a paper to its case, where it belongs to one that the office knows; else None.

    The same paper may be handed over again: it changes nothing. ``number`` is its place in its
    file, ``own`` the case that the paper itself opens or would open, ``text`` its words, for fax
    reports.

    A yes in writing confirms what was won, once its number, dates, units and codes are compared
    with what was asked. A no that is dated after a verbal yes is marked on the case; it is a
    letter of its own all the same (None). A letter that decides an appeal of a case belongs to
    that case. A fax machine's report is filed as proof, or listed.
    """
    filed = filed_under(session, sha256, number)
    if filed is not None:
        return Place(filed)
    report = read_fax_report(text)
    if report is not None:
        return Place(prove(session, report, sha256, now, name=name, letter=number))
    kind = result.letter.document_type.value
    if kind not in (*_YES, *_NO):
        return None
    case = _case_of(session, result.letter, own)
    if case is None:
        return None
    decides = kind in DECISIONS and _is_sure_of(case, result.letter)
    if decides:
        decide(session, case, result, number, now, office, name=name)
    if kind in _NO:
        _deny(session, case, result, now)
        return Place(case.id) if decides else None
    if not _is_confirmed_by(session, case.id, sha256):
        _confirm(session, case, result, number, now, office, name=name)
    return Place(case.id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper went: its case, or without one the list of fax reports."""

    case: str | None


def _is_sure_of(case: CaseRecord, letter: Letter) -> bool:
    """Whether a whole reference number and the patient's name or member number agree."""
    told = (letter.reference_number.value, letter.authorization.number.value)
    if not any(len(key_of(number) or "") >= SHORTEST_KEY for number in told):
        return False
    patient = letter.patient
    both = (case.member_id and patient.member_id.value) or (case.patient and patient.name.value)
    return bool(both)


@dataclass(frozen=True, slots=True)
class Seen:
    """A confirmation that a person has: on a portal, by mail, or one that was looked at."""

    at: datetime
    number: str | None = None
    valid_from: date | None = None
    valid_through: date | None = None


def confirmed_by(session: Session, case: CaseRecord, seen: Seen, who: Who) -> None:
    """Take a person's word that what was promised is in writing, and as it should be.

    Raises:
        UsageError: nothing was promised.
    """
    rows = select(AuthorizationRecord).where(
        AuthorizationRecord.case_id == case.id, AuthorizationRecord.outcome_id.is_not(None)
    )
    row = session.scalars(rows.order_by(AuthorizationRecord.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise UsageError(
            f"no approval of case {case.id} is known: log the outcome first (p2p outcome)"
        )
    row.number = seen.number or row.number
    row.valid_from = seen.valid_from.isoformat() if seen.valid_from else row.valid_from
    row.valid_through = seen.valid_through.isoformat() if seen.valid_through else row.valid_through
    row.confirmed_at, row.denied_at, row.faults = row.confirmed_at or seen.at, None, []
    _end_dispute(session, case, seen.at)
    case.updated_at = who.now
    set_alarm(session, case.id)
    what = "confirmed in writing"
    history.append(session, case_id=case.id, at=who.now, who=who.name, what=what)


def keep_grant(session: Session, case_id: str, result: LetterResult) -> None:
    """Set down what a case's own letter authorizes, so that its end is watched."""
    letter, sha256 = result.letter, result.source.sha256
    approved = letter.authorization
    if approved.valid_through.value is None or _is_confirmed_by(session, case_id, sha256):
        return
    session.add(
        AuthorizationRecord(
            case_id=case_id, number=approved.number.value,
            valid_from=approved.valid_from.value, valid_through=approved.valid_through.value,
            codes=list(approved_codes(letter)), faults=[], document_sha256=sha256,
            confirmed_at=datetime.fromisoformat(result.source.received_at),
        )
    )  # fmt: skip


def _case_of(session: Session, letter: Letter, own: str | None) -> CaseRecord | None:
    """The one case of the letter's reference or authorization number, and of its patient."""
    keys = {key_of(letter.reference_number.value), key_of(letter.authorization.number.value)}
    keys.discard(None)
    if not keys:
        return None
    found = select(CaseRecord).where(
        CaseRecord.merged_into.is_(None),
        or_(
            CaseRecord.reference_key.in_(keys),
            CaseRecord.id.in_(_promised_under(session, keys)),
        ),
    )
    cases = [
        case
        for case in session.scalars(found)
        if case.id != own and case.document_type not in _PAPERS and _same_patient(case, letter)
    ]
    return cases[0] if len(cases) == 1 else None


def _promised_under(session: Session, keys: set[str | None]) -> list[str]:
    """Cases whose outcome or promised authorization has one of the numbers."""
    outcomes = select(OutcomeRecord.case_id, OutcomeRecord.reference).join(
        CaseRecord, CaseRecord.id == OutcomeRecord.case_id
    )
    promised = select(AuthorizationRecord.case_id, AuthorizationRecord.number)
    told = [
        *session.execute(outcomes.where(CaseRecord.status != CaseStatus.CLOSED)),
        *session.execute(promised.where(AuthorizationRecord.confirmed_at.is_(None))),
    ]
    return [case for case, number in told if number and key_of(number) in keys]


def _same_patient(case: CaseRecord, letter: Letter) -> bool:
    """False where a printed member number or, without both, a printed name is another's."""
    member = letter.patient.member_id.value
    if case.member_id and member:
        return key_of(case.member_id) == key_of(member)
    name = letter.patient.name.value
    if case.patient and name:
        ours, theirs = _words(case.patient), _words(name)
        return ours <= theirs or theirs <= ours
    return True


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.casefold()) if len(word) > 1}


def _confirm(
    session: Session,
    case: CaseRecord,
    result: LetterResult,
    number: int,
    now: datetime,
    office: Office,
    *,
    name: str,
) -> None:
    letter, received = result.letter, datetime.fromisoformat(result.source.received_at)
    sha256 = result.source.sha256
    row = _awaited(session, case.id)
    if row is None:
        row = AuthorizationRecord(case_id=case.id, codes=[], faults=[])
        session.add(row)
    asked = Asked(
        codes=tuple(row.codes) or tuple((case.procedure or "").split(", ")),
        units=row.units,
        service_from=date.fromisoformat(case.service_date) if case.service_date else None,
    )
    row.faults = list(faults_of(letter, asked, received.astimezone(office.tz).date()))
    approved = letter.authorization
    row.number = approved.number.value or letter.reference_number.value or row.number
    row.valid_from = approved.valid_from.value or row.valid_from
    row.valid_through = approved.valid_through.value or row.valid_through
    row.codes = list(approved_codes(letter)) or row.codes
    row.confirmed_at, row.document_sha256 = received, sha256
    if not row.faults:
        _end_dispute(session, case, received)
    else:
        case.needs_review = True
    case.updated_at = now
    link(session, case.id, sha256, number, Role.CONFIRMATION, name, now)
    set_alarm(session, case.id)
    what = "confirmed in writing" if not row.faults else "confirmation differs"
    history.append(session, case_id=case.id, at=now, what=what, detail="; ".join(row.faults))


def _is_confirmed_by(session: Session, case_id: str, sha256: str) -> bool:
    rows = select(AuthorizationRecord.id).where(
        AuthorizationRecord.case_id == case_id, AuthorizationRecord.document_sha256 == sha256
    )
    return session.scalars(rows).first() is not None


def _awaited(session: Session, case_id: str) -> AuthorizationRecord | None:
    """The approval that the case waits for: the newest that was only told."""
    rows = select(AuthorizationRecord).where(
        AuthorizationRecord.case_id == case_id, AuthorizationRecord.confirmed_at.is_(None)
    )
    return session.scalars(rows.order_by(AuthorizationRecord.id.desc()).limit(1)).one_or_none()


def _end_dispute(session: Session, case: CaseRecord, received: datetime) -> None:
    """What was won wholly needs no further right; after a part the others stay open."""
    if case.status != CaseStatus.AWAITING:
        return
    rows = select(DeadlineRecord).where(
        DeadlineRecord.case_id == case.id, DeadlineRecord.state == DeadlineState.OPEN
    )
    for row in session.scalars(rows):
        row.state, row.ended_at = DeadlineState.WAIVED, received
        row.why = "overturned, and confirmed in writing"
    case.status = CaseStatus.OPEN


def _deny(session: Session, case: CaseRecord, result: LetterResult, now: datetime) -> None:
    """Mark a denial letter that is dated after the payer's verbal yes."""
    row = _awaited(session, case.id)
    if row is None or row.awaited_since is None or row.denied_at is not None:
        return
    dated = result.letter.letter_date.value
    if dated is not None and date.fromisoformat(dated) < row.awaited_since.date():
        return
    row.denied_at = datetime.fromisoformat(result.source.received_at)
    case.needs_review, case.updated_at = True, now
    history.append(session, case_id=case.id, at=now, what="denied after a verbal approval")
