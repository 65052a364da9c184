"""The letter's text cut into sentences, and facts made from stretches of it.

A span never crosses a block, a page, a table cell, a list item or a heading: what stands in
another column can therefore never be read into a sentence. Wrapped lines are joined by
geometry: a line break is deliberate where the next line's first word would still have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

from docextract.facts import Fact, Reading
from docextract.pages.text import PlacedLine, PlacedWord, Text
from docextract.rules import load

T = TypeVar("T")

LONG = 5
"""A span of this many words or more is as sure as its words on average, a shorter one as its
worst word: one misread digit spoils an identifier, one misread letter no sentence."""
DOUBTFUL = 0.5
"""Below this combined confidence a fact always goes to a person."""

BULLET = re.compile(
    r"(?:[•●○◦▪■□❑❏☐☒☑✓✔➢►▶‣∙·*»]|-(?=\s)|o(?=\s)|\(?[0-9]{1,2}[.)](?=\s)"
    r"|\(?[a-zA-Z][.)](?=\s)|\(?[ivxIVX]{1,4}[.)](?=\s)|\[[ xX_]{0,3}\](?=\s))"
)
"""What may start a list item: a mark, a number or a letter with its point."""
_END = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[]*[A-Z0-9À-Þ•])")
_LAST_WORD = re.compile(r"([A-Za-z][\w.&'-]*|\d+)[.!?][\"')\]]*$")


class Span(NamedTuple):
    """Offsets ``[start, end)`` into a :class:`Text`."""

    start: int
    end: int


class Edge(NamedTuple):
    """The right edge of a line's column, and whether its block is set as one paragraph."""

    right: float
    paragraph: bool


@lru_cache(maxsize=4)
def sentences(text: Text) -> tuple[Span, ...]:
    """Every sentence, list item, heading and table cell, in reading order."""
    found: list[Span] = []
    for segment in segments(text):
        found.extend(_split(text, segment))
    return tuple(found)


@lru_cache(maxsize=4)
def segments(text: Text) -> tuple[Span, ...]:
    """Paragraphs, list items, headings and cells: the runs that sentences lie in."""
    found: list[Span] = []
    edges = _edges(text)
    start: int | None = None
    for i, line in enumerate(text.lines):
        if "\t" in text.plain[line.start : line.end]:
            if start is not None:
                found.append(Span(start, text.lines[i - 1].end))
                start = None
            found.extend(cells(text, line))
            continue
        if start is not None and not _continues(text, text.lines[i - 1], line, edges):
            found.append(Span(start, text.lines[i - 1].end))
            start = None
        if start is None:
            start = line.start
    if start is not None:
        found.append(Span(start, text.lines[-1].end))
    return tuple(found)


def cells(text: Text, line: PlacedLine) -> list[Span]:
    """The parts of a line between its wide gaps."""
    found = []
    at = line.start
    for part in text.plain[line.start : line.end].split("\t"):
        if part.strip():
            found.append(Span(at, at + len(part)))
        at += len(part) + 1
    return found


def pieces(text: Text, line: PlacedLine) -> list[Span]:
    """The parts of a line between its wide gaps, cut again where a cell wraps to a new row."""
    found: list[Span] = []
    before: PlacedWord | None = None
    for word in text.words_in(line.start, line.end):
        if before is not None and not word.word.tab and not _wraps(before, word):
            found[-1] = Span(found[-1].start, word.end)
        else:
            found.append(Span(word.start, word.end))
        before = word
    return found


def _wraps(before: PlacedWord, word: PlacedWord) -> bool:
    """True where a word stands on a lower printed row than the word before it."""
    one, other = before.word.box, word.word.box
    if one is None or other is None or other[0] >= one[2]:
        return False
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap < 0.2 * min(one[3] - one[1], other[3] - other[1])


def fact(
    text: Text,
    start: int,
    end: int,
    value: T,
    *,
    confidence: float,
    needs_review: bool = False,
    others: tuple[Reading, ...] = (),
) -> Fact[T]:
    """A fact whose words are ``[start, end)``; its confidence is the reader's times the OCR's."""
    sure = round(min(1.0, max(0.0, confidence * reading_confidence(text, start, end))), 3)
    return Fact[T](
        value=value,
        raw=" ".join(text.raw[start:end].split()),
        confidence=sure,
        needs_review=needs_review or sure < DOUBTFUL,
        evidence=text.evidence(start, end),
        others=others,
    )


def reading_confidence(text: Text, start: int, end: int) -> float:
    """How surely the words of ``[start, end)`` were read, 0..1 (see :data:`LONG`)."""
    words = [p.word.confidence for p in text.words_in(start, end)]
    if not words:
        return 1.0
    return min(words) if len(words) < LONG else sum(words) / len(words)


def _continues(text: Text, before: PlacedLine, line: PlacedLine, edges: dict[int, Edge]) -> bool:
    """True where ``line`` is the wrapped rest of ``before``."""
    if before.page != line.page or before.block != line.block:
        return False
    here = text.plain[line.start : line.end]
    above = text.plain[before.start : before.end].rstrip()
    if BULLET.match(here):
        return False
    if above.endswith("-"):
        return True
    if above.endswith(";") and not edges[before.start].paragraph:
        return False
    spare = 2 if above.endswith((";", ":", ".")) or not here[:1].islower() else 6
    return not _would_have_fitted(text, before, line, edges, spare)


def _would_have_fitted(
    text: Text, before: PlacedLine, line: PlacedLine, edges: dict[int, Edge], spare: int
) -> bool:
    """True where the first word of ``line`` had room, with ``spare`` letters more, at the end of
    ``before``."""
    first = text.plain[line.start : line.end].split(maxsplit=1)[0]
    right = edges[before.start].right
    if before.box is None or line.box is None:
        return (before.end - before.start) + len(first) + spare <= right
    width = (line.box[2] - line.box[0]) / max(1, line.end - line.start)
    return before.box[2] + width * (len(first) + spare) < right


def _edges(text: Text) -> dict[int, Edge]:
    """For each line (by its start) the right edge of the column that it stands in.

    A block whose lines, but the last, all end near its own right edge is a paragraph of that
    width. Else the lines of the page that start within half an inch share a column. Lines
    without boxes count their characters.
    """
    margins: dict[int, Edge] = {}
    for page in _grouped(text.lines, lambda line: line.page):
        for block in _grouped(page, lambda line: line.block):
            own = _paragraph_edge(block)
            for line in block:
                column = own if own is not None else _column_edge(line, page)
                margins[line.start] = Edge(column, own is not None)
    return margins


def _grouped(
    lines: Iterable[PlacedLine], key: Callable[[PlacedLine], int]
) -> list[list[PlacedLine]]:
    groups: dict[int, list[PlacedLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return list(groups.values())


def _paragraph_edge(block: list[PlacedLine]) -> float | None:
    """The right edge of a block that is set as one paragraph; None where it is a list."""
    if len(block) < 3:
        return None
    edges = [_right(line) for line in block]
    letter = _letter_width(block[0])
    full = sum(edge > max(edges) - 9 * letter for edge in edges[:-1])
    return max(edges) if full >= 0.8 * (len(block) - 1) else None


def _column_edge(line: PlacedLine, page: list[PlacedLine]) -> float:
    if line.box is None:
        return max(_right(other) for other in page)
    left = line.box[0]
    return max(_right(o) for o in page if o.box is not None and abs(o.box[0] - left) < 36)


def _right(line: PlacedLine) -> float:
    return line.box[2] if line.box is not None else float(line.end - line.start)


def _letter_width(line: PlacedLine) -> float:
    return (line.box[2] - line.box[0]) / max(1, line.end - line.start) if line.box else 1.0


def _split(text: Text, segment: Span) -> Iterator[Span]:
    """Cut one segment at the ends of its sentences."""
    plain = text.plain
    start = segment.start
    for match in _END.finditer(plain, segment.start, segment.end):
        if _is_abbreviation(plain, start, match.end(), segment.end):
            continue
        yield from _trimmed(plain, start, match.end())
        start = match.end()
    yield from _trimmed(plain, start, segment.end)


def _is_abbreviation(plain: str, start: int, end: int, limit: int) -> bool:
    """True where the point before ``end`` belongs to an abbreviation, an initial or a number."""
    last = _LAST_WORD.search(plain, start, end)
    if last is None or not plain[start:end].rstrip("\"')]").endswith("."):
        return False
    word = last.group(1).lower().rstrip(".")
    rules = load("abbreviations")
    if plain[start : last.start()].strip(" \n•-(") == "" and len(word) <= 2:
        return True
    if word in rules["never_end"]:
        return True
    following = re.match(r"\s+[\"'(\[]*(\w+)", plain[end:limit])
    nxt = following.group(1) if following else ""
    if word in rules["seldom_end"]:
        return nxt.lower() not in rules["starters"]
    if word in rules["clock"]:
        return nxt.lower() in rules["after_clock"]
    if word in rules["before_number"]:
        return nxt[:1].isdigit()
    return len(word) == 1 and word.isalpha() and nxt.lower() not in rules["starters"]


def _trimmed(plain: str, start: int, end: int) -> Iterator[Span]:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
