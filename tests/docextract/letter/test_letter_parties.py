"""People, numbers, payers and dates of letters in many layouts; every name is invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.facts import DocumentType
from docextract.letter.authorization import read_authorization
from docextract.letter.facility import read_facility
from docextract.letter.identifiers import id_value, is_npi, read_reference
from docextract.letter.names import people, person_name
from docextract.letter.own_date import read_letter_date
from docextract.letter.patient import read_patient
from docextract.letter.payer import read_payer
from docextract.letter.plan import read_plan_type, read_urgency
from docextract.letter.provider import read_provider
from docextract.letter.review_type import read_review_type
from docextract.letter.reviewer import read_reviewer
from docextract.letter.times import read_request_date
from docextract.letter.view import View, view_of
from docextract.pages.page import Document

NAMES = [
    ("MARCHETTI, ODILE R", "Odile R. Marchetti"),
    ("Marchetti, Odile R.", "Odile R. Marchetti"),
    ("Mrs. Odile R. Marchetti", "Odile R. Marchetti"),
    ("SGT BRANNOCK, TOBIN J", "Tobin J. Brannock"),
    ("BABY BOY OSTROW", "Baby Boy Ostrow"),
    ("Jane S, Roe", "Jane S. Roe"),
    ("O'HARE-LUND, SEAN P JR", "Sean P. O'Hare-Lund Jr"),
    ("Maria de la Fuente", "Maria de la Fuente"),
    ("Ostrow, Lena, MD", "Lena Ostrow"),
    ("HALVORSEN, JUNE", "June Halvorsen"),
    ("April Quill", "April Quill"),
    ("June 30, 2026", None),
    ("Monday, August", None),
    ("Larkfield Health Plan", None),
    ("Utilization Review", None),
    ("4402 Alder Street", None),
]


@pytest.mark.parametrize(("words", "expected"), NAMES)
def test_names_are_told_as_first_middle_last(words: str, expected: str | None) -> None:
    assert person_name(words) == expected


@pytest.mark.parametrize("join", ["-", "-\n"])
def test_a_double_name_is_one_where_its_line_ends_at_the_hyphen(join: str) -> None:
    found = list(people(f"Physician review was done by Ivo Brannock{join}Lyle, MD, Neurosurgery."))
    assert [(p.name, p.credentials) for p in found] == [("Ivo Brannock-Lyle", "MD")]


def test_people_carry_their_credentials() -> None:
    found = list(people("Decided by Lena K. Ostrow, M.D., FACS, and Dr. Ivo Brannock."))
    assert [(p.name, p.credentials) for p in found] == [
        ("Lena K. Ostrow", "MD, FACS"),
        ("Ivo Brannock", None),
    ]


IDS = [
    ("QZT 440 118 07 (suffix 01)", "QZT 440 118 07"),
    ("RV-20417, denied June 2", "RV-20417"),
    ("# 884120", "884120"),
    ("R 5590 1348", "R 5590 1348"),
    ("2606-10-448172", "2606-10-448172"),
    ("2026-05-04", None),
    ("206-555-0108", None),
    ("04/09/1971", None),
    ("$1,200.00", None),
    ("12", None),
    ("see below", None),
    ("G47.33", None),
    ("DOB 1974-08-30", None),
    ("1200 Dells Parkway, Eau Claire, WI 54701", None),
    ("4410 N. Lake Shore Drive", None),
    ("20260417 and no street", "20260417"),
]


@pytest.mark.parametrize(("words", "expected"), IDS)
def test_identifiers_are_told_from_phones_dates_and_amounts(
    words: str, expected: str | None
) -> None:
    assert id_value(words) == expected


@pytest.mark.parametrize(
    ("number", "fits"), [("1234567893", True), ("1234567890", False), ("3234567893", False)]
)
def test_an_npi_has_its_check_figure(number: str, fits: bool) -> None:
    assert is_npi(number) is fits


def test_an_npi_that_fails_its_check_goes_to_a_person(view: Callable[..., View]) -> None:
    told = read_provider(view("Ordering provider: Lena Ostrow, MD    NPI: 1234567890"), None).npi
    assert told.value == "1234567890"
    assert told.needs_review


REFERENCES = [
    ("Case number: RV-20417\nClaim number: 88120044", False, "RV-20417"),
    ("Group no.: 708114\nAuthorization #: PA-55120", False, "PA-55120"),
    ("Claim number: 88120044", False, "88120044"),
    ("Appeal number: APL-771\nOriginal request: PR-2606", True, "APL-771"),
    (
        "Claim 26-239-J0178\n\nThe drug was given under authorization SG-118320.",
        False,
        "26-239-J0178",
    ),
    (
        "Covered: 3 days (authorization SG-118320).\n\nPlease use case RV-20417 when you call.",
        False,
        "RV-20417",
    ),
    ("Prior reference: RV-11111 (voided)\nReference: RV-20417", False, "RV-20417"),
]


@pytest.mark.parametrize(("words", "is_appeal", "expected"), REFERENCES)
def test_the_number_of_this_decision(
    view: Callable[..., View], words: str, is_appeal: bool, expected: str
) -> None:
    assert read_reference(view(words), is_appeal=is_appeal).value == expected


PATIENTS = [
    "Member: MARCHETTI, ODILE\nMember ID: QZT44011807    DOB: 04/09/1971",
    "Re: Odile Marchetti, born April 9, 1971\nSubscriber no. QZT44011807",
    "MEMBER              BIRTH DATE    MEMBER ID\nMARCHETTI, ODILE    04/09/1971    QZT44011807",
    "Patient Odile Marchetti - DOB 4/9/1971 - ID QZT44011807",
    "PATIENT   : MARCHETTI, ODILE    DOB : 04/09/1971\nMEMBER ID : QZT44011807",
    "To the guardian of Odile Marchetti\n\nDOB: 04/09/1971    Member ID: QZT44011807",
    "Subject: Approval - member Odile Marchetti, born April 9, 1971\nMember ID: QZT44011807",
]


@pytest.mark.parametrize("words", PATIENTS)
def test_the_patient_in_each_layout(view: Callable[..., View], words: str) -> None:
    told = read_patient(view(words))
    found = (told.name.value, told.dob.value, told.member_id.value)
    assert found == ("Odile Marchetti", "1971-04-09", "QZT44011807")


def test_a_member_id_read_badly_goes_to_a_person(placed: Callable[..., Document]) -> None:
    page = placed("Larkfield Health Plan\n\nMember ID: QZT44011807", confidence=0.7)
    assert read_patient(view_of(page.pages)).member_id.needs_review


HEADS = [
    # the plan writes itself
    ("Larkfield Health Plan", "", "Larkfield Health Plan", None),
    # a reviewer writes on behalf of the plan
    (
        "Stonebridge Utilization Partners",
        "Stonebridge Utilization Partners reviews care on behalf of Larkfield Health Plan.",
        "Larkfield Health Plan",
        "Stonebridge Utilization Partners",
    ),
    (
        "Stonebridge Imaging Review\nfor Larkfield Health Plan",
        "",
        "Larkfield Health Plan",
        "Stonebridge Imaging Review",
    ),
]


@pytest.mark.parametrize(("head", "body", "payer", "vendor"), HEADS)
def test_payer_and_vendor(
    placed: Callable[..., Document], head: str, body: str, payer: str, vendor: str | None
) -> None:
    page = f"{head}\n\nMay 5, 2026\n\nDear Dr. Ostrow:\n\n{body}\n\nWe denied the request."
    plan, reviewer = read_payer(view_of(placed(page).pages))
    assert (plan.value, reviewer.value) == (payer, vendor)


def test_the_letters_date_is_neither_the_forms_nor_the_requests(view: Callable[..., View]) -> None:
    seen = view("May 5, 2026\n\nRequest received: 04/28/2026\n\nForm 77-B rev. 01/01/2026")
    assert read_letter_date(seen).value == "2026-05-05"
    assert read_request_date(seen).value == "2026-04-28"


REVIEWERS = [
    ("This decision was made by Ivo Brannock, MD, Neurology.", "Ivo Brannock", "MD", "Neurology"),
    ("Reviewer: Ivo Brannock, DO (Family Medicine)", "Ivo Brannock", "DO", "Family Medicine"),
    ("REVIEWED BY IVO BRANNOCK MD, NEUROLOGY", "Ivo Brannock", "MD", "Neurology"),
    ("It was made by the Medical Director, Ivo Brannock, MD.", "Ivo Brannock", "MD", None),
    ("The file was then read by Ivo Brannock, MD, Urology.", "Ivo Brannock", "MD", "Urology"),
    (
        "The physician who decided is Ivo Brannock, MD, board certified in Urology.",
        "Ivo Brannock",
        "MD",
        "Urology",
    ),
    (
        "4. The reviewer. Ivo Brannock, M.D. (Urology), sees patients.",
        "Ivo Brannock",
        "MD",
        "Urology",
    ),
    ("Who looked at this? Ivo Brannock, DO, Urology.", "Ivo Brannock", "DO", "Urology"),
    ("Our panel was chaired by Ivo Brannock, MD, Urology.", "Ivo Brannock", "MD", "Urology"),
    (
        "Respectfully,\n\nIvo Brannock, MD\nMedical Director (Urology)",
        "Ivo Brannock",
        "MD",
        "Urology",
    ),
    ("Decided by Ulla Reyes, Pharm.D.", "Ulla Reyes", "PharmD", None),
    ("The file was decided by Ulla Reyes, RN.", "Ulla Reyes", "RN", None),
    ("We spoke with Ulla Reyes, RN.", None, None, None),
    ("MEDICAL DIRECTOR\nSEND MORE\nRECORDS", None, None, None),
    ("Decided by G.B.R., Medical Director [Urology].", None, None, "Urology"),
]


@pytest.mark.parametrize(("words", "name", "credentials", "specialty"), REVIEWERS)
def test_the_reviewer(
    view: Callable[..., View],
    words: str,
    name: str | None,
    credentials: str | None,
    specialty: str | None,
) -> None:
    told = read_reviewer(view(words), None)
    found = (told.name.value, told.credentials.value, told.specialty.value)
    assert found == (name, credentials, specialty)


def test_the_one_physician_of_a_letter_is_asked_about(view: Callable[..., View]) -> None:
    told = read_reviewer(view("We cannot approve this scan.\n\nIvo Brannock, MD"), None)
    assert told.name.value == "Ivo Brannock"
    assert told.name.needs_review
    two = view("We cannot approve this scan.\n\nIvo Brannock, MD\n\nUlla Reyes, MD")
    assert read_reviewer(two, None).name.value is None


def test_the_ordering_doctor_is_no_reviewer(view: Callable[..., View]) -> None:
    seen = view("Ordering provider: Lena Ostrow, MD\n\nDr. Ostrow asked us to cover the scan.")
    assert read_provider(seen, None).name.value == "Lena Ostrow"
    assert read_reviewer(seen, "Lena Ostrow").name.value is None


@pytest.mark.parametrize(
    "words",
    [
        "Servicing facility: Tall Pines Surgical Hospital, Reno NV 89501",
        "Facility          Tall Pines Surgical Hospital",
        "We looked at your request for care at Tall Pines Surgical Hospital.",
    ],
)
def test_the_facility(view: Callable[..., View], words: str) -> None:
    assert read_facility(view(words)).value == "Tall Pines Surgical Hospital"


@pytest.mark.parametrize(
    "words",
    [
        "The brace is to be supplied by Alder Limb and Brace. It is denied.",
        "The pump would come from Alder Limb and Brace.",
        "Alder Limb and Brace asked us for a brace for your son.",
        "Payee: Alder Limb and Brace",
    ],
)
def test_a_supplier_with_any_name(view: Callable[..., View], words: str) -> None:
    assert read_facility(view(words)).value == "Alder Limb and Brace"


def test_the_patients_own_doctor_asked(view: Callable[..., View]) -> None:
    seen = view("Odile's doctor, Lena Ostrow, MD, can talk to us.")
    assert read_provider(seen, None).name.value == "Lena Ostrow"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("NOTICE OF CLAIM DENIAL\nPayee: Alder Supply", "retrospective"),
        ("Your skilled nursing services will end on May 4.", "concurrent"),
    ],
)
def test_the_kind_of_review_by_the_kind_of_notice(
    view: Callable[..., View], words: str, expected: str
) -> None:
    assert read_review_type(view(words), DocumentType.DENIAL).value == expected


def test_a_setting_is_no_facility(view: Callable[..., View]) -> None:
    assert read_facility(view("Place of service: Outpatient hospital")).value is None


JUDGED = [
    ("This is a self-funded plan under ERISA.", "commercial_erisa"),
    ("Your individual Marketplace policy was issued in Ohio.", "commercial"),
    ("Larkfield is a Medicare Advantage plan.", "medicare_advantage"),
    ("You may ask for a State Fair Hearing.", "medicaid"),
    ("The Federal Employees Health Benefits Program", "fehb"),
    ("Thank you for your letter.", "unknown"),
]


@pytest.mark.parametrize(("words", "expected"), JUDGED)
def test_plan_type(view: Callable[..., View], words: str, expected: str) -> None:
    assert read_plan_type(view(words)).value == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Her insurance is through the Ohio exchange.", "commercial"),
        ("Fox Prairie Health, group HMO policy", "commercial"),
        (
            "Cascadia Elder Health (HMO D-SNP). Medicaid benefits are under the same card.",
            "medicare_advantage",
        ),
        (
            "Injured employee Ann Roe. Date of injury 6/30/2026. Claims administrator: Ridge",
            "unknown",
        ),
        ("City Schools Trust (SELF-FUNDED, NON-ERISA GOVERNMENTAL)", "unknown"),
    ],
)
def test_plans_told_in_other_words(view: Callable[..., View], words: str, expected: str) -> None:
    assert read_plan_type(view(words)).value == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("asked for on May 6, 2026 as a fast (expedited) request", "expedited"),
        ("Received by fax, marked urgent by the prescriber.", "expedited"),
        ("Type: Pre-service, Standard ☑ Expedited ☐", "standard"),
        ("Type: Pre-service, Standard ☐ Expedited ☑", "expedited"),
        ("URGENT:\t614-555-0172 (answer in 72 hours)", "standard"),
    ],
)
def test_urgency_told_in_other_words(view: Callable[..., View], words: str, expected: str) -> None:
    assert read_urgency(view(words)).value == expected


def test_urgency_and_kind_of_review(view: Callable[..., View]) -> None:
    urgent = view("Review type: Urgent concurrent")
    assert read_urgency(urgent).value == "expedited"
    assert read_review_type(urgent, None).value == "concurrent"
    offered = view("You may ask for an expedited appeal if you cannot wait.")
    assert read_urgency(offered).value == "standard"


def test_an_authorization_with_its_dates(view: Callable[..., View]) -> None:
    seen = view("Authorization number PA-55120 is valid from 05/05/2026 through 08/04/2026.")
    reference = read_reference(seen, is_appeal=False)
    told = read_authorization(seen, reference, approves=True)
    found = (told.number.value, told.valid_from.value, told.valid_through.value)
    assert found == ("PA-55120", "2026-05-05", "2026-08-04")
    assert read_authorization(seen, reference, approves=False).number.value is None


@pytest.mark.parametrize(
    ("boxes", "urgency"),
    [
        ("Handling: [ ] Standard [X] Expedited", "expedited"),
        ("Handling: [X] Standard [ ] Expedited", "standard"),
        ("☐ Standard ☒ Urgent ☐ Renewal", "expedited"),
        ("Type: (X) Urgent ( ) Routine", "expedited"),
    ],
)
def test_a_ticked_box_tells_the_urgency(
    view: Callable[..., View], boxes: str, urgency: str
) -> None:
    told = read_urgency(view(f"Date: 03/03/2026\n{boxes}\n\nDear Dr. Ostrow:\n\nIt is denied."))
    assert told.value == urgency


@pytest.mark.parametrize(
    "row",
    [
        "Re: claim 2026153-88172, Ines Calloway, member CHA-7730-11-2, born 9/14/1971, seen 5/5",
        "Re: case 88172, Ines Calloway, DOB 9/14/1971, member no. CHA-7730-11-2",
        "Regarding: Ines Calloway, born 9/14/1971, member CHA-7730-11-2, claim 2026153-88172",
    ],
)
def test_a_row_of_what_identifies_a_case(placed: Callable[[str], Document], row: str) -> None:
    told = read_patient(view_of(placed(f"Larkfield Health Plan\n\n{row}\n\nDear Doctor:").pages))
    assert (told.name.value, told.dob.value) == ("Ines Calloway", "1971-09-14")
    assert told.member_id.value == "CHA-7730-11-2"
