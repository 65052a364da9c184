"""Many wordings of an unmet requirement: each is found, and nothing beside it is taken for one."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from docextract.facts import DocumentType
from docextract.letter.requirement_items import content, plausible, shared, verdict
from docextract.letter.unmet import read_unmet

ROWS = yaml.safe_load(Path(__file__).with_name("unmet_wordings.yaml").read_text(encoding="utf-8"))
ALIKE = 0.7


def alike(one: str, other: str) -> float:
    """How much the words of two entries agree, 0..1."""
    a, b = (Counter(re.findall(r"\w+", words.lower())) for words in (one, other))
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["letter"][:40])
def test_each_wording_is_read_entry_for_entry(typed, row):
    facts, _ = read_unmet(typed(row["letter"]), document_type=DocumentType(row["document_type"]))
    told = [fact.value for fact in facts]
    missed = [e for e in row["unmet"] if not any(alike(e, t) >= ALIKE for t in told)]
    extra = [t for t in told if not any(alike(e, t) >= ALIKE for e in row["unmet"])]
    assert not missed, told
    assert not extra, told


@pytest.mark.parametrize(
    "words",
    [
        "9001 Gatehouse Plaza, Suite 270, Harrisburg, PA 17110-2704",
        "Fax: 717-555-0177",
        "National Drug Reconsideration Center",
        "G0299 Skilled nurse visit",
        "What should I put in the letter?",
        "You may ask for an expedited appeal within three days",
        "Reviewed by: Jo Lind, DO, Pain Medicine",
        "your member number",
    ],
)
def test_what_no_chart_could_show_is_no_requirement(words):
    assert not plausible(words)


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("Fever above 101: not met.", False),
        ("Two failed triptans - satisfied (chart of May 2)", True),
        ("(3) a hearing test (NOT MET)", False),
        ("six weeks of therapy", None),
    ],
)
def test_verdicts_of_single_entries(words, met):
    assert verdict(words) is met


def test_two_tellings_of_one_requirement_share_their_words():
    assert shared("a supervised program", "taken part in a supervised weight loss program") == 1.0
    assert shared("a sleep study", "a dental exam") == 0.0
    assert content("records of the patient") == frozenset()
