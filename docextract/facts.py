"""The vocabulary of the project: what a letter or a chart says, each fact with its evidence.

Every type here is frozen. A :class:`Fact` is a leaf of ``letter.json``: the value that was
understood, the words it came from and the place where they stand. Boxes are in PDF points
(1/72 inch), origin at the top left of the upright page: ``(x0, top, x1, bottom)``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Box = tuple[float, float, float, float]


class Frozen(BaseModel):
    """Base of all values: immutable, and closed to unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Frozen):
    """Words on a page that a fact rests on.

    ``page`` counts from 1 in the source file. ``bbox`` is None in files without pages of
    their own (DOCX, TXT, e-mail). ``lines`` has one box for each printed line of the words,
    for highlighting; ``bbox`` is their union.
    """

    page: int
    bbox: Box | None
    text: str
    lines: tuple[Box, ...] = ()


class Reading(Frozen):
    """A reading that lost against the chosen one, kept for the reviewer."""

    value: str
    raw: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


class Fact(Frozen, Generic[T]):
    """One leaf: a normalised value with the words it was derived from.

    ``value`` is None where the letter does not say it. A null leaf with ``needs_review``
    could not be read; a null leaf without it is not in the letter. ``confidence`` is in 0..1.
    """

    value: T | None = None
    raw: str | None = None
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    needs_review: bool = False
    evidence: tuple[Evidence, ...] = ()
    others: tuple[Reading, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the type's parameter: worker processes know ``Fact[str]`` by no name."""
        kinds = type(self).__pydantic_generic_metadata__["args"]
        return _unpickled, (kinds[0] if kinds else None, dict(self.__dict__))


def _unpickled(kind: Any, members: dict[str, Any]) -> Fact[Any]:  # noqa: ANN401 - any type
    """A fact as it was pickled; its members were checked when it was made."""
    form = Fact if kind is None else Fact[kind]
    return form.model_construct(**members)


class DocumentType(StrEnum):
    """What a letter is, as the contract names it."""

    DENIAL = "denial"
    PARTIAL_DENIAL = "partial_denial"
    APPROVAL = "approval"
    INFORMATION_REQUEST = "information_request"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_OVERTURNED = "appeal_overturned"
    OTHER = "other"


class ReviewType(StrEnum):
    """When the review took place relative to the service."""

    PROSPECTIVE = "prospective"
    CONCURRENT = "concurrent"
    RETROSPECTIVE = "retrospective"


class Urgency(StrEnum):
    """How fast the request was handled."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


class PlanType(StrEnum):
    """The kind of coverage, which decides whose rules apply."""

    COMMERCIAL_ERISA = "commercial_erisa"
    COMMERCIAL = "commercial"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    PART_D = "part_d"
    MEDICAID = "medicaid"
    FEHB = "fehb"
    TRICARE = "tricare"
    UNKNOWN = "unknown"


class DenialCategory(StrEnum):
    """The ground of an adverse determination."""

    MEDICAL_NECESSITY = "medical_necessity"
    EXPERIMENTAL = "experimental"
    LEVEL_OF_CARE = "level_of_care"
    SITE_OF_SERVICE = "site_of_service"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NOT_COVERED = "not_covered"
    OUT_OF_NETWORK = "out_of_network"
    STEP_THERAPY = "step_therapy"
    NO_PRIOR_AUTHORIZATION = "no_prior_authorization"
    TIMELY_FILING = "timely_filing"
    DUPLICATE = "duplicate"
    CODING = "coding"
    ELIGIBILITY = "eligibility"


class Route(StrEnum):
    """What the office does with the letter next."""

    P2P = "p2p"
    APPEAL = "appeal"
    CLAIM_CORRECTION = "claim_correction"
    SUBMIT_INFORMATION = "submit_information"
    NONE = "none"


class ServiceStatus(StrEnum):
    """What was decided about one requested line."""

    DENIED = "denied"
    APPROVED = "approved"
    MODIFIED = "modified"
    PENDING = "pending"


class CodeSystem(StrEnum):
    """The code set a service code belongs to (PLA codes count as CPT)."""

    CPT = "CPT"
    HCPCS = "HCPCS"
    ICD10PCS = "ICD10PCS"
    REV = "REV"
    NDC = "NDC"


class CriteriaSource(StrEnum):
    """Who publishes the criteria that a letter cites."""

    INTERQUAL = "InterQual"
    MCG = "MCG"
    EVICORE = "eviCore"
    CARELON = "Carelon"
    NCD = "NCD"
    LCD = "LCD"
    NCCN = "NCCN"
    ASAM = "ASAM"
    LOCUS = "LOCUS"
    CALOCUS = "CALOCUS"
    PAYER_POLICY = "payer_policy"
    PLAN_DOCUMENT = "plan_document"
    STATUTE = "statute"
    OTHER = "other"


class DeadlineKind(StrEnum):
    """The right that a deadline belongs to."""

    P2P = "p2p"
    INTERNAL_APPEAL = "internal_appeal"
    EXPEDITED_APPEAL = "expedited_appeal"
    EXTERNAL_REVIEW = "external_review"
    FAIR_HEARING = "fair_hearing"
    INFORMATION = "information"
    CONTINUATION = "continuation_of_benefits"


class DeadlineUnit(StrEnum):
    """What a window is counted in."""

    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    HOURS = "hours"
    MONTHS = "months"


class Anchor(StrEnum):
    """The event a window is counted from."""

    LETTER_DATE = "letter_date"
    RECEIPT = "receipt"
    STATED = "stated"
    DECISION_DATE = "decision_date"
    OTHER = "other"


class Party(StrEnum):
    """Whose right a deadline is."""

    PROVIDER = "provider"
    MEMBER = "member"
    EITHER = "either"


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


class Assertion(StrEnum):
    """How a chart statement is meant."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
    FAMILY = "family"
    UNCERTAIN = "uncertain"


class Identity(Frozen):
    """Who a page or a letter is about; None where it is not printed."""

    name: str | None = None
    dob: str | None = None
    member_id: str | None = None
    mrn: str | None = None


class Release(Frozen):
    """A person's word that a document may be used: all that was asked about, or some pages.

    ``pages`` None: every page but those that name another patient; else these, whatever they
    say. ``told`` is who said so, and why.
    """

    pages: frozenset[int] | None
    told: str

    def covers(self, page: int) -> bool:
        """Whether a page may be used that somebody was asked about."""
        return self.pages is None or page in self.pages


class Statement(Frozen):
    """A sentence, table row or short run of lines of a chart, in place.

    ``date`` is the ISO date it speaks of or was written on; ``section`` the heading above it.
    ``copied_from`` names the document where the same words stand first: copied-forward text
    counts once, at its first date, which ``date`` then is. ``columns`` is a table row read with the
    heads of its columns ("BP 138/82; BMI 31.4"), where it has some.
    """

    document: str
    page: int
    bbox: Box | None
    lines: tuple[Box, ...]
    text: str
    assertion: Assertion
    date: str | None
    section: str | None
    confidence: float
    copied_from: str | None = None
    columns: str | None = None


class ChartDocument(Frozen):
    """One file of a chart folder: what it is, when it is from and whose it is.

    ``included`` is "ask" where the pages could not be tied to the patient: they are shown to
    nobody until a person says so. ``excluded_pages`` are kept out of an included document.
    """

    document: str
    sha256: str
    kind: str
    date: str | None
    pages: int
    included: bool | Literal["ask"]
    reason: str | None = None
    excluded_pages: tuple[int, ...] = ()
    author: str | None = None
    paged: bool = True


class TreatmentCourse(Frozen):
    """A treatment as an episode: ISO days of its first and ``last`` mention as used.

    ``stop`` is set where the record says that it ended; ``visits`` where it counts them.
    ``outcome`` is "did not help", "not tolerated", "contraindicated", "stopped", "ongoing" or
    null where nothing tells. ``group`` is the class ("nsaid", "therapy").
    """

    name: str
    group: str
    start: str | None
    last: str | None
    stop: str | None
    visits: int | None
    outcome: str | None
    evidence: tuple[Statement, ...]


class MeasurePoint(Frozen):
    """A measured value on an ISO day; ``second`` is the other of a pair (blood pressure)."""

    date: str
    value: float
    second: float | None
    statement: Statement


class MeasureSeries(Frozen):
    """The values of one measure, oldest first; ``unit`` as printed in most, null for none."""

    name: str
    unit: str | None
    points: tuple[MeasurePoint, ...]


class Chart(Frozen):
    """A patient's chart: its documents, and the statements of the included pages.

    ``courses`` and ``series`` are what the statements tell together.
    """

    documents: tuple[ChartDocument, ...] = ()
    statements: tuple[Statement, ...] = ()
    courses: tuple[TreatmentCourse, ...] = ()
    series: tuple[MeasureSeries, ...] = ()


class PolicyGroup(Frozen):
    """A list of a policy, of which ``need`` parts are enough; None: all of them are needed.

    ``number`` is its own in the policy, ``label`` as printed or the words that open it.
    """

    number: int
    label: str
    need: int | None


class PolicyCriterion(Frozen):
    """One requirement of a payer's policy, with the label it is cited by (``B2``).

    ``groups`` are the lists that it stands in, outermost first.
    """

    label: str
    text: str
    heading: str | None
    evidence: tuple[Evidence, ...]
    groups: tuple[PolicyGroup, ...] = ()

    @property
    def any_of(self) -> str | None:
        """The innermost list around it of which not all parts are needed."""
        some = [group.label for group in self.groups if group.need is not None]
        return some[-1] if some else None


class Policy(Frozen):
    """A payer's policy as it was read from the folder of policies."""

    document: str
    sha256: str
    payer: str | None
    identifier: str | None
    title: str | None
    edition: str | None
    criteria: tuple[PolicyCriterion, ...]
