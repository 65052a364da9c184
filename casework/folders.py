"""Folders of a chart or of policies: their files, and all of them read."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from casework import tasks
from casework.cache import version_of
from casework.exits import UsageError
from casework.files import sha256_of, shown
from casework.reading import Outcome, Reader, for_each, read_document
from casework.store import Store
from casework.workers import TaskFailedError
from docextract.errors import P2PError, UnreadableFileError
from docextract.facts import ChartDocument, Policy
from docextract.pages.page import Document

_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read. ``name`` is as a person finds it; ``error`` says why."""

    name: str
    path: Path
    error: P2PError

    @property
    def reason(self) -> str:
        """Why, and what to do."""
        return str(self.error)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was read: documents by their path below it, and what failed."""

    path: Path
    documents: tuple[Document, ...]
    paths: tuple[Path, ...]
    failures: tuple[Failure, ...]


def files_below(folder: Path) -> tuple[Path, ...]:
    """The files of a folder and of its subfolders, in a fixed order, without hidden ones.

    Raises:
        UsageError: there is no such folder.
        UnreadableFileError: it cannot be listed.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    try:
        found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    except OSError as error:
        raise UnreadableFileError(f"cannot list {folder}: {error.strerror}") from error
    return tuple(path for path in found if _is_document(path.relative_to(folder)))


def input_files(folder: Path, out: Path, store: Store) -> tuple[Path, ...]:
    """The files below a folder, without our own results where the output folder overlaps it."""
    found = files_below(folder)
    if out.resolve() in folder.resolve().parents or out.resolve() == folder.resolve():
        ours = store.output_names()
        return tuple(path for path in found if path.name not in ours)
    return outside(found, out)


def outside(paths: Sequence[Path], *folders: Path | None) -> tuple[Path, ...]:
    """The files that lie in none of ``folders``."""
    inner = [folder.resolve() for folder in folders if folder is not None]
    return tuple(
        path for path in paths if not any(path.resolve().is_relative_to(folder) for folder in inner)
    )


def _is_document(below: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in below.parts)
    return not hidden and below.name.lower() not in _NOT_DOCUMENTS


def digest_of(paths: Sequence[Path]) -> str:
    """A digest of the names and contents of files; an unreadable one counts by its name."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            found = path.stat()
            content = _sha256_at(path, found.st_size, found.st_mtime_ns, found.st_ino)
        except OSError:
            content = "unreadable"
        digest.update(f"{path.name}\0{content}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


@lru_cache(maxsize=200_000)
def _sha256_at(path: Path, size: int, mtime_ns: int, inode: int) -> str:
    """A file's SHA-256, computed once for each size and time that it has."""
    return sha256_of(path)


def read_folder(folder: Path, paths: Sequence[Path], reader: Reader, *, jobs: int) -> Folder:
    """Read files of a folder; each document is named by its path below the folder."""

    def read(path: Path) -> Document:
        document = read_document(path, reader)
        return dataclasses.replace(document, name=shown(path.relative_to(folder)))

    outcomes = list(for_each(paths, read, side_by_side=jobs + 1))
    done = [(outcome.value, outcome.item) for outcome in outcomes if outcome.value is not None]
    return Folder(
        path=folder,
        documents=tuple(document for document, _ in done),
        paths=tuple(path for _, path in done),
        failures=failures_of(folder, outcomes),
    )


def failures_of(folder: Path, outcomes: Sequence[Outcome[Path, Document]]) -> tuple[Failure, ...]:
    """The files among outcomes that have none."""
    return tuple(
        Failure(shown(outcome.item.relative_to(folder)), outcome.item, outcome.error)
        for outcome in outcomes
        if outcome.error is not None
    )


def as_chart_document(failure: Failure) -> ChartDocument:
    """How a file that could not be read stands among the chart's documents."""
    try:
        sha256 = sha256_of(failure.path)
    except OSError:
        sha256 = ""
    return ChartDocument(
        document=failure.name,
        sha256=sha256,
        kind="unread",
        date=None,
        pages=0,
        included=False,
        reason=f"could not be read: {failure.reason}",
    )


def read_policies(
    folder: Path | None, reader: Reader, *, jobs: int, paths: Sequence[Path] | None = None
) -> tuple[tuple[Policy, ...], tuple[Failure, ...]]:
    """The policies in a folder (of its files ``paths`` alone where they are given), and the files
    that could not be read."""
    if folder is None:
        return (), ()
    read = read_folder(folder, files_below(folder) if paths is None else paths, reader, jobs=jobs)
    policies, failures = [], list(read.failures)
    for document, path in zip(read.documents, read.paths, strict=True):
        try:
            policy = _policy(document, reader)
        except TaskFailedError as error:
            failures.append(Failure(document.name, path, error))
            continue
        if policy is not None:
            policies.append(policy)
    return tuple(policies), tuple(failures)


def _policy(document: Document, reader: Reader) -> Policy | None:
    shelf = reader.cache.shelf("policies", TypeAdapter(Policy | None))
    key = (document.sha256, document.name, version_of("docextract"))
    found: Policy | None = shelf.get(*key)
    if found is None:
        asked = reader.workers.start(tasks.policy, reader.limits.file_seconds, document)
        found = asked.result()
        shelf.put(found, *key)
    return found
