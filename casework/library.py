"""The office's own library: guidelines and articles; papers cite no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from casework import tasks
from casework.folders import digest_of, files_below, read_folder
from casework.reading import Reader
from casework.records import CaseRecord
from casework.settings import Settings
from casework.workers import TaskFailedError
from docextract.reference import Work

if TYPE_CHECKING:
    from packet_builder.exhibits import ExhibitFile


@dataclass(frozen=True, slots=True)
class Library:
    """The works of the folder, their files by name, a digest, and what cannot be cited.

    ``folder`` is where they are; None: no library is named.
    """

    works: tuple[Work, ...] = ()
    files: Mapping[str, ExhibitFile] = field(default_factory=dict)
    digest: str = ""
    told: tuple[str, ...] = ()
    folder: Path | None = None

    @property
    def place(self) -> str | None:
        """The folder as a case remembers it."""
        return str(self.folder.resolve()) if self.folder else None


def library_of(case: CaseRecord, settings: Settings) -> Path | None:
    """The folder that a case was prepared with; the office's own where it had none."""
    return Path(case.library) if case.library else settings.folders.references


def read_library(folder: Path | None, reader: Reader, *, jobs: int) -> Library:
    """The works in a folder; an empty library where none is named.

    Raises:
        UsageError: there is no such folder.
    """
    if folder is None:
        return Library()
    from packet_builder.exhibits import ExhibitFile

    paths = files_below(folder)
    read = read_folder(folder, paths, reader, jobs=jobs)
    told = [f"The reference {each.name} could not be read: {each.reason}" for each in read.failures]
    works, files = [], {}
    for document, path in zip(read.documents, read.paths, strict=True):
        try:
            asked = reader.workers.start(tasks.work, reader.limits.file_seconds, document)
            work = asked.result()
        except TaskFailedError as error:
            told.append(f"The reference {document.name} could not be read: {error}")
            continue
        if work is None:
            told.append(
                f"The reference {document.name} is not cited: its first lines print no title, "
                "source and date."
            )
            continue
        works.append(work)
        files[document.name] = ExhibitFile(path, document, reader.password)
    return Library(tuple(works), files, digest_of(paths), tuple(told), folder)
