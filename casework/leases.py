"""Who works on what: a row with an end, so that work of a machine that died is taken over.

An owner is a process by its machine, its number and the moment it started. A lease of a process
of this machine that is no more ends at once; one of another machine when its time has run out.
On PostgreSQL the server's clock counts, so that machines need not agree.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework.processes import started
from casework.records_inbox import LeaseRecord
from casework.store import Store
from docextract.errors import OutputError

log = logging.getLogger(__name__)

LASTS = timedelta(seconds=90)
_RENEWED = 20.0
"""Seconds between two renewals of what this process holds."""


@cache
def _machine() -> str:
    """This machine's name and the start of it that its processes belong to."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return f"{platform.node()[:60]}/{boot[:8]}"


def me() -> str:
    """This process as the owner of leases."""
    return f"{_machine()}:{os.getpid()}:{started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Whether an owner is known to be no more: a process of this machine that ended."""
    machine, _, rest = owner.partition(":")
    pid, _, then = rest.partition(":")
    return machine == _machine() and started(int(pid)) != then


def _now(session: Session) -> datetime:
    if session.get_bind().dialect.name == "postgresql":
        told = session.scalar(select(func.clock_timestamp()))
        if isinstance(told, datetime):
            return told
    return datetime.now(UTC)


def take(session: Session, name: str, owner: str) -> bool:
    """Take a lease, unless somebody who still works has it; the same owner may take it again."""
    now = _now(session)
    held = session.get(LeaseRecord, name)
    if held is None:
        session.add(LeaseRecord(name=name, owner=owner, until=now + LASTS))
    elif held.owner == owner or held.until <= now or is_gone(held.owner):
        held.owner, held.until = owner, now + LASTS
    else:
        return False
    session.flush()
    return True


def give_back(session: Session, name: str, owner: str) -> None:
    """End a lease of one's own."""
    session.execute(delete(LeaseRecord).where(LeaseRecord.name == name, LeaseRecord.owner == owner))


def sweep(session: Session) -> None:
    """Take away what owners left who are no more, or whose time has run out."""
    now = _now(session)
    for row in session.scalars(select(LeaseRecord)).all():
        if row.until <= now or is_gone(row.owner):
            session.delete(row)


class Leases:
    """The leases of this process, whose threads do not take them from each other either."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner
        self._mine: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, name: str) -> Iterator[bool]:
        """Hold a lease where it is free; the value says whether it was."""
        if not self._take(name):
            yield False
            return
        try:
            yield True
        finally:
            self._give_back(name)

    def _take(self, name: str) -> bool:
        with self._lock:
            if name in self._mine:
                return False
            self._mine.add(name)
        taken = False
        try:
            with self._store.write() as session:
                taken = take(session, name, self._owner)
        finally:
            if not taken:
                self._forget(name)
        return taken

    def _give_back(self, name: str) -> None:
        try:
            with self._store.write() as session:
                give_back(session, name, self._owner)
        finally:
            self._forget(name)

    def _forget(self, name: str) -> None:
        with self._lock:
            self._mine.discard(name)

    def renew(self) -> None:
        """Push the end of all that this process holds away, and give back what it holds no more:
        the answer to a giving back may have been lost with the database."""
        with self._store.write() as session:
            own = select(LeaseRecord).where(LeaseRecord.owner == self._owner)
            rows = session.scalars(own).all()
            with self._lock:
                mine = set(self._mine)
            until = _now(session) + LASTS
            for row in rows:
                if row.name in mine:
                    row.until = until
                else:
                    session.delete(row)


@contextmanager
def leasing(store: Store) -> Iterator[Leases]:
    """The leases of this process, renewed as long as it lives."""
    leases, ended = Leases(store, me()), threading.Event()
    with store.write() as session:
        sweep(session)

    def renew() -> None:
        while not ended.wait(_RENEWED):
            try:
                leases.renew()
            except OutputError as error:
                log.warning("leases were not renewed: %s", error)

    thread = threading.Thread(target=renew, name="leases", daemon=True)
    thread.start()
    try:
        yield leases
    finally:
        ended.set()
        thread.join()
        try:
            leases.renew()
        except OutputError as error:
            log.warning("leases were not given back: %s", error)
