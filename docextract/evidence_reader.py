"""How a requirement stands, as a trained model reads it from the passages that bear on it.

The model (``models/evidence_reader``) reads a requirement and a handful of passages together, each
with the kind of its document and how long before the request it was written. It was trained on
invented charts of our own. It compares no values and counts no weeks surely: where arithmetic
decides, that of the matcher stands (``packet_builder.match_read``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from docextract.models import model_folder
from docextract.rows import Numbers, Row, RowNetwork, shares
from docextract.wordpiece import END, START, Pieces

MODEL = "evidence_reader"
STANDINGS = ("supported", "partial", "contradicted", "gap")
"""What it tells, in its order."""
MOST = 6
"""Passages that it reads."""
LONGEST = 288
"""Pieces of a requirement with its passages."""
_ASKED, _TOLD = 70, 56
"""Pieces of a requirement and of a passage."""


def line(age: str, kind: str, text: str) -> str:
    """A passage as the model reads it: "5 weeks ago, progress note: walks two blocks"."""
    return f"{age}, {kind}: {text}"


def row(pieces: Pieces, requirement: str, lines: Sequence[str]) -> Row:
    """A requirement and passages, best first, as far as they fit."""
    start, end = pieces.numbers[START], pieces.numbers[END]
    told = [start, *pieces.encode(requirement)[:_ASKED], end]
    sides = [0] * len(told)
    for one in lines:
        own = pieces.encode(one)[:_TOLD]
        if len(told) + len(own) + 1 > LONGEST:
            break
        told += [*own, end]
        sides += [1] * (len(own) + 1)
    return Row(told, sides)


class EvidenceReader:
    """The model with one thread."""

    def __init__(self) -> None:
        self._network = RowNetwork(model_folder(MODEL), "evidence_reader.onnx")

    def standing(self, requirement: str, lines: Sequence[str]) -> Numbers:
        """The probability of each of :data:`STANDINGS`, of shape (4,)."""
        told = self._network.run(
            [row(self._network.pieces, requirement, lines)], "standing", len(STANDINGS)
        )
        return np.asarray(shares(told)[0], dtype=np.float32)


@cache
def evidence_reader() -> EvidenceReader:
    """The model, loaded once a process when it is first asked.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    return EvidenceReader()
