"""The appeal draft: a Word file that answers the payer point by point, from the record alone.

What the record does not show is never argued: it stands as a shaded note for the writer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.document import Document as Docx

from docextract.facts import Evidence, PlanType
from docextract.rules import load
from packet_builder.case import Case, FailedTreatment, Finding, Limitation, Passage, Status
from packet_builder.claims import treatment_views, with_places
from packet_builder.docx_parts import (
    QUOTE,
    add,
    header_and_footer,
    new_draft,
    note,
    pairs,
    say,
    table,
)
from packet_builder.plain import clean, clip, quoted, sentence
from packet_builder.shown import letter_day, show, subject_words
from packet_builder.standing import standing_of
from packet_builder.when import day_words, short_date

LETTER_EXHIBIT = 1

MOST_QUOTES = 3
"""The most passages quoted for one requirement: the packet holds the rest."""

_SHOWS = {
    Status.SUPPORTED: "Met.",
    Status.PARTIAL: "Met in part.",
    Status.CONTRADICTED: "[Writer decides: the record speaks against this.]",
    Status.GAP: "[Writer decides: not in the record at hand.]",
}


def write_appeal(case: Case, out: Path) -> None:
    """Write the draft to ``out``; exhibits are cited as ``place_exhibits`` numbered them."""
    now = standing_of(case).now
    reference = case.letter.reference_number.value
    about = f"Reference {clip(reference, 40)[0]}" if reference else "No reference number"
    draft = new_draft(f"Appeal draft. {about}", now)
    header_and_footer(draft, "DRAFT, not reviewed, not signed", about)
    note(draft, "put the practice's letterhead here.")
    say(draft, day_words(now, weekday=False))
    _addressee(draft, case)
    _subject(draft, case)
    _before_sending(draft, case)
    _opening(draft, case)
    _summary(draft, case)
    _reasons(draft, case)
    for number, finding in enumerate(case.criteria, start=1):
        _answer(draft, case, number, finding)
    _history(draft, case)
    _requests(draft, case)
    _closing(draft, case)
    _enclosures(draft, case)
    draft.save(str(out))


def _addressee(draft: Docx, case: Case) -> None:
    contacts = case.letter.contacts
    block = say(draft, "Appeals Department")
    for leaf in (case.letter.payer, contacts.appeal_address):
        if leaf.value:
            block.add_run().add_break()
            add(block, leaf.value)
    if contacts.appeal_fax.value:
        block.add_run().add_break()
        add(block, "By fax: ", contacts.appeal_fax.value)
    doubtful = [
        name
        for name, leaf in (
            ("plan", case.letter.payer),
            ("address", contacts.appeal_address),
            ("fax number", contacts.appeal_fax),
        )
        if leaf.needs_review
    ]
    if doubtful:
        note(draft, f"compare the {', '.join(doubtful)} with the letter; it was hard to read.")
    if contacts.appeal_address.value is None and contacts.appeal_fax.value is None:
        note(draft, "the letter gives no address or fax number for appeals: ask the payer.")


def _subject(draft: Docx, case: Case) -> None:
    letter = case.letter
    leaves: list[tuple[str, Any]] = [
        ("Patient", letter.patient.name),
        ("Date of birth", letter.patient.dob),
        ("Member ID", letter.patient.member_id),
        ("Reference number", letter.reference_number),
        ("Denial dated", letter.letter_date),
        ("Ordering provider", letter.ordering_provider.name),
        ("NPI", letter.ordering_provider.npi),
        ("Facility", letter.facility),
        ("Date of service", letter.service_from),
    ]
    rows = [("RE:", "Appeal of an adverse determination"), ("Service", subject_words(case))]
    for name, leaf in leaves:
        shown = show(leaf)
        if not shown.missing:
            doubt = f" [check: {shown.check}]" if shown.check else ""
            rows.append((name, shown.text + doubt))
    codes = ", ".join(d.value for d in letter.diagnoses if d.value)
    if codes:
        rows.append(("Diagnoses", codes))
    pairs(draft, rows)


def _before_sending(draft: Docx, case: Case) -> None:
    rules = load("appeal_requests")
    for row in rules["standing"]:
        if _plan(case) in row["plans"]:
            note(draft, row["text"] + _source(row))
    rule = _rule(rules["expedited"]["rules"], case)
    statement = quoted(rules["expedited"]["statement"])
    note(draft, f"{rules['expedited']['text']} {statement}{_source(rule)}")


def _opening(draft: Docx, case: Case) -> None:
    say(draft, "To the appeals reviewer:")
    day = letter_day(case)
    dated = f"dated {day}" if day else "named above"
    say(
        draft,
        f"I appeal the denial {dated} of this service: {subject_words(case)}. ",
        "I ask that it be overturned. ",
        "Each requirement is answered below in the order of the letter, with the place in the "
        "record where the answer stands.",
    )
    reason = case.letter.denial_reason
    if reason.value:
        where = _letter_cite(case, reason.evidence)
        say(draft, "The letter gives this reason: ", quoted(reason.value), where)
    else:
        note(draft, "the reason for the denial could not be read from the letter: quote it here.")


def _summary(draft: Docx, case: Case) -> None:
    if not case.criteria:
        note(draft, "the letter names no requirement that could be compared with the chart.")
        return
    draft.add_heading("Summary", level=1)
    rows = []
    for number, finding in enumerate(case.criteria, start=1):
        supports = [p for p in finding.evidence if p.stance == "supports"]
        place = _cite(supports[0]).strip(" ()") if supports else "none"
        words = _SHOWS[finding.status]
        if finding.status in {Status.SUPPORTED, Status.PARTIAL}:
            words = f"{words} {sentence(finding.why)}"
        rows.append((str(number), finding.text, words, place))
    heads = ("No.", "Requirement", "What the record shows", "Where")
    table(draft, heads, rows, (0.45, 2.5, 2.35, 1.2))


def _reasons(draft: Docx, case: Case) -> None:
    """The stated reasons that are not answered under a requirement of the same words."""
    asked = {clean(f.text).casefold() for f in case.criteria}
    points = [p for p in case.talking_points if clean(p.denial_point).casefold() not in asked]
    if points:
        draft.add_heading("The reasons given", level=1)
    for point in points:
        say(
            draft, "The letter says: ", quoted(point.denial_point)
        ).paragraph_format.keep_with_next = True
        say(draft, with_places(point.rebuttal, point.evidence, lambda p: _cite(p).strip()))
        for passage in point.evidence:
            if passage.stance == "supports" and clean(passage.text) not in clean(point.rebuttal):
                _quote(draft, passage)
    if case.criteria:
        draft.add_heading("The requirements, one by one", level=1)


def _answer(draft: Docx, case: Case, number: int, finding: Finding) -> None:
    """One requirement: the record's answer, and to the writer what it lacks."""
    draft.add_heading(f"{number}. {clean(finding.text)}", level=2)
    where = _letter_cite(case, finding.source_evidence) if finding.origin == "letter" else ""
    source = f"Cited as {finding.cite}{where}. " if finding.cite else ""
    supports = [p for p in finding.evidence if p.stance == "supports"][:MOST_QUOTES]
    against = [p for p in finding.evidence if p.stance == "contradicts"]
    if finding.status is Status.SUPPORTED:
        told = f"The record shows that this is met: {sentence(finding.why)}"
    else:
        told = "The record shows:" if supports else ""
    if source or told:
        say(draft, source + told)
    for passage in supports:
        _quote(draft, passage)
    if finding.status is not Status.SUPPORTED:
        _shortfall(draft, finding)
    for passage in against:
        note(draft, f"the record also says {quoted(passage.text)}{_cite(passage)}. Answer it.")


def _shortfall(draft: Docx, finding: Finding) -> None:
    lead = {
        Status.PARTIAL: "the record falls short of this requirement",
        Status.CONTRADICTED: "the record speaks against this requirement; do not claim it",
        Status.GAP: "the record at hand does not show this; do not say that it was done",
    }[finding.status]
    cure = f" What would cure it: {sentence(finding.remedy)}" if finding.remedy else ""
    note(draft, f"{lead}: {sentence(finding.why)}{cure}")


def _history(draft: Docx, case: Case) -> None:
    if case.failed_treatments:
        draft.add_heading("Treatments tried", level=1)
        rows = [
            (t.names, t.row.outcome, short_date(t.row.date), quoted(t.row.text) + _cite(t.row))
            for t in treatment_views(case)
        ]
        heads = ("Treatment", "Outcome", "Date", "Words of the record")
        table(draft, heads, rows, (1.3, 1.1, 0.95, 3.15))
    if case.functional_limitations:
        draft.add_heading("Functional limitations", level=1)
        for row in case.functional_limitations:
            _quote(draft, row)


def _requests(draft: Docx, case: Case) -> None:
    draft.add_heading("Requests", level=1)
    to_confirm = []
    for row in load("appeal_requests")["requests"]:
        rule = _rule(row["rules"], case)
        cite = f" ({rule['cite']})" if rule["cite"] else ""
        say(draft, row["text"] + cite, style="List Number")
        if rule.get("confidence") == "V2":
            to_confirm.append(rule["cite"])
    if to_confirm:
        note(draft, f"confirm these citations before sending: {'; '.join(to_confirm)}.")


def _closing(draft: Docx, case: Case) -> None:
    say(
        draft,
        f"I ask that you overturn the denial and authorize this service: {subject_words(case)}.",
    )
    say(draft, "Sincerely,").paragraph_format.keep_with_next = True
    block = say(draft, "")
    for _ in range(2):
        block.add_run().add_break()
    add(block, "_" * 36)
    block.paragraph_format.keep_together = True
    for leaf, name in (
        (case.letter.ordering_provider.name, ""),
        (case.letter.ordering_provider.npi, "NPI "),
    ):
        if leaf.value:
            block.add_run().add_break()
            add(block, name, leaf.value)
    note(draft, "add the signer's credentials, specialty, telephone and fax, and sign.")


def _enclosures(draft: Docx, case: Case) -> None:
    draft.add_heading("Enclosures", level=1)
    placed = {LETTER_EXHIBIT: "the denial letter"}
    for cited in _all_cited(case):
        if cited.exhibit is not None:
            placed.setdefault(cited.exhibit, cited.document)
    described = {d.document: d for d in case.chart.documents}
    for number, name in sorted(placed.items()):
        row = described.get(name)
        dated = f", {short_date(row.date)}" if row and row.date else ""
        say(draft, f"Exhibit {number}: {clean(name)}{dated}", style="List Bullet")


def _all_cited(case: Case) -> list[Passage | FailedTreatment | Limitation]:
    found: list[Passage | FailedTreatment | Limitation] = []
    for group in (case.lead_facts, case.criteria, case.talking_points):
        for row in group:
            found.extend(row.evidence)
    return [*found, *case.failed_treatments, *case.functional_limitations]


def _quote(draft: Docx, cited: Passage | FailedTreatment | Limitation) -> None:
    unsure = " [check: hard to read]" if isinstance(cited, Passage) and cited.needs_review else ""
    dated = f"{short_date(cited.date)}: " if cited.date else ""
    say(draft, dated, quoted(cited.text), _cite(cited), unsure, style=QUOTE)


def _cite(cited: Passage | FailedTreatment | Limitation) -> str:
    if cited.exhibit is None:
        return f" ({clean(cited.document)}, page {cited.page})"
    return f" (Exhibit {cited.exhibit}, page {cited.exhibit_page})"


def _letter_cite(case: Case, evidence: tuple[Evidence, ...]) -> str:
    if not evidence or evidence[0].page not in case.pages:
        return ""
    return f" (Exhibit {LETTER_EXHIBIT}, page {case.pages.index(evidence[0].page) + 1})"


def _plan(case: Case) -> str:
    return str(case.letter.plan_type.value or PlanType.UNKNOWN)


def _rule(rules: list[dict[str, Any]], case: Case) -> dict[str, Any]:
    """The rule of the case's plan, else the row for all."""
    return next(r for r in rules if _plan(case) in r["plans"] or "all" in r["plans"])


def _source(row: dict[str, Any]) -> str:
    """The rule's citation in brackets; one read in a secondary source asks to be confirmed."""
    if not row["cite"]:
        return ""
    return f" ({row['cite']}; confirm)" if row["confidence"] == "V2" else f" ({row['cite']})"
