"""What the office's own library says on a requirement: passages, never more than it holds."""

from __future__ import annotations

from collections.abc import Sequence

from docextract.facts import Evidence
from docextract.reference import Work
from docextract.requirements import Kind, parse_requirement
from docextract.requirements.concepts import keys_of
from packet_builder.case import Case, Finding, LibraryPassage

MOST = 2
"""The most passages of the library that stand with one requirement."""

_SHARED = 2
"""So many concepts are enough for a passage to share with what it is cited for."""


def cite_library(case: Case, works: Sequence[Work]) -> tuple[LibraryPassage, ...]:
    """The passages that bear on each requirement of the case, best first.

    A passage bears on a requirement where it names two of its concepts; or one, where the work's
    title or the passage names the service that is asked for, or the title that one concept.
    An exclusion ("no infection") takes two: works speak of risks in passing.
    Nothing is concluded from a passage: it is shown as it stands.
    """
    requested = frozenset().union(
        *(keys_of(row.description.value or "") for row in case.letter.services)
    )
    found = [
        (finding.id, work, passage)
        for finding in case.criteria
        for work, passage in _bearing(finding, works, requested)
    ]
    cited = list(dict.fromkeys(work.document for _, work, _ in found))
    return tuple(
        LibraryPassage(
            finding=finding,
            number=cited.index(work.document) + 1,
            **work.model_dump(include={"document", "title", "source", "date", "head_page"}),
            page=passage.page,
            text=passage.text,
        )
        for finding, work, passage in found
    )


def _bearing(
    finding: Finding, works: Sequence[Work], requested: frozenset[str]
) -> list[tuple[Work, Evidence]]:
    """The passages of all works that bear on a requirement, the best first."""
    asked = keys_of(finding.text)
    exclusion = parse_requirement(finding.text).kind is Kind.ABSENCE
    rows = []
    for work in works:
        subject = keys_of(work.title)
        for passage in work.passages:
            named = keys_of(passage.text)
            shared = asked & named
            about = (requested - shared) & (named | subject) or shared & subject
            if len(shared) >= _SHARED or (shared - requested and about and not exclusion):
                rows.append((-len(shared), len(passage.text), work, passage))
    rows.sort(key=lambda row: row[:2])
    return [(work, passage) for _, _, work, passage in rows[:MOST]]
