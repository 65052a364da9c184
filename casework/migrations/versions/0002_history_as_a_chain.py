"""The history becomes a chain of hashes; the rows so far are bound to each other as they stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from casework.history import START, digest_of, link
from casework.records import EventRecord, Moment

revision = "0002"
down_revision = "0001"

_COLUMNS = (
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.String(32)),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("what", sa.String, nullable=False),
    sa.Column("detail", sa.String),
    sa.Column("salt", sa.String(32)),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("chain", sa.String(64), nullable=False),
)


def upgrade() -> None:
    """Make the table anew with the rows it had, each with its hash."""
    connection, chain, number = op.get_bind(), START, 0
    old = sa.table("events", *(sa.column(c.name, c.type) for c in _COLUMNS[:6]))
    rows = connection.execute(sa.select(old).order_by(old.c.id)).all()
    op.drop_index("ix_events_case_id", "events")
    op.drop_table("events")
    events = op.create_table("events", *_COLUMNS)
    head = op.create_table(
        "history_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    for number, before in enumerate(rows, start=1):
        salt = f"{number:032x}"
        row = {**before._mapping, "id": number, "salt": salt}
        row["digest"] = digest_of(salt, before.detail)
        row["chain"] = chain = link(chain, EventRecord(**row))
        connection.execute(events.insert().values(**row))
    connection.execute(head.insert().values(id=1, events=number, chain=chain))
    op.create_index("ix_events_case_id", "events", ["case_id"])
