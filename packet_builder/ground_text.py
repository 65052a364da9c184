"""The parts of a paper's text: what it quotes, where it says the quote stands, its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

Place = tuple[int, int]
"""An exhibit and a page within it, both from 1; a work of the library has its number negative."""

PLACE = re.compile(
    r"[\[(](?:(Ex|Ref)\.\s*(\d+),\s*p\.\s*(\d+)|(Exhibit|Reference)\s+(\d+),\s*page\s+(\d+))[\])]"
)
CUT = " | "
"""What stands in our own words where a quotation was, or a block or cell ends."""

_SOURCE = re.compile(PLACE.pattern + r"\s*\((?P<source>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_QUOTE = re.compile(r"“([^”]*)”")
_STRAIGHT = re.compile(r'(?<![\w"])"([^"]{12,}?)"(?!\w)')
_TURN = re.compile(r"→\s*p\.\s*\d+|\band \d+ more\b")
_PRINTED = re.compile(r"printed “[^”]*”")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks, and where the paper says that they stand (None: not said)."""

    words: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart. ``own`` are its words without quotes and places, ``sources`` what
    stands in brackets after a page of the library: where a work comes from."""

    quotes: tuple[Quote, ...]
    places: tuple[Place, ...]
    own: str
    sources: tuple[Quote, ...] = ()


def parts_of(text: str) -> Parts:
    """Take a text apart; a quote's place is the first one named before the next quote."""
    flat = " ".join(re.sub(r"\n\n|\t", CUT, text).split())
    flat = _TURN.sub(" ", _PRINTED.sub(" ", flat))
    marks = sorted(
        (found.start(), found.end(), found[1])
        for shape in (_QUOTE, _STRAIGHT)
        for found in shape.finditer(flat)
    )
    quotes = []
    for number, (_, end, words) in enumerate(marks):
        until = marks[number + 1][0] if number + 1 < len(marks) else len(flat)
        place = PLACE.search(flat, end, until)
        quotes.append(Quote(words, _place(place) if place else None))
    own = PLACE.sub(" ", _STRAIGHT.sub(CUT, _QUOTE.sub(CUT, flat))).strip(" |")
    sources = tuple(
        Quote(found["source"], _place(found))
        for found in _SOURCE.finditer(flat)
        if _place(found)[0] < 0
    )
    return Parts(tuple(quotes), tuple(_place(p) for p in PLACE.finditer(flat)), own, sources)


def _place(found: re.Match[str]) -> Place:
    name, number, page = found.group(1, 2, 3) if found[1] else found.group(4, 5, 6)
    return (-int(number) if name.startswith("Ref") else int(number)), int(page)


def uncut(words: str) -> str:
    """The words of a quote that was cut to length, without the ellipsis."""
    return words.removesuffix("…").rstrip()
