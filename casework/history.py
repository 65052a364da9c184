"""The history: rows bound to each other by hashes, so that a change of the past shows.

A row's ``chain`` is the SHA-256 over the ``chain`` before it and over everything the row says;
for its detail stands the salted ``digest`` of it, so that a purge may take the words and leave
the proof. The last hash is kept in ``history_head`` too: rows taken off the end show. Somebody
who may write to the database can compute a new chain; so an office notes the head now and then
(``p2p audit verify`` prints it) and later asks whether it still stands in the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.records import EventRecord, HeadRecord

PROGRAM = "p2p"
"""Who did what nobody asked for in person."""

START = "0" * 64
"""What the first row is bound to."""

PURGED = "purged"
"""What a row says whose case's details were taken out of the history."""

_SALT_BYTES = 16
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit found: how many rows, the last hash, and each fault in words."""

    events: int
    head: str
    faults: tuple[str, ...]


def append(
    session: Session,
    *,
    what: str,
    at: datetime,
    case_id: str | None = None,
    who: str = PROGRAM,
    detail: str | None = None,
) -> None:
    """Append a row in the transaction of the change that it tells of.

    The head is locked until that transaction ends, so rows of several processes form one chain.
    """
    session.flush()
    head = session.scalars(select(HeadRecord).with_for_update()).one()
    salt = secrets.token_hex(_SALT_BYTES)
    row = EventRecord(
        id=head.events + 1, case_id=case_id, at=at.astimezone(UTC), who=who, what=what,
        detail=detail, salt=salt, digest=digest_of(salt, detail),
    )  # fmt: skip
    row.chain = link(head.chain, row)
    session.add(row)
    head.events, head.chain = row.id, row.chain
    session.flush()


def digest_of(salt: str, detail: str | None) -> str:
    """The salted hash that stands for a detail in the chain."""
    return hashlib.sha256(json.dumps([salt, detail]).encode()).hexdigest()


def link(before: str, row: EventRecord) -> str:
    """The hash that binds a row to the one before. Its form is fixed: old rows must verify."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [before, row.id, row.case_id, at, row.who, row.what, row.digest]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def of_case(session: Session, case_id: str) -> Sequence[EventRecord]:
    """A case's history, oldest first."""
    rows = select(EventRecord).where(EventRecord.case_id == case_id).order_by(EventRecord.id)
    return session.scalars(rows).all()


def erase(session: Session, case_id: str) -> None:
    """Take the words out of a case's history; who did what and when, and the chain, stay."""
    for row in of_case(session, case_id):
        row.detail = row.salt = None


def verify(session: Session, noted: str | None = None) -> Verdict:
    """Follow the chain from its start; ``noted`` is a head that somebody wrote down before."""
    faults: list[str] = []
    before, count, seen = START, 0, noted is None
    erased: dict[str | None, int] = {}
    rows = select(EventRecord).order_by(EventRecord.id).execution_options(yield_per=_AT_ONCE)
    for count, row in enumerate(session.scalars(rows), start=1):
        faults += _faults(row, before, count)
        if row.salt is None:
            erased.setdefault(row.case_id, row.id)
        if row.what == PURGED:
            erased.pop(row.case_id, None)
        before = row.chain
        seen = seen or row.chain == noted
    faults += [f"row {row}: its words are gone, but its case was not purged"
               for row in erased.values()]  # fmt: skip
    faults += _end(session, count, before)
    if not seen:
        faults.append("the noted head is not in the history: it was rewritten or cut off")
    return Verdict(count, before, tuple(faults))


def _faults(row: EventRecord, before: str, expected: int) -> list[str]:
    found = []
    if row.id != expected:
        found.append(f"row {expected} is missing: row {row.id} stands in its place")
    if row.salt is not None and digest_of(row.salt, row.detail) != row.digest:
        found.append(f"row {row.id}: its words were changed")
    if link(before, row) != row.chain:
        found.append(f"row {row.id}: it or the row before it was changed, added or taken away")
    return found


def _end(session: Session, count: int, last: str) -> list[str]:
    head = session.scalars(select(HeadRecord)).one_or_none()
    if head is None:
        return ["the head of the history is missing"]
    if (head.events, head.chain) == (count, last):
        return []
    return [f"the history ends at row {count}, but {head.events} rows were written"]
