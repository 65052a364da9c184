"""Before anything is denied: a payer's policy against a chart, and what would cure a shortfall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from docextract.facts import Chart, ChartDocument, CodeSystem, Fact, Frozen, Letter, Policy, Service
from docextract.policy import applying, not_needed
from docextract.requirements import Kind, parse_requirement
from packet_builder.argue import make_matcher
from packet_builder.case import Finding, Status
from packet_builder.findings import Printed, build_findings, label_of

_CURES = {
    Kind.TREATMENT: "the treatment itself, or the record of it with its dates and outcome",
    Kind.VALUE: "a dated measurement, with its value and unit",
    Kind.ABSENCE: "a dated note that says so plainly",
    Kind.RESULT: "the dated report or the signed paper itself; an order for it is not enough",
    Kind.PLAN: "a note that states the plan, and who carries it out",
    Kind.FINDING: "a dated note of the treating clinician that describes it",
}


class Verdict(StrEnum):
    """What a check says of one requirement."""

    DOCUMENTED = "documented"
    MISSING = "missing"
    SPARED = "not needed"


class Checked(Frozen):
    """A requirement of the policy against the chart.

    ``cure`` says what would close the gap; null for what is documented or not needed.
    ``any_of`` names the group of alternatives of which one is enough.
    """

    finding: Finding
    verdict: Verdict
    cure: str | None
    any_of: str | None


class Check(Frozen):
    """What ``p2p check --json`` prints."""

    schema_: Literal[1] = Field(default=1, alias="schema", serialization_alias="schema")
    checked_on: str
    policy: str
    identifier: str | None
    edition: str | None
    documents: tuple[ChartDocument, ...]
    criteria: tuple[Checked, ...]
    warnings: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Checked, ...]:
        """The requirements that the chart does not document."""
        return tuple(c for c in self.criteria if c.verdict is Verdict.MISSING)


def build_check(
    policy: Policy,
    chart: Chart,
    *,
    day: date,
    service: str | None = None,
    code: str | None = None,
    warnings: Sequence[str] = (),
) -> Check:
    """Check a chart against a policy as of a day, on which the request would be made.

    ``service`` and ``code`` tell what would be asked for: which section of the policy applies,
    and which part and side of the body the record must speak of.
    """
    request = _request(day, service, code)
    rows = applying(policy, request) if service or code else policy.criteria
    printed = [Printed(r.text, "policy", label_of(policy, r), r.evidence) for r in rows]
    findings = build_findings(printed, make_matcher(request, chart, day))
    met = {place for place, f in enumerate(findings) if f.status is Status.SUPPORTED}
    spared = not_needed(rows, met)
    return Check(
        checked_on=day.isoformat(),
        policy=policy.document,
        identifier=policy.identifier,
        edition=policy.edition,
        documents=chart.documents,
        criteria=tuple(
            _checked(f, r.any_of, spared=place in spared)
            for place, (r, f) in enumerate(zip(rows, findings, strict=True))
        ),
        warnings=tuple(warnings),
    )


def _request(day: date, service: str | None, code: str | None) -> Letter:
    """The request that would be made, in the form in which a letter tells of one."""
    asked = Service(
        description=Fact(value=service),
        code=Fact(value=code),
        system=Fact(value=CodeSystem.CPT if code else None),
    )
    return Letter(
        services=(asked,) if service or code else (),
        letter_date=Fact(value=day.isoformat()),
        request_date=Fact(value=day.isoformat()),
    )


def _checked(finding: Finding, any_of: str | None, *, spared: bool) -> Checked:
    if finding.status is Status.SUPPORTED:
        return Checked(finding=finding, verdict=Verdict.DOCUMENTED, cure=None, any_of=any_of)
    if spared:
        return Checked(finding=finding, verdict=Verdict.SPARED, cure=None, any_of=any_of)
    return Checked(finding=finding, verdict=Verdict.MISSING, cure=_cure(finding), any_of=any_of)


def _cure(finding: Finding) -> str:
    if finding.remedy:
        return finding.remedy
    cure = _CURES[parse_requirement(finding.text).kind]
    if finding.status is Status.CONTRADICTED:
        return f"the chart says otherwise; {cure}, later than what stands against it"
    return cure
