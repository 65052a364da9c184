"""Unmet requirements with the second reader's word: what it does not hear, and what only it hears.

On letters that neither reader had seen, 23 of 26 requirements that the rules doubted and the second
reader did not hear were none, and 15 of 17 that only it heard surely were some.
"""

from __future__ import annotations

import re

from docextract.facts import DocumentType, Fact, Letter
from docextract.letter.doubt import LISTS
from docextract.letter.second import Heard, Run
from docextract.letter.spans import Span, fact
from docextract.letter.unmet import ADMINISTRATIVE, WITHOUT
from docextract.rules import load

UNMET = "unmet_criteria"


def with_heard_unmet(letter: Letter, told: Heard) -> Letter:
    """The letter with requirements that only the second reader hears, for a person to confirm, and
    without those that the rules doubt and it does not hear.

    Where the rules are sure of many, they saw a whole list and nothing comes to it; where nothing
    would be left, what they doubt stays.
    """
    if letter.document_type.value in WITHOUT or letter.denial_category.value in ADMINISTRATIVE:
        return letter
    rules = load("second_reader")["unmet"]
    kept: list[tuple[int, Fact[str]]] = []
    covered: set[int] = set()
    dropped: list[tuple[int, Fact[str]]] = []
    for one in letter.unmet_criteria:
        words = told.words_of(place_of(told, one))
        share = told.share(words, "unmet") if words else 1.0
        if share < rules["dropped"] and one.needs_review:
            dropped.append((words[0], one))
            continue
        covered.update(words)
        asks = one.needs_review or share < rules["doubted"]
        marked = one.model_copy(update={"needs_review": asks})
        kept.append((words[0] if words else 0, marked))
    if sum(not one.needs_review for _, one in kept) < rules["whole"]:
        kept += [(run.first, _fact(told, run)) for run in _only_heard(letter, told, covered)]
    kept = sorted(kept or dropped, key=lambda pair: pair[0])
    named = (UNMET,) if dropped or len(kept) != len(letter.unmet_criteria) else ()
    review = tuple(name for name in LISTS if name in (*letter.review, *named))
    return letter.model_copy(update={UNMET: tuple(f for _, f in kept), "review": review})


def _only_heard(letter: Letter, told: Heard, covered: set[int]) -> list[Run]:
    rules = load("second_reader")["unmet"]
    if letter.document_type.value is DocumentType.INFORMATION_REQUEST:
        return []
    return [
        run
        for run in told.runs("unmet", least=rules["words"])
        if run.sure >= rules["said"] and not covered.intersection(range(run.first, run.last))
    ]


def place_of(told: Heard, one: Fact[str]) -> Span:
    """Where the words of a fact stand; an empty span where they stand in no one place."""
    words = [re.escape(word) for word in (one.raw or "").split()]
    found = re.search(r"\s+".join(words), told.text.raw) if words else None
    return Span(*found.span()) if found else Span(0, 0)


def _fact(told: Heard, run: Run) -> Fact[str]:
    words = " ".join(told.text.raw[run.span.start : run.span.end].split())
    return fact(told.text, *run.span, words, confidence=0.7 * run.sure, needs_review=True)
