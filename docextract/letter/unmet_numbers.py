"""Which items of a list are unmet, where a sentence beside it tells that by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docextract.letter.named_numbers import counts_in, named_numbers
from docextract.letter.spans import Span
from docextract.letter.unmet_items import rules

_REACH = 260
"""So many characters before a list's opening ends and behind its last item may name its items."""
_NAMED = named_numbers(
    "items?|criteri(?:on|a)|points?|numbers?|nos?\\.|requirements?|elements?|conditions?|statements?"
    "|parts?"
)
_MET = re.compile(
    r"\b(?:are|is|was|were|been)\s(?:all\s)?(?:met|shown|present|documented|satisfied|fulfilled)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;!?:]\s+(?=[A-Z])")
_COUNTER = re.compile(r"\W*\(?(?P<count>[0-9]{1,2}|[a-h])[.)]\s", re.IGNORECASE)


def unmet_by_number(plain: str, opening: Span, members: Sequence[Span]) -> list[Span]:
    """The items of a list that are named as unmet: "The file does not contain items 2 and 4".

    Args:
        plain: the letter.
        opening: the sentence that opens the list.
        members: its items, with the numbers before them.

    Returns:
        Some of the items; none where no sentence names items that the list has.
    """
    counts = [m["count"].lower() if (m := _COUNTER.match(plain, *one)) else "" for one in members]
    last = members[-1].end
    around = (
        Span(max(0, opening.end - _REACH), opening.end),
        Span(last, min(len(plain), last + _REACH)),
    )
    lacking: set[str] = set()
    present: set[str] = set()
    for span in around:
        for match in _NAMED.finditer(plain, *span):
            clause = _clause(plain, span, match)
            if rules()["missing"].search(clause):
                lacking |= counts_in(match["told"])
            elif _MET.search(clause):
                present |= counts_in(match["told"])
    known = set(counts) - {""}
    if lacking and lacking <= known:
        wanted = lacking
    elif present and present < known:
        wanted = known - present
    else:
        return []
    return [one for one, count in zip(members, counts, strict=True) if count in wanted]


def _clause(plain: str, span: Span, match: re.Match[str]) -> str:
    """The sentence that names the items."""
    start = max((m.end() for m in _STOP.finditer(plain, span.start, match.start())), default=0)
    stop = _STOP.search(plain, match.end(), span.end)
    return plain[max(start, span.start) : stop.start() if stop else span.end]
