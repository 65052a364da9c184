"""Sentences of running text, joined where a column's ragged edge or a page's end cut them.

:func:`~docextract.letter.spans.sentences` keeps list items and cells apart, and therefore cuts
too often in narrow columns and in OCRed pages. A sentence that ends without a point is joined
with what follows it on the next line when that goes on in lower case.
"""

from __future__ import annotations

from docextract.letter.spans import BULLET, Span, sentences
from docextract.pages.text import Text

_SHIFT = 14.0
"""Lines of one paragraph begin at most this far apart, in points."""
_MOST = 110
"""No sentence has more words than this."""


def flowing(text: Text) -> tuple[Span, ...]:
    """The sentences of a text with those that a line's end cut joined again."""
    found: list[Span] = []
    for span in sentences(text):
        if found and _goes_on(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return tuple(found)


def _goes_on(text: Text, before: Span, span: Span) -> bool:
    """True where ``span`` is the rest of the sentence ``before``."""
    head = text.plain[before.start : before.end].rstrip()
    rest = text.plain[span.start : span.end]
    if head.endswith((".", ":", ";", "!", "?")) or BULLET.match(rest):
        return False
    if len(head.split()) < 3 or len(head.split()) > _MOST or "\t" in text.plain[before.end : span.start]:
        return False
    if not (rest[:1].islower() or head.endswith((",", "-"))) or BULLET.match(head):
        return False
    a, b = text.line_at(before.end - 1), text.line_at(span.start)
    if b.start <= a.start:
        return False
    if a.page != b.page:
        return b.page == a.page + 1
    if a.box is None or b.box is None:
        return True
    height = max(1.0, min(a.box[3] - a.box[1], b.box[3] - b.box[1]))
    apart = b.box[1] - a.box[3]
    return abs(a.box[0] - b.box[0]) < _SHIFT and -height < apart < 1.6 * height
