"""The network: a small encoder of English with two heads, and how texts are given to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

from docextract.wordpiece import END, START, Pieces, joined

LONGEST = 112
_AT_ONCE = 40
Row: TypeAlias = tuple[list[int], list[int]]


class Network(nn.Module):
    """Vectors of texts, and the weights of three sides of a pair: none, for, against."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            start, add_pooling_layer=False, attn_implementation="sdpa"
        )
        self.head = nn.Linear(self.bert.config.hidden_size, 3)
        for weights in self.bert.embeddings.parameters():
            weights.requires_grad = False

    def forward(
        self, pieces: torch.Tensor, mask: torch.Tensor, sides_in: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Unit rows, and the weights of the sides."""
        told = self.bert(input_ids=pieces, attention_mask=mask, token_type_ids=sides_in)
        held = mask.unsqueeze(-1).to(told.last_hidden_state.dtype)
        mean = ((told.last_hidden_state * held).sum(1) / held.sum(1)).float()
        return functional.normalize(mean, dim=-1), self.head(mean)


def alone(pieces: Pieces, text: str) -> Row:
    """A text as a row of pieces."""
    row = pieces.encode(text)[: LONGEST - 2]
    row = [pieces.numbers[START], *row, pieces.numbers[END]]
    return row, [0] * len(row)


def pair(pieces: Pieces, requirement: str, passage: str) -> Row:
    """A requirement and a passage as a row of pieces."""
    one, two = pieces.encode(requirement), pieces.encode(passage)
    return joined(one, two, pieces.numbers[START], pieces.numbers[END], LONGEST)


def run(network: Network, rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """What the network says to each row; rows of like length go through it together."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]))
    vectors, sides = [], []
    for begin in range(0, len(order), _AT_ONCE):
        some = [rows[at] for at in order[begin : begin + _AT_ONCE]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vector, side = network(*_filled(some))
        vectors.append(vector.float())
        sides.append(side.float())
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(vectors)[back], torch.cat(sides)[back]


def _filled(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    wide = max(len(pieces) for pieces, _ in rows)
    fill = [(p + [0] * (wide - len(p)), s + [0] * (wide - len(s)), len(p)) for p, s in rows]
    mask = [[1] * held + [0] * (wide - held) for _, _, held in fill]
    return (
        torch.tensor([p for p, _, _ in fill]),
        torch.tensor(mask),
        torch.tensor([s for _, s, _ in fill]),
    )
