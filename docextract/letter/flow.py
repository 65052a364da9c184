"""Sentences and list items joined where a column's ragged edge or a page's end cut them.

:mod:`~docextract.letter.spans` keeps list items and cells apart, and therefore cuts too often
in narrow columns and on OCRed pages. What ends without a point is joined here with the next
line when that goes on in lower case.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from docextract.letter.spans import BULLET, Span, segments, sentences
from docextract.pages.text import PlacedLine, Text

_SHIFT = 14.0
"""Lines of one paragraph begin at most this far apart, in points."""
_HANGING = 40.0
"""The later lines of a list item may begin so far right of its mark, in points."""
_MOST = 110
"""No sentence has more words than this."""
_RAGGED = 0.14
"""A line that ends further from the right edge than this share of its width ended on purpose."""
_AROUND = 8
"""So many lines before and after tell where the right edge is."""
_STOPS = (".", ":", ";", "!", "?")
_BOX = r"[☐☒☑□]|\[[^\]\n]{0,2}\]"
_OPTION = re.compile(rf"(?P<box>{_BOX})(?:(?!{_BOX})[^\n])*")
_TICKED = re.compile(r"[☒☑]|\[[xX]{1,2}\]")


@lru_cache(maxsize=4)
def flowing(text: Text) -> tuple[Span, ...]:
    """The sentences of a text with those that a line's end cut joined again."""
    found: list[Span] = []
    for span in sentences(text):
        if found and _sentence_goes_on(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)


def runs(text: Text) -> tuple[Span, ...]:
    """The paragraphs, list items and cells of a text, cut lines of one item joined again."""
    found: list[Span] = []
    for span in segments(text):
        if found and _item_goes_on(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)


def unticked(plain: str, span: Span) -> tuple[Span, ...]:
    """The options of a row of boxes that nobody ticked ("☐ Investigational")."""
    return tuple(
        Span(*match.span())
        for match in _OPTION.finditer(plain, span.start, span.end)
        if not _TICKED.match(match["box"])
    )


def has_ticks(plain: str) -> bool:
    """True where some box has a cross."""
    return _TICKED.search(plain) is not None


def ticked_words(plain: str, span: Span) -> str:
    """The words of a span without its unticked options."""
    kept, at = [], span.start
    for option in unticked(plain, span):
        kept.append(plain[at : option.start])
        at = option.end
    return "".join([*kept, plain[at : span.end]])


def _sentence_goes_on(text: Text, before: Span, span: Span) -> bool:
    """True where ``span`` is the rest of the sentence ``before``."""
    head = text.plain[before.start : before.end].rstrip()
    rest = text.plain[span.start : span.end]
    if head.endswith(_STOPS) or BULLET.match(rest) or BULLET.match(head):
        return False
    if not 3 <= len(head.split()) <= _MOST or "\t" in text.plain[before.end : span.start]:
        return False
    a, b = text.line_at(before.end - 1), text.line_at(span.start)
    lower = rest[:1].islower() or head.endswith((",", "-"))
    if a.page != b.page:
        return b.page == a.page + 1 and lower
    return b.start > a.start and _under(a, b, _SHIFT) and (lower or _is_full(text.lines, a))


def _item_goes_on(text: Text, before: Span, span: Span) -> bool:
    """True where ``span`` is the rest of the paragraph or list item ``before``."""
    head = text.plain[before.start : before.end].rstrip()
    rest = text.plain[span.start : span.end]
    if BULLET.match(rest) or "\t" in text.plain[before.end : span.start] or len(head) < 12:
        return False
    a, b = text.line_at(before.end - 1), text.line_at(span.start)
    if a.page != b.page or b.start <= a.start or not _under(a, b, _HANGING):
        return False
    if _has_cells(text, a) and not _has_cells(text, b) and not rest[:1].islower():
        return False  # a heading below the last cell of a table
    if head.endswith((",", "-")):
        return True
    if head.endswith((":", ";")):
        return False
    if not rest[:1].islower():
        capital = not rest[:1].isdigit() and BULLET.match(head) is not None
        return not capital and not head.endswith(_STOPS) and _is_full(text.lines, a)
    # only a full line was cut: a scan may have lost the marks of the items below
    return BULLET.match(head) is not None if a.box is None else _is_full(text.lines, a)


def _has_cells(text: Text, line: PlacedLine) -> bool:
    return "\t" in text.plain[line.start : line.end]


def _under(a: PlacedLine, b: PlacedLine, shift: float) -> bool:
    """True where line ``b`` stands right below line ``a`` and begins at about the same place."""
    if a.box is None or b.box is None:
        return a.block == b.block
    height = max(1.0, min(a.box[3] - a.box[1], b.box[3] - b.box[1]))
    apart = b.box[1] - a.box[3]
    return abs(a.box[0] - b.box[0]) < shift and -height < apart < 1.6 * height


def _is_full(lines: Sequence[PlacedLine], line: PlacedLine) -> bool:
    """True where a line reaches to the right edge of the lines around it."""
    if line.box is None:
        return False
    at = bisect_left([o.start for o in lines], line.start)
    around = [
        o.box
        for o in lines[max(0, at - _AROUND) : at + _AROUND]
        if o.page == line.page and o.box is not None and abs(o.box[0] - line.box[0]) < _HANGING
    ]
    edges = sorted(box[2] for box in around)
    edge = edges[int(len(edges) * 0.8)]
    return line.box[2] >= edge - _RAGGED * (edge - line.box[0])
