"""The network: a small encoder of English that reads a requirement with its passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

from docextract.evidence_reader import STANDINGS
from docextract.rows import Row

_DROPPED = 0.1


class Network(nn.Module):
    """The weights of :data:`STANDINGS` of rows."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            start, add_pooling_layer=False, attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0,
        )  # fmt: skip
        self.dropped = nn.Dropout(_DROPPED)
        self.head = nn.Linear(self.bert.config.hidden_size, len(STANDINGS))
        self.bert.embeddings.requires_grad_(False)

    def forward(
        self, pieces: torch.Tensor, mask: torch.Tensor, sides_in: torch.Tensor
    ) -> torch.Tensor:
        """What each row tells, of shape (rows, 4)."""
        told = self.bert(input_ids=pieces, attention_mask=mask, token_type_ids=sides_in)
        held = mask.unsqueeze(-1).to(told.last_hidden_state.dtype)
        mean = (told.last_hidden_state * held).sum(1) / held.sum(1)
        return self.head(self.dropped((mean + told.last_hidden_state[:, 0]).float()))


def run(network: Network, rows: Sequence[Row]) -> torch.Tensor:
    """What the network tells of rows, in their order."""
    wide = max(len(row.pieces) for row in rows)
    fill = [(r.pieces, r.sides, wide - len(r.pieces)) for r in rows]
    pieces = torch.tensor([p + [0] * more for p, _, more in fill])
    sides = torch.tensor([s + [0] * more for _, s, more in fill])
    mask = torch.tensor([[1] * len(p) + [0] * more for p, _, more in fill])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        told: torch.Tensor = network(pieces, mask, sides)
    return told.float()
