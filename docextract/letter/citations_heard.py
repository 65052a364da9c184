"""Cited criteria with the second reader's word: what only it hears, and what it does not hear.

It tells which words cite something; what they cite is worked out as it is for all citations. On
letters by a fresh hand the rules found half of the guidelines and it marked five of six.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docextract.facts import CriteriaSource, Criterion, Fact, Letter
from docextract.letter.citation_finds import Cited
from docextract.letter.citation_words import cited_in
from docextract.letter.citations import criterion_of, is_authority, with_vendor
from docextract.letter.doubt import LISTS
from docextract.letter.second import Heard, letters_of
from docextract.letter.second_names import alike
from docextract.letter.spans import Span, sentences
from docextract.letter.zones import zones
from docextract.pages.text import PlacedLine
from docextract.rules import load

CRITERIA = "criteria"
HEARD = 0.7
"""The confidence of what only the second reader tells."""
_JOINT = re.compile(r'[\s,:("“”\'’)]{0,4}')
"""What may stand between two runs that are one citation."""
_BESIDE = 40
"""Characters between a number and words that are its title."""
_LONG = 4
"""A number of fewer letters and figures may be part of another by chance."""
_PUBLIC = (CriteriaSource.LCD, CriteriaSource.NCD)
_SHAPED = (CriteriaSource.STATUTE, *_PUBLIC)
_AND = re.compile(r"\s+and\s+|\s&\s|;\s+")
_APART = re.compile(
    r"[;•\t\f]|\n\s*\n|[.]\s|\band\b|&"
    r"|\b(?!titled|entitled|called|named|number|policy|effective|revised|dated|version)[a-z]{5,}"
)
"""What parts two papers: a mark, or a word that is not about a title."""


Placed = tuple[Span, CriteriaSource | None]
"""Where a citation stands, and its source."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A citation that the second reader hears, and how surely."""

    cited: Cited
    sure: float


def with_heard_criteria(letter: Letter, told: Heard) -> Letter:
    """The letter with citations that only the second reader hears, for a person to confirm.

    Those of the rules that it does not hear at all ask a person too; a name that the rules doubt
    gives way where it hears a number in the same words.
    """
    said = [one for one in _heard(told) if _counts(letter, told, one)]
    kept: list[tuple[int, Criterion]] = []
    spans: list[Placed] = []
    for one in letter.criteria:
        places = _places(told, one)
        if not _gives_way(one, places, said):
            kept.append((places[0].start if places else 0, _asked(told, one, places)))
            spans += [(place, one.source.value) for place in places]
    for heard in said:
        if _is_new(told, heard, spans, [one for _, one in kept]):
            kept.append((heard.cited.span.start, _criterion(letter, told, heard)))
            spans.append((heard.cited.span, heard.cited.source))
    criteria = tuple(one for _, one in sorted(kept, key=lambda pair: pair[0]))
    if criteria == letter.criteria:
        return letter
    review = tuple(name for name in LISTS if name in (*letter.review, CRITERIA))
    return letter.model_copy(update={CRITERIA: criteria, "review": review})


def _heard(told: Heard) -> list[_Said]:
    """The citations that it hears, those of several runs as one."""
    plain = told.text.plain
    joint: list[tuple[Span, float]] = []
    for run in told.runs("guideline"):
        last = joint[-1] if joint else None
        if last is not None and _is_rest(plain, last[0], run.span):
            joint[-1] = (Span(last[0].start, run.span.end), max(last[1], run.sure))
        else:
            joint.append((run.span, run.sure))
    parts = ((part, sure) for span, sure in joint for part in _apart(plain, span))
    found = ((cited_in(plain, span), sure) for span, sure in parts)
    return [_Said(cited, sure) for cited, sure in found if cited is not None]


def _apart(plain: str, span: Span) -> list[Span]:
    """Words that cite two papers, as two: each has a number, or a mark parts them."""
    for mark in _AND.finditer(plain, *span):
        parts = [Span(span.start, mark.start()), Span(mark.end(), span.end)]
        one, other = (cited_in(plain, part) for part in parts)
        if one is not None and other is not None and _are_two(one, other, mark[0]):
            return [parts[0], *_apart(plain, parts[1])]
    return [span]


def _are_two(one: Cited, other: Cited, mark: str) -> bool:
    """True for two papers: both numbered, well apart, or the second of a known shape."""
    numbered = one.identifier is not None
    if numbered and other.identifier is not None:
        return True
    return ";" in mark or (numbered and "&" in mark) or other.source in _SHAPED


def _is_rest(plain: str, span: Span, more: Span) -> bool:
    """True where words follow so closely that they are one citation; two numbers are two."""
    if _JOINT.fullmatch(plain, span.end, more.start) is None:
        return False
    both = (cited_in(plain, span), cited_in(plain, more))
    return not all(one is not None and one.identifier is not None for one in both)


def _counts(letter: Letter, told: Heard, said: _Said) -> bool:
    """True for a citation that is heard surely enough, in words about the decision."""
    rules = load("second_reader")[CRITERIA]
    cited, plain = said.cited, told.text.plain
    if said.sure < rules["said" if cited.identifier is not None else "title"]:
        return False
    if not is_authority(cited, plain, zones(told.text), sentences(told.text)):
        return False
    words = plain[cited.span.start : cited.span.end]
    if cited.identifier is not None:
        number = re.escape(plain[slice(*cited.identifier)])
        form = re.search(rf"\bform\s+(?:no\.\s*)?{number}\b", plain, re.IGNORECASE)
        return form is None and not _is_last_line(told, cited.span)
    names = [letter.payer.value, letter.um_vendor.value, letter.facility.value]
    names += [one.description.value for one in letter.services]
    return not any(name and letters_of(words) in letters_of(name) for name in names)


def _is_last_line(told: Heard, span: Span) -> bool:
    """True for words in the last line of a page: the number of the form."""
    lines = told.text.lines
    at = next((n for n, line in enumerate(lines) if line.start <= span.start < line.end), None)
    if at is None:
        return False
    page = [line for line in lines if line.page == lines[at].page]
    return len(page) > 1 and max(page, key=_bottom) is lines[at]


def _bottom(line: PlacedLine) -> float:
    return line.box[3] if line.box is not None else float(line.start)


def _gives_way(one: Criterion, places: Sequence[Span], said: Sequence[_Said]) -> bool:
    if not one.needs_review or one.identifier.value is not None:
        return False
    return any(
        heard.cited.identifier is not None and _overlap(heard.cited.span, place)
        for heard in said
        for place in places
    )


def _asked(told: Heard, one: Criterion, places: Sequence[Span]) -> Criterion:
    """A citation of the rules, doubted where the second reader does not hear it; the numbers of
    Medicare's determinations are nobody else's."""
    doubted = load("second_reader")[CRITERIA]["doubted"]
    public = one.source.value in _PUBLIC
    if one.needs_review or public or not places or _share(told, places) >= doubted:
        return one
    source = one.source.model_copy(update={"needs_review": True})
    return one.model_copy(update={"source": source, "needs_review": True})


def _share(told: Heard, places: Sequence[Span]) -> float:
    """How surely words are a citation, where they are that most."""
    return max(told.share(told.words_of(place), "guideline", "law") for place in places)


def _places(told: Heard, one: Criterion) -> list[Span]:
    """Where the words stand that name a citation, wherever they are printed."""
    parts: tuple[Fact[Any], ...] = (one.identifier, one.title, one.source)
    printed = dict.fromkeys(part.raw for part in parts if part.raw)
    found = []
    for raw in printed:
        words = r"\s+".join(re.escape(word) for word in raw.split())
        found += [Span(*m.span()) for m in re.finditer(rf"(?<!\w){words}(?!\w)", told.text.raw)]
    return found


def _is_new(told: Heard, said: _Said, spans: Sequence[Placed], known: Sequence[Criterion]) -> bool:
    """True for a citation that is none of those known, nor the title of one beside it."""
    cited, plain = said.cited, told.text.plain
    if any(_overlap(cited.span, span) for span, _ in spans):
        return False
    if cited.identifier is not None:
        number = letters_of(plain[slice(*cited.identifier)])
        numbers = [letters_of(one.identifier.value or "") for one in known]
        return not any(_same_number(number, one) for one in numbers)
    titled = (span for span, source in spans if source is not CriteriaSource.STATUTE)
    if any(_beside(plain, cited.span, span) for span in titled):
        return False
    title = plain[slice(*(cited.title or cited.span))]
    return not any(one.title.value and alike(one.title.value, title) for one in known)


def _same_number(one: str, other: str) -> bool:
    """True where two numbers are the same, or one begins or ends with the other."""
    few, many = sorted((one, other), key=len)
    part = len(few) >= _LONG and (many.startswith(few) or many.endswith(few))
    return one == other or part


def _beside(plain: str, span: Span, other: Span) -> bool:
    """True where two stretches stand near each other in the same item of a list."""
    first, last = sorted((span, other))
    between = plain[first.end : last.start]
    return len(between) <= _BESIDE and _APART.search(between) is None


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _criterion(letter: Letter, told: Heard, said: _Said) -> Criterion:
    criterion = criterion_of(told.text, said.cited, most=HEARD * said.sure)
    vendor, payer = letter.um_vendor.value, letter.payer.value
    (criterion,) = with_vendor(told.text, [criterion], vendor=vendor, payer=payer)
    source = criterion.source.model_copy(update={"needs_review": True})
    return criterion.model_copy(update={"source": source, "needs_review": True})
