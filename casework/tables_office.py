"""The office's tables for people: worklist, one case, alerts, a letter against its case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from casework.tables import UNSURE, safe, time_left
from docextract.office import Office

if TYPE_CHECKING:
    from casework.clock.model import Alert
    from casework.worklist import WorkLine
    from packet_builder.appeal_review import Difference

_LAST_EVENTS = 12


def _table(title: str, *columns: str) -> Table:
    table = Table(title=Text(safe(title)), title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: object) -> None:
    """A row of words as they are: none of them is markup."""
    table.add_row(*(Text("" if cell is None else safe(cell)) for cell in cells))


def alerts_table(alerts: Sequence[Alert], office: Office) -> RenderableType:
    """What ``p2p alerts`` tells, as it comes."""
    table = _table("Alerts", "", "Case", "Since", "What")
    for alert in alerts:
        at = f"{alert.at.astimezone(office.tz):%Y-%m-%d %H:%M}"
        _add(table, "!!" if alert.loud else "", alert.case, at, alert.text)
    return table


def worklist_table(lines: Sequence[WorkLine], office: Office, now: datetime) -> RenderableType:
    """The worklist, most urgent first."""
    table = _table(
        "Worklist, most urgent first", "Case", "Act by", "Left", "For", "Patient", "Payer",
        "Step", "With", "",
    )  # fmt: skip
    for line in lines:
        at = line.act_by.astimezone(office.tz) if line.act_by else None
        _add(
            table, line.id, f"{at:%Y-%m-%d %H:%M}" if at else "",
            time_left(at.isoformat(), now) if at else "", _words(line.act_kind), line.patient,
            line.payer, f"{_words(line.level)}{_STATUS.get(line.status, '')}", line.assignee,
            UNSURE if line.needs_review else "",
        )  # fmt: skip
    return table


_STATUS = {"awaiting": ", won: to be confirmed", "closed": ", closed"}


def case_tables(view: dict[str, Any], office: Office) -> RenderableType:
    """One case: its head, its windows, and each thing that happened to it."""
    head = _table(f"Case {view['id']}", "What", "Value")
    for name, label in _HEAD:
        if view[name] is not None:
            _add(head, label, _shown(view[name], office))
    tables: list[RenderableType] = [head]
    for name, title, columns in _PARTS:
        rows = view[name][-_LAST_EVENTS:] if name == "history" else view[name]
        if rows:
            table = _table(title, *(_words(column).capitalize() for column in columns))
            for row in rows:
                _add(table, *(_shown(row[column], office) for column in columns))
            tables.append(table)
    return Group(*tables)


_HEAD = (
    ("patient", "Patient"), ("member_id", "Member ID"), ("payer", "Payer"),
    ("reference", "Reference"), ("document_type", "Letter"), ("letter_date", "Letter date"),
    ("procedure", "Services"), ("service_date", "Planned service"), ("category", "Ground"),
    ("status", "Status"), ("level", "Step"), ("assignee", "Assigned to"), ("act_by", "Act by"),
    ("act_kind", "For"), ("folder", "Folder"), ("state", "Packet"), ("reason", "Remark"),
)  # fmt: skip

_PARTS = (
    ("deadlines", "Windows", ("kind", "level", "party", "due", "act_by", "state", "why")),
    ("calls", "Calls", ("starts_at", "state", "physician", "phone", "why")),
    ("outcomes", "Outcomes",
     ("decided_at", "level", "result", "reviewer", "specialty", "reasons", "unaddressed")),
    ("authorizations", "Authorizations",
     ("number", "valid_from", "valid_through", "codes", "confirm_by", "confirmed_at", "faults")),
    ("drafts", "Drafts", ("kind", "version", "path", "written_at")),
    ("sent", "Sent", ("sent_at", "what", "channel", "recipient", "proof_at")),
    ("questions", "To be answered", ("words", "other", "answer", "answered_by")),
    ("notes", "Notes", ("at", "by", "words")),
    ("documents", "Papers", ("role", "name", "linked_at")),
    ("history", "History (the last)", ("at", "who", "what", "detail")),
)  # fmt: skip


def _shown(value: object, office: Office) -> str:
    """A value as people read it: moments in the office's zone, lists with semicolons."""
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    if isinstance(value, str) and len(value) > len("2026-03-04T") and value[10:11] == "T":
        return _moment(value, office)
    return "" if value is None else str(value)


def _moment(text: str, office: Office) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment.astimezone(office.tz):%Y-%m-%d %H:%M}" if moment.tzinfo else text


def _words(value: object) -> str:
    return str(value).replace("_", " ") if value is not None else ""


def differences_table(name: str, found: Sequence[Difference]) -> RenderableType:
    """Where an appeal letter and its case say different things."""
    table = _table(f"{name}, its case and its record", "", "Fact", "In the letter", "In the case")
    for each in found:
        _add(table, each.kind, each.title, each.letter, each.case)
    return table


def plain_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> RenderableType:
    """A titled table of words and numbers."""
    table = _table(title, *heads)
    for row in rows:
        _add(table, *row)
    return table
