"""What the office's own library says on a requirement: passages, never more than it holds."""

from __future__ import annotations

from collections.abc import Sequence

from docextract.facts import Evidence
from docextract.reference import Work
from docextract.requirements.concepts import keys_of
from packet_builder.case import Finding, LibraryPassage

MOST = 2
"""The most passages of the library that stand with one requirement."""

_SHARED = 2
"""So many concepts has a passage to share with what it is cited for."""


def cite_library(findings: Sequence[Finding], works: Sequence[Work]) -> tuple[LibraryPassage, ...]:
    """The passages that bear on each requirement, best first.

    A passage bears on a requirement where it names two of its concepts; where the requirement
    has one alone, the work's title has to name it too. Nothing is concluded from a passage: it
    is shown as it stands.
    """
    found = [
        (finding.id, work, passage)
        for finding in findings
        for work, passage in _bearing(finding, works)
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


def _bearing(finding: Finding, works: Sequence[Work]) -> list[tuple[Work, Evidence]]:
    """The passages of all works that bear on a requirement, the best first."""
    asked = keys_of(finding.text)
    if not asked:
        return []
    rows = []
    for work in works:
        subject = keys_of(work.title)
        for passage in work.passages:
            shared = asked & keys_of(passage.text)
            if len(shared) >= min(_SHARED, len(asked)) and (
                len(shared) >= _SHARED or asked & subject
            ):
                rows.append((-len(shared), len(passage.text), work, passage))
    rows.sort(key=lambda row: row[:2])
    return [(work, passage) for _, _, work, passage in rows[:MOST]]
