"""Results as tables for people. Words of a letter are shown as text, never as markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from docextract.facts import Deadline, Fact, LetterResult, Service

if TYPE_CHECKING:
    from casework.doctor import Check
    from casework.summary import CaseLine

UNSURE = "check"

_FILE_WIDTH = 120
"""Columns of a table that goes into a file or a pipe."""

_LEAVES = (
    ("Document", "document_type"),
    ("Next step", "route"),
    ("Payer", "payer"),
    ("Reviewed for the payer by", "um_vendor"),
    ("Patient", "patient.name"),
    ("Date of birth", "patient.dob"),
    ("Member ID", "patient.member_id"),
    ("Reference number", "reference_number"),
    ("Letter date", "letter_date"),
    ("Decision date", "decision_date"),
    ("Plan type", "plan_type"),
    ("Review", "review_type"),
    ("Urgency", "urgency"),
    ("Ground of denial", "denial_category"),
    ("Reason", "denial_reason"),
    ("Reviewer", "reviewer.name"),
    ("Ordering provider", "ordering_provider.name"),
    ("Facility", "facility"),
    ("P2P phone", "contacts.p2p_phone"),
    ("P2P option", "contacts.p2p_option"),
    ("P2P hours", "contacts.p2p_hours"),
    ("P2P caller", "contacts.p2p_who"),
    ("Appeal fax", "contacts.appeal_fax"),
    ("Appeal phone", "contacts.appeal_phone"),
    ("Appeal address", "contacts.appeal_address"),
    ("Authorization", "authorization.number"),
    ("Authorized from", "authorization.valid_from"),
    ("Authorized through", "authorization.valid_through"),
)


def safe(words: object) -> str:
    """Words from a file on one line, without what could steer a terminal."""
    joined = " ".join(str(words).split())
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in joined
    )


def letter_table(result: LetterResult, *, now: datetime) -> RenderableType:
    """One letter: its facts, then its services, unmet criteria and deadlines."""
    pages = ", ".join(str(page) for page in result.pages)
    title = f"{result.source.path}, page {pages}" if pages else result.source.path
    table = Table(title=Text(safe(title)), title_justify="left", show_header=True)
    for column in ("Fact", "Value", "Page", ""):
        table.add_column(column, overflow="fold", no_wrap=False)
    received = f"{result.source.received_at} ({result.source.received_from})"
    table.add_row("Received", Text(safe(received)), "", "")
    for label, value, page, unsure in _rows(result, now):
        table.add_row(label, Text(safe(value)), page, UNSURE if unsure else "")
    if not result.letter.review:
        return table
    lists = ", ".join(result.letter.review)
    return Group(table, Text(f"May be incomplete: {safe(lists)}"))


def _rows(result: LetterResult, now: datetime) -> Iterator[tuple[str, str, str, bool]]:
    letter = result.letter
    for label, path in _LEAVES:
        fact = _leaf(letter, path)
        if fact.value is not None or fact.needs_review:
            yield label, _value(fact), _page(fact), fact.needs_review
    for diagnosis in letter.diagnoses:
        yield "Diagnosis", _value(diagnosis), _page(diagnosis), diagnosis.needs_review
    for service in letter.services:
        yield "Service", _service(service), _page(service.code), service.needs_review
    for unmet in letter.unmet_criteria:
        yield "Not met", _value(unmet), _page(unmet), unmet.needs_review
    for cited in letter.criteria:
        parts = (cited.source, cited.identifier, cited.title, cited.edition)
        words = " ".join(str(part.value) for part in parts if part.value is not None)
        yield "Criteria cited", words, _page(cited.source), cited.needs_review
    for deadline in letter.deadlines:
        yield "Deadline", _deadline(deadline, now), _page(deadline.quote), deadline.needs_review


def _leaf(node: Any, path: str) -> Fact[Any]:  # noqa: ANN401 - a leaf may hold any value
    for name in path.split("."):
        node = getattr(node, name)
    leaf: Fact[Any] = node
    return leaf


def _value(fact: Fact[Any]) -> str:
    return "could not be read" if fact.value is None else str(fact.value)


def _page(fact: Fact[Any]) -> str:
    return str(fact.evidence[0].page) if fact.evidence else ""


def _service(service: Service) -> str:
    code = "-".join([str(service.code.value or "no code"), *(service.modifiers.value or ())])
    units = f"{service.units.value:g} units" if service.units.value is not None else None
    parts = (code, service.description.value, units, service.status.value)
    return ", ".join(str(part) for part in parts if part)


def _deadline(deadline: Deadline, now: datetime) -> str:
    kind = str(deadline.kind.value or "unknown right").replace("_", " ")
    if deadline.due.value is None:
        return f"{kind}: {deadline.quote.value or 'no date can be computed'}"
    act = f"; act by {deadline.act_by.value}" if deadline.act_by.value else ""
    return f"{kind}: {deadline.due.value} ({time_left(deadline.due.value, now)}){act}"


def time_left(due: str, now: datetime) -> str:
    """How far away a deadline is, as people say it; ``due`` is an ISO date or date-time."""
    if "T" in due:
        hours = (datetime.fromisoformat(due) - now).total_seconds() / 3600
        if hours < 0:
            return "passed"
        if hours < 48:
            return f"{int(hours)} hours left"
        days = int(hours // 24)
    else:
        days = (date.fromisoformat(due) - now.date()).days
    if days < 0:
        return "passed"
    return "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} left"


def summary_table(lines: Sequence[CaseLine]) -> RenderableType:
    """The cases of a batch; what is to be said of one stands below the table."""
    table = Table(title="Cases, most urgent first", title_justify="left")
    for column in ("Case", "State", "Patient", "Payer", "Act by", "File", ""):
        table.add_column(column, overflow="fold")
    for line in lines:
        state = line.state.value.replace("_", " ") + ("" if line.done_now else ", unchanged")
        act_by = (line.act_by or "")[:16].replace("T", " ")
        name = line.source.rsplit("/", 1)[-1]
        words = [Text(safe(cell or "")) for cell in (line.patient, line.payer, act_by, name)]
        table.add_row(line.case, state, *words, UNSURE if line.needs_review else "")
    return Group(table, *(Text(f"{line.case}: {safe(said)}") for line, said in _remarks(lines)))


def _remarks(lines: Sequence[CaseLine]) -> Iterator[tuple[CaseLine, str]]:
    for line in lines:
        if line.duplicate_of:
            yield line, f"{line.source} has the same content as {line.duplicate_of}"
        elif line.reason:
            yield line, line.reason


def checks_table(checks: Sequence[Check]) -> RenderableType:
    """What ``p2p doctor`` looked at."""
    table = Table(title="p2p doctor", title_justify="left")
    for column in ("", "What", "Found", "What to do"):
        table.add_column(column, overflow="fold")
    for check in checks:
        mark = "ok" if check.ok else "MISSING" if check.needed else "note"
        table.add_row(
            mark,
            check.what,
            Text(safe(check.found)),
            Text("" if check.ok else safe(check.remedy or "")),
        )
    return table


def console(*, to_stderr: bool) -> Console:
    """Where tables go; markup and emoji codes in words are left as they are."""
    shown = Console(stderr=to_stderr, markup=False, emoji=False, highlight=False)
    if not shown.is_terminal:
        shown.width = _FILE_WIDTH
    return shown
