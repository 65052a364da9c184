"""The packet's own words for the values of the vocabulary."""

from __future__ import annotations

from enum import StrEnum

from docextract.facts import (
    Anchor,
    Assertion,
    CriteriaSource,
    DeadlineKind,
    DeadlineUnit,
    Party,
    PlanType,
    ReviewType,
    ServiceStatus,
)
from packet_builder.case import Status

SHOWN_ONLY = "nothing says so flatly; what bears on it is shown, please read it"
NOT_FOUND = "not found in the chart"
NO_CHART = "no page of this patient's chart was read"
SPOKEN_OF = "spoken of in the chart, but nothing on: "
TOLD = "told in other words than the payer's: read them before you claim it"
IN_PART = "met in part, as the passages read together: read them before you claim it"
AGAINST = "the passages read together speak against it: read them"
UNSHOWN = "the passages read together do not show it"
SILENT = "the chart does not say"
RECORDED = "recorded, last on "
DOUBTED = "; the passages read together may not show it, please read them"
UNREAD = ", but no number was read: check it before you claim it"
OPEN_STILL = "the chart says that it is not there"
DENIED_ON = "denied or excluded on "
SHOWS_IT = " shows it"
OTHERWISE = " says otherwise"
PLAINER = "what speaks against it is plainer than what speaks for it"
BY_WORDS = "; compared by its words only, please read it yourself"
UNCHECKED = "read the quoted words: a date or number of our summary is not on the pages cited"
"""What a finding tells the office alone: a paper for the payer says :func:`outward` instead."""

_WORDS: dict[StrEnum, str] = {
    Status.SUPPORTED: "Supported",
    Status.PARTIAL: "Partly",
    Status.CONTRADICTED: "Against us",
    Status.GAP: "Not in chart",
    DeadlineKind.P2P: "Peer-to-peer call",
    DeadlineKind.INTERNAL_APPEAL: "Internal appeal",
    DeadlineKind.EXPEDITED_APPEAL: "Expedited appeal",
    DeadlineKind.EXTERNAL_REVIEW: "External review",
    DeadlineKind.FAIR_HEARING: "State fair hearing",
    DeadlineKind.INFORMATION: "Sending information",
    DeadlineKind.CONTINUATION: "Keeping benefits during the appeal",
    DeadlineUnit.CALENDAR_DAYS: "calendar day",
    DeadlineUnit.BUSINESS_DAYS: "business day",
    DeadlineUnit.HOURS: "hour",
    DeadlineUnit.MONTHS: "month",
    Anchor.LETTER_DATE: "from the date of the letter",
    Anchor.RECEIPT: "from receipt",
    Anchor.STATED: "as printed",
    Anchor.DECISION_DATE: "from the date of the decision",
    Anchor.OTHER: "from another event",
    Party.PROVIDER: "provider",
    Party.MEMBER: "member",
    Party.EITHER: "provider or member",
    PlanType.COMMERCIAL_ERISA: "employer plan under ERISA",
    PlanType.COMMERCIAL: "commercial",
    PlanType.MEDICARE_ADVANTAGE: "Medicare Advantage",
    PlanType.PART_D: "Medicare Part D",
    PlanType.MEDICAID: "Medicaid",
    PlanType.FEHB: "federal employees (FEHB)",
    PlanType.TRICARE: "TRICARE",
    PlanType.UNKNOWN: "not clear from the letter",
    ReviewType.PROSPECTIVE: "before the service",
    ReviewType.CONCURRENT: "during the stay or course",
    ReviewType.RETROSPECTIVE: "after the service",
    CriteriaSource.PAYER_POLICY: "payer policy",
    CriteriaSource.PLAN_DOCUMENT: "plan document",
    CriteriaSource.STATUTE: "law or regulation",
    CriteriaSource.OTHER: "other criteria",
    ServiceStatus.DENIED: "denied",
    ServiceStatus.APPROVED: "approved",
    ServiceStatus.MODIFIED: "modified",
    ServiceStatus.PENDING: "pending",
    Assertion.AFFIRMED: "stated",
    Assertion.NEGATED: "negated",
}


def label(value: StrEnum) -> str:
    """The words for a value; its own name with spaces where none are listed."""
    return _WORDS.get(value, value.value.replace("_", " "))


_KINDS = {
    "ed": "emergency visit",
    "emg": "nerve conduction study",
    "history_physical": "history and physical",
    "lab": "laboratory",
    "op_note": "operative note",
    "pt_ot": "therapy note",
    "summary": "clinical summary",
}


def kind_words(kind: str) -> str:
    """A chart document's kind as words: ``progress_note`` → "progress note"."""
    return _KINDS.get(kind, kind.replace("_", " "))


def outward(why: str) -> str:
    """A finding's reason as the payer may read it: without what the office alone is asked to do."""
    words = why.replace(BY_WORDS, "").replace(DOUBTED, "")
    inward = (UNCHECKED, SHOWN_ONLY, TOLD, IN_PART, AGAINST, UNSHOWN)
    return "see the words quoted" if words in inward else words
