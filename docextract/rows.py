"""Rows of pieces through a trained network of texts, and its weights as probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from docextract.models import network_of
from docextract.wordpiece import END, PAD, START, Pieces, load_pieces

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 32
"""Rows that go through a network together."""

Numbers = npt.NDArray[np.float32]


class Row(NamedTuple):
    """The pieces of a text or several, and of which each is: 0 the first, 1 what follows it."""

    pieces: list[int]
    sides: list[int]


class RowNetwork:
    """A network with one thread and its vocabulary.

    Raises:
        FileNotFoundError: the installation is not whole.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._session = network_of(folder / name)
        self._asked = [one.name for one in self._session.get_inputs()]
        self.pieces: Pieces = load_pieces(folder / "pieces.txt")
        self.start, self.end = self.pieces.numbers[START], self.pieces.numbers[END]

    def run(self, rows: Sequence[Row], output: str, width: int) -> Numbers:
        """An output of ``width`` numbers for each row, of shape (rows, width); rows of like length
        go through together."""
        told = np.zeros((len(rows), width), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at].pieces))
        for begin in range(0, len(order), _AT_ONCE):
            at = order[begin : begin + _AT_ONCE]
            told[at] = self._session.run([output], self._filled([rows[i] for i in at]))[0]
        return told

    def _filled(self, rows: Sequence[Row]) -> dict[str, npt.NDArray[np.int64]]:
        shape = (len(rows), max(len(row.pieces) for row in rows))
        pieces = np.full(shape, self.pieces.numbers[PAD], dtype=np.int64)
        mask, sides = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for at, row in enumerate(rows):
            pieces[at, : len(row.pieces)] = row.pieces
            mask[at, : len(row.pieces)] = 1
            sides[at, : len(row.pieces)] = row.sides
        told = {"pieces": pieces, "mask": mask, "sides_in": sides}
        return {name: told[name] for name in self._asked}


def shares(told: Numbers) -> Numbers:
    """The weights of a row, or of each of several, as probabilities that sum to 1."""
    raised = np.exp(told - told.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)
