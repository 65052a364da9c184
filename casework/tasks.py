"""What worker processes are asked to do; everything that opens a file from outside is here.

Each function takes and gives picklable values. The readers are imported inside the functions:
they are loaded in the workers, so that the command itself starts fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import JsonValue

from casework.exits import cannot_write
from casework.files import write_private
from docextract.facts import (
    Chart,
    Identity,
    Letter,
    LetterResult,
    Policy,
    Received,
    Release,
    Source,
)
from docextract.limits import Limits
from docextract.office import Office

if TYPE_CHECKING:
    from casework.inbox.unpack import Part
    from casework.rejected import Rejected
    from docextract.pages import FileInfo
    from docextract.pages.page import Document, Page
    from docextract.reference import Work
    from packet_builder.appeal_order import AppealOrder
    from packet_builder.case import Case
    from packet_builder.check import Check
    from packet_builder.exhibits import ExhibitSource
    from packet_builder.ground import Fault
    from packet_builder.outcome import CallOutcome
    from packet_builder.papers import Papers


def inspect(path: Path, limits: Limits, password: str | None) -> FileInfo:
    """What the file is, and how many pages it has."""
    from docextract.pages import inspect_file

    return inspect_file(path, limits=limits, password=password)


def unpack(path: Path, folder: Path, limits: Limits) -> tuple[Part, ...] | None:
    """The files of a ZIP archive, put into a folder; None where the file is no such archive."""
    from casework.inbox.unpack import unpack

    return unpack(path, folder, limits)


def page(path: Path, info: FileInfo, number: int, limits: Limits, password: str | None) -> Page:
    """One page of the file."""
    from docextract.pages import read_page

    return read_page(path, info, number, limits=limits, password=password)


def letters(
    document: Document,
    path: str,
    *,
    option: datetime | None,
    known: Received | None,
    file_time: datetime,
    office: Office,
) -> tuple[LetterResult, ...]:
    """The letters of a document; ``path`` is the file as the person named it.

    ``known`` is the moment of receipt that an earlier run recorded. What a person said then
    still counts; else the earlier of the two does, for a copy of a file moves no deadline.
    """
    from docextract.letter import read_letters
    from docextract.letter.received import moment_of_receipt

    received = moment_of_receipt(
        document, option=option, inbox=None, file_time=file_time, office=office
    )
    if option is None and known is not None:
        received = known if known.source == "option" or known.at < received.at else received
    source = Source(
        path=path,
        sha256=document.sha256,
        pages=len(document.pages),
        received_at=received.at.astimezone(office.tz).isoformat(timespec="seconds"),
        received_from=received.source,
    )
    return read_letters(document, source=source, received=received, office=office)


def policy(document: Document) -> Policy | None:
    """The payer's policy in a document; None where it is none."""
    from docextract.policy import read_policy

    return read_policy(document)


def work(document: Document) -> Work | None:
    """The work of the library in a document; None where it does not say what it is."""
    from docextract.reference import read_work

    return read_work(document)


def cite(case: Case, works: Sequence[Work]) -> Case:
    """The case with what the library says on its requirements."""
    from packet_builder.library import cite_library

    return case.model_copy(update={"library": cite_library(case, works)})


def owned(
    documents: Sequence[Document], patients: Sequence[Identity]
) -> tuple[tuple[bool | Literal["ask"], ...], ...]:
    """For each patient, whose each document is: theirs, another's, or to be asked."""
    from docextract.chart.identity import owners

    return tuple(
        tuple(ownership.included for ownership in owners(documents, patient))
        for patient in patients
    )


class Argued(NamedTuple):
    """A case, and the chart that it was argued from, for the next letter of its patient."""

    case: Case
    chart: Chart


def asked_on(letter: Letter) -> date | None:
    """The day as of which the chart is read: that of the request, else of the letter."""
    told = letter.request_date.value or letter.letter_date.value
    return date.fromisoformat(told) if told else None


def argue(
    result: LetterResult,
    documents: Sequence[Document],
    policies: Sequence[Policy],
    *,
    known: Chart | None,
    corrections: Mapping[str, JsonValue],
    rejected: Sequence[Rejected],
    released: Mapping[str, Release],
    prepared_at: datetime,
    office: Office,
    held: CallOutcome | None,
) -> Argued:
    """The case: the letter, as a person corrected it, against the patient's chart.

    ``known`` is the chart where these documents were read for this patient before. Passages that
    a person rejected are not used; papers that one released, by their SHA-256, are.

    Raises:
        UsageError: a correction does not fit the letter.
    """
    from casework.corrections import corrected
    from casework.rejected import without
    from docextract.chart import read_chart
    from packet_builder.argue import build_case

    result = corrected(result, corrections, office)
    letter = result.letter
    chart = known or read_chart(
        documents, identity_of(letter), reference_date=asked_on(letter), released=released
    )
    case = build_case(
        result,
        without(chart, rejected),
        policies,
        prepared_at=prepared_at,
        office=office,
        documents=documents,
        held=held,
    )
    return Argued(case, chart)


def check(
    policy: Policy,
    documents: Sequence[Document],
    patient: Identity,
    *,
    day: date,
    service: str | None,
    code: str | None,
    warnings: tuple[str, ...],
) -> Check:
    """A policy against the chart of a patient; who that is, the chart tells where nobody does.

    Raises:
        UsageError: nothing says whose chart it is.
    """
    from casework.exits import UsageError
    from docextract.chart import read_chart
    from docextract.chart.whose import patient_of
    from packet_builder.check import build_check

    whose = patient if patient.name or patient.dob else patient_of(documents)
    if whose == Identity():
        raise UsageError("nothing says whose chart it is; give --patient and --born")
    chart = read_chart(documents, whose, reference_date=day)
    return build_check(policy, chart, day=day, service=service, code=code, warnings=warnings)


def identity_of(letter: Letter) -> Identity:
    """Who the letter is about."""
    patient = letter.patient
    return Identity(
        name=patient.name.value, dob=patient.dob.value, member_id=patient.member_id.value
    )


def write_packet(case: Case, exhibits: ExhibitSource, folder: Path, papers: Papers) -> Case:
    """Write ``packet.pdf``, and ``p2p-request.pdf`` where a call is possible, into a folder of
    work in progress.

    Returns:
        The case with the exhibit and page at which the packet shows each passage.

    Raises:
        UnreadableFileError: an exhibit cannot be made from its file.
        UngroundedError: the packet says what its pages do not bear out.
        TemplateFaultError: a template of the practice is broken.
        OutputError: the folder cannot be written.
    """
    from packet_builder import packet
    from packet_builder.request import request_pdf

    with _writing(folder):
        templates = papers.templates
        shown = packet.write_packet(case, exhibits, folder / "packet.pdf", templates=templates)
        request = request_pdf(shown, templates)
        if request is not None:
            write_private(folder / "p2p-request.pdf", request)
    return shown


def write_appeal(case: Case, exhibits: ExhibitSource, folder: Path, papers: Papers) -> None:
    """Write ``appeal.docx``, its enclosures and a fax cover; raises as :func:`write_packet`."""
    from packet_builder.appeal import draft_appeal

    with _writing(folder):
        draft_appeal(case, exhibits, folder, papers=papers)


def draft_enclosed(
    case: Case, exhibits: ExhibitSource, folder: Path, order: AppealOrder, papers: Papers
) -> tuple[bytes, Case]:
    """The letter as :func:`draft_letter` gives it, its enclosures and fax cover in ``folder``."""
    from packet_builder.appeal import grounded
    from packet_builder.enclosures import write_enclosures

    data, made_of, plan = grounded(case, exhibits, order)
    with _writing(folder):
        write_enclosures(made_of, plan, folder, order, papers)
    return data, made_of


def draft_letter(case: Case, exhibits: ExhibitSource, order: AppealOrder) -> tuple[bytes, Case]:
    """The letter of a level, compared with its sources, and the case that it was made of.

    Raises:
        UngroundedError: the letter says what its pages do not bear out.
        TemplateFaultError: a template of the practice cannot be used.
    """
    from packet_builder.appeal import grounded

    data, made_of, _ = grounded(case, exhibits, order)
    return data, made_of


def letter_faults(
    data: bytes, case: Case, exhibits: ExhibitSource, order: AppealOrder
) -> tuple[Fault, ...]:
    """What a finished letter, edited or not, says that its sources do not bear out."""
    from packet_builder.ground_case import appeal_faults

    return appeal_faults(data, case, exhibits, order.logged)


def write_facts(case: Case, folder: Path) -> None:
    """Write ``case.json`` and ``p2p-window.ics``; raises as :func:`write_packet`."""
    from packet_builder.window import window_ics

    with _writing(folder):
        write_private(folder / "p2p-window.ics", window_ics(case))
        text = case.model_dump_json(by_alias=True, indent=1)
        write_private(folder / "case.json", f"{text}\n".encode())


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Tell a failed write by the output folder, in whose private part ``folder`` lies."""
    try:
        yield
    except OSError as error:
        raise cannot_write(folder.parent.parent, error) from error
