"""The end of an appeal: the call, harm of delay, requests by rule, signature and enclosures."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx

from docextract.rules import load
from packet_builder.appeal_head import cited
from packet_builder.appeal_order import AppealOrder, dispute_of, form_rule, members_right, voice_of
from packet_builder.appeal_places import LETTER_EXHIBIT, cite
from packet_builder.case import Case
from packet_builder.citations import citations
from packet_builder.docx_controls import Told
from packet_builder.docx_parts import Part, add, note, remark, say
from packet_builder.outcome import Approval, CallOutcome, Level, Voice
from packet_builder.plain import clean, quoted, sentence
from packet_builder.routes import letter_words
from packet_builder.rules_of_plan import plan_of
from packet_builder.shown import granting, subject_words
from packet_builder.when import parse_instant, short_date


def write_end(draft: Docx, case: Case, order: AppealOrder) -> None:
    """Everything after the argument."""
    if order.outcome is not None:
        _call(draft, case, order.outcome)
    _specialties(draft, case, order.outcome)
    if order.level is Level.EXPEDITED:
        _harm(draft, case, order)
    _requests(draft, case, order)
    _closing(draft, case, order)
    _enclosures(draft, case, order)


def _call(draft: Docx, case: Case, outcome: CallOutcome) -> None:
    """What the reviewer said and what was left open, as the office logged it."""
    draft.add_heading("The peer-to-peer call", level=1)
    who = ", ".join(
        part
        for part in (
            outcome.reviewer_name,
            outcome.reviewer_credentials,
            outcome.reviewer_specialty,
        )
        if part
    )
    parts: list[Part] = ["The case was discussed with "]
    parts.append(Told("call.reviewer", "Reviewer on the call", who or "the plan's reviewer"))
    parts += [" on ", Told("call.date", "Day of the call", short_date(outcome.held_at))]
    if outcome.reference:
        parts += [
            " (reference ",
            Told("call.reference", "Reference of the call", outcome.reference),
        ]
        parts.append(")")
    say(draft, *parts, ".")
    if outcome.criteria_named:
        named = Told("call.criteria", "Criteria named", "; ".join(outcome.criteria_named))
        say(draft, "The reviewer named these criteria: ", named, ".")
    _listed(draft, "The reviewer gave these reasons:", "call.reason", outcome.reasons)
    lead = "These points were put forward and were not answered:"
    _listed(draft, lead, "call.open", outcome.unaddressed)
    if not outcome.reasons:
        note(draft, "the log of the call names no reason: add what the reviewer said, or nothing.")


def _listed(draft: Docx, lead: str, tag: str, rows: tuple[str, ...]) -> None:
    if rows:
        say(draft, lead).paragraph_format.keep_with_next = True
    for number, row in enumerate(rows, start=1):
        say(draft, Told(f"{tag}.{number}", f"{lead[:40]} {number}", row), style="List Bullet")


def _specialties(draft: Docx, case: Case, outcome: CallOutcome | None) -> None:
    """The reviewer's specialty beside the ordering physician's, where both are printed."""
    reviewer = case.letter.reviewer.specialty.value
    said_on_call = outcome.reviewer_specialty if outcome else None
    ours = case.ordering_specialty
    if ours is None or not (reviewer or said_on_call):
        return
    if any(_same(name, ours.value) for name in (reviewer, said_on_call) if name):
        return
    draft.add_heading("The reviewer's specialty", level=1)
    place = cite(ours.evidence[0]) if ours.evidence else ""
    parts: list[Part] = []
    if reviewer:
        told = Told("reviewer.specialty", "Reviewer's printed specialty", reviewer)
        parts += ["The letter gives the reviewer's specialty as ", told, ". "]
    if said_on_call:
        told = Told("call.specialty", "Reviewer's specialty on the call", said_on_call)
        parts += ["The reviewer on the call named ", told, ". "]
    parts += [
        "The service was ordered by a physician in ",
        Told("ordering.specialty", "Ordering physician's specialty", ours.value + place),
        ".",
    ]
    say(draft, *parts)


def _same(one: str, other: str) -> bool:
    return one.casefold() in other.casefold() or other.casefold() in one.casefold()


def _harm(draft: Docx, case: Case, order: AppealOrder) -> None:
    """The physician's own statement; never made up, and attested by name or left open."""
    draft.add_heading("Why this cannot wait", level=1)
    rules = load("appeal_requests")["expedited"]
    rule = _rule(rules["rules"], case)
    if order.harm:
        say(draft, Told("harm", "Harm of delay, as the physician states it", order.harm))
    else:
        note(draft, "the physician states the harm of delay here, from the chart, or deletes this.")
    if order.approval is not None:
        say(draft, rules["statement"] + cited(rule))
    else:
        note(draft, f"{rules['text']} {quoted(rules['statement'])}{cited(rule)}")


def _requests(draft: Docx, case: Case, order: AppealOrder) -> None:
    draft.add_heading("Requests", level=1)
    to_confirm = []
    dispute = dispute_of(case, order.level)
    for row in load("appeal_requests")["requests"]:
        if dispute not in row["disputes"]:
            continue
        rule = _rule(row["rules"], case)
        place = f" ({rule['cite']})" if rule["cite"] else ""
        line = say(draft, row["text"] + place, style="List Number")
        if rule.get("confidence") == "V2":
            to_confirm.append((line, rule["cite"]))
    for line, name in to_confirm:
        remark(draft, line, f"Confirm this citation before sending: {name}.")


def _closing(draft: Docx, case: Case, order: AppealOrder) -> None:
    say(
        draft,
        f"I ask that you overturn the denial and {granting(case)} this service: ",
        Told("service.closing", "Service, at the end", subject_words(case)),
        ".",
    )
    say(draft, "Sincerely,").paragraph_format.keep_with_next = True
    block = say(draft, "")
    for _ in range(2):
        block.add_run().add_break()
    add(block, "_" * 36)
    block.paragraph_format.keep_together = True
    block.paragraph_format.keep_with_next = True
    if voice_of(case, order) is Voice.MEMBER:
        _signer(block, ("signer", "Signer", case.letter.patient.name.value, ""))
        note(draft, "the member signs, or the representative named in the enclosed form, by name.")
        return
    provider = case.letter.ordering_provider
    _signer(
        block,
        ("signer", "Signer", provider.name.value, ""),
        ("signer.npi", "Signer's NPI", provider.npi.value, "NPI "),
    )
    if order.approval is not None:
        told = Told("approval", "Approved by", approval_words(order.approval))
        say(draft, "Approved by ", told, ".")
    note(draft, "add the signer's credentials, specialty, telephone and fax, and sign.")


def _signer(block: Any, *rows: tuple[str, str, str | None, str]) -> None:  # noqa: ANN401
    for tag, title, value, lead in rows:
        if value:
            block.add_run().add_break()
            add(block, *((lead,) if lead else ()), Told(tag, title, value))


def approval_words(approval: Approval) -> str:
    """By whom and when the letter was approved."""
    return f"{clean(approval.name)}, {short_date(approval.at)}"


def enclosure_rows(case: Case, order: AppealOrder) -> tuple[tuple[str, str, str], ...]:
    """Tag, name and words of each enclosure, in the order of the merged file.

    The denial letter first, then the paper that shows who may act, then the record by exhibit.
    """
    described = {d.document: d for d in case.chart.documents}
    placed: dict[int, str] = {}
    for _, row in citations(case):
        if row.exhibit is not None:
            placed.setdefault(row.exhibit, row.document)
    rows = [("x1", "Enclosure 1", f"Exhibit {LETTER_EXHIBIT}: the {letter_words(case)}")]
    if members_right(case, order):
        rows.append(("x.form", "Form", sentence(form_rule(case)["name"])))
    for number, name in sorted(placed.items()):
        listed = described.get(name)
        dated = f", {short_date(listed.date)}" if listed and listed.date else ""
        rows.append(
            (f"x{number}", f"Enclosure {number}", f"Exhibit {number}: {clean(name)}{dated}")
        )
    return tuple(rows)


def _enclosures(draft: Docx, case: Case, order: AppealOrder) -> None:
    draft.add_heading("Enclosures", level=1)
    for tag, title, words in enclosure_rows(case, order):
        line = say(draft, Told(tag, title, words), style="List Bullet")
        if tag == "x.form":
            remark(draft, line, "Add the signed form before sending.")
    if order.outcome is not None and parse_instant(order.outcome.held_at):
        when = short_date(order.outcome.held_at)
        say(draft, Told("x.call", "Record of the call", f"Record of the call of {when}"),
            style="List Bullet")  # fmt: skip


def _rule(rules: list[dict[str, Any]], case: Case) -> dict[str, Any]:
    """The rule of the case's plan, else the row for all."""
    return next(r for r in rules if plan_of(case) in r["plans"] or "all" in r["plans"])
