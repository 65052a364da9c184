"""Rows of a table read with the heads of their columns: "BMI" over "31.4" is a BMI of 31.4."""

from __future__ import annotations

import re

_LONGEST_HEAD = 30


def heads_of(row: str) -> tuple[str, ...]:
    """The heads of a table, where a row (cells parted by tabs) is that of its heads."""
    cells = tuple(cell.strip() for cell in row.split("\t"))
    if len(cells) < 2 or any(re.search(r"\d", c) and not _named(c) for c in cells):
        return ()
    if any(len(c) > _LONGEST_HEAD or c.endswith(".") for c in cells):
        return ()
    return cells if sum(bool(c) for c in cells[1:]) else ()


def _named(cell: str) -> bool:
    """Whether a cell with a digit is a name all the same ("SpO2", "PHQ-9", "Item 2")."""
    return bool(re.match(r"[A-Za-z]", cell)) and not re.search(r"\d[/.]\d|\d{3,}", cell)


def with_heads(heads: tuple[str, ...], row: str) -> str | None:
    """A row read with its heads; None where it is none, or has other columns than they."""
    cells = [cell.strip() for cell in row.split("\t")]
    if not heads or len(cells) != len(heads) or not any(re.search(r"\d", c) for c in cells):
        return None
    pairs = [f"{h} {c}".strip() for h, c in zip(heads, cells, strict=True) if c]
    return "; ".join(pairs)
