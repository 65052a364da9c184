"""Rights that a letter counts from a decision to come, dated once that decision is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.clock.rights import STAGES
from casework.records import CaseRecord, Level
from casework.records_office import DeadlineRecord, DeadlineState
from casework.store_cases import letters_of, level_of
from docextract.facts import Deadline, DeadlineUnit
from docextract.letter.clock import add_hours, window_end
from docextract.office import Office, act_by, end_of


@dataclass(frozen=True, slots=True)
class Dated:
    """A waiting right with the date that a decision gave it; ``position`` is in its letter."""

    position: int
    said: Deadline
    level: Level
    due: str
    due_at: datetime
    act_by: datetime | None


def dated_rights(
    deadlines: tuple[Deadline, ...], lost: Level, decided_at: datetime, office: Office
) -> Iterator[Dated]:
    """The waiting rights of the steps after ``lost``, counted from the day of the decision.

    A call decides no appeal: what waits for the plan's final decision goes on waiting.
    """
    if lost is Level.P2P:
        return
    for position, said in enumerate(deadlines):
        level = level_of(said)
        amount, unit = said.amount.value, said.unit.value
        waits = said.due.value is None and amount is not None and unit is not None
        if waits and level is not None and STAGES[level] > STAGES[lost]:
            due = _end(decided_at, amount or 0, unit or DeadlineUnit.CALENDAR_DAYS, office)
            alarm = act_by(due, office)
            yield Dated(position, said, level, due.isoformat(), end_of(due, office), alarm)


def open_next(
    session: Session, case: CaseRecord, lost: Level, decided_at: datetime, office: Office
) -> None:
    """Give the case's waiting rights their dates, in rows of their own, for a person to check.

    The day the office learnt of the decision stands for the day of the payer's notice.
    """
    for number, result in enumerate(letters_of(session, case.id)):
        for each in dated_rights(result.letter.deadlines, lost, decided_at, office):
            origin = f"rule:after_{lost.value}"
            if _stands(session, case.id, origin, position := number * 1000 + each.position):
                continue
            said = each.said
            session.add(
                DeadlineRecord(
                    case_id=case.id, origin=origin, position=position,
                    kind=said.kind.value.value if said.kind.value else "unknown",
                    level=each.level, party=said.party.value, quote=said.quote.value,
                    opens_at=decided_at, due=each.due, due_at=each.due_at, act_by=each.act_by,
                    needs_review=True, state=DeadlineState.OPEN,
                )
            )  # fmt: skip
    session.flush()


def _stands(session: Session, case_id: str, origin: str, position: int) -> bool:
    rows = select(DeadlineRecord.id).where(
        DeadlineRecord.case_id == case_id,
        DeadlineRecord.origin == origin,
        DeadlineRecord.position == position,
    )
    return session.scalars(rows).first() is not None


def _end(decided_at: datetime, amount: int, unit: DeadlineUnit, office: Office) -> date | datetime:
    here = decided_at.astimezone(office.tz)
    if unit is DeadlineUnit.HOURS:
        return add_hours(here, amount)
    return window_end(here.date(), amount, unit)
