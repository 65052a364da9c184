"""The call packet: one PDF with the case on its first pages and the exhibits behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import weasyprint

from docextract.errors import OutputError
from docextract.facts import ChartDocument
from packet_builder.case import Case
from packet_builder.exhibits import (
    Exhibit,
    ExhibitPage,
    ExhibitPlan,
    ExhibitSource,
    Mark,
    plan_exhibits,
)
from packet_builder.front import BUDGETS, front_of, next_words
from packet_builder.labels import kind_words
from packet_builder.plain import clip
from packet_builder.routes import HEADINGS, card_of, steps_of, template_of
from packet_builder.sheets import Sheet, mount, sheet_for
from packet_builder.standing import standing_of
from packet_builder.typeset import render, to_pdf
from packet_builder.when import instant_words, short_date

SAY = {
    "partial": "Say what the record does show, with its date, and that it falls short by so much; "
    "ask whether that is enough with the other facts.",
    "contradicted": "Do not claim this one. If it is raised, name the finding with its date and "
    "ask which exception applies.",
    "gap": "Do not say that it was done. Say that it is not in the pages at hand, and ask whether "
    "sending it would change the decision, and by when.",
}
"""What to say where the chart falls short: the packet's own words, by status."""


def write_packet(case: Case, exhibits: ExhibitSource, out: Path) -> None:
    """Write the packet of a case to ``out``; the same bytes for the same case and files.

    Raises:
        OutputError: the case cites pages that are kept out or are not at hand.
    """
    plan = plan_exhibits(case, exhibits)
    body = to_pdf(_laid_out(case, plan))
    order = [(x.pdf, page.index, page.size) for x in plan.exhibits for page in x.pages]
    out.write_bytes(mount(body, order))


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """The way back from an exhibit page to a claim."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetMark:
    """A highlight on a sheet: boxes as left, top, width, height; the margin rule's top and
    height; all in points."""

    boxes: tuple[tuple[float, float, float, float], ...]
    stance: str
    anchor: str
    top: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """One exhibit sheet as the template shows it."""

    number: int
    page: int
    pages: int
    wide: bool
    title: str
    bookmark: str
    claims: tuple[ClaimLink, ...]
    marks: tuple[SheetMark, ...]


def _laid_out(case: Case, plan: ExhibitPlan) -> weasyprint.Document:
    """The packet at the roomiest setting whose first page holds all of page 1."""
    template, values = template_of(case), _values(case, plan)
    for fit, budget in enumerate(BUDGETS):
        setting = values | {"fit": fit, "budget": budget}
        if not _fits(render(template, setting | {"measuring": True})):
            continue
        document = render(template, setting | {"measuring": False})
        if _fits(document):
            return document
    raise OutputError("page 1 of the packet does not fit one page")


def _fits(document: weasyprint.Document) -> bool:
    """Whether what follows page 1 starts on page 2."""
    return len(document.pages) > 1 and "reason" in document.pages[1].anchors


def _values(case: Case, plan: ExhibitPlan) -> dict[str, Any]:
    standing = standing_of(case)
    reference = case.letter.reference_number.value
    about = f"Reference {clip(reference, 40)[0]}" if reference else "No reference number"
    return {
        "case": case,
        "plan": plan,
        "standing": standing,
        "front": front_of(case, standing, plan),
        "spot": plan.spot,
        "spots": plan.spots_of,
        "letter_spot": plan.letter_spot,
        "say": SAY,
        "sheets": tuple(_sheet(x, i, page) for x in plan.exhibits for i, page in _counted(x)),
        "kept_out": _kept_out(case),
        "title": f"Peer-to-peer packet. {about}",
        "heading": HEADINGS[template_of(case)],
        "foot": f"{about} · Confidential: protected health information",
        "prepared": instant_words(standing.now),
        "next_line": next_words(standing),
        "card": card_of(case),
        "steps": steps_of(case),
    }


def _counted(exhibit: Exhibit) -> list[tuple[int, ExhibitPage]]:
    return list(enumerate(exhibit.pages, start=1))


def _kept_out(case: Case) -> tuple[ChartDocument, ...]:
    return tuple(d for d in case.chart.documents if d.included is not True or d.excluded_pages)


def _sheet(exhibit: Exhibit, number: int, page: ExhibitPage) -> SheetView:
    sheet = sheet_for(*page.size)
    anchors = sorted({a for mark in page.marks for a in mark.claims}, key=_rank)
    name = "The payer’s letter" if exhibit.document is None else clip(exhibit.document, 70)[0]
    where = f", page {page.source_page} of {exhibit.total}" if page.source_page else ", typeset"
    title = f"{name}{where} · {kind_words(exhibit.kind)}, {short_date(exhibit.date)}"
    return SheetView(
        number=exhibit.number,
        page=number,
        pages=len(exhibit.pages),
        wide=sheet.wide,
        title=title,
        bookmark=_bookmark(exhibit, number, name),
        claims=tuple(ClaimLink(a, claim_words(a)) for a in anchors),
        marks=tuple(_mark(mark, sheet) for mark in page.marks),
    )


def claim_words(anchor: str) -> str:
    """An anchor of the packet in words: ``criterion-2`` → "Criterion 2"."""
    return anchor.replace("-", " ").capitalize()


def _bookmark(exhibit: Exhibit, number: int, name: str) -> str:
    return f"Ex. {exhibit.number}: {name}" if number == 1 else f"Ex. {exhibit.number}, p. {number}"


def _mark(mark: Mark, sheet: Sheet) -> SheetMark:
    boxes = tuple(sheet.place(box) for box in mark.lines)
    top = min(b[1] for b in boxes)
    bottom = max(b[1] + b[3] for b in boxes)
    return SheetMark(
        boxes=boxes,
        stance=mark.stance,
        anchor=mark.claims[0],
        top=round(top, 2),
        height=round(bottom - top, 2),
        label=" ".join(_short(a) for a in mark.claims[:2]),
    )


def _rank(anchor: str) -> tuple[int, int]:
    """Claims in the packet's order: by part, then by number."""
    name, _, number = anchor.partition("-")
    return (list(_SHORT).index(name), int(number or 0))


_SHORT = {
    "reason": "why",
    "fact": "F",
    "criterion": "C",
    "point": "P",
    "treatment": "T",
    "limitation": "L",
    "deadline": "D",
}


def _short(anchor: str) -> str:
    name, _, number = anchor.partition("-")
    return f"{_SHORT[name]}{number}" if name in _SHORT else name
