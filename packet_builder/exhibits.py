"""Exhibits: which pages of the letter and the chart go into the packet, and where they stand.

Exhibit 1 is the letter, whole. After it come the cited chart pages, and no others, one exhibit
a document, in the order in which the packet first cites them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from docextract import pages as reading
from docextract.errors import OutputError, UnreadableFileError
from docextract.facts import Box, ChartDocument, Evidence, Route
from docextract.limits import Limits
from docextract.pages.page import Document
from packet_builder.case import Case, Passage, Quote
from packet_builder.citations import citations
from packet_builder.locate import Letters, letters_of, locate
from packet_builder.routes import letter_words
from packet_builder.sheets import page_sizes

LETTER = 1
"""The exhibit number of the letter."""

Stance = Literal["supports", "contradicts", "letter"]


@dataclass(frozen=True, slots=True)
class ExhibitFile:
    """A source file on this machine, as it was read."""

    path: Path
    document: Document
    password: str | None = None


@dataclass(frozen=True, slots=True)
class ExhibitSource:
    """Where the pages come from; ``chart`` is keyed by the names in ``case.chart.documents``,
    ``library`` by those in ``case.library``."""

    letter: ExhibitFile
    chart: Mapping[str, ExhibitFile]
    limits: Limits
    library: Mapping[str, ExhibitFile] = field(default_factory=dict)
    made: dict[tuple[str | None, tuple[int, ...]], bytes] = field(default_factory=dict, repr=False)
    """Pages that were made into a PDF before: a paper is laid out more than once."""

    def file(self, document: str | None) -> ExhibitFile:
        """The file of a chart document, or of the letter for None."""
        if document is None:
            return self.letter
        if document not in self.chart:
            raise OutputError(f"the case cites {document!r}, which is not among the chart's files")
        return self.chart[document]

    def pdf(self, document: str | None, pages: tuple[int, ...]) -> bytes:
        """Those pages of the file as a PDF."""
        file = self.file(document)
        if (document, pages) not in self.made:
            self.made[document, pages] = reading.as_pdf(
                file.path,
                pages,
                document=file.document,
                limits=self.limits,
                password=file.password,
            )
        return self.made[document, pages]


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight on an exhibit page: the lines, what they do, and the claims that cite them."""

    lines: tuple[Box, ...]
    stance: Stance
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExhibitPage:
    """One page of an exhibit. ``index`` is its place in the exhibit's PDF, from 0;
    ``source_page`` its number in the file, from 1 (None for typeset files); ``size`` its displayed
    width and height in points."""

    index: int
    source_page: int | None
    size: tuple[float, float]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A document of the packet: ``document`` is None for the letter."""

    number: int
    document: str | None
    kind: str
    date: str | None
    total: int
    pdf: bytes
    pages: tuple[ExhibitPage, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the packet: exhibit and page within it, both from 1."""

    exhibit: int
    page: int


SpotKey = tuple[str | None, int, str]


@dataclass(frozen=True, slots=True)
class ExhibitPlan:
    """All exhibits, and for each cited passage the spot that shows it.

    ``missing`` names the chart documents that could not be shown, each with the reason.
    """

    exhibits: tuple[Exhibit, ...]
    spots: Mapping[SpotKey, Spot]
    missing: tuple[tuple[str, str], ...] = ()

    def spot(self, cited: Quote) -> Spot | None:
        """Where a chart passage is shown."""
        return self.spots.get((cited.document, cited.page, cited.text))

    def spots_of(self, cited: tuple[Quote, ...]) -> tuple[Spot, ...]:
        """Where they are shown, each place once."""
        return tuple(dict.fromkeys(s for c in cited if (s := self.spot(c)) is not None))

    def letter_spot(self, evidence: Evidence) -> Spot | None:
        """Where words of the letter are shown."""
        return self.spots.get((None, evidence.page, evidence.text))


@dataclass(frozen=True, slots=True)
class _Claim:
    """One citation: a passage's place and the anchor of the claim in the packet."""

    page: int
    text: str
    lines: tuple[Box, ...]
    stance: Stance
    anchor: str


def plan_exhibits(
    case: Case, source: ExhibitSource, parts: frozenset[str] | None = None
) -> ExhibitPlan:
    """Choose, order and number the exhibits.

    Args:
        case: the case that cites them.
        source: the files that they come from.
        parts: the parts of a paper that cite (``criterion``, ``fact`` …); None for all.

    Raises:
        OutputError: the case cites a page that is not of this patient, or not at hand.
        UnreadableFileError: the letter cannot be shown; a chart document that cannot be is
            left out and named.
    """
    told = [c for c in _letter_claims(case) if _of_part(c.anchor, parts, _EVERYWHERE)]
    claims: dict[str | None, list[_Claim]] = {None: told}
    for anchor, cited in citations(case):
        if not _of_part(anchor, parts):
            continue
        _refuse_foreign(case, cited)
        claims.setdefault(cited.document, []).append(_chart_claim(cited, anchor))
    exhibits: list[Exhibit] = []
    spots: dict[SpotKey, Spot] = {}
    described = {row.document: row for row in case.chart.documents}
    missing: list[tuple[str, str]] = []
    for name, rows in claims.items():
        row = described.get(name) if name is not None else None
        number = LETTER + len(exhibits)
        try:
            exhibit, places = _exhibit(number, name, row, rows, case, source)
        except UnreadableFileError as error:
            if name is None:
                raise
            missing.append((name, str(error)))
            continue
        exhibits.append(exhibit)
        spots |= {(name, c.page, c.text): Spot(number, place) for c, place in places}
    return ExhibitPlan(tuple(exhibits), spots, tuple(missing))


_EVERYWHERE = frozenset({"front", "reason", "deadline"})
"""The parts that every paper has."""


def _of_part(anchor: str, parts: frozenset[str] | None, more: frozenset[str] = frozenset()) -> bool:
    return parts is None or anchor.partition("-")[0] in parts | more


def _refuse_foreign(case: Case, cited: Quote) -> None:
    row = next((d for d in case.chart.documents if d.document == cited.document), None)
    if row is None or row.included is not True or cited.page in row.excluded_pages:
        raise OutputError(
            f"the case cites page {cited.page} of {cited.document!r}, which is kept out of the "
            "packet; prepare the case again"
        )


def _chart_claim(cited: Quote, anchor: str) -> _Claim:
    stance = cited.stance if isinstance(cited, Passage) else "supports"
    lines = cited.lines or ((cited.bbox,) if cited.bbox else ())
    return _Claim(cited.page, cited.text, lines, stance, anchor)


def _letter_claims(case: Case) -> Iterator[_Claim]:
    """The words of the letter that the packet quotes: reason, criteria, deadlines."""
    rows: list[tuple[str, Evidence]] = []
    rows += [("reason", e) for e in case.letter.denial_reason.evidence]
    if case.letter.route.value is not Route.P2P:
        rows += [("front", e) for e in case.letter.route.evidence[:1]]
    for i, finding in enumerate(case.criteria, start=1):
        if finding.origin == "letter":
            rows += [(f"criterion-{i}", e) for e in finding.source_evidence]
    for i, deadline in enumerate(case.letter.deadlines, start=1):
        rows += [(f"deadline-{i}", e) for e in deadline.quote.evidence]
    for anchor, evidence in rows:
        if evidence.page in case.pages:
            lines = evidence.lines or ((evidence.bbox,) if evidence.bbox else ())
            yield _Claim(evidence.page, evidence.text, lines, "letter", anchor)


def _exhibit(
    number: int,
    name: str | None,
    row: ChartDocument | None,
    claims: list[_Claim],
    case: Case,
    source: ExhibitSource,
) -> tuple[Exhibit, list[tuple[_Claim, int]]]:
    """One exhibit, and for each of its claims the page of the exhibit that shows it."""
    document = source.file(name).document
    wanted = tuple(case.pages) if name is None else tuple(sorted({c.page for c in claims}))
    pdf = source.pdf(name, wanted)
    sizes = page_sizes(pdf)
    shown = _paged(pdf, wanted, claims) if document.paged else _typeset(pdf, claims)
    kept = sorted({index for _, index, _ in shown} | set(range(len(sizes)) if name is None else ()))
    pages = tuple(
        ExhibitPage(
            index=index,
            source_page=wanted[index] if document.paged else None,
            size=sizes[index],
            marks=_marks([(c, lines) for c, at, lines in shown if at == index]),
        )
        for index in kept
    )
    places = [(claim, kept.index(index) + 1) for claim, index, _ in shown]
    kind = letter_words(case) if name is None else (row.kind if row else "chart document")
    date = case.letter.letter_date.value if name is None else (row.date if row else None)
    total = len(document.pages) if document.paged else len(sizes)
    return Exhibit(number, name, kind, date, total, pdf, pages), places


Shown = tuple[_Claim, int, tuple[Box, ...]]


def _paged(pdf: bytes, wanted: tuple[int, ...], claims: list[_Claim]) -> list[Shown]:
    """Pages as they are: the boxes are known, or are looked for in the text layer."""
    letters: Letters | None = None
    shown: list[Shown] = []
    for claim in claims:
        index, lines = wanted.index(claim.page), claim.lines
        if not lines:
            letters = letters or letters_of(pdf)
            place = locate(letters, claim.text)
            lines = place.lines if place and place.page == index + 1 else ()
        shown.append((claim, index, lines))
    return shown


def _typeset(pdf: bytes, claims: list[_Claim]) -> list[Shown]:
    """A file without pages of its own: the passages are looked for where they were set."""
    letters = letters_of(pdf)
    shown: list[Shown] = []
    for claim in claims:
        place = locate(letters, claim.text)
        shown.append((claim, place.page - 1, place.lines) if place else (claim, 0, ()))
    return shown


def _marks(rows: list[tuple[_Claim, tuple[Box, ...]]]) -> tuple[Mark, ...]:
    """One mark for each set of lines, with all claims that cite it."""
    joined: dict[tuple[Box, ...], list[_Claim]] = {}
    for claim, lines in rows:
        if lines:
            joined.setdefault(lines, []).append(claim)
    return tuple(
        Mark(
            lines,
            "contradicts" if any(c.stance == "contradicts" for c in group) else group[0].stance,
            tuple(dict.fromkeys(c.anchor for c in group)),
        )
        for lines, group in joined.items()
    )
