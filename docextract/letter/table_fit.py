"""Which column each cell of a row belongs to where nothing but the order of the cells is known.

A text file has no places: a blank cell shifts all cells behind it, and a column may hold two
cells (a code and its words). The cells are laid on the columns in their order so that what
they look like suits what the headings ask for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_CODE = r"(?:[0-9]{5}|[0-9]{4}[FTMU]|[A-Z][0-9]{4}|0[0-9]{3}|[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2})"
_MODIFIER = r"(?:[A-Z][A-Z0-9]|2[1-7]|3[23]|4[47]|5[0-9]|6[236]|7[34678]|8[012]|9[0-9])"
_MONEY = r"\$?\s?(?:[0-9][0-9,]*)?\.[0-9]{2}"
_COUNT = r"[x×]?\s?[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9])?(?:\s[a-z]+)?"
_SHAPES = {
    "code": rf"\W?{_CODE}\b.*",
    "dates": r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}.*|[0-9]{6}(?:[0-9]{2})?",
    "modifier": rf"{_MODIFIER}(?:[\s,/]+{_MODIFIER})*",
    "units": _COUNT,
    "requested": _COUNT,
    "approved_units": rf"{_COUNT}|{_MONEY}|none|all",
    "denied_units": rf"{_COUNT}|{_MONEY}|none|all",
    "charge": _MONEY,
    "line": r"[0-9]{1,3}\.?",
    "status": r"[^0-9]*[A-Za-z]{2}[^0-9]*(?:[0-9].*)?",
    "description": r"[^0-9]*[A-Za-z]{3}.*|[0-9]{1,3}\.?",
}
SUITS, UNKNOWN, UNLIKE, SHARED = 2.0, 0.9, -2.0, -1.2
"""What a cell is worth under a heading whose values look like it, under one of unknown meaning,
under another, and beside a cell that stands there already."""


def fitted(cells: Sequence[str], kinds: Sequence[str | None]) -> list[int]:
    """For each cell of a row the number of its column, in order; several may share one.

    The best sum over all ways to lay the cells on the columns from left to right.
    """
    best: list[list[tuple[float, int]]] = []
    for row, cell in enumerate(cells):
        line: list[tuple[float, int]] = []
        for column, kind in enumerate(kinds):
            own = _worth(cell, kind)
            if row == 0:
                line.append((own, -1))
                continue
            before = [(best[row - 1][k][0], k) for k in range(column)]
            shared = min(own, 1.0) if kind == "description" else 0.0
            before.append((best[row - 1][column][0] + SHARED + shared - own, column))
            value, k = max(before, key=lambda one: one[0])
            line.append((value + own, k))
        best.append(line)
    at = max(range(len(kinds)), key=lambda k: best[-1][k][0])
    found = [at]
    for row in range(len(cells) - 1, 0, -1):
        at = best[row][at][1]
        found.append(at)
    return found[::-1]


def _worth(cell: str, kind: str | None) -> float:
    if kind is None or kind not in _SHAPES:
        return UNKNOWN
    return SUITS if _shape(kind).fullmatch(cell.strip()) is not None else UNLIKE


@cache
def _shape(kind: str) -> re.Pattern[str]:
    return re.compile(_SHAPES[kind], re.DOTALL)
