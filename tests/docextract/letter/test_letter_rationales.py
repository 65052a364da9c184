"""Rationales written before the rules knew them: how many of their requirements are found."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from docextract.facts import DocumentType
from docextract.letter.unmet import read_unmet

BANK = Path(__file__).with_name("rationales")
ALIKE = 0.6
"""So much of their words two entries must share, as the scorer of letters has it."""
PENDED = re.compile(
    r"no decision has been made|(?:have|has) not (?:yet )?(?:made a decision|decided)"
)


def in_letter(rationale: str) -> str:
    """A rationale within a short letter of denial; table cells are parted by tabs."""
    told = rationale.strip().replace(" | ", "\t").replace("\n", "\n\n")
    told = re.sub(r"(?m)^(.*\t.*)\n\n(?=.*\t)", r"\1\n", told)
    return f"""
Beacon Valley Health

March 12, 2026

Member: Dale Orrin
Member ID: QX4410982

We have completed our review of the request named above.

{told}

You may appeal this decision within 180 days. Send the appeal to PO Box 4410, Dayton, OH 45401.

Sincerely,

Utilization Management
"""


def alike(one: str, other: str) -> float:
    a, b = (Counter(re.findall(r"[a-z0-9]+", words.lower())) for words in (one, other))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def right(row, said: list[str]) -> int:
    """How many entries are right, each requirement matched once."""
    wanted = [[words] for words in row["unmet"]]
    for again in row.get("again", []):
        wanted[again["of"]].append(again["words"])
    found = 0
    for options in wanted:
        best = max(said, key=lambda s: max(alike(o, s) for o in options), default=None)
        if best is not None and max(alike(o, best) for o in options) >= ALIKE:
            said = [s for s in said if s is not best]
            found += 1
    return found


def scores(name: str, typed) -> tuple[float, float]:
    """Precision and recall over a file of rationales."""
    hits = said = wanted = 0
    for row in yaml.safe_load((BANK / name).read_text(encoding="utf-8")):
        pended = PENDED.search(row["text"]) is not None
        kind = DocumentType.INFORMATION_REQUEST if pended else DocumentType.DENIAL
        facts, _ = read_unmet(typed(in_letter(row["text"])), document_type=kind)
        hits += right(row, [fact.value for fact in facts if fact.value is not None])
        said += len(facts)
        wanted += len(row["unmet"])
    return hits / said, hits / wanted


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("develop.yaml", 0.81, 0.77),
        ("wider.yaml", 0.86, 0.7),
        ("voices.yaml", 0.93, 0.82),
        ("judge.yaml", 0.69, 0.68),
    ],
)
def test_requirements_of_rationales_are_found(typed, name, precision, recall):
    told = scores(name, typed)
    assert told[0] >= precision, f"precision {told[0]:.3f}"
    assert told[1] >= recall, f"recall {told[1]:.3f}"


def test_a_letter_without_the_words_of_a_requirement_has_none_right():
    row = {"unmet": ["six weeks of therapy", "an MRI"]}
    assert right(row, ["a hearing test"]) == 0
    assert right(row, ["six weeks of physical therapy", "an MRI"]) == 2
