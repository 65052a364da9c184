"""Medical concepts: what counts as the same thing, what is a kind of what, what speaks for what.

The vocabulary is ``docextract/rules/concepts_*.yaml``. A concept has names; a class *includes*
others ("NSAID" includes naproxen); *signs* are words that speak for or against a condition
without naming it ("caries" for infection); *clear* words speak against it when they are said
("skin intact"); *excused_by* are reasons why a drug cannot be used. Under *more* a file of a
specialty adds words to concepts of another file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from docextract.rules import load

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""
SIGNS = "concepts_signs"
FILES = ("concepts_drugs", "concepts_care", "concepts_measures", "concepts_findings",
         "concepts_specialties", "concepts_status", "concepts_lines", "concepts_wider",
         "concepts_conditions", "concepts_further", "concepts_surgical",
         "concepts_nerves", "concepts_acute", "concepts_oncology", "concepts_organs",
         "concepts_medical", "concepts_rarer")  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9À-ÿ]+(?:'[a-z]+)?|[%+]")
_EXACT_LENGTH = 4
"""Names of at most so many capitals are matched as printed: "PT" is not "pt", "ACT" not "act"."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; ``parents`` are the classes that include it."""

    key: str
    kind: str
    label: str
    parents: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named at ``[start, end)``. ``role`` is "name", "sign", "clear" or "excuse"."""

    key: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    tokens: tuple[str, ...]
    exact: str | None
    key: str
    role: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts, and the phrases that name them by their first token."""

    concepts: dict[str, Concept]
    phrases: dict[str, tuple[_Phrase, ...]]
    children: dict[str, tuple[str, ...]]
    near: dict[str, frozenset[str]]

    def family(self, key: str) -> frozenset[str]:
        """The concept and everything it includes, at any depth."""
        seen: set[str] = set()
        todo = [key]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo.extend(self.children.get(one, ()))
        return frozenset(seen)


def stem(token: str) -> str:
    """A token without its plural, in lower case; one of several words for a thing as the first.

    >>> stem("Injections"), stem("diagnosis"), stem("biopsies"), stem("Medications")
    ('injection', 'diagnosis', 'biopsy', 'drug')
    """
    low = token.lower().removesuffix("'s")
    if len(low) > 4 and low.endswith("ies"):
        low = low[:-3] + "y"
    elif len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    return _likes().get(low, low)


@cache
def _likes() -> dict[str, str]:
    """Words that stand for another: "medication" is "drug"."""
    return {word: row[0] for row in load("word_forms")["same"] for word in row[1:]}


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """The stems of ``text`` with their offsets."""
    return [(stem(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@cache
def lexicon() -> Lexicon:
    """The vocabulary, read once."""
    concepts: dict[str, Concept] = {}
    phrases: list[_Phrase] = []
    parents: dict[str, set[str]] = {}
    near: dict[str, frozenset[str]] = {}
    groups = [group for name in FILES for group in load(name)]
    for group in groups:
        for key, row in group.get("concepts", {}).items():
            _add(key, row, group["kind"], concepts, phrases, parents)
            near[key] = frozenset(row.get("near", ()))
            if "range" in row:
                near |= dict.fromkeys(_members(row), frozenset({key}))
    for group in groups:
        for key, row in group.get("more", {}).items():
            _name(key, row, concepts[key], concepts, phrases, parents)
            near[key] = near.get(key, frozenset()) | frozenset(row.get("near", ()))
    for group in load(SIGNS):
        for key, row in group["rows"].items():
            _add_signs(key, row, concepts, phrases)
            near[key] = near.get(key, frozenset()) | frozenset(row.get("near", ()))
    kept = {k: _with_parents(c, parents.get(k, set())) for k, c in concepts.items()}
    children: dict[str, list[str]] = {}
    for child, above in parents.items():
        for parent in above:
            children.setdefault(parent, []).append(child)
    index: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        index.setdefault(phrase.tokens[0], []).append(phrase)
    return Lexicon(
        concepts=kept,
        phrases={
            first: tuple(sorted(rows, key=lambda p: -len(p.tokens)))
            for first, rows in index.items()
        },
        children={k: tuple(v) for k, v in children.items()},
        near=near,
    )


def _with_parents(concept: Concept, above: set[str]) -> Concept:
    return Concept(
        concept.key, concept.kind, concept.label, tuple(sorted(above)), concept.low, concept.high
    )


def _add(
    key: str,
    row: dict[str, Any],
    kind: str,
    concepts: dict[str, Concept],
    phrases: list[_Phrase],
    parents: dict[str, set[str]],
) -> None:
    kind = row.get("kind", kind)
    low, high = row.get("range", (None, None))
    names = row.get("names", key)
    label = _list(names)[0].removeprefix("=")
    concepts[key] = Concept(key, kind, label, (), low, high)
    _name(key, {**row, "names": names}, concepts[key], concepts, phrases, parents)


def _name(
    key: str,
    row: dict[str, Any],
    concept: Concept,
    concepts: dict[str, Concept],
    phrases: list[_Phrase],
    parents: dict[str, set[str]],
) -> None:
    """Give ``concept`` the words, members and classes of a row."""
    for role, words in (("name", _list(row.get("names"))), ("sign", _list(row.get("signs"))),
                        ("clear", _list(row.get("clear"))),
                        ("excuse", _list(row.get("excused_by")))):  # fmt: skip
        phrases.extend(_phrase(w, key, role) for w in words)
    for child, words in _members(row).items():
        if child not in concepts:
            concepts[child] = Concept(child, concept.kind, words[0], (), concept.low, concept.high)
        phrases.extend(_phrase(w, child, "name") for w in words)
        parents.setdefault(child, set()).add(key)
    for child in _list(row.get("includes")):
        parents.setdefault(child, set()).add(key)
    if "in" in row:
        parents.setdefault(key, set()).add(row["in"])


def _members(row: dict[str, Any]) -> dict[str, list[str]]:
    """The members of a class and their names: drugs, or the scales of one thing, which have its
    range but are never compared with each other, only shown beside."""
    listed = [_list(m) for m in str(row.get("members", "")).split(";") if m.strip()]
    return {"_".join(t for t, _, _ in tokens_of(names[0])): names for names in listed}


def _add_signs(
    key: str, row: dict[str, Any], concepts: dict[str, Concept], phrases: list[_Phrase]
) -> None:
    if "names" in row:
        names = _list(row["names"])
        concepts[key] = Concept(key, "condition", names[0])
        phrases.extend(_phrase(w, key, "name") for w in names)
    phrases.extend(_phrase(w, key, "name") for w in _list(row.get("also")))
    phrases.extend(_phrase(w, key, "sign") for w in _list(row.get("signs")))


def _list(value: str | None) -> list[str]:
    return [v.strip().strip('"') for v in (value or "").split("|") if v.strip()]


def _phrase(words: str, key: str, role: str) -> _Phrase:
    exact = words.startswith("=")
    words = words.removeprefix("=")
    short = words.isupper() and words.isalpha() and len(words) <= _EXACT_LENGTH
    return _Phrase(
        tuple(t for t, _, _ in tokens_of(words)), words if exact or short else None, key, role
    )


@lru_cache(maxsize=_KEPT)
def _find(text: str) -> tuple[Mention, ...]:
    lex = lexicon()
    tokens = tokens_of(text)
    found: list[Mention] = []
    stems = [t for t, _, _ in tokens]
    for i, (first, start, _) in enumerate(tokens):
        taken: dict[str, int] = {}
        for phrase in lex.phrases.get(first, ()):
            end_index = i + len(phrase.tokens)
            if tuple(stems[i:end_index]) != phrase.tokens:
                continue
            end = tokens[end_index - 1][2]
            if phrase.exact is not None and text[start:end].rstrip("s") != phrase.exact:
                continue
            if taken.get(phrase.key, -1) >= end:
                continue
            taken[phrase.key] = end
            found.append(Mention(phrase.key, phrase.role, start, end))
    return tuple(m for m in found if not _inside(m, found))


def _inside(mention: Mention, others: list[Mention]) -> bool:
    """Whether a longer name of another concept swallows this one ("pain" in "chest pain")."""
    length = mention.end - mention.start
    return any(
        o.start <= mention.start
        and mention.end <= o.end
        and o.end - o.start > length
        and (o.role == "name" or mention.role != "name")
        for o in others
    )


def mentions(text: str) -> tuple[Mention, ...]:
    """The concepts that ``text`` names, in order; a name inside a longer one does not count."""
    return _find(text)


def widest(found: tuple[Mention, ...]) -> list[Mention]:
    """The names, without a kind of what the very same words name too: they count once."""
    lex = lexicon()
    names = [m for m in found if m.role == "name"]
    return [
        m
        for m in names
        if not any(
            (o.start, o.end) == (m.start, m.end) and o.key != m.key and m.key in lex.family(o.key)
            for o in names
        )
    ]


def keys_of(text: str, *roles: str) -> frozenset[str]:
    """The keys of the concepts in ``text``, of these roles ("name" where none is given)."""
    wanted = roles or ("name",)
    return frozenset(m.key for m in mentions(text) if m.role in wanted)
