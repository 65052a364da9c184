"""Points of the denial and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence

from packet_builder.case import Case, Finding, Passage, Status, TalkingPoint
from packet_builder.labels import NO_CHART
from packet_builder.lead import quoted
from packet_builder.plain import clean

_QUOTES = 2


def talking_points(findings: Sequence[Finding]) -> tuple[TalkingPoint, ...]:
    """One point for each requirement, in the payer's order; what fails is said as failing."""
    return tuple(_point(f) for f in findings)


def _point(finding: Finding) -> TalkingPoint:
    match finding.status:
        case Status.SUPPORTED:
            shown = _of(finding, "supports")
            words = f"The chart shows it. {_quotes(shown)}"
        case Status.PARTIAL:
            shown = _of(finding, "supports")
            words = f"The chart shows part of it ({finding.why}). {_quotes(shown)}"
        case Status.CONTRADICTED:
            shown = _of(finding, "contradicts")
            words = f"The chart speaks against it; do not claim it. {_quotes(shown)}"
        case Status.GAP:
            shown = _of(finding, "contradicts")
            shows = "The chart does not show it; say so if asked."
            if finding.why == NO_CHART:
                shows = "The chart was not read: have it at hand before the call."
            words = f"{shows} {_quotes(shown)}"
    if finding.remedy:
        words += f" It could be cured by: {finding.remedy}."
    return TalkingPoint(denial_point=finding.text, rebuttal=words.strip(), evidence=tuple(shown))


def own_points(case: Case) -> tuple[tuple[int, TalkingPoint], ...]:
    """The points that answer something else than a listed requirement, each with its number.

    The answer to a requirement stands with the requirement itself.
    """
    asked = {clean(f.text).casefold() for f in case.criteria}
    return tuple(
        (number, point)
        for number, point in enumerate(case.talking_points, start=1)
        if clean(point.denial_point).casefold() not in asked
    )


def _of(finding: Finding, stance: str) -> list[Passage]:
    return [p for p in finding.evidence if p.stance == stance][:_QUOTES]


def _quotes(passages: Sequence[Passage]) -> str:
    return " ".join(f'"{quoted(p)}" ({p.document}, p. {p.page}).' for p in passages)
