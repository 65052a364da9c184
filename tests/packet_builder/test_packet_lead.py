"""What the physician says first: never what speaks against the request."""

from __future__ import annotations

from docextract.facts import Assertion
from packet_builder.case import Finding, Passage, Status
from packet_builder.lead import lead_facts


def passage(text: str, *, stance: str = "supports", how: Assertion = Assertion.AFFIRMED) -> Passage:
    return Passage(
        document="visit.pdf", page=1, bbox=None, text=text, stance=stance, assertion=how,
        date="2026-02-03", confidence=0.9,
    )  # fmt: skip


def finding(number: int, *evidence: Passage) -> Finding:
    return Finding(
        id=f"c{number}", text="a requirement", origin="letter", cite=None, source_evidence=(),
        status=Status.SUPPORTED, why="recorded", evidence=evidence,
    )  # fmt: skip


def test_the_requirement_with_most_evidence_leads_and_nothing_stands_twice():
    twice = passage("walks one block")
    told = lead_facts([finding(1, twice), finding(2, passage("KL grade 4"), twice)])
    assert [fact.text for fact in told] == ["2026-02-03: KL grade 4", "2026-02-03: walks one block"]


def test_what_speaks_against_another_requirement_opens_no_call():
    against = passage("not a candidate today", stance="contradicts")
    told = lead_facts([finding(1, passage("not a candidate today")), finding(2, against)])
    assert told == ()


def test_plans_doubts_and_the_family_are_no_facts_to_lead_with():
    for how in (Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.UNCERTAIN, Assertion.FAMILY):
        assert lead_facts([finding(1, passage("arthroplasty", how=how))]) == ()
    assert lead_facts([finding(1, passage("no infection", how=Assertion.NEGATED))])
