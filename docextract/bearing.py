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
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from docextract.models import model_folder, network_of
from docextract.wordpiece import END, PAD, START, Pieces, joined, load_pieces

MODEL = "bearing"
SIZE = 384
"""Numbers of a vector."""
_LONGEST = 112
"""Pieces of a passage, or of a requirement and a passage, that are read."""
_AT_ONCE = 32
"""Rows that go through the model together."""

Vectors = npt.NDArray[np.float32]


class Row(NamedTuple):
    """The pieces of a text or pair, and of which text each is."""

    pieces: list[int]
    sides: list[int]


class BearingModel:
    """The model with one thread: vectors of texts, and how passages bear on a requirement.

    ``mark`` is that of its card: another model has another.
    """

    def __init__(self) -> None:
        folder = model_folder(MODEL)
        self._session = network_of(folder / "bearing.onnx")
        self.mark = hashlib.sha256((folder / "card.json").read_bytes()).hexdigest()[:12]
        self._pieces: Pieces = load_pieces(folder / "pieces.txt")
        self._start, self._end = self._pieces.numbers[START], self._pieces.numbers[END]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The meaning of each text: rows of length 1; their product is how near two are (-1..1)."""
        rows = [self._alone(text) for text in texts]
        return self._run(rows, "vector", SIZE)

    def sides(self, requirement: str, passages: Sequence[str]) -> Vectors:
        """For each passage the probabilities that it does not bear on the requirement, that it is
        evidence for it, and that it is evidence against it."""
        asked = self._pieces.encode(requirement)
        rows = [
            Row(*joined(asked, self._pieces.encode(p), self._start, self._end, _LONGEST))
            for p in passages
        ]
        told = self._run(rows, "sides", 3)
        raised = np.exp(told - told.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    def _alone(self, text: str) -> Row:
        pieces = [self._start, *self._pieces.encode(text)[: _LONGEST - 2], self._end]
        return Row(pieces, [0] * len(pieces))

    def _run(self, rows: Sequence[Row], output: str, width: int) -> Vectors:
        """An output of the model for each row; rows of like length go through it together."""
        told = np.zeros((len(rows), width), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at].pieces))
        for begin in range(0, len(order), _AT_ONCE):
            at = order[begin : begin + _AT_ONCE]
            told[at] = self._session.run([output], self._filled([rows[i] for i in at]))[0]
        return told

    def _filled(self, rows: Sequence[Row]) -> dict[str, npt.NDArray[np.int64]]:
        shape = (len(rows), max(len(row.pieces) for row in rows))
        pieces = np.full(shape, self._pieces.numbers[PAD], dtype=np.int64)
        mask, sides = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for at, row in enumerate(rows):
            pieces[at, : len(row.pieces)] = row.pieces
            mask[at, : len(row.pieces)] = 1
            sides[at, : len(row.pieces)] = row.sides
        return {"pieces": pieces, "mask": mask, "sides_in": sides}


@cache
def bearing_model() -> BearingModel:
    """The model, loaded once a process when it is first asked.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    return BearingModel()
