"""Every passage of the chart that a packet cites, with the claim that cites it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from packet_builder.case import Case, Finding, Passage, Quote, Status
from packet_builder.history import course_records, shown_courses, shown_measures
from packet_builder.plain import sentence
from packet_builder.points import own_points
from packet_builder.when import short_date

AnyCited = TypeVar("AnyCited", bound=Quote)
_MOST_OF_A_SHORTFALL = 3


def shown_passages(finding: Finding) -> tuple[Passage, ...]:
    """The passages that a paper shows for a requirement: all, but of one that the chart does not
    meet only the first, which tell why, and those whose day the finding names; what lies further
    down has no more than words in common with it."""
    if finding.status not in {Status.GAP, Status.CONTRADICTED}:
        return finding.evidence
    told = sentence(finding.why)
    return tuple(
        passage
        for at, passage in enumerate(finding.evidence)
        if at < _MOST_OF_A_SHORTFALL or (passage.date and short_date(passage.date) in told)
    )


def citations(case: Case) -> Iterator[tuple[str, Quote]]:
    """Every chart passage that the packet cites with the anchor of its claim, in its order."""
    for i, fact in enumerate(case.lead_facts, start=1):
        yield from ((f"fact-{i}", passage) for passage in fact.evidence)
    for i, finding in enumerate(case.criteria, start=1):
        yield from ((f"criterion-{i}", passage) for passage in shown_passages(finding))
    for i, point in own_points(case):
        yield from ((f"point-{i}", passage) for passage in point.evidence)
    for i, row in enumerate(case.failed_treatments, start=1):
        yield f"treatment-{i}", row
    for i, course in enumerate(shown_courses(case), start=1):
        yield from ((f"course-{i}", record) for record in course_records(course))
    for i, (_, points) in enumerate(shown_measures(case), start=1):
        yield from ((f"measure-{i}", point.evidence) for point in points)
    for i, limitation in enumerate(case.functional_limitations, start=1):
        yield f"limitation-{i}", limitation
    if case.ordering_specialty:
        yield from (("peer", passage) for passage in case.ordering_specialty.evidence)
