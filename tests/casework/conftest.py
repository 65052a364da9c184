"""Fakes of the reading and arguing rooms, run in the test's own process.

A fake letter is a text file: ``kind: denial``, ``name: …``, ``dob: …`` lines, several letters
parted by ``---``. ``broken`` in it makes it unreadable, ``needs tesseract`` a missing program.
A fake chart file has one ``name:`` line; pages are parted by form feeds.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from casework import tasks
from casework.corrections import corrected
from casework.tasks import Argued
from docextract.errors import MissingProgramError, P2PError, UnreadableFileError
from docextract.facts import (
    Chart,
    ChartDocument,
    Deadline,
    DeadlineKind,
    DocumentType,
    Fact,
    Letter,
    LetterResult,
    Patient,
    Source,
)  # fmt: skip
from docextract.pages import FileInfo
from docextract.pages.page import Line, Page, Word
from packet_builder.case import Case, CaseChart
from tests.casework.postgres import programs, serving


class Done:
    def __init__(self, value=None, error=None):
        self.value, self.error = value, error

    def cancel(self):
        return True

    def result(self):
        if self.error:
            raise self.error
        return self.value


class InlineWorkers:
    """Work in this process, one task at a time: the readers' libraries know no threads."""

    _one = threading.RLock()

    def start(self, task, seconds, /, *args, **kwargs):
        try:
            with self._one:
                return Done(task(*args, **kwargs))
        except P2PError as error:
            return Done(error=error)


def inspect(path, limits, password):
    try:
        text = path.read_text()
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be opened: {error.strerror}") from error
    if "broken" in text:
        raise UnreadableFileError("it is damaged; ask for it again")
    if "needs tesseract" in text:
        raise MissingProgramError("tesseract is missing; sudo apt-get install tesseract-ocr")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return FileInfo(path.name, digest, "text", text.count("\f") + 1, paged=True)


def page(path, info, number, limits, password):
    text = path.read_text().split("\f")[number - 1]
    if "unreadable page" in text:
        raise UnreadableFileError("the scan is too pale; scan it again")
    lines = tuple(
        Line(tuple(Word(word, (0, 0, 1, 1)) for word in row.split()), i)
        for i, row in enumerate(text.splitlines())
        if row.strip()
    )
    return Page(number, 612, 792, lines, source="text")


def fields(text):
    rows = [line.partition(": ") for line in text.splitlines()]
    return {key: value for key, _, value in rows if value}


def letters(document, path, *, option, known, file_time, office):
    text = "\n".join(page.text for page in document.pages)
    received = option or (known.at if known and known.at < file_time else file_time)
    source = Source(
        path=path, sha256=document.sha256, pages=len(document.pages),
        received_at=received.astimezone(office.tz).isoformat(),
        received_from="option" if option else "file_time",
    )  # fmt: skip
    return tuple(
        LetterResult(source=source, pages=(1,), letter=letter(fields(part)))
        for part in text.split("---")
    )


def letter(said):
    deadline = Deadline(
        kind=Fact(value=DeadlineKind.P2P), due=Fact(value=said.get("due")),
        act_by=Fact(value=f"{said['due']}T17:00:00-05:00" if "due" in said else None),
    )  # fmt: skip
    return Letter(
        document_type=Fact(value=DocumentType(said.get("kind", "denial"))),
        payer=Fact(value=said.get("payer")),
        letter_date=Fact(value="2026-03-03", raw="March 3, 2026"),
        patient=Patient(name=Fact(value=said.get("name")), dob=Fact(value=said.get("dob"))),
        deadlines=(deadline,) if "due" in said else (),
    )


def owned(documents, patients):
    def stands(document, patient):
        name = fields(document.pages[0].text).get("name")
        return "ask" if name is None else name == patient.name

    return tuple(tuple(stands(document, each) for document in documents) for each in patients)


def argue(
    result,
    documents,
    policies,
    *,
    known,
    corrections,
    rejected,
    released,
    prepared_at,
    office,
    held,
):
    result = corrected(result, corrections, office)
    listed = tuple(
        ChartDocument(
            document=each.name, sha256=each.sha256, kind="note", date=None,
            pages=len(each.pages), included=True,
        )
        for each in documents
    )  # fmt: skip
    case = Case(
        prepared_at=prepared_at.isoformat(), source=result.source, pages=result.pages,
        letter=result.letter, chart=CaseChart(documents=listed), criteria=(), held=held,
    )  # fmt: skip
    return Argued(case, Chart())


def write_packet(case, exhibits, folder, papers):
    (folder / "packet.pdf").write_bytes(b"%PDF packet of " + case.prepared_at.encode())
    return case


def write_appeal(case, exhibits, folder, papers):
    (folder / "appeal.docx").write_bytes(b"appeal of " + case.prepared_at.encode())


PLACES = ("casework.workers", "casework.prepare", "casework.batch", "casework.inbox.watch",
          "casework.rebuild", "casework.sources")  # fmt: skip
"""The modules that open workers."""


@pytest.fixture
def rooms(monkeypatch):
    """The fakes in place; gives the calls of the slow ones by name."""
    calls = []

    @contextmanager
    def open_workers(jobs, *, limits, verbose=0):
        yield InlineWorkers()

    def counted(fake):
        def call(*args, **kwargs):
            calls.append(fake.__name__)
            return fake(*args, **kwargs)

        return call

    for place in PLACES:
        monkeypatch.setattr(f"{place}.open_workers", open_workers)
    for fake in (inspect, page, letters, owned, argue, write_packet, write_appeal):
        monkeypatch.setattr(tasks, fake.__name__, counted(fake))
    monkeypatch.setattr(tasks, "policy", lambda document: None)
    return calls


@pytest.fixture
def office(tmp_path):
    """An inbox with one denial, its patient's chart, and a folder for results."""

    class Office:
        inbox, charts, out = tmp_path / "inbox", tmp_path / "charts", tmp_path / "out"

        @staticmethod
        def put(place: Path, text: str) -> Path:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
            return place

    it = Office()
    it.letter = it.put(it.inbox / "a.txt", "kind: denial\nname: Ada Moss\ndue: 2026-03-17\n")
    it.note = it.put(it.charts / "moss" / "note.txt", "name: Ada Moss\nsix weeks of therapy\n")
    return it


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server for all tests that need one."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed (make test installs it)")
    with serving(found) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request):
    """A store's URL: the tests that use it run on both databases."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("postgres").database()
