"""Assertions of a file of sentences, for scoring: ``python -m benchmarks.assertion FILE.jsonl``.

Each line of the file is ``{"id": …, "sentence": …, "concept": …}``; each line printed is
``{"id": …, "negation": "Negated" | "Affirmed", "temporality": "Recent" | "Historical" | …}``.
A concept that stands in the sentence in capitals is taken there first, as the NegEx test kit
(Chapman et al.) marks it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from docextract.chart.assertion import categories_of
from docextract.facts import Assertion
from docextract.rules import load

_LABEL = re.compile(r"(?<![A-Za-z])([A-Za-z][A-Za-z ]{2,30}):")


def place_of(concept: str, sentence: str) -> tuple[int, int]:
    """Where the concept stands in the sentence; the whole sentence where it is not found."""
    capitals, words = (
        r"\s+".join(re.escape(w) for w in text.split()) for text in (concept.upper(), concept)
    )
    found = re.search(capitals, sentence) or re.search(words, sentence, re.IGNORECASE)
    return found.span() if found else (0, len(sentence))


def known_before(sentence: str, start: int, end: int) -> bool:
    """Whether a finding was known before the visit, which the test kit counts as historical.

    So are what stands under past, social and allergy history, habits, and a chronic condition
    that is a list item of its own.
    """
    rules = load("assertion")["background"]
    before, concept, after = sentence[:start], sentence[start:end], sentence[end:]
    labels = [m[1].strip().lower() for m in _LABEL.finditer(sentence[:end])]
    alone = re.fullmatch(rf"\W*{rules['chronic']}\W*", sentence, re.IGNORECASE)
    return bool(
        alone
        or (labels and labels[-1] in rules["labels"])
        or re.search(rf"(?<!\w){rules['cues']}", before, re.IGNORECASE)
        or re.match(rules["after"], after, re.IGNORECASE)
        or re.fullmatch(rules["habits"], concept.strip(), re.IGNORECASE)
    )


def judged(path: Path) -> Iterator[dict[str, str]]:
    """The answer for each line of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        start, end = place_of(row["concept"], row["sentence"])
        found = categories_of(row["sentence"], start, end)
        hypothetical = Assertion.HYPOTHETICAL in found
        past = bool(found & {Assertion.HISTORICAL, Assertion.FAMILY})
        past = past or known_before(row["sentence"], start, end)
        yield {
            "id": row["id"],
            "negation": "Negated" if Assertion.NEGATED in found else "Affirmed",
            "temporality": "Not particular" if hypothetical else "Historical" if past else "Recent",
        }


def main() -> None:
    """Print the answers as JSON Lines."""
    for answer in judged(Path(sys.argv[1])):
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
