"""Exhibit sheets as the template draws them: strip, highlights, margin rules."""

from __future__ import annotations

from dataclasses import dataclass

from packet_builder.exhibits import Exhibit, ExhibitPage, ExhibitPlan
from packet_builder.labels import kind_words
from packet_builder.plain import clip
from packet_builder.sheets import Sheet, sheet_for
from packet_builder.when import short_date

LABEL_HEIGHT, LABEL_CHARACTERS = 6.6, 5
"""A margin label: height of its lines in points, and how many characters one line holds."""


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims of one part that cite a page: the part's name, and anchor and number of each."""

    words: str
    links: tuple[tuple[str, str], ...]


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
    label_top: float


@dataclass(frozen=True, slots=True)
class SheetView:
    """One exhibit sheet as the template shows it."""

    number: int
    page: int
    pages: int
    wide: bool
    title: str
    bookmark: str
    claims: tuple[ClaimGroup, ...]
    marks: tuple[SheetMark, ...]


def sheet_views(plan: ExhibitPlan) -> tuple[SheetView, ...]:
    """Every sheet of the packet, in order."""
    return tuple(
        _sheet(exhibit, number, page)
        for exhibit in plan.exhibits
        for number, page in enumerate(exhibit.pages, start=1)
    )


def _sheet(exhibit: Exhibit, number: int, page: ExhibitPage) -> SheetView:
    sheet = sheet_for(*page.size)
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
        claims=_groups(page),
        marks=_sheet_marks(page, sheet),
    )


def _groups(page: ExhibitPage) -> tuple[ClaimGroup, ...]:
    """The claims that cite the page, by part, in the packet's order."""
    anchors = {anchor for mark in page.marks for anchor in mark.claims}
    groups = []
    for name, (words, _) in _PARTS.items():
        numbers = sorted(int(a.partition("-")[2] or 0) for a in anchors if a.split("-")[0] == name)
        if numbers:
            links = ((f"{name}-{n}", str(n)) if n else (name, "") for n in numbers)
            groups.append(ClaimGroup(words, tuple(links)))
    return tuple(groups)


def _bookmark(exhibit: Exhibit, number: int, name: str) -> str:
    return f"Ex. {exhibit.number}: {name}" if number == 1 else f"Ex. {exhibit.number}, p. {number}"


def _sheet_marks(page: ExhibitPage, sheet: Sheet) -> tuple[SheetMark, ...]:
    """The page's highlights from top to bottom, their margin labels clear of each other."""
    placed = [(mark, tuple(sheet.place(box) for box in mark.lines)) for mark in page.marks]
    placed.sort(key=lambda pair: min(box[1] for box in pair[1]))
    found: list[SheetMark] = []
    free = 0.0
    for mark, boxes in placed:
        top = min(box[1] for box in boxes)
        bottom = max(box[1] + box[3] for box in boxes)
        names = [_short(anchor) for anchor in mark.claims[:2]]
        label_top = max(top, free)
        free = label_top + LABEL_HEIGHT * (1 if len(" ".join(names)) <= LABEL_CHARACTERS else 2)
        found.append(
            SheetMark(
                boxes=boxes,
                stance=mark.stance,
                anchor=mark.claims[0],
                top=round(top, 2),
                height=round(bottom - top, 2),
                label=" ".join(names),
                label_top=round(label_top, 2),
            )
        )
    return tuple(found)


_PARTS = {
    "front": ("page 1", "p. 1"),
    "reason": ("the reason", "why"),
    "fact": ("fact", "F"),
    "criterion": ("criterion", "C"),
    "point": ("point", "P"),
    "treatment": ("treatment", "T"),
    "course": ("course", "E"),
    "measure": ("measurement", "M"),
    "limitation": ("limitation", "L"),
    "peer": ("the specialty", "S"),
    "deadline": ("deadline", "D"),
}
"""The parts of the packet that cite: anchor, words, and the letter of the margin label."""


def _short(anchor: str) -> str:
    name, _, number = anchor.partition("-")
    return _PARTS[name][1] + number
