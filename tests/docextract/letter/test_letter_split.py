"""Cover sheets, several letters in a file, blank pages and stray chart pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.letter.split import split
from docextract.office import Office
from docextract.pages.page import Document, Page

COVER = """
FAX COVER SHEET
To: Alder Clinic         Fax: 206-555-0108
From: Larkfield Plan     Pages: 3
Re: your patient
Confidential: intended only for the person named above.
"""
FIRST = """
Larkfield Health Plan
May 5, 2026
Member: MARCHETTI, ODILE    Member ID: QZT44011807
Case number: RV-20417
Dear Dr. Ostrow:
We denied the request. It is not medically necessary.
Page 1 of 2
"""
SECOND = """
You may appeal within 180 days of receiving this letter.
Page 2 of 2
"""
OTHER = """
Larkfield Health Plan
May 6, 2026
Member: BRANNOCK, TOBIN    Member ID: QZT99100288
Case number: RV-30001
Dear Dr. Ostrow:
We approved the request.
Page 1 of 1
"""
CHART = """
Alder Clinic progress note    MRN 00122
Chief complaint: knee pain
History of present illness: six weeks of pain on stairs.
Vital signs: BP 128/80
Assessment and plan: exercise.
"""


def test_a_cover_sheet_belongs_to_the_letter_after_it(placed: Callable[..., Document]) -> None:
    (part,) = split(placed(COVER, FIRST, SECOND))
    assert part.numbers == (1, 2, 3)
    assert [p.number for p in part.pages] == [2, 3]


SPEAKING = """
FAX
To: Case Management, 6 West    From: Larkfield Health Plan
Patient: O. MARCHETTI    Sent 05/05/2026
The request was not approved. A physician may speak with our medical director before noon on
May 8, 2026: 555-555-0113.
"""


def test_a_cover_that_says_something_is_read_with_its_letter(
    placed: Callable[..., Document],
) -> None:
    (part,) = split(placed(SPEAKING, FIRST, SECOND))
    assert [p.number for p in part.pages] == [1, 2, 3]
    other = SPEAKING.replace("MARCHETTI", "BRANNOCK")
    assert [p.numbers for p in split(placed(other, FIRST, SECOND))] == [(1,), (2, 3)]


def test_two_letters_are_told_apart_and_a_blank_page_is_nobodys(
    placed: Callable[..., Document],
) -> None:
    document = placed(FIRST, SECOND, "x", OTHER)
    blank = Page(3, 612.0, 792.0, (), "none", "blank")
    pages = (*document.pages[:2], blank, document.pages[3])
    parts = split(replace(document, pages=pages))
    assert [p.numbers for p in parts] == [(1, 2), (4,)]


def test_a_stray_chart_page_is_a_part_of_its_own(placed: Callable[..., Document]) -> None:
    parts = split(placed(FIRST, SECOND, CHART))
    assert [(p.numbers, p.stray) for p in parts] == [((1, 2), False), ((3,), True)]


def test_a_page_that_goes_on_is_never_cut_off(placed: Callable[..., Document]) -> None:
    form = "APPEAL REQUEST FORM\nMember name: ________\nPage 1 of 1"
    assert [p.numbers for p in split(placed(FIRST, SECOND, form))] == [(1, 2, 3)]


def test_letters_are_read_in_order_and_an_unread_file_gives_one(
    placed: Callable[..., Document],
) -> None:
    results = _read(placed(FIRST, SECOND, OTHER))
    assert [r.letter.document_type.value for r in results] == ["denial", "approval"]
    assert [r.letter.reference_number.value for r in results] == ["RV-20417", "RV-30001"]
    unread = Page(1, 612.0, 792.0, (), "none", "unread", note="too dark")
    (told,) = _read(Document("dark.tif", "0" * 64, "image", (unread,)))
    assert told.letter.document_type.needs_review
    assert told.letter.patient.name.needs_review
    assert "deadlines" in told.letter.review


def _read(document: Document) -> tuple:  # type: ignore[type-arg]
    at = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)
    source = Source(
        path="made.pdf",
        sha256="0" * 64,
        pages=3,
        received_at=at.isoformat(),
        received_from="option",
    )
    received = Received(at=at, source="option")
    return read_letters(document, source=source, received=received, office=Office())
