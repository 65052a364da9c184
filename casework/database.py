"""Opening the database of a store: SQLite beside the results, or PostgreSQL by its URL."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from casework.exits import UsageError, cannot_write
from casework.mounts import is_network, kind_of
from docextract.errors import OutputError

NAME = "office.sqlite"
WRITES = "writes"
"""The option of a connection whose transactions write: they wait for each other at their start.

So on both databases each sees all that those before it did, and none works on what it read before
another changed it.
"""

_POSTGRESQL = 15
_SECONDS = 10
_HERE = frozenset({None, "", "localhost", "127.0.0.1", "::1"})


def open_engine(private: Path, url: str | None) -> Engine:
    """An engine on the store's database; ``url`` is PostgreSQL's, None for SQLite.

    Raises:
        UsageError: the URL is none of PostgreSQL.
        OutputError: SQLite's file cannot be made, or lies on a network file system.
    """
    return _postgresql(url) if url else _sqlite(private)


def _sqlite(private: Path) -> Engine:
    if is_network(private):
        raise OutputError(
            f"{private} lies on a network file system ({kind_of(private)}), where SQLite may lose "
            "data; put --out on a local disk, or set store.url to a PostgreSQL database"
        )
    path = private / NAME
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise cannot_write(path, error) from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own
    """Journal that survives a crash, waiting for a lock, checked references, our own BEGIN."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A transaction that writes takes its turn now: one that reads first could not wait."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_WRITER = 0x7032702D77726974
"""PostgreSQL's number for the lock that a transaction that writes holds until its end."""


def _begin_writing(connection: Connection) -> None:
    """SQLite's BEGIN IMMEDIATE for PostgreSQL, at READ COMMITTED: what follows sees all before."""
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _postgresql(url: str) -> Engine:
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise UsageError("store.url is no database URL; see docs/settings.md") from error
    if made.get_backend_name() != "postgresql":
        raise UsageError("store.url must begin postgresql://; without it SQLite is used")
    arguments: dict[str, object] = {"timeout": _SECONDS}
    if made.host not in _HERE:
        arguments["ssl_context"] = ssl.create_default_context()
    engine = create_engine(
        made.set(drivername="postgresql+pg8000"), connect_args=arguments, pool_pre_ping=True
    )
    event.listen(engine, "begin", _begin_writing)
    return engine


def migrate(engine: Engine) -> None:
    """Make the tables, or bring them up to date; processes that do so at once take turns.

    Raises:
        OutputError: a newer program made the store, or PostgreSQL is too old.
    """
    with as_file(files("casework") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        known = ScriptDirectory.from_config(config)
        with _changing_tables(engine) as connection:
            _refuse_old_server(connection)
            at = _revision(connection)
            if at == known.get_current_head():
                return
            if at is not None and at not in {script.revision for script in known.walk_revisions()}:
                raise OutputError("the store was made by a newer p2p; update this one")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _changing_tables(engine: Engine) -> Iterator[Connection]:
    """A transaction that may put a new table in an old one's place.

    SQLite checks references row by row meanwhile unless told before the transaction begins
    (https://www.sqlite.org/lang_altertable.html, section 7); they are checked at its end.
    """
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        if sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise OutputError("the store is damaged: a row refers to one that is not there")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _refuse_old_server(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        number = int(connection.scalar(text("SHOW server_version_num"))) // 10_000
        if number < _POSTGRESQL:
            raise OutputError(f"PostgreSQL {number} is too old; {_POSTGRESQL} or newer is needed")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
