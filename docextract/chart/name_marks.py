"""Names on a page in places where the patient's stands, compared with the patient's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from docextract.chart.labels import DOB_LABEL, RECORD, words
from docextract.chart.names import Likeness, Name, compare, folded, parse_name
from docextract.rules import load


@dataclass(frozen=True, slots=True)
class NameMark:
    """A name in a place where the patient's stands, and how it stands to the patient's."""

    raw: str
    name: Name
    likeness: Likeness


HEAD = 8
"""So many lines of a page may name the patient without a label."""
_IN_HEAD = (Likeness.SAME, Likeness.NEAR, Likeness.OTHER_MIDDLE, Likeness.OTHER_SUFFIX)
_W = r"[^\W\d_]+(?:['’`-][^\W\d_]+)*"
_COMMA = re.compile(rf"(?P<n>{_W}(?: {_W}\.?){{0,2}} ?, ?{_W}(?: {_W}\.?){{0,2}})")
_NATURAL = re.compile(rf"(?P<n>{_W}\.?(?: {_W}\.?){{1,4}}(?:, ?(?:Jr|Sr|II|III|IV)\b\.?)?)")
_BESIDE_NAME = re.compile(
    r"[\s|,;(-]*(?:\d{1,2}[/-]\d{1,2}[/-](?:19\d\d|20[01]\d|[3-9]\d)(?!\d)"
    r"|\d{1,3}\s?(?:y\w*|yo)?[\s/,]*(?:M|F|male|female)\b)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[\t\n|();\d]|\s[-–]\s|  ")


def name_marks(lines: list[str], patient: Name | None) -> tuple[NameMark, ...]:
    """The names of a page: after a label, beside a date of birth or number, in its head."""
    return tuple(_unique(_every_name(lines, patient)))


def _every_name(lines: list[str], patient: Name | None) -> Iterator[NameMark]:
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else ""
        for group, sure in (("patient_labels", True), ("weak_labels", False)):
            for raw in _labelled(line, below, group):
                yield from _mark(raw, patient, sure=sure)
        if i < HEAD:
            yield from _head_names(line, patient)
        place = DOB_LABEL.search(line) or RECORD.search(line)
        if not place:
            continue
        before = line[: place.start()].rstrip(" \t,;|-")
        yield from _mark(_tail(before), patient, sure=DOB_LABEL.search(line) is not None)
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
    for match in words(group).finditer(line):
        if words("not_the_patient").search(line[max(0, match.start() - 25) : match.start()]):
            continue
        value = re.split(_STOP, line[match.end() :].lstrip(" \t"), maxsplit=1)[0]
        value = words("name_ends").split(value, maxsplit=1)[0].strip(" ,.:-")
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
        if likeness is Likeness.OTHER and "," in text and name.first in _states():
            continue  # Dayton, Ohio
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


@cache
def _states() -> frozenset[str]:
    return frozenset(load("chart_identity")["states"])


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


def mentions(text: str, patient: Name) -> bool:
    """Whether the patient's first and last name stand together anywhere in a text."""
    first, last = re.escape(patient.first), r"[\s-]".join(map(re.escape, patient.last))
    body = folded(text)
    return bool(
        re.search(rf"\b{first}(?: [a-z]+)?\s{last}\b", body)
        or re.search(rf"\b{last}(?: (?:jr|sr|ii|iii))?\s?,\s?{first}\b", body)
    )


def _unique(marks: Iterator[NameMark]) -> Iterator[NameMark]:
    seen: set[Name] = set()
    for mark in marks:
        if mark.name not in seen:
            seen.add(mark.name)
            yield mark
