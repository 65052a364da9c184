"""Whose each document is: no page is used before it is tied to the letter's patient.

A page is *own* where two marks agree (name with date of birth, record number or member
number, or a name that nothing contradicts), *other* where it names somebody else, *ask*
where a person must look, *silent* where it says nothing. A silent page follows its own
document, and only where nothing in that document conflicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from docextract.chart.person import learn
from docextract.chart.verdicts import Verdict, judge_page
from docextract.facts import Identity, Release
from docextract.pages.page import Document, Page


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a document is: as :class:`docextract.facts.ChartDocument` tells it."""

    included: bool | Literal["ask"]
    reason: str | None
    excluded_pages: tuple[int, ...]


def owners(
    documents: Sequence[Document],
    patient: Identity,
    *,
    reference_date: date | None = None,
    released: Mapping[str, Release] | None = None,
) -> tuple[Ownership, ...]:
    """Whose each document of a folder is, in order.

    Args:
        documents: the files of one chart folder; they are judged together, because a page
            may be known by what the others print.
        patient: who the letter is about.
        reference_date: the day of the request, which ages are counted to.
        released: by the documents' SHA-256, what a person said of them.
    """
    marks, person = learn(documents, patient)
    said = released or {}
    found = []
    for document, pages in zip(documents, marks, strict=True):
        if not any(page.lines for page in document.pages):
            found.append(Ownership("ask", "none of its pages could be read", ()))
            continue
        verdicts = [judge_page(m, person, reference_date) for m in pages]
        verdicts = _inherit(verdicts, document.pages)
        release = said.get(document.sha256)
        if release is not None:
            verdicts = [_on_a_word(verdict, release) for verdict in verdicts]
        rolled = _roll_up(verdicts)
        if release is not None and rolled.included is True:
            reason = "; ".join(filter(None, (rolled.reason, release.told)))
            rolled = replace(rolled, reason=reason)
        found.append(rolled)
    return tuple(found)


def _on_a_word(verdict: Verdict, release: Release) -> Verdict:
    """A page that was asked about as the patient's own; one that names another only by number."""
    by_number = release.pages is not None
    asked = verdict.standing == "ask" or (by_number and verdict.standing == "other")
    return Verdict(verdict.page, "own") if asked and release.covers(verdict.page) else verdict


_PAGE_OF = re.compile(
    r"\b(?:page|pg\.?)\s*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b(?!/)"
    r"|^\W*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\W*$|(?<![\d/])(\d{1,3})\s+of\s+(\d{1,3})\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def _inherit(verdicts: Sequence[Verdict], pages: Sequence[Page]) -> list[Verdict]:
    """Give silent pages the standing of their document where nothing conflicts."""
    told = {v.standing for v in verdicts if v.standing != "silent"}
    found: list[Verdict] = []
    for i, verdict in enumerate(verdicts):
        if verdict.standing != "silent":
            found.append(verdict)
        elif told == {"own"}:
            found.append(Verdict(verdict.page, "own"))
        elif told == {"other"}:
            reason = next(v.reason for v in verdicts if v.reason)
            found.append(Verdict(verdict.page, "other", reason))
        elif _continues(pages[i], list(zip(pages, (*found, *verdicts[i:]), strict=True))):
            found.append(Verdict(verdict.page, "own"))
        else:
            why = f"nothing on page {verdict.page} says whose it is"
            found.append(Verdict(verdict.page, "ask", why))
    return found


def _continues(page: Page, others: Sequence[tuple[Page, Verdict]]) -> bool:
    """Whether the printed numbering ties a silent page to the patient's own pages of its document.

    "2 of 3" follows an own "1 of 3", also where a page that was filed by mistake lies between;
    not where a page that is not the patient's counts to the same end.
    """
    wanted = _numbers(page)
    own = {n for each, verdict in others if verdict.standing == "own" for n in _numbers(each)}
    strange = {
        end
        for each, verdict in others
        if verdict.standing in ("other", "ask")
        for _, end in _numbers(each)
    }
    return any((at - 1, end) in own and end not in strange for at, end in wanted)


def _numbers(page: Page) -> set[tuple[int, int]]:
    """What a page's edges print as its number and the number of pages: (2, 3)."""
    edges = "\n".join(line.text for line in (*page.lines[:4], *page.lines[-4:]))
    told = ([int(n) for n in row if n] for row in _PAGE_OF.findall(edges))
    return {(at, end) for at, end in told}


def _roll_up(verdicts: Sequence[Verdict]) -> Ownership:
    """The document's standing: its own pages are used, the others kept out."""
    standings = {v.standing for v in verdicts}
    reasons = "; ".join(dict.fromkeys(v.reason for v in verdicts if v.reason)) or None
    kept_out = tuple(v.page for v in verdicts if v.standing != "own")
    if standings == {"other"}:
        return Ownership(False, next(v.reason for v in verdicts if v.reason), kept_out)
    if "own" in standings:
        return Ownership(True, reasons if kept_out else None, kept_out)
    return Ownership("ask", reasons, ())
