"""The items of lists of requirements: their marks, their ends and the cues around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from docextract.letter.requirement_clauses import expanded
from docextract.letter.requirement_items import COMMENT
from docextract.letter.spans import BULLET, Span
from docextract.pages.text import Text
from docextract.rules import load

BOX = r"\[[ xX_]{0,2}\]"
SPECK = "[eo«¢§+>©®°]"
"""What OCR makes of a round bullet."""
MARK = re.compile(
    rf"\s*(?:{BULLET.pattern}|→|[-–—](?=[A-Za-z])|{BOX}|[xX](?=\s)|{SPECK}(?=\s[A-Za-z]))\s*"
)
READ_TICK = re.compile(r"[&®KX8]\s(?=[A-Za-z]{2}|a\s)")
READ_EMPTY = re.compile(r"[DOCLQ0]\s(?=[A-Za-z]{2}|a\s)")
_READ = re.compile(rf"{READ_TICK.pattern}|{READ_EMPTY.pattern}")
"""What OCR makes of a ticked and of an empty box."""
_TAIL = re.compile(r"(?:[;,.:\s]|[;,]\s*(?:and|or))+\Z")


@dataclass(frozen=True, slots=True)
class RequirementList:
    """A list under the words that open it. ``missing``: those words say that the items were not
    shown; else they say what is required. ``doubtful``: its end or its marks are unsure."""

    opening: Span
    items: tuple[Span, ...]
    missing: bool
    doubtful: bool


def is_read(text: Text, span: Span, mark: re.Pattern[str] = _READ) -> bool:
    """True where OCR may have made a letter of the box before an option."""
    return mark.match(text.plain, *span) is not None and text.confidence(*span) < 1


def item_of(text: Text, span: Span, *, status: bool = False) -> Span:
    """An item without its bullet and the marks at its end (and, if asked, its own verdict)."""
    words = text.plain[span.start : span.end]
    mark = _READ.match(words) if is_read(text, span) else MARK.match(words)
    start = span.start + (mark.end() if mark is not None else 0)
    end = span.end
    if status:
        verdict = re.search(
            r"[\s(|:–—-]*(?:not\s\w+|unmet|missing|no|none)\W*(?:\b(?:and|or)\W*)?\Z", words, re.I
        )
        end = span.start + verdict.start() if verdict is not None and verdict.start() > 5 else end
    comment = COMMENT.search(text.plain, start, end)
    end = comment.start() if comment is not None and comment.start() > start + 5 else end
    tail = _TAIL.search(text.plain, start, end)
    return Span(start, tail.start() if tail is not None else end)


@cache
def rules() -> dict[str, re.Pattern[str]]:
    """The cues of ``rules/unmet.yaml`` and of the grammar of prose, as patterns."""
    rows: dict[str, Any] = load("unmet")

    def any_of(name: str) -> re.Pattern[str]:
        return re.compile("|".join(rf"(?<!\w)(?:{cue})" for cue in rows[name]), re.I)

    found = {name: any_of(name) for name in ("missing", "needed", "other_list", "not_an_item")}
    general = [expanded(row) for row in load("unmet_grammar")["list_missing"]]
    cues = [found["missing"].pattern, *(rf"(?<!\w)(?:{row})" for row in general)]
    found["missing"] = re.compile("|".join(cues), re.I)
    for name, key in (("checked", "checked_only"), ("marked", "marked"), ("unmarked", "unmarked")):
        found[name] = re.compile(rows[key], re.I if name == "checked" else 0)
    for name in ("item_met", "item_unmet", "list_ends", "mark_means_met"):
        found[name] = re.compile(rows[name], re.I)
    return found
