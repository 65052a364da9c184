"""Requested lines from tables, rows, labels and sentences of many layouts."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import DocumentType
from docextract.letter.services import read_services

DENIAL = DocumentType.DENIAL
PARTIAL = DocumentType.PARTIAL_DENIAL


def told(text, document_type=DENIAL):
    services = read_services(text, document_type=document_type).services
    return [(s.code.value, s.modifiers.value, s.units.value, s.status.value) for s in services]


@pytest.mark.parametrize(
    ("letter", "kind", "expected"),
    [
        pytest.param(
            """
            CPT\tExam\tQty\tDetermination
            70999\tMRI of the jaw\t1\tNot approved
            70998\tMRI of the orbit\t2\tApproved
            """,
            PARTIAL,
            [("70999", (), 1, "denied"), ("70998", (), 2, "approved")],
            id="table with a decision column",
        ),
        pytest.param(
            """
            Code\tMod\tDescription\tUnits requested\tUnits approved
            97999\tGP\tHydrotherapy\t24\t12
            97998\tGP\tTraction\t8\t0
            """,
            PARTIAL,
            [("97999", ("GP",), 24, "modified"), ("97998", ("GP",), 8, "denied")],
            id="counts decide",
        ),
        pytest.param(
            """
            Rev. code\tDescription\tDays\tStatus
            0199\tSubacute bed\t3\tApproved
            0199\tSubacute bed\t2\tDENIED
            """,
            PARTIAL,
            [("0199", (), 3, "approved"), ("0199", (), 2, "denied")],
            id="the same code twice",
        ),
        pytest.param(
            """
            Your doctor asked for:
            43999-RT Repair of the valve, 1
            K0999 Walker with a seat, 2
            """,
            DENIAL,
            [("43999", ("RT",), 1, "denied"), ("K0999", (), 2, "denied")],
            id="rows without a heading",
        ),
        pytest.param(
            """
            We approved these services:
            43999 Repair of the valve
            We did not approve these services:
            43998 Repair of the other valve
            """,
            PARTIAL,
            [("43999", (), None, "approved"), ("43998", (), None, "denied")],
            id="headings decide",
        ),
        pytest.param(
            """
            Procedure code: 43999
            Modifier: LT
            Units requested: 4
            Decision: Not approved

            Procedure code: 43998
            Units requested: 1
            Decision: Approved
            """,
            PARTIAL,
            [("43999", ("LT",), 4, "denied"), ("43998", (), 1, "approved")],
            id="cards of labels",
        ),
        pytest.param(
            "Procedure code(s): 43999, 43998 x2 and G0999. Coverage was denied.",
            DENIAL,
            [
                ("43999", (), None, "denied"),
                ("43998", (), 2, "denied"),
                ("G0999", (), None, "denied"),
            ],
            id="a list in a label",
        ),
        pytest.param(
            "You asked for speech lessons, one-on-one (code 92999), 48 visits, two each week.",
            DENIAL,
            [("92999", (), 48, "denied")],
            id="a code in brackets after its words",
        ),
        pytest.param(
            "Drug requested: Exemplamab, J9999 x 40 units every 8 weeks",
            DENIAL,
            [("J9999", (), 40, "denied")],
            id="a drug",
        ),
        pytest.param(
            "We denied 2 more days, rev code 0199 (ward bed), on 05/02/2026.",
            DENIAL,
            [("0199", (), 2, "denied")],
            id="the count before the code",
        ),
        pytest.param(
            "SVC DATE\tPROC/MOD\tUNITS\tBILLED\tPAID\n04/02/26\tJ9999\t80\t9,200.00\t0.00",
            DENIAL,
            [("J9999", (), 80, "denied")],
            id="a remittance",
        ),
        pytest.param(
            """
            30999\tSeptum repair\tasked: 1\tApproved
            30998\tNose rinse\tasked: 4\tApproved for 2
            """,
            PARTIAL,
            [("30999", (), 1, "approved"), ("30998", (), 4, "modified")],
            id="approved in part",
        ),
    ],
)
def test_lines_of_a_request(typed, letter, kind, expected):
    assert told(typed(letter), kind) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Example brand (Q9999) is preferred and needs no further review.",
        "A single-chamber device (43998) was not asked for and has not been reviewed.",
        "You may order a rolling walker (E0999) from a network supplier.",
        "An earlier request for 43998 was withdrawn.",
        "The claim for 43998 of last May is not part of this review.",
        "Bill the drug with code J9998 on the claim form.",
    ],
)
def test_alternatives_history_and_other_claims_are_no_lines(typed, sentence):
    letter = f"Procedure code: 43999\n\n{sentence}"
    assert [line[0] for line in told(typed(letter))] == ["43999"]


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("Level of care requested: Acute inpatient rehabilitation, 10 days", "rehabilitation"),
        (
            "You asked for this drug, and we denied it:\n\nExemplamab 40 mg pen, 2 pens every 28 days",
            "Exemplamab",
        ),
        ("Procedure code(s): 43999, and an inpatient hospital stay of 2 days.", "hospital stay"),
        (
            "43999 Repair of the nose\tNot covered\nShave of the chin (no code was sent)\tNot covered",
            "Shave of the chin",
        ),
    ],
)
def test_a_service_without_a_code_keeps_its_words(typed, letter, words):
    services = read_services(typed(letter), document_type=DENIAL).services
    (uncoded,) = [s for s in services if s.code.value is None]
    assert words in (uncoded.description.value or "")
    assert uncoded.needs_review


def test_every_leaf_has_its_words(typed):
    letter = "CPT\tExam\tQty\tResult\n70999\tMRI of the jaw\t1\tNot approved"
    (service,) = read_services(typed(letter), document_type=DENIAL).services
    for leaf in (service.code, service.system, service.units, service.description, service.status):
        assert leaf.evidence
    assert service.status.raw == "Not approved"


def test_pending_approved_and_other_papers(typed):
    letter = "Procedure code: 43999"
    assert told(typed(letter), DocumentType.INFORMATION_REQUEST)[0][3] == "pending"
    assert told(typed(letter), DocumentType.APPROVAL)[0][3] == "approved"
    assert told(typed(letter), DocumentType.OTHER) == []


def test_a_code_that_lost_a_digit_makes_the_list_doubtful(typed):
    assert read_services(typed("CPT: 4399, 43998"), document_type=DENIAL).incomplete
    assert not read_services(typed("CPT: 43999, 43998"), document_type=DENIAL).incomplete


def test_beside_a_table_other_codes_in_sentences_are_mentions(typed):
    letter = """
    CPT\tExam\tQty\tResult
    70999\tMRI of the jaw\t1\tNot approved

    The guideline also describes services like G0999 at length.
    """
    assert [line[0] for line in told(typed(letter))] == ["70999"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (
            "The surgery is approved in an outpatient setting; the stay is not.",
            ["modified", "denied"],
        ),
        ("Exemplamab is approved.", ["approved", "denied"]),
    ],
)
def test_a_partial_denial_decides_by_name_or_setting(typed, decision, expected):
    codes = (
        "CPT 43999, valve repair, and rev code 0199"
        if "surgery" in decision
        else "J9999 Exemplamab injection and J9998 Otherimab injection"
    )
    letter = f"Requested: {codes}.\n\n{decision}"
    assert [line[3] for line in told(typed(letter), PARTIAL)] == expected


@pytest.mark.parametrize(
    ("letter", "kind", "expected"),
    [
        pytest.param(
            """
            Procedure code\tService requested\tQty\tDecision
            0RG20KZ\tFusion of two joints of the neck\t1\tNot approved
            """,
            DENIAL,
            [("0RG20KZ", (), 1, "denied")],
            id="a code without three digits side by side",
        ),
        pytest.param(
            """
            PROGRAM: DAY HOSPITAL, REV 0913

            DAYS REQUESTED NOW: 4 MORE DAYS

            DETERMINATION: [ ] CERTIFIED [ ] MODIFIED [X] NOT CERTIFIED
            """,
            DENIAL,
            [("0913", (), 4, "denied")],
            id="only the ticked decision counts",
        ),
        pytest.param(
            """
            G0152 occupational therapist in the home: 20 visits asked.

            Approved 8 visits, not approved 12 visits.

            G0162 nurse in the home: 6 visits asked, 6 approved.
            """,
            PARTIAL,
            [("G0152", (), 20, "modified"), ("G0162", (), 6, "approved")],
            id="one count granted and another refused",
        ),
        pytest.param(
            """
            You requested L5999, a knee unit. It is denied.

            A foot shell (L5998) was authorized in May under another number and is unaffected.

            The E0699 pump is mentioned here only to explain the rule; you did not ask for it.
            """,
            DENIAL,
            [("L5999", (), None, "denied")],
            id="codes of another number and of the rule",
        ),
    ],
)
def test_lines_and_decisions_in_further_layouts(typed, letter, kind, expected):
    assert told(typed(letter), kind) == expected


def test_a_decision_not_to_cover_names_what_was_asked(typed):
    letter = "On May 4 we received your appeal of our decision (case 88-1) not to cover a custom splint (L9998). We are upholding the denial."
    assert told(typed(letter), DocumentType.APPEAL_UPHELD) == [("L9998", (), None, "denied")]


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        ("Dr. Mabry asked us on May 4, 2026 to pay for a cough assist device (HCPCS E0999).", "cough assist device"),
        ("We upheld our decision not to cover an oral splint for night use (E0999).", "oral splint for night use"),
        ("Your provider has requested authorization for a standing frame, HCPCS code E0999, for home use.", "standing frame"),
        ("On May 4 we denied coverage of the powered lift (E0999).", "powered lift"),
        ("We received an order for her new prosthetic foot (E0999) and denied it.", "new prosthetic foot"),
        ("Your request of March 3, 2026 for home nursing visits (S9999), 24 hours, is denied.", "home nursing visits"),
        ("We denied four weekly infusions of examplamab for home use (J9999).", "four weekly infusions of examplamab for home use"),
        ("The medical name is voice output device (E0999) and it is not covered.", "voice output device"),
        ("Item: E0999, once.", None),
        ("We denied lift training for S9999.", "lift training"),
        ("Item: E0999 lift, powered, quantity 2 - Diagnosis M81.0", "lift, powered"),
        ("Item: E0999 lift, powered - Dx: M81.0 - Provider: Lakeside DME", "lift, powered"),
        ("We cannot approve pump supplies for insulin (E0999).", "pump supplies for insulin"),
        ("Coverage of a power tilt seat (E0999) was denied.", "power tilt seat"),
    ],
)  # fmt: skip
def test_a_service_is_called_by_its_name_alone(typed, letter, words):
    (service,) = read_services(typed(letter), document_type=DENIAL).services
    assert service.description.value == words


@pytest.mark.parametrize(
    "letter",
    [
        "RE: Dora Quill, DOB 1974-08-30, ID LC00718822, PA Case 88-104471\n\nMedication: Examplavy 2.4 mg pen, 4 pens per 28 days\nDecision: NOT APPROVED",
        "Regarding: Dora Quill, member LC00718822\n\nDrug requested: Examplavy 2.4 mg pen\nDecision: DENIED",
        "RE: your request\n\nAsk for a claim review in writing within 90 days.\n\nDrug name: Examplavy pen\nDecision: DENIED",
    ],
)  # fmt: skip
def test_the_line_of_reference_is_no_service_where_a_label_names_one(typed, letter):
    services = read_services(typed(letter), document_type=DENIAL).services
    assert ["Examplavy" in (s.description.value or "") for s in services] == [True]
