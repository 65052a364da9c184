"""A second look at open cases: a chart that came later, a policy that changed, a killed run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import func, select

from casework import tasks
from casework.arrivals import Arrived, fail_letter, letters_of, prepare_letter
from casework.choose import is_adverse
from casework.inbox.take import Desk
from casework.match import match, owners_of
from casework.records import CaseRecord, CaseState, CaseStatus, DocumentRecord
from casework.summary import CaseLine
from docextract.errors import OutputError, P2PError


def revisit(desk: Desk) -> Iterator[CaseLine | None]:
    """Prepare anew what has changed of the open cases, the most urgent first.

    A line for each that has changed, None for each letter that has not: whoever asks may do
    something else in between. A case with a folder of its own (``p2p prepare``) is left to it.

    Raises:
        OutputError: nothing can be written just now.
    """
    for sha256, name in _open_letters(desk):
        kept = desk.shelf.order.vault.find(sha256)
        if kept is None:
            continue
        with desk.leases.held(f"content:{sha256}") as free:
            if not free:
                continue
            order = replace(desk.shelf.order, now=desk.clock())
            again = replace(desk, shelf=replace(desk.shelf, order=order))
            try:
                letters = letters_of(kept, name, order)
            except OutputError:
                raise
            except P2PError:
                continue  # the list of unreadable files tells it
            lines = [_again(each, again) for each in letters if is_adverse(each.said)]
        yield from (line if line is not None and line.done_now else None for line in lines)


def _open_letters(desk: Desk) -> list[tuple[str, str]]:
    first = func.min(CaseRecord.act_by)
    rows = (
        select(CaseRecord.sha256, DocumentRecord.name)
        .join(DocumentRecord, DocumentRecord.sha256 == CaseRecord.sha256)
        .where(CaseRecord.status != CaseStatus.CLOSED, CaseRecord.state != CaseState.LISTED)
        .where(CaseRecord.merged_into.is_(None))
        .group_by(CaseRecord.sha256, DocumentRecord.name)
        .order_by(first.is_(None), first, CaseRecord.sha256)
    )
    with desk.shelf.order.store.read() as session:
        return [(sha256, name) for sha256, name in session.execute(rows)]


def _again(letter: Arrived, desk: Desk) -> CaseLine | None:
    order = desk.shelf.order
    record = order.store.case(letter.id)
    if record is None or (record.folder is not None and record.folder != letter.id):
        return None
    charts, patient = desk.charts(), tasks.identity_of(letter.said.letter)
    owners = owners_of(charts, [patient], order.reader, jobs=1)
    try:
        return prepare_letter(letter, match(patient, charts, owners), desk.shelf)
    except OutputError:
        raise
    except P2PError as error:
        return fail_letter(letter, str(error), order)
