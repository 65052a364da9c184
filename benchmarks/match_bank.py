"""How requirements match small charts: ``python -m benchmarks.match_bank [NAME] [--each]``.

The bank is ``tests/docextract/chart/bank/NAME.yaml``, ``develop`` by default. Each item's documents
are read as text files through the real chart reading, and its requirement is matched alone.
``--each`` also prints what went wrong where; for ``judge``, only totals are ever printed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from benchmarks.compare import words
from docextract.chart import read_chart
from docextract.facts import Chart, Fact, Identity, Letter, Service
from docextract.pages import read_document
from packet_builder.argue import make_matcher
from packet_builder.case import Passage, Status
from packet_builder.match import match

BANK = Path(__file__).resolve().parent.parent / "tests/docextract/chart/bank"
STATUSES = tuple(s.value for s in Status)
BORN = date(1958, 3, 4)
"""The date of birth printed on every document of every item."""
_NAMED = re.compile(r"([A-Z][A-Z-]+, [A-Z])\.(?= +\(\d{7}\)| +MRN \d{7})")
_HELD = 0.7
_PART = 0.85
_FIRST = 6

Item = Mapping[str, Any]
Tally = Counter[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the matcher said of an item."""

    status: str
    why: str
    passages: tuple[Passage, ...]


def covers(passage: str, quote: str) -> bool:
    """Whether a passage holds most of a quote's words and is no dump of the page; a shorter part
    of the quote counts too."""
    said, true = Counter(words(passage)), Counter(words(quote))
    both, long, wanted = (said & true).total(), said.total(), true.total()
    if not wanted or long > max(60, 3 * wanted):
        return False
    return both >= _HELD * wanted or (long >= 5 and both >= _PART * long)


def file_name(title: str, day: str) -> str:
    """The name of a document's file."""
    return f"{'-'.join(words(title))}-{day}.txt"


def chart_of(item: Item, folder: Path) -> Chart:
    """An item's documents, written to ``folder`` and read as a chart."""
    printed = (_NAMED.search(told["text"]) for told in item["chart"])
    name = next((m[1] for m in printed if m), "ABBOTT, Q")
    for told in item["chart"]:
        path = folder / file_name(told["title"], told["date"])
        head = (
            f"{told['title']}\nPatient: {name}  DOB: {BORN:%m/%d/%Y}\n"
            f"Date of service: {told['date']}\nAuthor: {told['author']}\n\n"
        )
        path.write_text(head + told["text"], encoding="utf-8")
    documents = [read_document(p) for p in sorted(folder.iterdir())]
    asked = date.fromisoformat(item["request_date"])
    return read_chart(documents, Identity(name=name, dob=BORN.isoformat()), reference_date=asked)


def answer(item: Item, chart: Chart) -> Answer:
    """How the item's requirement stands against its chart."""
    letter = Letter(
        services=(Service(description=Fact(value=item["service"])),),
        letter_date=Fact(value=item["request_date"]),
        request_date=Fact(value=item["request_date"]),
    )
    matcher = make_matcher(letter, chart, date.fromisoformat(item["request_date"]))
    verdict, passages, _ = match(matcher, item["requirement"])
    return Answer(verdict.status.value, verdict.why, passages)


def _holds(passage: Passage, told: Mapping[str, str]) -> bool:
    title, _, day = told["document"].rpartition(", ")
    return passage.document == file_name(title, day) and covers(passage.text, told["quote"])


def score(item: Item, said: Answer) -> tuple[Tally, list[str]]:
    """The counts of one item, and what went wrong in words."""
    tally: Tally = Counter({"items": 1, f"{item['status']}>{said.status}": 1})
    wrong = []
    tally["right"] += said.status == item["status"]
    if said.status != item["status"]:
        wrong.append(f"is {item['status']}, said {said.status}: {said.why}")
    tally["overcalled"] += said.status == "supported" and item["status"] in ("contradicted", "gap")
    true = [("supports", e) for e in item["evidence"]] + [
        ("contradicts", e) for e in item["against"]
    ]
    hits = [
        any(p.stance == side and _holds(p, e) for p in said.passages[:_FIRST]) for side, e in true
    ]
    tally["evidence"] += len(true)
    tally["evidence found"] += sum(hits)
    tally["with evidence"] += bool(true)
    tally["opens"] += any(
        p.stance == side and _holds(p, e) for p in said.passages[:2] for side, e in true
    )
    for trap in item["traps"]:
        tally["traps"] += 1
        if any(p.stance == "supports" and _holds(p, trap) for p in said.passages):
            tally["traps offered"] += 1
            wrong.append(f"trap offered ({trap['why']}): {trap['quote']}")
    wrong += [
        f"missed, {side}: {e['quote']}"
        for (side, e), hit in zip(true, hits, strict=True)
        if not hit
    ]
    return tally, wrong


def macro_f1(tally: Tally) -> float:
    """The mean F1 of the four statuses."""
    total = 0.0
    for status in STATUSES:
        told = sum(n for k, n in tally.items() if k.endswith(f">{status}"))
        true = sum(n for k, n in tally.items() if k.startswith(f"{status}>"))
        total += 2 * tally[f"{status}>{status}"] / max(1, told + true)
    return total / len(STATUSES)


def run(name: str) -> tuple[Tally, list[str]]:
    """The counts of a bank and, but for the judge, what went wrong."""
    items: Sequence[Item] = yaml.safe_load((BANK / f"{name}.yaml").read_text(encoding="utf-8"))
    total: Tally = Counter()
    lines: list[str] = []
    for item in items:
        with tempfile.TemporaryDirectory() as folder:
            said = answer(item, chart_of(item, Path(folder)))
        tally, wrong = score(item, said)
        total.update(tally)
        if name != "judge" and wrong:
            lines += [f"{item['id']} {item['requirement']}", *(f"    {w}" for w in wrong)]
    return total, lines


def table(tally: Tally) -> Iterable[str]:
    """The totals as lines."""
    for label, part, whole in (
        ("status", "right", "items"), ("opens with a true passage", "opens", "with evidence"),
        ("evidence in the first six", "evidence found", "evidence"),
        ("traps offered as support", "traps offered", "traps"),
        ("contradicted or gap called supported", "overcalled", "items"),
    ):  # fmt: skip
        yield f"{label}: {tally[part]}/{tally[whole]} = {tally[part] / max(1, tally[whole]):.3f}"
    yield f"macro F1: {macro_f1(tally):.3f}"
    yield "true \\ said  " + " ".join(s.rjust(12) for s in STATUSES)
    for true in STATUSES:
        yield true.ljust(13) + " ".join(str(tally[f"{true}>{s}"]).rjust(12) for s in STATUSES)


def main() -> None:
    """Print the totals and, with ``--each``, every error."""
    parser = argparse.ArgumentParser(description="Match the bank of small items.")
    parser.add_argument("name", nargs="?", default="develop", choices=("develop", "judge"))
    parser.add_argument("--each", action="store_true", help="every error of the develop part")
    options = parser.parse_args()
    tally, lines = run(options.name)
    sys.stdout.write("\n".join([*(lines if options.each else ()), *table(tally)]) + "\n")


if __name__ == "__main__":
    main()
