"""A letter that arrived, to its case: prepared, unchanged, listed or failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath

from casework import confirmation
from casework.build import (
    Order,
    Written,
    argue,
    as_said,
    case_id,
    fingerprint,
    set_down,
    with_corrections,
    write_case,
)
from casework.files import shown
from casework.folders import read_folder
from casework.match import Match
from casework.reading import read_document, read_letter_file
from casework.records import CaseRecord, CaseState
from casework.store import CaseEntry
from casework.summary import CaseLine, line_of
from docextract.errors import UnreadableFileError
from docextract.facts import DocumentType, Letter, LetterResult, Policy

_NO_CASE = "a fax report without a case: p2p inbox lists it"
_DONE = (CaseState.PREPARED, CaseState.NO_CHART, CaseState.ASK)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter: our copy of its file, what a person calls the file, its number in it.

    ``result`` is as the machine read it, ``said`` as people corrected it so far.
    """

    path: Path
    name: str
    number: int
    result: LetterResult
    said: LetterResult

    @property
    def id(self) -> str:
        """The case's short id."""
        return case_id(self.result, self.number)


def letters_in(path: Path, order: Order, *, option: datetime | None = None) -> list[Arrived]:
    """Keep a copy of a file, read its letters, and remember when they arrived.

    Raises:
        UnreadableFileError: the file cannot be read.
        MissingProgramError: reading it needs a program that is not installed.
        OutputError: the copy or the store cannot be written.
    """
    kept = order.vault.keep(path, order.reader.limits)
    return letters_of(kept.path, shown(path), order, option=option)


def letters_of(
    kept: Path, name: str, order: Order, *, option: datetime | None = None
) -> list[Arrived]:
    """The letters in our copy of a file; ``name`` is the file as a person finds it.

    Raises:
        UnreadableFileError: the file cannot be read.
        MissingProgramError: reading it needs a program that is not installed.
    """
    results = _read(kept, name, order, option)
    for result in results:
        order.store.note_document(PurePath(name).name, result, order.now)
    return [
        Arrived(kept, name, number, result, as_said(result, known))
        for number, result in enumerate(results, start=1)
        for known in (with_corrections(order, case_id(result, number)),)
    ]


def _read(kept: Path, name: str, order: Order, option: datetime | None) -> tuple[LetterResult, ...]:
    """Read our copy; an error speaks of the file by the name that a person knows."""
    try:
        return read_letter_file(
            kept, order.reader, office=order.office, name=name, option=option,
            known=order.store.receipt,
        )  # fmt: skip
    except UnreadableFileError as error:
        told = str(error).replace(kept.name, PurePath(name).name)
        raise type(error)(told) from error


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the cases of one run have in common: where they go, and the payers' policies."""

    order: Order
    out: Path
    policies: tuple[Policy, ...]
    policies_digest: str
    policies_folder: Path | None = None


def file_paper(letter: Arrived, order: Order) -> CaseLine | None:
    """The line of a paper that belongs to a case we know, where it is filed now.

    A fax machine's report that fits no case is listed. None: it is a letter of its own. See
    :func:`casework.confirmation.arrived`.
    """
    text = ""
    if _may_be_report(letter.said.letter):
        pages = read_document(letter.path, order.reader).pages
        text = "\n".join(page.text for page in pages if page.number in letter.said.pages)
    with order.store.write() as session:
        placed = confirmation.arrived(
            session, letter.said, letter.said.source.sha256, order.now, order.office,
            text=text, name=PurePath(letter.name).name, number=letter.number, own=letter.id,
        )  # fmt: skip
    if placed is None:
        return None
    line = line_of(placed.case or letter.id, letter.name, letter.said, CaseState.LISTED)
    told = f"filed to case {placed.case}" if placed.case else _NO_CASE
    return line.model_copy(update={"reason": told})


def _may_be_report(letter: Letter) -> bool:
    """Whether a letter may be a fax machine's report: no letter for sure, and nothing of one."""
    kind = letter.document_type
    if kind.value in (DocumentType.OTHER, None):
        return True
    return kind.needs_review and not (letter.deadlines or letter.services)


def list_letter(letter: Arrived, order: Order) -> CaseLine:
    """Set down a letter that there is nothing to prepare for, with the case it belongs to."""
    filed = file_paper(letter, order)
    if filed is not None:
        return filed
    line = line_of(letter.id, letter.name, letter.said, CaseState.LISTED)
    record = order.store.case(letter.id)
    if record is not None and record.state == CaseState.LISTED:
        return line.model_copy(update={"done_now": False})
    order = with_corrections(order, letter.id)
    set_down(_entry(letter, CaseState.LISTED), letter.result, order)
    return line


def fail_letter(letter: Arrived, reason: str, order: Order) -> CaseLine:
    """Set down that a letter's case could not be prepared, and why."""
    order.store.put_case(replace(_entry(letter, CaseState.FAILED), reason=reason), order.now)
    line = line_of(letter.id, letter.name, letter.said, CaseState.FAILED)
    return line.model_copy(update={"reason": reason})


def prepare_letter(letter: Arrived, found: Match, shelf: Shelf) -> CaseLine:
    """Prepare one case, unless an earlier run did and nothing that it came from has changed."""
    order, chart = with_corrections(shelf.order, letter.id), found.chart
    filed = file_paper(letter, order)
    if filed is not None:
        return filed
    made_of = fingerprint(
        letter.result,
        chart=f"{chart.path.name}\0{chart.digest}" if chart else str(found.reason),
        policies=shelf.policies_digest,
        order=order,
    )
    state = CaseState.PREPARED if chart else CaseState.ASK if found.asks else CaseState.NO_CHART
    record = order.store.case(letter.id)
    folder = (record and record.folder) or letter.id
    line = line_of(letter.id, letter.name, letter.said, state).model_copy(
        update={
            "reason": found.reason,
            "folder": folder,
            "chart": chart.path.name if chart else None,
            "warnings": found.warnings,
        }
    )
    if _is_done(record, made_of, shelf.out / folder):
        return line.model_copy(update={"done_now": False})
    begun = replace(
        _entry(letter, CaseState.WORKING),
        folder=folder,
        chart=str(chart.path.resolve()) if chart else None,
        policies=str(shelf.policies_folder.resolve()) if shelf.policies_folder else None,
        library=order.library.place,
    )
    set_down(begun, letter.result, order)
    written = _write(letter, found, shelf.out / folder, replace(shelf, order=order))
    if written.failed:
        state, made_of = CaseState.FAILED, ""
    reason = "; ".join(written.failed) or found.reason
    order.store.put_case(replace(begun, state=state, reason=reason, fingerprint=made_of), order.now)
    told = {"state": state, "reason": reason, "warnings": written.case.warnings}
    return line.model_copy(update=told)


def _is_done(record: CaseRecord | None, made_of: str, folder: Path) -> bool:
    if record is not None and record.merged_into is not None:
        return True  # its letter belongs to another case now
    if record is None or record.state not in _DONE:
        return False
    return record.fingerprint == made_of and (folder / "case.json").exists()


def _write(letter: Arrived, found: Match, out: Path, shelf: Shelf) -> Written:
    """Read the chart, argue and write."""
    order, chart = shelf.order, found.chart
    read = read_folder(chart.path, chart.files, order.reader, jobs=1) if chart else None
    told = (*found.warnings, *([found.reason] if found.reason else ()))
    case = argue(letter.result, read, shelf.policies, order, warnings=told)
    return write_case(case, letter.path, read, out, identity=letter.id, order=order)


def _entry(letter: Arrived, state: CaseState) -> CaseEntry:
    return CaseEntry(letter.id, letter.result.source.sha256, letter.number, state)
