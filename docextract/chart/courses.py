"""Treatments as episodes: from when to when, how often, and how they ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from docextract.chart.sections import kind_of_section
from docextract.chart.treatment_names import Treatment, treatments_in, weak_names
from docextract.chart.treatments import Failure, failures_by_name
from docextract.dates import find_dates
from docextract.facts import Assertion, Statement, TreatmentCourse
from docextract.requirements.amounts import find_amounts

_NOT_USED = frozenset(
    {Assertion.FAMILY, Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.NEGATED}
)
_ONGOING = re.compile(
    r"\b(?:continu(?:e|es|ing)|remains?\s+on|currently\s+(?:on|taking)|still\s+(?:on|taking)|"
    r"taking|refill(?:ed)?)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:stopp?ed|discontinued|completed|finished|discharged\s+from|off|last\s+(?:visit|dose))\b",
    re.IGNORECASE,
)
_VISITS = re.compile(r"\b(?:visits?|sessions?|appointments?)\b", re.IGNORECASE)
_SHOWN = 4
"""So many statements are kept as evidence: the first, the last, and what tells of the course."""


def treatment_courses(statements: Sequence[Statement]) -> tuple[TreatmentCourse, ...]:
    """Each treatment that was used, with its first and last day, visits and outcome.

    What is only planned, advised, denied or the family's is no course. Treatments without any
    day are kept: that they were used is told, when is not.
    """
    told: dict[str, list[tuple[Treatment, Statement]]] = {}
    for statement in statements:
        if statement.assertion in _NOT_USED or statement.copied_from:
            continue
        if kind_of_section(statement.section) in ("allergies", "plan", "family"):
            continue
        for treatment in treatments_in(statement.text):
            word = statement.text[treatment.start : treatment.end].lower()
            if word not in weak_names():
                told.setdefault(treatment.name, []).append((treatment, statement))
    failures = failures_by_name(statements)
    courses = [_course(name, rows, failures.get(name)) for name, rows in told.items()]
    return tuple(sorted(courses, key=lambda c: (c.start or "9999", c.name)))


def _course(
    name: str, rows: list[tuple[Treatment, Statement]], failure: Failure | None
) -> TreatmentCourse:
    said = [s for _, s in rows] + ([failure.statement] if failure else [])
    days = sorted({d for s in said for d in _days(s)})
    ended = [d for s in said if _ENDED.search(s.text) for d in _days(s)]
    ongoing = not failure and bool(said) and any(_goes_on(s, days) for s in said)
    stop = max(ended, default=None)
    return TreatmentCourse(
        name=name,
        group=rows[0][0].group,
        start=days[0].isoformat() if days else None,
        last=days[-1].isoformat() if days else None,
        stop=stop.isoformat() if stop and not ongoing else None,
        visits=_visits(said),
        outcome=failure.outcome if failure else ("ongoing" if ongoing else None),
        evidence=_shown(said),
    )


def _days(statement: Statement) -> list[date]:
    """The days that a statement speaks of: those it names, else the one it was written on."""
    written = date.fromisoformat(statement.date) if statement.date else None
    named = [d.value for d in find_dates(statement.text) if not written or d.value <= written]
    if named:
        return named
    past = statement.assertion is Assertion.HISTORICAL
    return [written] if written and not past else []


def _goes_on(statement: Statement, days: Sequence[date]) -> bool:
    """Whether the newest word on a treatment is that it is being taken."""
    newest = bool(days) and statement.date == days[-1].isoformat()
    listed = kind_of_section(statement.section) == "medications"
    return newest and (listed or bool(_ONGOING.search(statement.text)))


def _visits(said: Sequence[Statement]) -> int | None:
    counts = [
        amount.value
        for s in said
        for amount in find_amounts(s.text)
        if amount.unit == "session"
        and not amount.often
        and _VISITS.search(s.text[amount.start : amount.end])
    ]
    return int(max(counts)) if counts else None


def _shown(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statement of the outcome, the newest and the oldest ones, none twice."""
    dated = sorted(said, key=lambda s: s.date or "")
    order = [said[-1], dated[-1], dated[0], *dated]
    kept: dict[tuple[str, int, str], Statement] = {}
    for s in order:
        kept.setdefault((s.document, s.page, s.text), s)
    return tuple(kept.values())[:_SHOWN]
