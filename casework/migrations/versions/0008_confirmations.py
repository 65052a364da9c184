"""Which outcome an approval rests on, and a denial letter that came after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("authorizations") as table:
        table.add_column(sa.Column("outcome_id", sa.Integer, nullable=True))
        table.add_column(sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key("fk_authorizations_outcome_id", "outcomes", ["outcome_id"], ["id"])
