"""How often a leaf is right, by the confidence its reader gave it: what the calibration rests on.

    python -m benchmarks.calibration [--group judge] [--variant digital]

Counts only, so that it may be run on letters that nobody who writes rules opens. Per field and
bucket of the reader's own confidence (before ``rules/calibration.yaml``): leaves, right ones,
those sent to a person. Then the empty leaves, and per list the entries missed and how often it
was named in ``letter.review`` with and without need.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.compare import LISTS, SCALARS, Json, compare, get
from benchmarks.letters import VARIANTS
from benchmarks.reading import read_one
from benchmarks.render_letters import GROUPS, LETTERS, render

WIDTH = 0.05
"""Confidences are counted in buckets this wide."""


@dataclass(frozen=True)
class Outcome:
    """One leaf or entry: its reader's confidence, None where nothing was said."""

    field: str
    sure: float | None
    right: bool
    marked: bool


def outcomes(truth: Json, bare: Json, told: Json) -> Iterator[Outcome]:
    """What became of each leaf and entry of one letter.

    Args:
        truth: the hand-written truth.
        bare: the letter with its readers' own confidences.
        told: the same letter as it is given out; its marks count.
    """
    for field in SCALARS:
        value = get(told, field)[0]
        if value is None and get(truth, field)[0] is None:
            yield Outcome(field, None, right=True, marked=get(told, field)[1])
    for row in compare(truth, told):
        if row.field in SCALARS:
            sure = None if row.said is None else _sure(bare, row.field)
        else:
            sure = None if row.said is None else _weakest(row.said)
        yield Outcome(row.field, sure, row.right, row.marked)


def acted_on(letters: list[Any]) -> int:
    """The place of the letter that a reader would act on: the first denial, else the first."""
    kinds = ("denial", "partial_denial")
    return next((i for i, x in enumerate(letters) if x["document_type"]["value"] in kinds), 0)


def table(rows: Iterable[Outcome]) -> Iterator[str]:
    """A line per field and bucket: leaves, right, sent to a person, wrong and silent."""
    counts: dict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    for row in rows:
        top = -1.0 if row.sure is None else math.ceil(row.sure / WIDTH - 1e-9) * WIDTH
        count = counts[row.field, top]
        count["all"] += 1
        count["right"] += row.right
        count["asked"] += row.marked
        count["silent"] += not row.right and not row.marked
    yield f"{'field':26}{'up to':>7}{'all':>6}{'right':>7}{'asked':>7}{'silent':>8}"
    for (field, top), n in sorted(counts.items()):
        bucket = "empty" if top < 0 else f"{top:.2f}"
        yield f"{field:26}{bucket:>7}{n['all']:6}{n['right']:7}{n['asked']:7}{n['silent']:8}"


def naming(pairs: Iterable[tuple[Json, Json]]) -> Iterator[str]:
    """A line per list: letters that name it as incomplete, and how many of them do lack an entry.

    Args:
        pairs: truth and letter.
    """
    counts: dict[str, Counter[str]] = {field: Counter() for field in LISTS}
    for truth, told in pairs:
        rows = list(compare(truth, told))
        for field, count in counts.items():
            lacks = any(row.field == field and row.said is None for row in rows)
            named = field in (get(told, "review")[0] or [])
            count["named"] += named
            count["lacking"] += lacks
            count["both"] += named and lacks
    for field, n in counts.items():
        yield f"{field:26} named {n['named']}, lacking {n['lacking']}, both {n['both']}"


def _sure(letter: Json, path: str) -> float:
    here: Any = letter
    for key in path.split("."):
        here = here[key]
    return float(here["confidence"])


def _weakest(entry: Json) -> float:
    """The least confidence of an entry's leaves, or the entry's own."""
    leaves = [entry] if "confidence" in entry else list(entry.values())
    said = [x for x in leaves if isinstance(x, dict) and x.get("value") not in (None, "", [])]
    return min((float(x["confidence"]) for x in said), default=0.0)


def read_twice(path: Path, truth: Mapping[str, Any]) -> tuple[Any, Any]:
    """The letter acted on, with its readers' own confidences, and as it is given out."""
    told = read_one(path, truth).letters
    story = "docextract.letter.story"
    with mock.patch(f"{story}.calibrated", lambda letter: letter):
        bare = read_one(path, truth).letters
    place = acted_on(told)
    return bare[place], told[place]


def main() -> None:
    """Render, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--group", choices=GROUPS, default="judge")
    parser.add_argument("--variant", choices=VARIANTS, default="digital")
    options = parser.parse_args()
    rows: list[Outcome] = []
    pairs: list[tuple[Json, Json]] = []
    with tempfile.TemporaryDirectory() as folder:
        for page in sorted((LETTERS / options.group).glob("*.html")):
            render(page, Path(folder))
            truth = json.loads(page.with_suffix(".json").read_text())
            (path,) = (Path(folder) / options.variant).glob(f"{page.stem}.*")
            bare, told = read_twice(path, truth)
            rows += outcomes(truth, bare, told)
            pairs.append((truth, told))
    print(*table(rows), *naming(pairs), sep="\n")


if __name__ == "__main__":
    main()
