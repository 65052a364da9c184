"""A badly read letter says what may be lost or bent."""

from __future__ import annotations

from datetime import datetime

import pytest

from docextract.facts import Deadline, Fact, Letter, Patient, Received
from docextract.letter.doubt import LISTS, doubted, doubtful_share
from docextract.letter.split import Part
from docextract.letter.story import read_letter
from docextract.office import Office
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import text_of

WORDS = (
    "Dear Dr. Adams: We received your request for an MRI of the knee for Mary Jones. The "
    "request is denied because it is not medically necessary. You may appeal within 180 days "
    "of this letter."
).split()


def page(faint: int) -> Page:
    """A page of ten words a line, of which the first ``faint`` ones were hardly legible."""
    placed = []
    for i, text in enumerate(WORDS):
        x, y = 72.0 + 45 * (i % 10), 100.0 + 14 * (i // 10)
        placed.append(Word(text, (x, y, x + 38, y + 12), 0.45 if i < faint else 0.97))
    lines = tuple(Line(tuple(placed[i : i + 10]), 0) for i in range(0, len(placed), 10))
    return Page(1, 612.0, 792.0, lines, "ocr")


def read(faint: int) -> Letter:
    office = Office(zone="America/New_York")
    received = Received(at=datetime(2026, 3, 4, 9, tzinfo=office.tz), source="option")
    return read_letter(Part((page(faint),)), received=received, office=office)


@pytest.mark.parametrize("faint", [0, 1, 4])
def test_the_share_of_doubtful_words(faint: int):
    assert doubtful_share(text_of([page(faint)])) == pytest.approx(faint / len(WORDS))
    assert doubtful_share(text_of([])) == 0.0


@pytest.mark.parametrize(
    ("share", "named", "null", "value"),
    [(0.01, False, False, False), (0.025, True, True, False), (0.05, True, True, True)],
)
def test_losses_are_feared_before_values_are_doubted(share, named, null, value):
    told = doubted(Letter(payer=Fact[str](value="A", confidence=0.8)), share)
    assert (bool(told.review), told.facility.needs_review, told.payer.needs_review) == (
        named,
        null,
        value,
    )


def test_what_was_not_found_in_a_badly_read_letter_could_not_be_read():
    clear, bad = read(0), read(6)
    assert not clear.request_date.needs_review
    assert not clear.ordering_provider.npi.needs_review
    assert bad.request_date.needs_review
    assert bad.ordering_provider.npi.needs_review
    assert bad.reviewer.specialty.confidence == 0.0
    assert bad.review == LISTS


def test_an_unsure_leaf_makes_its_entry_doubtful_and_a_sure_one_stays():
    sure, unsure = Fact[str](value="A", confidence=0.95), Fact[str](value="B", confidence=0.8)
    letter = Letter(
        patient=Patient(name=sure, dob=unsure),
        diagnoses=(sure, unsure),
        deadlines=(Deadline(due=sure), Deadline(due=unsure), Deadline()),
    )
    told = doubted(letter, 0.1)
    assert [told.patient.name.needs_review, told.patient.dob.needs_review] == [False, True]
    assert [d.needs_review for d in told.diagnoses] == [False, True]
    assert [d.needs_review for d in told.deadlines] == [False, True, True]
    assert told.deadlines[0].amount.needs_review is False
