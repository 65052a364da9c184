"""From the store's rows to what the clock watches, and the record of what was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.clock.due import DueAlerts
from casework.clock.model import (
    Alert,
    AlertKind,
    Grant,
    Right,
    Slot,
    Unlogged,
    Verdict,
    WatchedCase,
)
from casework.clock.rights import limit_of
from casework.outcomes.log import ASKED
from casework.records import CaseRecord, CaseStatus, DocumentRecord
from casework.records_case import QuestionRecord
from casework.records_office import (
    AlertRecord,
    AuthorizationRecord,
    CallRecord,
    DeadlineRecord,
    DeadlineState,
    OutcomeRecord,
)
from casework.store_cases import set_alarm
from docextract.facts import DeadlineKind, Party
from docextract.office import Office

Row = TypeVar("Row", DeadlineRecord, CallRecord, OutcomeRecord, AuthorizationRecord, QuestionRecord)

_KINDS = frozenset(kind.value for kind in DeadlineKind)
_AT_ONCE = 500
"""A statement takes so many keys: databases limit their number."""
_NOT_DONE = "nothing was recorded as done within it"


def watched_cases(session: Session, only: str | None = None) -> list[WatchedCase]:
    """Every case that is not closed (or the one of this id), with all that its alerts need."""
    chosen = select(CaseRecord, DocumentRecord.received_at).join(
        DocumentRecord, DocumentRecord.sha256 == CaseRecord.sha256
    )
    if only is not None:
        chosen = chosen.where(CaseRecord.id == only)
    else:
        chosen = chosen.where(
            CaseRecord.status != CaseStatus.CLOSED, CaseRecord.merged_into.is_(None)
        )
    cases = session.execute(chosen.order_by(CaseRecord.id)).all()
    ids = chosen.with_only_columns(CaseRecord.id).order_by(None)
    rights, calls = _by_case(session, DeadlineRecord, ids), _by_case(session, CallRecord, ids)
    outcomes = _by_case(session, OutcomeRecord, ids)
    grants = _by_case(session, AuthorizationRecord, ids)
    questions = _by_case(session, QuestionRecord, ids)
    return [
        WatchedCase(
            id=case.id,
            rights=tuple(_right(row, received) for row in rights[case.id]),
            calls=tuple(_slot(row) for row in calls[case.id]),
            verdicts=tuple(_verdicts(outcomes[case.id], grants[case.id])),
            grants=tuple(_grants(grants[case.id])),
            unlogged=tuple(_unlogged(questions[case.id])),
            service_from=_day(case.service_date),
            closed_at=case.closed_at,
        )
        for case, received in cases
    ]


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def fired_keys(session: Session, cases: Sequence[WatchedCase]) -> frozenset[str]:
    """The keys of all alerts that were told, of these cases."""
    if not cases:
        return frozenset()
    rows = select(AlertRecord.key)
    if len(cases) == 1:
        rows = rows.where(AlertRecord.case_id == cases[0].id)
    return frozenset(session.scalars(rows))


def known_keys(session: Session, alerts: Sequence[Alert]) -> frozenset[str]:
    """Which of these alerts another run has told meanwhile."""
    keys = [alert.key for alert in alerts]
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        found.update(session.scalars(select(AlertRecord.key).where(AlertRecord.key.in_(some))))
    return frozenset(found)


def record_alerts(session: Session, due: DueAlerts, office: Office, now: datetime) -> None:
    """Set down that these alerts were told; a window that passed unused is marked as missed."""
    for told, alerts in ((True, due.told), (False, due.overtaken)):
        for alert in alerts:
            facts = {"text": alert.text, "limit": alert.limit, "told": told}
            session.add(
                AlertRecord(
                    key=alert.key, case_id=alert.case, kind=alert.kind.value,
                    due_at=alert.at, fired_at=now, facts=facts,
                )
            )  # fmt: skip
            if told:
                history.append(
                    session, case_id=alert.case, at=now, what=f"alert: {alert.kind}",
                    detail=alert.text,
                )  # fmt: skip
    _mark_missed(session, {alert.case for alert in due.told if alert.kind is AlertKind.PASSED},
                 office, now)  # fmt: skip


def _mark_missed(session: Session, cases: Iterable[str], office: Office, now: datetime) -> None:
    for case in sorted(cases):
        rows = select(DeadlineRecord).where(
            DeadlineRecord.case_id == case,
            DeadlineRecord.state == DeadlineState.OPEN,
            DeadlineRecord.due_at <= now,
        )
        for row in session.scalars(rows):
            row.state, row.why = DeadlineState.MISSED, _NOT_DONE
            row.ended_at = limit_of(_right(row, _EPOCH), office)
        set_alarm(session, case)


def _by_case(session: Session, kind: type[Row], ids: object) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    rows = select(kind).where(kind.case_id.in_(ids)).order_by(kind.id)  # type: ignore[arg-type]
    for row in session.scalars(rows):
        found[row.case_id].append(row)
    return found


def _right(row: DeadlineRecord, received: datetime) -> Right:
    ended = row.ended_at
    return Right(
        kind=DeadlineKind(row.kind) if row.kind in _KINDS else None,
        due=row.due,
        opens=row.opens_at or received,
        act_by=row.act_by,
        level=row.level,
        party=Party(row.party) if row.party else None,
        needs_review=row.needs_review,
        used_at=ended if row.state == DeadlineState.MET else None,
        waived_at=(ended or received) if row.state == DeadlineState.WAIVED else None,
    )


def _slot(row: CallRecord) -> Slot:
    return Slot(uid=row.uid, state=row.state, starts=row.starts_at, ends=row.ends_at)


def _verdicts(
    outcomes: Sequence[OutcomeRecord], grants: Sequence[AuthorizationRecord]
) -> Iterator[Verdict]:
    """The last word on each level: an earlier one was corrected or decided by it."""
    promised = {grant.outcome_id: grant for grant in grants if grant.outcome_id}
    for row in {row.level: row for row in outcomes}.values():
        grant = promised.get(row.id)
        yield Verdict(
            level=row.level,
            result=row.result,
            told_at=row.decided_at,
            confirmed_at=grant.confirmed_at if grant else None,
            denied_at=grant.denied_at if grant else None,
            faults=tuple(grant.faults) if grant else (),
            letter=row.letter_result,
            letter_at=row.letter_at,
        )


def _unlogged(rows: Sequence[QuestionRecord]) -> Iterator[Unlogged]:
    for row in rows:
        if row.kind == ASKED and row.answered_at is None:
            yield Unlogged(mark=row.other, asked_at=row.asked_at, words=row.words)


def _grants(rows: Sequence[AuthorizationRecord]) -> Iterator[Grant]:
    for row in rows:
        known = row.confirmed_at or row.awaited_since
        if known is not None:
            yield Grant(
                number=row.number,
                known_at=known,
                valid_from=_day(row.valid_from),
                valid_through=_day(row.valid_through),
            )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
