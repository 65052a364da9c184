"""Whose page is this: no page is used before it is tied to the letter's patient.

A page is *own* where two marks agree (name with date of birth, record number or member
number, or a name that nothing contradicts), *other* where it names somebody else, *ask*
where a person must look, *silent* where it says nothing. A silent page follows its own
document, and only where nothing in that document conflicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from docextract.chart.dates import digits_apart, us
from docextract.chart.marks import BirthMark, Marks, NameMark, find_marks
from docextract.chart.names import Likeness, Name, parse_name
from docextract.facts import Identity
from docextract.pages.page import Document, Page

Standing = Literal["own", "other", "ask", "silent"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose a page is, and why where it is not plainly the patient's."""

    page: int
    standing: Standing
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a document is: as :class:`docextract.facts.ChartDocument` tells it."""

    included: bool | Literal["ask"]
    reason: str | None
    excluded_pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    name: Name | None
    birth: date | None
    member_id: str | None
    records: frozenset[str]


_YEARS_OFF = 2
_NAME_FITS = (Likeness.SAME, Likeness.INITIALS)


def owners(
    documents: Sequence[Document], patient: Identity, *, reference_date: date | None = None
) -> tuple[Ownership, ...]:
    """Whose each document is, in order.

    Record numbers are learnt from pages that name and date of birth tie to the patient; a
    date of birth that the letter lacks is learnt where all pages of that name agree on it.
    """
    name = parse_name(patient.name) if patient.name else None
    birth = date.fromisoformat(patient.dob) if patient.dob else None
    marks = [_marks(d, name, birth, patient.member_id) for d in documents]
    if birth is None:
        birth = _learnt_birth([m for pages in marks for m in pages])
    records = {re.sub(r"[^A-Z0-9]", "", patient.mrn.upper())} if patient.mrn else set()
    bare = _Person(name, birth, patient.member_id, frozenset(records))
    for page in (m for pages in marks for m in pages):
        if _births_stand(page.births, birth) == "same" and _best(page.names) in _NAME_FITS:
            records |= page.records
    person = _Person(name, birth, patient.member_id, frozenset(records))
    namesakes = _namesakes(marks, bare)
    found = []
    for document, pages in zip(documents, marks, strict=True):
        if not any(page.lines for page in document.pages):
            found.append(Ownership("ask", "none of its pages could be read", ()))
            continue
        verdicts = [_judge(m, person, reference_date, namesakes=namesakes) for m in pages]
        found.append(_roll_up(_inherit(verdicts, document.pages), len(document.pages)))
    return tuple(found)


def _marks(
    document: Document, name: Name | None, birth: date | None, member_id: str | None
) -> list[Marks]:
    return [find_marks(page, name, birth, member_id) for page in document.pages]


def _learnt_birth(pages: Sequence[Marks]) -> date | None:
    values = {
        b.value for m in pages if _best(m.names) is Likeness.SAME or m.member for b in m.births
    }
    return values.pop() if len(values) == 1 else None


def _namesakes(marks: Sequence[Sequence[Marks]], person: _Person) -> bool:
    """Whether somebody of the patient's name with another date of birth has pages here."""
    return any(
        _best(m.names) is Likeness.SAME and _births_stand(m.births, person.birth) == "other"
        for pages in marks
        for m in pages
    )


def _best(names: Sequence[NameMark]) -> Likeness | None:
    return min((n.likeness for n in names), key=list(Likeness).index, default=None)


def _births_stand(
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
        return (mark.value.month, mark.value.day) == (birth.month, birth.day) and (
            mark.value.year % 100 == birth.year % 100
        )
    return mark.value == birth


def _judge(marks: Marks, person: _Person, reference: date | None, *, namesakes: bool) -> Verdict:
    tied = marks.member or bool(marks.records & person.records)
    births = _births_stand(marks.births, person.birth)
    likeness = _best(marks.names)
    if births == "same":
        return _same_birth(marks, likeness, tied=tied)
    if births in ("near", "other"):
        return _other_birth(marks, person, likeness, tied=tied, near=births == "near")
    return _no_birth(marks, person, likeness, reference, tied=tied, namesakes=namesakes)


def _same_birth(marks: Marks, likeness: Likeness | None, *, tied: bool) -> Verdict:
    page = marks.page
    if likeness in (None, *_NAME_FITS) or (tied and likeness is not Likeness.OTHER_FIRST):
        return Verdict(page, "own")
    if likeness is Likeness.NEAR and marks.ocr:
        return Verdict(page, "own")
    if marks.mentioned and likeness is Likeness.OTHER:
        return Verdict(page, "own")
    what = "a like name" if likeness is Likeness.NEAR else likeness.value
    raw = _raw(marks, likeness)
    return Verdict(page, "ask", f"same date of birth, but {what} on page {page}: {raw}")


def _other_birth(
    marks: Marks, person: _Person, likeness: Likeness | None, *, tied: bool, near: bool
) -> Verdict:
    page, birth = marks.page, person.birth
    mark = min(marks.births, key=lambda b: digits_apart(b.value, birth or b.value))
    told = f"the date of birth on page {page} is {us(mark.value)}"
    told += f", the letter's is {us(birth)}" if birth else ""
    fits = likeness in (*_NAME_FITS, Likeness.NEAR) or (likeness is None and marks.mentioned)
    if fits and (tied or (near and marks.ocr)):
        why = "a misreading is possible" if marks.ocr else "name and record number agree"
        return Verdict(page, "ask", f"{told}, but {why}")
    if likeness is None and not marks.mentioned and near and marks.ocr:
        return Verdict(page, "ask", f"{told}; a misreading is possible")
    return Verdict(page, "other", f"another patient: {told}")


def _no_birth(
    marks: Marks,
    person: _Person,
    likeness: Likeness | None,
    reference: date | None,
    *,
    tied: bool,
    namesakes: bool,
) -> Verdict:
    page = marks.page
    if marks.births and person.birth is None:
        return Verdict(page, "ask", f"page {page} has a date of birth, the letter has none")
    if marks.bare_birth and likeness in (None, *_NAME_FITS):
        return Verdict(page, "own")
    if marks.bare_other and not tied:
        told = f"the date beside the name on page {page}, {us(marks.bare_other)}"
        return Verdict(page, "ask", f"{told}, may be another date of birth")
    if likeness is Likeness.OTHER and not marks.mentioned and not tied:
        raw = _raw(marks, likeness)
        return Verdict(page, "other", f"another patient: page {page} names {raw}")
    if likeness in _NAME_FITS or (likeness is None and marks.mentioned):
        return _by_name_alone(marks, person, likeness, reference, tied=tied, namesakes=namesakes)
    if tied and likeness in (None, Likeness.NEAR, Likeness.OTHER_LAST, Likeness.OTHER_MIDDLE):
        return Verdict(page, "own")
    if likeness is None:
        return Verdict(page, "silent")
    raw = _raw(marks, likeness)
    return Verdict(page, "ask", f"page {page} names {raw}, without a date of birth")


def _by_name_alone(
    marks: Marks,
    person: _Person,
    likeness: Likeness | None,
    reference: date | None,
    *,
    tied: bool,
    namesakes: bool,
) -> Verdict:
    page = marks.page
    if tied:
        return Verdict(page, "own")
    if likeness is None:
        return Verdict(page, "silent")
    if marks.age is not None and person.birth and reference:
        years = (reference - person.birth).days / 365.25
        if not -25 < marks.age - years < _YEARS_OFF:
            return Verdict(
                page, "ask", f"the age on page {page}, {marks.age}, is not the patient's"
            )
    if namesakes or likeness is Likeness.INITIALS:
        return Verdict(page, "ask", f"page {page} has a like name without a date of birth")
    if person.name and any(n.name.suffix != person.name.suffix for n in marks.names):
        return Verdict(page, "ask", f"the suffix of the name on page {page} differs")
    return Verdict(page, "own")


def _raw(marks: Marks, likeness: Likeness | None) -> str:
    return next(n.raw for n in marks.names if n.likeness is likeness)


_PAGE_OF = re.compile(r"\b(?:page|pg\.?)?\s*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\b", re.IGNORECASE)


def _inherit(verdicts: Sequence[Verdict], pages: Sequence[Page]) -> list[Verdict]:
    """Give silent pages the standing of their document where nothing conflicts."""
    told = {v.standing for v in verdicts if v.standing != "silent"}
    found: list[Verdict] = []
    for i, verdict in enumerate(verdicts):
        if verdict.standing != "silent":
            found.append(verdict)
        elif told == {"own"}:
            found.append(Verdict(verdict.page, "own"))
        elif told == {"other"}:
            found.append(
                Verdict(verdict.page, "other", next(v.reason for v in verdicts if v.reason))
            )
        elif i and found[-1].standing == "own" and _continues(pages[i - 1], pages[i]):
            found.append(Verdict(verdict.page, "own"))
        else:
            why = f"nothing on page {verdict.page} says whose it is"
            found.append(Verdict(verdict.page, "ask", why))
    return found


def _continues(before: Page, page: Page) -> bool:
    """Whether the pages' own numbering says that one follows the other (2 of 3 after 1 of 3)."""
    numbers = []
    for each in (before, page):
        edges = "\n".join(line.text for line in (*each.lines[:4], *each.lines[-4:]))
        numbers.append({(int(a), int(b)) for a, b in _PAGE_OF.findall(edges)})
    return any((a + 1, b) in numbers[1] for a, b in numbers[0])


def _roll_up(verdicts: Sequence[Verdict], pages: int) -> Ownership:
    standings = {v.standing for v in verdicts}
    reasons = "; ".join(dict.fromkeys(v.reason for v in verdicts if v.reason)) or None
    if standings == {"other"}:
        return Ownership(
            False, next(v.reason for v in verdicts if v.reason), tuple(range(1, pages + 1))
        )
    if "own" in standings:
        kept_out = tuple(v.page for v in verdicts if v.standing != "own")
        return Ownership(True, reasons if kept_out else None, kept_out)
    return Ownership("ask", reasons, ())
