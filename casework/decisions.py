"""A letter that decides an appeal or a review: which step it ended, how, and what that changes.

It is logged by itself only where everything fits: its kind is surely read, it answers the one
paper that was sent and not answered yet, and its date lies between that and its arrival. Else a
person is asked to log it; what the letter says of later rights counts at once in any case. See
``casework.confirmation`` for how its case is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.inbox.route import link
from casework.outcomes.entry import Entry
from casework.outcomes.log import ASKED, Who, log_outcome
from casework.outcomes.sent import STEPS
from casework.records import CaseRecord, CaseStatus, Level
from casework.records_case import QuestionRecord, Role
from casework.records_office import OutcomeRecord, Result, SentRecord
from casework.store_cases import add_letter, set_alarm
from docextract.facts import DocumentType, Letter, LetterResult, ServiceStatus
from docextract.office import Office

DECISIONS = (DocumentType.APPEAL_UPHELD, DocumentType.APPEAL_OVERTURNED)
_MAIL = timedelta(days=31)
"""A letter that was under way for longer has a date that was read wrongly, or lay about."""
_SAME = timedelta(days=14)
"""A letter within so many days of a logged outcome is on the same decision."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a decision letter comes to; ``doubts`` say in words why a person must log it."""

    level: Level
    result: Result
    decided_at: datetime
    doubts: tuple[str, ...] = ()


def decide(
    session: Session,
    case: CaseRecord,
    result: LetterResult,
    number: int,
    now: datetime,
    office: Office,
    *,
    name: str,
) -> None:
    """Link a decision letter to its case, and log, compare or ask about its outcome."""
    sha256, received = result.source.sha256, datetime.fromisoformat(result.source.received_at)
    add_letter(session, case.id, result, number, office, now)
    link(session, case.id, sha256, number, Role.DECISION, name, now)
    history.append(session, case_id=case.id, at=now, what="decision letter", detail=name)
    reading = read_decision(session, case, result, office)
    known = _known(session, case, reading)
    if known is not None:
        known.letter_sha256, known.letter_result = sha256, reading.result
        known.letter_at = received
        if known.result != reading.result:
            case.needs_review = True
            told = f"logged: {known.result}; the letter says: {reading.result}"
            history.append(session, case_id=case.id, at=now, what="DECISION DIFFERS", detail=told)
    elif reading.doubts:
        _ask(session, case, reading, f"{sha256[:10]}-{number}", now)
    else:
        row = _log(session, case, reading, result, now, office)
        row.letter_sha256, row.letter_result, row.letter_at = sha256, reading.result, received
        case.needs_review = case.needs_review or result.letter.letter_date.needs_review
    if case.status == CaseStatus.CLOSED:
        case.status, case.closed_at = CaseStatus.OPEN, None
        history.append(session, case_id=case.id, at=now, what="reopened", detail="decision letter")
    case.updated_at = now
    set_alarm(session, case.id)


def read_decision(
    session: Session, case: CaseRecord, result: LetterResult, office: Office
) -> Reading:
    """Which step of the case the letter decides, how and when, with what is not sure of it."""
    letter = result.letter
    received = datetime.fromisoformat(result.source.received_at)
    doubts = []
    found, mixed = _result(letter)
    if letter.document_type.needs_review:
        doubts.append("what it decides is not surely read")
    if mixed:
        doubts.append("it grants a part and denies a part")
    came, dated = received.astimezone(office.tz).date(), letter.letter_date.value
    day = date.fromisoformat(dated) if dated else came
    if dated is None:
        doubts.append("its date could not be read")
    elif not came - _MAIL <= day <= came:
        doubts.append("its date does not fit its arrival")
    level, sent_at, doubt = _level(session, case, day, office)
    doubts += [doubt] if doubt else []
    noon = datetime.combine(day, time(12), office.tz)
    decided = min(max(noon, sent_at or noon), received)
    return Reading(level, found, decided, tuple(doubts))


def _result(letter: Letter) -> tuple[Result, bool]:
    """The result, and whether its services say that it is one only in part."""
    stands = {each.status.value for each in letter.services}
    granted = stands & {ServiceStatus.APPROVED, ServiceStatus.MODIFIED}
    if ServiceStatus.MODIFIED in stands or (granted and ServiceStatus.DENIED in stands):
        return Result.PARTLY, True
    won = letter.document_type.value is DocumentType.APPEAL_OVERTURNED
    return (Result.OVERTURNED if won else Result.UPHELD), False


def _level(
    session: Session, case: CaseRecord, day: date, office: Office
) -> tuple[Level, datetime | None, str | None]:
    """The step that a letter of a day decides, when its paper was sent, and what is in doubt."""
    waiting = _waiting(session, case.id)
    if waiting:
        level, sent_at = max(waiting.items(), key=lambda pair: pair[1])
        if len(waiting) > 1:
            return level, sent_at, "more than one paper that was sent is not answered"
        if sent_at.astimezone(office.tz).date() > day:
            return level, sent_at, "it is dated before the appeal was sent"
        return level, sent_at, None
    logged = _last(session, case.id)
    if logged is not None:
        return Level(logged.level), None, "that step's outcome is logged already"
    level = Level.APPEAL if case.level == Level.P2P else Level(case.level)
    return level, None, "no appeal was logged as sent"


def _waiting(session: Session, case_id: str) -> dict[Level, datetime]:
    """The steps whose paper was sent and that have no outcome since; with the moment of sending."""
    rows = select(SentRecord).where(SentRecord.case_id == case_id).order_by(SentRecord.sent_at)
    sent = {STEPS[row.what]: row.sent_at for row in session.scalars(rows) if row.what in STEPS}
    outcomes = select(OutcomeRecord).where(
        OutcomeRecord.case_id == case_id, OutcomeRecord.result != Result.PENDING
    )
    for row in session.scalars(outcomes):
        level = Level(row.level)
        if level in sent and row.decided_at >= sent[level]:
            del sent[level]
    return sent


def _last(session: Session, case_id: str) -> OutcomeRecord | None:
    """The newest outcome of an appeal or a review."""
    rows = select(OutcomeRecord).where(
        OutcomeRecord.case_id == case_id, OutcomeRecord.level != Level.P2P,
        OutcomeRecord.result != Result.PENDING,
    )  # fmt: skip
    return session.scalars(rows.order_by(OutcomeRecord.id.desc())).first()


def _known(session: Session, case: CaseRecord, reading: Reading) -> OutcomeRecord | None:
    """The outcome that somebody logged of the same decision, before its letter came."""
    last = _last(session, case.id)
    if last is None or last.level != reading.level or last.letter_sha256 is not None:
        return None
    near = abs(last.decided_at - reading.decided_at) <= _SAME
    return last if near and reading.level not in _waiting(session, case.id) else None


def _ask(session: Session, case: CaseRecord, reading: Reading, mark: str, now: datetime) -> None:
    day = reading.decided_at.date()
    step = reading.level.value.replace("_", " ")
    words = (
        f"a decision letter of {day} reads as: {step} {reading.result.value}. Not logged, because "
        f"{'; '.join(reading.doubts)}. Read it, then: p2p outcome {case.id} "
        f"{reading.result.value} --level {reading.level.value} --at {day}T12:00 --by NAME"
    )
    session.add(QuestionRecord(case_id=case.id, kind=ASKED, other=mark, words=words, asked_at=now))
    case.needs_review = True
    history.append(session, case_id=case.id, at=now, what="asked", detail=words)


def _log(
    session: Session,
    case: CaseRecord,
    reading: Reading,
    result: LetterResult,
    now: datetime,
    office: Office,
) -> OutcomeRecord:
    letter = result.letter
    reason = letter.denial_reason.value if reading.result is Result.UPHELD else None
    titles = (each.title.value or each.identifier.value for each in letter.criteria)
    entry = Entry(
        result=reading.result,
        decided_at=reading.decided_at,
        level=reading.level,
        reviewer=letter.reviewer.name.value,
        specialty=letter.reviewer.specialty.value,
        criteria=tuple(dict.fromkeys(title for title in titles if title)),
        reasons=(reason,) if reason else (),
        reference=letter.reference_number.value,
    )
    who = Who(history.PROGRAM, now)
    return log_outcome(session, case, entry, who, office=office, hours=0)
