"""What a chart document is and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath

from docextract.pages.page import Document, Page
from docextract.rules import load

_TITLE_LINES = 8
_TITLE_WORDS = 16
_CREDENTIALS = (
    r"(?:M\.?D|D\.?O|P\.?A(?:-?C)?|N\.?P|F\.?N\.?P(?:-[A-Z]+)?|A\.?R\.?N\.?P|A\.?P\.?R\.?N|R\.?N|P\.?T|"
    r"D\.?P\.?T|O\.?T(?:R(?:/L)?)?|Ph\.?D|Psy\.?D|LCSW|LMFT|LPC|RDN?|D\.?C|D\.?P\.?M|D\.?D\.?S|"
    r"CCC-SLP|Au\.?D|Pharm\.?D|C\.?N\.?M|CRNA|BCBA)"
)
_PERSON = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}"
_AUTHOR_NAME = re.compile(rf"(?P<n>{_PERSON}),?\s+(?P<c>{_CREDENTIALS})\b")


def kind_of(document: Document, excluded: tuple[int, ...] = ()) -> str:
    """The kind of a document; ``other`` where nothing tells."""
    pages = [p for p in document.pages if p.number not in excluded] or list(document.pages)
    title = "\n".join(_title_lines(pages[0])) if pages else ""
    name = re.sub(r"[_.]+", " ", PurePath(document.name).stem)
    body = "\n".join(page.text for page in pages)
    by_title = _first(title, "title")
    if by_title is None and document.media in ("ccda", "fhir"):
        return "summary"
    if by_title in ("lab", "orders", "imaging", "phone_message", None):
        by_name = _first(name, "title")
        return (
            by_name if by_name and by_title is None else by_title or _first(body, "body") or "other"
        )
    return by_title


def heading_of(page: Page) -> str | None:
    """The line at the top of a page by which a document of a known kind begins; None for none."""
    for line in _title_lines(page):
        if _first(line, "title") is not None:
            return line
    return None


def _title_lines(page: Page) -> Iterator[str]:
    """The short lines at the top of a page, up to its first line of prose."""
    for line in page.lines[:_TITLE_LINES]:
        words = len(line.words)
        if words > _TITLE_WORDS and not any(w.tab for w in line.words):
            return
        yield line.text


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
