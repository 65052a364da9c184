"""How much a decision's words still count in their sentence: all, less, or nothing.

Boilerplate decides nothing. "Claims may be denied if", "we will not approve more than", "in May
we denied it" hold the words of a decision, but tell of a case that may come or of another letter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from docextract.rules import load

KINDS = (
    "denial",
    "unauthorized",
    "approval",
    "granted",
    "partial_denial",
    "moot",
    "other",
    "appeal",
    "upheld",
    "overturned",
)
"""What a row without kinds of its own holds for; a request for records is asked for all the same
where a condition stands beside it."""
NEAR = 40
"""So many characters before a match are around it."""
_AFTER = re.compile(r".{0,12}\w*")
"""What stands right behind it, to the end of a word."""
_LABELLED = re.compile(r"(?<=[a-z0-9])\s(?=[A-Z]\w+(?: \w+){0,4}: )")
"""Where a line with a label of its own begins: what stands above it says nothing of it."""
_SO = re.compile(r";\s|,? (?:and )?(?:so|therefore|thus|hence|accordingly)\b,?\s|,? but\s")
"""Where a sentence begins anew: a condition before it ends there."""


class Doubt(NamedTuple):
    """Words that leave only a share of the weight of some kinds, and where they stand."""

    where: str
    kinds: frozenset[str]
    words: re.Pattern[str]
    times: float
    unless: re.Pattern[str] | None


def doubt(sentence: str, match: re.Match[str], kind: str) -> float:
    """The share of its weight, 0 to 1, that a match keeps in its sentence (one line of words)."""
    places = _places(sentence, match)
    return min(
        (
            row.times
            for row in _doubts()
            if kind in row.kinds
            and row.words.search(places[row.where])
            and not (row.unless and row.unless.search(sentence))
        ),
        default=1.0,
    )


def _places(sentence: str, match: re.Match[str]) -> dict[str, str]:
    """The parts of a sentence that the rows of the rules name."""
    start, end = match.span()
    told = max((m.end() for m in _LABELLED.finditer(sentence) if m.end() <= start), default=0)
    before, after = sentence[told:start], sentence[end:]
    clause = max((m.end() for m in _SO.finditer(before)), default=0)
    return {
        "before": before,
        "around": before[-NEAR:] + match.group() + _begin(after),
        "match": match.group(),
        "up_to": before[clause:] + match.group(),
        "after": after,
        "sentence": sentence,
    }


def _begin(after: str) -> str:
    """The first words behind a match, the last one whole."""
    found = _AFTER.match(after)
    return found.group() if found else ""


@cache
def _doubts() -> tuple[Doubt, ...]:
    return tuple(
        Doubt(
            row["where"],
            frozenset(row.get("of", KINDS)),
            re.compile(row["words"], re.IGNORECASE),
            float(row["times"]),
            re.compile(row["unless"], re.IGNORECASE) if "unless" in row else None,
        )
        for row in load("kind_doubts")["doubts"]
    )
