"""How a statement is meant: affirmed, negated, historical, planned, of the family, in doubt.

A cue opens a scope before or after itself; a terminator, the end of the clause or the cue's
reach closes it. A finding takes the categories of the scopes that it lies in. Cues are data:
``rules/assertion.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from docextract.chart.sections import kind_of_section
from docextract.facts import Assertion
from docextract.rules import load


class Scope(NamedTuple):
    """The stretch ``[start, end)`` of a sentence that a cue at ``cue`` speaks of."""

    start: int
    end: int
    category: Assertion
    cue: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Cue:
    pattern: re.Pattern[str]
    category: Assertion
    to: str
    reach: int | None


_RANK = (
    Assertion.FAMILY,
    Assertion.HYPOTHETICAL,
    Assertion.NEGATED,
    Assertion.PLANNED,
    Assertion.UNCERTAIN,
    Assertion.HISTORICAL,
)
"""Which category wins where a finding lies in several scopes."""
_BREAK = re.compile(r"[;\n]|[.!?](?=\s|$)|\s\d{1,2}[.)](?=\s)|(?<=\s)[A-Z][A-Z /]{3,}:")
_KEPT = 20_000
"""How many sentences' scopes are remembered."""
_SHARE = 0.75
"""A statement as a whole takes a category that this share of its words lies in."""


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w/])", re.IGNORECASE)


@cache
def _cues() -> tuple[_Cue, ...]:
    rows = load("assertion")["rows"]
    return tuple(
        _Cue(_whole(r["pattern"]), Assertion(r["is"]), r["to"], r.get("reach")) for r in rows
    )


@cache
def _patterns(group: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_whole(p) for p in load("assertion")[group])


@lru_cache(maxsize=_KEPT)
def scopes(sentence: str) -> tuple[Scope, ...]:
    """Every scope of a sentence; offsets are the sentence's."""
    masked = [m.span() for p in _patterns("pseudo") for m in p.finditer(sentence)]
    ends = sorted(
        {m.span() for p in _patterns("terminators") for m in p.finditer(sentence)}
        | {m.span() for m in _BREAK.finditer(sentence)}
    )
    found = []
    for cue in _cues():
        for match in cue.pattern.finditer(sentence):
            start, end = match.span()
            if start == end or _masked(start, end, masked):
                continue
            if cue.to in ("forward", "both"):
                stop = min((a for a, _ in ends if a >= end), default=len(sentence))
                stop = _reach(sentence, end, stop, cue.reach)
                found.append(Scope(end, stop, cue.category, (start, end)))
            if cue.to in ("backward", "both"):
                begin = max((b for _, b in ends if b <= start), default=0)
                begin = _reach_back(sentence, begin, start, cue.reach)
                found.append(Scope(begin, start, cue.category, (start, end)))
    return tuple(found)


def _masked(start: int, end: int, masked: list[tuple[int, int]]) -> bool:
    """Whether a cue is only a part of a phrase that means something else."""
    return any(a <= start and end <= b and (a, b) != (start, end) for a, b in masked)


def _reach(sentence: str, start: int, stop: int, words: int | None) -> int:
    if words is None:
        return stop
    spans = [m.end() for m in re.finditer(r"\S+", sentence[start:stop])]
    return start + spans[words - 1] if len(spans) >= words else stop


def _reach_back(sentence: str, begin: int, stop: int, words: int | None) -> int:
    if words is None:
        return begin
    spans = [m.start() for m in re.finditer(r"\S+", sentence[begin:stop])]
    return begin + spans[-words] if len(spans) >= words else begin


def categories_of(
    sentence: str, start: int, end: int, *, section: str | None = None
) -> frozenset[Assertion]:
    """All categories that the finding at ``[start, end)`` lies in; empty means affirmed.

    A cue inside the finding itself (``warm without lesion``) is part of what is found.
    """
    found = {
        s.category
        for s in scopes(sentence)
        if s.start < end and start < s.end and (s.cue[1] <= start or end <= s.cue[0])
    }
    kind = kind_of_section(section)
    if kind == "family":
        found.add(Assertion.FAMILY)
    if kind == "history" and not _TODAY.search(sentence):
        found.add(Assertion.HISTORICAL)
    if kind == "absent" or unchecked(sentence, start):
        found.add(Assertion.NEGATED)
    return frozenset(found)


_TODAY = re.compile(r"\b(?:today|this\s+(?:visit|morning|admission)|at\s+this\s+visit)\b", re.I)
"""What is told of today is no history, whatever heading was printed last above it."""


def unchecked(sentence: str, start: int) -> bool:
    """Whether the words at ``start`` stand at a box that is not ticked, or at a ticked "no"."""
    boxes = load("assertion")["boxes"]
    before = sentence[: start + 1]
    empty = [m.end() for m in re.finditer(boxes["empty"], before)]
    ticked = [m.end() for m in re.finditer(boxes["ticked"], before)]
    if re.search(boxes["no"], sentence[start:], re.IGNORECASE):
        return True
    choice = re.search(boxes["yes"], sentence[start:], re.IGNORECASE)
    return bool(empty) and empty[-1] > max(ticked, default=-1) and not choice


def assertion_of(
    sentence: str, start: int = 0, end: int | None = None, *, section: str | None = None
) -> Assertion:
    """How the finding at ``[start, end)`` of a sentence is meant.

    Args:
        sentence: one sentence, table row or list item.
        start: offset of the finding.
        end: its end; the end of the sentence by default.
        section: the heading it stands under, as printed.
    """
    stop = len(sentence) if end is None else end
    found = categories_of(sentence, start, stop, section=section)
    return next((c for c in _RANK if c in found), Assertion.AFFIRMED)


def assertion_of_statement(sentence: str, *, section: str | None = None) -> Assertion:
    """How a statement is meant as a whole: the category that most of its words lie in.

    A negated statement is negated from its first word on: ``migraine without aura`` is none.
    """
    kind = kind_of_section(section)
    if kind == "family":
        return Assertion.FAMILY
    first = re.search(r"[^\W_]", sentence)
    if kind == "absent" or unchecked(sentence, first.start() if first else 0):
        return Assertion.NEGATED
    words = [m.span() for m in re.finditer(r"[^\W_]{2,}", sentence) if not _subject(m.group(0))]
    if not words:
        return Assertion.AFFIRMED
    every = scopes(sentence)
    for category in _RANK:
        mine = [s for s in every if s.category is category]
        inside = [
            any(min(s.start, s.cue[0]) <= a and b <= max(s.end, s.cue[1]) for s in mine)
            for a, b in words
        ]
        opens = category is not Assertion.NEGATED or inside[_label_words(sentence, words)]
        if sum(inside) >= _SHARE * len(words) and opens:
            return category
    if kind == "plan" and not _patterns_done().search(sentence):
        return Assertion.PLANNED
    history = kind == "history" and not _TODAY.search(sentence)
    return Assertion.HISTORICAL if history else Assertion.AFFIRMED


def _subject(word: str) -> bool:
    """Whether a word only names who is spoken of."""
    return word.lower() in ("she", "he", "they", "the", "patient", "pt", "mr", "ms", "mrs")


def _label_words(sentence: str, words: list[tuple[int, int]]) -> int:
    """How many words belong to a label before a colon; never all of them."""
    colon = sentence.find(":")
    count = sum(b <= colon for _, b in words)
    return count if count < len(words) else 0


@cache
def _patterns_done() -> re.Pattern[str]:
    """Words that tell of something done or found, also under the heading of a plan."""
    return _whole("|".join(load("assertion")["done"]))
