"""``p2p batch``: every file of an inbox to its cases; run again, it does only what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from casework import tasks
from casework.arrivals import Arrived, Shelf, fail_letter, letters_in, list_letter, prepare_letter
from casework.build import Order, settle
from casework.cache import Cache, version_of
from casework.choose import is_adverse
from casework.files import locked, private_folder, shown, staging, write_private
from casework.folders import (
    digest_of,
    files_below,
    input_files,
    outside,
    read_policies,
)
from casework.library import read_library
from casework.match import find_charts, match, owners_of
from casework.reading import Outcome, Reader, for_each
from casework.settings import Settings
from casework.store import open_store
from casework.summary import CaseLine, FailedFile, Summary
from casework.vault import Vault
from casework.workers import open_workers
from docextract.errors import MissingProgramError

Step = Callable[[str, int], None]
"""Told what is being done and how much of it there is, once for each that is done."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a person asks of ``p2p batch``."""

    inbox: Path
    charts: Path
    policies: Path | None
    out: Path
    now: datetime
    jobs: int
    appeal: bool = False
    password: str | None = None
    verbose: int = 0
    references: Path | None = None


def run_batch(request: BatchRequest, settings: Settings, *, step: Step) -> Summary:
    """Read the inbox, find the charts, prepare what is new, and write ``summary.json``.

    Raises:
        UsageError: a folder does not exist.
        OutputError: the results cannot be written; what was finished before is kept.
    """
    private = private_folder(request.out)
    with (
        locked(private),
        open_store(private, settings.store.url) as store,
        open_workers(request.jobs, limits=settings.limits, verbose=request.verbose) as workers,
    ):
        run = store.begin_run("batch", version_of("casework"), request.now)
        reader = Reader(workers, settings.limits, Cache(private / "cache"), request.password)
        order = Order(
            office=settings.office,
            now=request.now,
            private=private,
            reader=reader,
            library=read_library(request.references, reader, jobs=request.jobs),
            store=store,
            appeal=request.appeal,
            papers=settings.papers,
            vault=Vault(private),
        )
        summary = _run(request, order, step)
        _write(summary, request.out, order)
        store.end_run(run, summary.exit_code, datetime.now(request.now.tzinfo))
        return summary


def _run(request: BatchRequest, order: Order, step: Step) -> Summary:
    nested = [
        each
        for each in (request.charts, request.policies, request.references)
        if each != request.inbox
    ]
    files = outside(input_files(request.inbox, request.out, order.store), *nested)
    outcomes = _read_inbox(files, request, order, step)
    letters = [letter for outcome in outcomes for letter in outcome.value or ()]
    policies, unread = read_policies(request.policies, order.reader, jobs=request.jobs)
    policy_files = files_below(request.policies) if request.policies else ()
    shelf = Shelf(order, request.out, policies, digest_of(policy_files), request.policies)
    failed = [FailedFile(source=shown(o.item), reason=o.reason, kind="letter")
              for o in outcomes if o.error is not None]  # fmt: skip
    failed += [FailedFile(source=shown(f.path), reason=f.reason, kind="policy") for f in unread]
    return Summary(
        prepared_at=request.now.isoformat(timespec="seconds"),
        inbox=shown(request.inbox),
        files=len(files),
        cases=tuple(_cases(letters, request, shelf, step)),
        failed=tuple(failed),
        program_missing=any(isinstance(o.error, MissingProgramError) for o in outcomes),
    )


def _read_inbox(
    files: Sequence[Path], request: BatchRequest, order: Order, step: Step
) -> list[Outcome[Path, list[Arrived]]]:
    outcomes = []
    work = partial(letters_in, order=order)
    for outcome in for_each(files, work, side_by_side=request.jobs + 1):
        outcomes.append(outcome)
        step("Reading the inbox", len(files))
    return outcomes


def _cases(
    letters: Sequence[Arrived], request: BatchRequest, shelf: Shelf, step: Step
) -> list[CaseLine]:
    """A line for each letter, in order: prepared, unchanged, asked about, listed or failed."""
    order = shelf.order
    first: dict[str, Arrived] = {}
    for letter in letters:
        first.setdefault(letter.id, letter)
    adverse = [letter for letter in first.values() if is_adverse(letter.said)]
    charts = find_charts(request.charts, request.out, order.store)
    patients = {tasks.identity_of(letter.said.letter): None for letter in adverse}
    owners = owners_of(charts, list(patients), order.reader, jobs=request.jobs)

    def work(letter: Arrived) -> CaseLine:
        if not is_adverse(letter.said):
            return list_letter(letter, order)
        found = match(tasks.identity_of(letter.said.letter), charts, owners)
        return prepare_letter(letter, found, shelf)

    lines: dict[str, CaseLine] = {}
    for outcome in for_each(list(first.values()), work, side_by_side=request.jobs):
        step("Preparing cases", len(first))
        letter = outcome.item
        lines[letter.id] = outcome.value or fail_letter(letter, outcome.reason, order)
    return [_as_seen(letter, lines[letter.id], first[letter.id].name) for letter in letters]


def _as_seen(letter: Arrived, line: CaseLine, first: str) -> CaseLine:
    """The line of a letter; of one with the same content as the ``first``, that it has."""
    if letter.name == first:
        return line
    told = {"source": letter.name, "duplicate_of": first, "done_now": False}
    return line.model_copy(update=told)


def _write(summary: Summary, out: Path, order: Order) -> None:
    """Write ``summary.json`` beside and move it into place."""
    with staging(order.private) as work:
        text = summary.model_dump_json(by_alias=True, indent=1)
        write_private(work / "summary.json", f"{text}\n".encode())
        settle(work, out, None, order)
