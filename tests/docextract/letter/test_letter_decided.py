"""Short letters of many kinds: what each decides, why, what comes next, and of which lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.office import Office
from docextract.pages.page import Document

ROWS: list[dict[str, Any]] = [
    row
    for name in ("decided_letters.yaml", "decided_wider.yaml", "decided_voices.yaml")
    for row in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
SOURCE = Source(
    path="made.pdf", sha256="0" * 64, pages=1, received_at="2026-01-01", received_from="option"
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_a_decided_letter(row: dict[str, Any], placed: Callable[[str], Document]) -> None:
    office = Office()
    received = Received(
        at=datetime.combine(row["received"], time(10), tzinfo=office.tz), source="option"
    )
    [read] = read_letters(placed(row["letter"]), source=SOURCE, received=received, office=office)
    letter = read.letter
    told = {
        "document_type": letter.document_type.value,
        "denial_category": letter.denial_category.value,
        "route": letter.route.value,
        "review_type": letter.review_type.value,
        "services": [
            f"{line.code.value} {line.status.value}" for line in letter.services if line.code.value
        ],
    }
    assert {name: told[name] for name in row if name in told} == {
        name: row[name] for name in told if name in row
    }
