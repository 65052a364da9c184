"""Measures by their names, units and bounds; requirements of several parts."""

from __future__ import annotations

import pytest

from docextract.requirements import parse_requirement
from docextract.requirements.alternatives import parts_of
from docextract.requirements.measures import find_measures, measures


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("K 3.4 Phos 3.0", ["potassium", "phosphate"]),
        ("transferrin saturation 12%", ["transferrin_saturation"]),
        ("ESR 40, CRP 12 mg/L", ["esr", "crp"]),
        ("ECOG 1 / KPS 80", ["ecog", "karnofsky"]),
        ("FEV1/FVC 0.62, DLCO 55%", ["fev1_fvc", "dlco"]),
        ("the patient acts normally", []),
    ],
)
def test_each_measure_is_one(text: str, keys: list[str]) -> None:
    assert [next(iter(s.keys)) for s in find_measures(text)] == keys


@pytest.mark.parametrize(
    ("key", "raw", "rest", "value"),
    [
        ("eosinophils", 0.44, " K/uL", 440),
        ("eosinophils", 320, " cells/mcL", 320),
        ("platelets", 100_000, "/mm3", 100),
        ("ldl", 2.7, " mmol/L", 104.4),
        ("glucose", 9.0, "", 162.2),
        ("vascular_resistance", 506, " dyn.s.cm-5", 6.3),
        ("temperature", 101.2, "", 38.4),
        ("crp", 3.1, " mg/dL", 31),
        ("potassium", 142, "", None),
    ],
)
def test_values_are_turned_into_one_unit(
    key: str, raw: float, rest: str, value: float | None
) -> None:
    said = measures()[key].value(raw, rest)
    assert said == (value if value is None else pytest.approx(value, rel=0.01))


@pytest.mark.parametrize(
    ("text", "measure", "comparison", "value"),
    [
        ("Absolute neutrophil count of at least 1,500/mm3", "neutrophils", ">=", 1500),
        ("Platelet count below 50 x 10^9/L with bleeding", "platelets", "<", 50),
        ("T-score of -2.5 or lower at the hip", "t_score", "<=", -2.5),
        ("Best corrected visual acuity of 20/50 or worse", "visual_acuity", ">=", 50),
        ("Best corrected visual acuity of 20/40 or better", "visual_acuity", "<=", 40),
        ("Karnofsky performance status of 70 or more", "karnofsky", ">=", 70),
        ("A fall in systolic pressure of no more than 20 mmHg", "systolic", "<=", 20),
        ("Weight below 75% of the median for age", None, "<", 75),
    ],
)
def test_a_bound_belongs_to_its_measure(
    text: str, measure: str | None, comparison: str, value: float
) -> None:
    demand = parse_requirement(text).demands[0]
    assert (demand.measure, demand.threshold.comparison) == (measure, comparison)
    assert demand.threshold.value == pytest.approx(value)


def test_a_change_is_no_value() -> None:
    fall = parse_requirement("A fall in systolic pressure of no more than 20 mmHg").demands[0]
    value = parse_requirement("Systolic pressure of no more than 20 mmHg").demands[0]
    assert (fall.change, value.change) == (True, False)


def test_a_multiple_of_a_limit_of_normal() -> None:
    demand = parse_requirement("ALT no more than 3 times the upper limit of normal").demands[0]
    assert (demand.measure, demand.limit, demand.threshold.value) == ("alt", "upper", 3.0)


@pytest.mark.parametrize(
    ("text", "need", "parts"),
    [
        (
            "Two or more of: fever over 38 C, apnea, oxygen saturation below 90%",
            2,
            ("fever over 38 C", "apnea", "oxygen saturation below 90%"),
        ),
        (
            "HIT-6 score of 60 or more, or MIDAS score of 21 or more, within 60 days",
            1,
            (
                "HIT-6 score of 60 or more within 60 days",
                "MIDAS score of 21 or more within 60 days",
            ),
        ),
        (
            "BMI of 40 or more, or of 35 or more with type 2 diabetes",
            1,
            ("BMI of 40 or more", "BMI of 35 or more with type 2 diabetes"),
        ),
        (
            "Birth at 32 weeks of gestation or later, without encephalopathy or meningitis",
            2,
            ("Birth at 32 weeks of gestation or later", "without encephalopathy or meningitis"),
        ),
    ],
)
def test_parts(text: str, need: int, parts: tuple[str, ...]) -> None:
    found = parts_of(text)
    assert found is not None
    assert (found.need, found.texts) == (need, parts)


@pytest.mark.parametrize(
    "text",
    [
        "Shoulder pain that interferes with sleep, work, or self-care on most days",
        "A joint-specific outcome score (HOOS, JR; Oxford Hip Score; or WOMAC)",
        "HER2-low status (IHC 1+, or IHC 2+ with negative FISH) on the newest sample",
        "Report of MRI, MR or CT arthrogram, or ultrasound of the shoulder",
    ],
)
def test_a_list_of_nouns_stays_whole(text: str) -> None:
    assert parts_of(text) is None
