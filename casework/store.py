"""The store of an output folder: what arrived, what was prepared, what we wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from casework.records import (
    CaseRecord,
    CaseState,
    DocumentRecord,
    EventRecord,
    OutputRecord,
    RunRecord,
)
from docextract.errors import OutputError
from docextract.facts import LetterResult, Received

NAME = "office.sqlite"


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


class Store:
    """Reads and writes of one output folder; each is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)
        self._one_at_a_time = Lock()

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        try:
            with self._one_at_a_time, self._session.begin() as session:
                yield session
        except DatabaseError as error:
            raise _cannot_store(error) from error

    def begin_run(self, name: str, version: str, now: datetime) -> int:
        """Note that a command starts; gives the run's number."""
        with self._begin() as session:
            run = RunRecord(command=name, version=version, started_at=now)
            session.add(run)
            session.flush()
            return run.id

    def end_run(self, run: int, exit_code: int, now: datetime) -> None:
        """Note how a command ended."""
        with self._begin() as session:
            record = session.get_one(RunRecord, run)
            record.ended_at, record.exit_code = now, exit_code

    def receipt(self, sha256: str) -> Received | None:
        """The moment of receipt that was recorded for a file's content."""
        with self._begin() as session:
            record = session.get(DocumentRecord, sha256)
            if record is None:
                return None
            return Received.model_validate(
                {"at": record.received_at, "source": record.received_from}
            )

    def note_document(self, name: str, result: LetterResult, now: datetime) -> None:
        """Record a file's first sighting; the earliest receipt stays, but for a person's word."""
        received_at = datetime.fromisoformat(result.source.received_at)
        with self._begin() as session:
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
        with self._begin() as session:
            return session.get(CaseRecord, case_id)

    def put_case(self, entry: CaseEntry, now: datetime) -> None:
        """Set a case to its new state and append that to its history."""
        with self._begin() as session:
            record = session.get(CaseRecord, entry.id)
            if record is None:
                record = CaseRecord(id=entry.id, sha256=entry.sha256, letter=entry.letter)
                session.add(record)
            record.state, record.reason, record.folder = entry.state, entry.reason, entry.folder
            record.fingerprint, record.updated_at = entry.fingerprint, now
            session.flush()
            session.add(
                EventRecord(
                    case_id=entry.id, at=now, who="p2p", what=entry.state, detail=entry.reason
                )
            )

    def wrote(self, case_id: str | None, name: str, sha256: str) -> bool:
        """Whether we wrote a file of this name and content for the case."""
        rows = select(OutputRecord.id).where(
            OutputRecord.case_id == case_id,
            OutputRecord.name == name,
            OutputRecord.sha256 == sha256,
        )
        with self._begin() as session:
            return session.scalars(rows).first() is not None

    def output_names(self) -> frozenset[str]:
        """The names of all files that were written for any case."""
        with self._begin() as session:
            return frozenset(session.scalars(select(OutputRecord.name).distinct()))

    def will_write(self, case_id: str | None, hashes: dict[str, str], now: datetime) -> None:
        """Record files by name and SHA-256 before they are moved into place.

        A crash between the two then leaves files that are known to be ours.
        """
        new = {name: sha for name, sha in hashes.items() if not self.wrote(case_id, name, sha)}
        with self._begin() as session:
            session.add_all(
                OutputRecord(case_id=case_id, name=name, sha256=sha256, written_at=now)
                for name, sha256 in new.items()
            )


def _cannot_store(error: DatabaseError) -> OutputError:
    return OutputError(f"cannot use the store {NAME}: {error.orig}; check the disk and --out")


@contextmanager
def open_store(private: Path) -> Iterator[Store]:
    """The store in a private folder, made or brought up to date first.

    Raises:
        OutputError: it cannot be made, read or written, or a newer program made it.
    """
    path = private / NAME
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _configure)
    try:
        path.touch(mode=0o600)
        _migrate(engine)
        yield Store(engine)
    except DatabaseError as error:
        raise _cannot_store(error) from error
    finally:
        engine.dispose()


def _configure(connection: object, record: object) -> None:
    """Journal that survives a crash, waiting for a lock, and checked references."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: Engine) -> None:
    with as_file(files("casework") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        known = ScriptDirectory.from_config(config)
        with engine.begin() as connection:
            at = _revision(connection.engine)
            if at == known.get_current_head():
                return
            if at is not None and at not in {script.revision for script in known.walk_revisions()}:
                raise OutputError("the store was made by a newer p2p; update this one")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
