"""Two readings of a strip of print → the words that are the likelier ones, with their boxes.

The readings are cut where both have a space; each piece is decided on its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from docextract.facts import Box
from docextract.pages.likely import Reading, likelier
from docextract.pages.ocr import OcrWord
from docextract.pages.recogniser import Strip

SEEN = 0.5
"""Words less sure than this that the second reader does not see at all are specks."""


class Piece(NamedTuple):
    """Offsets ``[start, end)`` of the same print in either reading."""

    first: tuple[int, int]
    second: tuple[int, int]


def pieces(first: str, second: str) -> Iterator[Piece]:
    """Cut two readings of one strip at the spaces that both have."""
    one = other = 0
    for op in Levenshtein.opcodes(first, second):
        if op.tag != "equal":
            continue
        for i in range(op.src_start, op.src_end):
            if first[i] == " ":
                j = op.dest_start + i - op.src_start
                yield Piece((one, i), (other, j))
                one, other = i + 1, j + 1
    yield Piece((one, len(first)), (other, len(second)))


def merged(words: Sequence[OcrWord], second: Strip, left: float, width: float) -> list[OcrWord]:
    """The words of a strip after a second reading of it.

    Args:
        words: what the first reader found in the strip, left to right.
        second: what the second reader found.
        left: the strip's left edge, in the unit of the words' boxes.
        width: the strip's width, in the same unit.

    Returns:
        Words left to right, on the line of the first one.
    """
    first = " ".join(w.text for w in words)
    starts = [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word.text) + 1)
    found: list[OcrWord] = []
    for piece in pieces(first, second.text):
        start, end = piece.first
        held = [w for w, s in zip(words, starts, strict=True) if start <= s < end]
        if not held:
            continue  # specks before or behind the print
        text = second.text[slice(*piece.second)]
        sure = min(second.confidences[slice(*piece.second)], default=0.0)
        found += _decided(held, Reading(text, sure), second, piece, left, width)
    return found


def _decided(
    held: Sequence[OcrWord],
    again: Reading,
    second: Strip,
    piece: Piece,
    left: float,
    width: float,
) -> Iterator[OcrWord]:
    """The words of one piece."""
    told = Reading(" ".join(w.text for w in held), min(w.confidence for w in held))
    if not again.text.strip():
        yield from (w for w in held if w.confidence >= SEEN)
        return
    choice = likelier(told, again)
    if not choice.second:
        yield from (w._replace(confidence=choice.confidence) for w in held)
        return
    places = second.places[slice(*piece.second)]
    for text, box in _boxed(held, again.text, [left + p * width for p in places]):
        yield OcrWord(text, box, choice.confidence, held[0].line)


def _boxed(
    held: Sequence[OcrWord], text: str, places: Sequence[float]
) -> Iterator[tuple[str, Box]]:
    """The words of a second reading, parted at its gaps inside the boxes of those they replace.

    ``places`` tells where each character of ``text`` stands across the page.
    """
    x0, x1 = min(w.box[0] for w in held), max(w.box[2] for w in held)
    top, bottom = min(w.box[1] for w in held), max(w.box[3] for w in held)
    found = list(re.finditer(r"\S+", text))
    edges = [x0, *(min(max(x0, places[m.start() - 1]), x1) for m in found[1:]), x1]
    for match, (start, end) in zip(found, itertools.pairwise(edges), strict=True):
        yield match.group(), (start, top, max(end, start + 1), bottom)
