"""The network: a small encoder of English that tells for each piece what it is part of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

from docextract.tagger import KINDS, OUTPUTS, TAGS

UNMET = TAGS.index("unmet")
SURE_SHARE = 0.55
"""So much of a unit that tells an unmet requirement is taken for the requirement's own words."""
UNTOLD, MARKED = 0.15, 1.5
"""How much a word counts of which only that it is no unmet requirement is told, and one that is
marked."""
_FAR = -1e4


class Sample(NamedTuple):
    """A window of a letter: its pieces, their kinds, the place of each word, and what is told."""

    pieces: list[int]
    kinds: list[int]
    places: list[int]
    allowed: list[tuple[int, ...] | None]
    begins: list[int]
    roles: list[int]
    unmet: list[tuple[int, int]]


class Network(nn.Module):
    """The weights of the tags of each piece, of a beginning, and of the roles."""

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            start,
            add_pooling_layer=False,
            attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0,
        )
        size = self.bert.config.hidden_size
        sides = self.bert.embeddings.token_type_embeddings.weight.data[0]
        kinds = nn.Embedding(KINDS, size)
        kinds.weight.data = sides.repeat(KINDS, 1) + torch.randn(KINDS, size) * 0.01
        self.bert.embeddings.token_type_embeddings = kinds
        self.bert.config.type_vocab_size = KINDS
        self.head = nn.Linear(size, OUTPUTS)
        self.bert.embeddings.word_embeddings.weight.requires_grad = False

    def forward(
        self, pieces: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor
    ) -> torch.Tensor:
        """Rows of pieces, each with its :data:`OUTPUTS` numbers."""
        told = self.bert(input_ids=pieces, attention_mask=mask, token_type_ids=kinds)
        return self.head(told.last_hidden_state)


def loss_of(network: Network, some: Sequence[Sample]) -> torch.Tensor:
    """How far the network is from what is told of some windows, for each word."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        told = network(*_filled(some))
    parts: list[torch.Tensor] = []
    for numbers, sample in zip(told.float(), some, strict=True):
        parts.extend(_losses(numbers[torch.tensor(sample.places)], sample))
    return torch.stack(parts).sum() / max(1, sum(len(one.places) for one in some))


def _losses(told: torch.Tensor, sample: Sample) -> list[torch.Tensor]:
    likely = functional.log_softmax(told[:, : len(TAGS)], 1)
    mask, weight = torch.full_like(likely, _FAR), torch.zeros(len(sample.places))
    for at, allowed in enumerate(sample.allowed):
        if allowed is not None:
            mask[at, list(allowed)] = 0.0
            weight[at] = _weight(allowed)
    parts = [-(torch.logsumexp(likely + mask, 1) * weight).sum()]
    begins = torch.tensor(sample.begins, dtype=torch.float)
    known = begins >= 0
    parts.append(
        0.5
        * functional.binary_cross_entropy_with_logits(
            told[known, len(TAGS)], begins[known], reduction="sum"
        )
    )
    if sample.roles:
        roles = torch.tensor(sample.roles)
        parts.append(
            0.5 * functional.cross_entropy(told[:, len(TAGS) + 1 :], roles, reduction="sum")
        )
    for first, last in sample.unmet:
        share = likely[first:last, UNMET].exp().mean() / SURE_SHARE
        parts.append(-0.7 * (last - first) * torch.log(share.clamp(1e-4, 1.0)))
    return parts


def _weight(allowed: tuple[int, ...]) -> float:
    if len(allowed) == len(TAGS) - 1:
        return UNTOLD
    return MARKED if len(allowed) < 6 and allowed != (0,) else 1.0


def _filled(some: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    wide = max(len(one.pieces) for one in some)

    def rows(lists: Sequence[list[int]]) -> torch.Tensor:
        return torch.tensor([row + [0] * (wide - len(row)) for row in lists])

    return (
        rows([one.pieces for one in some]),
        rows([[1] * len(one.pieces) for one in some]),
        rows([one.kinds for one in some]),
    )
