"""Rows of a table read with the heads of their columns: "BMI" over "31.4" is a BMI of 31.4."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_HEAD = 30
_PLAIN_HEADS = re.compile(
    r"\W*(?:value|result|status|score|reading|finding|date|dose|time|amount|quantity|qty|outcome|"
    r"range|ref\w*|unit|flag|comments?|notes?|response|answer|action|duration|reason|level|rating|"
    r"total|points?|days?|today|left|right|before|after|goal|baseline|current|now|present|yes|"
    r"(?:past|last|this|in)\s+(?:the\s+)?(?:\w+\s+)?(?:day|week|month|year)s?)\b",
    re.IGNORECASE,
)
"""What the second of two columns is headed by: other pairs of words are a label and its value."""
_SAYS_NOTHING = re.compile(
    r"\W*(?:test|analyte|component|parameter|item|result|value|flag|measure(?:ment)?)s?\W*$",
    re.IGNORECASE,
)
"""A head that adds nothing to what stands under it."""
Span = tuple[float, float]
"""From where to where a cell reaches across the page, in points."""


def heads_of(row: str) -> tuple[str, ...]:
    """The heads of a table, where a row (cells parted by tabs) is that of its heads."""
    cells = _cells(row)
    if len(cells) < 2 or any(re.search(r"\d", c) and not _named(c) for c in cells):
        return ()
    if any(len(c) > _LONGEST_HEAD or c.endswith(".") for c in cells):
        return ()
    if len(cells) == 2 and not _PLAIN_HEADS.match(cells[1]):
        return ()
    return cells if sum(bool(c) for c in cells[1:]) else ()


def opens_table(heads: Sequence[str], row: str) -> bool:
    """Whether a row may be the head of another table than the one that is being read: a row of
    words ("MRI brain", "not scheduled") among the rows of a table is one of them."""
    capitals = row.isupper() and not "".join(heads).isupper()
    return not heads or len(_cells(row)) > len(heads) or capitals


def with_heads(
    heads: Sequence[str], row: str, over: Sequence[Span] = (), spans: Sequence[Span] = ()
) -> str | None:
    """A row read with its heads; None where it is none, or has other columns than they.

    Args:
        heads: the heads of the columns.
        row: the cells, parted by tabs.
        over: where the heads stand, if that is known.
        spans: where the cells stand: a row with empty cells is read by what stands under what.
    """
    cells = _cells(row)
    if not heads or not any(re.search(r"\d", c) for c in cells):
        return None
    at: Sequence[int] | None = range(len(heads))
    if len(cells) != len(heads):
        known = len(over) == len(heads) and len(spans) == len(cells) < len(heads)
        at = _under(over, spans) if known else None
    if at is None:
        return None
    told = ["" if _SAYS_NOTHING.match(head) else head for head in heads]
    pairs = [f"{told[i]} {c}".strip() for i, c in zip(at, cells, strict=True) if c]
    return "; ".join(pairs)


def _under(over: Sequence[Span], spans: Sequence[Span]) -> list[int] | None:
    """The column of each cell; None where a cell stands under no head, or two under one."""
    found: list[int] = []
    for left, right in spans:
        under = [i for i, (x0, x1) in enumerate(over) if left < x1 and x0 < right]
        if len(under) != 1 or (found and under[0] <= found[-1]):
            return None
        found.append(under[0])
    return found


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("\t"))


def _named(cell: str) -> bool:
    """Whether a cell with a digit is a name all the same ("SpO2", "PHQ-9", "Item 2")."""
    return bool(re.match(r"[A-Za-z]", cell)) and not re.search(r"\d[/.]\d|\d{3,}", cell)
