"""The law's own computation of a limit, told beside the printed one and never as the alarm.

The rows are data (``rules/deadlines.yaml``), each with its source. A row marked V2 was read in
a secondary source: its note says "confirm".
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from docextract.facts import DeadlineKind, DeadlineUnit, DocumentType, LegalDue, Party, PlanType
from docextract.letter.clock import add_months, window_end
from docextract.office import is_business_day
from docextract.rules import load

AFTER_FINAL = (DeadlineKind.EXTERNAL_REVIEW, DeadlineKind.FAIR_HEARING)
"""Reviews that the law counts from the final decision, not from a first denial."""


def legal_due(
    kind: DeadlineKind,
    plan_type: PlanType | None,
    *,
    notice: date | None,
    receipt: date | None,
    document_type: DocumentType | None = None,
    party: Party | None = None,
    state: str | None = None,
) -> tuple[LegalDue, ...]:
    """What the rules that apply to a right of this plan give; earliest first.

    ``state`` is a postal code where the letter's state law is known; state rows need it.
    """
    if kind in AFTER_FINAL and document_type is not DocumentType.APPEAL_UPHELD:
        return ()
    found = []
    for rule in load("deadlines")["rules"]:
        if plan_type not in rule["plans"] or kind not in rule["kinds"]:
            continue
        if rule.get("state") not in (None, state) or rule.get("party") not in (None, party):
            continue
        due = due_under(rule, notice=notice, receipt=receipt)
        if due is not None:
            found.append(_told(rule, due))
    return tuple(sorted(found, key=lambda row: row.due))


def rule_named(name: str) -> dict[str, Any]:
    """The row of ``rules/deadlines.yaml`` with this id; KeyError for none."""
    for rule in load("deadlines")["rules"]:
        if rule["id"] == name:
            return dict(rule)
    raise KeyError(name)


def due_under(rule: dict[str, Any], *, notice: date | None, receipt: date | None) -> date | None:
    """The last day under a rule; None where the day it counts from is not known."""
    start = _start(rule, notice, receipt)
    if start is None:
        return None
    unit = DeadlineUnit(rule["unit"])
    if unit is DeadlineUnit.MONTHS and rule.get("no_such_day") == "first_of_next_month":
        due = _first_of_next(start, rule["amount"])
    else:
        due = window_end(start, rule["amount"], unit)
    while rule["roll"] == "next_business_day" and not is_business_day(due):
        due += timedelta(days=1)
    return due


def _start(rule: dict[str, Any], notice: date | None, receipt: date | None) -> date | None:
    presumed = rule.get("presumed_receipt_days")
    if rule["start"] == "notice_date":
        return notice
    if presumed is not None and notice is not None:
        return notice + timedelta(days=presumed)
    return receipt


def _first_of_next(start: date, months: int) -> date:
    """45 CFR 147.136(d)(2)(i): no February 30 means March 1."""
    due = add_months(start, months)
    return due if due.day == start.day else due + timedelta(days=1)


def _told(rule: dict[str, Any], due: date) -> LegalDue:
    note = rule.get("note")
    if rule["confidence"] == "V2":
        note = f"confirm; {note}" if note else "confirm"
    return LegalDue(
        due=due.isoformat(),
        rule=rule["id"],
        cite=rule["cite"],
        confidence=rule["confidence"],
        note=note,
    )
