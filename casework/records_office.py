"""A case's way through the office: windows, calls, outcomes, drafts, approvals, alerts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.records import Base, Level, Moment


class DeadlineState(StrEnum):
    """What became of a deadline."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    WAIVED = "waived"
    """It does not apply any more: another level counts, or a person said so."""


class DeadlineRecord(Base):
    """A right with its window.

    ``origin`` and ``position`` say where it comes from and keep it the same when its letter is
    read again: the SHA-256 and number of a letter, or the name of a rule. ``due`` is as the
    letter gives it (an ISO date or date-time), ``due_at`` the moment at which it has passed,
    ``act_by`` the office's alarm; ``level`` as in :class:`Level`.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        UniqueConstraint("case_id", "origin", "position"),
        Index("ix_deadlines_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    origin: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    level: Mapped[Level | None] = mapped_column(String(16))
    party: Mapped[str | None] = mapped_column(String(16))
    quote: Mapped[str | None]
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    due: Mapped[str | None] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    act_by: Mapped[datetime | None] = mapped_column(Moment)
    needs_review: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DeadlineState] = mapped_column(String(16), default=DeadlineState.OPEN)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    why: Mapped[str | None]


class CallState(StrEnum):
    """How far a peer-to-peer call has come."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    MISSED = "missed"
    HELD = "held"
    CANCELLED = "cancelled"


class CallRecord(Base):
    """A call with the payer's reviewer; ``uid`` and ``sequence`` are its calendar event's."""

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    uid: Mapped[str] = mapped_column(String(128), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[CallState] = mapped_column(String(16))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    physician: Mapped[str | None]
    phone: Mapped[str | None]
    why: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class Result(StrEnum):
    """How a level of the dispute ended."""

    OVERTURNED = "overturned"
    PARTLY = "partly"
    UPHELD = "upheld"
    PENDING = "pending"


class OutcomeRecord(Base):
    """What came of a call, an appeal or a review, as somebody of the office told it.

    ``criteria``, ``reasons`` and ``unaddressed`` are lists of text; ``minutes`` the staff's time.
    ``letter_result`` is what the payer's letter on it says, ``letter_at`` when that arrived.
    """

    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    level: Mapped[Level] = mapped_column(String(16))
    result: Mapped[Result] = mapped_column(String(16))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    reviewer: Mapped[str | None] = mapped_column(index=True)
    specialty: Mapped[str | None]
    licence: Mapped[str | None]
    criteria: Mapped[list[str]] = mapped_column(JSON)
    reasons: Mapped[list[str]] = mapped_column(JSON)
    unaddressed: Mapped[list[str]] = mapped_column(JSON)
    reference: Mapped[str | None]
    minutes: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    letter_sha256: Mapped[str | None] = mapped_column(ForeignKey("documents.sha256"))
    letter_result: Mapped[Result | None] = mapped_column(String(16))
    letter_at: Mapped[datetime | None] = mapped_column(Moment)


class DraftRecord(Base):
    """A letter that we drafted, as it was when we wrote it; a person may have edited the file."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("case_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)


class AuthorizationRecord(Base):
    """An approval: told in words, then confirmed in writing (``document_sha256``), then expiring.

    Dates are ISO dates; ``faults`` are the differences from what was asked, in words.
    ``outcome_id`` is the outcome that promised it; ``denied_at`` the arrival of a denial letter
    that came after it.
    """

    __tablename__ = "authorizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[str | None]
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_through: Mapped[str | None] = mapped_column(String(10))
    units: Mapped[float | None]
    codes: Mapped[list[str]] = mapped_column(JSON)
    awaited_since: Mapped[datetime | None] = mapped_column(Moment)
    confirm_by: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("documents.sha256"))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))
    denied_at: Mapped[datetime | None] = mapped_column(Moment)
    faults: Mapped[list[str]] = mapped_column(JSON)


class AlertRecord(Base):
    """An alert that was given; its ``key`` says what for, so that none is given twice."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    due_at: Mapped[datetime] = mapped_column(Moment)
    fired_at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[dict[str, JsonValue]] = mapped_column(JSON)


class SentRecord(Base):
    """Something that was sent, and the proof of it; documents by their SHA-256."""

    __tablename__ = "sent"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    what: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    proof_sha256: Mapped[str | None] = mapped_column(ForeignKey("documents.sha256"))
    proof_at: Mapped[datetime | None] = mapped_column(Moment)
    by: Mapped[str]
