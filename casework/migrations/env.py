"""Runs the migrations on the connection that ``casework.store`` opened."""

from __future__ import annotations

from alembic import context

from casework import records_case, records_inbox, records_office  # noqa: F401 - their tables
from casework.records import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
