"""Runs of words as numbers: each falls into a bucket by its hash, and no word is kept."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from docextract.rows import Numbers

LONGEST = 3
"""Words of the longest run that counts."""


class Grams(NamedTuple):
    """The buckets that a text's runs of words fall into, in order, and how much each counts;
    the squares of the latter come to 1."""

    buckets: npt.NDArray[np.int64]
    counts: Numbers


def grams_of(words: Sequence[str], buckets: int) -> Grams:
    """The runs of one to three words of a text, in so many buckets."""
    runs = (
        " ".join(words[at : at + size])
        for size in range(1, LONGEST + 1)
        for at in range(len(words) - size + 1)
    )
    counted = sorted(Counter(zlib.crc32(run.encode()) % buckets for run in runs).items())
    told = 1 + np.log(np.array([count for _, count in counted], dtype=np.float32))
    length = float(np.linalg.norm(told)) or 1.0
    return Grams(np.array([n for n, _ in counted], dtype=np.int64), np.asarray(told / length))
