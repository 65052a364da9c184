"""The appeal draft: a Word file that answers the payer point by point, from the record alone.

Facts stand in tagged content controls, so that a later version can refresh them and a check can
find those that a person changed; the prose between them is the writer's. What the record does
not show is never argued: it is a place that the writer has to fill.
"""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from docextract.errors import UngroundedError
from packet_builder.appeal_body import write_argument
from packet_builder.appeal_close import approval_words, write_end
from packet_builder.appeal_head import write_head
from packet_builder.appeal_order import AppealOrder, level_for, level_rules, voice_of
from packet_builder.case import Case
from packet_builder.docx_controls import Told, packed, unpacked
from packet_builder.docx_parts import header_and_footer, new_draft
from packet_builder.enclosures import write_enclosures
from packet_builder.exhibits import ExhibitPlan, ExhibitSource, plan_exhibits
from packet_builder.ground import Fault
from packet_builder.ground_case import appeal_faults
from packet_builder.ground_heal import withheld
from packet_builder.ground_words import dates_in, days_shown, fold
from packet_builder.papers import Papers
from packet_builder.placing import with_spots
from packet_builder.plain import clip
from packet_builder.practice import letter_base
from packet_builder.standing import standing_of

_TRIES = 4
"""How often a letter is made anew without what its pages did not bear out."""

DRAFT = "DRAFT, not reviewed, not signed"
"""What every page says until a physician's approval by name is recorded."""


def write_appeal(case: Case, out: Path, order: AppealOrder | None = None) -> None:
    """Write the draft to ``out``; exhibits are cited as ``place_exhibits`` numbered them.

    The same case and order give the same bytes.

    Raises:
        TemplateFaultError: the practice's own template cannot be used; the message says where.
    """
    out.write_bytes(appeal_bytes(case, order or AppealOrder()))


def draft_appeal(
    case: Case,
    exhibits: ExhibitSource,
    folder: Path,
    order: AppealOrder | None = None,
    papers: Papers | None = None,
) -> tuple[Path, ...]:
    """Write ``appeal.docx``, its enclosures and a fax cover into ``folder``.

    The letter is read back and compared with the source pages before anything is written; what
    they do not bear out is left out of it.

    Args:
        case: the case, as :func:`packet_builder.packet.write_packet` gave it back.
        exhibits: the files that it cites.
        folder: where to write.
        order: the level, who speaks, and what a person said for it; None: the level that the
            payer's letter leaves open.
        papers: the office's settings for papers.

    Raises:
        UngroundedError: the letter says what its pages do not bear out.
        TemplateFaultError: a template of the practice cannot be used.
    """
    papers = papers or Papers()
    order = order or AppealOrder(level=level_for(case), templates=papers.templates)
    data, case, plan = grounded(case, exhibits, order)
    (folder / "appeal.docx").write_bytes(data)
    return (folder / "appeal.docx", *write_enclosures(case, plan, folder, order, papers))


def grounded(
    case: Case, exhibits: ExhibitSource, order: AppealOrder
) -> tuple[bytes, Case, ExhibitPlan]:
    """The letter without what its pages do not bear out, the case that it was made of, and its
    exhibits, which the case names.

    Raises:
        UngroundedError: something is left that they do not bear out.
        TemplateFaultError: a template of the practice cannot be used.
    """
    for _ in range(_TRIES):
        plan = plan_exhibits(case, exhibits)
        case = with_spots(case, plan)
        data = appeal_bytes(case, order)
        faults = appeal_faults(data, case, exhibits, order.logged)
        if not faults:
            return data, case, plan
        case = withheld(case, [row for f in faults for row in _as_in_packet(f, case)])
    told = "; ".join(str(fault) for fault in faults[:3])
    raise UngroundedError(f"the letter says what its pages do not bear out: {told}")


def _as_in_packet(fault: Fault, case: Case) -> tuple[Fault, ...]:
    """The fault by the packet's names of its section: ``3. Text of it`` is ``criterion-3``, the
    summary each requirement whose finding says what is at fault.
    """
    if number := re.match(r"(\d+)\. ", fault.section):
        return (replace(fault, section=f"criterion-{number[1]}"),)
    if fault.section != "Summary":
        return (fault,)
    return tuple(
        replace(fault, section=f"criterion-{number}")
        for number, finding in enumerate(case.criteria, start=1)
        if _says(finding.why, fault)
    ) or (fault,)


def _says(words: str, fault: Fault) -> bool:
    """Whether words hold what is at fault: its day, in any form, or its words."""
    return fault.words in days_shown(dates_in(words).days) or fold(fault.words) in fold(words)


def appeal_bytes(case: Case, order: AppealOrder) -> bytes:
    """The draft as a Word file; raises as :func:`write_appeal`."""
    now = standing_of(case).now
    base = letter_base(order.templates, case)
    draft = new_draft(f"{level_rules(order.level)['title']}. {_about(case)}", now, base)
    draft.core_properties.category = str(order.level)
    draft.core_properties.keywords = str(voice_of(case, order))
    header_and_footer(
        draft,
        Told("draft", "Draft mark", mark_of(order)),
        Told("about", "Reference in the header", _about(case)),
    )
    write_head(draft, case, order, letterhead=base is not None)
    write_argument(draft, case, order)
    write_end(draft, case, order)
    out = BytesIO()
    draft.save(out)
    return packed(unpacked(out.getvalue()))


def mark_of(order: AppealOrder) -> str:
    """The draft mark, or who approved the letter."""
    if order.approval is None:
        return DRAFT
    return f"Approved by {approval_words(order.approval)}"


def _about(case: Case) -> str:
    reference = case.letter.reference_number.value
    return f"Reference {clip(reference, 40)[0]}" if reference else "No reference number"
