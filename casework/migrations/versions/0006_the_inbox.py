"""The inbox: what lies in it, who works on it, what was not meant for this practice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(160), primary_key=True),
        sa.Column("owner", sa.String(160), nullable=False),
        _moment("until"),
    )
    op.create_table(
        "misdirected",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("letter", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("payer", sa.String),
        sa.Column("provider", sa.String),
        sa.Column("npi", sa.String(10)),
        sa.Column("why", sa.String, nullable=False),
        _moment("seen_at"),
        _moment("reported_at", nullable=True),
        sa.Column("reported_by", sa.String),
        _moment("claimed_at", nullable=True),
        sa.Column("claimed_by", sa.String),
        sa.UniqueConstraint("sha256", "letter", name="uq_misdirected_sha256_letter"),
    )
    op.create_table(
        "sightings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("inbox", sa.String, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("hint", sa.String),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        _moment("first_seen"),
        _moment("still_since"),
        sa.Column("tries", sa.Integer, nullable=False),
        _moment("next_try", nullable=True),
        sa.Column("reason", sa.String),
        sa.Column("sha256", sa.String(64)),
        _moment("done_at", nullable=True),
        sa.UniqueConstraint("inbox", "path", name="uq_sightings_inbox_path"),
    )
    op.create_index("ix_sightings_sha256", "sightings", ["sha256"])
    op.create_index("ix_sightings_state_mtime_ns", "sightings", ["state", "mtime_ns"])
