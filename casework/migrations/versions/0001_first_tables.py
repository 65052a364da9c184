"""The first tables: documents, runs, cases, their outputs and history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        _moment("first_seen"),
        _moment("received_at"),
        sa.Column("received_from", sa.String(16), nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("command", sa.String(32), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        sa.Column("exit_code", sa.Integer),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("documents.sha256"), nullable=False),
        sa.Column("letter", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("folder", sa.String),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        _moment("updated_at"),
    )
    op.create_index("ix_cases_sha256", "cases", ["sha256"])
    op.create_table(
        "outputs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id")),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _moment("written_at"),
        sa.UniqueConstraint("case_id", "name", "sha256", name="uq_outputs_case_id_name_sha256"),
    )
    op.create_index("ix_outputs_case_id", "outputs", ["case_id"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        _moment("at"),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("detail", sa.String),
    )
    op.create_index("ix_events_case_id", "events", ["case_id"])
