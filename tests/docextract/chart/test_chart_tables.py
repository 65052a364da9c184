"""Rows of a table read with the heads of their columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.chart.measures import measure_series
from docextract.chart.statements import read_statements
from docextract.chart.tables import heads_of, opens_table, with_heads
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


@pytest.mark.parametrize(
    ("heads", "row", "opens"),
    [
        ((), "Order\tStatus", True),
        (("Order", "Status"), "hCG, serum\tnot collected", False),  # a row of words
        (("Test", "Result"), "Date\tDrug\tDose\tRoute", True),  # more columns
        (("Order", "Status"), "DRUG\tDOSE", True),
    ],
)
def test_which_row_opens_another_table(heads: tuple[str, ...], row: str, opens: bool) -> None:
    assert opens_table(heads, row) is opens


@pytest.mark.parametrize("row", ["Referred by\tDr. Roe", "Sleep efficiency\tgood"])
def test_a_label_with_its_value_heads_no_table(row: str) -> None:
    assert heads_of(row) == ()


@pytest.mark.parametrize(
    ("row", "spans", "told"),
    [
        ("09/09\tNONE", [(10, 40), (210, 240)], "DATE 09/09; EVENT NONE"),
        ("09/09\tSINUS", [(10, 40), (110, 140)], "DATE 09/09; RHYTHM SINUS"),
        ("09/09\tSINUS", [(10, 40), (60, 90)], None),  # under no head
        ("09/09\tSINUS", [(10, 40), (110, 230)], None),  # under two
        ("09/09\tSINUS", [(110, 140), (10, 40)], None),  # out of order
    ],
)
def test_a_row_with_empty_cells_is_read_by_what_stands_under_what(
    row: str, spans: list[tuple[float, float]], told: str | None
) -> None:
    over = [(10.0, 35.0), (105.0, 150.0), (205.0, 235.0)]
    assert with_heads(("DATE", "RHYTHM", "EVENT"), row, over, spans) == told


def test_a_head_that_says_nothing_is_left_out() -> None:
    heads = ("TEST", "RESULT", "FLAG", "REFERENCE")
    assert with_heads(heads, "Cotinine\t148\tH\t<3") == "Cotinine; 148; H; REFERENCE <3"


def test_heads_that_stand_on_every_page_head_the_rows_below(
    document: Callable[..., Document],
) -> None:
    page = "WARD 5\nDATE\tIN\tOUT\tWT KG\n{}\t1410\t2950\t{}\nNursing: quiet night."
    read = read_statements(
        document(page.format("09/08", "103.1"), page.format("09/09", "101.8"), name="flow.pdf")
    )
    told = [s.columns for s in read if s.columns]
    assert [c.rpartition("; ")[2] for c in told] == ["WT KG 103.1", "WT KG 101.8"]
