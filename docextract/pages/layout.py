"""Words with boxes → lines and blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docextract.facts import Box
from docextract.pages.page import Line, Word

TAB_GAP = 1.6
"""A gap of this many line heights or more between two words of a line is a tab."""
BLOCK_GAP = 0.75
"""A gap of this many line heights or more between two lines starts a new block."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word on a page before it has a place in the reading order."""

    text: str
    box: Box
    confidence: float
    upright: bool = True


def arrange(words: Sequence[Placed]) -> tuple[Line, ...]:
    """The lines of a page in reading order."""
    rows: list[list[Placed]] = []
    for word in sorted(words, key=lambda w: ((w.box[1] + w.box[3]) / 2, w.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        if rows and _mean(rows[-1], 1) <= middle <= _mean(rows[-1], 3):
            rows[-1].append(word)
        else:
            rows.append([word])
    lines: list[Line] = []
    block, bottom = 0, None
    for row in rows:
        row.sort(key=lambda w: w.box[0])
        top, low = min(w.box[1] for w in row), max(w.box[3] for w in row)
        height = max(1.0, _mean(row, 3) - _mean(row, 1))
        if bottom is not None and top - bottom > BLOCK_GAP * height:
            block += 1
        bottom = low
        lines.append(Line(_with_tabs(row, height), block))
    return tuple(lines)


def _mean(row: Sequence[Placed], side: int) -> float:
    return sum(w.box[side] for w in row) / len(row)


def _with_tabs(row: Sequence[Placed], height: float) -> tuple[Word, ...]:
    words = []
    for i, word in enumerate(row):
        tab = i > 0 and word.box[0] - row[i - 1].box[2] > TAB_GAP * height
        words.append(Word(word.text, word.box, word.confidence, tab))
    return tuple(words)
