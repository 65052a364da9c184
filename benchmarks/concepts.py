"""Which concepts of the vocabulary only our own cases use: ``python -m benchmarks.concepts``.

A concept that no text by another hand names was perhaps written for a case and not for a service
line. Texts by other hands are the letters of ``tests/letters/judge`` and, where they lie beside the
repository, the corpora and letters of ``../shared``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from docextract.requirements.concepts import keys_of, lexicon

ROOT = Path(__file__).resolve().parent.parent
OURS = ("tests/cases/*/*/*", "tests/packet_builder/match_cases.yaml", "sample_docs/**/*.txt")
OTHERS = (
    "tests/letters/judge/*.html",
    "../shared/letters/[0-9]*.html",
    "../shared/corpora/notes/*.txt",
    "../shared/corpora/ccda/*.xml",
    "../shared/corpora/negex/*.jsonl",
)
_LONGEST = 400
"""A line is cut into pieces of so many letters at most, as notes are read sentence by sentence."""


def named_in(lines: Iterable[str]) -> frozenset[str]:
    """The concepts that any of these lines names or hints at."""
    found: set[str] = set()
    for line in lines:
        for start in range(0, len(line), _LONGEST):
            found |= keys_of(line[start : start + _LONGEST], "name", "sign", "clear")
    return frozenset(found)


def _lines(root: Path, shapes: Iterable[str]) -> Iterator[str]:
    for shape in shapes:
        base, pattern = (root.parent, shape[3:]) if shape.startswith("../") else (root, shape)
        for path in sorted(base.glob(pattern)):
            if path.is_file():
                yield from path.read_text(encoding="utf-8", errors="replace").splitlines()


def only_ours(root: Path = ROOT) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """All concepts, those that texts by other hands name, and those that only our cases do."""
    every = frozenset(lexicon().concepts)
    others = named_in(_lines(root, OTHERS))
    ours = named_in(_lines(root, OURS)) - others
    return every, others & every, ours & every


def main() -> None:
    """Print the counts, and the concepts that only our own cases use."""
    every, others, ours = only_ours()
    unnamed = len(every) - len(others) - len(ours)
    sys.stdout.write(
        f"concepts: {len(every)}, named by other hands: {len(others)}, "
        f"only in our own cases: {len(ours)}, in no text here: {unnamed}\n"
    )
    for key in sorted(ours):
        sys.stdout.write(f"  {key}: {lexicon().concepts[key].label}\n")


if __name__ == "__main__":
    main()
