"""What goes with an appeal: the record as one numbered file, in parts that a portal takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packet_builder.appeal_close import enclosure_rows
from packet_builder.appeal_order import AppealOrder, level_rules
from packet_builder.case import Case
from packet_builder.exhibits import Exhibit, ExhibitPage, ExhibitPlan
from packet_builder.outcome import Level
from packet_builder.papers import Papers
from packet_builder.sheet_views import SheetView, sheet_views
from packet_builder.sheets import mount
from packet_builder.standing import standing_of
from packet_builder.typeset import render, to_pdf
from packet_builder.when import day_words

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class _Sheet:
    view: SheetView
    exhibit: Exhibit
    page: ExhibitPage


def enclosure_files(
    case: Case, plan: ExhibitPlan, order: AppealOrder, papers: Papers
) -> tuple[bytes, ...]:
    """The enclosures, each part with an index and its sheets, within the portal's limits.

    A single page that is larger than the limit stands in a part of its own.
    """
    pages = [(exhibit, page) for exhibit in plan.exhibits for page in exhibit.pages]
    sheets = [
        _Sheet(view, exhibit, page)
        for view, (exhibit, page) in zip(sheet_views(plan), pages, strict=True)
    ]
    groups = _within_limits(case, sheets, order, papers)
    return tuple(
        _part(case, group, order, papers, number=number, parts=len(groups))
        for number, group in enumerate(groups, start=1)
    )


def _within_limits(
    case: Case, sheets: Sequence[_Sheet], order: AppealOrder, papers: Papers
) -> list[Sequence[_Sheet]]:
    """The sheets in runs, each halved as long as its file is too large."""
    fits = len(sheets) + 1 <= papers.portal_pages
    if fits:
        size = len(_part(case, sheets, order, papers, number=1, parts=1))
        fits = size <= papers.portal_megabytes * MEGABYTE
    if fits or len(sheets) < 2:
        return [sheets]
    half = len(sheets) // 2
    return [
        *_within_limits(case, sheets[:half], order, papers),
        *_within_limits(case, sheets[half:], order, papers),
    ]


def _part(
    case: Case,
    sheets: Sequence[_Sheet],
    order: AppealOrder,
    papers: Papers,
    *,
    number: int,
    parts: int,
) -> bytes:
    values = _common(case, order) | {
        "rows": enclosure_rows(case, order),
        "sheets": [sheet.view for sheet in sheets],
        "number": number,
        "parts": parts,
        "outcome": order.outcome,
    }
    body = to_pdf(render("enclosures.html", values, papers.templates))
    return mount(body, [(s.exhibit.pdf, s.page.index, s.page.size) for s in sheets])


def fax_cover(case: Case, order: AppealOrder, papers: Papers, pages: int) -> bytes:
    """The cover sheet for a fax; it names no patient and no diagnosis.

    Args:
        case: the case.
        order: the appeal that is sent.
        papers: the office's settings for papers.
        pages: how many pages the enclosures have.
    """
    common = _common(case, order)
    values = common | {"title": f"Fax cover: {common['about']}", "enclosed": pages}
    return to_pdf(render("fax.html", values, papers.templates))


def _common(case: Case, order: AppealOrder) -> dict[str, Any]:
    rules = level_rules(order.level)
    return {
        "case": case,
        "title": f"{rules['title']}: enclosures",
        "about": rules["title"],
        "addressee": rules["addressee"],
        "external": order.level is Level.EXTERNAL,
        "day": day_words(standing_of(case).now, weekday=False),
    }


def write_enclosures(
    case: Case, plan: ExhibitPlan, folder: Path, order: AppealOrder, papers: Papers
) -> tuple[Path, ...]:
    """Write ``appeal-enclosures.pdf`` (or its parts) and ``fax-cover.pdf`` into ``folder``."""
    files = enclosure_files(case, plan, order, papers)
    sheets = sum(len(exhibit.pages) for exhibit in plan.exhibits)
    written = []
    for number, data in enumerate(files, start=1):
        tail = f"-part-{number}" if len(files) > 1 else ""
        path = folder / f"appeal-enclosures{tail}.pdf"
        path.write_bytes(data)
        written.append(path)
    cover = folder / "fax-cover.pdf"
    cover.write_bytes(fax_cover(case, order, papers, sheets + len(files)))
    return (*written, cover)
