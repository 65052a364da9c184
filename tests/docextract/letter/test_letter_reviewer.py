"""Who decided, in many wordings: by a cue, by a title below the name, by elimination."""

# ruff: noqa: E501 - each letter's sentence stands on a line of its own

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.reviewer import read_reviewer
from docextract.letter.view import view_of
from docextract.pages.page import Document

LETTER = """Larkspur Health Plan

March 3, 2026

Member: Odile Marchetti
Reference: RV-20417

Dear Dr. Ostrow:

The request for a lumbar fusion by Lena Ostrow, MD is denied because no therapy was tried.

{words}

Appeals

You may appeal within 180 days. Mail it to PO Box 12, Dayton, OH 45401 or call 937-555-0100.
"""

WORDS = [
    (
        "Electronically signed by Harriet Vance, DO, Associate Medical Director, Internal Medicine",
        "Harriet Vance",
        "DO",
    ),
    ("Physician reviewer - Harriet Vance, M.D., Neurology", "Harriet Vance", "MD"),
    ("Reviewer    Harriet Vance, MD (Pediatrics)", "Harriet Vance", "MD"),
    (
        "Clinician who made this determination: Harriet Vance, MD, board certified in Psychiatry.",
        "Harriet Vance",
        "MD",
    ),
    (
        "Harriet Vance, PharmD, a clinical pharmacist with the Plan, made this decision.",
        "Harriet Vance",
        "PharmD",
    ),
    (
        "The request went to Dr. Harriet Vance, our physician adviser (Family Medicine), who did not find it necessary.",
        "Harriet Vance",
        None,
    ),
    (
        "A specialist in cardiology, Harriet Vance MD, looked at the file and recommended against approval.",
        "Harriet Vance",
        "MD",
    ),
    ("Review performed by: HARRIET VANCE, MD   SPECIALTY: RADIOLOGY", "Harriet Vance", "MD"),
    ("Denied by H. Vance, MD, Medical Director (General Surgery).", "H. Vance", "MD"),
    (
        "Respectfully,\n\nHarriet Vance, MD\nMedical Director, Larkspur Health Plan\nBoard Certified, Obstetrics and Gynecology",
        "Harriet Vance",
        "MD",
    ),
    (
        "Our doctor who said no is Harriet Vance, MD. She is a kidney specialist (nephrology).",
        "Harriet Vance",
        "MD",
    ),
    (
        "The adverse determination is that of Harriet Vance, MD, FACS (Urology), licensed in Ohio.",
        "Harriet Vance",
        "MD, FACS",
    ),
    ("MD REVIEWER: VANCE, HARRIET, MD   BOARD: HEMATOLOGY", "Harriet Vance", "MD"),
    (
        "Consulting physician: Harriet Vance, MD, Dermatology. Her opinion was adopted by the Plan.",
        "Harriet Vance",
        "MD",
    ),
    ("Signed,\n\nHarriet Vance, DMD\nDental Consultant", "Harriet Vance", "DMD"),
    ("Case reviewed 03/02/2026 by Harriet Vance, MD, IM/Pulm.", "Harriet Vance", "MD"),
    ("Harriet Vance, MD\nReviewing Physician, Sleep Medicine", "Harriet Vance", "MD"),
    (
        "The physician responsible for the decision: Harriet Vance, MD, licensed in Ohio, certified by the American Board of Surgery.",
        "Harriet Vance",
        "MD",
    ),
    (
        "Who made the decision\n\nHarriet Vance, MD, is an eye doctor (Ophthalmology). She works for the plan.",
        "Harriet Vance",
        "MD",
    ),
]


@pytest.mark.parametrize(("words", "name", "credentials"), WORDS)
def test_the_reviewer_is_found(
    placed: Callable[..., Document], words: str, name: str, credentials: str | None
) -> None:
    seen = view_of(placed(LETTER.format(words=words)).pages)
    told = read_reviewer(seen, "Lena Ostrow")
    assert (told.name.value, told.credentials.value) == (name, credentials)


def test_the_one_who_asked_is_no_reviewer(placed: Callable[..., Document]) -> None:
    seen = view_of(placed(LETTER.format(words="We reviewed the notes of Lena Ostrow, MD.")).pages)
    assert read_reviewer(seen, "Lena Ostrow").name.value is None


@pytest.mark.parametrize(
    ("words", "credentials", "specialty"),
    [
        (
            "The reviewer was Harriet Vance, MD, a board-certified orthopedic surgeon.",
            "MD",
            "orthopedic surgeon",
        ),
        (
            "Your appeal was reviewed by Harriet Vance, MD, a psychiatrist certified by the American Board of Psychiatry and Neurology.",
            "MD",
            "psychiatrist",
        ),
        (
            "The determination was made by Harriet Vance, DO, who is board certified in Pain Medicine and holds active licenses in Ohio.",
            "DO",
            "Pain Medicine",
        ),
        ("Reviewer: Harriet Vance, PhD, HSPP, BCBA-D, Clinical Psychology.", "PhD, HSPP, BCBA-D", "Clinical Psychology"),
        (
            "The doctor who decided is Harriet Vance, MD. She is board certified in Pediatric Neurosurgery.",
            "MD",
            "Pediatric Neurosurgery",
        ),
    ],
)  # fmt: skip
def test_what_the_reviewer_practices(
    placed: Callable[..., Document], words: str, credentials: str, specialty: str
) -> None:
    told = read_reviewer(view_of(placed(LETTER.format(words=words)).pages), "Lena Ostrow")
    assert (told.credentials.value, told.specialty.value) == (credentials, specialty)
