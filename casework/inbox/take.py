"""One file of the inbox, from our copy of it to its cases; killed at any step, it is done again."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from casework import tasks
from casework.arrivals import (
    Arrived,
    Shelf,
    fail_letter,
    file_paper,
    letters_of,
    list_letter,
    prepare_letter,
)
from casework.choose import is_adverse
from casework.files import staging
from casework.inbox import route, sightings
from casework.inbox.providers import not_ours
from casework.inbox.scan import unspelled
from casework.inbox.sightings import Turn
from casework.inbox.unpack import may_be_archive
from casework.leases import Leases
from casework.match import ChartFolder, Match, match, owners_of
from casework.records_case import Role
from casework.records_inbox import SightingState
from casework.settings import Provider
from casework.summary import CaseLine
from casework.vault import BusyFileError, NotAFileError
from casework.workers import TaskFailedError
from docextract.errors import OutputError, P2PError, UnreadableFileError

log = logging.getLogger(__name__)

_TRIES = 3
"""How often a file is tried whose reader crashed or took too long."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the files of one round have in common."""

    inbox: Path
    name: str
    shelf: Shelf
    charts: Callable[[], tuple[ChartFolder, ...]]
    providers: tuple[Provider, ...]
    leases: Leases
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: its cases' lines, or why it has none."""

    key: str
    state: SightingState
    lines: tuple[CaseLine, ...] = ()
    reason: str | None = None


def take(turn: Turn, desk: Desk) -> Taken | None:
    """Do one file; None where another process has it or it is done already.

    Every error but one of the store or of the output folder belongs to the file.

    Raises:
        OutputError: nothing can be written just now; the file keeps its turn.
    """
    name = hashlib.sha256(f"{desk.name}\0{turn.key}".encode()).hexdigest()[:40]
    with desk.leases.held(f"file:{name}") as free:
        if not free:
            return None
        with desk.shelf.order.store.read() as session:
            if not sightings.is_on(session, turn):
                return None
        try:
            return _take(turn, desk)
        except OutputError:
            raise
        except BusyFileError as error:
            return _wait(turn, desk, str(error))
        except TaskFailedError as error:
            if turn.tries + 1 < _TRIES:
                return _wait(turn, desk, f"{error}; it is tried again")
            return _end(turn, desk, SightingState.FAILED, reason=str(error))
        except NotAFileError as error:
            return _end(turn, desk, SightingState.REFUSED, reason=str(error))
        except P2PError as error:
            return _end(turn, desk, SightingState.FAILED, reason=str(error))
        except Exception as error:  # noqa: BLE001 - one file must never silence the inbox
            return _end(turn, desk, SightingState.FAILED, reason=_defect(error))


def _defect(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
    log.error("a file of the inbox failed: %s", place)
    return f"an error of the program ({place}); please report it, without the letter"


def _take(turn: Turn, desk: Desk) -> Taken | None:
    order = desk.shelf.order
    kept = order.vault.keep(desk.inbox / unspelled(turn.key), order.reader.limits)
    with desk.leases.held(f"content:{kept.sha256}") as free:
        if not free:
            return None  # another file of the same content is being read: then it is known
        again = _again(turn, desk, kept.sha256)
        if again is not None:
            return again
        if kept.size == 0:
            return _wait(turn, desk, "it is empty so far; is it still being written?")
        if may_be_archive(kept.path):
            parts = _archive(turn, kept.path, desk)
            if parts is not None:
                lines, reasons = parts
                return _done(turn, desk, kept.sha256, lines, "; ".join(reasons) or None)
        return _done(turn, desk, kept.sha256, _letters(kept.path, turn.key, turn, desk), None)


def _again(turn: Turn, desk: Desk, sha256: str) -> Taken | None:
    """A file whose content was done before, linked to its cases."""
    now = desk.clock()
    with desk.shelf.order.store.write() as session:
        before = sightings.done_before(session, sha256, turn)
        if before is None:
            return None
        cases = route.link_duplicate(session, sha256, turn.key, now)
        reason = f"it has the content of {before.path}" + (
            f" (case {', '.join(cases)})" if cases else ""
        )
        sightings.finish(session, turn, SightingState.DUPLICATE, now, sha256=sha256, reason=reason)
    return Taken(turn.key, SightingState.DUPLICATE, reason=reason)


def _archive(turn: Turn, path: Path, desk: Desk) -> tuple[list[CaseLine], list[str]] | None:
    """The cases of the files in a ZIP, and what of it could not be read; None: a document."""
    order = desk.shelf.order
    limits, lines, reasons = order.reader.limits, [], []
    with staging(order.private) as work:
        asked = order.reader.workers.start(tasks.unpack, limits.file_seconds, path, work, limits)
        parts = asked.result()
        if parts is None:
            return None
        for part in parts:
            try:
                if part.path is None:
                    raise UnreadableFileError(part.reason or "it cannot be read")
                kept = order.vault.keep(part.path, limits)
                with desk.leases.held(f"content:{kept.sha256}") as free:
                    if not free:
                        raise BusyFileError("another file of the same content is being read")
                    lines += _letters(kept.path, f"{turn.key}/{part.name}", turn, desk)
            except (BusyFileError, TaskFailedError, OutputError):
                raise
            except P2PError as error:
                reasons.append(f"{part.name}: {error}")
    if not lines and reasons:
        raise UnreadableFileError("; ".join(reasons))
    return lines, reasons


def _letters(kept: Path, name: str, turn: Turn, desk: Desk) -> list[CaseLine]:
    """Each letter of a file to its case."""
    order = replace(desk.shelf.order, now=desk.clock())
    shelf = replace(desk.shelf, order=order)
    letters = letters_of(kept, name, order)
    return [
        line for letter in letters for line in _letter(letter, turn, replace(desk, shelf=shelf))
    ]


def _letter(letter: Arrived, turn: Turn, desk: Desk) -> Iterator[CaseLine]:
    """A letter to its case, its kin asked about; nothing for one that is not ours."""
    order, result = desk.shelf.order, letter.result
    filed = file_paper(letter, order)
    if filed is not None:
        yield filed
        return
    charts, found = desk.charts() if is_adverse(letter.said) else (), None
    if charts:
        patient = tasks.identity_of(letter.said.letter)
        owners = owners_of(charts, [patient], order.reader, jobs=1)
        found = match(patient, charts, owners)
    why = not_ours(letter.said.letter, desk.providers)
    with order.store.write() as session:
        if (
            why
            and not (found and found.chart)
            and not route.is_claimed(session, result.source.sha256, letter.number)
        ):
            route.list_as_not_ours(session, result, letter.number, letter.name, why, order.now)
            return
    line = _case(letter, found or Match(None, "no chart of this patient was found"), desk)
    yield line
    if line.case != letter.id:
        return  # a paper of another case, filed there
    with order.store.write() as session:
        sha256 = result.source.sha256
        route.link(session, letter.id, sha256, letter.number, Role.LETTER, letter.name, order.now)
        route.keep_hint(session, letter.id, turn.hint)
        route.ask_about_kin(session, letter.id, order.now)


def _case(letter: Arrived, found: Match, desk: Desk) -> CaseLine:
    if not is_adverse(letter.said):
        return list_letter(letter, desk.shelf.order)
    try:
        return prepare_letter(letter, found, desk.shelf)
    except OutputError:
        raise
    except P2PError as error:
        return fail_letter(letter, str(error), desk.shelf.order)


def _done(turn: Turn, desk: Desk, sha256: str, lines: list[CaseLine], reason: str | None) -> Taken:
    return _end(turn, desk, SightingState.DONE, sha256=sha256, lines=tuple(lines), reason=reason)


def _end(
    turn: Turn,
    desk: Desk,
    state: SightingState,
    *,
    sha256: str | None = None,
    lines: tuple[CaseLine, ...] = (),
    reason: str | None = None,
) -> Taken:
    with desk.shelf.order.store.write() as session:
        sightings.finish(session, turn, state, desk.clock(), sha256=sha256, reason=reason)
    return Taken(turn.key, state, lines, reason)


def _wait(turn: Turn, desk: Desk, reason: str) -> Taken:
    with desk.shelf.order.store.write() as session:
        sightings.back_off(session, turn, reason, desk.clock())
    return Taken(turn.key, SightingState.WAITING, reason=reason)
