"""What a letter is, told by its decision sentences, headings and status cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.facts import DocumentType
from docextract.letter.kind import read_kind
from docextract.letter.view import view_of
from docextract.pages.page import Document

DECISIONS = [
    (
        "denial",
        "After careful review, we regret that we cannot authorize the requested knee arthroscopy.",
    ),
    ("denial", "Your health plan will not pay for the home sleep study."),
    (
        "denial",
        (
            "Based on the clinical received, continued inpatient days from 3/4"
            " forward are non-certified."
        ),
    ),
    (
        "denial",
        (
            "The prior authorization request for this medication did not meet the"
            " plan's criteria for coverage."
        ),
    ),
    ("denial", "We have determined that the requested service is not medically necessary."),
    ("denial", "Determination: Adverse"),
    (
        "denial",
        "Our medical director was unable to certify the admission at an acute level of care.",
    ),
    ("denial", "We reviewed your request for Zorvaxa and decided not to cover it."),
    ("denial", "This drug is not covered under your pharmacy benefit."),
    (
        "denial",
        "Coverage of the wheelchair is being denied because Medicare's rules were not met.",
    ),
    ("denial", "The claim was processed with CO-197, no authorization was on file."),
    ("denial", "Authorization for the MRI has not been granted."),
    (
        "denial",
        "Unfortunately, this treatment is considered investigational and your plan excludes it.",
    ),
    (
        "denial",
        "Your doctor asked us to approve more physical therapy visits. We won't be approving them.",
    ),
    ("denial", "The requested level of care is denied; observation status is supported."),
    ("denial", "Your services will end on March 3, 2026."),
    ("denial", "We are reducing your personal care hours from 30 to 22 a week."),
    ("denial", "Request denied: benefit limit reached."),
    (
        "denial",
        (
            "Following the peer-to-peer discussion with Dr. Lowe, our original"
            " decision to deny the scan is unchanged."
        ),
    ),
    (
        "denial",
        (
            "The information provided does not support the medical necessity of"
            " the surgery, so we must deny the request."
        ),
    ),
    (
        "denial",
        "An initial adverse determination has been rendered for the services listed below.",
    ),
    ("denial", "Not authorized."),
    ("denial", "The reviewer does not recommend certification of the requested procedure."),
    ("denial", "We're not able to say yes to this request."),
    ("denial", "TRICARE will not share the cost of this service."),
    ("approval", "Your request has been approved."),
    (
        "approval",
        "We are pleased to tell you that the home infusion has been certified for 14 days.",
    ),
    ("approval", "Good news! You're approved for the procedure your doctor ordered."),
    ("approval", "The following services are authorized from 1/2/2026 through 3/1/2026."),
    ("approval", "Authorization number 5512233 has been issued for the services below."),
    ("approval", "We will cover this drug through 12/31/2026."),
    ("approval", "The plan authorizes three home health visits a week for six weeks."),
    ("approval", "Status: Approved"),
    ("partial_denial", "We approved 6 of the 12 visits you asked for and denied the other 6."),
    ("partial_denial", "Your request was partially approved."),
    ("partial_denial", "The infusion is approved, but the hospital setting is not."),
    ("partial_denial", "CPT 12345 is authorized. CPT 23456 is denied as not medically necessary."),
    (
        "partial_denial",
        "We can approve 20 units instead of the 40 requested. The remaining units are not covered.",
    ),
    (
        "partial_denial",
        "Inpatient days 5/1 to 5/3 are certified. Days 5/4 to 5/6 are not certified.",
    ),
    (
        "information_request",
        "We need more information before we can make a decision on this request.",
    ),
    (
        "denial",
        "The request is denied. None was found: sustained ventricular tachycardia, cardiac arrest.",
    ),
    ("information_request", "Your request is pended. Please send the operative notes by June 1."),
    (
        "information_request",
        "We have not yet decided; the request is on hold until we receive the records below.",
    ),
    ("information_request", "Additional clinical information is needed to complete our review."),
    (
        "information_request",
        "We do not have enough information to decide. You have until June 1 to give it to us.",
    ),
    (
        "information_request",
        "We are missing the items below. Please fax them within 45 days. This is not a denial.",
    ),
    (
        "information_request",
        "The prior authorization request cannot be processed because it is incomplete.",
    ),
    (
        "appeal_upheld",
        "We received your appeal on May 1. After review, we are upholding our denial.",
    ),
    (
        "appeal_upheld",
        "We have completed our review of your grievance. The denial remains in place.",
    ),
    ("appeal_upheld", "Your redetermination request was denied. Our decision is unfavorable."),
    (
        "appeal_upheld",
        (
            "The Independent Review Organization has completed its review and"
            " agrees with the plan's decision."
        ),
    ),
    (
        "appeal_upheld",
        "You appealed our decision. We looked at everything again and our answer is still no.",
    ),
    (
        "appeal_upheld",
        "Level II appeal decision: the panel voted to sustain the original determination.",
    ),
    (
        "appeal_overturned",
        "We received your appeal. We have overturned our earlier denial and approved the surgery.",
    ),
    (
        "appeal_overturned",
        "The external reviewer decided in your favor. The plan must cover the treatment.",
    ),
    (
        "appeal_overturned",
        "Notice of appeal resolution. Your appeal was approved. We reversed our decision.",
    ),
    ("other", "Member eligibility and benefits summary. Copay $20. Deductible met."),
    ("other", "Join us for a webinar on our new provider portal. Sign up today."),
]


@pytest.mark.parametrize(("expected", "words"), DECISIONS)
def test_decision_sentences(placed: Callable[..., Document], expected: str, words: str) -> None:
    assert _kind(placed, words) == expected


TRAPS = [
    # boilerplate of an approval
    (
        "approval",
        (
            "Your request has been approved.\n\nThis does not guarantee payment. A claim may"
            " be denied if coverage ends."
        ),
    ),
    # a fax cover's or a right's conditional denial
    (
        "information_request",
        (
            "We have not made a decision.\n\nPlease send the records below. If they do not come the"
            " request may be denied."
        ),
    ),
    # an earlier decision in the answer to an appeal
    (
        "appeal_overturned",
        (
            "We received your appeal. In May we denied the scan.\n\nWe have overturned our decision"
            " and the scan is approved."
        ),
    ),
    # how appeals are heard, and what a heading calls the right, answer none
    (
        "denial",
        (
            "Your Right to Appeal This Decision\n\nThe days are not medically necessary."
            " You may appeal within 60 days. The appeal is heard by a doctor who had no part in the"
            " determination."
        ),
    ),
    # a certificate of a board approves nothing
    (
        "denial",
        (
            "The drug is not medically necessary. You spoke with Ann Vance, MD, who is certified"
            " in Hematology. The denial stands."
        ),
    ),
    # the choices of a form that nobody ticked, all their sentences
    (
        "denial",
        (
            "☐ The stays are not related. Payment stands.\n\n☒ The stay could have been"
            " prevented. Payment for it is denied.\n\nDo not bill her for any part of the stay."
        ),
    ),
    # the outcome of a call that leaves the denial standing is a denial
    (
        "denial",
        (
            "Thank you for the peer-to-peer call. After the discussion the denial has not been"
            " changed. The drug is not medically necessary."
        ),
    ),
]


@pytest.mark.parametrize(("expected", "words"), TRAPS)
def test_boilerplate_decides_nothing(
    placed: Callable[..., Document], expected: str, words: str
) -> None:
    assert _kind(placed, words) == expected


def test_a_ticked_box_counts_and_the_others_do_not(placed: Callable[..., Document]) -> None:
    assert _kind(placed, "☐ Approved   ☐ Partly approved   ☒ Denied   ☐ Pended") == "denial"


def test_denied_and_approved_rows_make_a_partial_denial(placed: Callable[..., Document]) -> None:
    rows = "Code      Units     Decision\n97110     12        Approved\n97140     12        Denied"
    assert _kind(placed, rows) == "partial_denial"


def test_a_remittance_without_authorization_is_a_denial(placed: Callable[..., Document]) -> None:
    rows = "Remittance advice\n\n0042     $310.00     CO-197     authorization absent"
    assert _kind(placed, rows) == "denial"


def test_nothing_decided_is_other_and_goes_to_a_person(placed: Callable[..., Document]) -> None:
    told = read_kind(view_of(placed("Parking is behind the clinic.").pages))
    assert told.value is DocumentType.OTHER
    assert told.needs_review


def test_the_evidence_is_the_words_that_decided(placed: Callable[..., Document]) -> None:
    page = _letter("We cannot approve the knee brace.")
    told = read_kind(view_of(placed(page).pages))
    assert "cannot approve" in told.evidence[0].text


def _letter(words: str) -> str:
    return f"Larkfield Health Plan\n\nMay 5, 2026\n\nDear Dr. Ostrow:\n\n{words}\n\nSincerely,"


def _kind(placed: Callable[..., Document], words: str) -> str:
    told = read_kind(view_of(placed(_letter(words)).pages))
    assert told.value is not None
    return told.value.value


PAYMENTS = [
    (
        "denial",
        """Remittance Advice\nHarvest Prairie Health\n
Patient: Jane Q. Doe    Claim 26060-1123\n
J1745    50    4,120.00    0.00    CO-50\n
The service on line 1 was not paid.""",
    ),
    (
        "partial_denial",
        """Harvest Prairie Health\nExplanation of Payment\n
Line 1 J1745 was denied.\n
Line 2 96413 was approved and paid in full. We have approved this line.""",
    ),
    (
        "other",
        "Harvest Prairie Health\nRemittance Advice\n\nJ1745    50    4,120.00    3,002.00",
    ),
]


@pytest.mark.parametrize(("kind", "letter"), PAYMENTS)
def test_a_payment_notice_that_denies_is_a_denial(
    kind: str, letter: str, placed: Callable[..., Document]
) -> None:
    assert read_kind(view_of(placed(letter).pages)).value == DocumentType(kind)


@pytest.mark.parametrize(
    "aside",
    [
        "A liner (L5679) was authorized on May 4, 2026, under another number and is unaffected.",
        "Days already certified: 05/01/2026 - 05/09/2026",
        "Program: Partial hospitalization, revenue code 0912",
    ],
)
def test_what_was_approved_elsewhere_makes_no_partial_denial(
    aside: str, placed: Callable[..., Document]
) -> None:
    letter = f"""The request is denied.\n\n{aside}\n
We cannot cover the item because it is not medically necessary."""
    assert read_kind(view_of(placed(letter).pages)).value is DocumentType.DENIAL
