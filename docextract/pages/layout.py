"""Words with boxes → lines and blocks in reading order.

Words become *runs* (words of one printed line with no wide gap between them), runs become
*bands* (what stands beside one another), and neighbouring bands with a common gap become a
*region* with columns, which :mod:`docextract.pages.columns` reads as a table or column by column.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from docextract.pages.cells import Region
from docextract.pages.columns import Piece, read_region
from docextract.pages.page import Line, Word
from docextract.pages.regions import regions_of
from docextract.pages.runs import BULLET, LABEL, WIDE_GAP, Placed, Rules, runs_of

__all__ = ["Placed", "Rules", "arrange"]

BLOCK_GAP = 0.6
"""A gap of this many line heights or more between two lines starts a new block."""
LABEL_GAP = 0.5
"""A gap of this many line heights is a tab if a label with its colon follows."""
INDENT = 0.9
"""A shift of a line's left edge by this many line heights or more starts a new block."""
SIZE_CHANGE = 1.2
"""Neighbouring lines whose heights differ by this factor are not one paragraph."""


def arrange(words: Sequence[Placed], rules: Rules | None = None) -> tuple[Line, ...]:
    """The lines of a page in reading order.

    Args:
        words: the words of the page, in any order.
        rules: the drawn lines, where they are known.
    """
    upright = [w for w in words if w.upright]
    pieces: list[Piece] = []
    drawn = rules or Rules()
    for item in regions_of(runs_of(upright, drawn), drawn):
        pieces.extend(read_region(item) if isinstance(item, Region) else [Piece(item.runs)])
    lines = _numbered(pieces)
    sideways = [w for w in words if not w.upright]
    if sideways:
        block = lines[-1].block + 1 if lines else 0
        lines.append(Line(tuple(Word(w.text, w.box, w.confidence) for w in sideways), block))
    return tuple(lines)


def _numbered(pieces: list[Piece]) -> list[Line]:
    """Lines with block numbers."""
    lines: list[Line] = []
    block = 0
    before: Piece | None = None
    item: float | None = None
    for piece in pieces:
        first = piece.runs[0].words
        bullet = len(first) > 1 and bool(BULLET.match(first[0].text))
        if before is not None and (bullet or _breaks(before, piece, item)):
            block += 1
            item = None
        if bullet:
            item = first[0].box[0] + INDENT * piece.runs[0].height / 2
        lines.append(Line(_words(piece), block))
        before = piece
    return lines


def _breaks(before: Piece, piece: Piece, item: float | None) -> bool:
    """Whether a line starts a new block under the line ``before`` it.

    ``item`` is a little right of the bullet's left edge where ``before`` belongs to an item of a
    list: what stands right of it goes on with the item, however far it is indented.
    """
    if piece.opens is not None:
        return piece.opens
    above, below = before.runs[0], piece.runs[0]
    height = min(above.height, below.height)
    gap = below.top - before.runs[-1].bottom
    if gap > BLOCK_GAP * height or gap < -height:
        return True
    if max(above.height, below.height) > SIZE_CHANGE * height:
        return True
    if above.bold != below.bold and len(before.runs) == 1:
        return True
    if item is not None and below.x0 >= item:
        return False
    return abs(below.x0 - above.x0) > INDENT * height


def _words(piece: Piece) -> tuple[Word, ...]:
    """The words of a line; a tab stands between cells, in wide gaps and before labels."""
    words: list[Word] = []
    edge = piece.runs[0].x0
    for run in piece.runs:
        texts = [word.text for word in run.words]
        gaps = [b.box[0] - a.box[2] for a, b in itertools.pairwise(run.words)]
        usual = statistics.median(gaps) if len(gaps) > 2 else min(gaps) if len(gaps) > 1 else 0.0
        for i, placed in enumerate(run.words):
            line = placed.box[3] - placed.box[1]
            gap = gaps[i - 1] if i else placed.box[0] - edge
            wide = gap > WIDE_GAP * line
            ended = bool(words) and words[-1].text.endswith(".")
            room = not ended and gap > max(LABEL_GAP * line, 1.6 * usual)
            label = room and bool(LABEL.match(" ".join(texts[i:])))
            item = len(words) == 1 and bool(BULLET.match(words[0].text))
            cell = piece.table and i == 0 and bool(words)
            tab = cell or ((wide or label) and not item)
            words.append(Word(placed.text, placed.box, placed.confidence, tab))
        edge = run.words[-1].box[2]
    return tuple(words)
