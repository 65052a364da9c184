"""A limit on how often: "no more than three injections in the past 12 months"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from docextract.requirements.numbers import NUMBER, number, plain
from packet_builder.case import Status
from packet_builder.match_judge import Question, View
from packet_builder.match_status import ENOUGH, Verdict, of

_LIMIT = re.compile(
    rf"^(?:(?:no|not)\s+more\s+than|at\s+most|a\s+maximum\s+of|(?P<under>fewer\s+than))\s+(?P<n>{NUMBER})\s+(?!%|percent|"
    r"(?:hours?|days?|weeks?|months?|years?|mm|cm|mg|points?|degrees?)\b)[a-z]",
    re.IGNORECASE,
)
_SAME_EVENT = 5
"""Days within which two records are of one event."""


def by_limit(question: Question, views: Sequence[View]) -> Verdict | None:
    """Count the events of the time asked for; None where the requirement sets no such limit.

    Nothing on record is a gap: that nobody wrote of an event does not show that there was none.
    """
    limit = _LIMIT.match(question.requirement.body)
    most = number(limit["n"]) if limit else None
    if limit is None or most is None or not question.requirement.concepts:
        return None
    most -= 1.0 if limit["under"] else 0.0
    told = [v for v in of(list(views), "supports") if v.weight >= ENOUGH]
    told += [v for v in of(list(views), "contradicts") if v.why == "present"]
    if not told:
        return None
    days = _apart({d for v in told for d in _events(question, v)})
    why = f"{plain(len(days))} in the time asked for, at most {plain(most)} allowed"
    numbers: dict[str, str | int | float | None] = {"events": len(days)}
    if len(days) > most:
        return Verdict(Status.CONTRADICTED, why, tuple(told), numbers)
    return Verdict(Status.SUPPORTED, why, tuple(told), numbers)


def _events(question: Question, view: View) -> list[date]:
    named = [*view.note.days, *view.note.months] or ([view.event] if view.event else [])
    return [d for d in named if question.opens <= d <= question.clock.request]


def _apart(days: set[date]) -> list[date]:
    kept: list[date] = []
    for day in sorted(days):
        if not kept or (day - kept[-1]).days > _SAME_EVENT:
            kept.append(day)
    return kept
