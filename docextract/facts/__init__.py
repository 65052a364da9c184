"""The vocabulary of the project: what a letter or a chart says, each fact with its evidence.

Every type here is frozen. A :class:`Fact` is a leaf of ``letter.json``: the value that was
understood, the words it came from and the place where they stand. Boxes are in PDF points
(1/72 inch), origin at the top left of the upright page: ``(x0, top, x1, bottom)``.
"""

from __future__ import annotations

from docextract.facts.base import (
    Box,
    Evidence,
    Fact,
    Frozen,
    Reading,
)
from docextract.facts.chart import (
    Assertion,
    Chart,
    ChartDocument,
    Identity,
    Meanings,
    MeasurePoint,
    MeasureSeries,
    Release,
    Statement,
    TreatmentCourse,
)
from docextract.facts.letter import (
    Authorization,
    Contacts,
    Criterion,
    Deadline,
    LegalDue,
    Letter,
    LetterResult,
    OrderingProvider,
    Patient,
    Received,
    Reviewer,
    Service,
    Source,
)
from docextract.facts.policy import (
    Policy,
    PolicyCriterion,
    PolicyGroup,
)
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

__all__ = [
    "Anchor",
    "Assertion",
    "Authorization",
    "Box",
    "Chart",
    "ChartDocument",
    "CodeSystem",
    "Contacts",
    "CriteriaSource",
    "Criterion",
    "Deadline",
    "DeadlineKind",
    "DeadlineUnit",
    "DenialCategory",
    "DocumentType",
    "Evidence",
    "Fact",
    "Frozen",
    "Identity",
    "LegalDue",
    "Letter",
    "LetterResult",
    "Meanings",
    "MeasurePoint",
    "MeasureSeries",
    "OrderingProvider",
    "Party",
    "Patient",
    "PlanType",
    "Policy",
    "PolicyCriterion",
    "PolicyGroup",
    "Reading",
    "Received",
    "Release",
    "ReviewType",
    "Reviewer",
    "Route",
    "Service",
    "ServiceStatus",
    "Source",
    "Statement",
    "TreatmentCourse",
    "Urgency",
]
