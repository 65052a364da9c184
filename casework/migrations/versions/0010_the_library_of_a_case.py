"""The folder of guidelines and articles that a case was prepared with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.add_column("cases", sa.Column("library", sa.String))
