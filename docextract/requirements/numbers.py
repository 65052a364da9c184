"""Numbers as people write them in criteria and charts: digits, words, halves, ranges."""

from __future__ import annotations

import re

_WORDS = {
    word: float(i)
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1.0, "an": 1.0, "thirty": 30.0, "forty": 40.0, "sixty": 60.0, "ninety": 90.0}
_WORDS |= {"couple": 2.0, "dozen": 12.0, "once": 1.0, "twice": 2.0, "both": 2.0, "half": 0.5}

_SPELLED = "|".join(sorted((w for w in _WORDS if len(w) > 2), key=len, reverse=True))
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+\s+\d/\d\b|\d+(?:\.\d+)?|\.\d+|\b(?:{_SPELLED})\b)"
)
"""A pattern for one number; read what it matched with :func:`number`."""


def number(text: str) -> float | None:
    """The value of a matched :data:`NUMBER`; None where it is none.

    >>> number("13 1/2"), number("six"), number("1,200")
    (13.5, 6.0, 1200.0)
    """
    cleaned = " ".join(text.lower().replace(",", "").split())
    if cleaned in _WORDS:
        return _WORDS[cleaned]
    mixed = re.fullmatch(r"(\d+) (\d)/(\d)", cleaned)
    if mixed:
        whole, top, bottom = (int(g) for g in mixed.groups())
        return whole + top / bottom if bottom else None
    try:
        return float(cleaned)
    except ValueError:
        return None


def plain(value: float) -> str:
    """A value for people: 13.5, 6, 0.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
