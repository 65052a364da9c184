"""One text over several pages that keeps the way back to its boxes.

Lines are joined by a newline, blocks by two, pages by a form feed, wide gaps inside a line by
a tab. ``plain`` has typographic quotes, dashes and spaces replaced one for one, so that its
offsets are those of ``raw``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from docextract.facts import Box, Evidence
from docextract.pages.page import Line, Page, Word, union

_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-",
     "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of the text: offsets into it, the page, the block and the box."""

    start: int
    end: int
    page: int
    block: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of the text: offsets into it, the page, the index of its line."""

    start: int
    end: int
    page: int
    line: int
    word: Word


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The text of some pages; see the module. Build it with :func:`text_of`.

    Two texts are equal only where they are the same object, so that what is computed from one
    can be remembered by it.
    """

    raw: str
    plain: str
    lines: tuple[PlacedLine, ...]
    words: tuple[PlacedWord, ...]
    _starts: tuple[int, ...] = field(repr=False)

    def words_in(self, start: int, end: int) -> tuple[PlacedWord, ...]:
        """The words that overlap ``[start, end)``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for placed in self.words[first:]:
            if placed.start >= end:
                break
            if placed.end > start:
                found.append(placed)
        return tuple(found)

    def page_at(self, offset: int) -> int:
        """The source page number that an offset lies on."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        return self.words[index].page if self.words else 1

    def line_at(self, offset: int) -> PlacedLine:
        """The line that an offset lies on (the nearest before it between lines)."""
        index = bisect_right([line.start for line in self.lines], offset) - 1
        return self.lines[max(0, index)]

    def confidence(self, start: int, end: int) -> float:
        """The lowest word confidence in ``[start, end)``; 1.0 for none."""
        return min((p.word.confidence for p in self.words_in(start, end)), default=1.0)

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Where ``[start, end)`` stands: one entry a page, with a box for each line."""
        by_page: dict[int, dict[int, list[PlacedWord]]] = {}
        for placed in self.words_in(start, end):
            by_page.setdefault(placed.page, {}).setdefault(placed.line, []).append(placed)
        entries = []
        for page, lines in by_page.items():
            boxes = [union([p.word.box for p in row]) for row in lines.values()]
            known = tuple(b for b in boxes if b is not None)
            words = " ".join(p.word.text for row in lines.values() for p in row)
            entries.append(Evidence(page=page, bbox=union(boxes), text=words, lines=known))
        return tuple(entries)


def text_of(pages: Iterable[Page]) -> Text:
    """Join the lines of pages into one :class:`Text`."""
    return _joined((page.number, line) for page in pages for line in page.lines)


def excerpt(text: Text, spans: Iterable[tuple[int, int]]) -> Text:
    """Stretches of a text as a text of their own, each a line of one block, with their places."""
    return _joined(
        (text.page_at(start), Line(tuple(p.word for p in text.words_in(start, end)), 0))
        for start, end in spans
    )


def _joined(printed: Iterable[tuple[int, Line]]) -> Text:
    parts: list[str] = []
    lines: list[PlacedLine] = []
    words: list[PlacedWord] = []
    length, last = 0, None

    def put(piece: str) -> None:
        nonlocal length
        parts.append(piece)
        length += len(piece)

    for page, line in printed:
        if not line.words:
            continue
        if last is not None:
            put("\f" if last[0] != page else "\n\n" if last[1] != line.block else "\n")
        last = (page, line.block)
        start = length
        for i, word in enumerate(line.words):
            if i:
                put("\t" if word.tab else " ")
            words.append(PlacedWord(length, length + len(word.text), page, len(lines), word))
            put(word.text)
        lines.append(PlacedLine(start, length, page, line.block, line.box))
    raw = "".join(parts)
    return Text(
        raw=raw,
        plain=raw.translate(_PLAIN),
        lines=tuple(lines),
        words=tuple(words),
        _starts=tuple(w.start for w in words),
    )
