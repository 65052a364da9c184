"""A case grows: where it stands, who has it, and what the worklist shows of its letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is known of a case so far becomes an open one."""
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("opened_at", moment))
        cases.add_column(sa.Column("closed_at", moment))
        cases.add_column(sa.Column("status", sa.String(16), nullable=False, server_default="open"))
        cases.add_column(sa.Column("level", sa.String(16), nullable=False, server_default="p2p"))
        for name in ("assignee", "patient", "member_id", "payer", "reference", "reference_key"):
            cases.add_column(sa.Column(name, sa.String))
        cases.add_column(sa.Column("merged_into", sa.String(32)))
        for name in ("document_type", "category", "plan_type", "act_kind"):
            cases.add_column(sa.Column(name, sa.String(32)))
        cases.add_column(sa.Column("procedure", sa.String))
        for name in ("letter_date", "service_date"):
            cases.add_column(sa.Column(name, sa.String(10)))
        cases.add_column(
            sa.Column("needs_review", sa.Boolean, nullable=False, server_default=sa.false())
        )
        cases.add_column(sa.Column("act_by", moment))
    op.execute("UPDATE cases SET opened_at = updated_at")
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("opened_at", existing_type=moment, nullable=False)
        for name, kind in (("status", sa.String(16)), ("level", sa.String(16))):
            cases.alter_column(name, existing_type=kind, server_default=None)
        cases.alter_column("needs_review", existing_type=sa.Boolean, server_default=None)
        cases.create_foreign_key("fk_cases_merged_into", "cases", ["merged_into"], ["id"])
    for name in ("assignee", "merged_into", "reference_key"):
        op.create_index(f"ix_cases_{name}", "cases", [name])
    op.create_index("ix_cases_status_act_by", "cases", ["status", "act_by"])
