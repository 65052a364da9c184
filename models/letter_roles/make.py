"""Trains the pipeline that tells what each sentence of a letter is for, and measures it.

``python models/letter_roles/make.py`` (``make model``) trains and writes ``pipeline/`` and
``card.json``; ``--scores`` first measures by cross-validation over whole payers and layouts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from material import HERE, ROLES, Letter, count_units, digest, letters, phrases, rationales
from scores import print_rationales, print_scores
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, load_config, load_model_from_config, minibatch

SEED = 0
EPOCHS = 20
RATE = 0.003
BATCH = 64
COPIES = {"reason": 4, "unmet": 4}
"""So many spoilt copies of the units of the rare roles; one of all others."""
MISREAD, LOST, UNSEEN = 0.12, 0.1, 0.2
"""Shares of the words of a copy: misread by an OCR, lost, and of those around it, not seen."""
_CONFUSED = {"l": "i", "i": "l", "o": "0", "e": "c", "c": "e", "t": "f", "h": "b", "s": "5"}
_CONFUSED |= {"a": "o", "u": "n"}


def train(material: Sequence[Letter]) -> Language:
    """A pipeline that has learnt from some letters; the same bytes for the same letters."""
    rng = random.Random(SEED)  # noqa: S311 - no secret hangs on it
    fix_random_seed(SEED)
    nlp = load_model_from_config(load_config(HERE / "config.cfg"), auto_fill=True)
    pipe = nlp.get_pipe("textcat_multilabel")
    for role in ROLES:
        pipe.add_label(role)
    examples = list(_examples(nlp, material, rng))
    optimizer = nlp.initialize(lambda: examples[:BATCH])
    optimizer.learn_rate = RATE
    for _ in range(EPOCHS):
        rng.shuffle(examples)
        for batch in minibatch(examples, BATCH):
            pipe.update(batch, sgd=optimizer, losses={})
    return nlp


def write(nlp: Language, folder: Path) -> None:
    """Write the pipeline without the words that it learnt from: it needs only their hashes."""
    fresh = load_model_from_config(load_config(HERE / "config.cfg"), auto_fill=True)
    learnt = nlp.get_pipe("textcat_multilabel").to_bytes(exclude=["vocab"])
    fresh.get_pipe("textcat_multilabel").from_bytes(learnt, exclude=["vocab"])
    fresh.meta.update(name=HERE.name, license="Apache-2.0")
    fresh.to_disk(folder)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a pipeline that holds what was learnt or how it is put together."""
    names = ("config.cfg", "meta.json", "textcat_multilabel/cfg", "textcat_multilabel/model")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _examples(nlp: Language, material: Sequence[Letter], rng: random.Random) -> Iterator[Example]:
    for letter in material:
        for unit, roles in zip(letter.units, letter.roles, strict=True):
            cats = {role: float(role in roles) for role in letter.told}
            rows = [(unit.own, unit.around)]
            for _ in range(max((COPIES.get(role, 1) for role in roles), default=1)):
                own = [_misread(w, rng) for w in unit.own if rng.random() >= LOST]
                around = [w for w in unit.around if rng.random() >= UNSEEN]
                rows.append((tuple(own), tuple(around)))
            for own_words, words_around in rows:
                words = unit._replace(own=own_words, around=words_around).words
                yield Example.from_dict(Doc(nlp.vocab, words=words), {"cats": cats})


def _misread(word: str, rng: random.Random) -> str:
    if len(word) < 3 or rng.random() >= MISREAD:
        return word
    at = rng.randrange(len(word))
    return word[:at] + _CONFUSED.get(word[at], "") + word[at + 1 :]


def main() -> None:
    """Measure, where asked, and make the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", action="store_true", help="measure only; takes two minutes")
    options = parser.parse_args()
    print("==> Reading the letters")
    ours, invented, told = letters(), phrases(), rationales()
    if options.scores:
        print_scores(ours, lambda known: train([*invented, *told, *known]))
        print_rationales(told, [*invented, *ours], train)
        return
    print(f"==> Training on {len(ours)} letters, {len(told)} rationales, {len(invented)} bodies")
    write(train([*invented, *told, *ours]), HERE / "pipeline")
    card = {
        "letters": len(ours),
        "bodies": len(invented),
        "rationales": len(told),
        "units": count_units([*ours, *told, *invented]),
        "material_sha256": digest(),
        "spacy": spacy.__version__,
        "files_sha256": hashes(HERE / "pipeline"),
    }
    (HERE / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(f"==> Wrote {HERE / 'pipeline'}")


if __name__ == "__main__":
    main()
