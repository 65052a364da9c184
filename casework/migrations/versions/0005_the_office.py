"""A case's way through the office: windows, calls, outcomes, drafts, approvals, alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        _moment("due_at"),
        _moment("fired_at"),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.UniqueConstraint("key", name="uq_alerts_key"),
    )
    op.create_index("ix_alerts_case_id", "alerts", ["case_id"])
    op.create_table(
        "authorizations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.String),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_through", sa.String(10)),
        sa.Column("units", sa.Double),
        sa.Column("codes", sa.JSON, nullable=False),
        _moment("awaited_since", nullable=True),
        _moment("confirm_by", nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("document_sha256", sa.String(64), sa.ForeignKey("documents.sha256")),
        sa.Column("faults", sa.JSON, nullable=False),
    )
    op.create_index("ix_authorizations_case_id", "authorizations", ["case_id"])
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("uid", sa.String(128), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _moment("starts_at"),
        _moment("ends_at"),
        sa.Column("physician", sa.String),
        sa.Column("phone", sa.String),
        sa.Column("why", sa.String),
        sa.Column("by", sa.String, nullable=False),
        _moment("at"),
        sa.UniqueConstraint("uid", name="uq_calls_uid"),
    )
    op.create_index("ix_calls_case_id", "calls", ["case_id"])
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("origin", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(16)),
        sa.Column("party", sa.String(16)),
        sa.Column("quote", sa.String),
        _moment("opens_at", nullable=True),
        sa.Column("due", sa.String(40)),
        _moment("due_at", nullable=True),
        _moment("act_by", nullable=True),
        sa.Column("needs_review", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _moment("ended_at", nullable=True),
        sa.Column("why", sa.String),
        sa.UniqueConstraint(
            "case_id", "origin", "position", name="uq_deadlines_case_id_origin_position"
        ),
    )
    op.create_index("ix_deadlines_state_due_at", "deadlines", ["state", "due_at"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _moment("written_at"),
        sa.UniqueConstraint("case_id", "kind", "version", name="uq_drafts_case_id_kind_version"),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        _moment("decided_at"),
        sa.Column("reviewer", sa.String),
        sa.Column("specialty", sa.String),
        sa.Column("licence", sa.String),
        sa.Column("criteria", sa.JSON, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("unaddressed", sa.JSON, nullable=False),
        sa.Column("reference", sa.String),
        sa.Column("minutes", sa.Integer),
        sa.Column("by", sa.String, nullable=False),
        _moment("at"),
    )
    op.create_index("ix_outcomes_case_id", "outcomes", ["case_id"])
    op.create_index("ix_outcomes_reviewer", "outcomes", ["reviewer"])
    op.create_table(
        "sent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String),
        sa.Column("sha256", sa.String(64)),
        _moment("sent_at"),
        sa.Column("proof_sha256", sa.String(64), sa.ForeignKey("documents.sha256")),
        _moment("proof_at", nullable=True),
        sa.Column("by", sa.String, nullable=False),
    )
    op.create_index("ix_sent_case_id", "sent", ["case_id"])
