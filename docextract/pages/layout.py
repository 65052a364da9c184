"""Words with boxes → lines and blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docextract.facts import Box
from docextract.pages.page import Line, Word

TAB_GAP = 1.6
"""A gap of this many line heights or more between two words of a line is a tab."""
BLOCK_GAP = 0.75
"""A gap of this many line heights or more between two lines starts a new block."""


def lines_of(words: Sequence[tuple[str, Box, float]]) -> tuple[Line, ...]:
    """Group placed words into lines by their vertical overlap, top to bottom."""
    rows: list[list[tuple[str, Box, float]]] = []
    for word in sorted(words, key=lambda w: ((w[1][1] + w[1][3]) / 2, w[1][0])):
        box = word[1]
        middle = (box[1] + box[3]) / 2
        if rows and _mean_top(rows[-1]) <= middle <= _mean_bottom(rows[-1]):
            rows[-1].append(word)
        else:
            rows.append([word])
    lines: list[Line] = []
    block, bottom = 0, None
    for row in rows:
        row.sort(key=lambda w: w[1][0])
        top, low = min(w[1][1] for w in row), max(w[1][3] for w in row)
        height = max(1.0, _mean_bottom(row) - _mean_top(row))
        if bottom is not None and top - bottom > BLOCK_GAP * height:
            block += 1
        bottom = low
        lines.append(Line(_with_tabs(row, height), block))
    return tuple(lines)


def _mean_top(row: Sequence[tuple[str, Box, float]]) -> float:
    return sum(w[1][1] for w in row) / len(row)


def _mean_bottom(row: Sequence[tuple[str, Box, float]]) -> float:
    return sum(w[1][3] for w in row) / len(row)


def _with_tabs(row: Sequence[tuple[str, Box, float]], height: float) -> tuple[Word, ...]:
    words = [Word(text, box, confidence) for text, box, confidence in row]
    for i in range(1, len(words)):
        before, here = row[i - 1][1], row[i][1]
        if here[0] - before[2] > TAB_GAP * height:
            words[i] = replace(words[i], tab=True)
    return tuple(words)
