"""All that reading letters needs, loaded before the first letter comes.

A process that others are forked from does this once, so that its children share the tables, the
patterns and the model, which take as long to load as ten letters take to read.
"""

from __future__ import annotations

from datetime import UTC, datetime

from docextract.facts import Received, Source
from docextract.letter import read_letters
from docextract.office import Office
from docextract.pages.page import Document, Line, Page, Word

_LETTER = """Example Health Plan
Utilization Management, P.O. Box 100, Springfield, IL 62701
March 2, 2026
Member: Pat Example    Member ID: EX1000001    Date of birth: 01/02/1970
Reference number: 2026-0001    Requested service: CPT 00000, 2 units    Diagnosis: Z00.00
Ordering provider: Sam Example, MD    NPI: 1234567893    Facility: Example Clinic
Notice of adverse determination
We have denied the request because it is not medically necessary under the plan's policy EX-1.
The following criteria were not met:
1. Six weeks of conservative treatment were not documented.
A peer-to-peer discussion may be requested within 14 days of this letter at 800-555-0100.
You may appeal within 180 calendar days of receipt of this notice. Fax: 800-555-0101.
Reviewed by Lee Example, MD, Board Certified in Internal Medicine
"""
"""An invented letter that has every part once."""


def warm() -> None:
    """Read a letter of no one, for the tables, patterns and models that this loads."""
    lines = tuple(
        Line(tuple(Word(word, None) for word in text.split()), block)
        for block, text in enumerate(_LETTER.splitlines())
    )
    page = Page(1, 612.0, 792.0, lines, "text")
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    read_letters(
        Document("letter", "", "text", (page,), paged=False),
        source=Source(
            path="letter", sha256="", pages=1, received_at=at.isoformat(), received_from="option"
        ),
        received=Received(at=at, source="option"),
        office=Office(),
    )
