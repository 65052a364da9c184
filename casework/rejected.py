"""Passages of the chart that a person does not want used: once rejected, never used again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from docextract.facts import Chart

Rejected = tuple[str, int, str]
"""A passage by its document's SHA-256, its page and :func:`words_digest` of its words."""


def words_digest(words: str) -> str:
    """What a passage's words are known by, however they are spaced."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def without(chart: Chart, rejected: Collection[Rejected]) -> Chart:
    """The chart without rejected passages, also in what its statements tell together."""
    if not rejected:
        return chart
    from docextract.chart.courses import treatment_courses
    from docextract.chart.measures import measure_series

    sha256 = {each.document: each.sha256 for each in chart.documents}
    gone = set(rejected)
    kept = tuple(
        each
        for each in chart.statements
        if (sha256.get(each.document, ""), each.page, words_digest(each.text)) not in gone
    )
    return chart.model_copy(
        update={
            "statements": kept,
            "courses": treatment_courses(kept),
            "series": measure_series(kept),
        }
    )
