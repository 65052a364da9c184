"""What the words of a whole document sound like: a trained bag of runs of one to three words.

The model (``models/letter_kind``) tells how much the words speak for each type of document,
wherever they stand. It stores weights by the words' hashes, no words, and knows no rule.
:mod:`docextract.letter.second_kind` puts its word beside that of the rules.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

import numpy as np

from docextract.facts import DocumentType
from docextract.models import model_folder
from docextract.rows import Numbers
from docextract.word_runs import Grams, grams_of

MODEL = "letter_kind"
KINDS = tuple(DocumentType)
"""The types, in the order of the columns of the weights."""
BUCKETS = 2**15
MOST_WORDS = 6_000
"""Words of a document that are looked at."""
_WORD = re.compile(r"[a-z][a-z']+")


class Weights(NamedTuple):
    """What was learnt: the bag, a row of types for each bucket; and what weighs its word, the
    tagger's and the rules', a row for each figure, with a sum that always counts."""

    bag: Numbers
    figures: Numbers
    always: Numbers


def grams(plain: str) -> Grams:
    """The runs of one to three words of a document; figures and marks are none."""
    words = [match.group() for match in _WORD.finditer(plain.lower())][:MOST_WORDS]
    return grams_of(words, BUCKETS)


def in_words(plain: str, bag: Numbers) -> Numbers:
    """How much the words speak for each of :data:`KINDS`, against the mean."""
    found = grams(plain)
    return np.asarray(found.counts @ bag[found.buckets], dtype=np.float32)


@cache
def weights() -> Weights:
    """The weights, loaded once a process when they are first asked for.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    folder = model_folder(MODEL)
    bag = np.load(folder / "bag.npy", allow_pickle=False).astype(np.float32)
    fused = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    figures, always = (np.array(fused[name], dtype=np.float32) for name in ("figures", "always"))
    return Weights(bag, figures, always)
