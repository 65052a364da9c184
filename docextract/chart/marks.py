"""What a page prints about whose it is: names, dates of birth, record numbers, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docextract.chart.labels import DOB_LABEL, RECORD, words
from docextract.chart.name_marks import HEAD, NameMark, mentions, name_marks
from docextract.chart.names import Name, folded
from docextract.dates import ChartDate, find_dates
from docextract.pages.page import Page
from docextract.pages.text import Text, text_of


@dataclass(frozen=True, slots=True)
class BirthMark:
    """A date labelled as a date of birth, with the lowest confidence of its words."""

    raw: str
    value: date
    short: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything on one page that says whose it is.

    ``mentioned`` tells that the patient's full name stands somewhere outside such places.
    ``bare_birth`` tells that the patient's date of birth stands unlabelled by the name,
    ``bare_other`` is an unlabelled date right after the name, years before all others there.
    """

    page: int
    ocr: bool
    names: tuple[NameMark, ...]
    births: tuple[BirthMark, ...]
    records: frozenset[str]
    member: bool
    mentioned: bool
    bare_birth: bool
    bare_other: date | None
    age: int | None

    @property
    def silent(self) -> bool:
        """Whether the page says nothing of whose it is."""
        return not (self.names or self.births or self.member or self.mentioned or self.bare_birth)


_BESIDE = 60
_YEARS_BEFORE = 3
_AGE = re.compile(
    r"(?<![\d/.-])(?P<age>1?\d{1,2})[\s-]*(?:y\.?\s?/?\s?o\b|y[\s-]*old|yrs?[\s-]*old|years?[\s-]*old"
    r"|y\.?(?=\s*(?:[MF]\b|male|female)))",
    re.IGNORECASE,
)


def find_marks(
    page: Page, patient: Name | None, birth: date | None, member_id: str | None
) -> Marks:
    """The marks of one page, compared with the patient's name."""
    text = text_of([page])
    lines = [text.plain[line.start : line.end] for line in text.lines]
    births = tuple(_births(text))
    names = name_marks(lines, patient)
    squeezed = re.sub(r"[^A-Z0-9]", "", text.plain.upper())
    wanted = re.sub(r"[^A-Z0-9]", "", (member_id or "").upper())
    return Marks(
        page=page.number,
        ocr=page.source == "ocr",
        names=names,
        births=births,
        records=frozenset(
            re.sub(r"[^A-Z0-9]", "", m["id"].upper()) for m in RECORD.finditer(text.plain)
        ),
        member=len(wanted) >= 6 and wanted in squeezed,
        mentioned=patient is not None and mentions(text.plain, patient),
        bare_birth=birth is not None and patient is not None and _bare_birth(lines, patient, birth),
        bare_other=_bare_other(lines, patient) if patient else None,
        age=_age(text.plain),
    )


def _births(text: Text) -> Iterator[BirthMark]:
    dates = find_dates(text.plain)
    others = words("not_the_patient")
    for label in DOB_LABEL.finditer(text.plain):
        before = text.plain[max(0, label.start() - 40) : label.start()].rpartition("\n")[2]
        if others.search(before.rpartition("\t")[2]):
            continue
        found = next((d for d in dates if label.end() <= d.start <= label.end() + 3), None)
        found = found or _below(text, label.start(), label.end(), dates)
        if found:
            yield BirthMark(
                text.raw[found.start : found.end],
                found.value,
                found.short,
                text.confidence(found.start, found.end),
            )


def _below(text: Text, start: int, end: int, dates: tuple[ChartDate, ...]) -> ChartDate | None:
    """The date under a column head: same cell of the next line, where the head has no value."""
    index = next((i for i, row in enumerate(text.lines) if row.start <= start < row.end), None)
    if index is None or index + 1 >= len(text.lines):
        return None
    head, row = text.lines[index], text.lines[index + 1]
    if row.page != head.page or text.plain[end : head.end].strip(" \t:")[:1].isdigit():
        return None
    if text.plain[end : head.end].split("\t")[0].strip():
        return None
    column = text.plain[head.start : start].count("\t")
    offset = row.start
    for i, cell in enumerate(text.plain[row.start : row.end].split("\t")):
        if i == column:
            return next(
                (d for d in dates if offset <= d.start and d.end <= offset + len(cell)), None
            )
        offset += len(cell) + 1
    return None


def _bare_birth(lines: list[str], patient: Name, birth: date) -> bool:
    """The patient's date of birth within two lines of the last name, with or without label."""
    named = [i for i, line in enumerate(lines) if all(p in folded(line) for p in patient.last)]
    near = {j for i in named for j in range(i - 2, i + 3) if 0 <= j < len(lines)}
    return any(d.value == birth for j in near for d in find_dates(lines[j]))


def _bare_other(lines: list[str], patient: Name) -> date | None:
    """A date after the patient's name that looks like another's date of birth."""
    every = [d.value for line in lines for d in find_dates(line)]
    for line in lines[:HEAD]:
        if all(p in folded(line) for p in (*patient.last, patient.first)):
            for found in find_dates(line)[:1]:
                others = [v for v in every if v != found.value]
                gap = min(others, default=found.value).year - found.value.year
                if found.start <= _BESIDE and gap > _YEARS_BEFORE:
                    return found.value
    return None


def _age(text: str) -> int | None:
    found = _AGE.search(text)
    if found is None or words("not_the_patient").search(
        text[max(0, found.start() - 40) : found.start()]
    ):
        return None
    return int(found["age"])
