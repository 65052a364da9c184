"""The list of files that could not be read: a reason file for each, in the output folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import select

from casework.build import Order, settle
from casework.files import sha256_of, staging, write_private
from casework.records_inbox import SightingRecord, SightingState

FOLDER = "unreadable"
_LISTED = (SightingState.FAILED, SightingState.REFUSED)


def publish(out: Path, order: Order) -> None:
    """Make the reason files what the store says: one for each file that could not be read.

    A reason file that a person changed is left alone.

    Raises:
        OutputError: they cannot be written.
    """
    wanted = _wanted(order)
    folder = out / FOLDER
    there = {path.name: path for path in folder.glob("*.txt")} if folder.is_dir() else {}
    new = {name: said for name, said in wanted.items() if not _says(there.get(name), said)}
    if new:
        with staging(order.private) as work:
            for name, said in new.items():
                write_private(work / name, said)
            settle(work, folder, None, order)
    for name in there.keys() - wanted.keys():
        if order.store.wrote(None, name, sha256_of(there[name])):
            there[name].unlink(missing_ok=True)


def _says(path: Path | None, said: bytes) -> bool:
    return path is not None and path.read_bytes() == said


def _wanted(order: Order) -> dict[str, bytes]:
    rows = select(SightingRecord).where(SightingRecord.state.in_(_LISTED))
    with order.store.read() as session:
        return {_name(row): _words(row) for row in session.scalars(rows)}


def _name(row: SightingRecord) -> str:
    told = "\0".join((row.inbox, row.path))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:12]}.txt"


def _words(row: SightingRecord) -> bytes:
    first = row.first_seen.isoformat(timespec="seconds")
    again = f"Then: p2p retry {row.path!r}\n" if row.state == SightingState.FAILED else ""
    return (
        f"File: {row.path}\nInbox: {row.inbox}\nFirst seen: {first}\n"
        f"Not read, because: {row.reason or 'no reason is known'}\n{again}"
    ).encode()
