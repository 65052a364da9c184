"""Values of one measure in a line: before its name, of one side, under one condition."""

from __future__ import annotations

import pytest
from match_fixtures import chart_of

from docextract.requirements.measures import measures
from packet_builder.match_measured import values_of
from packet_builder.match_notes import read_notes

NONE: frozenset[str] = frozenset()


def read(key: str, line: str, asked: str = "", sides: frozenset[str] = NONE) -> list[float]:
    note = read_notes(chart_of([["2026-05-01", "other", "", line]]))[0]
    return [round(f.value, 1) for f in values_of(measures()[key], note, asked, sides)]


@pytest.mark.parametrize(
    ("key", "line", "values"),
    [
        ("stenosis", "Right ICA: 50-55% stenosis (NASCET)", [50]),
        ("swollen_joints", "9 swollen joints", [9]),
        ("bmi", "BMI BP 41.3 142/76", [41.3]),
        ("heart_rate", "T 98.4 HR 78 BP 134/76", [78]),
        ("temperature", "T 98.4 HR 78", [36.9]),
        ("ciwa", "CIWA >=19 -> ICU per protocol", []),
        ("epworth", "Epworth 15 -> 7", [7]),
        ("a1c", "Values >= 6.5% are consistent with diabetes; A1c goal < 7", []),
        ("mean_pap", "PA 66/28 (mean 42) PCWP 11", [42]),
        ("platelets", "D1 held for plts and then CT 08/24", []),
        ("deviation", "PLS-5 (mean 100, SD 15): Auditory 74, Expressive 68", [-1.7, -2.1]),
        ("nights_used", "days >= 4 h 21/30", [70]),
        ("pack_years", "Quit 2015, 8 pack-yrs.", [8]),
        ("updrs", "MDS-UPDRS III OFF (12 h): 42 ON (60 min after 300 mg LD): 24", [42, 24]),
    ],
)
def test_values(key: str, line: str, values: list[float]) -> None:
    assert read(key, line) == values


@pytest.mark.parametrize(
    ("asked", "value"),
    [("at rest on room air", 93), ("during exercise on room air", 86)],
)
def test_under_the_condition_asked_for(asked: str, value: float) -> None:
    line = "SpO2 93% RA at rest, 86% after 100 ft, 94% on 2 L."
    assert read("oxygen_saturation", line, asked) == [value]


@pytest.mark.parametrize(("side", "value"), [("right", 70), ("left", 25)])
def test_of_the_side_asked_for(side: str, value: float) -> None:
    assert read("visual_acuity", "BCVA OD 20/70, OS 20/25.", "", frozenset({side})) == [value]
