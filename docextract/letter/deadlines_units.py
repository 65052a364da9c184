"""A letter's text in the units that limits are looked for in: sentences, cells and headings."""

from __future__ import annotations

import re

from docextract.letter.spans import Span, sentences
from docextract.pages.text import Text

HEADING_WORDS = 9
RUN_IN_WORDS = 4
"""A heading that ends in a point ("Second appeal.") has at most so many words."""
FULL_LINE = 4
"""A printed line of fewer words is a heading or a cell, not the start of a wrapped sentence."""
_GOES_ON = re.compile(
    r"[a-z(\d]|(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December) \d"
)
"""With what a sentence goes on: a small letter, an amount ("four / (4) months"), a month's day."""
_ANSWER = re.compile(r"(?:A\W+)?(?:yes|no|sometimes|maybe|perhaps|it depends)\b\W*", re.IGNORECASE)
_NO_HEADING = re.compile(r"\d{3}|,|\d\W+(?:\w+\W+)?(?:day|hour|month|week|year)s?\b", re.IGNORECASE)


def units(text: Text) -> list[Span]:
    """Sentences, with those joined that a wide line spacing had cut in the middle."""
    joined: list[Span] = []
    for span in sentences(text):
        if joined and _broken(text, joined[-1], span):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _broken(text: Text, before: Span, after: Span) -> bool:
    """True where ``after`` is the rest of an unfinished sentence on the next printed line."""
    words = text.plain[before.start : before.end]
    rest = text.plain[after.start : after.end]
    if re.search(r"[.!?:;\"]\W?$", words) or not _GOES_ON.match(rest):
        return False
    above, below = text.line_at(before.end - 1), text.line_at(after.start)
    if before.end < above.end or after.start > below.start:
        return False
    if len(text.plain[above.start : above.end].split()) < FULL_LINE:
        return False
    if above.page != below.page:
        return not rest[:1].isdigit()
    if above.box is None or below.box is None:
        return True
    height = max(1.0, above.box[3] - above.box[1])
    aligned = abs(above.box[0] - below.box[0]) < 4 * height
    return aligned and 0 < below.box[1] - above.box[1] < 3.5 * height


def is_heading(text: Text, span: Span) -> bool:
    """True for a short line that is no sentence, address, number or label with its value."""
    words = text.plain[span.start : span.end]
    line = text.line_at(span.start)
    if len(words.split()) > HEADING_WORDS or _NO_HEADING.search(words) or _ANSWER.match(words):
        return False
    before = text.plain[line.start : span.start]
    if before.strip() and not before.endswith("\t"):
        return False
    if re.search(r"[.]$", words.strip()):
        finished = re.search(r"(?:[.!?:;*]|^)\W*$", text.plain[: span.start])
        return finished is not None and len(words.split()) <= RUN_IN_WORDS
    whole = span.end >= line.end or text.plain[span.end : span.end + 1] == "\t"
    if not whole and not words.rstrip().endswith((":", "?")):
        return False
    return bool(re.match(r"\W*(?:\d{1,2}[.)]\s*)?[A-Z]", words))
