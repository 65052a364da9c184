"""The inbox: what lies in it, who works on it, what was not meant for this practice."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.records import Base, Moment


class SightingState(StrEnum):
    """What became of a file of the inbox."""

    WAITING = "waiting"
    """Seen; it is still growing, busy, or not yet its turn."""
    DONE = "done"
    """Each of its letters is a case, listed, or not ours."""
    DUPLICATE = "duplicate"
    """Another file of the same content was done."""
    FAILED = "failed"
    """It cannot be read; ``reason`` says why and what to do. ``p2p retry`` tries again."""
    REFUSED = "refused"
    """A link or a special file: never opened."""
    GONE = "gone"
    """It was taken out of the inbox before it was read."""


class SightingRecord(Base):
    """A file of an inbox at a moment: its path below the inbox, its size and its time.

    ``path`` is text whatever bytes the name is made of (see ``casework.files.spelled``).
    ``size`` is in bytes, ``mtime_ns`` in nanoseconds since 1970. A file that changes afterwards
    is taken anew. ``hint`` is the subfolder it lies in.
    """

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("inbox", "path"),
        Index("ix_sightings_state_mtime_ns", "state", "mtime_ns"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox: Mapped[str]
    path: Mapped[str]
    hint: Mapped[str | None]
    state: Mapped[SightingState] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    first_seen: Mapped[datetime] = mapped_column(Moment)
    still_since: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class LeaseRecord(Base):
    """Who works on a thing, until when; what has run out may be taken by another."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(160), primary_key=True)
    owner: Mapped[str] = mapped_column(String(160))
    until: Mapped[datetime] = mapped_column(Moment)


class FaxReportRecord(Base):
    """A fax machine's report that fits nothing that was sent, until somebody says whose it is.

    ``number`` is the one dialled, ten digits; ``case_id`` the case that it was settled to.
    """

    __tablename__ = "fax_reports"
    __table_args__ = (UniqueConstraint("sha256", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    letter: Mapped[int]
    name: Mapped[str]
    number: Mapped[str | None] = mapped_column(String(10))
    delivered: Mapped[bool]
    why: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(Moment)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None]


class MisdirectedRecord(Base):
    """A letter on somebody else's patient: a misdirected fax, which is a breach to report.

    45 CFR 164.410 and 164.404 bind whoever sent it; the office tells the sender.
    """

    __tablename__ = "misdirected"
    __table_args__ = (UniqueConstraint("sha256", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    letter: Mapped[int]
    name: Mapped[str]
    payer: Mapped[str | None]
    provider: Mapped[str | None]
    npi: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(Moment)
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    reported_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_by: Mapped[str | None]
