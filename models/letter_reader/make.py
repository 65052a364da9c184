"""Trains the model that tells what each word of a payer's letter is part of, and writes it for use.

``make reader-model`` runs it in an environment of its own (``models/bearing/requirements.lock``):
twenty minutes on two cores. It writes ``letter_reader.onnx`` (weights of 8 bits),
``pieces.txt`` and ``card.json``. Sums of several threads differ in their last digits, so another
run gives another file, as good.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from material import HERE, PARAGRAPH, Letter, digest, files, letters
from network import Network, Sample, loss_of

from docextract.tagger import LONGEST, Printed, coded, row, windows
from docextract.wordpiece import Pieces

sys.path.append(str(Path(__file__).parents[1]))
from encoder import START, cut, export, hashes, learn, vocabulary

EPOCHS = 5
RATE, HEAD_RATE, WARM = 2e-4, 2e-3, 0.06
TOGETHER = 6
"""Windows of a step."""
UNITS = 3
"""Of so many letters of ``units/`` one is read in an epoch: they tell less of each word."""
WIDTHS = (58, 72, 85, 100, 999)
"""Letters of a line, where the layout is not told."""
NOISE = (0.0, 0.0, 0.0, 0.01, 0.03)
"""Shares of words that are misread, as a fax may have them."""
CONFUSED = {"l": "i1", "i": "l1", "o": "0", "0": "O", "1": "l", "e": "c", "c": "e", "t": "f"}
CONFUSED |= {"h": "b", "s": "5", "5": "S", "a": "o", "u": "n", "m": "rn", "8": "B"}


def laid(letter: Letter, rng: random.Random) -> list[Printed]:
    """The words with what stands before each: lines are broken anew where that is not told, and
    some words are misread."""
    width, noise, spaced = rng.choice(WIDTHS), rng.choice(NOISE), rng.random() < 0.5
    told: list[Printed] = []
    column = 0
    for word, printed_gap in zip(letter.words, letter.gaps, strict=True):
        gap = printed_gap
        if gap == PARAGRAPH:
            gap = 3 if rng.random() < (0.9 if spaced else 0.15) else 2
        elif not letter.laid and not gap and column + len(word) > width:
            gap = 2
        column = len(word) + 1 + (0 if gap >= 2 else column)
        told.append(Printed(_misread(word, rng) if rng.random() < noise else word, gap))
    return [Printed(told[0].text, 4), *told[1:]]


def _misread(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    wrong = CONFUSED.get(word[at].lower(), "")
    return (word[:at] + rng.choice(wrong or " ") + word[at + 1 :]).strip() or word


def samples(letter: Letter, pieces: Pieces, rng: random.Random) -> Iterator[Sample]:
    """The windows of a letter; the first is as long as chance has it."""
    told = coded(pieces, laid(letter, rng))
    for window in windows(told.firsts, begin=rng.randrange(160, LONGEST - 2), overlap=50):
        first, last = window
        yield Sample(
            *row(pieces, told, window),
            letter.allowed[first:last],
            letter.begins[first:last],
            letter.roles[first:last],
            [(a - first, b - first) for a, b in letter.unmet if first <= a and b <= last],
        )


def chosen(every: Sequence[Letter], rng: random.Random) -> list[Letter]:
    """The letters of an epoch: of two readings of one letter one, of ``units/`` some."""
    groups: dict[object, list[Letter]] = {}
    for at, one in enumerate(every):
        group = one.name.split()[0] if one.laid else ("units", at // UNITS) if one.roles else at
        groups.setdefault(group, []).append(one)
    return [rng.choice(group) for group in groups.values()]


def batches(every: Sequence[Letter], pieces: Pieces, rng: random.Random) -> Iterator[list[Sample]]:
    """An epoch; windows of like length go together."""
    found = [one for letter in chosen(every, rng) for one in samples(letter, pieces, rng)]
    rng.shuffle(found)
    steps: list[list[Sample]] = []
    for begin in range(0, len(found), 8 * TOGETHER):
        near = sorted(found[begin : begin + 8 * TOGETHER], key=lambda one: len(one.pieces))
        steps += [near[at : at + TOGETHER] for at in range(0, len(near), TOGETHER)]
    rng.shuffle(steps)
    yield from steps


def train(every: Sequence[Letter], pieces: Pieces, epochs: int = EPOCHS) -> Network:
    """A network that has learnt from some letters."""
    rng = random.Random(0)  # noqa: S311 - no secret hangs on it
    torch.manual_seed(0)
    network = Network(START)
    steps = epochs * sum(1 for _ in batches(every, pieces, random.Random(1)))  # noqa: S311 - as above
    drawn = (some for _ in range(epochs) for some in batches(every, pieces, rng))
    losses = (loss_of(network, some) for some in drawn)
    groups = [(network.bert.parameters(), RATE), (network.head.parameters(), HEAD_RATE)]
    learn(groups, losses, steps, WARM * steps)
    return network.eval()


def write(network: Network, pieces: Pieces, folder: Path) -> None:
    """Write the network with weights of 8 bits, its vocabulary cut to what English print holds."""
    kept = cut(network.bert, pieces)
    (folder / "pieces.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    names = ("pieces", "mask", "kinds")
    export(network, folder / "letter_reader.onnx", inputs=names, outputs=("told",), long=("told",))


def card(learnt: int, folder: Path) -> dict[str, object]:
    """What the model in a folder was made from."""
    names = ("letter_reader.onnx", "pieces.txt")
    return {
        "letters": learnt,
        "material_sha256": digest(),
        "files_sha256": hashes(folder, names),
    }


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="times through the material")
    parser.add_argument(
        "--without", default="", help="leave out letters of printed/ by these authors: xy"
    )
    parser.add_argument("--out", type=Path, default=HERE, help="where the model is written")
    told = parser.parse_args()
    left = tuple(told.without)
    every = [one for one in letters(files()) if not (one.laid and left and one.name[0] in left)]
    pieces = vocabulary()
    write(train(every, pieces, told.epochs), pieces, told.out)
    made = card(len(every), told.out)
    (told.out / "card.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
