"""Building a case: the letter against the chart, and its files written where they belong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import JsonValue, TypeAdapter

from casework import tasks
from casework.cache import version_of
from casework.confirmation import keep_grant
from casework.corrections import corrected
from casework.exits import DefectError, UsageError, cannot_write
from casework.files import (
    Past,
    free_name,
    move_into_place,
    past_files,
    sha256_of,
    staging,
)
from casework.folders import Folder, as_chart_document
from casework.library import Library
from casework.match import mark_of
from casework.outcomes.held import call_outcome, last_call
from casework.reading import Reader, read_document
from casework.rejected import Rejected
from casework.store import CaseEntry, Store, put_case
from casework.store_cases import (
    corrections_of,
    keep_letter,
    rejections_of,
    releases_of,
    show_letter,
)
from casework.vault import Vault
from casework.workers import Pending, TaskFailedError
from docextract.errors import UngroundedError, UnreadableFileError
from docextract.facts import Chart, Letter, LetterResult, Policy, Release
from docextract.office import Office
from packet_builder.case import Case
from packet_builder.outcome import CallOutcome
from packet_builder.papers import Papers
from packet_builder.routes import denies

if TYPE_CHECKING:
    from packet_builder.exhibits import ExhibitSource

T = TypeVar("T")

_REQUEST, _ENCLOSED = "p2p-request*.pdf", "appeal-enclosures*.pdf"
_OUTDATED = "{} is of an earlier day and does not hold any more; it was edited, so it is left there"

_LAST = "case.json"
"""Moved into place last: where it stands, everything it speaks of stands too."""


@dataclass(frozen=True, slots=True)
class Order:
    """How cases are prepared: for which office, as of when, with what, by which means."""

    office: Office
    now: datetime
    private: Path
    reader: Reader
    store: Store
    vault: Vault
    appeal: bool = False
    papers: Papers = field(default_factory=Papers)
    corrections: Mapping[str, JsonValue] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    released: Mapping[str, Release] = field(default_factory=dict)
    held: CallOutcome | None = None
    library: Library = field(default_factory=Library)


def case_id(result: LetterResult, number: int) -> str:
    """A case's short id: from the letter file's content and the letter's place in it."""
    return f"{result.source.sha256[:10]}-{number}"


def fingerprint(result: LetterResult, *, chart: str, policies: str, order: Order) -> str:
    """A digest of all that a case's files are made of; ``chart`` and ``policies`` are digests.

    Not of the moment of preparation, nor of what the letter's file is called: the same case is
    not prepared again because time passed or a copy came under another name.
    """
    unnamed = result.source.model_copy(update={"path": ""})
    parts = (
        result.model_copy(update={"source": unnamed}).model_dump_json(),
        chart,
        policies,
        order.reader.limits.model_dump_json(),
        order.office.model_dump_json(),
        order.papers.model_dump_json(),
        str(order.appeal),
        repr(sorted(order.corrections.items())),
        repr(sorted(order.rejected)),
        _releases(order),
        order.held.model_dump_json() if order.held else "",
        order.library.digest,
        version_of("docextract"),
        version_of("packet_builder"),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def set_down(entry: CaseEntry, result: LetterResult, order: Order) -> None:
    """Put a case, and its letter's facts and deadlines as corrected so far, into the store."""
    said = as_said(result, order)
    with order.store.write() as session:
        put_case(session, entry, order.now)
        keep_letter(session, entry.id, result, entry.letter, order.now)
        show_letter(session, entry.id, said, entry.letter, order.office)
        keep_grant(session, entry.id, said)


def with_corrections(order: Order, identity: str) -> Order:
    """The order with what people said of this case and its call, under what this run was given."""
    with order.store.read() as session:
        kept = {field: row.human for field, row in corrections_of(session, identity).items()}
        rejected = rejections_of(session, identity)
        released = releases_of(session, identity)
        held = call_outcome(last_call(session, identity))
    corrections = {**kept, **order.corrections}
    return replace(order, corrections=corrections, rejected=rejected, released=released, held=held)


def _releases(order: Order) -> str:
    """What a case's files and its chart depend on of what a person released."""
    return repr([
        (name, sorted(each.pages) if each.pages is not None else None, each.told)
        for name, each in sorted(order.released.items())
    ])  # fmt: skip


def as_said(result: LetterResult, order: Order) -> LetterResult:
    """A letter as people corrected it; as it was read where a correction does not fit any more.

    Preparing its case then says which correction it is.
    """
    try:
        return corrected(result, order.corrections, order.office)
    except UsageError:
        return result


def argue(
    result: LetterResult,
    chart: Folder | None,
    policies: Sequence[Policy],
    order: Order,
    *,
    warnings: Sequence[str] = (),
) -> Case:
    """The case, with every file and page that could not be read told in it.

    Raises:
        UnreadableFileError: the letter and the chart together could not be argued.
    """
    shelf = order.reader.cache.shelf("charts", TypeAdapter(Chart))
    key = _chart_key(as_said(result, order).letter, chart, _releases(order))
    known = shelf.get(*key) if key else None
    asked = order.reader.workers.start(
        tasks.argue,
        order.reader.limits.file_seconds,
        result,
        chart.documents if chart else (),
        tuple(policies),
        known=known,
        corrections=order.corrections,
        rejected=order.rejected,
        released=order.released,
        prepared_at=order.now,
        office=order.office,
        held=order.held,
    )
    try:
        case, read = asked.result()
    except TaskFailedError as error:
        raise UnreadableFileError(f"joining the letter and the chart {error}") from error
    if key and known is None:
        shelf.put(read, *key)
    case = with_library(case, order.library, order.reader)
    told = (*warnings, *order.library.told, *_unread(chart))
    failed = [as_chart_document(failure) for failure in chart.failures] if chart else []
    listed = case.chart.model_copy(update={"documents": (*case.chart.documents, *failed)})
    new = [each for each in told if each not in case.warnings]
    return case.model_copy(update={"chart": listed, "warnings": (*case.warnings, *new)})


def _chart_key(
    letter: Letter, chart: Folder | None, releases: str
) -> tuple[str, *tuple[object, ...]] | None:
    """What a patient's chart as it was read depends on; None where it is not to be remembered."""
    if chart is None or any(
        page.status == "unread" for document in chart.documents for page in document.pages
    ):
        return None
    documents = [(each.name, each.sha256) for each in chart.documents]
    mark = mark_of(tasks.identity_of(letter))
    return mark, documents, tasks.asked_on(letter), releases, version_of("docextract")


def with_library(case: Case, library: Library, reader: Reader) -> Case:
    """The case with what the office's library says on its requirements."""
    if not library.works:
        return case
    asked = reader.workers.start(tasks.cite, reader.limits.file_seconds, case, library.works)
    return asked.result()


def _unread(chart: Folder | None) -> Iterator[str]:
    """What of the chart was not read, so that nobody takes it for silent."""
    if chart is None:
        return
    for failure in chart.failures:
        yield f"{failure.name} could not be read: {failure.reason}"
    for document in chart.documents:
        for page in document.pages:
            if page.status == "unread":
                yield f"{document.name}: page {page.number} could not be read: {page.note}"


@dataclass(frozen=True, slots=True)
class Written:
    """A case as it was written, its files, and what of it could not be made, in words."""

    case: Case
    files: tuple[Path, ...]
    failed: tuple[str, ...] = ()


def write_case(
    case: Case,
    letter_path: Path,
    chart: Folder | None,
    out: Path,
    *,
    identity: str,
    order: Order,
) -> Written:
    """Write a case's files beside and move them into ``out``, which a person may have edited.

    A packet or an appeal that cannot be made does not keep back the rest: the case says so.

    Raises:
        OutputError: they cannot be written; nothing half-written is left.
    """
    seconds, start = order.reader.limits.file_seconds, order.reader.workers.start
    exhibits = exhibits_of(letter_path, chart, order.reader, order.library)
    failed: list[str] = []
    with staging(order.private) as work:
        packet = start(tasks.write_packet, seconds, case, exhibits, work, order.papers)
        case = _done(packet, "packet.pdf", failed) or case
        if order.appeal and denies(
            case
        ):  # after the packet, whose exhibit numbers the letter cites
            letter = start(tasks.write_appeal, seconds, case, exhibits, work, order.papers)
            _done(letter, "appeal.docx", failed)
        past = _past(work, out, identity, order, failed)
        told = (
            *failed,
            *_unappealed(case, order),
            *map(_OUTDATED.format, (path.name for path in past.edited)),
        )
        case = case.model_copy(update={"warnings": (*case.warnings, *told)})
        start(tasks.write_facts, seconds, case, work).result()
        _drop_unfinished(work, failed)
        files = settle(work, out, identity, order)
        past.clear()
        return Written(case, files, tuple(failed))


def _unappealed(case: Case, order: Order) -> Iterator[str]:
    """Why the appeal that was asked for is not there."""
    if order.appeal and not denies(case):
        yield "No appeal was drafted: this letter denies nothing that could be appealed."


def _past(work: Path, out: Path, identity: str, order: Order, failed: Sequence[str]) -> Past:
    """What an earlier run wrote for this case and this one does not: no call is to be asked for
    any more, the enclosures come in other parts. Nothing where a paper failed."""
    if failed:
        return Past()
    patterns = (_REQUEST, _ENCLOSED) if order.appeal else (_REQUEST,)
    made = {path.name for path in work.iterdir()}
    names = {name for pattern in patterns for name in order.store.written_for(identity, pattern)}
    return past_files(out, names - made, partial(order.store.wrote, identity))


def exhibits_of(
    letter_path: Path, chart: Folder | None, reader: Reader, library: Library
) -> ExhibitSource:
    """The files that a case's papers rest on, as they were read: letter, chart and library."""
    from packet_builder.exhibits import ExhibitFile, ExhibitSource

    letter = ExhibitFile(letter_path, read_document(letter_path, reader), reader.password)
    pairs = zip(chart.documents, chart.paths, strict=True) if chart else ()
    pages = {
        document.name: ExhibitFile(path, document, reader.password) for document, path in pairs
    }
    return ExhibitSource(letter, pages, reader.limits, library.files)


def _done(asked: Pending[T], name: str, failed: list[str]) -> T | None:
    """A file's result; one that cannot be made is told among ``failed``."""
    try:
        return asked.result()
    except (UnreadableFileError, UngroundedError, DefectError) as error:
        failed.append(f"{name} could not be made: {error}")
        return None


def _drop_unfinished(work: Path, failed: Sequence[str]) -> None:
    """Keep what a failed task left half-written from being delivered."""
    for told in failed:
        (work / told.split(" ", 1)[0]).unlink(missing_ok=True)


def settle(work: Path, out: Path, identity: str | None, order: Order) -> tuple[Path, ...]:
    """Move finished files to free or own names, recorded first, ``case.json`` last.

    ``identity`` is the case's id; None for the files of the output folder itself.
    """
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(out, error) from error
    staged = sorted(work.iterdir(), key=lambda path: (path.name == _LAST, path.name))
    names = {
        path: free_name(out, path.name, lambda name, sha: order.store.wrote(identity, name, sha))
        for path in staged
    }
    order.store.will_write(
        identity, {name: sha256_of(path) for path, name in names.items()}, order.now
    )
    for path, name in names.items():
        move_into_place(path, out / name)
    return tuple(out / name for name in names.values())
