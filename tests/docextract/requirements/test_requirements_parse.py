"""Criteria taken apart: amounts, windows, bounds, exceptions, kinds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.requirements import Kind, parse_requirement
from docextract.requirements.amounts import find_amounts
from docextract.requirements.concepts import FILES, SIGNS, keys_of, lexicon, mentions
from docextract.requirements.numbers import number, plain
from docextract.requirements.thresholds import find_thresholds
from docextract.requirements.windows import find_windows
from docextract.rules import load


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("at least six weeks of bracing", 6, "week"),
        ("seen over 3 1/2 weeks", 3.5, "week"),
        ("18 supervised visits", 18, "session"),
        ("two treatment cycles", 2, "session"),
        ("x 10 wks", 10, "week"),
        ("12 months of therapy", 12, "month"),
    ],
)
def test_an_amount_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    amount = find_amounts(text)[0]
    assert (amount.value, amount.unit) == (value, unit)


def test_a_rate_is_marked_as_a_rate() -> None:
    assert find_amounts("5 days a week")[0].often
    assert not find_amounts("5 days of fever")[0].often


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("pt attended 6 of 16 visits over 4 weeks", 6, "session"),
        ("completed 4 out of 12 scheduled sessions", 4, "session"),
        ("8/12 visits", 8, "session"),
        ("three of the six planned injections", 3, "session"),
        ("5 of her 8 authorized visits used", 5, "session"),
        ("took 2 of the 12 weeks prescribed", 2, "week"),
        ("12 visits of physical therapy", 12, "session"),
        ("on 3/4/26 16 visits", 16, "session"),
    ],
)
def test_what_came_of_a_number_counts(text: str, value: float, unit: str) -> None:
    amount = find_amounts(text)[0]
    assert (amount.value, amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "event"),
    [
        ("within the last 6 months", 6, "month", "request"),
        ("within 30 days before surgery", 30, "day", "service"),
        ("in the past year", 1, "year", "request"),
        ("during the 3 months before the planned surgery date", 3, "month", "service"),
        ("in the last 24 hours", 24, "hour", "request"),
        ("within 45 days prior to device placement", 45, "day", "request"),
        ("no more than 6 months old", 6, "month", "request"),
    ],
)
def test_a_window_is_read_with_its_event(text: str, amount: float, unit: str, event: str) -> None:
    window = find_windows(text)[0]
    assert (window.amount, window.unit, window.event) == (amount, unit, event)


def test_a_window_of_months_opens_on_the_last_day_of_a_short_month() -> None:
    window = find_windows("within the last 6 months")[0]
    assert window.opens(date(2026, 8, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("body mass index below 40", "below 40"),
        ("a score of 60 or more", "60 or more"),
        ("blood pressure below 140/90", "below 140/90"),
        ("joint space of 2 mm or less", "2 mm or less"),
        ("grade 3 or 4", "3 to 4"),
        ("NYHA class II, III or ambulatory IV", "2 to 4"),
        ("hemoglobin A1c less than 8%", "below 8 %"),
        ("at least four blood glucose tests per day", "4 blood glucose tests per day or more"),
        ("15 or more headache days per month", "15 headache days per month or more"),
    ],
)
def test_a_bound_is_read_with_its_side(text: str, words: str) -> None:
    assert [t.words for t in find_thresholds(text)] == [words]


def test_a_bare_stretch_of_time_is_no_bound() -> None:
    assert find_thresholds("at least 12 weeks of physical therapy") == ()


@pytest.mark.parametrize(
    ("value", "second", "holds"), [(132, 84, True), (150, 80, False), (132, 95, False)]
)
def test_both_values_of_a_pair_must_hold(value: float, second: float, holds: bool) -> None:
    assert find_thresholds("below 140/90")[0].holds(value, second) is holds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Failure of at least 6 weeks of physical therapy", Kind.TREATMENT),
        ("Hemoglobin of 10 or less", Kind.VALUE),
        ("No active infection", Kind.ABSENCE),
        ("The drug will not be used in combination with another biologic", Kind.ABSENCE),
        ("Report of an MRI within 12 months", Kind.RESULT),
        ("A discharge plan with a named caregiver", Kind.PLAN),
        ("Pain that interferes with activities of daily living", Kind.FINDING),
        ("A cane or walker is not enough", Kind.FINDING),
    ],
)
def test_the_kind_of_a_requirement(text: str, kind: Kind) -> None:
    assert parse_requirement(text).kind is kind


def test_exception_condition_and_second_way_are_set_apart() -> None:
    trial = parse_requirement("Trial of naproxen for at least 4 weeks, unless contraindicated")
    assert trial.exception == "unless contraindicated"
    assert trial.body == "Trial of naproxen for at least 4 weeks"
    sugar = parse_requirement("For patients with diabetes, hemoglobin A1c below 8%")
    assert sugar.condition == "For patients with diabetes"
    weight = parse_requirement(
        "Body mass index below 40; members at 40 or above must have finished a weight program"
    )
    assert [d.threshold.words for d in weight.demands] == ["below 40"]
    assert (weight.otherwise or "").startswith("members at 40")


def test_a_treatment_inside_an_exception_like_phrase_is_the_demand() -> None:
    trial = parse_requirement("Inadequate response or intolerance to methotrexate")
    assert trial.exception is None
    assert "methotrexate" in trial.concepts


def test_what_is_not_understood_says_so() -> None:
    assert not parse_requirement("The moon must stand in the seventh house").parsed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Took Aleve for years", "naproxen"),
        ("HbA1c 7.1", "a1c"),
        ("R shoulder PT x 6", "physical_therapy"),
        ("onabotulinumtoxinA 155 U", "botulinum_toxin"),
        ("lives alone, PLOF independent", "prior_function"),
    ],
)
def test_a_concept_is_known_by_its_names(text: str, key: str) -> None:
    assert key in keys_of(text)


@pytest.mark.parametrize("text", ["Pt seen today", "she can walk", "act now"])
def test_abbreviations_in_capitals_are_not_common_words(text: str) -> None:
    assert not keys_of(text) & {"physical_therapy", "gaf", "act_score"}


def test_a_class_includes_its_members_at_any_depth() -> None:
    lex = lexicon()
    assert "sertraline" in lex.family("antidepressant")
    assert "adalimumab" in lex.family("biologic")
    assert lex.family("adalimumab") == {"adalimumab"}


@pytest.mark.parametrize("name", [*FILES, SIGNS])
def test_every_row_of_the_vocabulary_has_known_members_only(name: str) -> None:
    known = {"names", "members", "includes", "signs", "clear", "excused_by", "kind", "in",
             "range", "near", "also"}  # fmt: skip
    for group in load(name):
        assert group["line"]
        for part in ("concepts", "more", "rows"):
            for key, row in group.get(part, {}).items():
                assert set(row) <= known, key


def test_every_reference_between_concepts_leads_somewhere() -> None:
    lex = lexicon()
    for key, children in lex.children.items():
        assert key in lex.concepts
        assert set(children) <= set(lex.concepts), key
    for key, near in lex.near.items():
        assert key in lex.concepts
        assert near <= set(lex.concepts), key


@given(st.integers(min_value=0, max_value=9999))
def test_a_number_survives_being_written(value: int) -> None:
    assert number(plain(float(value))) == value


@given(st.text(max_size=120))
def test_any_text_can_be_taken_apart(text: str) -> None:
    requirement = parse_requirement(text)
    assert requirement.text == text
    assert all(0 <= m.start < m.end <= len(text) for m in mentions(text))


@pytest.mark.parametrize(
    "body", ["Reduced or absent reflexes", "Pedal pulses diminished and absent on the left"]
)
def test_absent_as_a_finding_is_no_exception(body: str) -> None:
    assert parse_requirement(body).exception is None


def test_absent_a_reason_is_an_exception() -> None:
    requirement = parse_requirement("A trial of metformin, absent a contraindication")
    assert requirement.exception is not None
    assert requirement.exception.endswith("contraindication")


@pytest.mark.parametrize(
    ("asked", "charted"),
    [
        ("serum creatinine above baseline", "CREAT 1.62 1.71 1.98"),
        ("lactate of 2 or more", "LACT 4.1"),
        ("blood glucose monitoring", "FSBG 212 at 0600"),
        ("positive blood culture", "BCx 2/2 MSSA"),
        ("PaCO2 of 52 mm Hg or more", "pCO2 61"),
        ("fever", "Tmax 38.6"),
        ("telemetry strip with an arrhythmia", "Tele: SVT 14 beats"),
        ("daytime sleepiness", "Dozed at the wheel twice."),
        ("graduated compression stockings", "Wears the hose daily."),
        ("bra strap grooves", "Strap marks on both sides"),
        ("cerebrospinal fluid protein", "CSF protein 88"),
        ("a serum IgA level", "IgA level 90"),
        ("blood alcohol measured on arrival", "Serum ethanol 212"),
        ("self-injury or aggression", "SIB 14 a day"),
        ("a hearing test", "Audiogram normal"),
        ("nerve conduction study", "Nerve study at the clinic"),
    ],
)
def test_short_forms_of_charts_name_the_same_thing(asked: str, charted: str) -> None:
    lex = lexicon()
    wanted = {k for m in mentions(asked) if m.role == "name" for k in lex.family(m.key)}
    said = {k for m in mentions(charted) if m.role == "name" for k in lex.family(m.key)}
    assert wanted & said
