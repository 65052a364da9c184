"""Points of the denial and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence

from packet_builder.case import Finding, Passage, Status, TalkingPoint
from packet_builder.lead import quoted

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
            words = f"The chart does not show it; say so if asked. {_quotes(shown)}"
    if finding.remedy:
        words += f" It could be cured by: {finding.remedy}."
    return TalkingPoint(denial_point=finding.text, rebuttal=words.strip(), evidence=tuple(shown))


def _of(finding: Finding, stance: str) -> list[Passage]:
    return [p for p in finding.evidence if p.stance == stance][:_QUOTES]


def _quotes(passages: Sequence[Passage]) -> str:
    return " ".join(f'"{quoted(p)}" ({p.document}, p. {p.page}).' for p in passages)
