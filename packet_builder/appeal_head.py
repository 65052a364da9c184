"""The head of an appeal: date, addressee, RE: block, and what must be in order before sending."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx
from docx.table import Table

from docextract.facts import Fact
from docextract.rules import load
from packet_builder.appeal_order import (
    AppealOrder,
    form_rule,
    last_day,
    level_rules,
    members_right,
    rights_of,
)
from packet_builder.case import Case
from packet_builder.docx_controls import Told
from packet_builder.docx_parts import Part, add, note, pairs, remark, say
from packet_builder.outcome import Level
from packet_builder.plain import quoted
from packet_builder.rules_of_plan import Rule, plan_of, standing_rules
from packet_builder.shown import contested, show, subject_words
from packet_builder.standing import standing_of
from packet_builder.when import day_words, instant_words


def write_head(draft: Docx, case: Case, order: AppealOrder, *, letterhead: bool) -> None:
    """Everything above the first sentence; ``letterhead`` is True where the practice's is there."""
    if not letterhead:
        note(draft, "put the practice's letterhead here.")
    made = standing_of(case).now
    say(draft, Told("day", "Date of this letter", day_words(made, weekday=False)))
    _addressee(draft, case, order)
    _before_sending(draft, case, order, _subject(draft, case, order))


def fact(tag: str, title: str, leaf: Fact[Any]) -> Told:
    """A leaf of the letter as a control; an empty one says that it is missing."""
    return Told(tag, title, show(leaf).text)


def _addressee(draft: Docx, case: Case, order: AppealOrder) -> None:
    contacts = case.letter.contacts
    rules = level_rules(order.level)
    external = order.level is Level.EXTERNAL
    block = say(draft, rules["addressee"])
    leaves = [
        *(() if external else ((case.letter.payer, "plan", "Plan"),)),
        (contacts.appeal_address, "address", "Address for appeals"),
        (contacts.appeal_fax, "fax", "Fax number for appeals"),
    ]
    for leaf, tag, title in leaves:
        if leaf.value:
            block.add_run().add_break()
            add(block, *(("By fax: ",) if tag == "fax" else ()), fact(tag, title, leaf))
    if external:
        note(draft, "name the body that takes this request, as the letter prints it.")
    doubtful = [title.lower() for leaf, _, title in leaves if leaf.needs_review]
    if doubtful:
        remark(draft, block, f"Hard to read: compare with the letter: {', '.join(doubtful)}.")
    if contacts.appeal_address.value is None and contacts.appeal_fax.value is None:
        note(draft, "the letter gives no address or fax number for appeals: ask the payer.")
    elif order.level in (Level.SECOND, Level.EXTERNAL):
        told = "Make sure that this address is the one for this level of review."
        remark(draft, block, told)


_NEEDED = {"patient", "dob", "member", "reference"}
"""Leaves without which the payer cannot find the case."""


def _subject(draft: Docx, case: Case, order: AppealOrder) -> Table:
    letter = case.letter
    leaves: list[tuple[str, str, Fact[Any]]] = [
        ("patient", "Patient", letter.patient.name),
        ("dob", "Date of birth", letter.patient.dob),
        ("member", "Member ID", letter.patient.member_id),
        ("reference", "Reference number", letter.reference_number),
        ("denied", "Denial dated", letter.letter_date),
        ("ordering", "Ordering provider", letter.ordering_provider.name),
        ("npi", "NPI", letter.ordering_provider.npi),
        ("facility", "Facility", letter.facility),
        ("service.from", "Date of service", letter.service_from),
    ]
    if order.level is Level.EXTERNAL:
        leaves.insert(2, ("plan", "Plan", letter.payer))
    rows: list[tuple[str, Part]] = [
        ("RE:", level_rules(order.level)["title"]),
        ("Service", Told("service", "Service", subject_words(case))),
    ]
    doubts: dict[int, str] = {}
    for tag, title, leaf in leaves:
        shown = show(leaf)
        if not shown.missing:
            if shown.check:
                doubts[len(rows)] = f"Hard to read, compare with the letter: {shown.check}."
            rows.append((title, fact(tag, title, leaf)))
    unread = [t for tag, t, leaf in leaves if tag in _NEEDED and leaf.value is None]
    if not contested(case):
        unread.append("Service")
    codes = ", ".join(d.value for d in letter.diagnoses if d.value)
    if codes:
        rows.append(("Diagnoses", Told("diagnoses", "Diagnoses", codes)))
    block = pairs(draft, rows)
    if unread:
        note(draft, f"add what could not be read from the letter: {', '.join(unread)}.")
    for index, doubt in doubts.items():
        remark(draft, block.rows[index].cells[0].paragraphs[0], doubt)
    return block


def _before_sending(draft: Docx, case: Case, order: AppealOrder, block: Table) -> None:
    """Comments on the RE: line: the last day, who may file, the form, the decider's clock."""
    at = block.rows[0].cells[0].paragraphs[0]
    now = standing_of(case).now
    day = last_day(case, order.level, now)
    quotes = [row.quote.value for row in rights_of(case, order.level) if row.quote.value]
    if day is not None:
        words = f" The letter: {quoted(quotes[0])}" if quotes else ""
        remark(draft, at, f"To be filed by {instant_words(day)}.{words}")
    else:
        remark(
            draft, at, "The letter gives no last day for this level that could be computed: ask."
        )
    for rule in standing_rules(case):
        remark(draft, at, rule.text + source_words(rule))
    form = form_rule(case)
    lead = "The right is the member's" if members_right(case, order) else "Where the plan asks"
    remark(draft, at, f"{lead}: enclose {form['name']}{cited(form)}.")
    for row in level_rules(order.level)["clock"]:
        if plan_of(case) in row["plans"]:
            remark(draft, at, row["text"] + cited(row))
    if order.level is not Level.EXPEDITED:
        expedited = load("appeal_requests")["expedited"]
        remark(
            draft, at, f"{expedited['text']} {quoted(expedited['statement'])} Then ask for the "
            "expedited level."
        )  # fmt: skip


def source_words(rule: Rule) -> str:
    """The rule's citation in brackets; one read in a secondary source asks to be confirmed."""
    if not rule.cite:
        return ""
    return f" ({rule.cite}; confirm)" if rule.confirm else f" ({rule.cite})"


def cited(row: dict[str, Any]) -> str:
    """The citation of a row of rules, as :func:`source_words` gives it."""
    return source_words(Rule("", "", row["cite"], row.get("confidence") == "V2"))
