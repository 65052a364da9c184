"""Reads rendered letters for a benchmark: what was said, how long it took, how well it was seen."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from docextract.facts import Source
from docextract.letter import read_letters
from docextract.letter.received import moment_of_receipt
from docextract.office import Office
from docextract.pages import read_document
from docextract.rules import load

JOBS = 2
NAMED = ("payers", "vendors", "programs")
"""The lists of ``rules/payers.yaml`` that name companies and programmes."""


class Read(NamedTuple):
    """One file as it was read."""

    letters: list[Any]
    """The ``letter`` objects of ``p2p read --json``."""
    seconds: float
    """Wall time of pages and letter, one process."""
    pages: int
    text: str
    """All words, in reading order."""


def read_folder(
    folder: Path, truths: Mapping[str, Any], *, known_payers: bool = True
) -> dict[str, Read]:
    """Read each file of a folder as received when and where its truth says, by stem.

    Args:
        folder: rendered letters, each named by its truth's stem.
        truths: the truths by stem.
        known_payers: False empties the rows that name payers, vendors and their usual windows.
    """
    paths = sorted(p for p in folder.iterdir() if p.stem in truths)
    forget = () if known_payers else NAMED
    with ProcessPoolExecutor(JOBS, initializer=_forget, initargs=(forget,)) as pool:
        read = pool.map(read_one, paths, [truths[p.stem] for p in paths])
        return {path.stem: one for path, one in zip(paths, read, strict=True)}


def _forget(lists: tuple[str, ...]) -> None:
    for name in lists:
        load("payers")[name].clear()
    if lists:
        load("payers_p2p")["rows"].clear()


def read_one(path: Path, truth: Mapping[str, Any]) -> Read:
    """One file, read as received when and where its truth says."""
    office = Office(zone=truth["timezone"])
    moment = datetime.fromisoformat(truth["received_at"]).astimezone(office.tz)
    start = time.perf_counter()
    document = read_document(path)
    received = moment_of_receipt(
        document, option=moment, inbox=None, file_time=moment, office=office
    )
    source = Source(
        path=path.name,
        sha256=document.sha256,
        pages=len(document.pages),
        received_at=received.at.isoformat(timespec="seconds"),
        received_from=received.source,
    )
    found = read_letters(document, source=source, received=received, office=office)
    letters = [result.model_dump(mode="json")["letter"] for result in found]
    seconds = time.perf_counter() - start
    words = [word.text for page in document.pages for line in page.lines for word in line.words]
    return Read(letters, seconds, len(document.pages), " ".join(words))


def character_errors(seen: str, printed: str) -> float:
    """Share of characters that differ between what was seen and what is printed, 0..1."""
    return float(Levenshtein.normalized_distance(" ".join(seen.split()), " ".join(printed.split())))


def figures_seen(seen: str, printed: str) -> float:
    """Share of the printed tokens with a digit that were seen exactly, 0..1."""
    want = Counter(w for w in printed.split() if any(c.isdigit() for c in w))
    have = Counter(seen.split())
    return sum((want & have).values()) / max(1, sum(want.values()))
