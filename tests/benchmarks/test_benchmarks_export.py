"""The export of many pages, and the count of concepts that only our own cases use."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf

from benchmarks.concepts import named_in, only_ours
from benchmarks.export import PART, page_html, parts


def test_every_second_part_is_scanned() -> None:
    digital, scanned = (pikepdf.open(io.BytesIO(part)) for part in parts(PART + 1))
    assert (len(digital.pages), len(scanned.pages)) == (PART, 1)
    assert "/Font" in digital.pages[0].resources
    assert "/Font" not in scanned.pages[0].resources


def test_each_page_names_the_patient_and_its_day() -> None:
    assert "Ottilie R. Vandermolen" in page_html(1)
    assert page_html(1) != page_html(3)


def test_concepts_are_found_in_long_lines() -> None:
    assert "odi" in named_in(["word " * 100 + "Oswestry Disability Index 52%"])


def test_what_another_hand_names_is_not_only_ours(tmp_path: Path) -> None:
    ours, others = tmp_path / "tests/cases/develop/x", tmp_path / "tests/letters/judge"
    for folder in (ours, others):
        folder.mkdir(parents=True)
    (ours / "chart.txt").write_text("Oswestry Disability Index 52%. PHQ-9 14.", encoding="utf-8")
    (others / "a.html").write_text("<p>A PHQ-9 score</p>", encoding="utf-8")
    every, named, only = only_ours(tmp_path)
    assert "phq9" in named
    assert "odi" in only
    assert only | named <= every
