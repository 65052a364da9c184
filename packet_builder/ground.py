"""No sentence without ground: a finished paper against the pages that it rests on.

The paper is read back from its bytes and the source pages are read anew. Each quotation has to
stand on the page that is named beside it; each number and date of our own words in what is cited
there, or be computed from dates that are shown beside it; a side has to be the record's side.
What we say of the record may not deny what the cited pages affirm, or affirm what they deny.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from packet_builder.ground_denial import denials
from packet_builder.ground_source import PageText, SourceText
from packet_builder.ground_sums import counted_days, from_two, lengths
from packet_builder.ground_text import Parts, Place, Quote, parts_of, uncut
from packet_builder.ground_words import (
    Dates,
    dates_in,
    days_shown,
    fold,
    joined,
    numbers_in,
    sides_in,
    tokens,
    without_dates,
)

Kind = Literal["quote", "date", "number", "side", "denial", "source"]

_RULES = ("order", "peer", "outcome", "exhibits")
"""Sections whose own words are rules and forms: their numbers are citations and page numbers."""

_DRAWN = ("treatments",)
"""Sections with a calendar that is drawn: its months are no claims."""

_OFFICE = ("questions", "warnings", "mind", "kept-out")
"""Sections that speak of files and of papers kept out."""

_LETTER = ("front", "call", "asked", "reason", "criteria", "against", "alternatives", "deadlines",
           "deadline", "head", "Summary")  # fmt: skip
"""Sections that tell what the payer's letter says as a whole."""

_ROWS = re.compile(r"(?<!\S)\d{1,3}\.(?=\s|$)")
"""The numbers of a table's rows."""

_NAMED = re.compile(r"[A-Za-z].*\d|\d.*[A-Za-z]")
"""A number with letters is a name, to be found as it is printed."""

_INDEX = re.compile(r"^\s*\d{1,2}\.\s|\s\d{1,2}\.\s*$")


_KINDS = {"quote": "quotation", "denial": "affirmation or denial"}
"""What people call the kinds of faults."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a paper that its source does not bear out; ``section`` is where it stands."""

    section: str
    kind: Kind
    words: str

    def __str__(self) -> str:
        kind = _KINDS.get(self.kind, self.kind)
        return f"{_in_words(self.section)}: the {kind} ({self.words}) is not on the pages cited"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a paper may rest on.

    Attributes:
        letter: the payer's letter.
        charts: the patient's documents by name.
        placed: exhibit and page → document (None: the letter) and the page of it (None: a file
            without pages of its own).
        told: texts that need no place beside them: requirements of policies with their labels,
            values that the paper asks to check, what a person logged.
        clock: the moments that were computed from the letter, for what speaks of the letter.
        office: what the case says of papers that are kept out.
        names: who wrote the documents, as printed anywhere in them: initials are no sides.
        shown: what a finished packet shows as its exhibit pages.
    """

    letter: SourceText
    charts: Mapping[str, SourceText]
    placed: Mapping[Place, tuple[str | None, int | None]]
    told: str = ""
    clock: str = ""
    office: str = ""
    names: tuple[str, ...] = ()
    shown: Mapping[Place, str] = field(default_factory=dict)

    def page(self, place: Place) -> PageText | None:
        """The source page at a place; the whole of a file without pages; None for no exhibit."""
        if place not in self.placed:
            return None
        document, page = self.placed[place]
        source = self.letter if document is None else self.charts.get(document)
        if source is None:
            return None
        return PageText(source.words, "") if page is None else source.pages.get(page)


def check(sections: Iterable[tuple[str, str]], ground: Ground) -> tuple[Fault, ...]:
    """The faults of a paper, given as pairs of section name and text."""
    rows = [(name, parts_of(text)) for name, text in sections]
    cited = tuple(dict.fromkeys(place for _, parts in rows for place in parts.places))
    found: list[Fault] = []
    for name, parts in rows:
        found += [
            Fault(name, "quote", quote.words)
            for quote in parts.quotes
            if not _stands(quote, ground)
        ]
        found += [
            Fault(name, "source", part)
            for source in parts.sources
            for part in _unprinted(source, ground)
        ]
        if _kind(name) not in _RULES:
            found += _own_faults(name, parts, parts.places or cited, ground)
    return tuple(dict.fromkeys(found))


def of_letter(section: str) -> bool:
    """Whether a section tells what the payer's letter says as a whole."""
    return _kind(section) in _LETTER


_NAMES = {
    "criterion": "requirement",
    "lead": "fact",
    "peer": "the specialty",
    **dict.fromkeys(("front", "call", "asked", "against", "mind"), "page 1"),
}
"""What people call the parts of a packet."""


def _in_words(section: str) -> str:
    numbered = re.fullmatch(r"([a-z]+)-(\d+)", section)
    name, number = (numbered[1], f" {numbered[2]}") if numbered else (section, "")
    return f"{_NAMES.get(name, name)}{number}"


def _kind(name: str) -> str:
    return re.sub(r"-\d+$", "", name)


def _stands(quote: Quote, ground: Ground) -> bool:
    """Whether the words stand on the page named beside them, in the source and as it is shown.

    Words of the letter or of a policy need no place, and one that follows may be another's.
    """
    words = fold(uncut(quote.words))
    if words in fold(f"{ground.letter.words}\n{ground.told}"):
        return True
    if quote.place is None:
        return any(page.holds(words) for page in ground.letter.pages.values())
    page = ground.page(quote.place)
    if page is None or not page.holds(words):
        return False
    shown = ground.shown.get(quote.place)
    return shown is None or words in fold(shown) or _scattered(quote.words, shown)


def _unprinted(source: Quote, ground: Ground) -> tuple[str, ...]:
    """The parts of a work's source that the work itself does not print."""
    document, _ = ground.placed.get(source.place, (None, None)) if source.place else (None, None)
    work = ground.charts.get(document) if document else None
    printed = fold(work.words) if work else ""
    parts = (part.strip() for part in source.words.split(","))
    return tuple(part for part in parts if fold(part) not in printed)


def _scattered(words: str, shown: str) -> bool:
    """Whether a page shows all the words, in another order (the columns of a table)."""
    have = tokens(shown)
    for token in tokens(uncut(words)):
        if token not in have:
            return False
        have.remove(token)
    return True


def _own_faults(name: str, parts: Parts, places: tuple[Place, ...], ground: Ground) -> list[Fault]:
    """Dates, numbers and sides of our own words that nothing cited here bears out."""
    own = (_ROWS if name == "criteria" else _INDEX).sub(" ", parts.own)
    for who in ground.names:
        own = own.replace(who, " ")
    quoted = " \n ".join(quote.words for quote in parts.quotes)
    known = f"{quoted}\n{ground.told}"
    whole = of_letter(name)
    if whole:
        known = f"{known}\n{ground.clock}"
    dates = joined([dates_in(known), *_dates(name, places, ground)])
    counted = frozenset() if whole else counted_days(f"{own} {quoted}", dates.days)
    unborne = [d for d in dates_in(own).days if not (dates.hold(d) or d in counted)]
    found = [Fault(name, "date", day) for day in days_shown(unborne)]
    if _kind(name) in _OFFICE or name in _DRAWN:
        return found
    pages = [page for place in places if (page := ground.page(place))]
    numbers = numbers_in(known, in_words=True).union(
        *(page.numbers for page in pages),
        ground.letter.numbers if whole else (),
        lengths(f"{own} {quoted}"),
        from_two(own),
    )
    words = fold(" ".join([ground.letter.words, known, *(p.words for p in pages)]))
    found += [
        Fault(name, "number", token)
        for token in re.findall(r"\S*\d\S*", without_dates(own))
        if not (numbers_in(token) <= numbers or (_NAMED.search(token) and fold(token) in words))
    ]
    said = " ".join([ground.letter.words, known, *(p.words for p in pages)])
    found += [Fault(name, "side", s) for s in sorted(sides_in(own) - sides_in(said))]
    if whole and _kind(name) != "Summary":
        return found
    told = fold(f"{ground.letter.words} {ground.told}")
    clauses = denials(own, (page.words for page in pages), told)
    return found + [Fault(name, "denial", clause) for clause in clauses]


def _dates(name: str, places: tuple[Place, ...], ground: Ground) -> list[Dates]:
    """The dates of the letter and of each document cited; of all of them for office matters."""
    names = dict.fromkeys(ground.placed[p][0] for p in places if p in ground.placed)
    cited = [ground.charts[name] for name in names if name is not None and name in ground.charts]
    sources = [ground.letter, *cited]
    if _kind(name) in _OFFICE:
        sources += ground.charts.values()
        return [dates_in(f"{ground.office}\n{ground.clock}"), *(source.dates for source in sources)]
    return [source.dates for source in sources]
