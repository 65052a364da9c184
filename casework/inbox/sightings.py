"""The files of an inbox in the store: seen, waiting, done; a look at the folder is the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.inbox.scan import Seen
from casework.records_inbox import SightingRecord, SightingState

_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=15)

_LOOKED_FOR = (SightingState.WAITING, SightingState.FAILED, SightingState.REFUSED)
"""States of files that are missed when they are no longer there."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A file whose turn it is, as it was when that was decided."""

    id: int
    key: str
    hint: str | None
    size: int
    mtime_ns: int
    tries: int


def note(session: Session, inbox: str, seen: Sequence[Seen], now: datetime) -> None:
    """Set down what lies in an inbox now: new files, changed ones, and those taken away."""
    rows = select(SightingRecord).where(SightingRecord.inbox == inbox)
    known = {row.path: row for row in session.scalars(rows)}
    for each in seen:
        row = known.pop(each.key, None)
        if row is None:
            row = SightingRecord(inbox=inbox, path=each.key, hint=each.hint, first_seen=now)
            _wait(row, each, now)
            session.add(row)
        elif _differs(row, each):
            _wait(row, each, now)
    for row in known.values():
        if row.state in _LOOKED_FOR:
            row.state, row.reason = SightingState.GONE, "it was taken out of the inbox"


def differs(session: Session, inbox: str, seen: Sequence[Seen]) -> bool:
    """Whether a look found anything that the store does not know."""
    row = SightingRecord
    columns = select(row.path, row.state, row.size, row.mtime_ns).where(row.inbox == inbox)
    known = {found.path: found for found in session.execute(columns)}
    new = any(each.key not in known or _differs(known.pop(each.key), each) for each in seen)
    return new or any(found.state in _LOOKED_FOR for found in known.values())


class _Known(Protocol):
    """What is compared of a row."""

    @property
    def state(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def mtime_ns(self) -> int: ...


def _differs(row: _Known, seen: Seen) -> bool:
    if row.state == SightingState.GONE or (row.size, row.mtime_ns) != (seen.size, seen.mtime_ns):
        return True
    return (row.state == SightingState.REFUSED) != (seen.refused is not None)


def _wait(row: SightingRecord, seen: Seen, now: datetime) -> None:
    """Begin to watch a file anew: it is new, or it changed."""
    row.state = SightingState.REFUSED if seen.refused else SightingState.WAITING
    row.size, row.mtime_ns, row.still_since = seen.size, seen.mtime_ns, now
    row.tries, row.next_try, row.reason = 0, None, seen.refused
    row.sha256 = row.done_at = None


def whose_turn(session: Session, inbox: str, now: datetime, still: timedelta) -> list[Turn]:
    """The files that have stood still for long enough and are not to wait longer, oldest first."""
    rows = (
        select(SightingRecord)
        .where(SightingRecord.inbox == inbox, SightingRecord.state == SightingState.WAITING)
        .order_by(SightingRecord.mtime_ns, SightingRecord.path)
    )
    return [
        Turn(row.id, row.path, row.hint, row.size, row.mtime_ns, row.tries)
        for row in session.scalars(rows)
        if abs(now - row.still_since) >= still and (row.next_try is None or row.next_try <= now)
    ]


def is_on(session: Session, turn: Turn) -> bool:
    """Whether it is still a file's turn: nobody did it meanwhile, and it has not changed."""
    return _unchanged(session, turn) is not None


def _unchanged(session: Session, turn: Turn) -> SightingRecord | None:
    row = session.get(SightingRecord, turn.id)
    if row is None or row.state != SightingState.WAITING:
        return None
    return row if (row.size, row.mtime_ns) == (turn.size, turn.mtime_ns) else None


def finish(
    session: Session,
    turn: Turn,
    state: SightingState,
    now: datetime,
    *,
    sha256: str | None = None,
    reason: str | None = None,
) -> bool:
    """Set down what became of a file; False where it changed meanwhile and waits again."""
    row = _unchanged(session, turn)
    if row is None:
        return False
    row.state, row.reason, row.sha256 = state, reason, sha256
    row.done_at, row.next_try = now, None
    return True


def back_off(session: Session, turn: Turn, reason: str, now: datetime) -> None:
    """Let a file wait, twice as long as the last time; it is never dropped."""
    row = _unchanged(session, turn)
    if row is None:
        return
    row.reason, row.tries = reason, row.tries + 1
    row.next_try = now + min(_FIRST_WAIT * 2 ** min(row.tries - 1, 20), _LONGEST_WAIT)


def again(session: Session, keys: Sequence[str] | None, now: datetime) -> list[str]:
    """Let files that could not be read wait for another try; None: all of them. Gives theirs."""
    rows = select(SightingRecord).where(SightingRecord.state == SightingState.FAILED)
    waiting = select(SightingRecord).where(
        SightingRecord.state == SightingState.WAITING, SightingRecord.next_try.is_not(None)
    )
    chosen = [
        row
        for row in (*session.scalars(rows), *session.scalars(waiting))
        if keys is None or row.path in keys
    ]
    for row in chosen:
        row.state, row.tries, row.next_try, row.reason = SightingState.WAITING, 0, None, None
        row.still_since = min(row.still_since, now)
    return sorted(row.path for row in chosen)


def done_before(session: Session, sha256: str, turn: Turn) -> SightingRecord | None:
    """Another file of the same content that was done, the first of them."""
    rows = (
        select(SightingRecord)
        .where(SightingRecord.sha256 == sha256, SightingRecord.state == SightingState.DONE)
        .where(SightingRecord.id != turn.id)
        .order_by(SightingRecord.id)
        .limit(1)
    )
    return session.scalars(rows).one_or_none()


def unsettled(session: Session, inbox: str) -> int:
    """How many files are still to be taken without a longer wait."""
    rows = select(func.count()).where(
        SightingRecord.inbox == inbox,
        SightingRecord.state == SightingState.WAITING,
        SightingRecord.next_try.is_(None),
    )
    return session.scalar(rows) or 0
