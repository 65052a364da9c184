"""``p2p prepare``: one letter and one chart to the files of one case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue

from casework.arrivals import letters_in
from casework.build import (
    Order,
    Written,
    argue,
    case_id,
    fingerprint,
    set_down,
    with_corrections,
    write_case,
)
from casework.cache import Cache
from casework.choose import choose_letter
from casework.exits import UsageError
from casework.files import locked, private_folder
from casework.folders import digest_of, files_below, input_files, read_folder, read_policies
from casework.library import read_library
from casework.reading import Reader
from casework.records import CaseState
from casework.settings import Settings
from casework.store import CaseEntry, open_store
from casework.vault import Vault
from casework.workers import open_workers
from docextract.facts import DocumentType


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks of ``p2p prepare``."""

    letter: Path
    chart: Path
    policies: Path | None
    out: Path
    now: datetime
    jobs: int
    appeal: bool = False
    received_at: datetime | None = None
    number: int | None = None
    password: str | None = None
    verbose: int = 0
    corrections: Mapping[str, JsonValue] | None = None
    references: Path | None = None


def load_corrections(path: Path) -> dict[str, JsonValue]:
    """Field → value from a JSON file; a field is ``letter_date`` or ``services.0.code``.

    Raises:
        UsageError: the file cannot be read or is no JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(f"cannot read the corrections in {path}: {error}") from error
    if not isinstance(found, dict):
        raise UsageError(
            f'{path}: corrections are one JSON object, {{"letter_date": "2026-03-03"}}'
        )
    return found


def prepare(request: Request, settings: Settings) -> Written:
    """Read, argue and write one case.

    Raises:
        UsageError: the file holds several letters and a person must choose, or a correction
            does not fit.
        UnreadableFileError: the letter cannot be read.
        MissingProgramError: reading needs a program that is not installed.
        OutputError: the results cannot be written; nothing half-written is left.
    """
    private = private_folder(request.out)
    with (
        locked(private),
        open_store(private, settings.store.url) as store,
        open_workers(request.jobs, limits=settings.limits, verbose=request.verbose) as workers,
    ):
        cache = Cache(private / "cache")
        reader = Reader(workers, settings.limits, cache, request.password)
        order = Order(
            office=settings.office,
            now=request.now,
            private=private,
            reader=reader,
            store=store,
            vault=Vault(private),
            appeal=request.appeal,
            papers=settings.papers,
            corrections=request.corrections or {},
            library=read_library(request.references, reader, jobs=request.jobs),
        )
        return _prepare(request, order)


def _prepare(request: Request, order: Order) -> Written:
    letters = letters_in(request.letter, order, option=request.received_at)
    chart_files = input_files(request.chart, request.out, order.store)
    chart = read_folder(request.chart, chart_files, order.reader, jobs=request.jobs)
    results = [each.result for each in letters]
    number = choose_letter(results, chart, order.reader, number=request.number)
    policies, failed = read_policies(request.policies, order.reader, jobs=request.jobs)
    result, kept = results[number - 1], letters[number - 1].path
    identity = case_id(result, number)
    order = with_corrections(order, identity)
    warnings = [f"policy {each.name} could not be read: {each.reason}" for each in failed]
    if letters[number - 1].said.letter.document_type.value in (None, DocumentType.OTHER):
        warnings.append("No decision on a request was recognised in this letter: read it by hand.")
    case = argue(result, chart, policies, order, warnings=warnings)
    policy_files = files_below(request.policies) if request.policies else ()
    made_of = fingerprint(
        result, chart=digest_of(chart_files), policies=digest_of(policy_files), order=order
    )
    begun = CaseEntry(
        identity,
        result.source.sha256,
        number,
        CaseState.WORKING,
        folder=str(request.out.resolve()),
        chart=str(request.chart.resolve()),
        policies=str(request.policies.resolve()) if request.policies else None,
        library=order.library.place,
    )
    set_down(begun, result, order)
    written = write_case(case, kept, chart, request.out, identity=identity, order=order)
    state = CaseState.FAILED if written.failed else CaseState.PREPARED
    reason = "; ".join(written.failed) or None
    done = replace(begun, state=state, fingerprint=made_of, reason=reason)
    order.store.put_case(done, order.now)
    return written
