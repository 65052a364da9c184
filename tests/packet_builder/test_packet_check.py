"""A policy against a chart before anything is denied."""

from __future__ import annotations

from datetime import date

import pytest
from match_fixtures import chart_of

from docextract.facts import Policy, PolicyCriterion, PolicyGroup
from packet_builder.check import Check, Verdict, build_check

DAY = date(2026, 5, 1)
THERAPY = "At least 6 weeks of physical therapy within the last 6 months"
INJECTION = "An epidural steroid injection without lasting relief"
BMI = "Body mass index below 40"


def _policy(*texts: str, groups: tuple[PolicyGroup, ...] = ()) -> Policy:
    rows = [
        PolicyCriterion(label=f"A{i}", text=text, heading=None, evidence=(), groups=groups)
        for i, text in enumerate(texts, start=1)
    ]
    return Policy(
        document="policy.pdf", sha256="0", payer=None, identifier="MP-1", title=None,
        edition="2026-01", criteria=tuple(rows),
    )  # fmt: skip


def _check(policy: Policy, *notes: list[str]) -> Check:
    return build_check(policy, chart_of(notes), day=DAY)


def test_what_is_in_the_chart_is_documented() -> None:
    note = "Completed 12 visits of physical therapy over 8 weeks without relief."
    check = _check(_policy(THERAPY), ["2026-03-01", "pt_ot", "Summary", note])
    assert [c.verdict for c in check.criteria] == [Verdict.DOCUMENTED]
    assert check.criteria[0].finding.cite == "MP-1, A1"
    assert check.missing == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (THERAPY, "Will refer to physical therapy."),  # only ordered
        (BMI, "BMI 42.3 today."),  # contradicted
        (INJECTION, "Back pain for years."),  # silent
    ],
)
def test_what_is_missing_has_a_cure(text: str, note: str) -> None:
    check = _check(_policy(text), ["2026-04-01", "progress_note", "HPI", note])
    assert [c.verdict for c in check.criteria] == [Verdict.MISSING]
    assert check.criteria[0].cure


def test_one_of_a_group_is_enough() -> None:
    note = "Completed 12 visits of physical therapy over 8 weeks without relief."
    policy = _policy(THERAPY, INJECTION, groups=(PolicyGroup(number=1, label="B", need=1),))
    check = _check(policy, ["2026-03-01", "pt_ot", "Summary", note])
    assert [c.verdict for c in check.criteria] == [Verdict.DOCUMENTED, Verdict.SPARED]


def test_the_code_chooses_the_section() -> None:
    rows = (
        PolicyCriterion(label="1", text=BMI, heading="Hip (27130)", evidence=()),
        PolicyCriterion(label="2", text=THERAPY, heading="Spine (22633)", evidence=()),
    )
    policy = _policy().model_copy(update={"criteria": rows})
    check = build_check(policy, chart_of([]), day=DAY, code="27130")
    assert [c.finding.text for c in check.criteria] == [BMI]
