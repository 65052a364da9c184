"""Requirements told in sentences: "We did not receive X", "The policy asks for Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

_MARK = re.compile(r"\s*(?:\(?[0-9a-h]{1,2}[.)]|[•*-])\s+")


def find_in_prose(text: Text, spans: Sequence[Span]) -> list[Span]:
    """What the sentences say was not shown, in the order printed; overlapping finds once.

    An enumeration of which the next sentence says "None of these was …" is all that is missing.
    What is only called required counts where nothing is called missing.
    """
    told = [s for s in spans if not _rules()["other"].search(text.plain, *s)]
    return _none_of_these(text, told) or _in_clauses(text, told, "prose") or _in_clauses(text, told)


def _none_of_these(text: Text, spans: Sequence[Span]) -> list[Span]:
    """What a sentence enumerates where the sentence after it says that none of it was shown."""
    for sentence, after in pairwise(spans):
        if _rules()["none"].match(text.plain, *after) is None:
            continue
        what = _named(text, sentence, ("prose_needed",))
        parts = enumerated(text, what) if what is not None else []
        if len(parts) > 1:
            return parts
    return []


def _in_clauses(text: Text, spans: Sequence[Span], *groups: str) -> list[Span]:
    """The finds of all clauses by the patterns of some groups, by all where none is named."""
    found: list[Span] = []
    for sentence in spans:
        before = False
        for clause in clauses(text, sentence):
            what = _named(text, clause, groups or ("prose", "prose_needed"), continued=before)
            before = what is not None
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


def _named(
    text: Text, clause: Span, groups: tuple[str, ...], *, continued: bool = False
) -> Span | None:
    """The requirement that a clause names by the patterns of some groups, or None.

    ``continued``: the clause before named one as missing, so that "and no X" names another.
    """
    again = _rules()["continued"].match(text.plain, *clause) if continued else None
    matches = (pattern.search(text.plain, *clause) for pattern in _patterns(groups))
    for match in (*matches, again):
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
def _patterns(groups: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    rows: list[str] = [row for group in groups for row in load("unmet")[group]]
    return tuple(re.compile(rf"\b(?:{p})" if p[0] != "(" else p, re.I | re.S) for p in rows)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("unmet")
    return {
        "none": re.compile(rules["none_of_these"], re.I),
        "continued": re.compile(rules["continued"], re.I | re.S),
        "break": re.compile(rules["clause_break"], re.I),
        "other": re.compile("|".join(rules["not_in_prose"]), re.I),
        "not": re.compile("|".join(rules["not_a_requirement"]), re.I),
    }
