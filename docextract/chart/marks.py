"""What a page prints about whose it is: names, dates of birth, record numbers, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docextract.chart.dates import ChartDate, find_dates
from docextract.chart.names import Likeness, Name, compare, folded, parse_name
from docextract.pages.page import Page
from docextract.pages.text import Text, text_of
from docextract.rules import load


@dataclass(frozen=True, slots=True)
class NameMark:
    """A name in a place where the patient's stands, and how it stands to the patient's."""

    raw: str
    name: Name
    likeness: Likeness


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


_HEAD = 8
"""So many lines of a page may name the patient without a label."""
_BESIDE = 60
_YEARS_BEFORE = 3
_IN_HEAD = (Likeness.SAME, Likeness.NEAR, Likeness.OTHER_MIDDLE, Likeness.OTHER_SUFFIX)
_W = r"[^\W\d_]+(?:['’`-][^\W\d_]+)*"
_COMMA = re.compile(rf"(?P<n>{_W}(?: {_W}\.?){{0,2}} ?, ?{_W}(?: {_W}\.?){{0,2}})")
_NATURAL = re.compile(rf"(?P<n>{_W}\.?(?: {_W}\.?){{1,4}}(?:, ?(?:Jr|Sr|II|III|IV)\b\.?)?)")
_DOB = re.compile(
    r"(?:(?<![A-Za-z])D\.?\s?[O0]\.?\s?[B8]\b\.?|date\s+of\s+birth|birth\s?-?(?:date|day|time)"
    r"|(?<![\w-])born(?:\s+on)?\b)\s*(?:/\s*(?:age|sex|gender))?(?:\s*\([^)\n]{0,14}\))?[\s:#.=|)-]*"
    r"(?:\d{1,3}\s?(?:y\w*\s?)?[/,(]\s?(?=\d{1,2}[/-]\d{1,2}[/-]))?",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"(?:\bM\.?R\.?N\b\.?|\bmed(?:ical)?\.? rec(?:ord)?s?\b|\bchart\b|\bpt(?=\s?#)"
    r"|\bpatient (?:id|number|no)\b|\bpatient(?=\s?#)|\bacct\b|\baccount\b|\bHRN\b|\bEMPI\b)"
    r"\.?\s*(?:number|no\.?|num|id)?\s*[:#.]*\s*(?P<id>[A-Z]{0,4}-?\d[\dA-Z-]{2,})",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(?<![\d/.-])(?P<age>1?\d{1,2})[\s-]*(?:y\.?\s?/?\s?o\b|y[\s-]*old|yrs?[\s-]*old|years?[\s-]*old"
    r"|y\.?(?=\s*(?:[MF]\b|male|female)))",
    re.IGNORECASE,
)
_BESIDE_NAME = re.compile(
    r"[\s|,;(-]*(?:\d{1,2}[/-]\d{1,2}[/-](?:19\d\d|20[01]\d|[3-9]\d)(?!\d)"
    r"|\d{1,3}\s?(?:y\w*|yo)?[\s/,]*(?:M|F|male|female)\b)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[\t\n|();\d]|\s[-–]\s|  ")


def find_marks(
    page: Page, patient: Name | None, birth: date | None, member_id: str | None
) -> Marks:
    """The marks of one page, compared with the patient's name."""
    text = text_of([page])
    lines = [text.plain[line.start : line.end] for line in text.lines]
    births = tuple(_births(text))
    names = tuple(_unique(_names(lines, patient)))
    squeezed = re.sub(r"[^A-Z0-9]", "", text.plain.upper())
    wanted = re.sub(r"[^A-Z0-9]", "", (member_id or "").upper())
    return Marks(
        page=page.number,
        ocr=page.source == "ocr",
        names=names,
        births=births,
        records=frozenset(
            re.sub(r"[^A-Z0-9]", "", m["id"].upper()) for m in _RECORD.finditer(text.plain)
        ),
        member=len(wanted) >= 6 and wanted in squeezed,
        mentioned=patient is not None and _mentions(text.plain, patient),
        bare_birth=birth is not None and patient is not None and _bare_birth(lines, patient, birth),
        bare_other=_bare_other(lines, patient) if patient else None,
        age=_age(text.plain),
    )


def _births(text: Text) -> Iterator[BirthMark]:
    dates = find_dates(text.plain)
    others = _words("not_the_patient")
    for label in _DOB.finditer(text.plain):
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


def _names(lines: list[str], patient: Name | None) -> Iterator[NameMark]:
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else ""
        for group, sure in (("patient_labels", True), ("weak_labels", False)):
            for raw in _labelled(line, below, group):
                yield from _mark(raw, patient, sure=sure)
        if i < _HEAD:
            yield from _head_names(line, patient)
        place = _DOB.search(line) or _RECORD.search(line)
        if not place:
            continue
        before = line[: place.start()].rstrip(" \t,;|-")
        yield from _mark(_tail(before), patient, sure=_DOB.search(line) is not None)
        for other in (lines[i - 1] if i else "", lines[i + 1] if i + 1 < len(lines) else ""):
            for cell in other.split("\t"):
                yield from _mark(_STOP.split(cell)[0], patient, sure=False)


def _head_names(line: str, patient: Name | None) -> Iterator[NameMark]:
    """Names at the top of a page without a label: the patient's, or anybody's beside a date,
    an age with the sex, or a record number."""
    for cell in line.split("\t"):
        name = _STOP.split(cell)[0]
        rest = line[line.index(cell) + len(name) :]
        beside = _BESIDE_NAME.match(rest) is not None
        for mark in _mark(name, patient, sure=beside and "," in name):
            if mark.likeness in _IN_HEAD or beside:
                yield mark


def _labelled(line: str, below: str, group: str) -> Iterator[str]:
    """Names after a patient's label in the same line, or under it where it heads a column."""
    for match in _words(group).finditer(line):
        if _words("not_the_patient").search(line[max(0, match.start() - 25) : match.start()]):
            continue
        value = re.split(_STOP, line[match.end() :].lstrip(" \t"), maxsplit=1)[0]
        value = _words("name_ends").split(value, maxsplit=1)[0].strip(" ,.:-")
        if value:
            yield value
        elif not line[match.end() :].strip():
            column = line[: match.start()].count("\t")
            cells = below.split("\t")
            if column < len(cells):
                yield _STOP.split(cells[column])[0]


def _tail(before: str) -> str:
    """The name-like words at the end of what stands before a DOB or a record number."""
    pieces = [p for p in re.split(r"[\t|;:()\d]|\s[-–]\s", before) if p.strip(" ,.-yYMF")]
    return pieces[-1].strip(" ,.-") if pieces else ""


def _mark(raw: str, patient: Name | None, *, sure: bool) -> Iterator[NameMark]:
    """The best reading of ``raw`` as a person's name; unlike names only from a sure place."""
    raw = raw.strip()
    readings: list[NameMark] = []
    for text in _readings(raw):
        name = parse_name(text)
        if name is None or not _is_person(text, name):
            continue
        likeness = compare(patient, name) if patient else Likeness.OTHER
        if likeness is Likeness.OTHER_MIDDLE and patient and name.middle[-1] in ("m", "f"):
            bare = name._replace(middle=name.middle[:-1])
            likeness = compare(patient, bare) if not sure or name.middle[:-1] else likeness
        if len(name.last[-1]) > 1 or likeness is Likeness.INITIALS:
            readings.append(NameMark(text, name, likeness))
    if not readings:
        return
    best = min(readings, key=lambda m: list(Likeness).index(m.likeness))
    if patient is None:
        initials = [m for m in readings if m.name.middle and len(m.name.middle[0]) == 1]
        best = next(iter(initials), best)
    if best.likeness is not Likeness.OTHER or sure:
        yield best


def _readings(raw: str) -> Iterator[str]:
    comma = _COMMA.search(raw)
    if comma:
        words = comma["n"].split(",")[0].split()
        rest = comma["n"].partition(",")[2]
        for i in range(len(words)):
            yield " ".join(words[i:]) + "," + rest
        return
    natural = _NATURAL.search(raw)
    if natural and natural.end() == len(raw):
        words = natural["n"].split()
        for size in (2, 3, 4, 5):
            if size <= len(words):
                yield " ".join(words[-size:])


def _is_person(text: str, name: Name) -> bool:
    words: list[str] = re.findall(_W, text)
    capital = all(w[0].isupper() or w.lower() in ("de", "la", "van", "von", "del") for w in words)
    bad = load("chart_identity")["not_names"]
    plain = {*name.last, name.first, *name.middle}
    return capital and not plain & set(bad)


def _mentions(text: str, patient: Name) -> bool:
    first, last = re.escape(patient.first), r"[\s-]".join(map(re.escape, patient.last))
    body = folded(text)
    return bool(
        re.search(rf"\b{first}(?: [a-z]+)?\s{last}\b", body)
        or re.search(rf"\b{last}(?: (?:jr|sr|ii|iii))?\s?,\s?{first}\b", body)
    )


def _bare_birth(lines: list[str], patient: Name, birth: date) -> bool:
    """The patient's date of birth within two lines of the last name, with or without label."""
    named = [i for i, line in enumerate(lines) if all(p in folded(line) for p in patient.last)]
    near = {j for i in named for j in range(i - 2, i + 3) if 0 <= j < len(lines)}
    return any(d.value == birth for j in near for d in find_dates(lines[j]))


def _bare_other(lines: list[str], patient: Name) -> date | None:
    """A date after the patient's name that looks like another's date of birth."""
    every = [d.value for line in lines for d in find_dates(line)]
    for line in lines[:_HEAD]:
        if all(p in folded(line) for p in (*patient.last, patient.first)):
            for found in find_dates(line)[:1]:
                others = [v for v in every if v != found.value]
                gap = min(others, default=found.value).year - found.value.year
                if found.start <= _BESIDE and gap > _YEARS_BEFORE:
                    return found.value
    return None


def _age(text: str) -> int | None:
    found = _AGE.search(text)
    if found is None or _words("not_the_patient").search(
        text[max(0, found.start() - 40) : found.start()]
    ):
        return None
    return int(found["age"])


def _words(group: str) -> re.Pattern[str]:
    """A group of ``chart_identity.yaml`` as one pattern."""
    return re.compile("|".join(load("chart_identity")[group]), re.IGNORECASE)


def _unique(marks: Iterator[NameMark]) -> Iterator[NameMark]:
    seen: set[Name] = set()
    for mark in marks:
        if mark.name not in seen:
            seen.add(mark.name)
            yield mark
