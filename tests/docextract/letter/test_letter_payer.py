"""Plans and delegated reviewers in many letterheads; the companies are invented, but for two."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.payer import read_payer
from docextract.letter.payer_names import list_pattern
from docextract.letter.view import view_of
from docextract.pages.page import Document
from docextract.rules import load

LETTERHEADS = [
    (
        (
            "REDWOOD BEHAVIORAL UTILIZATION SERVICES",
            "FOR: LARKFIELD MUTUAL HEALTH INSURANCE COMPANY",
            "",
            "Date: 05/05/2026",
            "Dear Dr. Ostrow:",
            "Denied.",
        ),
        "Larkfield Mutual Health Insurance Company",
        "Redwood Behavioral Utilization Services",
    ),
    (
        (
            "OSTROW BENEFIT ADMINISTRATORS",
            "on behalf of the Lena Foundry Employee Health Plan",
            "",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "Redwood Drug Review reviewed the request for us. It is denied.",
        ),
        "Ostrow Benefit Administrators",
        "Redwood Drug Review",
    ),
    (
        (
            "Larkfield Beneficial Alliance",
            "",
            "Medical care reviewed by",
            "Redwood Specialty Review, Inc.",
            "",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "The request is not approved.",
            "",
            "Sincerely,",
            "Care Management, for the Alliance",
        ),
        "Larkfield Beneficial Alliance",
        "Redwood Specialty Review, Inc.",
    ),
    (
        (
            "Notice of Denial of Medical Coverage",
            "Date: May 5, 2026",
            "Name: Lena Oda",
            "",
            "You may ask Larkfield Medicare Advantage for an appeal within 65 days.",
        ),
        "Larkfield Medicare Advantage",
        None,
    ),
    (
        (
            "Larkfield Elder Advantage, PO Box 120, Akron, OH 44301",
            "Notice of Medicare Non-Coverage",
            "Patient: Lena Oda",
            "",
            "Completed by Redwood Post-Acute Partners for the plan on May 5, 2026.",
        ),
        "Larkfield Elder Advantage",
        "Redwood Post-Acute Partners",
    ),
    (
        (
            "Redwood Imaging Solutions",
            "PO Box 1200, Akron OH 44301",
            "",
            "May 5, 2026",
            "",
            "Member: ODA, LENA",
            "Health plan: Larkfield Mutual",
            "",
            "Dear Dr. Ostrow:",
            "We reviewed the request and denied it.",
        ),
        "Larkfield Mutual",
        "Redwood Imaging Solutions",
    ),
    (
        (
            "Redwood Specialty Review",
            "This was reviewed by Redwood Specialty Review for members of Larkfield Health Plan.",
            "",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "Denied.",
        ),
        "Larkfield Health Plan",
        "Redwood Specialty Review",
    ),
    (
        (
            "Larkfield Health Plan",
            "",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "Larkfield Health Plan has contracted with Redwood Review Partners to review it.",
        ),
        "Larkfield Health Plan",
        "Redwood Review Partners",
    ),
    (
        (
            "REDWOOD RX",
            "Pharmacy benefit manager for Larkfield Health Plan",
            "",
            "May 5, 2026",
            "Dear Ms. Oda:",
            "We denied the drug.",
        ),
        "Larkfield Health Plan",
        "Redwood Rx",
    ),
    (
        (
            "Kentucky Medicaid",
            "Prior Authorization Unit",
            "Administered by Redwood Rx",
            "",
            "May 5, 2026",
            "Dear Ms. Oda:",
            "We denied the drug.",
        ),
        "Kentucky Medicaid",
        "Redwood Rx",
    ),
    (
        (
            "Larkfield Care Network",
            "Utilization Management",
            "",
            "May 5, 2026",
            "",
            "Bayside Orthopedic Group",
            "12 Elm Street",
            "Reno NV 89501",
            "",
            "Dear Provider:",
            "Denied.",
            "",
            "Sincerely,",
            "Utilization Management",
            "Larkfield Care Network",
        ),
        "Larkfield Care Network",
        None,
    ),
    (
        (
            "eviCore healthcare",
            "400 Buckwalter Place Blvd",
            "",
            "May 5, 2026",
            "Re: Lena Oda",
            "Dear Dr. Ostrow:",
            "eviCore healthcare has reviewed this request for Larkfield Health Plan. We denied it.",
        ),
        "Larkfield Health Plan",
        "eviCore healthcare",
    ),
    (
        (
            "Larkfield Health Plan, Inc. (HMO)",
            "Notice of Denial of Medical Coverage",
            "Date: May 5, 2026   Member number: 12345678",
            "",
            "Your request was denied.",
            "",
            "Larkfield Health Plan is an HMO with a Medicare contract.",
        ),
        "Larkfield Health Plan, Inc. (HMO)",
        None,
    ),
    (
        (
            "Stonebridge IPA",
            "Delegated medical group for Larkfield Health Plan of Nevada",
            "",
            "May 5, 2026",
            "Dear Ms. Oda:",
            "We denied it.",
        ),
        "Larkfield Health Plan of Nevada",
        "Stonebridge IPA",
    ),
    (
        (
            "Redwood Behavioral Review",
            "",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "The stay was not certified.",
            "",
            "Sincerely,",
            "Redwood Behavioral Review, on behalf of Larkfield Health Plan",
        ),
        "Larkfield Health Plan",
        "Redwood Behavioral Review",
    ),
    (
        (
            "Redwood Rx",
            "",
            "May 5, 2026",
            "Dear Ms. Oda:",
            "Redwood Rx manages the drug benefit for the Tern Foundry Employee Health Plan.",
        ),
        "Tern Foundry Employee Health Plan",
        "Redwood Rx",
    ),
    (
        (
            "Utilization review for Larkfield Health Plan is provided by Redwood Review Partners.",
            "",
            "Larkfield Health Plan",
            "May 5, 2026",
            "Dear Dr. Ostrow:",
            "Denied.",
        ),
        "Larkfield Health Plan",
        "Redwood Review Partners",
    ),
]


@pytest.mark.parametrize(("lines", "payer", "vendor"), LETTERHEADS)
def test_who_writes_and_for_whom(
    placed: Callable[..., Document], lines: tuple[str, ...], payer: str, vendor: str | None
) -> None:
    plan, reviewer = read_payer(view_of(placed("\n".join(lines)).pages))
    assert (plan.value, reviewer.value) == (payer, vendor)


def test_the_lists_hold_names_and_no_name_twice() -> None:
    rules = load("payers")
    for kind in ("payers", "programs", "vendors"):
        names = [name.lower() for name in rules[kind]]
        assert all(isinstance(name, str) and name.strip() for name in rules[kind])
        assert len(names) == len(set(names))


def test_an_empty_list_of_names_finds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("payers"), "payers", [])
    list_pattern.cache_clear()
    try:
        assert list_pattern("payers").search("Redwood Review, Inc. - a company") is None
    finally:
        list_pattern.cache_clear()


@pytest.mark.parametrize(
    ("head", "payer"),
    [
        (
            "Corwin Rx Prior Authorization Center\tReviewed for: Harbor Tool Employee Health Plan",
            "Harbor Tool Employee Health Plan",
        ),
        (
            "Wren Behavioral Partners\tCare Advocacy\n\nOur client plan: Juniper Unity Health Plan",
            "Juniper Unity Health Plan",
        ),
        (
            "Summit Utilization Review\n\nCarrier\tOakfield Casualty Company",
            "Oakfield Casualty Company",
        ),
        (
            "Pulse Cardiology Management\nfor Larch Summit Health\n\nLOB\tCommercial PPO",
            "Larch Summit Health",
        ),
    ],
)
def test_whom_a_reviewer_works_for_is_told_by_a_label(
    placed: Callable[..., Document], head: str, payer: str
) -> None:
    letter = f"{head}\n\nThe request is denied."
    assert read_payer(view_of(placed(letter.replace("\t", "      ")).pages))[0].value == payer
