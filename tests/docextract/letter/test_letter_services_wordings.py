"""Many wordings of requested lines: code, decision and count of each, and nothing beside them."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import DocumentType
from docextract.letter.services import read_services

ROWS = [
    (
        "denial",
        "You asked us for 15823, surgery of the upper eyelids, modifier 50, one session. It is not approved.",
        [("15823", "denied", 1)],
    ),
    (
        "denial",
        "The services and the result of our review of a trial of spinal cord stimulation are:\n\nA. 63650, placing one electrode array, 2 units - not certified\n\nB. 95972, programming of a stimulator, 1 unit - not certified",
        [("63650", "denied", 2), ("95972", "denied", 1)],
    ),
    (
        "denial",
        "Diagnosis M54.16\n\nRequested: 64483, 1 unit\n\n64484, 1 unit\n\nThese are denied.",
        [("64483", "denied", 1), ("64484", "denied", 1)],
    ),
    (
        "denial",
        "Your dentist asked for D8080, braces, and D8670, visits (8). Both are denied, as the dental plan leaves them out.",
        [("D8080", "denied", None), ("D8670", "denied", 8)],
    ),
    (
        "denial",
        "The request for CPT codes 64490, 64491 x2 and 64492 is denied.",
        [("64490", "denied", None), ("64491", "denied", 2), ("64492", "denied", None)],
    ),
    (
        "partial_denial",
        "APPROVED: 77263, 77338 x 3.\n\nNOT APPROVED: 77386 (28 fractions).",
        [("77263", "approved", None), ("77338", "approved", 3), ("77386", "denied", 28)],
    ),
    (
        "partial_denial",
        "Codes 97110 (12 units) and 97140 (12 units) were certified; 97035 (6 units) was not.",
        [("97110", "approved", 12), ("97140", "approved", 12), ("97035", "denied", 6)],
    ),
    (
        "partial_denial",
        "You asked for 12 visits of physical therapy, CPT 97110. We approved 4 visits and denied 8.",
        [("97110", "modified", 12)],
    ),
    (
        "partial_denial",
        "You asked for 12 visits of physical therapy, CPT 97110. We can approve 4 of the 12 visits; the other 8 are not approved.",
        [("97110", "modified", 12)],
    ),
    (
        "denial",
        "Procedure: 64635 Destruction by neurolytic agent, lumbar (Left)\n\nQuantity: 1\n\nDecision: Denied\n\nAn injection (64483) performed in 2024 gave relief for two weeks.",
        [("64635", "denied", 1)],
    ),
    (
        "denial",
        "We cannot approve inpatient admission, revenue code 0120, for 3 days from April 1 to April 4, 2026. Physical therapy (97110) does not need authorization.",
        [("0120", "denied", 3)],
    ),
    (
        "partial_denial",
        "Requested: inpatient stay, rev code 0120, 3 days. This is not approved. Observation (rev code 0762) is approved for the same dates.",
        [("0120", "denied", 3), ("0762", "approved", None)],
    ),
    (
        "denial",
        "Drug requested: Stelara (ustekinumab) 90 mg, HCPCS J3357, 90 units every 12 weeks. You may instead use infliximab (Q5103) without approval.",
        [("J3357", "denied", 90)],
    ),
    (
        "approval",
        "Authorized services\n\n78431 - cardiac PET x 1\n\nJ2785 - regadenoson x 4",
        [("78431", "approved", 1), ("J2785", "approved", 4)],
    ),
    (
        "partial_denial",
        "Line 1: 27447-RT, total knee replacement - approved.\n\nLine 2: 0055T, computer navigation - denied.",
        [("27447", "approved", None), ("0055T", "denied", None)],
    ),
    (
        "denial",
        "Your doctor asked us to cover a wheelchair (K0861) with a power seat (E1007). We said no to both.",
        [("K0861", "denied", None), ("E1007", "denied", None)],
    ),
    (
        "partial_denial",
        "We approved the wheelchair base, K0861. We did not approve the power seat elevation, E2300, or the standing feature, E2301.",
        [("K0861", "approved", None), ("E2300", "denied", None), ("E2301", "denied", None)],
    ),
    (
        "appeal_upheld",
        "We are upholding the denial of CPT 22612 and 22840 for your patient. The MRI of the lumbar spine (72148) from March was reviewed.",
        [("22612", "denied", None), ("22840", "denied", None)],
    ),
    (
        "denial",
        "Service(s) Requested: 99183 Hyperbaric oxygen, 40 sessions\n\nProvider ZIP 30303-1200, PO Box 99183.",
        [("99183", "denied", 40)],
    ),
    (
        "denial",
        "J1745 infliximab, 50 units per infusion, 6 infusions\n\nis denied at the hospital outpatient site.",
        [("J1745", "denied", 50)],
    ),
    (
        "partial_denial",
        "CPT\tDescription\tReq\tAppr\tDecision\n97153\tAdaptive behavior treatment\t520\t260\tPartially approved\n97155\tProtocol modification\t52\t52\tApproved\n97156\tFamily guidance\t26\t0\tDenied",
        [("97153", "modified", 520), ("97155", "approved", 52), ("97156", "denied", 26)],
    ),
    (
        "partial_denial",
        "Service\tAsked\tGiven\nT1019 Personal care\t28\t14\nS5130 Homemaker\t8\t0",
        [("T1019", "modified", 28), ("S5130", "denied", 8)],
    ),
    (
        "partial_denial",
        "Code\tDescription\tStatus\n77301\tIMRT plan\tMeets criteria\n77386\tIMRT delivery\tDoes not meet criteria",
        [("77301", "approved", None), ("77386", "denied", None)],
    ),
    (
        "denial",
        "This letter is about code 0340U (a blood test). It is not about 81455, which has a case of its own.",
        [("0340U", "denied", None)],
    ),
    (
        "partial_denial",
        "We will pay for 10 of the 20 visits of 92507 that you asked for.",
        [("92507", "modified", 20)],
    ),
    (
        "denial",
        "NDC 00074-0554-02, 2 pens per 28 days, is not on the formulary.",
        [("00074-0554-02", "denied", 2)],
    ),
]


@pytest.mark.parametrize(("document_type", "letter", "expected"), ROWS)
def test_lines_are_read_with_decision_and_count(typed, document_type, letter, expected):
    found = read_services(typed(letter), document_type=DocumentType(document_type)).services
    told = [(s.code.value, s.status.value, s.units.value) for s in found]
    assert set(told) == set(expected)


def test_a_withdrawn_row_is_no_line_by_another_way(typed):
    letter = "Code\tService\tReq\tAppr\tStatus\n95811\tSleep study\t1\t1\tApproved\n95806\tHome test\t1\t\tWithdrawn by provider"
    found = read_services(typed(letter), document_type=DocumentType.APPROVAL).services
    assert [s.code.value for s in found] == ["95811"]


def test_members_of_a_list_told_in_words_are_lines(typed):
    letter = "What was asked: rebuilding of the jaw, CPT 21196, one unit; bone graft, CPT 21215; a splint made in a laboratory; and three-dimensional planning."
    found = read_services(typed(letter), document_type=DocumentType.DENIAL).services
    assert [(s.code.value, s.units.value) for s in found][:2] == [("21196", 1), ("21215", None)]
    assert [s.description.value for s in found if s.code.value is None] == [
        "splint made in a laboratory",
        "three-dimensional planning",
    ]


def test_cells_of_a_row_in_blocks_of_their_own_are_joined(placed):
    from docextract.pages.text import text_of

    page = placed(
        """
Home health service      Requested  Approved  Denied
G0299 Skilled nurse      18 visits  9 visits  9 visits
G0156 Home aide          20 visits  0         20 visits
"""
    ).pages
    found = read_services(text_of(page), document_type=DocumentType.PARTIAL_DENIAL).services
    told = [(s.code.value, s.status.value, s.units.value) for s in found]
    assert told == [("G0299", "modified", 18), ("G0156", "denied", 20)]
