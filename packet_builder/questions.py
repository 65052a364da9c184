"""What to ask the reviewer: templates of ``rules/call_questions.yaml`` filled from the case."""

from __future__ import annotations

from collections.abc import Sequence

from docextract.facts import CriteriaSource, DenialCategory, Letter, PlanType
from docextract.rules import load
from packet_builder.case import CaseChart, Finding, Status
from packet_builder.labels import kind_words
from packet_builder.when import short_date

_ELSEWHERE = {
    DenialCategory.LEVEL_OF_CARE,
    DenialCategory.SITE_OF_SERVICE,
    DenialCategory.STEP_THERAPY,
}
_LAW = {CriteriaSource.STATUTE, CriteriaSource.PLAN_DOCUMENT}
_SHORT = 120
_SPOKEN = {"other": "record", "lab": "laboratory report", "imaging": "imaging report"}
"""Kinds of chart documents whose word in a table is no word for a question."""


def questions(letter: Letter, findings: Sequence[Finding], chart: CaseChart) -> tuple[str, ...]:
    """The questions that fit the letter, in the order of a call."""
    fill = _fill(letter, findings, chart)
    return tuple(
        str(row["ask"]).format_map(fill)
        for row in load("call_questions")
        if _fits(row["when"], letter, findings, fill)
    )


def _fill(letter: Letter, findings: Sequence[Finding], chart: CaseChart) -> dict[str, str]:
    ranked = sorted(letter.criteria, key=lambda c: c.source.value in _LAW)
    named = [c.identifier.value or c.title.value for c in ranked]
    dated = [d for d in chart.documents if d.included is True and d.date]
    newest = max(dated, key=lambda d: d.date or "", default=None)
    return {
        "criteria": next((n for n in named if n), ""),
        "newest": f"the {_kind(newest.kind)} of {short_date(newest.date)}"
        if newest
        else "the whole chart",
        "supported": _first(findings, Status.SUPPORTED),
        "gap": _first(findings, Status.GAP),
        "remedy": next((f.remedy for f in findings if f.remedy), ""),
    }


def _kind(kind: str) -> str:
    return _SPOKEN.get(kind, kind_words(kind))


def _first(findings: Sequence[Finding], status: Status) -> str:
    text = next((f.text for f in findings if f.status is status), "")
    return text if len(text) <= _SHORT else text[:_SHORT].rsplit(" ", 1)[0] + " …"


def _fits(when: str, letter: Letter, findings: Sequence[Finding], fill: dict[str, str]) -> bool:
    match when:
        case "criteria_named":
            return bool(fill["criteria"])
        case "criteria_unnamed":
            return not fill["criteria"]
        case "supported" | "gap":
            return bool(fill[when])
        case "curable":
            return bool(fill["remedy"])
        case "alternative":
            return letter.denial_category.value in _ELSEWHERE
        case "specialty_differs":
            return bool(letter.reviewer.specialty.value or letter.reviewer.name.value)
        case "filing_ends_call":
            return letter.plan_type.value is not PlanType.MEDICARE_ADVANTAGE
        case "expedited":
            return letter.plan_type.value in (PlanType.MEDICARE_ADVANTAGE, PlanType.PART_D) or (
                letter.denial_category.value is DenialCategory.LEVEL_OF_CARE
            )
    return True
