"""Every requirement that the request has to meet, as a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from docextract.facts import Evidence, Letter, Policy, PolicyCriterion
from docextract.policy import applying
from docextract.requirements import parse_requirement
from packet_builder.case import Finding
from packet_builder.labels import BY_WORDS, NO_CHART
from packet_builder.match import Matcher, match

SAME = 82
"""From this likeness (0-100) two printed requirements are one."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A requirement as it is printed, and where."""

    text: str
    origin: str
    cite: str | None
    evidence: tuple[Evidence, ...]


def requirements_of(letter: Letter, policy: Policy | None) -> tuple[Printed, ...]:
    """The letter's list; where it only points to a policy, that policy's requirements.

    A requirement printed in both stands once, from the letter, with the policy's label.
    """
    rows = tuple(applying(policy, letter)) if policy else ()
    set_name = next((c.identifier.value for c in letter.criteria if c.identifier.value), None)
    listed = [
        Printed(fact.value, "letter", _cite(fact.value, policy, rows) or set_name, fact.evidence)
        for fact in letter.unmet_criteria
        if fact.value and not _only_points(fact.value, policy)
    ]
    if policy is None or len(listed) >= 2:
        return tuple(listed)
    texts = [p.text for p in listed]
    return tuple(listed) + tuple(
        Printed(row.text, "policy", label_of(policy, row), row.evidence)
        for row in rows
        if not any(fuzz.token_set_ratio(row.text, t) >= SAME for t in texts)
    )


def _only_points(text: str, policy: Policy | None) -> bool:
    """Whether an entry only names the policy or its section instead of a requirement."""
    if policy is None:
        return False
    requirement = parse_requirement(text)
    named = bool(policy.identifier and policy.identifier.lower() in text.lower())
    return (named or "section" in text.lower() or "policy" in text.lower()) and not (
        requirement.demands or requirement.duration or len(requirement.concepts) > 1
    )


def _cite(text: str, policy: Policy | None, rows: Sequence[PolicyCriterion]) -> str | None:
    if policy is None or not rows:
        return None
    best = max(rows, key=lambda row: fuzz.token_set_ratio(row.text, text))
    alike = fuzz.token_set_ratio(best.text, text)
    return label_of(policy, best) if alike >= SAME else policy.identifier


def label_of(policy: Policy, row: PolicyCriterion) -> str:
    """The label that a requirement of a policy is cited by: the policy and the item."""
    return ", ".join(part for part in (policy.identifier or policy.title, row.label) if part)


def build_findings(printed: Sequence[Printed], matcher: Matcher) -> tuple[Finding, ...]:
    """How each requirement stands against the chart, in the payer's order."""
    found = []
    for number, row in enumerate(printed, start=1):
        verdict, passages, question = match(matcher, row.text)
        why = verdict.why if matcher.index.notes else NO_CHART
        if matcher.index.notes and not question.requirement.parsed:
            why += BY_WORDS
        found.append(
            Finding(
                id=f"c{number}",
                text=row.text,
                origin="policy" if row.origin == "policy" else "letter",
                cite=row.cite,
                source_evidence=row.evidence,
                status=verdict.status,
                why=why,
                calculation=verdict.calculation,
                remedy=verdict.remedy,
                evidence=passages,
            )
        )
    return tuple(found)
