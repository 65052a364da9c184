"""Rows of text files: blank cells, two cells in one column, sums of money."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from docextract.facts import DocumentType
from docextract.letter.services import read_services
from docextract.letter.table_fit import fitted
from docextract.letter.view import view_of
from docextract.pages import read_document

KINDS = ("dates", "code", "modifier", "units", "charge", "approved_units", "reason")


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (["081126", "64483", "LT", "1", "810.00", "0.00", "CO-197"], [0, 1, 2, 3, 4, 5, 6]),
        (["64483", "LT", "1", "810.00", "0.00"], [1, 2, 3, 4, 5]),  # no date, no remark
        (["08/11/26", "J1030", "2", "40.00", "0.00"], [0, 1, 3, 4, 5]),  # no modifier
        (["08/11/26", "J1030", "40.00", "0.00", "N54"], [0, 1, 4, 5, 6]),  # nor a count
        (["08/11/26", "71260", "26", "1", "350.00", "212.40"], [0, 1, 2, 3, 4, 5]),
    ],
)
def test_cells_find_the_columns_that_they_look_like(cells: list[str], columns: list[int]) -> None:
    assert fitted(cells, KINDS) == columns


def test_a_code_and_its_words_share_a_column() -> None:
    kinds = ("line", "code", "units", "status")
    row = ["2", "28285-T1", "Hammertoe repair, 2nd toe", "1", "Approved"]
    assert fitted(row, kinds) == [0, 1, 1, 2, 3]


ROWS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("table_texts.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_tables_of_text_files(row: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(row["table"], encoding="utf-8")
    text = view_of(read_document(path).pages).text
    told = read_services(text, document_type=DocumentType.PARTIAL_DENIAL).services
    lines = [f"{s.code.value} {s.units.value} {s.status.value}" for s in told]
    assert lines == row["lines"]
