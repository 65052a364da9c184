"""A letter as its readers see it: the text with what all of them ask for, found once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from docextract.letter.dates import FoundDate, find_dates
from docextract.letter.labels import Pair, labelled
from docextract.letter.spans import Span, sentences
from docextract.letter.zones import Zone, ZoneKind, zone_at, zones
from docextract.pages.page import Page
from docextract.pages.text import Text, text_of


@dataclass(frozen=True, slots=True)
class View:
    """The text of one letter, its zones, pairs, sentences and dates."""

    text: Text
    zones: tuple[Zone, ...]
    pairs: tuple[Pair, ...]
    sentences: tuple[Span, ...]
    dates: tuple[FoundDate, ...]

    def zone(self, offset: int) -> ZoneKind:
        """The zone that an offset lies in."""
        return zone_at(self.zones, offset)

    def pairs_of(self, *roles: str) -> tuple[Pair, ...]:
        """The pairs whose label has one of these roles."""
        return tuple(pair for pair in self.pairs if pair.role in roles)

    def sentence_at(self, offset: int) -> Span:
        """The sentence that an offset lies in, or the one before it."""
        index = bisect_right([span.start for span in self.sentences], offset) - 1
        return self.sentences[max(0, index)] if self.sentences else Span(0, 0)

    def words(self, span: Span) -> str:
        """The plain words of a span, on one line."""
        return " ".join(self.text.plain[span.start : span.end].split())


def view_of(pages: Iterable[Page]) -> View:
    """Look at the pages of one letter."""
    text = text_of(pages)
    return View(text, zones(text), labelled(text), sentences(text), tuple(find_dates(text)))
