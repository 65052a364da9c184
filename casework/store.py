"""The store of an output folder: what arrived, what was prepared, what we wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from casework import history
from casework.database import NAME, WRITES, migrate, open_engine
from casework.records import (
    CaseRecord,
    CaseState,
    CaseStatus,
    DocumentRecord,
    OutputRecord,
    RunRecord,
)
from docextract.errors import OutputError
from docextract.facts import LetterResult, Received

__all__ = ["NAME", "CaseEntry", "Store", "StoreGoneError", "open_store"]


class StoreGoneError(OutputError):
    """The database does not answer, or cannot be written; the next try may work."""


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case as it is set down; the members are those of :class:`CaseRecord`."""

    id: str
    sha256: str
    letter: int
    state: CaseState
    fingerprint: str = ""
    reason: str | None = None
    folder: str | None = None
    chart: str | None = None
    policies: str | None = None
    library: str | None = None


class Store:
    """Reads and writes of one office. Each method is a transaction of its own.

    What must stand or fall together goes into one ``write()``, whose session the functions of
    ``casework.history`` and of the ``casework.store_…`` modules take.
    """

    def __init__(self, engine: Engine) -> None:
        self._reading = sessionmaker(engine, expire_on_commit=False)
        writing = engine.execution_options(**{WRITES: True})
        self._writing = sessionmaker(writing, expire_on_commit=False)
        self._one_at_a_time = Lock()
        self.dialect = engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A view of the store at one moment.

        Raises:
            StoreGoneError: it cannot be read.
        """
        try:
            with self._reading.begin() as session:
                yield session
        except DBAPIError as error:
            raise _cannot_store(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A view of one moment for many reads, on PostgreSQL too."""
        with self.read() as session:
            if self.dialect == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: all that is done in it is kept, or nothing where it raises.

        Raises:
            StoreGoneError: it cannot be written.
        """
        try:
            with self._one_at_a_time, self._writing.begin() as session:
                yield session
        except DBAPIError as error:
            raise _cannot_store(error) from error

    def begin_run(self, name: str, version: str, now: datetime) -> int:
        """Note that a command starts; gives the run's number."""
        with self.write() as session:
            run = RunRecord(command=name, version=version, started_at=now)
            session.add(run)
            session.flush()
            return run.id

    def end_run(self, run: int, exit_code: int, now: datetime) -> None:
        """Note how a command ended."""
        with self.write() as session:
            record = session.get_one(RunRecord, run)
            record.ended_at, record.exit_code = now, exit_code

    def receipt(self, sha256: str) -> Received | None:
        """The moment of receipt that was recorded for a file's content."""
        with self.read() as session:
            record = session.get(DocumentRecord, sha256)
            if record is None:
                return None
            return Received.model_validate(
                {"at": record.received_at, "source": record.received_from}
            )

    def note_document(self, name: str, result: LetterResult, now: datetime) -> None:
        """Record a file's first sighting; the earliest receipt stays, but for a person's word."""
        received_at = datetime.fromisoformat(result.source.received_at)
        with self.write() as session:
            record = session.get(DocumentRecord, result.source.sha256)
            if record is None:
                record = DocumentRecord(sha256=result.source.sha256, name=name, first_seen=now)
                session.add(record)
            elif result.source.received_from != "option" and record.received_at <= received_at:
                return
            record.received_at = received_at
            record.received_from = result.source.received_from

    def case(self, case_id: str) -> CaseRecord | None:
        """One case, as the last run left it."""
        with self.read() as session:
            return session.get(CaseRecord, case_id)

    def put_case(self, entry: CaseEntry, now: datetime) -> None:
        """Set a case to its new state and append that to its history."""
        with self.write() as session:
            put_case(session, entry, now)

    def wrote(self, case_id: str | None, name: str, sha256: str) -> bool:
        """Whether we wrote a file of this name and content for the case."""
        rows = select(OutputRecord.id).where(
            OutputRecord.case_id == case_id,
            OutputRecord.name == name,
            OutputRecord.sha256 == sha256,
        )
        with self.read() as session:
            return session.scalars(rows).first() is not None

    def written_for(self, case_id: str | None, pattern: str) -> frozenset[str]:
        """The names like ``pattern`` (a glob) of all files that were written for the case."""
        rows = select(OutputRecord.name).where(OutputRecord.case_id == case_id)
        with self.read() as session:
            return frozenset(n for n in session.scalars(rows) if fnmatchcase(n, pattern))

    def output_names(self) -> frozenset[str]:
        """The names of all files that were written for any case."""
        with self.read() as session:
            return frozenset(session.scalars(select(OutputRecord.name).distinct()))

    def will_write(self, case_id: str | None, hashes: dict[str, str], now: datetime) -> None:
        """Record files by name and SHA-256 before they are moved into place.

        A crash between the two then leaves files that are known to be ours.
        """
        new = {name: sha for name, sha in hashes.items() if not self.wrote(case_id, name, sha)}
        with self.write() as session:
            session.add_all(
                OutputRecord(case_id=case_id, name=name, sha256=sha256, written_at=now)
                for name, sha256 in new.items()
            )


def put_case(session: Session, entry: CaseEntry, now: datetime) -> None:
    """Set a case to its new state and append that to its history, in a larger transaction."""
    record = session.get(CaseRecord, entry.id)
    if record is None:
        record = CaseRecord(id=entry.id, sha256=entry.sha256, letter=entry.letter, opened_at=now)
        if entry.state is CaseState.LISTED:
            record.status, record.closed_at = CaseStatus.CLOSED, now
        session.add(record)
    record.state, record.reason, record.folder = entry.state, entry.reason, entry.folder
    record.fingerprint, record.updated_at = entry.fingerprint, now
    record.chart, record.policies = entry.chart, entry.policies
    record.library = entry.library
    history.append(session, case_id=entry.id, at=now, what=entry.state, detail=entry.reason)


def _cannot_store(error: DBAPIError) -> StoreGoneError:
    return StoreGoneError(
        f"cannot use the store ({NAME}, or the database of store.url): {_told(error)}; "
        "check the disk, --out and the database"
    )


def _told(error: DBAPIError) -> str:
    """What the driver says, without the statement or its values, which may be a patient's."""
    said = (
        error.orig.args[0] if error.orig is not None and error.orig.args else type(error).__name__
    )
    return str(said.get("M", "the database refused")) if isinstance(said, dict) else str(said)


@contextmanager
def open_store(private: Path, url: str | None = None) -> Iterator[Store]:
    """The store of a private folder, or at a PostgreSQL URL; made or brought up to date first.

    Raises:
        UsageError: the URL is none of PostgreSQL.
        OutputError: it cannot be made, read or written, or a newer program made it.
    """
    engine = open_engine(private, url)
    try:
        migrate(engine)
        yield Store(engine)
    except DBAPIError as error:
        raise _cannot_store(error) from error
    finally:
        engine.dispose()
