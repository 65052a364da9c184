"""Whether the rest of a letter agrees with what kind of letter it was taken for.

What is decided on its lines, and whom and what it is about, are read from other words than the
kind. Where they disagree one of them is wrong, and nobody can say which: the kind is doubted, and
with it all that follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from docextract.facts import DocumentType, Fact, Letter, Service, ServiceStatus

UNSURE = 0.6
"""A kind that its lines do not bear out is no surer than this."""
_UNNAMED = 2
_ALLOWED = ServiceStatus.APPROVED
_REFUSED = (ServiceStatus.DENIED, ServiceStatus.MODIFIED)
_DECIDED = (_ALLOWED, *_REFUSED)


def borne_out(kind: Fact[DocumentType], services: Sequence[Service]) -> Fact[DocumentType]:
    """The kind, doubted where the decisions on the lines speak against it; a denial that allows
    some of its lines is one in part."""
    statuses = {one.status.value for one in services} - {None}
    if not statuses or _agrees(kind.value, statuses):
        return kind
    told = kind.value
    if told is DocumentType.DENIAL and _told_apart(services):
        told = DocumentType.PARTIAL_DENIAL
    doubt = {"value": told, "confidence": min(UNSURE, kind.confidence), "needs_review": True}
    return kind.model_copy(update=doubt)


def _told_apart(services: Sequence[Service]) -> bool:
    """True where printed words, none of them doubted, allow a line and refuse another."""
    sure = {one.status.value for one in services if not one.status.needs_review}
    return _ALLOWED in sure and ServiceStatus.DENIED in sure


def _agrees(kind: DocumentType | None, statuses: Collection[ServiceStatus | None]) -> bool:
    refused = any(one in statuses for one in _REFUSED)
    match kind:
        case DocumentType.PARTIAL_DENIAL:
            return _ALLOWED in statuses and refused
        case DocumentType.DENIAL | DocumentType.APPEAL_UPHELD:
            return _ALLOWED not in statuses
        case DocumentType.APPROVAL:
            return not refused
        case DocumentType.INFORMATION_REQUEST:
            return not any(one in statuses for one in _DECIDED)
        case _:
            return True


def about_nobody(letter: Letter) -> bool:
    """True for a decision without two of what decisions print: the patient's name, member id, the
    reference number, a service. It may decide nothing, as a sample, a list or a notice to all does:
    of 87 decisions at first sight (2026-11-30) two of the four such were none, of the others no
    more than one."""
    if letter.document_type.value is DocumentType.OTHER:
        return False
    printed = (
        letter.patient.name.value,
        letter.patient.member_id.value,
        letter.reference_number.value,
        letter.services or None,
    )
    return printed.count(None) >= _UNNAMED
