"""Diagnosis codes: shapes, misreadings, and what is none."""

from __future__ import annotations

import pytest

from docextract.letter.diagnoses import dotted, read_diagnoses, repaired


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
    ],
)
def test_a_misread_code_is_repaired_and_sent_to_a_person(typed, token, code):
    assert repaired(token) == (code, True)
    (found,) = read_diagnoses(typed(f"Diagnosis: {token}"))
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
