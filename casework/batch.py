"""``p2p batch``: every file of an inbox to its cases; run again, it does only what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from casework import tasks
from casework.build import (
    Order,
    Written,
    argue,
    case_id,
    fingerprint,
    set_down,
    settle,
    with_corrections,
    write_case,
)
from casework.cache import Cache, version_of
from casework.choose import is_adverse
from casework.files import locked, private_folder, shown, staging, sweep, write_private
from casework.folders import (
    digest_of,
    files_below,
    input_files,
    outside,
    read_folder,
    read_policies,
)
from casework.match import Match, find_charts, match, owners_of
from casework.reading import Outcome, Reader, for_each, read_letter_file
from casework.records import CaseRecord, CaseState
from casework.settings import Settings
from casework.store import CaseEntry, open_store
from casework.summary import CaseLine, FailedFile, Summary, line_of
from casework.workers import open_workers
from docextract.errors import MissingProgramError
from docextract.facts import LetterResult, Policy

_DONE = (CaseState.PREPARED, CaseState.NO_CHART, CaseState.ASK)

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


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter of the inbox: its file, its number in the file, what it says."""

    path: Path
    number: int
    result: LetterResult

    @property
    def id(self) -> str:
        """The case's short id."""
        return case_id(self.result, self.number)


@dataclass(frozen=True, slots=True)
class Common:
    """What the cases of one run have in common."""

    request: BatchRequest
    order: Order
    policies: tuple[Policy, ...]
    policies_digest: str


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
        sweep(private)
        run = store.begin_run("batch", version_of("casework"), request.now)
        order = Order(
            office=settings.office,
            now=request.now,
            private=private,
            reader=Reader(workers, settings.limits, Cache(private / "cache"), request.password),
            store=store,
            appeal=request.appeal,
        )
        summary = _run(request, order, step)
        _write(summary, request.out, order)
        store.end_run(run, summary.exit_code, datetime.now(request.now.tzinfo))
        return summary


def _run(request: BatchRequest, order: Order, step: Step) -> Summary:
    nested = [each for each in (request.charts, request.policies) if each != request.inbox]
    files = outside(input_files(request.inbox, request.out, order.store), *nested)
    outcomes = _read_inbox(files, request, order, step)
    letters = [
        Arrived(outcome.item, number, result)
        for outcome in outcomes
        for number, result in enumerate(outcome.value or (), start=1)
    ]
    policies, unread = read_policies(request.policies, order.reader, jobs=request.jobs)
    policy_files = files_below(request.policies) if request.policies else ()
    common = Common(request, order, policies, digest_of(policy_files))
    failed = [FailedFile(source=shown(o.item), reason=o.reason, kind="letter")
              for o in outcomes if o.error is not None]  # fmt: skip
    failed += [FailedFile(source=shown(f.path), reason=f.reason, kind="policy") for f in unread]
    return Summary(
        prepared_at=request.now.isoformat(timespec="seconds"),
        inbox=shown(request.inbox),
        files=len(files),
        cases=tuple(_cases(letters, common, step)),
        failed=tuple(failed),
        program_missing=any(isinstance(o.error, MissingProgramError) for o in outcomes),
    )


def _read_inbox(
    files: Sequence[Path], request: BatchRequest, order: Order, step: Step
) -> list[Outcome[Path, tuple[LetterResult, ...]]]:
    def letters_of(path: Path) -> tuple[LetterResult, ...]:
        results = read_letter_file(
            path, order.reader, office=order.office, known=order.store.receipt
        )
        for result in results:
            order.store.note_document(shown(Path(path.name)), result, order.now)
        return results

    outcomes = []
    for outcome in for_each(files, letters_of, side_by_side=request.jobs + 1):
        outcomes.append(outcome)
        step("Reading the inbox", len(files))
    return outcomes


def _cases(letters: Sequence[Arrived], common: Common, step: Step) -> list[CaseLine]:
    """A line for each letter, in order: prepared, unchanged, asked about, listed or failed."""
    request, order = common.request, common.order
    first: dict[str, Arrived] = {}
    for letter in letters:
        first.setdefault(letter.id, letter)
    adverse = [letter for letter in first.values() if is_adverse(letter.result)]
    charts = find_charts(request.charts, request.out, order.store)
    patients = {tasks.identity_of(letter.result.letter): None for letter in adverse}
    owners = owners_of(charts, list(patients), order.reader, jobs=request.jobs)

    def work(letter: Arrived) -> CaseLine:
        if not is_adverse(letter.result):
            return _listed(letter, order)
        found = match(tasks.identity_of(letter.result.letter), charts, owners)
        return _case(letter, found, common)

    lines: dict[str, CaseLine] = {}
    for outcome in for_each(list(first.values()), work, side_by_side=request.jobs):
        step("Preparing cases", len(first))
        letter = outcome.item
        lines[letter.id] = outcome.value or _failed(letter, outcome.reason, order)
    return [_as_seen(letter, lines[letter.id], first[letter.id].path) for letter in letters]


def _as_seen(letter: Arrived, line: CaseLine, first: Path) -> CaseLine:
    """The line of a letter; of one with the same content as the ``first``, that it has."""
    if letter.path == first:
        return line
    told = {"source": shown(letter.path), "duplicate_of": shown(first), "done_now": False}
    return line.model_copy(update=told)


def _listed(letter: Arrived, order: Order) -> CaseLine:
    line = line_of(letter.id, shown(letter.path), letter.result, CaseState.LISTED)
    record = order.store.case(letter.id)
    if record is None or record.state != CaseState.LISTED:
        order.store.put_case(_entry(letter, CaseState.LISTED), order.now)
        set_down(letter.result, letter.number, order)
        return line
    return line.model_copy(update={"done_now": False})


def _failed(letter: Arrived, reason: str, order: Order) -> CaseLine:
    entry = replace(_entry(letter, CaseState.FAILED), reason=reason)
    order.store.put_case(entry, order.now)
    line = line_of(letter.id, shown(letter.path), letter.result, CaseState.FAILED)
    return line.model_copy(update={"reason": reason})


def _case(letter: Arrived, found: Match, common: Common) -> CaseLine:
    """Prepare one case, unless an earlier run did and nothing that it came from has changed."""
    order, chart = with_corrections(common.order, letter.id), found.chart
    made_of = fingerprint(
        letter.result,
        chart=f"{chart.path.name}\0{chart.digest}" if chart else str(found.reason),
        policies=common.policies_digest,
        order=order,
    )
    state = CaseState.PREPARED if chart else CaseState.ASK if found.asks else CaseState.NO_CHART
    line = line_of(letter.id, shown(letter.path), letter.result, state).model_copy(
        update={
            "reason": found.reason,
            "folder": letter.id,
            "chart": chart.path.name if chart else None,
            "warnings": found.warnings,
        }
    )
    if _is_done(order.store.case(letter.id), made_of, common.request.out / letter.id):
        return line.model_copy(update={"done_now": False})
    begun = replace(_entry(letter, CaseState.WORKING), folder=letter.id)
    order.store.put_case(begun, order.now)
    set_down(letter.result, letter.number, order)
    written = _prepare(letter, found, replace(common, order=order))
    if written.failed:
        state, made_of = CaseState.FAILED, ""
    reason = "; ".join(written.failed) or found.reason
    order.store.put_case(replace(begun, state=state, reason=reason, fingerprint=made_of), order.now)
    told = {"state": state, "reason": reason, "warnings": written.case.warnings}
    return line.model_copy(update=told)


def _is_done(record: CaseRecord | None, made_of: str, folder: Path) -> bool:
    if record is None or record.state not in _DONE:
        return False
    return record.fingerprint == made_of and (folder / "case.json").exists()


def _prepare(letter: Arrived, found: Match, common: Common) -> Written:
    """Read the chart, argue and write."""
    request, order, chart = common.request, common.order, found.chart
    folder = read_folder(chart.path, chart.files, order.reader, jobs=1) if chart else None
    told = (*found.warnings, *([found.reason] if found.reason else ()))
    case = argue(letter.result, folder, common.policies, order, warnings=told)
    return write_case(
        case, letter.path, folder, request.out / letter.id, identity=letter.id, order=order
    )


def _entry(letter: Arrived, state: CaseState) -> CaseEntry:
    return CaseEntry(letter.id, letter.result.source.sha256, letter.number, state)


def _write(summary: Summary, out: Path, order: Order) -> None:
    """Write ``summary.json`` beside and move it into place."""
    with staging(order.private) as work:
        text = summary.model_dump_json(by_alias=True, indent=1)
        write_private(work / "summary.json", f"{text}\n".encode())
        settle(work, out, None, order)
