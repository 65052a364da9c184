"""The first tables of the store: documents, cases, files we wrote, history.

What a person added to a case is in ``casework.records_case``, its way through the office in
``casework.records_office``, the inbox in ``casework.records_inbox``. Change one only together
with a migration in ``casework/migrations``. No member but those of words a person wrote or a
letter said holds PHI; all of it goes with ``p2p purge``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, MetaData, String, UniqueConstraint
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
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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


class CaseStatus(StrEnum):
    """Where the dispute stands."""

    OPEN = "open"
    """Something is to be done: call, appeal, answer."""
    AWAITING = "awaiting"
    """It was won in words; the written confirmation is awaited."""
    CLOSED = "closed"
    """Nothing more is to be done."""


class Level(StrEnum):
    """The step of the dispute that a case is at."""

    P2P = "p2p"
    APPEAL = "appeal"
    SECOND_LEVEL = "second_level"
    EXTERNAL_REVIEW = "external_review"


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
    """A case: one letter and all that follows from it.

    ``fingerprint`` is a digest of everything its results came from. From ``patient`` on, what
    the worklist shows of its letter as it was last read and corrected; ``reference_key`` is the
    reference number's letters and digits alone, ``act_by`` the earliest alarm among its open
    deadlines and ``act_kind`` that deadline's kind. ``merged_into`` is the case that it was
    merged into. ``chart``, ``policies`` and ``library`` are the folders that it was prepared from,
    ``hint`` the subfolder of the inbox that its letter came in.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_status_act_by", "status", "act_by"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), index=True)
    letter: Mapped[int]
    state: Mapped[CaseState] = mapped_column(String(16))
    reason: Mapped[str | None]
    folder: Mapped[str | None]
    chart: Mapped[str | None]
    policies: Mapped[str | None]
    library: Mapped[str | None]
    hint: Mapped[str | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[CaseStatus] = mapped_column(String(16), default=CaseStatus.OPEN)
    level: Mapped[Level] = mapped_column(String(16), default=Level.P2P)
    assignee: Mapped[str | None] = mapped_column(index=True)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    patient: Mapped[str | None]
    member_id: Mapped[str | None]
    payer: Mapped[str | None]
    reference: Mapped[str | None]
    reference_key: Mapped[str | None] = mapped_column(index=True)
    document_type: Mapped[str | None] = mapped_column(String(32))
    category: Mapped[str | None] = mapped_column(String(32))
    plan_type: Mapped[str | None] = mapped_column(String(32))
    procedure: Mapped[str | None]
    letter_date: Mapped[str | None] = mapped_column(String(10))
    service_date: Mapped[str | None] = mapped_column(String(10))
    needs_review: Mapped[bool] = mapped_column(default=False)
    act_by: Mapped[datetime | None] = mapped_column(Moment)
    act_kind: Mapped[str | None] = mapped_column(String(32))


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
    """The history: only ever appended to, each row bound to the one before by its hash.

    ``case_id`` is null for what happened to the office itself. It is no foreign key: that a case
    was is remembered after it was purged. ``detail`` may hold words of a letter, so the chain
    covers ``digest``, a salted hash of it: a purge takes the words and their salt, and the chain
    stays whole. See ``casework.history``.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[str | None] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    who: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))


class HeadRecord(Base):
    """The last row of the history, set in the transaction that appends it; one row."""

    __tablename__ = "history_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    events: Mapped[int]
    chain: Mapped[str] = mapped_column(String(64))
