"""How well letters are read: each group and variant, field by field.

    python -m benchmarks.letters [--variants digital fax] [--details FIELD] [--save FILE]

Renders the letters of ``tests/letters`` in four ways, reads them with ``p2p read`` in each
letter's own time zone and compares every leaf with its truth. ``develop`` and ``judge`` are
told apart; single errors are listed for ``develop`` alone. ``--save`` writes right, wrong and
silent leaves per letter as JSON, and where FILE exists, first prints what each letter won or
lost against it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.compare import Result, compare
from benchmarks.render_letters import GROUPS, LETTERS
from benchmarks.render_letters import main as render

VARIANTS = ("digital", "scan", "fax", "stdfax")
Letters = Mapping[str, Sequence[Result]]


def read(folder: Path, truths: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The letters that ``p2p read`` finds in the files of a folder, by stem."""
    by_zone: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        truth = truths[path.stem]
        moment = datetime.fromisoformat(truth["received_at"]).timestamp()
        os.utime(path, (moment, moment))
        by_zone[truth["timezone"]].append(path)
    said: dict[str, list[Any]] = defaultdict(list)
    p2p = Path(sys.executable).with_name("p2p")
    for zone, paths in by_zone.items():
        command: list[str | Path] = [p2p, "read", "--json", "--timezone", zone, *paths]
        done = subprocess.run(command, capture_output=True, check=False)
        for line in done.stdout.decode().splitlines():
            result = json.loads(line)
            said[Path(result["source"]["path"]).stem].append(result["letter"])
    return said


def judge(truth: Mapping[str, Any], letters: Sequence[Any]) -> list[Result]:
    """The leaves of the letter that a reader would act on: the first denial, else the first."""
    kinds = ("denial", "partial_denial")
    acted = [x for x in letters if x["document_type"]["value"] in kinds]
    return list(compare(truth, (acted or letters or [{}])[0]))


def figures(rows: Iterable[Result]) -> tuple[float, float, float, float]:
    """Precision, recall, F1 and the share of silent wrong leaves."""
    count: Counter[str] = Counter()
    for row in rows:
        count["all"] += 1
        count["true"] += row.truth is not None
        count["said"] += row.said is not None
        count["right"] += row.right
        count["silent"] += not row.right and not row.marked
    precision = count["right"] / max(1, count["said"])
    recall = count["right"] / max(1, count["true"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return precision, recall, f1, count["silent"] / max(1, count["all"])


def show(title: str, letters: Letters) -> None:
    """Print a table: each field, then all."""
    fields: dict[str, list[Result]] = defaultdict(list)
    for rows in letters.values():
        for row in rows:
            fields[row.field].append(row)
    print(f"\n{title}: {len(letters)} letters\n{'field':26}{'P':>7}{'R':>7}{'F1':>7}{'silent':>8}")
    every = [row for rows in fields.values() for row in rows]
    for name, rows in [*fields.items(), ("ALL (micro)", every)]:
        print(f"{name:26}" + "{:7.3f}{:7.3f}{:7.3f}{:8.3f}".format(*figures(rows)))


def tallies(letters: Letters) -> dict[str, list[int]]:
    """Right, wrong and silent leaves of each letter."""
    return {
        name: [
            sum(row.right for row in rows),
            sum(not row.right for row in rows),
            sum(not row.right and not row.marked for row in rows),
        ]
        for name, rows in letters.items()
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Print what each letter won or lost."""
    for variant in now:
        for name, (right, wrong, silent) in now[variant].items():
            was = before.get(variant, {}).get(name)
            if was and was != [right, wrong, silent]:
                print(f"{variant} {name}: right {was[0]} -> {right}, wrong {was[1]} -> {wrong}, "
                      f"silent {was[2]} -> {silent}")  # fmt: skip


def main() -> None:
    """Render, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--details", metavar="FIELD", help="list errors of the develop letters")
    parser.add_argument("--save", type=Path, metavar="FILE")
    options = parser.parse_args()
    saved: dict[str, dict[str, list[int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        render([str(out)])
        truths = {p.stem: json.loads(p.read_text()) for p in (out / "truth").iterdir()}
        for variant in options.variants:
            said = read(out / variant, truths)
            results = {name: judge(truths[name], said.get(name, [])) for name in sorted(truths)}
            saved[variant] = tallies(results)
            for group in GROUPS:
                names = [p.stem for p in sorted((LETTERS / group).glob("*.json"))]
                show(f"{group}, {variant}", {name: results[name] for name in names})
            for name in (p.stem for p in sorted((LETTERS / "develop").glob("*.json"))):
                for row in results[name]:
                    if row.field == options.details and not row.right:
                        print(f"{name}: true {row.truth!r}, said {row.said!r}")
    if options.save:
        if options.save.exists():
            changes(json.loads(options.save.read_text()), saved)
        options.save.write_text(json.dumps(saved, indent=0, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
