"""Tables in which a column of verdicts stands beside the requirements, told by where words stand.

Headings and wide gaps are not asked for: verdicts that begin at one height of the page after
another, and at one distance from its edge, are a column; what stands left of it is judged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from docextract.facts import Box
from docextract.letter.requirement_items import plausible, verdict_alone
from docextract.letter.spans import Span
from docextract.letter.tables import heading_kind
from docextract.pages.text import PlacedWord, Text

Judged = tuple[tuple[Span, ...], bool]
"""The printed lines of one requirement, and whether it is met."""
_ALIGNED = 2.5
"""Words that begin within so many points of one another stand in one column."""
_GAP = 0.32
"""Cells are further apart than this share of a line's height, words of a sentence are not."""
_LEVEL = 0.5
"""Words whose middles differ by less than this share of a height stand on one printed line."""
_REACH = 5
"""Rows of one table are at most so many printed lines apart."""
_MOST_WORDS = 4
"""A verdict has at most so many words."""
_SHARE = 0.6
"""So large a share of the rows must begin a word where a column is said to begin."""
_TICK = re.compile(r"[xX✓✔☒☑■]|\[[xX]\]|\([xX]\)")
_PAIR = re.compile(
    r"\b(?P<met>met|yes|shown|documented|satisfied|present|found)\W+"
    r"(?P<unmet>(?:not|un)\s?(?:met|shown|documented|satisfied|present|found)|unmet|no|missing|absent)\W*\Z",
    re.I,
)
_WANTED = re.compile(r"\b(?:needed|required|expected|wanted)\b", re.I)
_WORDY = re.compile(r"[A-Za-z]{2}|[YNyn]\b|[✓✔✗✘]")
"""A verdict is told by words or a mark of its own; an empty box may be that of a list."""
_OTHER = re.compile(r"[☐☒☑]|\b(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[TU])\b|[0-9]/[0-9]{2}/[0-9]{2,4}")
"""Rows of services and of a form are no requirements."""
_MARK = re.compile(r"\W*\w{0,2}\W*")


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one printed line, left to right."""

    words: tuple[PlacedWord, ...]

    @property
    def page(self) -> int:
        """The page, from 1."""
        return self.words[0].page

    def between(self, left: float, right: float) -> tuple[PlacedWord, ...]:
        """The words that begin from ``left`` on and before ``right``, both in points."""
        return tuple(w for w in self.words if left <= _box(w)[0] < right)

    def crosses(self, x: float) -> bool:
        """True where a word runs over a distance from the edge."""
        return any(_box(w)[0] < x - _ALIGNED and _box(w)[2] > x + _ALIGNED for w in self.words)


def find_judged(text: Text) -> list[Judged]:
    """The requirements beside columns of verdicts or of ticks; none in a text without boxes."""
    lines = _printed(text)
    taken: set[int] = set()
    found: list[tuple[int, Judged]] = []
    for at, verdicts in (*_ticked(text, lines), *_columns(text, lines)):
        if taken & set(verdicts):
            continue
        first = all(_box(lines[n].words[0])[0] > at - 1 for n in verdicts)
        rows = list((_led if first else _judged)(text, lines, at, verdicts))
        if len(rows) > 1:
            taken |= set(verdicts)
            found.extend(rows)
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _printed(text: Text) -> list[Line]:
    """The printed lines of a letter, from top to bottom of each page."""
    words = [w for w in text.words if w.word.box is not None and w.word.text.strip("|¦")]
    found: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda w: (w.page, _box(w)[1] + _box(w)[3])):
        box = _box(word)
        last = _box(found[-1][0]) if found else box
        level = abs(last[1] + last[3] - box[1] - box[3]) < 2 * _LEVEL * (box[3] - box[1])
        if found and found[-1][0].page == word.page and level:
            found[-1].append(word)
        else:
            found.append([word])
    return [Line(tuple(sorted(words, key=lambda w: _box(w)[0]))) for words in found]


def _ticked(text: Text, lines: Sequence[Line]) -> Iterator[tuple[float, dict[int, bool]]]:
    """The ticks under a pair of headings "Met | Not met", by the index of their lines."""
    for k, header in enumerate(lines):
        pair = _PAIR.search(_said(text, header.words))
        if pair is None:
            continue
        size = len(pair["unmet"].split())
        unmet, met = header.words[-size:], header.words[-size - 1]
        edge = (_box(met)[2] + _box(unmet[0])[0]) / 2
        verdicts: dict[int, bool] = {}
        for n in range(k + 1, len(lines)):
            if n > max(verdicts, default=k) + _REACH or lines[n].page != header.page:
                break
            last = lines[n].words[-1]
            if _TICK.fullmatch(_said(text, [last])) and len(lines[n].words) > 1:
                verdicts[n] = (_box(last)[0] + _box(last)[2]) / 2 < edge
        if len(verdicts) > 1:
            yield min(_box(lines[n].words[-1])[0] for n in verdicts), verdicts


def _columns(text: Text, lines: Sequence[Line]) -> Iterator[tuple[float, dict[int, bool]]]:
    """The columns of verdicts: where they begin, and the verdicts by the index of their lines."""
    starts: dict[int, list[tuple[int, float, float, bool]]] = defaultdict(list)
    for n, line in enumerate(lines):
        for k, word in enumerate(line.words):
            told = _verdict(text, line.words[k:]) if _stands_apart(text, line, k) else None
            if told is not None:
                right = _box(line.words[k + told[1] - 1])[2]
                starts[line.page].append((n, _box(word)[0], (_box(word)[0] + right) / 2, told[0]))
    for found in starts.values():
        for x, middle in sorted({(x, middle) for _, x, middle, _ in found}):
            verdicts: dict[int, bool] = {}
            lefts = []
            for n, left, centre, said in found:
                aligned = abs(left - x) < _ALIGNED or abs(centre - middle) < 1
                if aligned and n - max(verdicts, default=n) <= _REACH:
                    verdicts[n] = said
                    lefts.append(left)
            inside = range(min(verdicts), max(verdicts) + 1)
            apart = not any(lines[n].crosses(min(lefts)) for n in inside)
            if len(verdicts) > 1 and apart and not _asks(text, lines, min(verdicts), x):
                yield min(lefts) - _ALIGNED, verdicts


def _asks(text: Text, lines: Sequence[Line], first: int, x: float) -> bool:
    """True where the heading over a column says what the answer should be ("Needed answer")."""
    above = lines[first - 1] if first else None
    if above is None:
        return False
    return _WANTED.search(_said(text, above.between(x - _ALIGNED, x + 90))) is not None


def _stands_apart(text: Text, line: Line, k: int) -> bool:
    """True where more than a space is white before a word, or nothing stands there."""
    if k == 0:
        return True
    if text.plain[line.words[k - 1].end - 1] in ":;,-–—":
        return False
    before, here = _box(line.words[k - 1]), _box(line.words[k])
    return here[0] - before[2] > _GAP * (here[3] - here[1])


def _verdict(text: Text, words: Sequence[PlacedWord]) -> tuple[bool, int] | None:
    """The verdict that the first of some words, or more of them, are, and how many they are."""
    for size in range(min(_MOST_WORDS, len(words)), 0, -1):
        told = _said(text, words[:size])
        said = verdict_alone(told) if _WORDY.match(told) else None
        if said is not None:
            return said, size
    return None


def _judged(
    text: Text, lines: Sequence[Line], x: float, verdicts: dict[int, bool]
) -> Iterator[tuple[int, Judged]]:
    """The requirement left of each verdict; none where most go on in the midst of a sentence."""
    cell = (*_cell(text, lines, x, sorted(verdicts)), x)
    found = []
    for n, met in verdicts.items():
        pieces = [lines[k].between(*cell[:2]) for k in _held(text, lines, cell, n, verdicts)]
        said = " ".join(_said(text, p) for p in pieces)
        if _judges(said):
            spans = tuple(Span(p[0].start, p[-1].end) for p in pieces)
            found.append((said[:1].islower(), (spans[0].start, (spans, met))))
    if 2 * sum(lower for lower, _ in found) < len(found):
        yield from (row for _, row in found)


def _held(
    text: Text,
    lines: Sequence[Line],
    cell: tuple[float, float, float],
    n: int,
    verdicts: dict[int, bool],
) -> list[int]:
    """The lines of the requirement whose verdict stands on line ``n``, in order."""

    def goes_on(k: int) -> bool:
        return _said(text, lines[k].between(*cell[:2]))[:1].islower()

    def free(k: int, beside: int) -> bool:
        inside = 0 <= k < len(lines) and k not in verdicts
        return inside and _in_cell(lines[k], lines[beside], *cell)

    held = [n] if lines[n].between(*cell[:2]) else []
    if not held and free(n + 1, n) and not goes_on(n + 1):
        held = [n + 1]
    elif not held and free(n - 1, n):
        held = [n - 1]
    while held and goes_on(held[0]) and free(held[0] - 1, held[0]):
        held.insert(0, held[0] - 1)
    below = max([n, *held]) + 1
    while held and free(below, below - 1) and goes_on(below):
        held.append(below)
        below += 1
    return held


def _led(
    text: Text, lines: Sequence[Line], x: float, verdicts: dict[int, bool]
) -> Iterator[tuple[int, Judged]]:
    """The requirements right of a first column of verdicts ("NO   Visual fields, taped")."""
    bodies = {n: _after_verdict(text, lines[n]) for n in verdicts}
    edges = [_box(body[0])[0] for body in bodies.values() if body]
    if len(edges) < len(bodies) or max(edges) - min(edges) > _ALIGNED or min(edges) < x:
        return
    for n, met in verdicts.items():
        held = [bodies[n]]
        for line in lines[n + 1 : n + _REACH]:
            words = line.between(min(edges) - 1, inf)
            lower = bool(words) and _said(text, words)[:1].islower()
            if len(words) < len(line.words) or not lower or line.page != lines[n].page:
                break
            held.append(words)
        if _judges(" ".join(_said(text, words) for words in held)):
            yield held[0][0].start, (tuple(Span(w[0].start, w[-1].end) for w in held), met)


def _after_verdict(text: Text, line: Line) -> tuple[PlacedWord, ...]:
    """The words behind a verdict at the head of a line, where more than a space parts them."""
    said = _verdict(text, line.words[:-1])
    if said is None or not _stands_apart(text, line, said[1]):
        return ()
    return line.words[said[1] :]


def _judges(words: str) -> bool:
    """True where words can be a requirement, and are no heading over some."""
    told = re.search(r"[A-Za-z]{4}", words) is not None and plausible(words, asks=True)
    told = told and _OTHER.search(words) is None
    return told and (len(words.split()) > 3 or heading_kind(words) is None)


def _in_cell(line: Line, beside: Line, left: float, right: float, x: float) -> bool:
    """True where a line right above or below another one holds words of a column."""
    upper, lower = sorted((_box(line.words[0]), _box(beside.words[0])), key=lambda box: box[1])
    near = line.page == beside.page and lower[1] - upper[3] < _LEVEL * (upper[3] - upper[1])
    return near and bool(line.between(left, right)) and not line.crosses(x)


def _cell(text: Text, lines: Sequence[Line], x: float, rows: Sequence[int]) -> tuple[float, float]:
    """From where to where the first column of words reaches that stands left of the verdicts."""
    starts = sorted({_box(w)[0] for n in rows for w in lines[n].between(0, x)})
    inside = range(rows[0], rows[-1] + 1)
    edges: list[float] = []
    for start in starts:
        begun = sum(any(abs(_box(w)[0] - start) < 1 for w in lines[n].words) for n in rows)
        apart = all(not _straddled(lines[n], start) for n in inside)
        if begun >= max(2, _SHARE * len(rows)) and apart and (not edges or start > edges[-1] + 2):
            edges.append(start)
    edges = [*(edges or starts[:1]), x]
    for left, right in pairwise(edges):
        told = [_said(text, lines[n].between(left - 1, right - 1)) for n in rows]
        if sum(_MARK.fullmatch(t) is None for t in told) > len(told) / 2:
            return left - 1, right - 1
    return edges[0] - 1, x


def _straddled(line: Line, x: float) -> bool:
    return any(_box(w)[0] < x - 1 and _box(w)[2] > x + 1 for w in line.words)


def _said(text: Text, words: Sequence[PlacedWord]) -> str:
    return " ".join(text.plain[w.start : w.end].strip("|¦") for w in words)


def _box(word: PlacedWord) -> Box:
    box = word.word.box
    assert box is not None, "words without a box are left out"
    return box
