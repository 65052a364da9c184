"""Documents and letters of a case, and what people said about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("letter", sa.Integer, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        _moment("linked_at"),
        sa.Column("linked_by", sa.String, nullable=False),
        sa.UniqueConstraint(
            "case_id",
            "sha256",
            "letter",
            "role",
            "name",
            name="uq_case_documents_case_id_sha256_letter_role_name",
        ),
    )
    op.create_index("ix_case_documents_case_id", "case_documents", ["case_id"])
    op.create_index("ix_case_documents_sha256", "case_documents", ["sha256"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("machine", sa.JSON),
        sa.Column("human", sa.JSON),
        sa.Column("by", sa.String, nullable=False),
        _moment("at"),
        _moment("withdrawn_at", nullable=True),
    )
    op.create_index("ix_corrections_case_id", "corrections", ["case_id"])
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("letter", sa.Integer, nullable=False),
        sa.Column("result", sa.String, nullable=False),
        _moment("read_at"),
        sa.UniqueConstraint("sha256", "letter", name="uq_letters_sha256_letter"),
    )
    op.create_index("ix_letters_case_id", "letters", ["case_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        _moment("at"),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("other", sa.String(32), nullable=False),
        sa.Column("words", sa.String, nullable=False),
        _moment("asked_at"),
        sa.Column("answer", sa.String),
        sa.Column("answered_by", sa.String),
        _moment("answered_at", nullable=True),
        sa.UniqueConstraint("case_id", "kind", "other", name="uq_questions_case_id_kind_other"),
    )
    op.create_index("ix_questions_case_id", "questions", ["case_id"])
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("words_sha256", sa.String(64), nullable=False),
        sa.Column("why", sa.String),
        sa.Column("by", sa.String, nullable=False),
        _moment("at"),
        sa.UniqueConstraint(
            "case_id",
            "document_sha256",
            "page",
            "words_sha256",
            name="uq_rejections_case_id_document_sha256_page_words_sha256",
        ),
    )
    op.create_index("ix_rejections_case_id", "rejections", ["case_id"])
