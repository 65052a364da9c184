"""The folders that a case was prepared from, and the part of the inbox it came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    for name in ("chart", "policies", "hint"):
        op.add_column("cases", sa.Column(name, sa.String))
