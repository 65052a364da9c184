"""Which chart is a letter's patient's, by the identity on the chart's pages; never a guess."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from casework import tasks
from casework.cache import version_of
from casework.folders import digest_of, input_files, read_folder
from casework.reading import Reader
from casework.store import Store
from casework.workers import TaskFailedError
from docextract.facts import Identity

log = logging.getLogger(__name__)

Owned = tuple[bool | Literal["ask"], ...]

_MOST = 0.5


@dataclass(frozen=True, slots=True)
class ChartFolder:
    """A chart of the CHARTS folder: its files and a digest of their names and contents."""

    path: Path
    files: tuple[Path, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Match:
    """The chart of a patient; None with the reason where none or several fit."""

    chart: ChartFolder | None
    reason: str | None = None
    asks: bool = False
    warnings: tuple[str, ...] = ()


def find_charts(charts: Path, out: Path, store: Store) -> tuple[ChartFolder, ...]:
    """Each subfolder of CHARTS with its files, and CHARTS itself where files lie in it."""
    groups: dict[Path, list[Path]] = {}
    for path in input_files(charts, out, store):
        below = path.relative_to(charts).parts
        groups.setdefault(charts / below[0] if len(below) > 1 else charts, []).append(path)
    return tuple(
        ChartFolder(folder, tuple(files), digest_of(files))
        for folder, files in sorted(groups.items())
    )


def owners_of(
    charts: Sequence[ChartFolder], patients: Sequence[Identity], reader: Reader, *, jobs: int
) -> Mapping[tuple[str, Identity], Owned]:
    """Whose the documents of each chart are, for each patient; by chart digest and patient.

    A chart is read only where that is not known from an earlier run.
    """
    shelf = reader.cache.shelf("owners", TypeAdapter(Owned))
    version = version_of("docextract")
    found: dict[tuple[str, Identity], Owned] = {}
    for chart in charts:
        known = {each: shelf.get(mark_of(each), chart.digest, version) for each in patients}
        new = [each for each, owned in known.items() if owned is None]
        told = _judge(chart, new, reader, jobs=jobs) if new else {}
        for patient, owned in told.items():
            shelf.put(owned, mark_of(patient), chart.digest, version)
        for patient in patients:
            found[chart.digest, patient] = told.get(patient) or known[patient] or ()
    return found


def mark_of(patient: Identity) -> str:
    """What is remembered about a patient is kept under this hash of who they are."""
    return hashlib.sha256(patient.model_dump_json().encode()).hexdigest()


def _judge(
    chart: ChartFolder, patients: Sequence[Identity], reader: Reader, *, jobs: int
) -> dict[Identity, Owned]:
    folder = read_folder(chart.path, chart.files, reader, jobs=jobs)
    asked = reader.workers.start(
        tasks.owned, reader.limits.file_seconds, folder.documents, patients
    )
    try:
        return dict(zip(patients, asked.result(), strict=True))
    except TaskFailedError as error:
        log.warning("a chart is taken for nobody's: telling whose it is %s", error)
        return {}


def match(
    patient: Identity,
    charts: Sequence[ChartFolder],
    owners: Mapping[tuple[str, Identity], Owned],
) -> Match:
    """The one chart that is the patient's.

    A chart is theirs where most of its documents are; one misfiled page in another patient's
    folder makes that folder no candidate, but is told. Where no chart is mostly theirs, the only
    one with a document of theirs is taken (a folder with the files of several patients).
    """
    if patient.name is None and patient.member_id is None:
        return Match(None, "the letter's patient could not be read", asks=True)
    shares = {chart: _portion(owners[chart.digest, patient], True) for chart in charts}
    some = [chart for chart, share in shares.items() if share > 0]
    most = [chart for chart, share in shares.items() if share > _MOST]
    fits = most or some
    if len(fits) == 1:
        strays = [chart for chart in some if chart is not fits[0]]
        told = [f"{chart.path.name} also holds pages of this patient" for chart in strays]
        return Match(fits[0], warnings=tuple(told))
    if fits:
        names = ", ".join(chart.path.name for chart in fits)
        return Match(None, f"several charts fit this patient: {names}", asks=True)
    doubtful = [c for c in charts if _portion(owners[c.digest, patient], "ask") > _MOST]
    if doubtful:
        names = ", ".join(chart.path.name for chart in doubtful)
        return Match(None, f"a chart may be this patient's; look at {names}", asks=True)
    return Match(None, "no chart of this patient was found")


def _portion(owned: Owned, standing: bool | Literal["ask"]) -> float:
    """The part of a chart's documents that stand so."""
    return sum(each == standing for each in owned) / len(owned) if owned else 0.0
