"""What a chart document is, when it is from and who wrote it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from docextract.chart.dates import ChartDate, find_dates
from docextract.pages.page import Document
from docextract.rules import load

_TITLE_LINES = 7
_CREDENTIALS = (
    r"(?:M\.?D|D\.?O|P\.?A(?:-?C)?|N\.?P|F\.?N\.?P(?:-[A-Z]+)?|A\.?R\.?N\.?P|A\.?P\.?R\.?N|R\.?N|P\.?T|"
    r"D\.?P\.?T|O\.?T(?:R(?:/L)?)?|Ph\.?D|Psy\.?D|LCSW|LMFT|LPC|RDN?|D\.?C|D\.?P\.?M|D\.?D\.?S|"
    r"CCC-SLP|Au\.?D|Pharm\.?D|C\.?N\.?M|CRNA|BCBA)"
)
_PERSON = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}"
_AUTHOR_NAME = re.compile(rf"(?P<n>{_PERSON}),?\s+(?P<c>{_CREDENTIALS})\b")


class Described(NamedTuple):
    """A document's kind, its newest date of service and its author."""

    kind: str
    date: date | None
    author: str | None


def kind_of(document: Document, excluded: tuple[int, ...] = ()) -> str:
    """The kind of a document; ``other`` where nothing tells."""
    pages = [p for p in document.pages if p.number not in excluded] or list(document.pages)
    title = "\n".join(line.text for page in pages[:1] for line in page.lines[:_TITLE_LINES])
    name = re.sub(r"[_.]+", " ", PurePath(document.name).stem)
    body = "\n".join(page.text for page in pages)
    by_title = _first(title, "title")
    if by_title in ("lab", "orders", "imaging", "phone_message", None):
        by_name = _first(name, "title")
        return (
            by_name if by_name and by_title is None else by_title or _first(body, "body") or "other"
        )
    return by_title


def _first(text: str, group: str) -> str | None:
    for kind, pattern in _kinds(group):
        if pattern.search(text):
            return kind
    return None


@cache
def _kinds(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("chart_kinds")[group]
    return tuple((kind, re.compile(p, re.IGNORECASE)) for kind, p in rows)


def author_of(text: str) -> str | None:
    """The clinician a page names as its author: after a label, else beside the signature."""
    label = re.compile("|".join(load("chart_kinds")["authors"]), re.IGNORECASE)
    for match in label.finditer(text):
        found = _AUTHOR_NAME.match(text[match.end() : match.end() + 60])
        if found:
            return f"{found['n']}, {found['c']}"
    return None


def service_dates(line: str) -> tuple[ChartDate, ...]:
    """The dates of a line that may be dates of service: not of birth, printing, signing."""
    not_service = _label("not_service")
    return tuple(d for d in find_dates(line) if not not_service.search(line[: d.start]))


def labelled_service_date(line: str) -> date | None:
    """The first date of a line that stands right after a service-date label."""
    label = _label("service")
    for found in service_dates(line):
        before = line[: found.start].rstrip(" \t:-#(")
        if re.search(rf"(?<!\w)(?:{label.pattern})$", before, re.IGNORECASE):
            return found.value
    return None


@cache
def _label(name: str) -> re.Pattern[str]:
    return re.compile(load("chart_kinds")["dates"][name], re.IGNORECASE)


def entry_words() -> re.Pattern[str]:
    """Words of a line that heads a dated entry (``Phone note 03/04/2026``)."""
    return re.compile(rf"(?<!\w)(?:{_label('entry').pattern})(?!\w)", re.IGNORECASE)


def date_in_name(name: str) -> date | None:
    """A full date in a file name."""
    spaced = re.sub(r"[_]", " ", PurePath(name).stem)
    return next((d.value for d in find_dates(spaced)), None)
