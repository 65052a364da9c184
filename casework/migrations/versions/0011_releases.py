"""Papers that were kept out of a case and that a person released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.records import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("document_sha256", sa.String(64), nullable=False),
        sa.Column("pages", sa.JSON),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
    )
    op.create_index("ix_releases_case_id", "releases", ["case_id"])
