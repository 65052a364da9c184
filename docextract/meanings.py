"""Vectors of many texts, and how they are remembered with a chart: each text is read once."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

import numpy as np

from docextract.bearing import SIZE, Vectors, bearing_model
from docextract.facts import Meanings

MOST = 20_000
"""How many different texts of a chart are read; what lies beyond is found by its words alone."""
_MARK = 8
_SCALE = 127.0


def meanings_of(texts: Sequence[str]) -> Meanings:
    """The vectors of texts, each once, packed."""
    single = list(dict.fromkeys(texts))[:MOST]
    if not single:
        return Meanings()
    rows = np.rint(bearing_model().vectors(single) * _SCALE).astype(np.int8)
    marks = b"".join(map(_mark, single))
    return Meanings(
        model=bearing_model().mark,
        texts=b64encode(marks).decode(),
        rows=b64encode(rows.tobytes()).decode(),
    )


def vectors_of(texts: Sequence[str], known: Meanings) -> Vectors:
    """The vector of each text, of shape (texts, 384): a known one, else the model's.

    Rows have length 1; those of texts beyond ``MOST`` unknown ones are 0.
    """
    rows = _unpacked(known) if known.model == bearing_model().mark else {}
    missing = [text for text in dict.fromkeys(texts) if _mark(text) not in rows][:MOST]
    if missing:
        rows |= zip(map(_mark, missing), bearing_model().vectors(missing), strict=True)
    told = np.zeros((len(texts), SIZE), dtype=np.float32)
    for at, text in enumerate(texts):
        row = rows.get(_mark(text))
        if row is not None:
            told[at] = row
    lengths = np.linalg.norm(told, axis=1, keepdims=True)
    return np.asarray(told / np.maximum(lengths, 1e-9), dtype=np.float32)


def _unpacked(known: Meanings) -> dict[bytes, Vectors]:
    marks = b64decode(known.texts)
    rows = np.frombuffer(b64decode(known.rows), dtype=np.int8).reshape(-1, SIZE)
    names = [marks[at : at + _MARK] for at in range(0, len(marks), _MARK)]
    return dict(zip(names, rows.astype(np.float32), strict=True))


def _mark(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_MARK]
