"""Makes the model that hears failed treatments and limitations in sentences, and measures it.

``python models/chart_tells/make.py`` (``make tells-model``) prints how right it is on the sentences
of each hand when it has learnt from the others, and writes ``weights.npy`` and ``card.json``. The
same material and the same ``bearing`` give the same weights, to rounding.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from docextract.bearing import SIZE, bearing_model
from docextract.chart_tells import BUCKETS, grams
from docextract.models import model_folder
from docextract.rows import Numbers

HERE = Path(__file__).parent
KINDS = "FHLO"
"""A treatment that failed, one that did not, a limitation, and what is near to one."""
LEARNT = {"failed": ("F", "HO"), "limited": ("L", "OH")}
"""The sentences that tell a thing, and those that do not."""
HELD = 0.3
"""What holds the weights down."""
STEPS = 12
"""Newton's steps; the last ones change nothing."""
SURE = 0.8
Wide = npt.NDArray[np.float64]


class Sentence(NamedTuple):
    """A sentence, what it is, and whose."""

    hand: str
    kind: str
    text: str


def files() -> list[Path]:
    """The files of the material, in order."""
    return sorted((HERE / "material").glob("*.txt"))


def sentences(paths: Sequence[Path]) -> list[Sentence]:
    """The sentences of some files.

    Raises:
        ValueError: a line of another form, with its file and number.
    """
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            kind, _, text = line.partition("\t")
            if kind not in KINDS or not text:
                raise ValueError(f"{path.name}:{number}: not understood")
            named = re.sub(r"[\[\]]", "", text) if kind in "FH" else text
            found.append(Sentence(path.stem, kind, named))
    return found


def rows_of(every: Sequence[Sentence]) -> Numbers:
    """The numbers of sentences: their meanings, and their runs of words."""
    rows = np.zeros((len(every), SIZE + BUCKETS), dtype=np.float32)
    rows[:, :SIZE] = bearing_model().vectors([one.text for one in every])
    for row, one in zip(rows, every, strict=True):
        told = grams(one.text)
        row[SIZE + told.buckets] = told.counts
    return rows


def learnt(alike: Wide, true: Wide) -> tuple[Wide, float]:
    """Logistic regression by Newton's steps, of sentences of which it is known how alike any two
    are: what each adds to the weights, and the sum that always counts."""
    count = len(true)
    added, always = np.zeros(count), 0.0
    whole = np.ones((count + 1, count + 1))
    whole[-1, -1] = 0.0
    for _ in range(STEPS):
        told = alike @ added + always
        likely = 1 / (1 + np.exp(-told))
        spread = np.maximum(likely * (1 - likely), 1e-4)
        whole[:-1, :-1] = alike + np.diag(HELD / spread)
        found = np.linalg.solve(whole, np.r_[told + (true - likely) / spread, 0.0])
        added, always = found[:-1], float(found[-1])
    return added, always


def by_hands(alike: Wide, true: Wide, hands: npt.NDArray[np.str_]) -> Wide:
    """How likely each sentence tells a thing, by what was learnt from the other hands."""
    likely = np.zeros(len(true))
    for hand in np.unique(hands):
        known, judged = np.flatnonzero(hands != hand), np.flatnonzero(hands == hand)
        added, always = learnt(alike[np.ix_(known, known)], true[known])
        likely[judged] = 1 / (1 + np.exp(-(alike[np.ix_(judged, known)] @ added + always)))
    return likely


def scores(likely: Wide, true: Wide) -> dict[str, float]:
    """The share that is right; how much of what is sure is true, and of what is true is sure."""
    sure = likely >= SURE
    return {
        "right": round(float(((likely > 0.5) == (true > 0)).mean()), 3),
        "sure_and_true": round(float(true[sure].mean()), 3),
        "true_and_sure": round(float(sure[true > 0].mean()), 3),
    }


def digest() -> str:
    """The SHA-256 of all that the model learns from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files())).hexdigest()


def main() -> None:
    """Measure by hands, and make the model."""
    every = sentences(files())
    rows = rows_of(every)
    weights = np.zeros((SIZE + BUCKETS + 1, len(LEARNT)), dtype=np.float32)
    table = {}
    for column, (name, (fore, against)) in enumerate(LEARNT.items()):
        at = [n for n, one in enumerate(every) if one.kind in fore + against]
        true = np.array([float(every[n].kind in fore) for n in at])
        alike = (rows[at] @ rows[at].T).astype(np.float64)
        table[name] = scores(by_hands(alike, true, np.array([every[n].hand for n in at])), true)
        print(name, table[name], flush=True)
        added, always = learnt(alike, true)
        weights[:-1, column], weights[-1, column] = rows[at].T @ added, always
    np.save(HERE / "weights.npy", weights.astype(np.float16))
    card = {
        "sentences": {kind: sum(one.kind == kind for one in every) for kind in KINDS},
        "scores_by_hands": table,
        "material_sha256": digest(),
        "bearing_sha256": _hash(model_folder("bearing") / "bearing.onnx"),
        "files_sha256": {"weights.npy": _hash(HERE / "weights.npy")},
    }
    (HERE / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
