"""Measurements as series."""

from __future__ import annotations

import pytest

from docextract.chart.measures import measure_series
from docextract.facts import Assertion, MeasureSeries, Statement


def _said(
    day: str, text: str, *, section: str | None = None, copied: str | None = None
) -> Statement:
    return Statement(
        document=f"{day}.pdf", page=1, bbox=None, lines=(), text=text,
        assertion=Assertion.AFFIRMED, date=day, section=section, confidence=1.0,
        copied_from=copied,
    )  # fmt: skip


def _values(series: tuple[MeasureSeries, ...], name: str) -> list[tuple[str, float]]:
    return [(p.date, p.value) for s in series if s.name == name for p in s.points]


def test_values_of_one_measure_stand_in_the_order_of_their_days() -> None:
    series = measure_series(
        [
            _said("2026-03-02", "PHQ-9 score 18 today."),
            _said("2026-01-05", "PHQ-9: 21"),
            _said("2026-02-01", "PHQ-9 total of 19, up a bit."),
        ]
    )
    assert _values(series, "PHQ-9") == [
        ("2026-01-05", 21.0), ("2026-02-01", 19.0), ("2026-03-02", 18.0),
    ]  # fmt: skip


def test_unit_and_pair_are_kept() -> None:
    series = measure_series(
        [_said("2026-01-05", "BP 138/80, A1c 8.3 %"), _said("2026-02-05", "BP 132/76; A1c 8.0 %")]
    )
    pressure = next(s for s in series if s.name == "blood pressure")
    assert [(p.value, p.second) for p in pressure.points] == [(138.0, 80.0), (132.0, 76.0)]
    assert next(s for s in series if s.name == "A1c").unit == "%"


@pytest.mark.parametrize(
    "text",
    [
        "Goal A1c 7.0 before surgery.",  # a goal
        "Mother's A1c 9.1.",  # another person
        "A1c to be drawn 2/1/2026.",  # planned, and a date
    ],
)
def test_what_was_not_measured_is_no_point(text: str) -> None:
    said = [_said("2026-01-05", "A1c 8.3 %"), _said("2026-02-05", text)]
    assert measure_series(said) == ()


def test_a_day_with_two_values_has_none() -> None:
    said = [
        _said("2026-01-05", "BMI 41.0"),
        _said("2026-01-05", "BMI 39.0"),
        _said("2026-02-05", "BMI 40.2"),
        _said("2026-03-05", "BMI 40.0"),
    ]
    assert _values(measure_series(said), "BMI") == [("2026-02-05", 40.2), ("2026-03-05", 40.0)]


def test_copied_text_and_single_values_make_no_series() -> None:
    said = [_said("2026-01-05", "ODI 52%"), _said("2026-02-05", "ODI 52%", copied="2026-01-05.pdf")]
    assert measure_series(said) == ()
