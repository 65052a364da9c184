"""After a correction: what was computed from the old value is computed anew, or put in doubt."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from docextract.facts import Anchor, Deadline, DeadlineKind, DeadlineUnit, Fact, Letter, Reading
from docextract.letter.clock import add_hours, window_end
from docextract.letter.clock_text import line_hours
from docextract.office import Office, act_by

_ANCHORS = {
    Anchor.LETTER_DATE: "letter_date",
    Anchor.DECISION_DATE: "decision_date",
}
_WHY = "computed before a person's correction"


def redated(letter: Letter, fields: Collection[str], received: datetime, office: Office) -> Letter:
    """The letter with the deadlines that rest on corrected ``fields`` counted again.

    A corrected ``due`` stands; its alarm follows it. What cannot be counted needs review, and so
    does the next step, where the window of the call moved.
    """
    deadlines = tuple(
        _redated(each, f"deadlines.{number}", letter, fields, received, office)
        for number, each in enumerate(letter.deadlines)
    )
    moved = any(
        new.due != old.due and new.kind.value is DeadlineKind.P2P
        for new, old in zip(deadlines, letter.deadlines, strict=True)
    )
    route = letter.route
    if moved and "route" not in fields:
        route = route.model_copy(update={"needs_review": True})
    return letter.model_copy(update={"deadlines": deadlines, "route": route})


def _redated(
    deadline: Deadline,
    place: str,
    letter: Letter,
    fields: Collection[str],
    received: datetime,
    office: Office,
) -> Deadline:
    own = {name for name in Deadline.model_fields if f"{place}.{name}" in fields}
    anchor = deadline.anchor.value
    leans = anchor in _ANCHORS and _ANCHORS[anchor] in fields
    if "due" not in own and (leans or own & {"amount", "unit", "anchor"}):
        due = _due(deadline, letter, received, office)
        deadline = deadline.model_copy(update={"due": due, "needs_review": due.needs_review})
    elif "due" not in own and not ("contacts.p2p_hours" in fields or "kind" in own):
        return deadline
    if "act_by" in own:
        return deadline
    return deadline.model_copy(update={"act_by": _alarm(deadline, letter, office)})


def _due(deadline: Deadline, letter: Letter, received: datetime, office: Office) -> Fact[str]:
    """The end of the window; None, for review, where the anchor or the window is not known."""
    amount, unit = deadline.amount.value, deadline.unit.value
    anchor = _anchor(deadline.anchor.value, letter, received, office)
    old = deadline.due
    value = None
    if amount is not None and unit is DeadlineUnit.HOURS:
        if deadline.anchor.value is Anchor.RECEIPT:
            value = add_hours(received.astimezone(office.tz), amount).isoformat()
    elif amount is not None and unit is not None and anchor is not None:
        value = window_end(anchor, amount, unit).isoformat()
    return old.model_copy(
        update={
            "value": value,
            "needs_review": value is None,
            "others": (*_before(old), *old.others),
        }
    )


def _anchor(
    anchor: Anchor | None, letter: Letter, received: datetime, office: Office
) -> date | None:
    if anchor is Anchor.RECEIPT:
        return received.astimezone(office.tz).date()
    printed: Fact[str] = getattr(letter, _ANCHORS[anchor]) if anchor in _ANCHORS else Fact()
    return date.fromisoformat(printed.value) if printed.value else None


def _before(fact: Fact[str]) -> tuple[Reading, ...]:
    if fact.value is None:
        return ()
    return (Reading(value=fact.value, raw=fact.raw or "", reason=_WHY, evidence=fact.evidence),)


def _alarm(deadline: Deadline, letter: Letter, office: Office) -> Fact[str]:
    """The office's alarm before the deadline, inside the payer's hours for a call."""
    old, due = deadline.act_by, deadline.due.value
    if due is None:
        return old.model_copy(update={"value": None, "needs_review": True})
    hours = letter.contacts.p2p_hours.value if deadline.kind.value is DeadlineKind.P2P else None
    limit = datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due)
    moment = act_by(limit, office, line_hours(hours) if hours else None)
    return old.model_copy(
        update={
            "value": moment.isoformat() if moment else None,
            "needs_review": moment is None,
            "evidence": old.evidence or deadline.due.evidence,
        }
    )
