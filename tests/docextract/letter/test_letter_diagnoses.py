"""Diagnosis codes: shapes, misreadings, and what is none."""

from __future__ import annotations

import pytest

from docextract.letter.diagnoses import dotted, lacks_diagnoses, read_diagnoses, repaired


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Diagnosis: M17.11, I10", ["M17.11", "I10"]),
        ("Dx E1165; N184", ["E11.65", "N18.4"]),  # printed without their points
        ("ICD-10\tC34.11", ["C34.11"]),
        ("She has depression (F33.1) and asthma.", ["F33.1"]),
        ("for his condition (F84.0 and F82).", ["F84.0", "F82"]),
        ("Diagnosis code(s): M54.16, M54.17. Coverage was denied.", ["M54.16", "M54.17"]),
        ("DIAGNOSES ............ R07.9 I10 E11.9", ["R07.9", "I10", "E11.9"]),
        ("Diagnosis reported: S83.511D", ["S83.511D"]),
        ("Diagnosis M54.16 and again M54.16", ["M54.16"]),
    ],
)
def test_codes_are_read_with_their_point(typed, words, expected):
    found = read_diagnoses(typed(words))
    assert [f.value for f in found] == expected
    assert not any(f.needs_review for f in found)


@pytest.mark.parametrize(
    "words",
    [
        "MCG guideline M-326, 29th edition",
        "National Coverage Determination 150.13",
        "Policy 7.01.141 applies to S80 devices.",
        "remark N130 on the claim",
        "Temperature over 100.4 was recorded (100.4).",
        "form A52498 rev 05",
    ],
)
def test_other_numbers_are_no_diagnoses(typed, words):
    assert read_diagnoses(typed(words)) == ()


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("150.22", "I50.22"),
        ("296.651", "Z96.651"),
        ("M54,16", "M54.16"),
        ("LO3.115", "L03.115"),
        ("F41.I", "F41.1"),
        ("M54.1G", "M54.16"),
        ("G43 009", "G43.009"),  # the point lost
        ("[50.33", "I50.33"),
    ],
)
def test_a_misread_code_is_repaired_and_sent_to_a_person(typed, token, code):
    assert repaired(token) == (code, True)
    (found,) = read_diagnoses(typed(f"Diagnosis: {token}", 0.9))
    assert (found.value, found.needs_review) == (code, True)
    assert found.raw is not None
    assert found.raw.replace(" ", "").startswith(token[:3])


def test_a_code_outside_of_the_table_is_kept_for_a_person(typed):
    (found,) = read_diagnoses(typed("Diagnosis: M17.99"))
    assert (found.value, found.needs_review) == ("M17.99", True)


def test_a_year_is_never_repaired_into_a_code():
    assert repaired("2026") is None


def test_dotted():
    assert dotted("m5416") == "M54.16"
    assert dotted("I10") == "I10"


def test_a_field_for_codes_may_hold_one_that_begins_with_a_digit(typed):
    found = read_diagnoses(typed("Dx:\t1495 1442", 0.9))
    assert [(f.value, f.needs_review) for f in found] == [("I49.5", True), ("I44.2", True)]


def test_a_code_torn_apart_is_joined(typed):
    (found,) = read_diagnoses(typed("Diagnosis: M1 9.011", 0.9))
    assert (found.value, found.needs_review) == ("M19.011", True)


@pytest.mark.parametrize(
    ("words", "lacks"),
    [("Diagnosis code(s): 43.16, M48.062.", True), ("Diagnosis: M43.16, M48.062.", False)],
)
def test_an_unreadable_code_makes_the_list_doubtful(typed, words, lacks):
    assert lacks_diagnoses(typed(words)) is lacks


def test_a_category_that_has_finer_codes_goes_to_a_person(typed):
    (found,) = read_diagnoses(typed("Diagnosis: M43"))
    assert (found.value, found.needs_review) == ("M43", True)


@pytest.mark.parametrize("words", ["Diagnosis: 150.22", "severe stenosis (135.0)"])
def test_a_text_layer_is_never_repaired(typed, words):
    assert read_diagnoses(typed(words)) == ()
    assert [f.value for f in read_diagnoses(typed(words, 0.9))] != []
