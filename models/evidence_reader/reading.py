"""The network: an encoder of English that reads a requirement with its passages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from docextract.evidence_reader import STANDINGS

sys.path.append(str(Path(__file__).parents[1]))
from mpnet import SIZE, Encoder

LAYERS, LEARNING = 10, 6
"""Layers of the encoder, and how many of them learn on."""
SIDES = 3
"""A passage is no evidence, evidence for the requirement, evidence against it."""
_DROPPED = 0.1


class Network(nn.Module):
    """The weights of :data:`STANDINGS` of rows; and of the sides of their pieces, those at the end
    of a passage being the passage's. From the sides it learns to look at each passage; in use only
    the standing is asked for."""

    def __init__(self, start: Path, kept: list[int]) -> None:
        super().__init__()
        self.encoder = Encoder(start, kept, layers=LAYERS, learning=LEARNING)
        self.dropped = nn.Dropout(_DROPPED)
        self.head = nn.Linear(SIZE, len(STANDINGS))
        self.side = nn.Linear(SIZE, SIDES)

    def forward(
        self, pieces: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What rows tell, of shapes (rows, 4) and (rows, length, 3)."""
        told = self.encoder(pieces, mask)
        held = mask.unsqueeze(-1).to(told.dtype)
        mean = (told * held).sum(1) / held.sum(1)
        standing = self.head(self.dropped((mean + told[:, 0]).float()))
        return standing, self.side(self.dropped(told.float()))


class Standing(nn.Module):
    """What a network tells of rows alone."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Of shape (rows, 4)."""
        standing: torch.Tensor = self.network(pieces, mask)[0]
        return standing


def run(
    network: Network, rows: Sequence[Sequence[int]], pad: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """What the network tells of rows of pieces, in their order; ``pad`` fills them up."""
    wide = max(map(len, rows))
    pieces = torch.tensor([[*row, *[pad] * (wide - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (wide - len(row)) for row in rows])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        standing, sides = network(pieces, mask)
    return standing.float(), sides.float()
