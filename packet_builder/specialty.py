"""The ordering physician's specialty, where a page of the chart prints it beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from docextract.facts import Assertion, ChartDocument
from docextract.pages.page import Document, Line, Page
from docextract.rules import load
from packet_builder.case import OrderingSpecialty, Passage

_DEGREES = (
    r"(?:,?\s*(?:M\.?D\.?|D\.?O\.?|D\.?P\.?M\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|F[A-Z]{3,4}))*"
)
_BETWEEN = r"\s*[,(;:\-\u2013\u2014]?\s*"
_SURNAME = re.compile(r"[^\W\d_][\w'\u2019-]*$")


def ordering_specialty(
    name: str | None, documents: Sequence[Document], listed: Sequence[ChartDocument]
) -> OrderingSpecialty | None:
    """The specialty printed after the physician's name, from the newest document that has it.

    Args:
        name: the ordering provider as the letter names him or her; None gives None.
        documents: the chart's files as read.
        listed: what the case says of them; pages that are kept out are not looked at.
    """
    surname = _SURNAME.search(name or "")
    if surname is None:
        return None
    shape = re.compile(
        rf"\b{re.escape(surname[0])}\b{_DEGREES}{_BETWEEN}(?P<what>{_specialties()})\b(?!\s+[A-Z])"
    )
    by_name = {document.name: document for document in documents}
    rows = [row for row in listed if row.included is True and row.document in by_name]
    for row in sorted(rows, key=lambda r: r.date or "", reverse=True):
        for page, line in _lines(by_name[row.document], row):
            found = shape.search(line.text)
            if found:
                return OrderingSpecialty(value=found["what"], evidence=(_passage(row, page, line),))
    return None


@cache
def _specialties() -> str:
    names = sorted(load("reviewers")["specialties"], key=len, reverse=True)
    return "|".join(re.escape(name) for name in names)


def _lines(document: Document, row: ChartDocument) -> Iterator[tuple[Page, Line]]:
    for page in document.pages:
        if page.number not in row.excluded_pages:
            yield from ((page, line) for line in page.lines)


def _passage(row: ChartDocument, page: Page, line: Line) -> Passage:
    return Passage(
        document=row.document,
        page=page.number,
        bbox=line.box,
        lines=(line.box,) if line.box else (),
        text=" ".join(line.text.split()),
        stance="supports",
        assertion=Assertion.AFFIRMED,
        date=row.date,
        confidence=min((word.confidence for word in line.words), default=1.0),
    )
