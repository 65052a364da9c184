"""Lists of requirements inside of one paragraph: between semicolons or, after a colon, commas."""

from __future__ import annotations

import re

from docextract.letter.spans import Span
from docextract.letter.unmet_items import RequirementList, item_of, rules
from docextract.pages.text import Text

_OF_THESE = re.compile(
    r"\b(?:of\s(?:these|the\sfollowing|them)|the\sfollowing|(?:one|two|three|all|any|each)\sof)"
    r"(?:\s\w+){0,3}\s*\Z",
    re.I,
)


def find_inline(text: Text, span: Span, *, asks: bool = False) -> RequirementList | None:
    """A list inside of one paragraph: "… did not show each of these: a; b; and c."."""
    plain = text.plain
    commas = _with_commas(text, span, asks=asks)
    if commas is not None:
        return commas
    for match in re.finditer(
        r"(?:[^.!?]|\.(?=[0-9])|(?<=\bDr)\.|(?<=\bM[rs])\.)*?;[^.!?]*(?:\.[0-9][^.!?]*)*[.!?]?",
        plain[span.start : span.end],
    ):
        sentence = Span(span.start + match.start(), span.start + match.end())
        words = plain[sentence.start : sentence.end]
        colon = words.find(":")
        opened = words[:colon] if colon > 0 else words.split(";")[0]
        after = plain[sentence.end : sentence.end + 120]
        missing = rules()["missing"].search(opened)
        late = rules()["missing"].match(after.strip()) or missing
        if rules()["other_list"].search(opened) and missing is None:
            continue
        cue = missing or asks or rules()["needed"].search(opened)
        if not cue or (colon <= 0 and words.count(";") < 2):
            continue
        start = sentence.start + (colon + 1 if colon > 0 else _after_cue(opened))
        items = _split(text, start, sentence.end)
        if len(items) > 1:
            opening = Span(sentence.start, start)
            return RequirementList(opening, tuple(items), late is not None, False)
    return None


def _with_commas(text: Text, span: Span, *, asks: bool) -> RequirementList | None:
    """A list between commas after a colon: "None of these was found: a, b, c."."""
    pattern = (
        r"(?P<opened>[^.!?:;]{12,}):\s(?P<list>[^.;:]+(?:\.[0-9][^.;:]*)*)\.?(?:\s+[A-Z]|\s*\Z)"
    )
    for match in re.finditer(pattern, text.plain[span.start : span.end]):
        parts = [p for p in re.split(r",\s+(?:and\s+|or\s+)?", match["list"]) if p.strip()]
        opened = match["opened"]
        cued = asks or rules()["missing"].search(opened) or _OF_THESE.search(opened)
        if len(parts) < 3 or not cued:
            continue
        if any(len(part.split()) > 14 for part in parts) or rules()["other_list"].search(opened):
            continue
        at = span.start + match.start("list")
        items = []
        for part in parts:
            at = text.plain.index(part, at)
            items.append(item_of(text, Span(at, at + len(part))))
            at += len(part)
        opening = Span(span.start + match.start(), span.start + match.start("list"))
        return RequirementList(opening, tuple(items), True, True)
    return None


def _after_cue(opened: str) -> int:
    """Where the first item of a list without a colon begins: after the last cue before it."""
    told = re.search(r"\b(?:see|show|find|know|have)\s(?=that\b)", opened)
    cues = [*rules()["missing"].finditer(opened), *rules()["needed"].finditer(opened)]
    end = told.end() if told is not None else max((m.end() for m in cues), default=0)
    see = re.compile(r"\s*(?:to\s(?:see|know|have)\s)?(?:that\s)?").match(opened, end)
    return see.end() if see is not None else end


def _split(text: Text, start: int, end: int) -> list[Span]:
    """The parts of a stretch between semicolons, without marks and joining words."""
    found = []
    at = start
    for part in text.plain[start:end].split(";"):
        lead = re.match(r"\s*(?:(?:and|or)\s)?(?:that\s)?(?:\(?[0-9a-h]{1,2}[.)]\s)?\s*", part)
        begin = at + (lead.end() if lead is not None else 0)
        item = item_of(text, Span(begin, at + len(part)))
        if item.end - item.start > 3:
            found.append(item)
        at += len(part) + 1
    return found
