"""The argument of an appeal: each reason and requirement, answered from the record alone.

What the record does not show is never argued: it stands as a place that the writer has to fill,
with a comment that says what is lacking.
"""

from __future__ import annotations

from docx.document import Document as Docx

from docextract.chart.treatments import IN_WORDS
from packet_builder.appeal_order import (
    AppealOrder,
    dispute_of,
    level_rules,
    members_right,
    voice_of,
)
from packet_builder.appeal_places import cite, letter_cite, quote, said
from packet_builder.case import Case, Finding, Passage, Status
from packet_builder.citations import shown_passages
from packet_builder.claims import treatment_views, with_places
from packet_builder.docx_controls import Told
from packet_builder.docx_parts import QUOTE, add, note, remark, say, table
from packet_builder.labels import outward
from packet_builder.lead import speaks_poorly
from packet_builder.outcome import Level, Voice
from packet_builder.plain import clause, clean, sentence
from packet_builder.points import own_points
from packet_builder.shown import letter_day, subject_words
from packet_builder.when import short_date

MOST_QUOTES = 3
"""The most passages quoted for one requirement: the packet holds the rest."""

_SHOWS = {
    Status.SUPPORTED: "Met:",
    Status.PARTIAL: "Met in part:",
    Status.CONTRADICTED: "[Writer decides: the record speaks against this.]",
    Status.GAP: "[Writer decides: not in the record at hand.]",
}
_LACKS = {
    Status.PARTIAL: "The record falls short of this requirement",
    Status.CONTRADICTED: "The record speaks against this requirement; do not claim it",
    Status.GAP: "The record at hand does not show this; do not say that it was done",
}


def write_argument(draft: Docx, case: Case, order: AppealOrder) -> None:
    """Opening, summary, reasons and requirements, treatments and limitations."""
    _opening(draft, case, order)
    _summary(draft, case, order)
    _reasons(draft, case)
    for number, finding in enumerate(case.criteria, start=1):
        _answer(draft, case, number, finding)
    _history(draft, case)


_ANSWERED = (
    " Each requirement is answered below in the order of the letter, with the place in the record "
    "where the answer stands."
)
_UNNAMED = "the letter names no requirement that could be compared with the chart."
_NO_CRITERIA = {
    "clinical": _UNNAMED,
    "external": _UNNAMED,
    "administrative": "say what cures the denial, with its proof: an authorization's number, the "
    "day of filing, the record that bears out a code; or why the payer's rule does not apply.",
}


def _opening(draft: Docx, case: Case, order: AppealOrder) -> None:
    external = order.level is Level.EXTERNAL
    say(draft, "To the external reviewer:" if external else "To the appeals reviewer:")
    day = letter_day(case)
    dated = (
        (" dated ", Told("denied.words", "Denial dated, in words", day))
        if day
        else (" named above",)
    )
    who = ""
    if voice_of(case, order) is Voice.MEMBER:
        who = "I am the member named above. "
    elif members_right(case, order):
        who = "I write for the member, whose authorization is enclosed. "
    say(
        draft,
        f"{who}{level_rules(order.level)['asks']}",
        *dated,
        " of this service: ",
        Told("service.opening", "Service, at the start", subject_words(case)),
        f". I ask that it be overturned.{_ANSWERED if case.criteria else ''}",
    )
    reason = case.letter.denial_reason
    if reason.value:
        where = letter_cite(case, reason.evidence)
        words = said(reason.value) if reason.evidence else reason.value
        told = Told("reason", "The payer's reason", words + where)
        block = say(draft, "The letter gives this reason: ", told)
        if reason.needs_review:
            remark(draft, block, "Hard to read: compare the reason with the letter.")
    else:
        note(draft, "the reason for the denial could not be read from the letter: quote it here.")


def _summary(draft: Docx, case: Case, order: AppealOrder) -> None:
    if not case.criteria:
        note(draft, _NO_CRITERIA[dispute_of(case, order.level)])
        return
    draft.add_heading("Summary", level=1)
    rows = []
    for number, finding in enumerate(case.criteria, start=1):
        held = finding.status in {Status.SUPPORTED, Status.PARTIAL}
        rests_on = _named(finding) if held else []
        place = "; ".join(dict.fromkeys(cite(p).strip(" ()") for p in rests_on)) or "none"
        words = _SHOWS[finding.status]
        if held:
            words = f"{words} {clause(outward(finding.why))}"
        about = f"Requirement {number}"
        rows.append(
            (
                str(number),
                Told(f"s{number}.text", f"{about}, in the summary", finding.text),
                Told(f"s{number}.shows", f"{about}, in short", words),
                Told(f"s{number}.place", f"{about}, place", place),
            )
        )
    heads = ("No.", "Requirement", "What the record shows", "Where")
    table(draft, heads, rows, (0.45, 2.5, 2.35, 1.2))


def _reasons(draft: Docx, case: Case) -> None:
    """The stated reasons that are not answered under a requirement of the same words."""
    points = own_points(case)
    if points:
        draft.add_heading("The reasons given", level=1)
    for number, point in points:
        tag, about = f"p{number}", f"Reason {number}"
        told = Told(f"{tag}.text", about, said(point.denial_point))
        say(draft, "The letter says: ", told).paragraph_format.keep_with_next = True
        answer = with_places(point.rebuttal, point.evidence, lambda p: cite(p).strip())
        say(draft, Told(f"{tag}.answer", f"{about}, answer", answer))
        for index, passage in enumerate(point.evidence, start=1):
            if passage.stance == "supports" and clean(passage.text) not in clean(point.rebuttal):
                quote(draft, f"{tag}.e{index}", f"{about}, record {index}", passage)
    if case.criteria:
        draft.add_heading("The requirements, one by one", level=1)


def _answer(draft: Docx, case: Case, number: int, finding: Finding) -> None:
    """One requirement: the record's answer, and to the writer what it lacks."""
    tag, about = f"c{number}", f"Requirement {number}"
    head = draft.add_heading(f"{number}. ", level=2)
    add(head, Told(f"{tag}.text", about, finding.text))
    where = letter_cite(case, finding.source_evidence) if finding.origin == "letter" else ""
    if finding.cite or where:
        place = Told(f"{tag}.cite", f"{about}, where it is printed", f"{finding.cite or ''}{where}")
        cited = say(draft, "Cited as " if finding.cite else "Printed", place, ".")
        cited.paragraph_format.keep_with_next = True
    supports = _quoted(finding)
    if finding.status is Status.SUPPORTED:
        told = Told(f"{tag}.why", f"{about}, finding", clause(outward(finding.why)))
        say(draft, "This is met: ", told).paragraph_format.keep_with_next = bool(supports)
    elif supports:
        say(draft, "The record shows:").paragraph_format.keep_with_next = True
    for index, passage in enumerate(supports, start=1):
        quote(draft, f"{tag}.e{index}", f"{about}, record {index}", passage)
    _library(draft, case, finding, tag, about)
    if finding.status is not Status.SUPPORTED:
        note(
            draft, "answer this requirement, or say how it is met otherwise; the comment tells why."
        )
        cure = f" What would cure it: {sentence(finding.remedy)}" if finding.remedy else ""
        remark(draft, head, f"{_LACKS[finding.status]}: {sentence(finding.why)}{cure}")
    for passage in shown_passages(finding):
        if passage.stance == "contradicts" or speaks_poorly(finding, passage):
            told_against = f"The record also says {said(passage.text)}{cite(passage)}. Answer it."
            remark(draft, head, told_against)


def _library(draft: Docx, case: Case, finding: Finding, tag: str, about: str) -> None:
    """What the office's library says on it; whether it helps, the writer decides."""
    rows = [row for row in case.library if row.finding == finding.id]
    for index, row in enumerate(rows, start=1):
        words = (
            f"{said(row.text)} (Reference {row.number}, page {row.page}) "
            f"{said(row.title)} (Reference {row.number}, page {row.head_page}) ({row.whence})."
        )
        told = Told(f"{tag}.r{index}", f"{about}, reference {index}", words)
        block = say(draft, told, style=QUOTE)
        remark(draft, block, "From the office's library: keep it only where it helps the request.")


def _quoted(finding: Finding) -> list[Passage]:
    """The passages to quote: those of the days that the finding names, then the best. One that
    tells what a reviewer would hold against the request stands only where there is no other."""
    told = sentence(finding.why)
    every = [p for p in shown_passages(finding) if p.stance == "supports"]
    rows = [p for p in every if not speaks_poorly(finding, p)] or every
    rows.sort(key=lambda p: p.date is None or short_date(p.date) not in told)
    return rows[:MOST_QUOTES]


def _named(finding: Finding) -> list[Passage]:
    """The best passage for a requirement, and each, for or against, whose day the finding names."""
    told = sentence(finding.why)
    dated = [p for p in shown_passages(finding) if p.date and short_date(p.date) in told]
    return [*_quoted(finding)[:1], *dated]


def _history(draft: Docx, case: Case) -> None:
    failed = [view for view in treatment_views(case) if view.row.outcome != IN_WORDS]
    if failed:
        draft.add_heading("Treatments tried", level=1)
        rows = []
        for number, view in enumerate(failed, start=1):
            tag, about = f"t{number}", f"Treatment {number}"
            row = view.row
            rows.append(
                (
                    Told(f"{tag}.name", about, view.names),
                    Told(f"{tag}.outcome", f"{about}, outcome", row.outcome),
                    Told(f"{tag}.date", f"{about}, date", short_date(row.date)),
                    Told(f"{tag}.text", f"{about}, record", said(row.text) + cite(row)),
                )
            )
        heads = ("Treatment", "Outcome", "Noted", "Words of the record")
        table(draft, heads, rows, (1.3, 1.1, 0.95, 3.15))
    if case.functional_limitations:
        draft.add_heading("Functional limitations", level=1)
        for number, limitation in enumerate(case.functional_limitations, start=1):
            quote(draft, f"l{number}", f"Limitation {number}", limitation)
