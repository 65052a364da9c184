"""A second reader of the letter: what the trained tagger takes each word for.

It shares no rule with the readers of this package, so that where both say the same both are
likely right, and where they differ a person is asked (:mod:`docextract.letter.second_word`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from docextract.letter.spans import Span
from docextract.pages.text import PlacedWord, Text
from docextract.tagger import TAGS, Printed, Tagged, tagger_model

MOST_WORDS = 6_000
"""Words of a letter that the second reader looks at: some ten pages."""
BEGINS = 0.6
"""From here on a word of a tag begins another of its kind."""
_EDGES = " \t\n\f.,;:()[]{}\"'|*•"
_NUMBER = {tag: number for number, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other that are one thing: their place in the letter, first and last
    word, and the mean probability of the tag."""

    tag: str
    span: Span
    first: int
    last: int
    sure: float


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the second reader tells of a letter; see :func:`hear`."""

    text: Text
    told: Tagged

    def runs(self, *tags: str, least: int = 1) -> list[Run]:
        """The runs of these tags in reading order, of at least so many words."""
        best = self.told.tags.argmax(axis=1)
        found: list[Run] = []
        for tag in tags:
            number, start = _NUMBER[tag], None
            for at in range(len(best) + 1):
                inside = at < len(best) and best[at] == number
                begins = inside and self.told.begins[at] > BEGINS
                if start is not None and (not inside or begins):
                    found.append(self._run(tag, start, at))
                    start = None
                if inside and start is None:
                    start = at
        return sorted((r for r in found if r.last - r.first >= least), key=lambda r: r.first)

    def _run(self, tag: str, first: int, last: int) -> Run:
        words = self.text.words
        span = trimmed(self.text.plain, Span(words[first].start, words[last - 1].end))
        sure = float(self.told.tags[first:last, _NUMBER[tag]].mean())
        return Run(tag, span, first, last, sure)

    def share(self, words: Iterable[int], *tags: str) -> float:
        """The mean probability that some words (their numbers) are of one of these tags."""
        at = [n for n in words if n < len(self.told.tags)]
        columns = [_NUMBER[tag] for tag in tags]
        return float(self.told.tags[at][:, columns].sum(axis=1).mean()) if at else 0.0

    def words_of(self, span: Span) -> list[int]:
        """The numbers of the words in a span."""
        words = self.text.words
        first = bisect_right(words, span.start, key=lambda word: word.end)
        last = bisect_left(words, span.end, key=lambda word: word.start)
        return list(range(first, last))

    def plain(self, run: Run) -> str:
        """The words of a run on one line."""
        return " ".join(self.text.plain[run.span.start : run.span.end].split())


def trimmed(plain: str, span: Span) -> Span:
    """A span without the marks at its edges; a bracket that it opens or closes stays."""
    start, end = span
    while start < end and plain[start] in _EDGES:
        start += 1
    while end > start and plain[end - 1] in _EDGES:
        end -= 1
    inside = plain[start:end]
    if inside.count("(") > inside.count(")") and plain[end : end + 1] == ")":
        end += 1
    return Span(start, end)


@lru_cache(maxsize=2)
def hear(text: Text) -> Heard:
    """Let the second reader read a letter."""
    words = text.words[:MOST_WORDS]
    gaps = zip((None, *words), words, strict=False)
    printed = [Printed(text.plain[w.start : w.end], _gap(text.plain, b, w)) for b, w in gaps]
    return Heard(text, tagger_model().tagged(printed))


def _gap(plain: str, before: PlacedWord | None, word: PlacedWord) -> int:
    """What stands before a word, as :class:`Printed` counts it."""
    between = plain[before.end : word.start] if before else "\f"
    marks = ("\t", "\n", "\n\n", "\f")
    return max((n for n, mark in enumerate(marks, start=1) if mark in between), default=0)


def letters_of(words: str) -> str:
    """What two ways to print a name share: its letters and figures."""
    return re.sub(r"[^a-z0-9à-ÿ]", "", words.lower())
