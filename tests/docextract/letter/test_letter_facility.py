"""Where the service is given: by label, by the words around a company, by the address."""

# ruff: noqa: E501 - each letter's sentence stands on a line of its own

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.facility import read_facility
from docextract.letter.view import view_of
from docextract.pages.page import Document

LETTER = """Larkfield Health Plan

March 3, 2026

{head}

Member: Odile Marchetti     DOB 3/4/1961
Member ID: QZT440118
{row}
Reference: RV-20417

Dear Dr. Ostrow:

{words} The request for 63650 is denied because no psychological evaluation was sent.

You may appeal within 180 days of the date of this letter to Larkfield Health Plan, PO Box 1, Dayton, OH 45401.
"""

PRACTICE = "Lena Ostrow, MD\nBirch Lane Neurosurgery\n12 Elm Street\nDayton, OH 45402"

PLACES: list[tuple[str, str, str, str | None]] = [
    (
        "",
        "",
        "The supplier is Larch Hollow Home Medical. The form came today.",
        "Larch Hollow Home Medical",
    ),
    ("", "", "Harebell Autism Center asked on August 19, 2026 to go on.", "Harebell Autism Center"),
    ("", "", "You asked for it at Moorgate Surgicenter on May 4.", "Moorgate Surgicenter"),
    ("", "Where seen: Gorse Lane Eyecare, Chandler", "We said no.", "Gorse Lane Eyecare"),
    (
        "",
        "Facility: Rowan Bay Recovery Center, Level 3.5",
        "We said no.",
        "Rowan Bay Recovery Center",
    ),
    ("", "", "It was denied by Coppice Imaging and Surgery Review.", None),
    (
        "",
        "",
        "The request is to send her to Flint Institute for Pediatric Surgery in Dayton.",
        "Flint Institute for Pediatric Surgery",
    ),
    (PRACTICE, "Site: Cobalt Ridge Surgical Pavilion", "", "Cobalt Ridge Surgical Pavilion"),
    (PRACTICE, "Imaging at: Lowland Open MRI, Dayton", "", "Lowland Open MRI, Dayton"),
    (PRACTICE, "Performing lab: Genovista Diagnostics, Carlsbad, CA", "", "Genovista Diagnostics"),
    (PRACTICE, "Agency: Five Rivers Home Nursing", "", "Five Rivers Home Nursing"),
    (PRACTICE, "AGCY  FIVE RIVERS HOME NURSING INC", "", "Five Rivers Home Nursing Inc"),
    (PRACTICE, "HOSP   Kettle Creek Psychiatric Hospital", "", "Kettle Creek Psychiatric Hospital"),
    (PRACTICE, "Fac/Loc: Mill Pond Surgery Center", "", "Mill Pond Surgery Center"),
    (
        PRACTICE,
        "Rendering facility name: Mill Pond Surgery Center (NPI 1215736814)",
        "",
        "Mill Pond Surgery Center",
    ),
    (
        PRACTICE,
        "Where the test would be done: Mill Pond Heart Imaging",
        "",
        "Mill Pond Heart Imaging",
    ),
    (
        PRACTICE,
        "Treatment at: Juniper Radiation Oncology     Diagnosis C50.412",
        "",
        "Juniper Radiation Oncology",
    ),
    (
        PRACTICE,
        "Destination: Tall Oaks Rehabilitation Hospital",
        "",
        "Tall Oaks Rehabilitation Hospital",
    ),
    (
        PRACTICE,
        "Accepting facility: Tall Oaks Rehabilitation Hospital",
        "",
        "Tall Oaks Rehabilitation Hospital",
    ),
    (PRACTICE, "Supplier: Mobility Works West", "", "Mobility Works West"),
    (PRACTICE, "DME vendor - Granite Medical Supply", "", "Granite Medical Supply"),
    (
        PRACTICE,
        "Servicing provider: Granite Medical Supply, TIN ending 4410",
        "",
        "Granite Medical Supply",
    ),
    (
        PRACTICE,
        "Place of service: 22 (outpatient hospital)",
        "It would be done at Bluewater General Hospital.",
        "Bluewater General Hospital",
    ),
    (
        PRACTICE,
        "",
        "You asked us to cover an infusion of J1745 in the outpatient department of Bluewater General Hospital from June 1, 2026 on.",
        "Bluewater General Hospital",
    ),
    (
        PRACTICE,
        "",
        "Bluewater Orthotics and Dr. Lena Ostrow asked us on March 1 to pay for a brace (L1851).",
        "Bluewater Orthotics",
    ),
    (
        PRACTICE,
        "",
        "You asked for admission to the acute rehabilitation unit of Bluewater Hospital for 14 days.",
        "Bluewater Hospital",
    ),
    (
        PRACTICE,
        "",
        "Your surgery was planned at Bluewater Ambulatory Surgery Center on March 9.",
        "Bluewater Ambulatory Surgery Center",
    ),
    (
        PRACTICE,
        "",
        "The sample was to be sent to Bluewater Genomics for testing.",
        "Bluewater Genomics",
    ),
    (
        PRACTICE,
        "",
        "Bluewater Assistive Tech would give you the device.",
        "Bluewater Assistive Tech",
    ),
    (
        PRACTICE,
        "",
        "Care at Bluewater Ranch Treatment Center is not covered after March 2.",
        "Bluewater Ranch Treatment Center",
    ),
    (
        PRACTICE,
        "",
        "The exception is denied. Bluewater Epilepsy Institute does not belong to our network.",
        "Bluewater Epilepsy Institute",
    ),
    (
        PRACTICE,
        "",
        "She has been a patient at St. Brannoc Medical Center since February 28, and more days were asked for.",
        "St. Brannoc Medical Center",
    ),
    (
        "ST. BRANNOC MEDICAL CENTER\nATTN: UTILIZATION REVIEW\n400 RIVER ROAD\nDAYTON OH 45402",
        "",
        "",
        "St. Brannoc Medical Center",
    ),
    (
        "BUSINESS OFFICE\nST BRANNOC COUNTY MEMORIAL HOSPITAL\n200 VALLEY PIKE\nDAYTON OH 45402",
        "",
        "",
        "St Brannoc County Memorial Hospital",
    ),
    ("TO: UR DEPT, ST. BRANNOC HOSPITAL   FAX 937-555-0111", "", "", "St. Brannoc Hospital"),
    (
        "To: Admissions Coordinator, Tall Oaks Rehabilitation Hospital",
        "",
        "",
        "Tall Oaks Rehabilitation Hospital",
    ),
    (PRACTICE, "", "", None),
    (PRACTICE, "Requesting provider: Lena Ostrow, MD, Birch Lane Neurosurgery", "", None),
    (PRACTICE, "Group: Northside Hospital Employees", "", None),
    (PRACTICE, "", "We used: National Imaging Partners Spine Guideline NIP-4.", None),
    (PRACTICE, "", "It was decided by a physician of Physical Medicine and Rehabilitation.", None),
    (PRACTICE, "Facility Sugar Hill Pain and Spine Center", "", "Sugar Hill Pain and Spine Center"),
]


@pytest.mark.parametrize(("head", "row", "words", "place"), PLACES)
def test_the_place_of_the_service(
    placed: Callable[[str], Document], head: str, row: str, words: str, place: str | None
) -> None:
    seen = view_of(placed(LETTER.format(head=head, row=row, words=words)).pages)
    assert read_facility(seen, besides=("Larkfield Health Plan",)).value == place


def test_the_reviewer_is_no_place(placed: Callable[[str], Document]) -> None:
    words = "The stay was to be at Palisade Post-Acute Partners."
    seen = view_of(placed(LETTER.format(head="", row="", words=words)).pages)
    assert read_facility(seen).value == "Palisade Post-Acute Partners"
    assert read_facility(seen, besides=(None, "Palisade Post-Acute Partners")).value is None
