"""How a passage of a chart bears on a requirement, as a trained model sees it.

The model (``models/bearing``) was trained on invented charts of our own, in which each line is
marked that is evidence for or against a requirement. It tells which passages are near a
requirement in what they mean, though they share no word with it, and on which side they stand.
It reads no dates and counts nothing: windows, numbers and sums are the matcher's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

from docextract.models import model_folder
from docextract.rows import Numbers, Row, RowNetwork, shares
from docextract.wordpiece import joined

MODEL = "bearing"
SIZE = 384
"""Numbers of a vector."""
_LONGEST = 112
"""Pieces of a passage, or of a requirement and a passage, that are read."""

Vectors = Numbers


class BearingModel:
    """The model with one thread: vectors of texts, and how passages bear on a requirement.

    ``mark`` is that of its card: another model has another.
    """

    def __init__(self) -> None:
        folder = model_folder(MODEL)
        self._network = RowNetwork(folder, "bearing.onnx")
        self.mark = hashlib.sha256((folder / "card.json").read_bytes()).hexdigest()[:12]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The meaning of each text: rows of length 1; their product is how near two are (-1..1)."""
        rows = [self._alone(text) for text in texts]
        return self._network.run(rows, "vector", SIZE)

    def sides(self, requirement: str, passages: Sequence[str]) -> Vectors:
        """For each passage the probabilities that it does not bear on the requirement, that it is
        evidence for it, and that it is evidence against it."""
        pieces, start, end = self._network.pieces, self._network.start, self._network.end
        asked = pieces.encode(requirement)
        rows = [Row(*joined(asked, pieces.encode(p), start, end, _LONGEST)) for p in passages]
        return shares(self._network.run(rows, "sides", 3))

    def _alone(self, text: str) -> Row:
        network = self._network
        pieces = [network.start, *network.pieces.encode(text)[: _LONGEST - 2], network.end]
        return Row(pieces, [0] * len(pieces))


@cache
def bearing_model() -> BearingModel:
    """The model, loaded once a process when it is first asked.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    return BearingModel()
