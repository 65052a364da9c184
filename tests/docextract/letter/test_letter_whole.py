"""Short letters of many kinds, read from end to end: what each is, who sent it and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.office import Office
from docextract.pages.page import Document

ROWS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("whole_letters.yaml").read_text(encoding="utf-8")
)
AT = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
SOURCE = Source(
    path="made.pdf", sha256="0" * 64, pages=1, received_at=AT.isoformat(), received_from="option"
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_a_short_letter(row: dict[str, Any], placed: Callable[[str], Document]) -> None:
    received = Received(at=AT, source="option")
    read = read_letters(placed(row["letter"]), source=SOURCE, received=received, office=Office())
    assert len(read) == 1
    told = {path: reduce(getattr, path.split("."), read[0].letter).value for path in row["leaves"]}
    assert told == row["leaves"]
