"""A second look at what a document is, beside the rules of :mod:`docextract.letter.kind`.

Everything that is read of a letter hangs on its type: of one that seems to decide nothing nothing
is read. A trained model hears the words of the whole document (:mod:`docextract.kind_words`), what
the second reader takes them for, and the rules' own type, and tells how likely each type is.
``rules/second_reader.yaml`` says what its word is worth. Where it and the rules differ a person is
asked, with both readings; a refusal that one of them hears is never passed over in silence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from docextract.facts import DocumentType, Fact
from docextract.kind_words import KINDS, in_words, weights
from docextract.letter.doubt import CERTAIN, LOSSY_SHARE, doubtful_share
from docextract.letter.second import Heard, hear
from docextract.letter.second_word import reading
from docextract.letter.spans import fact
from docextract.letter.view import View
from docextract.rows import Numbers, shares
from docextract.rules import load
from docextract.tagger import TAGS

LISTENED = tuple(tag for tag in TAGS if tag != "none")
"""What the second reader hears that tells of the type."""
REFUSING = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_UPHELD)
UNSURE = 0.6
"""A type that only the rules tell is no surer than this."""
TURNED = 0.8
"""A type that only the second reader tells is no surer than this."""
_COLUMNS = [TAGS.index(tag) for tag in LISTENED]
_REFUSED = [KINDS.index(kind) for kind in REFUSING]
_HEARD_IN = {
    DocumentType.DENIAL: ("denied", "unmet"),
    DocumentType.PARTIAL_DENIAL: ("denied", "unmet"),
    DocumentType.APPROVAL: ("approved", "auth"),
    DocumentType.INFORMATION_REQUEST: ("pended", "info", "unmet"),
    DocumentType.APPEAL_UPHELD: ("denied", "unmet"),
    DocumentType.APPEAL_OVERTURNED: ("approved", "auth"),
}
"""The words that bear a type out, the best first."""


class Judged(NamedTuple):
    """The type that is told, and whether a person is asked."""

    kind: DocumentType | None
    asks: bool


def with_second_kind(kind: Fact[DocumentType], view: View) -> Fact[DocumentType]:
    """The type of a letter with the second reader's word on it.

    Args:
        kind: the type by the rules.
        view: the letter; it has words.

    Returns:
        The likelier type. Where both tell the same and surely, no one is asked; where they
        differ, a person is, with both readings. A document of few words, such as none of those
        that the model learnt from, is left to the rules.
    """
    if len(view.text.words) < load("second_reader")["kind"]["words"]:
        return kind
    likely = likelihood(kind, hear(view.text))
    told = judged(kind, likely, len(view.text.words))
    if kind.value in REFUSING and told.kind not in REFUSING and _prescribed(view.text.plain):
        told = Judged(kind.value, asks=True)
    if told.kind is not kind.value:
        return _turned(kind, told.kind, likely, view)
    if told.kind is _likeliest(likely):
        return _agreed(kind, view, asks=told.asks)
    doubt = _fact(_likeliest(likely), likely, view)
    return kind.model_copy(
        update={
            "confidence": min(kind.confidence, UNSURE),
            "needs_review": True,
            "others": (*kind.others, reading(doubt, "the second reader")),
        }
    )


def _prescribed(plain: str) -> bool:
    """True for the words that federal forms of refusal have: no likelihood clears such a notice."""
    return any(pattern.search(plain) for pattern in _prescribed_words())


@cache
def _prescribed_words() -> tuple[re.Pattern[str], ...]:
    rows: list[str] = load("second_reader")["prescribed"]
    return tuple(re.compile(row.replace(" ", r"\s+"), re.I) for row in rows)


def figures(kind: Fact[DocumentType], heard: Heard, words: Numbers) -> Numbers:
    """What the model looks at.

    Args:
        kind: the type by the rules.
        heard: what the second reader hears.
        words: how much the words speak for each type.

    Returns:
        ``words``; of each tag how many words are it and how surely the surest is; the type by the
        rules, and once more where they are certain of it.
    """
    tags = heard.told.tags[:, _COLUMNS]
    ruled = np.array([one is kind.value for one in KINDS], dtype=np.float32)
    parts = (words, np.log1p(tags.sum(axis=0)), tags.max(axis=0, initial=0.0))
    return np.concatenate([*parts, ruled, certain(kind) * ruled], dtype=np.float32)


def likelihood(kind: Fact[DocumentType], heard: Heard) -> Numbers:
    """How likely each of ``KINDS`` is."""
    told = weights()
    seen = figures(kind, heard, in_words(heard.text.plain, told.bag))
    return shares(seen @ told.figures + told.always)


def certain(kind: Fact[DocumentType]) -> bool:
    """True where the rules' word on the type would go to nobody."""
    return kind.confidence > CERTAIN and not kind.needs_review


def judged(kind: Fact[DocumentType], likely: Numbers, words: int) -> Judged:
    """What is told of the rules' type and of how likely each type is: the likeliest one where it is
    likely enough to stand against the rules. A refusal needs less than what would hide one;
    few words do not clear a refusal or decide nothing: they lack what letters have."""
    row = load("second_reader")["kind"]
    best = _likeliest(likely)
    share = float(likely[KINDS.index(best)])
    if best is kind.value:
        return Judged(best, share < (row["unsure"] if certain(kind) else row["settled"]))
    refused = float(likely[_REFUSED].sum())
    needed = row["certain"] if certain(kind) else row["doubted"]
    if kind.value in REFUSING and best in REFUSING:
        needed = row["among"]
    elif kind.value in REFUSING:
        share, needed = 1.0 - refused, row["cleared"]
    elif kind.value not in REFUSING and refused >= row["refused"]:
        best = max(REFUSING, key=lambda one: float(likely[KINDS.index(one)]))
        share, needed = refused, row["refused"]
    loses = best is DocumentType.OTHER or (kind.value in REFUSING and best not in REFUSING)
    hidden = loses and words < row["sparse"]
    return Judged(best if share >= needed and not hidden else kind.value, asks=True)


def _likeliest(likely: Numbers) -> DocumentType:
    """The likeliest type; where refusals together are likelier than each other type, one of
    these."""
    best = KINDS[int(likely.argmax())]
    refused = max(REFUSING, key=lambda one: float(likely[KINDS.index(one)]))
    return refused if likely[_REFUSED].sum() > likely[KINDS.index(best)] else best


def _agreed(kind: Fact[DocumentType], view: View, *, asks: bool) -> Fact[DocumentType]:
    """A type that both tell: where they surely do and the print is clear, no one is asked."""
    if asks:
        return kind.model_copy(update={"needs_review": True})
    if doubtful_share(view.text) > LOSSY_SHARE:
        return kind
    sure = max(kind.confidence, float(load("second_reader")["kind"]["agreed"]))
    return kind.model_copy(update={"confidence": sure, "needs_review": False})


def _turned(
    kind: Fact[DocumentType], told: DocumentType | None, likely: Numbers, view: View
) -> Fact[DocumentType]:
    """Another type than the rules' one, which is kept beside it."""
    if told is None:
        return kind
    found = _fact(told, likely, view)
    others = (reading(kind, "by the rules"), *kind.others)
    if found.evidence:
        return found.model_copy(update={"others": others})
    return found.model_copy(update={"raw": kind.raw, "evidence": kind.evidence, "others": others})


def _fact(told: DocumentType, likely: Numbers, view: View) -> Fact[DocumentType]:
    """What the second reader tells, with the sentence or line that it most surely hears it in."""
    sure = min(TURNED, float(likely[KINDS.index(told)]))
    runs = hear(view.text).runs(*_HEARD_IN.get(told, ()))
    if not runs:
        return Fact[DocumentType](value=told, confidence=sure, needs_review=True)
    span = view.sentence_at(max(runs, key=lambda run: run.sure).span.start)
    return fact(view.text, *span, told, confidence=sure, needs_review=True)
