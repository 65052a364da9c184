"""What a person is asked about a letter that was read badly, as from a standard fax.

Where many words are doubtful, words are lost too: a leaf that was not found may be printed, a
list may lack an entry, and a judgement may rest on what is left. All of these are said.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from docextract.facts import Deadline, Fact, Letter
from docextract.pages.text import Text

FAINT = 0.80
"""A word read less surely than this is doubtful."""
LOSSY_SHARE = 0.02
"""Share of doubtful words from which some may be lost altogether: nearly half of the fine faxes
have it, and leaves and entries that were missed are mostly theirs."""
POOR_SHARE = 0.03
"""Share of doubtful words from which a letter is badly read: on nearly all standard faxes it is
more, on most fine ones less."""
CERTAIN = 0.85
"""On a badly read letter a person confirms every leaf that is less sure than this."""
LISTS = ("services", "diagnoses", "criteria", "unmet_criteria", "deadlines")

B = TypeVar("B", bound=BaseModel)


def doubtful_share(text: Text) -> float:
    """The share of words that were read doubtfully, 0..1; marks and bullets do not count."""
    sure = [w.word.confidence for w in text.words if any(c.isalnum() for c in w.word.text)]
    return sum(one < FAINT for one in sure) / len(sure) if sure else 0.0


def doubted(letter: Letter, share: float) -> Letter:
    """The letter with everything marked for review that bad print may have hidden or bent.

    Args:
        letter: the letter as it was read.
        share: its share of doubtful words (:func:`doubtful_share`).
    """
    if share <= LOSSY_SHARE:
        return letter
    marked = _marked(letter, certain=CERTAIN if share > POOR_SHARE else 0.0, nulls=True)
    return marked.model_copy(update={"review": LISTS})


def _marked(told: B, *, certain: float, nulls: bool) -> B:
    """A value whose leaves, at any depth, are marked where they are less sure than ``certain``;
    null ones only if ``nulls``."""
    update: dict[str, object] = {}
    for name in type(told).model_fields:
        value = getattr(told, name)
        if isinstance(value, Fact):
            update[name] = _leaf(value, certain=certain, nulls=nulls)
        elif isinstance(value, tuple) and value and isinstance(value[0], Fact):
            update[name] = tuple(_leaf(item, certain=certain, nulls=False) for item in value)
        elif name in LISTS:
            update[name] = tuple(_item(item, certain) for item in value)
        elif isinstance(value, BaseModel):
            update[name] = _marked(value, certain=certain, nulls=nulls)
    return told.model_copy(update=update)


def _item(told: B, certain: float) -> B:
    """An entry of a list: one doubtful leaf makes all of it doubtful; a limit's day always is
    where it was not told."""
    marked = _marked(told, certain=certain, nulls=False)
    leaves = [getattr(marked, name) for name in type(marked).model_fields]
    doubtful = any(isinstance(leaf, Fact) and leaf.needs_review for leaf in leaves)
    undated = isinstance(told, Deadline) and told.due.value is None
    return marked.model_copy(update={"needs_review": doubtful or undated})


def _leaf(told: Fact[object], *, certain: float, nulls: bool) -> Fact[object]:
    """A leaf that a person confirms; a null one could not be read."""
    if told.value is None:
        return told.model_copy(update={"needs_review": True, "confidence": 0.0}) if nulls else told
    return told.model_copy(update={"needs_review": told.needs_review or told.confidence < certain})
