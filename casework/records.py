"""The tables of the store. Change one only together with a migration in ``casework/migrations``."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC (SQLite knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=_NAMES)


class CaseState(StrEnum):
    """Where a case stands after the last run that touched it."""

    WORKING = "working"
    """Being prepared; so it stays when a run is killed, and the next one does it anew."""
    PREPARED = "prepared"
    """Its packet is written."""
    NO_CHART = "no_chart"
    """Its packet is written without a chart: none was found."""
    ASK = "ask"
    """A person must choose; ``reason`` says between what."""
    LISTED = "listed"
    """Nothing to prepare (an approval, a document that is no letter)."""
    FAILED = "failed"
    """It could not be prepared; ``reason`` says why."""


class DocumentRecord(Base):
    """A file of the inbox by its content, with the moment of receipt first found for it."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    first_seen: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    received_from: Mapped[str] = mapped_column(String(16))


class RunRecord(Base):
    """One run of a command over this folder."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    exit_code: Mapped[int | None]


class CaseRecord(Base):
    """A case: one letter. ``fingerprint`` is a digest of everything its results came from."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), index=True)
    letter: Mapped[int]
    state: Mapped[CaseState] = mapped_column(String(16))
    reason: Mapped[str | None]
    folder: Mapped[str | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime] = mapped_column(Moment)


class OutputRecord(Base):
    """A file that we wrote; one of the same name and another content is a person's.

    ``case_id`` is null for the files of the output folder itself.
    """

    __tablename__ = "outputs"
    __table_args__ = (UniqueConstraint("case_id", "name", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)


class EventRecord(Base):
    """The history of a case: only ever appended to."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    who: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str | None]
