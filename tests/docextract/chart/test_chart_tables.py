"""Rows of a table read with the heads of their columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.chart.measures import measure_series
from docextract.chart.statements import read_statements
from docextract.chart.tables import heads_of, with_heads
from docextract.pages.page import Document


@pytest.mark.parametrize(
    ("row", "heads"),
    [
        ("BP\tHR\tSpO2\tBMI", ("BP", "HR", "SpO2", "BMI")),
        ("138/82\t74\t98%\t31.4", ()),  # values
        ("A line of text", ()),  # no table
        ("Date\t05/06/2026", ()),  # a label with its value
    ],
)
def test_which_row_is_that_of_the_heads(row: str, heads: tuple[str, ...]) -> None:
    assert heads_of(row) == heads


def test_a_row_is_read_with_its_heads() -> None:
    assert with_heads(("BP", "BMI"), "138/82\t31.4") == "BP 138/82; BMI 31.4"


@pytest.mark.parametrize(
    ("heads", "row"),
    [((), "138/82\t31.4"), (("BP", "BMI"), "138/82\t74\t31.4"), (("Drug", "Dose"), "none\tnone")],
)
def test_a_row_of_other_columns_is_left_alone(heads: tuple[str, ...], row: str) -> None:
    assert with_heads(heads, row) is None


def test_vitals_in_columns_are_measurements(document: Callable[..., Document]) -> None:
    page = "BP\tHR\tBMI\n138/82\t74\t31.4"
    first = read_statements(document(f"Visit date: 03/02/2026\n\n{page}", name="a.pdf"))
    later = read_statements(
        document(f"Visit date: 04/02/2026\n\n{page.replace('31.4', '30.9')}", name="b.pdf")
    )
    series = {s.name: [p.value for p in s.points] for s in measure_series([*first, *later])}
    assert series["BMI"] == [31.4, 30.9]
    row = next(s for s in first if s.columns)
    assert "BMI" not in row.text  # what is quoted is what is printed
