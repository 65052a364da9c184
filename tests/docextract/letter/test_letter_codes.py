"""Codes by shape: what is one, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docextract.facts import CodeSystem
from docextract.letter.codes import code_in, find_codes


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CPT 43999 was asked for", [("43999", "CPT", ())]),
        ("Determination: 43999 denied", [("43999", "CPT", ())]),
        (
            "codes 43999, 43998-50 and G0999",
            [("43999", "CPT", ()), ("43998", "CPT", ("50",)), ("G0999", "HCPCS", ())],
        ),
        ("panel 0999U, quantity 1", [("0999U", "CPT", ())]),  # PLA codes are CPT
        ("trial code 0888T", [("0888T", "CPT", ())]),  # category III
        ("K0999-NU, KX", [("K0999", "HCPCS", ("NU", "KX"))]),
        ("rev code 0199, 3 days", [("0199", "REV", ())]),
        ("Revenue code: 1009", [("1009", "REV", ())]),
        ("CPT 43993-43995 were asked for", [("43993", "CPT", ()), ("43995", "CPT", ())]),
        ("CPT 43900-43999 is the chapter", []),
        ("NDC 55555-0123-01", [("55555-0123-01", "NDC", ())]),
        ("NDC: 55555012301", [("55555012301", "NDC", ())]),
        ("ICD-10-PCS 0ZZ9XZZ", [("0ZZ9XZZ", "ICD10PCS", ())]),
    ],
)
def test_codes_are_found_with_system_and_modifiers(typed, words, expected):
    found = [(h.code, h.system.value, h.modifiers) for h in find_codes(typed(words))]
    assert found == expected


@pytest.mark.parametrize(
    "words",
    [
        "Springfield, IL 62999",
        "Boise, Idaho 83799-0001",
        "PO Box 43999",
        'write to P.O. Box"\n43999, Cedar Falls, IA 50613',  # a speck behind the word
        "Appeals, 43999, Cedar Falls, IA 50613",
        "43999 Cedar Hill Road",
        "Form 43999-XY (Rev. 02/26)",
        "ABC-43999-DN",
        "DRG 43999",
        "claim 43999 was paid",
        "fax 43999",
        "Subject: Determination 43999",
        "your letter 43999 of March 3",
        "Group no. 43999",
        "0555 43999 0004 1187",  # a mailing line
        "Policy 20999, Devices",
        "LCD L39999",
        "plan H9999-013",
        "Diagnosis: M5499, M4899",
        "$43999",
        "Form 11111 rev 0525",
    ],
)
def test_numbers_that_are_no_codes(typed, words):
    assert find_codes(typed(words)) == ()


def test_a_cell_under_a_code_heading_needs_no_cue():
    hit = code_in("0199 room", 0, 9, CodeSystem.REV)
    assert hit is not None
    assert (hit.code, hit.system) == ("0199", CodeSystem.REV)
    assert code_in("Totals for the stay were 99999", 0, 30, None) is None


@given(words=st.text(alphabet="AGJ019 5-.,:()$\n\tcode", max_size=120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_is_always_the_words_it_came_from(typed, words):
    text = typed(words)
    for hit in find_codes(text):
        assert text.plain[hit.start : hit.end] == hit.code
        assert hit.end <= hit.tail


def test_a_letter_misread_as_a_mark_is_put_back(typed):
    (hit,) = find_codes(typed("Drug: }9999 Injection, 1 mg", 0.6))
    assert (hit.code, hit.repaired) == ("J9999", True)
    assert find_codes(typed("You paid $9999 in May.")) == ()


def test_a_drug_code_below_its_heading(typed):
    (hit,) = find_codes(typed("Drug\tNDC\n\nExemplamab\t55555-0123-01"))
    assert (hit.code, hit.system) == ("55555-0123-01", CodeSystem.NDC)
    assert find_codes(typed("Case 5555-0123-01 of May")) == ()


def test_a_modifier_that_lost_its_space_in_a_cell():
    hit = code_in("97999GP", 0, 7, None)
    assert hit is not None
    assert (hit.code, hit.modifiers, hit.system) == ("97999", ("GP",), CodeSystem.CPT)
