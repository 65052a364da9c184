"""How well letters are read: each group and variant, field by field.

    python -m benchmarks.letters [--variants digital fax] [--details FIELD] [--save]

Renders the letters of ``tests/letters`` in four ways, reads them and compares every leaf with
its truth. ``develop`` and ``judge`` are told apart; single errors are listed for ``develop``
alone. Then it reads them again with the rows that name payers emptied, and says per letter what
was won and lost against the kept results (``benchmarks/letters_results.json``; ``--save``
replaces them).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare import Result, compare
from benchmarks.reading import Read, character_errors, figures_seen, read_folder
from benchmarks.render_letters import GROUPS, LETTERS
from benchmarks.render_letters import main as render

VARIANTS = ("digital", "scan", "fax", "stdfax")
KEPT = Path(__file__).with_name("letters_results.json")
Letters = Mapping[str, Sequence[Result]]


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
                print(
                    f"{variant} {name}: right {was[0]} -> {right}, wrong {was[1]} -> {wrong}, "
                    f"silent {was[2]} -> {silent}"
                )


def reviewed(letter: object) -> Iterator[bool]:
    """For every leaf that says something, whether it is sent to a person."""
    if isinstance(letter, list):
        for item in letter:
            yield from reviewed(item)
    elif isinstance(letter, dict) and "value" in letter:
        if letter["value"] not in (None, "", []):
            yield bool(letter.get("needs_review"))
    elif isinstance(letter, dict):
        for item in letter.values():
            yield from reviewed(item)


def seen(said: Mapping[str, Read], printed: Mapping[str, Read]) -> str:
    """One line on the pages: review share, character errors, figures read, seconds a page."""
    marks = [mark for read in said.values() for letter in read.letters for mark in reviewed(letter)]
    pairs = [(read.text, printed[name].text) for name, read in said.items()]
    errors = sum(character_errors(*pair) for pair in pairs) / len(pairs)
    figures = sum(figures_seen(*pair) for pair in pairs) / len(pairs)
    pace = sum(r.seconds for r in said.values()) / max(1, sum(r.pages for r in said.values()))
    return (
        f"sent to review {sum(marks) / max(1, len(marks)):.3f}, character errors {errors:.3f}, "
        f"figures read exactly {figures:.3f}, {pace:.2f} s a page"
    )


def micro(title: str, letters: Letters) -> None:
    """Print one line: all leaves of some letters."""
    every = [row for rows in letters.values() for row in rows]
    precision, recall, f1, silent = figures(every)
    print(f"{title}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} silent {silent:.3f}")


def main() -> None:
    """Render, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--details", metavar="FIELD", help="list errors of the develop letters")
    parser.add_argument("--save", action="store_true", help=f"keep the results in {KEPT.name}")
    options = parser.parse_args()
    groups = {g: [p.stem for p in sorted((LETTERS / g).glob("*.json"))] for g in GROUPS}
    saved: dict[str, dict[str, list[int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        render([str(out)])
        truths = {p.stem: json.loads(p.read_text()) for p in (out / "truth").iterdir()}
        printed = read_folder(out / "digital", truths)
        for variant in options.variants:
            said = printed if variant == "digital" else read_folder(out / variant, truths)
            results = _judged(truths, said)
            saved[variant] = tallies(results)
            for group, names in groups.items():
                show(f"{group}, {variant}", {name: results[name] for name in names})
                print(seen({n: said[n] for n in names}, printed))
            _errors({n: results[n] for n in groups["develop"]}, options.details)
        for variant in options.variants[:1]:
            unknown = _judged(truths, read_folder(out / variant, truths, known_payers=False))
            for group, names in groups.items():
                micro(f"\n{group}, {variant}, no payer known", {n: unknown[n] for n in names})
    if KEPT.exists():
        changes(json.loads(KEPT.read_text()), saved)
    if options.save:
        KEPT.write_text(json.dumps(saved, indent=0, sort_keys=True) + "\n")


def _judged(truths: Mapping[str, Any], said: Mapping[str, Read]) -> dict[str, list[Result]]:
    return {name: judge(truth, said[name].letters) for name, truth in sorted(truths.items())}


def _errors(letters: Letters, field: str | None) -> None:
    for name, rows in letters.items():
        for row in rows:
            if row.field == field and not row.right:
                print(f"{name}: true {row.truth!r}, said {row.said!r}")


if __name__ == "__main__":
    main()
