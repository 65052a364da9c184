"""``p2p watch``: looks at the inbox again and again, and takes what has come, oldest first."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from threading import Event

from casework.arrivals import Shelf
from casework.build import Order
from casework.cache import Cache, version_of
from casework.exits import UsageError
from casework.files import locked, move_into_place, private_folder, shown
from casework.folders import digest_of, files_below, read_policies
from casework.inbox import sightings
from casework.inbox.lists import publish
from casework.inbox.revisit import revisit
from casework.inbox.scan import refuse_overlap, scan, unspelled
from casework.inbox.sightings import Turn
from casework.inbox.take import Desk, Taken, take
from casework.leases import Leases, leasing
from casework.library import read_library
from casework.match import ChartFolder, find_charts
from casework.reading import Reader
from casework.records_inbox import SightingState
from casework.settings import Settings
from casework.store import Store, open_store
from casework.summary import CaseLine
from casework.vault import Vault
from casework.workers import Workers, open_workers
from docextract.errors import OutputError, UnreadableFileError

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Tell = Callable[[Taken], None]
Warn = Callable[[str], None]

_LONGEST_PAUSE = 60.0
_ONCE_PAUSE = 0.5
_SETTLED = (SightingState.DONE, SightingState.DUPLICATE)


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What a person asks of ``p2p watch``; ``once`` ends when all that is there was taken."""

    inbox: Path
    charts: Path
    policies: Path | None
    out: Path
    archive: Path | None
    jobs: int
    appeal: bool = False
    once: bool = False
    password: str | None = None
    verbose: int = 0
    references: Path | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """Where what happens is told, and what ends the watch."""

    tell: Tell
    warn: Warn
    stop: Event


def ticking(start: datetime) -> Clock:
    """A clock that goes on from a moment, whatever is done to the machine's own clock."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def watch(request: WatchRequest, settings: Settings, clock: Clock, ends: Ends) -> None:
    """Look after an inbox until ``ends.stop`` is set, or once.

    Where the store or the disk fails, it waits and begins anew; with ``once`` it raises.

    Raises:
        UsageError: a folder does not exist, or the inbox overlaps another one.
        OutputError: another command is working in the output folder; with ``once``, nothing
            can be written.
    """
    if not request.inbox.is_dir():
        raise UsageError(f"{request.inbox} is no folder")
    refuse_overlap(
        request.inbox, output=request.out, charts=request.charts, policies=request.policies,
        references=request.references, archive=request.archive,
    )  # fmt: skip
    private = private_folder(request.out)
    with (
        locked(private, shared=True),
        open_workers(request.jobs, limits=settings.limits, verbose=request.verbose) as workers,
    ):
        pause = 1.0
        while not ends.stop.is_set():
            try:
                with open_store(private, settings.store.url) as store, leasing(store) as leases:
                    _rounds(_Watch(request, settings, clock, ends, workers, store, leases))
                return
            except OutputError as error:
                if request.once:
                    raise
                ends.warn(f"{error}; trying again in {pause:.0f} s")
                ends.stop.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class _Watch:
    """A watch on an open store."""

    request: WatchRequest
    settings: Settings
    clock: Clock
    ends: Ends
    workers: Workers
    store: Store
    leases: Leases

    @property
    def name(self) -> str:
        """The inbox as the store knows it."""
        return shown(self.request.inbox.resolve())


def _rounds(watch: _Watch) -> None:
    """Look, take, and wait, until stopped; now and then look at the cases again, bit by bit."""
    request, inbox = watch.request, watch.settings.inbox
    run = watch.store.begin_run("watch", version_of("casework"), watch.clock())
    visits: Iterator[CaseLine | None] = iter(())
    next_visits = watch.clock()
    publish(request.out, _order(watch))  # what a killed watcher may have left out
    while not watch.ends.stop.is_set():
        if watch.clock() >= next_visits:
            next_visits = watch.clock() + timedelta(minutes=inbox.rescan_minutes)
            visits = revisit(_desk(watch))
        busy = _round(watch)
        busy = _visit_some(visits, watch) or busy
        with watch.store.read() as session:
            left = sightings.unsettled(session, watch.name)
        if request.once and not busy and not left:
            break
        if not busy:
            watch.ends.stop.wait(_ONCE_PAUSE if request.once else inbox.poll_seconds)
    watch.store.end_run(run, 0, watch.clock())


def _visit_some(visits: Iterator[CaseLine | None], watch: _Watch) -> bool:
    """Look at some cases again; whether there are more. A new letter never waits for all."""
    until = time.monotonic() + watch.settings.inbox.poll_seconds
    for line in visits:
        if line is not None:
            watch.ends.tell(Taken(line.source, SightingState.DONE, (line,)))
        if time.monotonic() >= until or watch.ends.stop.is_set():
            return True
    return False


def _round(watch: _Watch) -> bool:
    """One look at the inbox, and all that was ready; whether there was anything."""
    try:
        seen = scan(watch.request.inbox)
    except UnreadableFileError as error:
        watch.ends.warn(str(error))
        return False
    now = watch.clock()
    with watch.store.read() as session:
        differs = sightings.differs(session, watch.name, seen)
    if differs:
        with watch.store.write() as session:
            sightings.note(session, watch.name, seen, now)
    still = timedelta(seconds=watch.settings.inbox.still_seconds)
    with watch.store.read() as session:
        turns = sightings.whose_turn(session, watch.name, now, still)
    taken = [each for each in _take_all(turns, watch) if each is not None]
    if taken or differs:
        publish(watch.request.out, _order(watch))
    return any(each.state is not SightingState.WAITING for each in taken)


def _take_all(turns: Sequence[Turn], watch: _Watch) -> Iterator[Taken | None]:
    """Take files side by side, begun oldest first."""
    if not turns:
        return
    desk = _desk(watch)
    threads, at_once = ThreadPoolExecutor(max_workers=watch.request.jobs), False
    try:
        for turn, taken in zip(turns, threads.map(partial(_one, desk=desk, watch=watch), turns),
                               strict=True):  # fmt: skip
            if taken is not None:
                watch.ends.tell(taken)
                if watch.request.archive and taken.state in _SETTLED:
                    _archive(turn, watch.request.archive, watch)
            yield taken
    except KeyboardInterrupt:
        at_once = True
        raise
    finally:  # nobody may be at work on the store when it is closed after this
        threads.shutdown(wait=not at_once, cancel_futures=True)


def _one(turn: Turn, *, desk: Desk, watch: _Watch) -> Taken | None:
    return None if watch.ends.stop.is_set() else take(turn, desk)


def _order(watch: _Watch) -> Order:
    request, private = watch.request, watch.request.out / ".p2p"
    cache = Cache(private / "cache")
    reader = Reader(watch.workers, watch.settings.limits, cache, request.password)
    return Order(
        office=watch.settings.office,
        now=watch.clock(),
        private=private,
        reader=reader,
        library=read_library(request.references, reader, jobs=request.jobs),
        store=watch.store,
        vault=Vault(private),
        appeal=request.appeal,
        papers=watch.settings.papers,
    )


def _desk(watch: _Watch) -> Desk:
    """What the files of one round share; charts are looked through when first needed."""
    request, order = watch.request, _order(watch)
    policies, unread = read_policies(request.policies, order.reader, jobs=request.jobs)
    for failure in unread:
        watch.ends.warn(f"policy {failure.name} could not be read: {failure.reason}")
    files = files_below(request.policies) if request.policies else ()
    shelf = Shelf(order, request.out, policies, digest_of(files), request.policies)

    @cache
    def charts() -> tuple[ChartFolder, ...]:
        return find_charts(request.charts, request.out, watch.store)

    return Desk(
        request.inbox, watch.name, shelf, charts, watch.settings.providers, watch.leases,
        watch.clock,
    )  # fmt: skip


def _archive(turn: Turn, archive: Path, watch: _Watch) -> None:
    """Move a file that is done out of the inbox, unless it changed; never over another."""
    source = watch.request.inbox / unspelled(turn.key)
    target = archive / unspelled(turn.key)
    try:
        found = source.stat()
        if (found.st_size, found.st_mtime_ns) != (turn.size, turn.mtime_ns):
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{Path(turn.key).stem}-{number}{target.suffix}")
        _move(source, target)
    except OSError as error:
        watch.ends.warn(f"{turn.key} could not be moved to the archive: {error.strerror}")


def _move(source: Path, target: Path) -> None:
    """Move a file, over a border of file systems by a whole copy first."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        beside = target.with_name(f".{target.name}.part")
        shutil.copy2(source, beside)
        move_into_place(beside, target)
    source.unlink()
