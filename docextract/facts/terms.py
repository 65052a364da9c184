"""The closed vocabularies of ``letter.json``."""

from __future__ import annotations

from enum import StrEnum


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
