"""What was kept for long enough is deleted; that it was, and when, stays in the history."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casework import history
from casework.cache import Cache
from casework.case_files import load_case
from casework.dump import tables
from casework.exits import UsageError
from casework.files import sha256_of
from casework.fix import Said
from casework.folders import files_below
from casework.inbox.scan import unspelled
from casework.match import mark_of
from casework.office import OfficeFolder
from casework.records import CaseRecord, CaseStatus, DocumentRecord, OutputRecord
from casework.records_inbox import FaxReportRecord, MisdirectedRecord, SightingRecord
from casework.store_cases import letters_of
from casework.tasks import identity_of
from casework.vault import Vault

_STAYS = frozenset({"events"})


def years_ago(now: datetime, years: int) -> datetime:
    """The same day so many years before (the 28th of February for the 29th)."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)


def ripe(session: Session, before: datetime) -> list[CaseRecord]:
    """The cases that were closed before a moment, after those that were merged into them."""
    closed = select(CaseRecord).where(
        CaseRecord.status == CaseStatus.CLOSED, CaseRecord.closed_at < before,
        CaseRecord.merged_into.is_(None),
    )  # fmt: skip
    roots = list(session.scalars(closed.order_by(CaseRecord.closed_at, CaseRecord.id)))
    found, layer = list(roots), [case.id for case in roots]
    while layer:
        merged = select(CaseRecord).where(CaseRecord.merged_into.in_(layer))
        more = list(session.scalars(merged.order_by(CaseRecord.id)))
        found, layer = found + more, [case.id for case in more]
    return found[::-1]


def purge(office: OfficeFolder, cases: list[str], said: Said) -> None:
    """Delete cases: their rows, files, papers and what was remembered of them.

    Files go first: killed in between, the rows are still there and the next purge goes on.
    ``cases`` are ids in the order of :func:`ripe`.

    Raises:
        OutputError: the store cannot be written.
    """
    vault, cache = Vault(office.private), Cache(office.private / "cache")
    for name in cases:
        with office.store.read() as session:
            case = session.get_one(CaseRecord, name)
            remembered = _remembered(session, case, office)
        cache.forget(remembered)
        _delete_files(case, office)
        with office.store.write() as session:
            orphans = _delete_rows(session, name)
            history.erase(session, name)
            history.append(session, case_id=name, who=said.by, what=history.PURGED, at=said.at)
            cache.forget(orphans)
            for sha256 in orphans:
                vault.drop(sha256)


def purge_strays(office: OfficeFolder, before: datetime, said: Said) -> int:
    """Delete letters that were not ours and whose sender was told, and fax reports of no case.

    Those that were dealt with before a moment; gives how many.

    Raises:
        OutputError: the store cannot be written.
    """
    vault, cache = Vault(office.private), Cache(office.private / "cache")
    with office.store.write() as session:
        rows: list[MisdirectedRecord | FaxReportRecord] = [
            *session.scalars(
                select(MisdirectedRecord).where(
                    MisdirectedRecord.reported_at < before, MisdirectedRecord.claimed_at.is_(None)
                )
            ),
            *session.scalars(
                select(FaxReportRecord).where(
                    FaxReportRecord.settled_at < before, FaxReportRecord.case_id.is_(None)
                )
            ),
        ]
        for row in rows:
            session.delete(row)
        session.flush()
        orphans = _drop_unused(session, {row.sha256 for row in rows})
        if rows:
            told = f"{len(rows)} papers of no case"
            history.append(session, who=said.by, what=history.PURGED, at=said.at, detail=told)
        cache.forget(orphans)
        for sha256 in orphans:
            vault.drop(sha256)
    return len(rows)


def _remembered(session: Session, case: CaseRecord, office: OfficeFolder) -> set[str]:
    """Under what the pages of a case's chart and its patient's identity are remembered.

    Without what other cases that were prepared from the same chart have.
    """
    own = _of_chart(session, case, office)
    if case.chart is not None:
        rows = select(CaseRecord).where(CaseRecord.chart == case.chart, CaseRecord.id != case.id)
        for other in session.scalars(rows):
            own -= _of_chart(session, other, office)
    return own


def _of_chart(session: Session, case: CaseRecord, office: OfficeFolder) -> set[str]:
    """By ``case.json``; without a whole one, by the chart's folder as it is now."""
    letters = [result.letter for result in letters_of(session, case.id)]
    try:
        prepared = load_case(office, case)
    except UsageError:
        folder = Path(case.chart) if case.chart else None
        files = files_below(folder) if folder and folder.is_dir() else ()
        found = {sha256_of(path) for path in files}
    else:
        letters.append(prepared.letter)
        found = {each.sha256 for each in prepared.chart.documents if each.sha256}
    return found | {mark_of(identity_of(letter)) for letter in letters}


def _delete_files(case: CaseRecord, office: OfficeFolder) -> None:
    """A case's folder; of a folder that a person named, only the files that we wrote there."""
    folder = office.out / (case.folder or case.id)
    if folder.is_symlink() or not folder.is_dir():
        return
    if folder.name == case.id and folder.resolve().parent == office.out.resolve():
        shutil.rmtree(folder)
        return
    rows = select(OutputRecord.name).where(OutputRecord.case_id == case.id)
    with office.store.read() as session:
        names = set(session.scalars(rows))
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _delete_rows(session: Session, case_id: str) -> list[str]:
    """A case's rows, and the documents that no other case has; gives those by SHA-256."""
    papers = {session.get_one(CaseRecord, case_id).sha256}
    for table in tables():
        if "case_id" in table.c and "sha256" in table.c and table.name not in ("outputs", "drafts"):
            papers |= set(session.scalars(select(table.c.sha256).where(table.c.case_id == case_id)))
    papers.discard(None)
    for table in reversed(tables()):
        if "case_id" in table.c and table.name not in _STAYS:
            session.execute(delete(table).where(table.c.case_id == case_id))
    session.execute(delete(CaseRecord).where(CaseRecord.id == case_id))
    return _drop_unused(session, papers)


def _drop_unused(session: Session, papers: set[str]) -> list[str]:
    """Delete the documents among these that nothing refers to any more; gives those."""
    orphans = [sha256 for sha256 in sorted(papers) if not _is_used(session, sha256)]
    for sha256 in orphans:
        session.execute(delete(DocumentRecord).where(DocumentRecord.sha256 == sha256))
        _forget_sightings(session, sha256)
    return orphans


def _is_used(session: Session, sha256: str) -> bool:
    """Whether anything still refers to a document; the list of letters not ours has no key."""
    strays = select(func.count()).where(MisdirectedRecord.sha256 == sha256)
    if session.scalar(strays):
        return True
    for table in tables():
        for key in table.foreign_keys:
            if key.column.table.name != "documents":
                continue
            rows = select(func.count()).where(key.parent == sha256)
            if session.scalar(rows):
                return True
    return False


def _forget_sightings(session: Session, sha256: str) -> None:
    """Files of a purged content; one that still lies in the inbox stays known, or it came back."""
    rows = select(SightingRecord).where(SightingRecord.sha256 == sha256)
    for row in session.scalars(rows).all():
        if not (Path(row.inbox) / unspelled(row.path)).exists():
            session.delete(row)
