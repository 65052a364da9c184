"""Who the chart's patient is: the letter's identity, and what the own pages add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from docextract.chart.marks import BirthMark, Marks, find_marks
from docextract.chart.name_marks import NameMark
from docextract.chart.names import Likeness, Name, compare, parse_name
from docextract.dates import digits_apart
from docextract.facts import Identity
from docextract.pages.page import Document

_MOST = 0.6
"""The share of pages that must print a name for it to be learnt."""
FITS = (Likeness.SAME, Likeness.INITIALS)


@dataclass(frozen=True, slots=True)
class Person:
    """The patient as the pages are compared with.

    ``records`` are record numbers of pages that name and date of birth tie to the patient.
    ``namesakes``: somebody of the same name with another date of birth has pages here.
    ``doubtful``: no page has the letter's date of birth, but those of the patient's name have
    one a digit away, so that the letter itself may be misread.
    """

    name: Name | None
    birth: date | None
    member_id: str | None
    records: frozenset[str]
    namesakes: bool
    doubtful: bool


def learn(documents: Sequence[Document], patient: Identity) -> tuple[list[list[Marks]], Person]:
    """The marks of every page, and the patient as the chart completes the letter's identity.

    A name or a date of birth that the letter lacks is taken from the pages that the rest of
    the identity ties, where all of them agree.
    """
    name = parse_name(patient.name) if patient.name else None
    birth = date.fromisoformat(patient.dob) if patient.dob else None
    marks = _marks(documents, name, birth, patient)
    every = [m for pages in marks for m in pages]
    if name is None:
        name = _learnt_name(every, birth)
        marks = _marks(documents, name, birth, patient) if name else marks
        every = [m for pages in marks for m in pages]
    if birth is None:
        birth = _learnt_birth(every)
    fuller = _completed(name, every, birth) if name and not name.middle else None
    if fuller:
        name = fuller
        marks = _marks(documents, name, birth, patient)
        every = [m for pages in marks for m in pages]
    stands = [(best_name(m.names), births_stand(m.births, birth)) for m in every]
    records = {squeezed(patient.mrn)} if patient.mrn else set()
    for page, (likeness, stand) in zip(every, stands, strict=True):
        if stand == "same" and likeness in FITS:
            records |= page.records
    seen = {stand for _, stand in stands} | {"same" for m in every if m.bare_birth}
    like = {stand for likeness, stand in stands if likeness is Likeness.SAME}
    return marks, Person(
        name=name,
        birth=birth,
        member_id=patient.member_id,
        records=frozenset(records),
        namesakes="other" in like,
        doubtful="same" not in seen and "near" in like,
    )


def _marks(
    documents: Sequence[Document], name: Name | None, birth: date | None, patient: Identity
) -> list[list[Marks]]:
    return [
        [find_marks(page, name, birth, patient.member_id) for page in document.pages]
        for document in documents
    ]


def _learnt_name(pages: Sequence[Marks], birth: date | None) -> Name | None:
    """The name that most pages with the patient's date of birth or member number print."""
    tied = [m for m in pages if m.member or births_stand(m.births, birth) == "same"]
    printed = [{n.name for n in m.names} for m in tied if m.names]
    votes = {
        name: sum(any(compare(name, other) in FITS for other in names) for names in printed)
        for names in printed
        for name in names
    }
    full = [name for name in votes if len(name.first) > 1]
    best = max(full, key=lambda n: (votes[n], len(n.middle), n), default=None)
    if best is None or votes[best] < _MOST * len(printed):
        return None
    return best


def _completed(name: Name, pages: Sequence[Marks], birth: date | None) -> Name | None:
    """The name with the middle name that the patient's own pages print, where they agree."""
    own = [m for m in pages if births_stand(m.births, birth) == "same"]
    middles = {n.name.middle for m in own for n in m.names if n.likeness is Likeness.SAME}
    full = sorted((m for m in middles if m), key=lambda m: -len(" ".join(m)))
    fuller = [name._replace(middle=m) for m in full]
    if fuller and all(compare(fuller[0], other) is Likeness.SAME for other in fuller):
        return fuller[0]
    return None


def _learnt_birth(pages: Sequence[Marks]) -> date | None:
    values = {
        b.value for m in pages if best_name(m.names) is Likeness.SAME or m.member for b in m.births
    }
    return values.pop() if len(values) == 1 else None


def best_name(names: Sequence[NameMark]) -> Likeness | None:
    """The closest of a page's names to the patient's; None where it has none."""
    return min((n.likeness for n in names), key=list(Likeness).index, default=None)


def births_stand(
    births: Sequence[BirthMark], birth: date | None
) -> Literal["same", "near", "other", "none"]:
    """How a page's dates of birth stand to the patient's; one digit apart is near."""
    if not births or birth is None:
        return "none"
    if any(_same_day(b, birth) for b in births):
        return "same"
    apart = min(digits_apart(b.value, birth) for b in births)
    return "near" if apart == 1 else "other"


def _same_day(mark: BirthMark, birth: date) -> bool:
    if mark.short:
        day = (mark.value.month, mark.value.day, mark.value.year % 100)
        return day == (birth.month, birth.day, birth.year % 100)
    return mark.value == birth


def squeezed(number: str) -> str:
    """A record number without spaces and signs."""
    return re.sub(r"[^A-Z0-9]", "", number.upper())
