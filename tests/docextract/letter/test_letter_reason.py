"""The sentence that tells the ground, and the ground's category."""
# ruff: noqa: E501, ISC004 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import DocumentType
from docextract.letter.category import read_category
from docextract.letter.reason import read_reason

DENIAL = DocumentType.DENIAL

LETTERS = [
    (
        "medical_necessity",
        "The surgery is not medically necessary because the notes do not show that rest was tried.",
    ),
    (
        "experimental",
        "This implant is considered experimental and investigational for your condition.",
    ),
    (
        "level_of_care",
        "As of May 3 an inpatient level of care is no longer needed, because her needs can be met"
        " in a skilled nursing facility.",
    ),
    (
        "site_of_service",
        "The records do not show why the infusion must be given in a hospital outpatient"
        " department when it can be given in an infusion suite.",
    ),
    (
        "insufficient_information",
        "We could not decide since there was not enough information and your doctor did not send"
        " the records we asked for.",
    ),
    (
        "not_covered",
        "Your plan does not cover hair removal, which is an exclusion of your contract.",
    ),
    (
        "out_of_network",
        "The specialist is out of network and the care can be had from a participating provider.",
    ),
    (
        "step_therapy",
        "This drug is non-preferred, and the preferred drugs must be tried first under step therapy.",
    ),
    (
        "no_prior_authorization",
        "The claim is denied because prior authorization was not obtained before the surgery.",
    ),
    ("timely_filing", "The claim was not filed within the timely filing limit of your contract."),
    ("duplicate", "This is a duplicate request of one that was decided in March and is denied."),
    (
        "eligibility",
        "The claim is denied because the member was not eligible on the date of service.",
    ),
]


@pytest.mark.parametrize(("category", "sentence"), LETTERS)
def test_ground_and_category(typed, category, sentence):
    letter = f"""
    Dear Doctor:

    We looked at your request with care. {sentence}

    You may appeal this decision within 180 days. You can have free copies of the criteria.
    """
    text = typed(letter)
    assert read_reason(text, document_type=DENIAL).value == sentence
    found = read_category(text, document_type=DENIAL)
    assert found.value == category
    assert found.evidence


@pytest.mark.parametrize(
    "document_type",
    [
        DocumentType.APPROVAL,
        DocumentType.APPEAL_OVERTURNED,
        DocumentType.INFORMATION_REQUEST,
        DocumentType.OTHER,
    ],
)
def test_papers_that_refuse_nothing_have_no_ground(typed, document_type):
    text = typed("The care is not medically necessary because it was not tried.")
    assert read_reason(text, document_type=document_type).value is None
    assert read_category(text, document_type=document_type).value is None


def test_a_ground_beats_the_words_that_only_open_a_list(typed):
    letter = """
    Why we said no

    The brace is not needed because the bone has healed. The notes do not show:

    • a new fracture
    """
    assert read_reason(typed(letter), document_type=DENIAL).value == (
        "The brace is not needed because the bone has healed."
    )


def test_a_label_before_the_ground_is_no_part_of_it(typed):
    text = typed("REASON: The record does not support care past the second day.")
    found = read_reason(text, document_type=DENIAL)
    assert found.value == "The record does not support care past the second day."


def test_only_the_ticked_basis_counts(typed):
    text = typed("☒ Not medically necessary ☐ Investigational ☐ Out of network ☐ Duplicate request")
    assert read_category(text, document_type=DENIAL).value == "medical_necessity"


def test_a_refusal_without_a_ground_goes_to_a_person(typed):
    found = read_reason(typed("Enclosed is a form."), document_type=DENIAL)
    assert found.value is None
    assert found.needs_review


def test_losing_sentences_are_kept(typed):
    text = typed(
        "The stay is not medically necessary because she was stable. The chart does not support"
        " a second night in the hospital."
    )
    assert read_reason(text, document_type=DENIAL).others


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("We denied the stay because it is not medically necessary for you at this time.", False),
        (
            "We denied the stay because it is not medically necessary.\n\n"
            "We denied the drug because it is not medically necessary for you.",
            True,
        ),
    ],
)
def test_a_ground_with_a_near_rival_is_doubted(words, asked, typed):
    assert read_reason(typed(words), document_type=DocumentType.DENIAL).needs_review is asked
