"""What a payer's letter says."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from docextract.facts.base import Fact, Frozen
from docextract.facts.terms import (
    Anchor,
    CodeSystem,
    CriteriaSource,
    DeadlineKind,
    DeadlineUnit,
    DenialCategory,
    DocumentType,
    Party,
    PlanType,
    ReviewType,
    Route,
    ServiceStatus,
    Urgency,
)


class Patient(Frozen):
    """The member that the letter is about."""

    name: Fact[str] = Fact[str]()
    dob: Fact[str] = Fact[str]()
    member_id: Fact[str] = Fact[str]()


class Service(Frozen):
    """One requested line. ``units`` are as requested; ``code`` is null where none is printed."""

    code: Fact[str] = Fact[str]()
    system: Fact[CodeSystem] = Fact[CodeSystem]()
    modifiers: Fact[tuple[str, ...]] = Fact[tuple[str, ...]](value=())
    units: Fact[float | int] = Fact[float | int]()
    description: Fact[str] = Fact[str]()
    status: Fact[ServiceStatus] = Fact[ServiceStatus]()
    needs_review: bool = False


class Criterion(Frozen):
    """A criteria set, policy or regulation that the letter cites."""

    source: Fact[CriteriaSource] = Fact[CriteriaSource]()
    identifier: Fact[str] = Fact[str]()
    title: Fact[str] = Fact[str]()
    edition: Fact[str] = Fact[str]()
    needs_review: bool = False


class LegalDue(Frozen):
    """What the law's own computation gives beside the printed term (never the alarm itself)."""

    due: str
    rule: str
    cite: str
    confidence: Literal["V", "V2"]
    note: str | None = None


class Deadline(Frozen):
    """One right with its window.

    ``due`` is an ISO date or an ISO date-time with offset; ``act_by`` the office's own alarm,
    an ISO date-time with offset; both null where nothing can be computed.
    """

    kind: Fact[DeadlineKind] = Fact[DeadlineKind]()
    quote: Fact[str] = Fact[str]()
    amount: Fact[int] = Fact[int]()
    unit: Fact[DeadlineUnit] = Fact[DeadlineUnit]()
    anchor: Fact[Anchor] = Fact[Anchor]()
    due: Fact[str] = Fact[str]()
    act_by: Fact[str] = Fact[str]()
    party: Fact[Party] = Fact[Party]()
    level: Fact[int] = Fact[int]()
    legal_due: tuple[LegalDue, ...] = ()
    needs_review: bool = False


class Contacts(Frozen):
    """Where to call, fax and write, as printed."""

    p2p_phone: Fact[str] = Fact[str]()
    p2p_option: Fact[str] = Fact[str]()
    p2p_hours: Fact[str] = Fact[str]()
    p2p_who: Fact[str] = Fact[str]()
    appeal_fax: Fact[str] = Fact[str]()
    appeal_phone: Fact[str] = Fact[str]()
    appeal_address: Fact[str] = Fact[str]()


class Reviewer(Frozen):
    """Who made the adverse determination."""

    name: Fact[str] = Fact[str]()
    credentials: Fact[str] = Fact[str]()
    specialty: Fact[str] = Fact[str]()


class OrderingProvider(Frozen):
    """Who asked for the service."""

    name: Fact[str] = Fact[str]()
    npi: Fact[str] = Fact[str]()


class Authorization(Frozen):
    """The approved part of a decision."""

    number: Fact[str] = Fact[str]()
    valid_from: Fact[str] = Fact[str]()
    valid_through: Fact[str] = Fact[str]()


class Letter(Frozen):
    """Everything a payer's letter says, leaf by leaf; see ``docs/letter.md``."""

    document_type: Fact[DocumentType] = Fact[DocumentType]()
    payer: Fact[str] = Fact[str]()
    um_vendor: Fact[str] = Fact[str]()
    patient: Patient = Patient()
    reference_number: Fact[str] = Fact[str]()
    letter_date: Fact[str] = Fact[str]()
    decision_date: Fact[str] = Fact[str]()
    review_type: Fact[ReviewType] = Fact[ReviewType]()
    urgency: Fact[Urgency] = Fact[Urgency]()
    plan_type: Fact[PlanType] = Fact[PlanType]()
    denial_category: Fact[DenialCategory] = Fact[DenialCategory]()
    route: Fact[Route] = Fact[Route]()
    denial_reason: Fact[str] = Fact[str]()
    unmet_criteria: tuple[Fact[str], ...] = ()
    services: tuple[Service, ...] = ()
    diagnoses: tuple[Fact[str], ...] = ()
    criteria: tuple[Criterion, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    contacts: Contacts = Contacts()
    request_date: Fact[str] = Fact[str]()
    service_from: Fact[str] = Fact[str]()
    service_through: Fact[str] = Fact[str]()
    reviewer: Reviewer = Reviewer()
    ordering_provider: OrderingProvider = OrderingProvider()
    facility: Fact[str] = Fact[str]()
    authorization: Authorization = Authorization()
    review: tuple[str, ...] = ()


class Received(Frozen):
    """The moment a letter reached the office, and which clock says so."""

    at: datetime
    source: Literal["option", "inbox", "fax_header", "file_time"]


class Source(Frozen):
    """The file that a letter came in."""

    path: str
    sha256: str
    pages: int
    received_at: str
    received_from: str


class LetterResult(Frozen):
    """One line of ``p2p read --json``."""

    source: Source
    pages: tuple[int, ...]
    letter: Letter
