"""Drafts of appeals as versions: ours may be written anew, a person's edits are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history, tasks
from casework.build import with_library
from casework.case_files import folder_of, load_case, put_file
from casework.exits import UsageError
from casework.files import past_files, sha256_of, staging
from casework.office import OfficeFolder
from casework.rebuild import Means
from casework.records import CaseRecord
from casework.records import Level as Step
from casework.records_office import DraftRecord
from casework.settings import Settings
from casework.sources import Sources, reopened
from packet_builder.appeal_order import AppealOrder
from packet_builder.appeal_review import Difference, refresh_appeal, unfounded, verify_appeal
from packet_builder.case import Case
from packet_builder.outcome import Level
from packet_builder.routes import denies

LEVELS = {
    Step.P2P: Level.INTERNAL,
    Step.APPEAL: Level.INTERNAL,
    Step.SECOND_LEVEL: Level.SECOND,
    Step.EXTERNAL_REVIEW: Level.EXTERNAL,
}
"""The letter that a step of the dispute asks for."""

STEPS = {
    Level.INTERNAL: Step.APPEAL,
    Level.EXPEDITED: Step.APPEAL,
    Level.SECOND: Step.SECOND_LEVEL,
    Level.EXTERNAL: Step.EXTERNAL_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was written. ``kept`` is the edited version whose prose it carries on,
    ``unfounded`` what that prose says that the record does not bear out, ``enclosed`` what goes
    with it: the enclosures and a fax cover."""

    path: Path
    kept: Path | None = None
    missing: tuple[str, ...] = ()
    unfounded: tuple[Difference, ...] = ()
    enclosed: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters are drafted and checked: an office, its settings, and by which means."""

    office: OfficeFolder
    settings: Settings
    means: Means


def draft_appeal(desk: Desk, case_id: str, order: AppealOrder, who: str) -> Draft:
    """Write the letter of a level: anew, or, where a person edited it, as its next version.

    What is new in it is compared with the letter and the chart as they are now. The edited file
    is never touched: the case's facts are refreshed in a copy, its prose stays.

    Raises:
        UsageError: the case was not prepared, its letter denies nothing, or what it rests on is
            gone.
        UnreadableFileError: the edited file is no Word file any more.
        UngroundedError: the letter says what its pages do not bear out.
        OutputError: the letter cannot be written.
    """
    office, now = desk.office, desk.means.now
    with office.store.read() as session:
        record = session.get_one(CaseRecord, case_id)
        case = load_case(office, record)
        newest = _newest(session, case_id, order.level)
    if not denies(case):
        raise UsageError(
            f"the letter of case {case_id} denies nothing that could be appealed; where it does, "
            f"correct its kind: p2p fix {case_id} document_type denial"
        )
    case = case.model_copy(update={"prepared_at": now.isoformat(timespec="seconds")})
    edited = _edited(office, newest)
    with reopened(record, office, desk.settings, desk.means) as sources:
        case = with_library(case, sources.library, sources.reader)
        data, case, beside = _with_enclosures(desk, case, sources, order)
        told = Draft(Path())
        if edited is not None:
            data, missing = _refreshed(office, edited, case, order)
            faults = sources.ask(tasks.letter_faults, data, case, sources.exhibits, order)
            told = Draft(Path(), edited, missing, unfounded(faults))
    enclosed = tuple(
        put_file(office, record, name, each, now)[0] for name, each in sorted(beside.items())
    )
    _clear_past(office, record, order.level, {path.name for path in enclosed})
    path, sha256 = put_file(office, record, _name(order.level), data, now)
    version = (newest.version if newest else 0) + 1
    with office.store.write() as session:
        session.add(
            DraftRecord(
                case_id=case_id, kind=str(order.level), version=version,
                path=str(path.relative_to(office.out)), sha256=sha256, written_at=now,
            )
        )  # fmt: skip
        what = f"drafted: {order.level}, version {version}"
        history.append(session, case_id=case_id, at=now, who=who, what=what)
    return replace(told, path=path, enclosed=enclosed)


def _with_enclosures(
    desk: Desk, case: Case, sources: Sources, order: AppealOrder
) -> tuple[bytes, Case, dict[str, bytes]]:
    """The letter, the case that it was made of, and the files that go with it by their names."""
    with staging(desk.office.private) as work:
        data, made_of = sources.ask(
            tasks.draft_enclosed, case, sources.exhibits, work, order, desk.settings.papers
        )
        beside = {_beside(path.name, order.level): path.read_bytes() for path in work.iterdir()}
    return data, made_of, beside


def _clear_past(office: OfficeFolder, record: CaseRecord, level: Level, made: set[str]) -> None:
    """Remove enclosures of an earlier draft that came in other parts, as far as they are ours."""
    names = office.store.written_for(record.id, _beside("appeal-enclosures*.pdf", level)) - made
    is_ours = partial(office.store.wrote, record.id)
    past_files(folder_of(office, record), names, is_ours).clear()


def check_appeal(
    desk: Desk, case_id: str, order: AppealOrder
) -> tuple[Path, tuple[Difference, ...]]:
    """The newest version of a level's letter, and where it differs from the case and its sources.

    Raises:
        UsageError: nothing was drafted yet, or what the case rests on is gone.
        UnreadableFileError: the file is no Word file any more.
    """
    office = desk.office
    with office.store.read() as session:
        record = session.get_one(CaseRecord, case_id)
        case, newest = load_case(office, record), _newest(session, case_id, order.level)
    path = office.out / newest.path if newest else None
    if path is None or newest is None or not path.exists():
        raise UsageError(f"there is no draft of that level; write one with p2p appeal {case_id}")
    written = newest.written_at.astimezone(desk.settings.office.tz)
    case = case.model_copy(update={"prepared_at": written.isoformat(timespec="seconds")})
    with reopened(record, office, desk.settings, desk.means) as sources:
        case = with_library(case, sources.library, sources.reader)
        _, case = sources.ask(tasks.draft_letter, case, sources.exhibits, order)
        differences = verify_appeal(path, case, order)
        faults = sources.ask(tasks.letter_faults, path.read_bytes(), case, sources.exhibits, order)
    return path, (*differences, *unfounded(faults))


def _newest(session: Session, case_id: str, level: Level) -> DraftRecord | None:
    rows = select(DraftRecord).where(DraftRecord.case_id == case_id, DraftRecord.kind == str(level))
    return session.scalars(rows.order_by(DraftRecord.version.desc()).limit(1)).one_or_none()


def _edited(office: OfficeFolder, newest: DraftRecord | None) -> Path | None:
    """The newest draft where a person has changed it."""
    if newest is None:
        return None
    path = office.out / newest.path
    if not path.is_file() or sha256_of(path) == newest.sha256:
        return None
    return path


def _refreshed(
    office: OfficeFolder, edited: Path, case: Case, order: AppealOrder
) -> tuple[bytes, tuple[str, ...]]:
    """The next version of an edited letter, and the facts that it has no place for."""
    with staging(office.private) as work:
        told = refresh_appeal(edited, case, work / "appeal.docx", order)
        data = (work / "appeal.docx").read_bytes()
    return data, tuple(control.title for control in told.missing)


def _name(level: Level) -> str:
    return _beside("appeal.docx", level)


def _beside(name: str, level: Level) -> str:
    """The name of a level's own file; those of the internal appeal are named as prepared."""
    if level is Level.INTERNAL:
        return name
    stem = "fax-cover" if name.startswith("fax-cover") else "appeal"
    return name.replace(stem, f"{stem}-{level}", 1)
