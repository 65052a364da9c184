"""The number and the days of what was approved, in labels and in sentences."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import Fact
from docextract.letter.authorization import read_authorization

NOT_SAID = Fact[str]()


@pytest.mark.parametrize(
    ("letter", "number", "first", "last"),
    [
        (
            "The infusions are approved. Authorization XB-4471-2 is good from 06/15/2026 to 12/14/2026.",
            "XB-4471-2",
            "2026-06-15",
            "2026-12-14",
        ),
        (
            "Certification number for lines 1 and 2: QR-55120-C. Usable 03-Mar-2026 through 01-Jun-2026.",
            "QR-55120-C",
            "2026-03-03",
            "2026-06-01",
        ),
        (
            "These are now authorized under AO-7331-26, Mar. 2, 2026 through May 29, 2026.",
            "AO-7331-26",
            "2026-03-02",
            "2026-05-29",
        ),
        (
            "Covered: 3 days, May 20 through May 22, 2026 (authorization SB-40-771).",
            "SB-40-771",
            "2026-05-20",
            "2026-05-22",
        ),
        (
            "We put that in under auth no. 5520-OB-17 for 1/11/26 to 1/13/26.",
            "5520-OB-17",
            "2026-01-11",
            "2026-01-13",
        ),
    ],
)
def test_number_and_days_told_in_a_sentence(view, letter, number, first, last):
    told = read_authorization(view(letter), NOT_SAID, approves=True)
    assert (told.number.value, told.valid_from.value, told.valid_through.value) == (
        number,
        first,
        last,
    )
    assert told.number.evidence


@pytest.mark.parametrize(
    "letter",
    [
        "Form CMS-10003. OMB approval number 0938-0829.",
        "Your earlier authorization KK-99120 is not touched by this.",
        "Born 07/30/1968, seen from then until 03/16/2026.",
    ],
)
def test_other_numbers_authorize_nothing(view, letter):
    told = read_authorization(view(letter), NOT_SAID, approves=True)
    assert told.number.value is None
    assert told.number.needs_review  # an approval prints one nearly always


def test_nothing_approved_nothing_authorized(view):
    told = read_authorization(view("Authorization XB-4471-2"), NOT_SAID, approves=False)
    assert told.number.value is None
    assert not told.number.needs_review
