"""What single sentences of a chart tell: that a treatment failed, or what the patient cannot do.

The rules of :mod:`docextract.chart` know some ways of saying that; charts have many more ("better
four days, then back", "has not graded a paper since June"). A small trained model
(``models/chart_tells``) hears them by the words and by the meaning of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from docextract.bearing import SIZE
from docextract.models import model_folder
from docextract.rows import Numbers
from docextract.word_runs import Grams, grams_of

MODEL = "chart_tells"
BUCKETS = 2**13
_WORD = re.compile(r"[a-z]+|\d+|[%/]")
_BEGIN, _FIGURE, _END = "^", "0", "$"


class Tells(NamedTuple):
    """For each sentence the probability that it tells a failed treatment, among sentences that name
    one, and that it tells a functional limitation."""

    failed: Numbers
    limited: Numbers


def grams(text: str) -> Grams:
    """The runs of words of a sentence; all figures are one word, both ends count."""
    words = [_FIGURE if word.isdigit() else word for word in _WORD.findall(text.lower())]
    return grams_of([_BEGIN, *words, _END], BUCKETS)


def tells(texts: Sequence[str], vectors: Numbers) -> Tells:
    """What sentences tell.

    Args:
        texts: the sentences.
        vectors: their meanings (:func:`docextract.meanings.vectors_of`), of shape (texts, 384).
    """
    weights = _weights()
    told = vectors @ weights[:SIZE] + weights[-1]
    for at, text in enumerate(texts):
        found = grams(text)
        told[at] += found.counts @ weights[SIZE + found.buckets]
    likely = np.asarray(1 / (1 + np.exp(-told)), dtype=np.float32)
    return Tells(likely[:, 0], likely[:, 1])


@cache
def _weights() -> Numbers:
    """A row for each number of a vector, for each bucket, and one that always counts; a column for
    each thing that is told.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    told = np.load(model_folder(MODEL) / "weights.npy", allow_pickle=False)
    return np.asarray(told, dtype=np.float32)
