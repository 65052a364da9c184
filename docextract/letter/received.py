"""When a letter reached the office, and which clock says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from docextract.facts import Received
from docextract.letter.clock_text import find_clocks, moment_of
from docextract.letter.dates import find_dates
from docextract.office import Office
from docextract.pages.page import Document, Line, Page
from docextract.pages.text import Text, text_of

TOP_LINES = 3
"""A fax machine prints its line above everything else."""
TOP_SHARE = 0.09
LEGIBLE = 0.8
"""A printed line read less surely than this is no clock, unless another page says the same."""
PLAUSIBLE = timedelta(days=31)
"""A line older than this against the file's own time was misread or belongs to another sending."""
TRANSMISSION = timedelta(minutes=5)
"""The line tells when sending began; a file that was complete so shortly after it is the same
sending, received when it was complete."""
_SENDING = re.compile(
    r"\bfrom\b|\bfax\b|\bto\s?:|->|→|=>|\bp\.?\s?\d{1,3}\s*(?:/|of|\b)|\bpage\b|\bpg\.?\s?\d|"
    r"\b\d{1,3}\s?/\s?\d{1,3}\s*$|\d{3}[-. )]\s?\d{3}[-. ]\d{4}|\bRx\b|\bTx\b",
    re.IGNORECASE,
)


def moment_of_receipt(
    document: Document,
    *,
    option: datetime | None,
    inbox: datetime | None,
    file_time: datetime,
    office: Office,
) -> Received:
    """The moment of receipt in the office's zone: what a person says, else the first sighting
    in a watched inbox, else the earlier of the fax line and the file's own time.

    Times without an offset are the office's.
    """
    for moment, source in ((option, "option"), (inbox, "inbox")):
        if moment is not None:
            local = _local(moment, office)
            return Received(at=local, source="option" if source == "option" else "inbox")
    own = _local(file_time, office)
    line = _fax_time(document, own, office)
    if line is not None and line < own - TRANSMISSION:
        return Received(at=line, source="fax_header")
    return Received(at=own, source="file_time")


def _local(moment: datetime, office: Office) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=office.tz)
    return moment.astimezone(office.tz)


def _fax_time(document: Document, file_time: datetime, office: Office) -> datetime | None:
    """The earliest time in a legible fax line: surely read, or the same day on two pages."""
    told = [found for page in document.pages for found in _on_page(page, office)]
    fitting = [(m, sure) for m, sure in told if file_time - PLAUSIBLE <= m <= file_time]
    days = [moment.date() for moment, _ in fitting]
    legible = [m for m, sure in fitting if sure >= LEGIBLE or days.count(m.date()) > 1]
    return min(legible, default=None)


def _on_page(page: Page, office: Office) -> Iterator[tuple[datetime, float]]:
    """(moment, confidence) of the fax lines on top of a page."""
    for line in page.lines[:TOP_LINES]:
        box = line.box
        if box is not None and box[1] > TOP_SHARE * page.height:
            continue
        text = text_of([_only(page, line)])
        if not _SENDING.search(text.plain):
            continue
        moment = _moment(text, office)
        if moment is not None:
            yield moment


def _only(page: Page, line: Line) -> Page:
    return Page(page.number, page.width, page.height, (line,), page.source)


def _moment(text: Text, office: Office) -> tuple[datetime, float] | None:
    days = find_dates(text)
    if not days or (days[0].ambiguous and days[0].confidence < LEGIBLE):
        return None
    clock = next(find_clocks(text.plain, days[0].end), None)
    clock = clock or next(find_clocks(text.plain, 0, days[0].start), None)
    if clock is None:
        return None
    moment, _ = moment_of(days[0].value, clock, office)
    return moment, min(days[0].confidence, text.confidence(clock.start, clock.end))
