"""Makes the model that tells the type of a document, and measures it.

``python models/letter_kind/make.py`` (``make kind-model``) reads the documents, prints how right
the rules, the model and both together are by folds over files, and writes ``bag.npy``,
``weights.json`` and ``card.json``. The same material gives the same weights, to rounding.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from material import HERE, Sample, digest, fresh_files, learnt_files, samples, view

from docextract.facts import DocumentType, Fact
from docextract.kind_words import BUCKETS, KINDS, grams
from docextract.letter.kind import read_kind
from docextract.letter.second import hear
from docextract.letter.second_kind import REFUSING, Judged, certain, figures, judged
from docextract.models import model_folder
from docextract.rows import Numbers, shares

FOLDS = 8
RIDGE = 0.25
"""What holds the weights of the bag down; with it each type counts alike, however rare."""
HELD = 33.0
"""What holds the weights of the figures down."""
STEPS = 12
"""Newton's steps to these; the last ones change nothing."""
PLACES = 4
Wide = npt.NDArray[np.float64]


class Heard:
    """A fresh document: its type, the rules' one, and what the second reader hears."""

    def __init__(self, sample: Sample) -> None:
        seen = view(sample.plain)
        self.sample = sample
        self.rules: Fact[DocumentType] = read_kind(seen)
        self.heard = hear(seen.text)


def bag_of(rows: Numbers, kinds: Sequence[DocumentType]) -> Numbers:
    """The weights of a bag that has learnt some documents, a row for each bucket."""
    return np.asarray(rows.T @ learnt_of(rows @ rows.T, kinds), dtype=np.float32)


def learnt_of(alike: Numbers, kinds: Sequence[DocumentType]) -> Numbers:
    """The ridge regression of the types of some documents, of which it is known how alike any two
    are: what each document adds to the weights."""
    numbers = np.array([KINDS.index(kind) for kind in kinds])
    counts = np.bincount(numbers, minlength=len(KINDS))
    slack = RIDGE * counts[numbers] * len(KINDS) / len(kinds)
    wanted = np.eye(len(KINDS))[numbers] - 1 / len(KINDS)
    told = np.linalg.solve(alike.astype(np.float64) + np.diag(slack), wanted)
    return np.asarray(told, dtype=np.float32)


def rows_of(found: Sequence[Sample]) -> Numbers:
    """The runs of words of some documents, a row for each."""
    rows = np.zeros((len(found), BUCKETS), dtype=np.float32)
    for row, sample in zip(rows, found, strict=True):
        told = grams(sample.plain)
        row[told.buckets] = told.counts
    return rows


def weighed(seen: Numbers, kinds: Sequence[DocumentType]) -> tuple[Wide, Wide]:
    """Multinomial logistic regression by Newton's steps: the weights of the figures, and the sum
    that always counts."""
    mean, scale = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    rows = np.c_[(seen - mean) / scale, np.ones(len(seen))].astype(np.float64)
    wanted = np.eye(len(KINDS))[[KINDS.index(kind) for kind in kinds]]
    held = np.full(rows.shape[1], HELD)
    held[-1] = 1e-3
    found = np.zeros((rows.shape[1], len(KINDS)))
    for _ in range(STEPS):
        told = np.asarray(shares(rows @ found), dtype=np.float64)
        slope = rows.T @ (told - wanted) + held[:, None] * found
        bend = np.diag(np.tile(held, len(KINDS)))
        for k, m in product(range(len(KINDS)), repeat=2):
            spread = told[:, k] * ((k == m) - told[:, m])
            block = np.ix_(*(np.arange(len(held)) + at * len(held) for at in (k, m)))
            bend[block] += rows.T @ (spread[:, None] * rows)
        found -= np.linalg.solve(bend, slope.T.ravel()).reshape(found.T.shape).T
    figured = found[:-1] / scale[:, None]
    return figured, found[-1] - mean @ figured


def folds_of(found: Sequence[Sample]) -> npt.NDArray[np.int64]:
    """The fold of each document; those of one file stay together."""
    names = sorted({s.file for s in found}, key=lambda n: hashlib.sha256(n.encode()).hexdigest())
    return np.array([names.index(sample.file) % FOLDS for sample in found])


def words_by_folds(learnt: Sequence[Sample], fresh: Sequence[Sample]) -> Numbers:
    """What bags hear in the fresh documents, each by one that has not learnt its fold."""
    rows, kinds = rows_of([*learnt, *fresh]), [s.kind for s in (*learnt, *fresh)]
    fold = np.r_[np.full(len(learnt), -1), folds_of(fresh)]
    alike = rows @ rows.T
    told = np.zeros((len(fresh), len(KINDS)), dtype=np.float32)
    for number in range(FOLDS):
        known, judged = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        added = learnt_of(alike[np.ix_(known, known)], [kinds[n] for n in known])
        told[judged - len(learnt)] = alike[np.ix_(judged, known)] @ added
    return told


def likely_by_folds(seen: Numbers, found: Sequence[Sample]) -> Numbers:
    """How likely each type is, by weights that have not learnt the document's fold."""
    fold, kinds = folds_of(found), [sample.kind for sample in found]
    told = np.zeros((len(found), len(KINDS)), dtype=np.float32)
    for number in range(FOLDS):
        known, judged = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        figured, always = weighed(seen[known], [kinds[n] for n in known])
        told[judged] = shares(seen[judged] @ figured + always)
    return told


def scores(found: Sequence[Heard], words: Numbers, likely: Numbers) -> dict[str, dict[str, int]]:
    """How the types are told by the rules, the words alone, the model, and both together."""
    judgements = [
        judged(one.rules, row, len(one.heard.text.words))
        for one, row in zip(found, likely, strict=True)
    ]
    return {
        "rules": _counted(found, [Judged(o.rules.value, not certain(o.rules)) for o in found]),
        "words": _counted(found, [Judged(KINDS[n], True) for n in words.argmax(axis=1)]),
        "model": _counted(found, [Judged(KINDS[n], True) for n in likely.argmax(axis=1)]),
        "told": _counted(found, judgements),
    }


def _counted(found: Sequence[Heard], told: Sequence[Judged]) -> dict[str, int]:
    """Right ones; refusals not told as such; others told as one, those of them that decide
    nothing; those that ask no person, and how many of them are wrong."""
    rows = [(one.sample.kind, said) for one, said in zip(found, told, strict=True)]
    refused = [(true in REFUSING, said.kind in REFUSING, true) for true, said in rows]
    return {
        "right": sum(true is said.kind for true, said in rows),
        "missed": sum(true and not said for true, said, _ in refused),
        "raised": sum(said and not true for true, said, _ in refused),
        "raised_of_other": sum(said and kind is DocumentType.OTHER for _, said, kind in refused),
        "unasked": sum(not said.asks for _, said in rows),
        "silent": sum(not said.asks and true is not said.kind for true, said in rows),
    }


def main() -> None:
    """Measure by folds, and make the model."""
    print("==> Reading the documents")
    learnt, fresh = samples(learnt_files()), samples(fresh_files())
    found = [Heard(sample) for sample in fresh]
    print(f"==> Learning from {len(learnt)} and {len(fresh)} documents")
    words = words_by_folds(learnt, fresh)
    seen = np.stack([figures(o.rules, o.heard, w) for o, w in zip(found, words, strict=True)])
    table = scores(found, words, likely_by_folds(seen, fresh))
    for name, row in table.items():
        print(f"{name:8}", row)
    bag = bag_of(rows_of([*learnt, *fresh]), [s.kind for s in (*learnt, *fresh)])
    np.save(HERE / "bag.npy", bag.astype(np.float16))
    figured, always = (one.round(PLACES).tolist() for one in weighed(seen, [s.kind for s in fresh]))
    fused = json.dumps({"always": always, "figures": figured})
    (HERE / "weights.json").write_text(fused.replace("], [", "],\n [") + "\n", encoding="utf-8")
    _write_card(learnt, fresh, table)


def _write_card(
    learnt: Sequence[Sample], fresh: Sequence[Sample], table: dict[str, dict[str, int]]
) -> None:
    reader = model_folder("letter_reader") / "letter_reader.onnx"
    card = {
        "learnt": len(learnt),
        "letters": len(fresh),
        "kinds": Counter(sample.kind for sample in fresh),
        "scores_by_folds": table,
        "material_sha256": digest(),
        "reader_sha256": _hash(reader),
        "files_sha256": {name: _hash(HERE / name) for name in ("bag.npy", "weights.json")},
    }
    (HERE / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
