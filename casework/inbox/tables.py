"""The inbox's lists as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from casework.inbox.show import Lists
from casework.tables import safe


def inbox_tables(found: Lists) -> RenderableType:
    """A table for each list that is not empty."""
    return Group(*_tables(found))


def _tables(found: Lists) -> Iterator[RenderableType]:
    for title, rows in (
        ("Waiting", found["waiting"]),
        ("Could not be read (p2p retry FILE)", found["unreadable"]),
    ):
        cells = [(row["file"], row["first_seen"][:16], row["reason"] or "") for row in rows]
        yield from _table(title, ("File", "First seen", "Why"), cells)
    strays = [
        (row["id"], row["file"], row["why"], (row["reported_at"] or "not yet")[:16])
        for row in found["not_ours"]
    ]
    yield from _table(
        "Not ours: tell the sender (p2p misdirected ID)", ("ID", "File", "Why", "Told"), strays
    )
    reports = [
        (row["id"], row["file"], "delivered" if row["delivered"] else "NOT DELIVERED", row["why"])
        for row in found["fax_reports"]
    ]
    yield from _table(
        "Fax reports without a case (p2p proof ID CASE)", ("ID", "File", "It says", "Why"), reports
    )
    asked = [(row["case"], row["other"], row["words"]) for row in found["asked"]]
    yield from _table(
        "To be answered (p2p merge, p2p apart, p2p outcome)", ("Case", "Other", "What"), asked
    )
    if not any(found.values()):
        yield Text("Nothing waits, and nothing is asked.")


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[RenderableType]:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    yield table
