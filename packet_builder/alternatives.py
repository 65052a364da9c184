"""What the payer would rather give, and the chart's own words on why it does not fit."""

from __future__ import annotations

from dataclasses import dataclass

from docextract.facts import ServiceStatus
from docextract.requirements import Kind, parse_requirement
from docextract.requirements.concepts import keys_of
from packet_builder.case import Case, FailedTreatment
from packet_builder.shown import service_words


@dataclass(frozen=True, slots=True)
class Alternative:
    """A treatment that the letter names, and the rows of the chart on its failure.

    ``asked`` are the letter's words that name it.
    """

    asked: str
    rows: tuple[FailedTreatment, ...]


def offered(case: Case) -> tuple[str, ...]:
    """The lines that the letter approves beside a denied one, or approves in part."""
    kinds = (ServiceStatus.APPROVED, ServiceStatus.MODIFIED)
    rows = [s for s in case.letter.services if s.status.value in kinds]
    return (
        tuple(service_words(row) for row in rows) if len(rows) < len(case.letter.services) else ()
    )


def alternatives(case: Case) -> tuple[Alternative, ...]:
    """The requirements that name a treatment which the chart says failed, in the payer's order.

    Only treatments that both the letter and the chart name by the same concept are joined; the
    chart's words are shown, and nothing is concluded from them.
    """
    named = [(row, keys_of(row.treatment)) for row in case.failed_treatments]
    found = []
    for text in _asked(case):
        keys = keys_of(text)
        rows = tuple(row for row, concepts in named if concepts & keys)
        if rows:
            found.append(Alternative(text, rows))
    return tuple(found)


def _asked(case: Case) -> tuple[str, ...]:
    """The letter's words that may name another treatment: each requirement, then the reason."""
    texts = [f.text for f in case.criteria if parse_requirement(f.text).kind is Kind.TREATMENT]
    if not case.criteria and case.letter.denial_reason.value:
        texts = [case.letter.denial_reason.value]
    return tuple(dict.fromkeys(texts))
