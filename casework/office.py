"""Opening an office: the store of its output folder, and a case by the name a person gives it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.exits import UsageError
from casework.files import PRIVATE, private_folder
from casework.records import CaseRecord
from casework.settings import Settings
from casework.store import NAME, Store, open_store

_FEW = 5


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """An output folder with its store; ``private`` is the part of it that is the program's."""

    out: Path
    private: Path
    store: Store


@contextmanager
def open_office(
    settings: Settings, out: Path | None, *, case: str | None = None
) -> Iterator[OfficeFolder]:
    """The office of ``out``, else of ``folders.out``, else of the folder that ``case`` names.

    Raises:
        UsageError: there is no store yet, or no folder was named.
        OutputError: it cannot be opened.
    """
    folder = _folder(settings, out, case)
    private = folder / PRIVATE
    if settings.store.url is None and not (private / NAME).exists():
        raise UsageError(
            f"{folder} holds no cases yet; name the --out folder of p2p watch, batch or prepare, "
            "or set folders.out in p2p.toml"
        )
    private = private_folder(folder)
    with open_store(private, settings.store.url) as store:
        yield OfficeFolder(folder, private, store)


def _folder(settings: Settings, out: Path | None, case: str | None) -> Path:
    """Where the store is; a case may be named by its output folder."""
    if out is not None:
        return out
    if case is not None and Path(case).is_dir():
        named = Path(case).resolve()
        holders = [each for each in (named, named.parent) if (each / PRIVATE).is_dir()]
        if holders:
            return holders[0]
    return settings.folders.out or Path()


def case_of(session: Session, named: str) -> CaseRecord:
    """The case that a person names: by its id, the start of it, or its output folder.

    A case that was merged stands for the one it was merged into.

    Raises:
        UsageError: there is none, or there are several.
    """
    name = Path(named).resolve().name if Path(named).is_dir() else named
    case = session.get(CaseRecord, name)
    if case is None:
        case = _only(session, name, named)
    while case.merged_into is not None:
        case = session.get_one(CaseRecord, case.merged_into)
    return case


def _only(session: Session, name: str, named: str) -> CaseRecord:
    start = select(CaseRecord).where(CaseRecord.id.startswith(name, autoescape=True))
    found = session.scalars(start.order_by(CaseRecord.id).limit(_FEW + 1)).all()
    if not found and Path(named).is_dir():
        there = select(CaseRecord).where(CaseRecord.folder == str(Path(named).resolve()))
        found = session.scalars(there.limit(_FEW + 1)).all()
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"there is no case {named!r}; p2p cases lists them")
    names = ", ".join(each.id for each in found[:_FEW])
    raise UsageError(f"several cases begin with {named!r}: {names}; give more of the id")
