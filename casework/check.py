"""``p2p check``: a policy and a chart before a request is made; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casework import tasks
from casework.cache import Cache
from casework.exits import UsageError
from casework.folders import Failure, Folder, files_below, read_folder, read_policies
from casework.reading import Reader
from casework.settings import Settings
from casework.workers import TaskFailedError, open_workers
from docextract.errors import UnreadableFileError
from docextract.facts import Identity, Policy
from packet_builder.check import Check


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a person asks of ``p2p check``; ``patient`` and ``birth`` say whose chart it is."""

    policy: Path
    chart: Path
    now: datetime
    jobs: int
    service: str | None = None
    code: str | None = None
    patient: str | None = None
    birth: str | None = None
    password: str | None = None
    verbose: int = 0


@dataclass(frozen=True, slots=True)
class CheckDone:
    """The check, whose policy it was, and the files that could not be read."""

    check: Check
    payer: str | None
    failures: tuple[Failure, ...]


def check(request: CheckRequest, settings: Settings) -> CheckDone:
    """Read the policy and the chart, and check the one against the other.

    Raises:
        UsageError: there is no policy, or several, or nothing says whose chart it is.
        UnreadableFileError: no file of the policy or the chart can be read.
    """
    with open_workers(request.jobs, limits=settings.limits, verbose=request.verbose) as workers:
        reader = Reader(workers, settings.limits, Cache(None), request.password)
        policy, failed = _policy(request, reader)
        paths = files_below(request.chart)
        if not paths:
            raise UsageError(f"{request.chart} holds no files")
        chart = read_folder(request.chart, paths, reader, jobs=request.jobs)
        if not chart.documents:
            reason = chart.failures[0].reason
            raise UnreadableFileError(f"no file of {request.chart} could be read: {reason}")
        told = [f"{each.name} could not be read: {each.reason}" for each in chart.failures]
        found = _checked(request, policy, chart, reader, told)
        return CheckDone(found, policy.payer, (*failed, *chart.failures))


def _policy(request: CheckRequest, reader: Reader) -> tuple[Policy, tuple[Failure, ...]]:
    path = request.policy
    folder = path if path.is_dir() else path.parent
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    paths = files_below(path) if path.is_dir() else (path,)
    policies, failed = read_policies(folder, reader, jobs=request.jobs, paths=paths)
    if not policies:
        raise UsageError(f"no requirements were found in {path}; is it the payer's policy?")
    if len(policies) > 1:
        names = ", ".join(p.document for p in policies)
        raise UsageError(f"{path} holds several policies; name one: {names}")
    return policies[0], failed


def _checked(
    request: CheckRequest, policy: Policy, chart: Folder, reader: Reader, told: Sequence[str]
) -> Check:
    asked = reader.workers.start(
        tasks.check, reader.limits.file_seconds, policy, chart.documents,
        Identity(name=request.patient, dob=request.birth),
        day=request.now.date(), service=request.service, code=request.code, warnings=tuple(told),
    )  # fmt: skip
    try:
        return asked.result()
    except TaskFailedError as error:
        raise UnreadableFileError(f"checking the chart {error}") from error
