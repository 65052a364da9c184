"""Requirements told in sentences: "We did not receive X", "The policy asks for Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

_MARK = re.compile(r"\s*(?:\(?[0-9a-h]{1,2}[.)]|[•*-])\s+")


def find_in_prose(text: Text, spans: Sequence[Span]) -> list[Span]:
    """What the sentences say was not shown, in the order printed; overlapping finds once."""
    found: list[Span] = []
    for sentence in spans:
        if _rules()["other"].search(text.plain, sentence.start, sentence.end):
            continue
        for clause in clauses(text, sentence):
            what = _named(text, clause)
            if what is not None:
                found.extend(p for p in enumerated(text, what) if not _overlaps(p, found))
    return found


def enumerated(text: Text, what: Span) -> list[Span]:
    """The parts of "A, B, or C"; two things joined by "or" stay one."""
    words = text.plain[what.start : what.end]
    parts = re.split(r",\s+(?:and\s+|or\s+)?", words)
    last = re.search(r",\s+(?:and|or)\s+[^,]+\Z", words)
    if last is None or len(parts) < 3 or any(len(p.split()) < 2 for p in parts):
        return [what]
    found, at = [], what.start
    for part in parts:
        start = text.plain.index(part, at)
        found.append(Span(start, start + len(part)))
        at = start + len(part)
    return found


def _overlaps(span: Span, found: Sequence[Span]) -> bool:
    return any(span.start < f.end and f.start < span.end for f in found)


def clauses(text: Text, sentence: Span) -> Iterator[Span]:
    """A sentence cut where a new statement begins: "…, and we did not find …"."""
    start = sentence.start
    for cut in _rules()["break"].finditer(text.plain, sentence.start, sentence.end):
        if cut.start() > start:
            yield Span(start, cut.start())
        start = cut.end()
    if start < sentence.end:
        yield Span(start, sentence.end)


def _named(text: Text, clause: Span) -> Span | None:
    """The requirement that a clause names as missing, or None."""
    for pattern in _patterns():
        match = pattern.search(text.plain, clause.start, clause.end)
        if match is None:
            continue
        start, end = match.span("what")
        mark = _MARK.match(text.plain, start, end)
        start = mark.end() if mark is not None else start
        while end > start and text.plain[end - 1] in " \n\t.;,:":
            end -= 1
        words = text.plain[start:end]
        if len(words) > 6 and not _rules()["not"].search(words) and len(words.split()) > 1:
            return Span(start, end)
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"\b(?:{p})" if p[0] != "(" else p, re.I | re.S) for p in load("unmet")["prose"]
    )


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("unmet")
    return {
        "break": re.compile(rules["clause_break"], re.I),
        "other": re.compile("|".join(rules["not_in_prose"]), re.I),
        "not": re.compile("|".join(rules["not_a_requirement"]), re.I),
    }
