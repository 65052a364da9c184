"""Requirements with a pair of boxes each: "[X] Met [ ] Not met  Six weeks of therapy"."""

from __future__ import annotations

import re

from docextract.letter.requirement_items import bare, plausible
from docextract.letter.spans import Span
from docextract.pages.text import Text

_BOX = r"(?P<{}>\[[ xX_]{{0,2}}\]|[☐☒☑□■])"
_MET = r"(?:criteri(?:on|a)\s)?(?:is\s)?(?:met|yes|satisfied|shown)"
_UNMET = r"(?:not\s?(?:met|satisfied|shown|documented)|unmet|no)"
_PAIR = re.compile(
    rf"(?:{_BOX.format('met')}\s*{_MET}\b[\s|/,;]*{_BOX.format('unmet')}\s*{_UNMET}\b"
    rf"|{_BOX.format('unmet2')}\s*{_UNMET}\b[\s|/,;]*{_BOX.format('met2')}\s*{_MET}\b)"
    r"(?:[\s|/,;]*(?:\[[ xX_]{0,2}\]|[☐☒☑□■])\s*(?:n/?a|not\sapplicable|unknown|unclear)\b)?",
    re.I,
)
_TICKED = re.compile(r"\[\s?[xX]{1,2}\s?\]|[☒☑■]")


def ticked_verdicts(text: Text) -> list[Span]:
    """The requirements whose box for "not met" is ticked; none where a letter has no such boxes.

    The requirement stands after its boxes, or before them where nothing follows on the line.
    """
    found: list[Span] = []
    lines = text.lines
    for line in lines:
        pair = _PAIR.search(text.plain, line.start, line.end)
        if pair is None:
            continue
        box = pair["unmet"] or pair["unmet2"]
        after, before = Span(pair.end(), line.end), Span(line.start, pair.start())
        item = next(
            (s for s in (after, before) if text.plain[s.start : s.end].strip(" |:-.")), None
        )
        if item is None or _TICKED.fullmatch(box) is None:
            continue
        told = bare(text, item)
        if plausible(text.plain[told.start : told.end]):
            found.append(told)
    return found
