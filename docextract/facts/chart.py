"""What a chart says."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from docextract.facts.base import Box, Frozen


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


class Meanings(Frozen):
    """The vectors of texts as a model gave them, to be remembered (docextract/meanings.py).

    ``texts`` holds 8 bytes of each text's hash, ``rows`` its vector in numbers of one byte; both
    in base64, in one order. ``model`` is the mark of the model.
    """

    model: str = ""
    texts: str = ""
    rows: str = ""


class Chart(Frozen):
    """A patient's chart: its documents, and the statements of the included pages.

    ``courses`` and ``series`` are what the statements tell together, ``meanings`` the vectors of
    their words.
    """

    documents: tuple[ChartDocument, ...] = ()
    statements: tuple[Statement, ...] = ()
    courses: tuple[TreatmentCourse, ...] = ()
    series: tuple[MeasureSeries, ...] = ()
    meanings: Meanings = Meanings()
