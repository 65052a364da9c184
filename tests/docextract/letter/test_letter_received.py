"""The moment of receipt: what a person says, the inbox, the fax line, the file."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from docextract.letter.received import moment_of_receipt
from docextract.office import Office
from docextract.pages.page import Document, Line, Page, Word

OFFICE = Office(zone="America/New_York")
FILE = datetime(2026, 3, 4, 11, 0, tzinfo=OFFICE.tz)


def fax(*tops: str, confidence: float = 1.0, at: float = 12.0) -> Document:
    """A document whose pages carry these lines on top."""
    pages = []
    for number, top in enumerate(tops, 1):
        words = tuple(
            Word(w, (20.0 + 40 * i, at, 55.0 + 40 * i, at + 10), confidence)
            for i, w in enumerate(top.split())
        )
        pages.append(Page(number, 612, 792, (Line(words, 0),), "ocr"))
    return Document("fax.tif", "0", "image", tuple(pages))


def received(document: Document, **given: datetime | None) -> tuple[str, str]:
    option, inbox = given.get("option"), given.get("inbox")
    found = moment_of_receipt(document, option=option, inbox=inbox, file_time=FILE, office=OFFICE)
    return found.at.isoformat(), found.source


@pytest.mark.parametrize(
    "top",
    [
        "03/04/2026 10:15 AM EST FROM: EXAMPLE UM 555-555-0101 PG 01/02",
        "MAR 4 2026 9:15 AM CST EXAMPLE CARE 555-555-0102 PAGE 1 OF 2",
        "Mar-04-2026 10:15 EXAMPLE PLAN 555-555-0103 p. 1/2",
        "2026-03-04 10:15 FAX 555-555-0104 -> 555-555-0105 P01",
        "FROM:EXAMPLE 555-555-0106 10:15 03/04/26 P.1",
    ],
)
def test_the_fax_line_counts_where_it_is_earlier(top: str) -> None:
    assert received(fax(top)) == ("2026-03-04T10:15:00-05:00", "fax_header")


@pytest.mark.parametrize(
    "top",
    [
        "03/04/2026 10:58 AM EST FROM: EXAMPLE 555-555-0101 PG 01/02",  # the same sending
        "03/04/2026 2:15 PM EST FROM: EXAMPLE 555-555-0101 PG 01/02",  # after the file
        "03/04/2016 10:15 AM EST FROM: EXAMPLE 555-555-0101 PG 01/02",  # a misread year
        "Date of notice 03/04/2026 10:15 AM",  # no line of a fax machine
        "03/04/2026 FROM: EXAMPLE 555-555-0101 PG 01/02",  # no time
    ],
)
def test_the_files_own_time_else(top: str) -> None:
    assert received(fax(top)) == ("2026-03-04T11:00:00-05:00", "file_time")


def test_a_line_in_the_middle_of_a_page_is_no_fax_line() -> None:
    top = "03/04/2026 10:15 AM EST FROM: EXAMPLE 555-555-0101"
    assert received(fax(top, at=300.0))[1] == "file_time"


def test_a_faint_line_needs_a_second_page_that_says_the_same() -> None:
    top = "03/04/2026 10:15 AM EST FROM: EXAMPLE 555-555-0101 PG 01"
    assert received(fax(top, confidence=0.5))[1] == "file_time"
    assert received(fax(top, top, confidence=0.5))[1] == "fax_header"


def test_what_a_person_says_comes_first_then_the_inbox() -> None:
    said = FILE + timedelta(hours=3)
    seen = FILE + timedelta(hours=1)
    letter = fax("03/04/2026 10:15 AM EST FROM: EXAMPLE 555-555-0101")
    assert received(letter, option=said, inbox=seen) == (said.isoformat(), "option")
    assert received(letter, inbox=seen) == (seen.isoformat(), "inbox")


def test_times_without_an_offset_are_the_offices() -> None:
    said = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - as a person types it
    assert received(fax("x"), option=said)[0] == "2026-07-01T09:30:00-04:00"
