"""Trains the model that tells how a passage bears on a requirement, and writes it for use.

``make bearing-model`` runs it in an environment of its own (``requirements.lock``): an hour on two
cores. It writes ``bearing.onnx`` (weights of 8 bits), ``pieces.txt`` and ``card.json``, and
``bearing.pt``, by which ``make evidence-model`` finds near lines and which nobody ships. Sums of
several threads differ in their last digits, so another run gives another file, as good.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from contrast import contrasts
from material import HERE, Case, cases, contrast_files, digest, files
from network import Network, alone, pair, run
from torch.nn import functional

from docextract.wordpiece import Pieces

sys.path.append(str(Path(__file__).parents[1]))
from encoder import START, cut, export, hashes, learn, vocabulary

EPOCHS = 3
RATE, HEAD_RATE, WARM = 1.6e-4, 1.6e-3, 0.1
TOGETHER = 2
"""Cases of a step: each is the other's background."""
SHARP = 20.0
"""What the products of vectors are multiplied with before they compete."""
HELD_OUT = 28
"""Every so many cases one is kept to measure on."""
HARD, OTHER, MARKED = 5, 2, 6
"""Pairs of a criterion: unmarked lines nearest to it, any unmarked ones, and marked ones."""
HARD_SET, OTHER_SET, MARKED_SET = 2, 1, 9
"""The same of a need of the contrast sets."""
SIDES = {"+": 1, "-": 2}
KIND = 0.5
"""How often a line is read with the kind of its document before it."""


def shown(case: Case, at: int, rng: random.Random) -> str:
    """A line as it is read in training."""
    line = case.lines[at]
    return f"{line.kind}: {line.text}" if line.kind and rng.random() < KIND else line.text


def loss_of(
    network: Network, pieces: Pieces, some: Sequence[Case], rng: random.Random
) -> torch.Tensor:
    """How far the network is from the marks of some cases."""
    lines = [(n, at) for n, case in enumerate(some) for at in range(len(case.lines))]
    asked = [(n, number) for n, case in enumerate(some) for number in case.criteria]
    texts = [rng.choice(some[n].criteria[number].texts) for n, number in asked]
    rows = [alone(pieces, shown(some[n], at, rng)) for n, at in lines]
    vectors, _ = run(network, [*rows, *(alone(pieces, text) for text in texts)])
    near = vectors[len(lines) :] @ vectors[: len(lines)].T
    pairs, sides, owner, nearness = [], [], [], []
    for row, (n, number) in enumerate(asked):
        marks = [some[m].lines[at].marks.get(number) if m == n else None for m, at in lines]
        nearness.append(_listwise(near[row] * SHARP, marks))
        own = [i for i, (m, _) in enumerate(lines) if m == n]
        for i in _looked_at(near[row], own, marks, rng, sets=not some[n].criteria[number].status):
            m, at = lines[i]
            pairs.append(pair(pieces, texts[row], shown(some[m], at, rng)))
            sides.append(SIDES.get(marks[i] or "", 0))
            owner.append(row)
    _, told = run(network, pairs)
    return 0.3 * torch.cat(nearness).mean() + 1.5 * _side_loss(told, sides, owner)


def _looked_at(
    near: torch.Tensor,
    own: list[int],
    marks: list[str | None],
    rng: random.Random,
    *,
    sets: bool,
) -> list[int]:
    hardest, others, most = (HARD_SET, OTHER_SET, MARKED_SET) if sets else (HARD, OTHER, MARKED)
    free = [i for i in own if not marks[i]]
    hard = sorted(free, key=lambda i: -float(near[i]))[:hardest]
    left = [i for i in free if i not in hard]
    other = rng.sample(left, min(others, len(left)))
    marked = [i for i in own if marks[i]]
    return rng.sample(marked, min(most, len(marked))) + hard + other


def _listwise(score: torch.Tensor, marks: list[str | None]) -> torch.Tensor:
    """Each line that is evidence against all that are not marked."""
    free = torch.tensor([not mark for mark in marks])
    good = torch.tensor([mark in SIDES for mark in marks])
    rest = torch.logsumexp(score[free], 0)
    return torch.logaddexp(score[good], rest) - score[good]


def _side_loss(told: torch.Tensor, sides: list[int], owner: list[int]) -> torch.Tensor:
    """The right side of each pair; for the same criterion, evidence before what is none, and what
    is for it further to that side than what is against it."""
    true, row = torch.tensor(sides), torch.tensor(owner)
    loss = functional.cross_entropy(
        told, true, weight=torch.tensor([1.0, 1.3, 2.0]), label_smoothing=0.03
    )
    score = torch.logaddexp(told[:, 1], told[:, 2]) - told[:, 0]
    lean = told[:, 1] - told[:, 2]
    ranked, parted = [], []
    for number in row.unique():
        mine = row == number
        good, bad = score[mine & (true > 0)], score[mine & (true == 0)]
        if len(good) and len(bad):
            ranked.append(torch.logaddexp(good, torch.logsumexp(bad, 0)) - good)
        fore, against = lean[mine & (true == 1)], lean[mine & (true == 2)]
        if len(fore) and len(against):
            parted.append(functional.softplus(against[None, :] - fore[:, None]).flatten())
    for more, weight in ((ranked, 0.5), (parted, 0.5)):
        loss = loss + weight * torch.cat(more).mean() if more else loss
    return loss


def train(learnt: Sequence[Case], pieces: Pieces, epochs: int = EPOCHS) -> Network:
    """A network that has learnt from some cases."""
    rng = random.Random(0)  # noqa: S311 - no secret hangs on it
    torch.manual_seed(0)
    network = Network(START)
    steps = max(1, len(learnt) // TOGETHER) * epochs
    losses = (loss_of(network, pieces, some, rng) for some in _epochs(learnt, epochs, rng))
    groups = [(network.bert.parameters(), RATE), (network.head.parameters(), HEAD_RATE)]
    learn(groups, losses, steps, WARM * steps)
    return network.eval()


def _epochs(learnt: Sequence[Case], epochs: int, rng: random.Random) -> Iterator[list[Case]]:
    order = list(learnt)
    for _ in range(epochs):
        rng.shuffle(order)
        for begin in range(0, len(order) - TOGETHER + 1, TOGETHER):
            yield order[begin : begin + TOGETHER]


@torch.no_grad()
def found(network: Network, held: Sequence[Case], pieces: Pieces, first: int = 6) -> float:
    """The share of the marked evidence of cases that is among the ``first`` of each criterion,
    when the 24 nearest lines are read together with it."""
    hits = total = 0
    for case in held:
        vectors, _ = run(network, [alone(pieces, line.text) for line in case.lines])
        for number, criterion in case.criteria.items():
            text = criterion.texts[0]
            near = vectors @ run(network, [alone(pieces, text)])[0][0]
            at = near.argsort(descending=True)[:24].tolist()
            told = run(network, [pair(pieces, text, case.lines[i].text) for i in at])[1]
            order = told.softmax(1)[:, 0].argsort().tolist()
            good = set(case.marked(number, "+-"))
            hits += len(good & {at[i] for i in order[:first]})
            total += len(good)
    return hits / max(1, total)


def write(network: Network, pieces: Pieces, folder: Path) -> None:
    """Write the network with weights of 8 bits, its vocabulary cut to what English print holds."""
    kept = cut(network.bert, pieces)
    (folder / "pieces.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    names, outputs = ("pieces", "mask", "sides_in"), ("vector", "sides")
    export(network, folder / "bearing.onnx", inputs=names, outputs=outputs)


def card(learnt: int, needs: int, held: int, share: float) -> dict[str, object]:
    """What the model was made from, and how well it finds evidence in cases unseen."""
    names = ("bearing.onnx", "pieces.txt")
    return {
        "cases": learnt,
        "contrast_needs": needs,
        "held_out": held,
        "found_in_first_six": round(share, 3),
        "material_sha256": digest(),
        "files_sha256": hashes(HERE, names),
    }


def main() -> None:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="times through the material")
    epochs = parser.parse_args().epochs
    every = cases(files())
    held = every[::HELD_OUT]
    learnt = [case for at, case in enumerate(every) if at % HELD_OUT]
    sets = contrasts(contrast_files())
    pieces = vocabulary()
    network = train([*learnt, *sets], pieces, epochs)
    share = found(network, held, pieces)
    torch.save(network.state_dict(), HERE / "bearing.pt")
    write(network, pieces, HERE)
    needs = sum(len(case.criteria) for case in sets)
    told = card(len(learnt), needs, len(held), share)
    (HERE / "card.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
