"""How near each note is to a requirement: shared concepts first, shared words second."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache

import bm25s
import numpy as np
import snowballstemmer

from docextract.bearing import Vectors
from docextract.requirements import Requirement
from docextract.requirements.concepts import lexicon, stem, tokens_of
from docextract.requirements.parse import STOP
from docextract.rules import load
from packet_builder.match_notes import Note

GENERIC = {"joint_pain": 0.35, "treatment_failure": 0.3, "intolerance": 0.3, "relief": 0.25,
            "contraindication": 0.3, "specialist": 0.5, "combination_use": 0.2, "signed_order": 0.5,
            "surgery": 0.4, "age": 0.4, "education": 0.5, "imaging": 0.6}  # fmt: skip
"""Concepts so common that sharing one says little."""
_KEPT = 20_000
"""How many words are remembered."""
_REPORTED = {"test", "score", "document", "value", "grade", "therapy"}
"""Kinds whose report names them once, at its head."""


@dataclass(frozen=True)
class Index:
    """The notes of a chart, indexed for ranking.

    ``stems`` are the word stems of each note; ``holders`` counts the notes that hold a stem.
    """

    notes: tuple[Note, ...]
    retriever: bm25s.BM25 | None
    frequency: Counter[str]
    stems: tuple[frozenset[str], ...] = ()
    holders: Counter[str] = field(default_factory=Counter)
    vectors: Vectors | None = None

    def commonness(self, key: str) -> float:
        """A weight from 0.4 (on every page) to 1 (rare) for a concept."""
        share = self.frequency[key] / max(1, len(self.notes))
        return max(0.4, min(1.0, -math.log(max(share, 0.004)) / 4))

    def rarity(self, root: str) -> float:
        """What sharing a stem says: 0 where every note holds it."""
        return math.log((len(self.notes) + 1) / (self.holders[root] + 0.5))


def build_index(notes: tuple[Note, ...], vectors: Vectors | None = None) -> Index:
    """Index the notes of one chart; ``vectors`` are those of the notes, in their order."""
    corpus = [stems_of(n.text) or ["-"] for n in notes]
    retriever = None
    if corpus:
        retriever = bm25s.BM25(k1=1.2, b=0.5)
        retriever.index(corpus, show_progress=False)
    frequency = Counter(k for n in notes for k in n.named("name", "sign", "clear"))
    stems = tuple(frozenset(row) for row in corpus)
    holders = Counter(s for row in stems for s in row)
    return Index(notes, retriever, frequency, stems, holders, vectors)


@cache
def _written_out() -> dict[str, tuple[str, ...]]:
    return {k: tuple(v.split()) for k, v in load("word_forms")["written_out"].items()}


@cache
def _stemmer() -> snowballstemmer.EnglishStemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=_KEPT)
def _root(word: str) -> str:
    return str(_stemmer().stemWord(stem(word)))


def stems_of(text: str) -> list[str]:
    """The roots of the words of ``text`` that say something; abbreviations written out too."""
    words = (w for t, _, _ in tokens_of(text) for w in (t, *_written_out().get(t, ())))
    return [_root(w) for w in words if w not in STOP and len(w) > 1]


@lru_cache(maxsize=_KEPT)
def _asked(body: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in stems_of(body) if len(w) > 2))


def word_scores(index: Index, requirement: Requirement) -> np.ndarray:
    """BM25 of every note for the requirement's own words, scaled to 0..1."""
    asked = _asked(requirement.body)
    known = [w for w in asked if index.retriever and w in index.retriever.vocab_dict]
    if not known or index.retriever is None:
        return np.zeros(len(index.notes))
    scores = np.asarray(index.retriever.get_scores(known), dtype=float)
    top = float(scores.max(initial=0.0))
    return scores / top if top > 0 else scores


def coverage(index: Index, requirement: Requirement, note: Note) -> float:
    """The share of the requirement's words, weighed by their rarity, that a note holds."""
    asked = _asked(requirement.body)
    total = sum(index.rarity(w) for w in asked)
    held = index.stems[note.index]
    return sum(index.rarity(w) for w in asked if w in held) / total if total > 0 else 0.0


def _hinted(
    key: str, family: frozenset[str], note: Note, hints: frozenset[str], names: frozenset[str]
) -> float:
    """What signs, neighbours and classes of a concept are worth beside its name."""
    lex = lexicon()
    signs = len({note.text[m.start : m.end].lower() for m in note.mentions
                 if m.role != "name" and m.key in family})  # fmt: skip
    best = 0.35 + 0.1 * min(signs - 1, 3) if signs else 0.0
    near = {n for k in {key, *family} for n in lex.near.get(k, frozenset())}
    if near & names:
        best = max(best, 0.4) + 0.1 * bool(signs)
    if set(lex.concepts[key].parents) & names:
        best = max(best, 0.4)
    return best


def concept_score(index: Index, requirement: Requirement, note: Note) -> float:
    """How much of the requirement's subject a note names; 1 is one specific concept."""
    lex = lexicon()
    names, hints = note.named("name"), note.named("sign", "clear")
    total = 0.0
    for rank, key in enumerate(requirement.concepts):
        weight = GENERIC.get(key, 1.0) * (1.0 if rank < 3 else 0.7)
        family = lex.family(key)
        if key in names:
            total += weight * index.commonness(key)
        elif names & family:
            total += 0.9 * weight
        else:
            hinted = _hinted(key, family, note, hints, names)
            if note.context & family and lex.concepts[key].kind in _REPORTED:
                hinted = max(hinted, 0.3) + 0.1 * (hinted > 0)
            total += weight * hinted
    return total
