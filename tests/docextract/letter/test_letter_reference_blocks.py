"""Blocks that name the patient, the member's number and the case, as many payers print them."""

# ruff: noqa: E501 - each block stands on a line of its own

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from docextract.letter.identifiers import id_value, read_reference
from docextract.letter.patient import read_patient
from docextract.letter.provider import read_provider
from docextract.letter.view import view_of
from docextract.pages.page import Document

LETTER = """Larkfield Health Plan

March 3, 2026

{block}

Dear Dr. Ostrow:

The request for 63650 is denied because no psychological evaluation was sent.

You may appeal within 180 days of the date of this letter.
"""

BLOCKS = [
    "MEMBER     NO....: LHP 4471 0926\nPATIENT     NAME...: MARCHETTI, ODILE R\nREVIEW     NUMBER..: UM-2603-118\nDATE     OF     BIRTH: 03/04/1961",
    "Subject: Odile R. Marchetti, date of birth March 4, 1961, subscriber LHP 4471 0926; case UM-2603-118",
    "Our member: Odile R. Marchetti (b. 3/4/61)\nPlan ID on card: LHP 4471 0926\nYour request: UM-2603-118",
    "MBR# LHP 4471 0926    MBR NAME Odile R. Marchetti    DOB 03-04-1961\nPA REQ# UM-2603-118",
    "Enrollee     Enrollee number     Birth date     Review\nOdile R. Marchetti     LHP 4471 0926     Mar 4, 1961     UM-2603-118",
    "Odile R. Marchetti\nBorn 4 March 1961\nIdentification LHP 4471 0926\nFile UM-2603-118",
    "Covered person: Odile R. Marchetti. Date of birth: March 4, 1961. Certificate: LHP 4471 0926. Review no.: UM-2603-118.",
    "Insured's name ...... Odile R. Marchetti\nInsured's ID ........ LHP 4471 0926\nBirthday ............ March 4, 1961\nDecision no. ........ UM-2603-118",
    "Participant: Odile R. Marchetti   Participant ID: LHP 4471 0926\nBirthdate: 1961-03-04   Notification ID: UM-2603-118",
    "Beneficiary     Odile R. Marchetti\nMedicare-plan ID     LHP 4471 0926\nDOB     March 4, 1961\nOrganization determination no.     UM-2603-118",
    "Name: Odile R. Marchetti\nID: LHP 4471 0926\nBorn: 03/04/1961\nPrior auth: UM-2603-118",
    "Client: Odile R. Marchetti     Client ID: LHP 4471 0926\nClient DOB: 03/04/1961     Service authorization request: UM-2603-118",
    "Last name: Marchetti     First name: Odile     MI: R\nMember ID: LHP 4471 0926     Date of birth: 03/04/1961\nTracking ID: UM-2603-118",
    "Member: Odile R. Marchetti (03/04/1961)\nMember #: LHP 4471 0926\nEvent #: UM-2603-118",
    "Patient/DOB: Odile R. Marchetti, 03/04/1961\nSubscriber no.: LHP 4471 0926\nAuth reference: UM-2603-118",
    "Member/ID: Odile R. Marchetti / LHP 4471 0926\nD.O.B.: 03/04/1961\nCase Ref: UM-2603-118",
    "To the parent of Odile R. Marchetti\nMedicaid ID LHP 4471 0926     Birth date 3/4/1961\nNotice UM-2603-118",
    "RE:     Odile R. Marchetti\n     DOB 03/04/1961\n     Contract no. LHP 4471 0926\n     Request control no. UM-2603-118",
    "PATIENT     : MARCHETTI, ODILE R\nHIC/ID      : LHP 4471 0926\nDOB         : 03/04/1961\nAUTH REQ    : UM-2603-118",
]


def same(value: str | None) -> str:
    return re.sub(r"\W", "", value or "").lower()


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_names_patient_and_case(placed: Callable[[str], Document], block: str) -> None:
    view = view_of(placed(LETTER.format(block=block)).pages)
    patient = read_patient(view)
    assert same(patient.member_id.value) == "lhp44710926"
    assert patient.name.value == "Odile R. Marchetti"
    assert patient.dob.value == "1961-03-04"
    assert same(read_reference(view, is_appeal=False).value) == "um2603118"


def test_a_service_code_is_no_member_number(placed: Callable[[str], Document]) -> None:
    view = view_of(placed(LETTER.format(block="Re: Odile R. Marchetti")).pages)
    assert read_patient(view).member_id.value is None


NUMBERS = [
    ("JHM 0072 3391 A", "JHM 0072 3391 A"),
    ("SCR-C 448-20713", "SCR-C 448-20713"),
    ("individual policy, VOL 911 204 77", "VOL 911 204 77"),
    ("RHR-2026-09173 R07.89, I10", "RHR-2026-09173"),
    ("02-FEB-1966", None),
    ("10.10.1948", None),
]


@pytest.mark.parametrize(("words", "number"), NUMBERS)
def test_numbers_in_groups(words: str, number: str | None) -> None:
    assert id_value(words) == number


PROVIDERS = [
    ("Ordered by: Talia Brunswick, MD (1635155009)", "1635155009"),
    ("Payee: Lowland Supply Inc, NPI 1154434322", None),
    (
        "Agency: Jordan Home Health, NPI 1748793621\nOrdering: Ada Roe, APRN, NPI 1820517351",
        "1820517351",
    ),
    ("Rendering: Katya Sundaram, MD (NPI 1920384751)", "1920384751"),
    ("PAYEE NPI 1196072098\nORDERING: KENJI AOYAMA, MD   NPI: 1772501627", "1772501627"),
]


@pytest.mark.parametrize(("block", "npi"), PROVIDERS)
def test_whose_npi_it_is(placed: Callable[[str], Document], block: str, npi: str | None) -> None:
    view = view_of(placed(LETTER.format(block=block)).pages)
    assert read_provider(view, None).npi.value == npi
