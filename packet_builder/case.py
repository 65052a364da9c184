"""The case: a letter, a chart, and what the one says about the other (``case.json``)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from docextract.facts import Assertion, Box, ChartDocument, Evidence, Frozen, Letter, Source
from packet_builder.outcome import CallOutcome


class Status(StrEnum):
    """How a criterion stands against the chart; the contract defines the four."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    CONTRADICTED = "contradicted"
    GAP = "gap"


class Quote(Frozen):
    """Words of the chart and where they stand: what a table, a drawing or a claim rests on.

    ``exhibit`` and ``exhibit_page`` say where the packet shows them (both count from 1).
    """

    document: str
    page: int
    bbox: Box | None
    lines: tuple[Box, ...] = ()
    text: str
    date: str | None
    exhibit: int | None = None
    exhibit_page: int | None = None


class Passage(Quote):
    """Words of the chart that a claim rests on, and whether they speak for it."""

    stance: Literal["supports", "contradicts"]
    assertion: Assertion
    confidence: float
    needs_review: bool = False


class Limitation(Quote):
    """A functional limitation in the chart's own words."""


class FailedTreatment(Quote):
    """A treatment that did not help, was not tolerated or is contraindicated."""

    treatment: str
    outcome: str


class Finding(Frozen):
    """One criterion against the chart. ``remedy`` says what would cure a shortfall;
    ``calculation`` holds the inputs and results of any arithmetic."""

    id: str
    text: str
    origin: Literal["letter", "policy"]
    cite: str | None
    source_evidence: tuple[Evidence, ...]
    status: Status
    why: str
    calculation: dict[str, str | int | float | None] | None = None
    remedy: str | None = None
    evidence: tuple[Passage, ...] = Field(default=(), max_length=6)


class Course(Frozen):
    """A treatment as an episode; the fields are those of ``TreatmentCourse``."""

    name: str
    group: str
    start: str | None
    last: str | None
    stop: str | None
    visits: int | None
    outcome: str | None
    evidence: tuple[Quote, ...]


class Measured(Frozen):
    """A value on an ISO day; ``second`` is the other of a pair."""

    date: str
    value: float
    second: float | None
    evidence: Quote


class Measure(Frozen):
    """The values of one measure, oldest first."""

    name: str
    unit: str | None
    points: tuple[Measured, ...]


class LibraryPassage(Frozen):
    """A passage of a work, and the requirement that it bears on.

    ``number`` counts the cited works from 1; ``head_page`` is the page of its title.
    """

    finding: str
    number: int
    document: str
    title: str
    source: str
    date: str
    head_page: int
    page: int
    text: str

    @property
    def whence(self) -> str:
        """Source and date, as they are printed."""
        return f"{self.source}, {self.date}"


class LeadFact(Frozen):
    """What the physician says in the first minute."""

    text: str
    evidence: tuple[Passage, ...]


class TalkingPoint(Frozen):
    """A point of the denial and the answer to it."""

    denial_point: str
    rebuttal: str
    evidence: tuple[Passage, ...]


class OrderingSpecialty(Frozen):
    """The ordering physician's specialty, in the words of the chart."""

    value: str
    evidence: tuple[Passage, ...]


class CaseChart(Frozen):
    """The chart's documents as the case lists them."""

    documents: tuple[ChartDocument, ...]


class Case(Frozen):
    """Everything ``p2p prepare`` found; serialised as ``case.json``."""

    schema_: Literal[1] = Field(default=1, alias="schema", serialization_alias="schema")
    prepared_at: str
    timezone: str | None = None  # IANA name of the office's zone; None: the offsets as written
    source: Source
    pages: tuple[int, ...]
    letter: Letter
    chart: CaseChart
    criteria: tuple[Finding, ...]
    functional_limitations: tuple[Limitation, ...] = ()
    failed_treatments: tuple[FailedTreatment, ...] = ()
    courses: tuple[Course, ...] = ()
    measures: tuple[Measure, ...] = ()
    lead_facts: tuple[LeadFact, ...] = ()
    talking_points: tuple[TalkingPoint, ...] = ()
    ordering_specialty: OrderingSpecialty | None = None
    questions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    held: CallOutcome | None = Field(default=None, exclude=True)
    """The peer-to-peer call as the office logged it: the store's, and no part of ``case.json``."""
    library: tuple[LibraryPassage, ...] = Field(default=(), exclude=True)
    """What the office's own library says on the criteria; no part of ``case.json``."""
