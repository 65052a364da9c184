"""Records that the law protects beyond HIPAA: they wait for a person's word.

In a file that holds several documents only those with the marking are kept out: from the heading
before it until the next document begins. Where it is not sure how far it reaches, all are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from docextract.chart.kind import heading_of
from docextract.pages.page import Document, Page
from docextract.rules import load

_CONTINUED = re.compile(r"\bpage\s*(\d{1,3})\s*(?:of|/)\s*\d{1,3}\b", re.IGNORECASE)
_LETTERHEAD_LINES = 3
_TITLE_WORDS = 8
_TITLE = re.compile(
    r"\b(?:note|record|summary|report|evaluation|assessment|plan|results?|history|letter)s?$",
    re.IGNORECASE,
)
_TOP_LINES = 12
_DATE = re.compile(
    r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Why records are kept back, and the pages; ``whole`` where that is the whole document."""

    reason: str
    pages: tuple[int, ...]
    whole: bool


def guarded(document: Document, excluded: tuple[int, ...] = ()) -> Guarded | None:
    """What of a document must not be used unasked; None for ordinary records.

    ``excluded`` are pages that are kept out already. Sources: 42 CFR 2.12 and 2.32 (substance use
    disorder programs and the notice that goes with their records), 45 CFR 164.501 and
    164.508(a)(2) (psychotherapy notes).
    """
    pages = [page for page in document.pages if page.number not in excluded]
    marks = list(_marks(pages))
    if not marks:
        return None
    reason = "; ".join(dict.fromkeys(why for why, _ in marks))
    marked = {number for _, numbers in marks for number in numbers}
    houses = _houses(pages, marked)
    parts = _parts(pages, marked, houses)
    hit = [
        part
        for part in parts
        if marked & {page.number for page in part} or _letterhead(part[0]) in houses
    ]
    cover = bool(pages) and pages[0].number in marked
    whole = cover or not document.paged or 2 * len(hit) > len(parts)
    kept = pages if whole else [page for part in hit for page in part]
    return Guarded(reason, tuple(sorted(page.number for page in kept)), whole=whole)


def _marks(pages: Sequence[Page]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each marking: why it protects, and the pages that its words stand on."""
    starts, text = [], ""
    for page in pages:
        starts.append(len(text))
        text += page.text + "\n"
    for row in load("chart_identity")["guarded"]:
        for found in re.finditer(row["pattern"], text, re.IGNORECASE):
            before = text[max(0, found.start() - 120) : found.end()]
            if not re.search(row["unless"], before, re.IGNORECASE):
                ends = [*starts[1:], len(text)]
                yield (
                    str(row["reason"]),
                    tuple(
                        page.number
                        for page, start, end in zip(pages, starts, ends, strict=True)
                        if start < found.end() and found.start() < end
                    ),
                )


def _parts(
    pages: Sequence[Page], marked: Collection[int], houses: frozenset[str | None]
) -> list[list[Page]]:
    """The documents in a file: each begins with a heading that the page before does not have.

    One begins where the letterhead of a marked page comes up, too. A title of no known kind
    begins one only on a marked page: it must not end a protected one.
    """
    parts: list[list[Page]] = []
    last: str | None = None
    for page in pages:
        heading = _heading(page, any_title=page.number in marked)
        numbered = _CONTINUED.search(page.text)
        goes_on = numbered is not None and int(numbered[1]) > 1
        new = heading is not None and heading != last and not goes_on
        if not parts or new or _letterhead(page) in houses - {_letterhead(parts[-1][-1])}:
            parts.append([])
        last = heading or last
        parts[-1].append(page)
    return parts


def _heading(page: Page, *, any_title: bool) -> str | None:
    """The title by which a document surely begins: a few words alone, above a date."""
    heading = heading_of(page)
    if heading is None and any_title:
        lines = (line.text for line in page.lines[:_TOP_LINES])
        heading = next((text for text in lines if _TITLE.search(text)), None)
    if heading is None or len(heading.split()) > _TITLE_WORDS or re.search(r"[:;.,]", heading):
        return None
    top = "\n".join(line.text for line in page.lines[:_TOP_LINES])
    return heading if _DATE.search(top) else None


def _houses(pages: Sequence[Page], marked: Collection[int]) -> frozenset[str | None]:
    """The letterheads of marked pages, without one that is on most pages of the file."""
    heads = Counter(_letterhead(page) for page in pages)
    found = {_letterhead(page) for page in pages if page.number in marked}
    return frozenset(head for head in found if head and 2 * heads[head] <= len(pages))


def _letterhead(page: Page) -> str | None:
    """The first of a page's top lines that may name a house: words alone, no heading."""
    for line in page.lines[:_LETTERHEAD_LINES]:
        words = " ".join(word.text for word in line.words)
        if (
            len(line.words) >= 2
            and not re.search(r"[\d:]", words)
            and heading_of(page) != line.text
        ):
            return words.casefold()
    return None
