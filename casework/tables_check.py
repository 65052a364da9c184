"""What ``p2p check`` shows a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from casework.tables import safe

if TYPE_CHECKING:
    from packet_builder.check import Check, Checked


def check_table(check: Check) -> RenderableType:
    """Each requirement with its standing, why, where it is written and what would cure it."""
    name = ", ".join(p for p in (check.identifier, check.edition) if p) or check.policy
    table = Table(title=Text(safe(f"{name}, checked on {check.checked_on}")), title_justify="left")
    for column in ("", "Requirement", "Why", "Where", "What would cure it"):
        table.add_column(column, overflow="fold")
    for each in check.criteria:
        cells = (each.verdict, each.finding.text, each.finding.why, _where(each), each.cure or "")
        table.add_row(*(Text(safe(cell)) for cell in cells))
    count = f"{len(check.missing)} of {len(check.criteria)} are not documented"
    kept_out = [d for d in check.documents if d.included is not True]
    notes = [f"kept out: {d.document}: {d.reason or 'no reason is known'}" for d in kept_out]
    lines = [Text(safe(line)) for line in (count, *notes, *check.warnings)]
    return Group(table, *lines)


def _where(each: Checked) -> str:
    passage = next(iter(each.finding.evidence), None)
    return f"{passage.document}, page {passage.page}" if passage else ""
