"""Trains the model that reads a requirement with its passages, and writes it for use.

``make evidence-model`` runs it in the environment of ``bearing``, after ``make bearing-model``,
whose network it goes on from: twenty minutes on two cores. It writes ``evidence_reader.onnx``
(weights of 8 bits), ``pieces.txt`` and ``card.json``. Sums of several threads differ in their last
digits, so another run gives another file, as good.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from reading import Network, run
from sets import HERE, Asked, Need, all_cases, asked, digest, files, needs
from torch.nn import functional

from docextract.evidence_reader import row
from docextract.wordpiece import Pieces

sys.path.append(str(Path(__file__).parents[1]))
from encoder import START, cooled, cut, export, vocabulary

BEGINS = HERE.parent / "bearing" / "bearing.pt"
"""The weights that ``make bearing-model`` leaves."""
EPOCHS = 2.5
RATE, HEAD_RATE, WARM = 8e-5, 8e-4, 0.1
TOGETHER = 24
"""Rows of a step."""
SMOOTHED = 0.05
MISREAD_ROWS, MISREAD = 0.15, 0.03
"""How many rows have words that are misread, as a scan may have them, and how many words."""


def likeness(pieces: Pieces) -> list[dict[str, list[float]]]:
    """For each case of ``bearing``, by criterion, how near each line is to its nearest wording."""
    from network import Network as Bearing
    from network import alone
    from network import run as vectors_of

    network = Bearing(START)
    network.load_state_dict(torch.load(BEGINS, weights_only=True))
    network.eval()
    found = []
    with torch.no_grad():
        for case in all_cases():
            lines = vectors_of(network, [alone(pieces, one.text) for one in case.lines])[0]
            near = {}
            for number, criterion in case.criteria.items():
                texts = vectors_of(network, [alone(pieces, text) for text in criterion.texts])[0]
                near[number] = (texts @ lines.T).max(0).values.tolist()
            found.append(near)
    return found


def misread(text: str, rng: random.Random) -> str:
    """A text of which some words have lost or changed a letter."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 2 and rng.random() < MISREAD:
            place = rng.randrange(len(word))
            words[at] = word[:place] + rng.choice("elit0 ") + word[place + 1 :]
    return " ".join(words)


def train(every: Sequence[Asked | Need], pieces: Pieces, epochs: float = EPOCHS) -> Network:
    """A network that has learnt from some criteria with their lines."""
    rng = random.Random(0)  # noqa: S311 - no secret hangs on it
    torch.manual_seed(0)
    network = Network(START)
    begun = torch.load(BEGINS, weights_only=True)
    own = {name: weights for name, weights in begun.items() if name.startswith("bert.")}
    network.load_state_dict(own, strict=False)
    free = [weights for weights in network.bert.parameters() if weights.requires_grad]
    groups = [{"params": free, "lr": RATE}, {"params": network.head.parameters(), "lr": HEAD_RATE}]
    steps = round(len(every) / TOGETHER * epochs)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1.0, (at + 1) / (WARM * steps)) * cooled(at / steps)
    )
    order: list[Asked | Need] = []
    for step in range(steps):
        if len(order) < TOGETHER:
            order = rng.sample(every, len(every))
        some, order = order[:TOGETHER], order[TOGETHER:]
        loss = _loss(network, pieces, some, rng)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"{step} of {steps}: {float(loss.detach()):.3f}", flush=True)
    return network.eval()


def _loss(
    network: Network, pieces: Pieces, some: Sequence[Asked | Need], rng: random.Random
) -> torch.Tensor:
    rows = []
    for one in some:
        text, lines = one.drawn(rng)
        if rng.random() < MISREAD_ROWS:
            lines = [misread(told, rng) for told in lines]
        rows.append(row(pieces, text, lines))
    true = torch.tensor([one.standing for one in some])
    return functional.cross_entropy(run(network, rows), true, label_smoothing=SMOOTHED)


def write(network: Network, pieces: Pieces, folder: Path) -> None:
    """Write the network with weights of 8 bits, its vocabulary cut to what English print holds."""
    kept = cut(network.bert, pieces)
    (folder / "pieces.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    names = ("pieces", "mask", "sides_in")
    export(
        network, folder / "evidence_reader.onnx", inputs=names, outputs=("standing",), long=False
    )


def card(criteria: int, charts: int) -> dict[str, object]:
    """What the model was made from."""
    names = ("evidence_reader.onnx", "pieces.txt")
    return {
        "criteria_of_cases": criteria,
        "charts_of_sets": charts,
        "material_sha256": digest(),
        "files_sha256": {n: hashlib.sha256((HERE / n).read_bytes()).hexdigest() for n in names},
    }


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=float, default=EPOCHS, help="times through the material")
    epochs = parser.parse_args().epochs
    pieces = vocabulary()
    of_cases = asked(all_cases(), likeness(pieces))
    of_sets = needs(files())
    write(train([*of_cases, *of_sets], pieces, epochs), pieces, HERE)
    told = card(len(of_cases), len(of_sets))
    (HERE / "card.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
