"""Trains the model that reads a requirement with its passages, and writes it for use.

``make evidence-model`` runs it in the environment of ``bearing``, after ``make bearing-model``,
whose network finds the lines that are read: an hour and a quarter on two cores. It writes
``evidence_reader.onnx`` (weights of 8 bits), ``pieces.txt`` and ``card.json``. Sums of several
threads differ in their last digits, so another run gives another file, as good.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

import torch
from reading import Network, Standing, run
from sets import (
    HERE,
    Drawn,
    Source,
    all_cases,
    asked,
    contrasts,
    digest,
    files,
    needs,
    searched,
)  # fmt: skip
from sets import Asked as Criterion
from torch.nn import functional

from docextract.evidence_reader import row
from docextract.wordpiece import END, PAD, Pieces

sys.path.append(str(Path(__file__).parents[1]))
from encoder import MARKS, START, export, hashes, learn, vocabulary
from mpnet import unpacked
from mpnet import vocabulary as words_of

T = TypeVar("T")
Read: TypeAlias = tuple[list[int], Drawn]
"""A row of pieces, and what is told of it."""
BEGINS = HERE.parent / "bearing" / "bearing.pt"
"""The weights that ``make bearing-model`` leaves: they tell which lines are near a criterion."""
EPOCHS = 1.75
RATE, HEAD_RATE, WARM = 4e-5, 5e-4, 80
"""The last are the steps in which learning quickens."""
TOGETHER, MIXED = 16, 128
"""Rows of a step, and rows that are drawn at once."""
SMOOTHED, SMOOTHED_SIDES = 0.05, 0.03
SIDES_WEIGH, SIDE_WEIGHTS = 1.5, [1.0, 1.3, 1.7]
"""What the sides of passages weigh beside how a requirement stands, and what each side weighs."""
HELD_OUT = 28
"""Every so many cases one is kept to measure on."""
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


def train(every: Sequence[Source], start: Path, words: dict[str, int], epochs: float) -> Network:
    """A network that has learnt from rows of some sources."""
    rng = random.Random(0)  # noqa: S311 - no secret hangs on it
    torch.manual_seed(0)
    network = Network(start, list(words.values()))
    pieces = Pieces({piece: at for at, piece in enumerate(words)})
    heads = [*network.head.parameters(), *network.side.parameters()]
    steps = round(len(every) / TOGETHER * epochs)
    losses = (_loss(network, some, pieces) for some in batches(every, pieces, rng))
    learn([(network.encoder.parameters(), RATE), (heads, HEAD_RATE)], losses, steps, WARM)
    return network.eval()


def batches(every: Sequence[Source], pieces: Pieces, rng: random.Random) -> Iterator[list[Read]]:
    """Rows without end, each source once an epoch; rows of like length go together."""
    order: list[Source] = []
    while True:
        if len(order) < MIXED:
            order = rng.sample(every, len(every))
        some, order = order[:MIXED], order[MIXED:]
        found = [_row(pieces, one.drawn(rng), rng) for one in some]
        found.sort(key=lambda one: len(one[0]))
        steps = [found[at : at + TOGETHER] for at in range(0, MIXED, TOGETHER)]
        rng.shuffle(steps)
        yield from steps


def _row(pieces: Pieces, drawn: Drawn, rng: random.Random) -> Read:
    lines = drawn.lines
    if rng.random() < MISREAD_ROWS:
        lines = [misread(told, rng) for told in lines]
    return row(pieces, drawn.text, lines).pieces, drawn


def _loss(network: Network, some: Sequence[Read], pieces: Pieces) -> torch.Tensor:
    """How far the network is from how requirements stand and from the sides of passages."""
    standing, sides = run(network, [told_row for told_row, _ in some], pieces.numbers[PAD])
    told = [at for at, (_, drawn) in enumerate(some) if drawn.standing is not None]
    loss = torch.zeros(())
    if told:
        true = torch.tensor([some[at][1].standing for at in told])
        off = functional.cross_entropy(standing[told], true, label_smoothing=SMOOTHED)
        loss = loss + len(told) / len(some) * off
    marked: list[torch.Tensor] = []
    sided: list[int] = []
    for at, (told_row, drawn) in enumerate(some):
        ends = _ends(told_row, pieces) if drawn.sides else []
        marked.append(sides[at, ends])
        sided += (drawn.sides or [])[: len(ends)]
    if sided:
        weight = torch.tensor(SIDE_WEIGHTS)
        off = functional.cross_entropy(
            torch.cat(marked), torch.tensor(sided), weight=weight, label_smoothing=SMOOTHED_SIDES
        )
        share = sum(bool(drawn.sides) for _, drawn in some) / len(some)
        loss = loss + SIDES_WEIGH * share * off
    return loss


def _ends(row: Sequence[int], pieces: Pieces) -> list[int]:
    """Where the passages of a row end: behind the requirement's own end."""
    return [at for at, piece in enumerate(row) if piece == pieces.numbers[END]][1:]


@torch.no_grad()
def right(network: Network, held: Sequence[Criterion], pieces: Pieces) -> float:
    """The share of criteria whose standing the network tells right from their drawn lines."""
    rng = random.Random(1)  # noqa: S311 - no secret hangs on it
    drawn = [one.drawn(rng) for one in held]
    hits = 0
    for one in drawn:
        pieces_of = row(pieces, one.text, one.lines).pieces
        told = run(network, [pieces_of], pieces.numbers[PAD])[0]
        hits += int(told.argmax()) == one.standing
    return hits / max(1, len(drawn))


def write(network: Network, words: Iterable[str], folder: Path) -> None:
    """Write the network with weights of 8 bits, and its vocabulary."""
    (folder / "pieces.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    export(
        Standing(network), folder / "evidence_reader.onnx", inputs=("pieces", "mask"),
        outputs=("standing",),
    )  # fmt: skip


def card(counts: dict[str, int], share: float) -> dict[str, object]:
    """What the model was made from, and how often it is right on criteria unseen."""
    names = ("evidence_reader.onnx", "pieces.txt")
    return {
        **counts,
        "standing_right_of_held_out": round(share, 3),
        "material_sha256": digest(),
        "files_sha256": hashes(HERE, names),
    }


def _others(every: Sequence[T]) -> list[T]:
    return [one for at, one in enumerate(every) if at % HELD_OUT]


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=float, default=EPOCHS, help="times through the material")
    epochs = parser.parse_args().epochs
    every = all_cases()
    near = likeness(vocabulary())
    held = asked(every[::HELD_OUT], near[::HELD_OUT])
    of_cases = asked(_others(every), _others(near))
    of_sets, near_pairs = needs(files()), contrasts()
    start = unpacked()
    words = words_of(start, MARKS)
    sources: list[Source] = [*of_cases, *searched(of_cases), *of_sets, *near_pairs]
    network = train(sources, start, words, epochs)
    share = right(network, held, Pieces({piece: at for at, piece in enumerate(words)}))
    write(network, words, HERE)
    counts = {
        "criteria_of_cases": len(of_cases), "held_out": len(held), "charts_of_sets": len(of_sets),
        "contrast_needs": len(near_pairs),
    }  # fmt: skip
    told = card(counts, share)
    (HERE / "card.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
