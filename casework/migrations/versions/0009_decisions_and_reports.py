"""What a decision letter said of an outcome; fax machines' reports that fit no case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns and the table."""
    with op.batch_alter_table("outcomes") as table:
        table.add_column(sa.Column("letter_sha256", sa.String(64), nullable=True))
        table.add_column(sa.Column("letter_result", sa.String(16), nullable=True))
        table.add_column(sa.Column("letter_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            "fk_outcomes_letter_sha256", "documents", ["letter_sha256"], ["sha256"]
        )
    op.create_table(
        "fax_reports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("letter", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("number", sa.String(10), nullable=True),
        sa.Column("delivered", sa.Boolean, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_fax_reports"),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_fax_reports_sha256"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_fax_reports_case_id"),
        sa.UniqueConstraint("sha256", "letter", name="uq_fax_reports_sha256_letter"),
    )
    op.create_index("ix_fax_reports_case_id", "fax_reports", ["case_id"])
