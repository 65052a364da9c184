"""A kept case's sources, opened again: our copy of its letter and its chart's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from casework.build import exhibits_of
from casework.cache import Cache
from casework.exits import UsageError
from casework.folders import files_below, read_folder
from casework.library import Library, library_of, read_library
from casework.office import OfficeFolder
from casework.reading import Reader
from casework.rebuild import Means
from casework.records import CaseRecord
from casework.settings import Settings
from casework.vault import Vault
from casework.workers import open_workers

if TYPE_CHECKING:
    from packet_builder.exhibits import ExhibitSource

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that a case's papers rest on, and the means to open them."""

    exhibits: ExhibitSource
    reader: Reader
    library: Library

    def ask(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a worker do what opens these files."""
        seconds = self.reader.limits.file_seconds
        return self.reader.workers.start(task, seconds, *args, **kwargs).result()


@contextmanager
def reopened(
    record: CaseRecord, office: OfficeFolder, settings: Settings, means: Means
) -> Iterator[Sources]:
    """The sources of a case; what was read of them before is not read again.

    Raises:
        UsageError: our copy of its letter or its chart's folder is gone.
        UnreadableFileError: the letter cannot be read any more.
    """
    letter = Vault(office.private).find(record.sha256)
    if letter is None:
        raise UsageError(f"the letter of case {record.id} is not kept here; prepare it again")
    folder = Path(record.chart) if record.chart else None
    with open_workers(means.jobs, limits=settings.limits, verbose=means.verbose) as workers:
        cache = Cache(office.private / "cache")
        reader = Reader(workers, settings.limits, cache, means.password)
        files = files_below(folder) if folder else ()
        chart = read_folder(folder, files, reader, jobs=means.jobs) if folder else None
        library = read_library(library_of(record, settings), reader, jobs=means.jobs)
        yield Sources(exhibits_of(letter, chart, reader, library), reader, library)
