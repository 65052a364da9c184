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
LABEL_ABOVE, LABEL_BELOW, LABEL_GAP = 1.5, 3.5, 1.9
"""A label beside a unit begins so many line heights above it at most, goes on so far below, and
its own lines stand this close."""
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


def label_left_of(text: Text, span: Span) -> str:
    """The words of the narrow column to the left of a unit, which name it in a table of rights.

    Such a label is often set on several lines ("SPEAK TO A / PHARMACIST") beside its text; ""
    where there is none, or where the file has no places.
    """
    own = text.line_at(span.start)
    if own.box is None:
        return ""
    height = own.box[3] - own.box[1]
    found: list[str] = []
    last: float | None = None
    for line in text.lines:
        if line.page != own.page or line.box is None or line.box[2] > own.box[0] - height / 2:
            continue
        words = text.plain[line.start : line.end].split("\t")[0]
        near = -LABEL_ABOVE * height < line.box[1] - own.box[1] < LABEL_BELOW * height
        apart = last is not None and line.box[1] - last > LABEL_GAP * height
        if near and not apart and len(words.split()) <= FULL_LINE:
            found.append(words)
            last = line.box[1]
    return " ".join(found)


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
