"""The ground of one case: its letter, its chart, and what was computed or logged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from docextract.facts import Fact
from packet_builder.case import Case
from packet_builder.citations import citations
from packet_builder.exhibits import ExhibitSource
from packet_builder.ground import Fault, Ground, check
from packet_builder.ground_docx import sections_of
from packet_builder.ground_pdf import Exhibited, Finished, read_back
from packet_builder.ground_source import (
    SourceText,
    chart_texts,
    letter_text,
    library_name,
    library_texts,
)
from packet_builder.ground_text import Place
from packet_builder.ground_words import fold
from packet_builder.outcome import Approval, CallOutcome
from packet_builder.plain import clip
from packet_builder.shown import show, term_words
from packet_builder.standing import standing_of
from packet_builder.when import distance_words, instant_words, parse_instant, short_date

_PAGE = re.compile(r", page (\d+) of \d+")
BY_HAND = "To be checked by hand: "
"""How a warning starts that hands over what could not be found again in the letter."""

LETTER_TITLE = "The payer’s letter"


def packet_faults(data: bytes, case: Case, source: ExhibitSource) -> tuple[Fault, ...]:
    """What a finished packet says without ground."""
    finished = read_back(data)
    ground = ground_of(case, source, placed=_placed(finished, case), finished=finished)
    return check(((s.name, s.text) for s in finished.sections), ground)


def appeal_faults(
    data: bytes,
    case: Case,
    source: ExhibitSource,
    logged: Iterable[CallOutcome | Approval | str] = (),
) -> tuple[Fault, ...]:
    """What a finished letter says without ground; its exhibits are those of the packet."""
    placed: dict[Place, tuple[str | None, int | None]] = {
        (1, number): (None, page) for number, page in enumerate(case.pages, start=1)
    }
    for _, row in citations(case):
        if row.exhibit is not None and row.exhibit_page is not None:
            placed[row.exhibit, row.exhibit_page] = (row.document, row.page)
    ground = ground_of(case, source, placed=placed, logged=logged)
    return check(sections_of(data), ground)


def ground_of(
    case: Case,
    source: ExhibitSource,
    *,
    placed: dict[Place, tuple[str | None, int | None]],
    finished: Finished | None = None,
    logged: Iterable[CallOutcome | Approval | str] = (),
) -> Ground:
    """Read the sources of a case anew."""
    charts = chart_texts(case, source)
    works = library_texts(case, source)
    told = (*logged, case.held) if case.held else tuple(logged)
    paged = {row.document: row.paged for row in case.chart.documents}
    return Ground(
        letter=letter_text(case, source),
        charts={**charts, **works},
        placed={
            place: (name, page if name is None or paged.get(name, True) else None)
            for place, (name, page) in (*placed.items(), *_in_library(case))
        },
        told="\n".join(
            (
                *_policies(case),
                *_doubtful(case.letter),
                *map(_words, told),
                *by_hand(case),
                *_heads(case, works),
            )
        ),
        clock="\n".join(_clock(case)),
        office="\n".join(_office(case)),
        names=tuple(" ".join(d.author.split()) for d in case.chart.documents if d.author),
        shown={place: e.text for place, e in finished.exhibits.items()} if finished else {},
    )


def _in_library(case: Case) -> Iterator[tuple[Place, tuple[str | None, int | None]]]:
    """Each page of the library that is cited, and the page of each cited work's title."""
    for row in case.library:
        for page in (row.page, row.head_page):
            yield (-row.number, page), (library_name(row.document), page)


def _heads(case: Case, works: Mapping[str, SourceText]) -> Iterator[str]:
    """Source and date of the cited works, as far as the works themselves print them."""
    for row in case.library:
        work = works.get(library_name(row.document))
        parts = (row.source, row.date)
        yield from (part for part in parts if work and fold(part) in fold(work.words))


def _placed(finished: Finished, case: Case) -> dict[Place, tuple[str | None, int | None]]:
    """What each exhibit page of the file says that it is, by its own strip."""
    names = [row.document for row in case.chart.documents if row.included is True]
    found: dict[Place, tuple[str | None, int | None]] = {}
    for place, exhibited in finished.exhibits.items():
        page = _PAGE.search(exhibited.strip)
        number = int(page[1]) if page else None
        if LETTER_TITLE in exhibited.strip:
            found[place] = (None, number)
        elif name := _named(exhibited, names):
            found[place] = (name, number)
    return found


def _named(exhibited: Exhibited, names: list[str]) -> str | None:
    """The document whose name the strip prints; the longest where one holds another."""
    squeezed = "".join(exhibited.strip.split())
    fitting = [n for n in names if "".join(clip(n, 70)[0].split()) in squeezed]
    return max(fitting, key=len, default=None)


def _policies(case: Case) -> Iterator[str]:
    """Requirements that a policy prints, and the labels that requirements are cited by."""
    for finding in case.criteria:
        yield finding.cite or ""
        if finding.origin == "policy" or not finding.source_evidence:
            yield finding.text
            yield from (evidence.text for evidence in finding.source_evidence)


def by_hand(case: Case) -> Iterator[str]:
    """The warnings that hand a value of the letter to a person."""
    return (line for line in case.warnings if line.startswith(BY_HAND))


def _doubtful(value: object) -> Iterator[str]:
    """The letter's values that a paper shows with a call to check them."""
    if isinstance(value, Fact):
        if value.needs_review and value.value is not None:
            yield show(value).text
            yield str(value.value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _doubtful(each)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _doubtful(getattr(value, name))


def _clock(case: Case) -> Iterator[str]:
    """The moment of preparation, each right's last day and the office's alarm, and how far off.

    The law's own computation stands beside them where a rule gives one.
    """
    standing = standing_of(case)
    yield instant_words(standing.now)
    for right in case.letter.deadlines:
        yield f"{term_words(right) or ''}; level {right.level.value or ''}"
        for value in (right.due.value, right.act_by.value):
            moment = parse_instant(value, standing.zone)
            if moment is None:
                continue
            yield instant_words(moment)
            yield f"{moment:%m/%d/%Y}"
            yield distance_words(standing.now, moment)
        for legal in right.legal_due:
            yield f"{short_date(legal.due)} {legal.cite} {legal.note or ''}"


def _office(case: Case) -> Iterator[str]:
    for row in case.chart.documents:
        yield f"{row.document} {row.date or ''} {row.reason or ''}"
    yield from case.warnings


def _words(row: CallOutcome | Approval | str) -> str:
    if isinstance(row, str):
        return row
    return " \n ".join(_values(row.model_dump().values()))


def _values(values: Iterable[object]) -> Iterator[str]:
    """Every text of a log, and its dates as papers print them."""
    for value in values:
        if isinstance(value, str):
            yield value
            yield short_date(value)
        elif isinstance(value, tuple):
            yield from _values(value)
