"""Requirements under a label of their own, with what was found of each under the next label.

"Criterion: BMI of 40 or more / Finding: BMI 37. Not met." is one requirement with its verdict,
whatever the two labels are called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from docextract.letter.requirement_items import bare, plausible, verdict, verdict_alone
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

LEAST = 2
"""So many requirements must be labelled, or one label be an accident."""
_REACH = 4
"""What was found stands within so many sentences of the requirement."""


def labelled(text: Text, spans: Sequence[Span]) -> list[Span]:
    """The labelled requirements that were found wanting; none where fewer than two are labelled.

    Args:
        text: one letter.
        spans: its sentences, in order.
    """
    heads = [n for n, span in enumerate(spans) if _asked().match(text.plain, *span) is not None]
    if len(heads) < LEAST:
        return []
    judged: list[tuple[Span, bool]] = []
    for n, after in zip(heads, [*heads[1:], len(spans)], strict=True):
        said = _found(text, spans[n + 1 : min(after, n + 1 + _REACH)])
        if said is not None:
            judged.append((_item(text, spans[n]), said))
    if len(judged) < LEAST:
        return []
    return [s for s, met in judged if not met and plausible(text.plain[s.start : s.end], asks=True)]


def _item(text: Text, span: Span) -> Span:
    """The words of a requirement behind its label."""
    label = _asked().match(text.plain, *span)
    return bare(text, Span(label.end(), span.end) if label is not None else span)


def _found(text: Text, spans: Sequence[Span]) -> bool | None:
    """The verdict of what was found; None where the first sentence has no label of a finding."""
    label = _answer().match(text.plain, *spans[0]) if spans else None
    if label is None:
        return None
    words = [
        text.plain[s.start : s.end].strip() for s in (Span(label.end(), spans[0].end), *spans[1:])
    ]
    told = [said for w in words if (said := verdict_alone(w)) is not None]
    told = told or [said for w in words if (said := verdict(w)) is not None]
    if told:
        return all(told)
    return False if _short().search(words[0]) else None


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(load("unmet")["label_asked"], re.I)


@cache
def _answer() -> re.Pattern[str]:
    return re.compile(load("unmet")["label_found"], re.I)


@cache
def _short() -> re.Pattern[str]:
    return re.compile(load("tables")["falls_short"], re.I)
