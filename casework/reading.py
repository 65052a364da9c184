"""Files to documents and letters, in the worker pool; a failure costs one page or one file."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import TypeAdapter

from casework import tasks
from casework.cache import Cache, version_of
from casework.files import shown
from casework.workers import Pending, TaskFailedError, Workers
from docextract.errors import MissingProgramError, OutputError, P2PError, UnreadableFileError
from docextract.facts import LetterResult, Received
from docextract.limits import Limits
from docextract.office import Office
from docextract.pages.page import Document, Page

if TYPE_CHECKING:
    from docextract.pages import FileInfo

S = TypeVar("S")
T = TypeVar("T")

log = logging.getLogger(__name__)

_LETTER_PAPER = (612.0, 792.0)
"""US letter paper in points: the size told of a page that could not be opened."""


@dataclass(frozen=True, slots=True)
class Reader:
    """All that reading needs: the workers, the limits, a password, and what was read before."""

    workers: Workers
    limits: Limits
    cache: Cache
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S, T]):
    """The result for one file or case, or the error that kept it from having one."""

    item: S
    value: T | None
    error: P2PError | None = None

    @property
    def reason(self) -> str:
        """Why there is no value."""
        return str(self.error) if self.error else ""


def for_each(
    items: Sequence[S], work: Callable[[S], T], *, side_by_side: int
) -> Iterator[Outcome[S, T]]:
    """Work on several files at once; results in the order of the files, as they are ready.

    An error that a person can do something about belongs to its file; any other ends all, and
    so does a failed write, which would fail for the next file too.
    """

    def attempt(item: S) -> Outcome[S, T]:
        try:
            return Outcome(item, work(item))
        except OutputError:
            raise
        except P2PError as error:
            return Outcome(item, None, error)

    threads = ThreadPoolExecutor(max_workers=side_by_side)
    try:
        yield from threads.map(attempt, items)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def read_document(path: Path, reader: Reader) -> Document:
    """A file as pages. A page that cannot be read stays in its place, with the reason.

    Raises:
        UnreadableFileError: the file cannot be opened, or none of its pages can be read.
        MissingProgramError: reading it needs a program that is not installed.
    """
    info = _inspect(path, reader)
    shelf = reader.cache.shelf("pages", TypeAdapter(Document))
    version = version_of("docextract", "pages", "rules")
    key = (info.sha256, info.name, version, reader.limits.model_dump_json())
    known = shelf.get(*key)
    if known is not None:
        return known
    document = _read_pages(path, info, reader)
    if all(page.status != "unread" for page in document.pages):
        shelf.put(document, *key)
    return document


def _inspect(path: Path, reader: Reader) -> FileInfo:
    seconds = reader.limits.page_seconds
    asked = reader.workers.start(tasks.inspect, seconds, path, reader.limits, reader.password)
    try:
        info = asked.result()
        return dataclasses.replace(info, name=shown(Path(info.name)))
    except TaskFailedError as error:
        raise UnreadableFileError(f"opening it {error}; save it again or print it anew") from error


def _read_pages(path: Path, info: FileInfo, reader: Reader) -> Document:
    from docextract.pages import assemble

    started = time.monotonic()
    asked = [
        reader.workers.start(
            tasks.page, reader.limits.page_seconds, path, info, number, reader.limits,
            reader.password,
        )
        for number in range(1, info.page_count + 1)
    ]  # fmt: skip
    until = started + reader.limits.file_seconds
    pages = [_page(task, number, info, until) for number, task in enumerate(asked, start=1)]
    log.info("%s: %d pages in %.1f s", info.sha256[:12], len(pages), time.monotonic() - started)
    notes = [page.note for page in pages if page.status == "unread"]
    if pages and len(notes) == len(pages):
        raise UnreadableFileError(f"no page could be read: {notes[0] or 'no reason is known'}")
    return assemble(info, pages)


def _page(task: Pending[Page], number: int, info: FileInfo, until: float) -> Page:
    """A page, or an unread one in its place; ``until`` is when the file's time is over."""
    try:
        if time.monotonic() > until:
            task.cancel()
            raise TaskFailedError("the file takes longer than file_seconds; split it")
        return task.result()
    except MissingProgramError:
        raise
    except P2PError as error:
        log.warning("%s page %d: %s", info.sha256[:12], number, type(error).__name__)
        width, height = _LETTER_PAPER
        return Page(number, width, height, (), source="none", status="unread", note=str(error))


def read_letter_file(
    path: Path,
    reader: Reader,
    *,
    office: Office,
    name: str | None = None,
    option: datetime | None = None,
    known: Callable[[str], Received | None] = lambda sha256: None,
) -> tuple[LetterResult, ...]:
    """The letters of one file; ``name`` is what a person calls it, its path unless given.

    ``option`` is the moment of receipt that a person gave; ``known`` finds, by SHA-256, what an
    earlier run recorded.

    Raises:
        UnreadableFileError: the file cannot be read.
        MissingProgramError: reading it needs a program that is not installed.
    """
    file_time = datetime.fromtimestamp(_modified(path), UTC).astimezone(office.tz)
    document = read_document(path, reader)
    earlier = known(document.sha256)
    shelf = reader.cache.shelf("letters", TypeAdapter(tuple[LetterResult, ...]))
    version = version_of("docextract")
    called = name or shown(path)
    key = (document.sha256, called, version, office, option, earlier, file_time)
    found = shelf.get(*key)
    if found is None:
        asked = reader.workers.start(
            tasks.letters, reader.limits.file_seconds, document, called,
            option=option, known=earlier, file_time=file_time, office=office,
        )  # fmt: skip
        found = _letters(asked)
        shelf.put(found, *key)
        if earlier is None and found:  # the next run knows the moment of receipt from this one
            source = found[0].source
            at = datetime.fromisoformat(source.received_at).astimezone(UTC)
            told = Received.model_validate({"at": at, "source": source.received_from})
            shelf.put(found, *key[:5], told, file_time)
    return found


def _letters(asked: Pending[tuple[LetterResult, ...]]) -> tuple[LetterResult, ...]:
    try:
        return asked.result()
    except TaskFailedError as error:
        raise UnreadableFileError(f"understanding it {error}") from error


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError as error:
        raise UnreadableFileError(f"cannot open it: {error.strerror}") from error
