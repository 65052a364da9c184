"""The call packet: one PDF with the case on its first pages and the exhibits behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import weasyprint

from docextract.errors import OutputError, UngroundedError
from docextract.facts import ChartDocument
from docextract.letter.contacts import Sending, sending_of
from docextract.pages.page import Document
from packet_builder.alternatives import alternatives, offered
from packet_builder.case import Case, Status
from packet_builder.citations import shown_passages
from packet_builder.claims import answered, claim_view, treatment_views
from packet_builder.exhibits import ExhibitPlan, ExhibitSource, plan_exhibits
from packet_builder.front import BUDGETS, NO_CALL, front_of, next_words
from packet_builder.ground_case import packet_faults
from packet_builder.ground_heal import withheld
from packet_builder.history import course_records, shown_courses, stop_of
from packet_builder.placing import with_spots
from packet_builder.plain import clean, clip
from packet_builder.plots import plots_of
from packet_builder.points import own_points
from packet_builder.routes import (
    CITING,
    HEADINGS,
    card_of,
    denies,
    dispute_to,
    reason_head,
    steps_of,
    template_of,
)
from packet_builder.rules_of_plan import order_rules, peer_rules, standing_rules
from packet_builder.sheet_views import sheet_views
from packet_builder.sheets import mount
from packet_builder.standing import Standing, rights_ahead, standing_of
from packet_builder.timeline import timeline_of
from packet_builder.typeset import render, to_pdf
from packet_builder.when import instant_words

SAY = {
    "partial": "Say what the record does show, with its date, and that it falls short by so much; "
    "ask whether that is enough with the other facts.",
    "contradicted": "Do not claim this one. If it is raised, name the finding with its date and "
    "ask which exception applies.",
    "gap": "Do not say that it was done. Say that it is not in the pages at hand, and ask whether "
    "sending it would change the decision, and by when.",
}
"""What to say on the call of a requirement that falls short: the packet's own words, by status."""

FILE = {
    "partial": "Say what the record does show, with its date, and that it falls short by so much.",
    "contradicted": "Do not claim this one, unless an exception applies that the record shows.",
    "gap": "Do not say that it was done. Enclose the record once it is found, or say how the need "
    "behind the requirement is met.",
}
"""What to write of it where no call is open."""

FETCH = {
    "partial": "Look for a newer or fuller record of it, and have it at hand with its date.",
    "contradicted": "Look whether a later record changes this finding; without one, leave it.",
    "gap": "Look for the record outside these pages: another practice, the hospital, the "
    "laboratory, the pharmacy. If there is none, ask whether it can still be made.",
}
"""What to look for before that: the packet's own words, by status."""


_TRIES = 5
"""How often a packet is made anew without what its pages did not bear out."""


def write_packet(
    case: Case, exhibits: ExhibitSource, out: Path, *, templates: Path | None = None
) -> Case:
    """Write the packet of a case to ``out``; the same bytes for the same case and files.

    The finished file is read back and compared with the source pages: what they do not bear out
    is withheld and told among the warnings, and nothing is written as long as something is left.

    Args:
        case: the case.
        exhibits: the files that it cites.
        out: where to write.
        templates: the practice's own folder of templates, which override ours.

    Returns:
        The case as the packet shows it, each passage with its exhibit and page.

    Raises:
        OutputError: the case cites pages that are kept out or are not at hand.
        UngroundedError: it says what its pages do not bear out.
        TemplateFaultError: a template of the practice is broken.
    """
    for _ in range(_TRIES):
        plan = plan_exhibits(case, exhibits, CITING[template_of(case)])
        body = to_pdf(_laid_out(case, plan, templates, letter=exhibits.letter.document))
        order = [(x.pdf, page.index, page.size) for x in plan.exhibits for page in x.pages]
        data = mount(body, order)
        faults = packet_faults(data, case, exhibits)
        if not faults:
            out.write_bytes(data)
            return with_spots(case, plan)
        case = withheld(case, faults)
    told = "; ".join(str(fault) for fault in faults[:3])
    raise UngroundedError(f"the packet says what its pages do not bear out: {told}")


def _laid_out(
    case: Case, plan: ExhibitPlan, templates: Path | None, *, letter: Document
) -> weasyprint.Document:
    """The packet at the roomiest setting whose first page holds all of page 1."""
    template = template_of(case)
    pages = [page for page in letter.pages if page.number in case.pages]
    values = _values(case, plan, sending_of(pages, case.letter.document_type.value))
    for fit, budget in enumerate(BUDGETS):
        setting = values | {"fit": fit, "budget": budget}
        if not _fits(render(template, setting | {"measuring": True}, templates)):
            continue
        document = render(template, setting | {"measuring": False}, templates)
        if _fits(document):
            return document
    raise OutputError("page 1 of the packet does not fit one page")


def _fits(document: weasyprint.Document) -> bool:
    """Whether what follows page 1 starts on page 2."""
    return len(document.pages) > 1 and "reason" in document.pages[1].anchors


def _values(case: Case, plan: ExhibitPlan, sending: Sending) -> dict[str, Any]:
    standing = standing_of(case)
    no_call = standing.window in NO_CALL
    template = template_of(case)
    asked = template == "cover.html"
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
        "say": FILE if no_call else SAY,
        "say_where": "With the records" if asked else "In the appeal" if no_call else "On the call",
        "reason_head": reason_head(case),
        "denies": denies(case),
        "asked": asked,
        "own_dispute": template == "worksheet.html",
        "judged": template == "packet.html",
        "rights_ahead": rights_ahead(case, standing),
        "dispute_to": dispute_to(case.letter.contacts),
        "sending": sending,
        "fetch": FETCH,
        "shown_passages": shown_passages,
        "once": _once(case) if no_call else (),
        "author_of": {d.document: d.author for d in case.chart.documents}.get,
        "timeline": timeline_of(case),
        "courses": shown_courses(case),
        "records": course_records,
        "stop_of": stop_of,
        "plots": plots_of(case),
        "alternatives": alternatives(case),
        "offered": offered(case),
        "peer_rules": peer_rules(case),
        "order_rules": (*order_rules(case), *standing_rules(case)),
        "sheets": sheet_views(plan),
        "minded": _minded(case),
        "kept_out": _kept_out(case),
        "title": f"{_heading(case, standing)}. {about}",
        "heading": _heading(case, standing),
        "foot": f"{about} · Confidential: protected health information",
        "prepared": instant_words(standing.now),
        "leads": tuple(claim_view(r.text, r.evidence, plan) for r in case.lead_facts),
        "answers": tuple(answered(case, r.evidence) for r in case.lead_facts),
        "points": tuple(
            (number, point.denial_point, claim_view(point.rebuttal, point.evidence, plan))
            for number, point in own_points(case)
        ),
        "treatments": treatment_views(case),
        "next_line": next_words(standing),
        "card": card_of(case),
        "steps": steps_of(case),
    }


def _heading(case: Case, standing: Standing) -> str:
    """What the paper is; no call packet where nobody is to call."""
    template = template_of(case)
    if template == "packet.html" and standing.window in NO_CALL:
        return "Case packet: no peer-to-peer call"
    return HEADINGS[template]


def _once(case: Case) -> tuple[Status, ...]:
    """The states whose advice is told once, above the requirements: where no call is open, the
    paper is read from its top and nobody looks up a requirement in the middle of a talk."""
    held = {f.status for f in case.criteria}
    return tuple(s for s in Status if s in held and s.value in FILE)


def _minded(case: Case) -> tuple[str, ...]:
    """The warnings of page 1: those on a requirement stand under what speaks against us."""
    asked = [clean(f.text) for f in case.criteria]
    return tuple(w for w in case.warnings if not any(f'"{text}"' in clean(w) for text in asked))


def _kept_out(case: Case) -> tuple[ChartDocument, ...]:
    return tuple(d for d in case.chart.documents if d.included is not True or d.excluded_pages)
