"""What belongs to a case: its documents and letters, and what people said about them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.records import Base, Moment


class Role(StrEnum):
    """What a document is to a case."""

    LETTER = "letter"
    """The letter that opened it, or another on the same dispute."""
    CHART = "chart"
    CONFIRMATION = "confirmation"
    """The payer's written word on what was won."""
    FAX_PROOF = "fax_proof"
    """A fax machine's report that something was sent."""
    DECISION = "decision"
    """The payer's letter on an appeal or a review of this case."""
    DUPLICATE = "duplicate"
    """The same content under another name."""
    RELATED = "related"
    """Perhaps of this case: shown with it until a person has said so."""


class CaseDocument(Base):
    """A document's place in a case; ``letter`` is the number of the letter in the file, or 0."""

    __tablename__ = "case_documents"
    __table_args__ = (UniqueConstraint("case_id", "sha256", "letter", "role", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), index=True)
    letter: Mapped[int] = mapped_column(default=0)
    role: Mapped[Role] = mapped_column(String(16))
    name: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(Moment)
    linked_by: Mapped[str]


class LetterRecord(Base):
    """A letter of a case as the machine last read it: a ``LetterResult`` as JSON text."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("sha256", "letter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    letter: Mapped[int]
    result: Mapped[str]
    read_at: Mapped[datetime] = mapped_column(Moment)


class CorrectionRecord(Base):
    """A person's value for a field of the letter beside the machine's; the newest row counts.

    A withdrawn one (``withdrawn_at``) gives the machine's reading its place back.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    field: Mapped[str]
    machine: Mapped[JsonValue] = mapped_column(JSON(none_as_null=False))
    human: Mapped[JsonValue] = mapped_column(JSON(none_as_null=False))
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class RejectionRecord(Base):
    """A passage of the chart that a person does not want to be used in a case, ever again.

    It is known by the document's content and its own words, so that it is found again when the
    chart is read anew.
    """

    __tablename__ = "rejections"
    __table_args__ = (UniqueConstraint("case_id", "document_sha256", "page", "words_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[str]
    document_sha256: Mapped[str] = mapped_column(String(64))
    page: Mapped[int]
    words: Mapped[str]
    words_sha256: Mapped[str] = mapped_column(String(64))
    why: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class ReleaseRecord(Base):
    """A person's word that papers which were kept out of a case may be used; the newest counts.

    ``pages`` is null for the whole document. A withdrawn one (``withdrawn_at``) counts no more.
    """

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[str]
    document_sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class QuestionRecord(Base):
    """Something only a person can say; ``kind`` is a short name, ``other`` another case."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("case_id", "kind", "other"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    other: Mapped[str] = mapped_column(String(32), default="")
    words: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class NoteRecord(Base):
    """What somebody of the office wrote down about a case."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    words: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
