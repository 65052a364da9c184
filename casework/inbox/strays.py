"""The list of letters that are not ours: what a person did about one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.exits import UsageError
from casework.fix import Said
from casework.records_inbox import MisdirectedRecord, SightingRecord, SightingState


def report(session: Session, letter: str, said: Said) -> None:
    """Set down that the sender was told of its misdirected letter.

    Raises:
        UsageError: it is not on the list.
    """
    row = _row(session, letter)
    row.reported_at, row.reported_by = said.at, said.by
    history.append(
        session, who=said.by, what="sender of a misdirected letter told", at=said.at, detail=letter
    )


def claim(session: Session, letter: str, said: Said) -> None:
    """Set down that a letter is ours after all, and let its file be taken again.

    Raises:
        UsageError: it is not on the list.
    """
    row = _row(session, letter)
    row.claimed_at, row.claimed_by = said.at, said.by
    files = select(SightingRecord).where(
        SightingRecord.sha256 == row.sha256, SightingRecord.state == SightingState.DONE
    )
    for each in session.scalars(files):
        each.state, each.done_at = SightingState.WAITING, None
    history.append(session, who=said.by, what="letter claimed", at=said.at, detail=letter)


def _row(session: Session, letter: str) -> MisdirectedRecord:
    start, _, number = letter.rpartition("-")
    rows = select(MisdirectedRecord).where(
        MisdirectedRecord.sha256.startswith(start, autoescape=True),
        MisdirectedRecord.letter == (int(number) if number.isdigit() else 0),
    )
    found = session.scalars(rows).all()
    if len(found) != 1 or not start:
        raise UsageError(f"{letter!r} is not on the list of letters that are not ours")
    return found[0]
