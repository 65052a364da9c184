"""Small charts of many service lines: each requirement has the status that the contract gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from match_fixtures import chart_of as fixture_chart

from benchmarks.match_bank import answer, chart_of
from docextract.requirements.alternatives import parts_of
from packet_builder.match_advice import instructs
from packet_builder.match_notes import cues_of, read_notes

ITEMS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "small_charts.yaml").read_text(encoding="utf-8")
)


def charted(item: dict[str, Any]) -> dict[str, Any]:
    """The item with its documents as the bank names their fields."""
    names = ("title", "date", "author", "text")
    return {**item, "chart": [dict(zip(names, row, strict=True)) for row in item["docs"]]}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_a_small_chart_has_its_status(item: dict[str, Any], tmp_path: Path) -> None:
    said = answer(charted(item), chart_of(charted(item), tmp_path))
    assert said.status == item["status"], said.why


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Palpable foot pulses or an ankle-brachial index of 0.8 or higher", 2),
        ("Heart failure admission or a BNP of 400 or more within 6 months", 2),
        ("No seizure disorder and no implanted metal in the head", 2),
        ("Pain documented by VAS or a score of 7 or more", 0),
        ("Inoperable disease or severe illness", 0),
        ("SpO2 of 88 percent or less on room air", 0),
    ],
)
def test_unlike_sides_of_an_or_are_taken_apart(text: str, parts: int) -> None:
    found = parts_of(text)
    assert (len(found.texts) if found else 0) == parts


def test_a_window_at_the_end_is_given_to_both_sides() -> None:
    found = parts_of("Heart failure admission or a BNP of 400 or more within 6 months")
    assert found is not None
    assert found.texts[0] == "Heart failure admission within 6 months"


ADVICE = """
Keep a bladder diary for at least three days.
Walk at least 30 minutes a day for six weeks or longer.
Take triptans on fewer than ten days a month.
Wear your brace every day.
Do not drive until the sling is off.
Bring the log to your next visit.
Drink two liters of water a day.
Write down every void and leak.
"""
RECORDS = """
Walks 30 minutes a day, log reviewed.
Takes sumatriptan 13 days a month.
Wears the brace daily per log.
Keeps a bladder diary, three days reviewed today.
Use of accessory muscles noted.
Start metoprolol 25 mg BID.
Take 1 tablet by mouth twice daily.
Walking tolerance two blocks.
"""


@pytest.mark.parametrize(
    ("lines", "told"), [(ADVICE, True), (RECORDS, False)], ids=["advice", "records"]
)
def test_advice_is_no_record(lines: str, told: bool) -> None:
    chart = fixture_chart(
        [["2026-04-20", "progress_note", None, t] for t in lines.strip().splitlines()]
    )
    for note in read_notes(chart):
        assert instructs(note) is told, note.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Mode: IPAP/PS: EPAP: Rate: Hours:", True),
        ("INCAT: arm __ leg __ (OT to do).", True),
        ("Handout from June is on the fridge, no log brought.", True),
        ("Mode: ST IPAP 18 EPAP 6 Rate 14", False),
        ("Log brought, walks daily.", False),
    ],
)
def test_empty_fields_and_missing_logs_are_not_done(line: str, told: bool) -> None:
    assert ("not_done" in cues_of(line)) is told


@pytest.mark.parametrize(
    "line",
    [
        "Insurance usually wants 500 grams or more from each side.",
        "You or a helper will learn to put on the mask.",
        "People with no IgA may have an allergic reaction.",
        "Compression stockings should be worn every day for at least 3 months.",
    ],
)
def test_what_is_said_to_everybody_is_general(line: str) -> None:
    assert "general" in cues_of(line)
