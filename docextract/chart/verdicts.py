"""Whose one page is: what its marks say against the patient's identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from docextract.chart.marks import Marks
from docextract.chart.name_marks import NameMark
from docextract.chart.names import Likeness, runs_on, same_but_for_a_misprint
from docextract.chart.person import FITS, Person, best_name, births_stand
from docextract.dates import digits_apart, us

Standing = Literal["own", "other", "ask", "silent"]

_YEARS_OFF = 2
_DIGITS_OFF = 2
"""So many digits may differ where letter and page may each be misread."""
_YEARS_BACK = 25
"""A chart goes back many years, an age in it may be so much lower than today's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose a page is, and why where it is not plainly the patient's."""

    page: int
    standing: Standing
    reason: str | None = None


def judge_page(marks: Marks, person: Person, reference: date | None) -> Verdict:
    """The verdict on one page: the date of birth first, then the name, then the numbers.

    Args:
        marks: what the page prints.
        person: the patient.
        reference: the day of the request, which ages are counted to.
    """
    stand = births_stand(marks.births, person.birth)
    likeness = best_name(marks.names) if person.name else None
    if stand == "same":
        return _same_birth(marks, person, likeness)
    if stand in ("near", "other"):
        return _other_birth(marks, person, likeness, near=stand == "near")
    return _no_birth(marks, person, likeness, reference)


def _tied(marks: Marks, person: Person) -> bool:
    return marks.member or bool(marks.records & person.records)


def _same_birth(marks: Marks, person: Person, likeness: Likeness | None) -> Verdict:
    page = marks.page
    if likeness is None or likeness in (*FITS, Likeness.PART):
        return Verdict(page, "own")
    if _tied(marks, person) and likeness is not Likeness.OTHER_FIRST:
        return Verdict(page, "own")
    if likeness is Likeness.NEAR and (marks.ocr or _misprint(marks, person)):
        return Verdict(page, "own")
    if marks.mentioned and likeness is Likeness.OTHER:
        return Verdict(page, "own")
    if person.name and any(runs_on(person.name, mark.raw) for mark in marks.names):
        return Verdict(page, "own")
    what = "a like name" if likeness is Likeness.NEAR else likeness.value
    raw = _closest(marks, likeness).raw
    return Verdict(page, "ask", f"same date of birth, but {what} on page {page}: {raw}")


def _misprint(marks: Marks, person: Person) -> bool:
    """Whether only one name differs by a letter and everything else agrees."""
    name = _closest(marks, Likeness.NEAR).name
    return person.name is not None and same_but_for_a_misprint(person.name, name)


def _other_birth(marks: Marks, person: Person, likeness: Likeness | None, *, near: bool) -> Verdict:
    page, birth = marks.page, person.birth
    mark = min(marks.births, key=lambda b: digits_apart(b.value, birth or b.value))
    told = f"the date of birth on page {page} is {us(mark.value)}"
    told += f", the letter's is {us(birth)}" if birth else ""
    in_doubt = marks.mentioned or person.name is None or marks.ocr or person.doubtful
    unnamed = likeness is None and in_doubt
    fits = likeness in (*FITS, Likeness.NEAR) or unnamed
    close = birth is not None and digits_apart(mark.value, birth) <= _DIGITS_OFF
    if fits and ((near and marks.ocr) or (close and person.doubtful)):
        return Verdict(page, "ask", f"{told}; a misreading is possible")
    if fits and _tied(marks, person):
        return Verdict(page, "ask", f"{told}, but name and number agree")
    return Verdict(page, "other", f"another patient: {told}")


def _no_birth(
    marks: Marks, person: Person, likeness: Likeness | None, reference: date | None
) -> Verdict:
    page, tied = marks.page, _tied(marks, person)
    if marks.births:
        return Verdict(page, "ask", f"page {page} has a date of birth, the letter has none")
    if marks.bare_birth and (likeness is None or likeness in FITS):
        return Verdict(page, "own")
    if marks.bare_other and not tied:
        told = f"the date beside the name on page {page}, {us(marks.bare_other)}"
        return Verdict(page, "ask", f"{told}, may be another date of birth")
    if likeness is None:
        return Verdict(page, "own" if tied else "silent")
    if likeness in FITS:
        return _by_name_alone(marks, person, likeness, reference)
    raw = _closest(marks, likeness).raw
    if likeness is Likeness.OTHER and not (marks.mentioned or tied):
        return Verdict(page, "other", f"another patient: page {page} names {raw}")
    if tied and likeness is not Likeness.OTHER_FIRST and likeness is not Likeness.OTHER:
        return Verdict(page, "own")
    return Verdict(page, "ask", f"page {page} names {raw}, without a date of birth")


def _by_name_alone(
    marks: Marks, person: Person, likeness: Likeness, reference: date | None
) -> Verdict:
    """A page with the patient's name and no date of birth: own where nothing speaks against."""
    page = marks.page
    if _tied(marks, person):
        return Verdict(page, "own")
    if marks.age is not None and person.birth and reference:
        years = (reference - person.birth).days / 365.25
        if not -_YEARS_BACK < marks.age - years < _YEARS_OFF:
            told = f"the age on page {page}, {marks.age}, is not the patient's"
            return Verdict(page, "ask", told)
    if person.namesakes or likeness is Likeness.INITIALS:
        return Verdict(page, "ask", f"page {page} has a like name without a date of birth")
    if person.name and any(n.name.suffix != person.name.suffix for n in marks.names):
        return Verdict(page, "ask", f"the suffix of the name on page {page} differs")
    return Verdict(page, "own")


def _closest(marks: Marks, likeness: Likeness) -> NameMark:
    return next(n for n in marks.names if n.likeness is likeness)
