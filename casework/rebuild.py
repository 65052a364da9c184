"""A kept case, prepared anew from what it came from: our copy of its letter, its chart's folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casework.arrivals import Arrived, Shelf, letters_of, list_letter, prepare_letter
from casework.build import Order
from casework.cache import Cache
from casework.choose import is_adverse
from casework.exits import UsageError
from casework.files import locked
from casework.folders import digest_of, files_below, read_policies
from casework.leases import leasing
from casework.library import library_of, read_library
from casework.match import ChartFolder, Match
from casework.office import OfficeFolder
from casework.reading import Reader
from casework.records import CaseRecord, CaseState, DocumentRecord
from casework.settings import Settings
from casework.summary import CaseLine
from casework.vault import Vault
from casework.workers import open_workers

_WAIT = "another p2p works on this case just now; try again in a moment"


@dataclass(frozen=True, slots=True)
class Means:
    """By which means a command prepares anew."""

    now: datetime
    jobs: int
    password: str | None
    verbose: int


def rebuild(case: CaseRecord, office: OfficeFolder, settings: Settings, means: Means) -> CaseLine:
    """Prepare a case anew with all that people said of it.

    Raises:
        UsageError: our copy of its letter or its chart's folder is gone.
        UnreadableFileError: the letter cannot be read any more.
        OutputError: its files cannot be written, or another command works on it.
    """
    vault = Vault(office.private)
    kept = vault.find(case.sha256)
    if kept is None:
        raise UsageError(f"the letter of case {case.id} is not kept here; prepare it again")
    with (
        locked(office.private, shared=True),
        open_workers(means.jobs, limits=settings.limits, verbose=means.verbose) as workers,
        leasing(office.store) as leases,
        leases.held(f"content:{case.sha256}") as free,
    ):
        if not free:
            raise UsageError(_WAIT)
        cache = Cache(office.private / "cache")
        reader = Reader(workers, settings.limits, cache, means.password)
        order = Order(
            office=settings.office,
            now=means.now,
            private=office.private,
            reader=reader,
            library=read_library(library_of(case, settings), reader, jobs=means.jobs),
            store=office.store,
            vault=vault,
            appeal=(office.out / (case.folder or case.id) / "appeal.docx").exists(),
            papers=settings.papers,
        )
        letter = _letter(case, kept, order)
        if not is_adverse(letter.said):
            return list_letter(letter, order)
        return prepare_letter(letter, _chart(case), _shelf(case, office, order, means))


def _letter(case: CaseRecord, kept: Path, order: Order) -> Arrived:
    with order.store.read() as session:
        name = session.get_one(DocumentRecord, case.sha256).name
    return letters_of(kept, name, order)[case.letter - 1]


def _chart(case: CaseRecord) -> Match:
    if case.chart is None:
        asks = case.state == CaseState.ASK
        return Match(None, case.reason or "no chart of this patient was found", asks=asks)
    folder = Path(case.chart)
    files = files_below(folder)
    return Match(ChartFolder(folder, files, digest_of(files)))


def _shelf(case: CaseRecord, office: OfficeFolder, order: Order, means: Means) -> Shelf:
    folder = Path(case.policies) if case.policies else None
    policies, _ = read_policies(folder, order.reader, jobs=means.jobs)
    files = files_below(folder) if folder else ()
    return Shelf(order, office.out, policies, digest_of(files), folder)
