"""The rows of a store as JSON and back, whichever database they lie in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, func, insert, select, text
from sqlalchemy.orm import Session

from casework import records_case, records_inbox, records_office  # noqa: F401 - their tables
from casework.records import Base, Moment

_LEFT_OUT = frozenset({"leases"})
_AT_ONCE = 500


def tables() -> list[Table]:
    """Every table that is kept, those first that others refer to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _LEFT_OUT]


def rows_of(session: Session, table: Table, case_id: str | None = None) -> Iterator[dict[str, Any]]:
    """A table's rows as JSON objects, in the order of its key; ``case_id`` picks a case's."""
    rows = select(table).order_by(*table.primary_key.columns)
    if case_id is not None:
        rows = rows.where((table.c.id if table.name == "cases" else table.c.case_id) == case_id)
    for row in session.execute(rows.execution_options(yield_per=_AT_ONCE)).mappings():
        yield {column.name: _to_json(row[column]) for column in table.columns}


def _to_json(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return value.isoformat() if isinstance(value, datetime) else value


def take_in(session: Session, table: Table, lines: Iterator[bytes]) -> int:
    """Put rows that :func:`rows_of` gave into an empty table; gives how many."""
    count, batch = 0, []
    later = _self_references(table)
    links = []
    for line in lines:
        row = {c.name: _from_json(c, value) for c, value in _pairs(table, json.loads(line))}
        links += [(row["id"], name, row[name]) for name in later if row[name] is not None]
        batch.append(row | dict.fromkeys(later))
        count += 1
        if len(batch) == _AT_ONCE:
            session.execute(insert(table), batch)
            batch = []
    if batch:
        session.execute(insert(table), batch)
    for key, name, value in links:
        session.execute(table.update().where(table.c.id == key).values({name: value}))
    _go_on(session, table)
    return count


def _pairs(table: Table, row: dict[str, Any]) -> Iterator[tuple[Column[Any], Any]]:
    return ((column, row[column.name]) for column in table.columns)


def _from_json(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(column.type, Moment) and value is not None:
        return datetime.fromisoformat(value)
    return value


def _self_references(table: Table) -> list[str]:
    """Columns that refer to the table's own rows: they are set once all rows are there."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _go_on(session: Session, table: Table) -> None:
    """Let PostgreSQL number the next row after the last one that was taken in."""
    counted = table.autoincrement_column
    if session.get_bind().dialect.name != "postgresql" or counted is None:
        return
    named = session.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": table.name, "column": counted.name},
    )
    last = session.scalar(select(func.max(counted)))
    if named and last:
        session.execute(text("SELECT setval(:name, :last)"), {"name": named, "last": last})
