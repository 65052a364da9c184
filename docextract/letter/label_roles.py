"""What a label asks for: its role in ``rules/labels.yaml``, by phrase, by pattern, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from docextract.rules import load

LABEL_WORDS = 7
"""A label has at most so many words."""
NUMBERED = re.compile(
    r"(?=[^\s,;]*(?:\d[^\s,;]*){3}|[A-Z0-9/.-]{1,6} [A-Z0-9-]*\d{2}|[A-Z]{1,5} ?\d+ \d+)"
    r"(?!\(?\d{3}\)?[ .-]\d{3}-\d{4}|\d{1,2}/\d{1,2}/\d|\$|\d+ [a-z])#?[A-Z0-9]"
)
"""The start of a value that is a number with a name: three figures, no phone, date or count."""
_HALVES = re.compile(r"\s+[/|]\s+")
FUZZY = 88.0
"""How alike (0..100) a misread label must be to a known one."""

ALONE = frozenset({"id", "npi", "dob", "birthday", "born", "case"})
"""Known labels of one word that keep their meaning behind the name of a plan or a person."""

PREFIXED = frozenset(
    {
        "member_id",
        "dob",
        "reference",
        "npi",
        "member_name",
        "letter_date",
        "claim",
        "group",
        "phone",
    }
)
"""Roles whose labels may stand behind a plan's or a person's name ("Acme member ID")."""


def normal(label: str) -> str:
    """A label for comparison: lower case, words and figures only, ``#`` and ``no.`` as number."""
    plain = re.sub(r"^\s*\(?\d{1,2}[.)]\s|\([^)]*\)", " ", label.lower()).replace("#", " number ")
    plain = re.sub(r"['`’]s?\b", "", plain).replace("(s)", "")
    words = re.findall(r"[a-z0-9À-ÿ]+", plain)
    return " ".join("number" if w in ("no", "num", "nbr", "nr") else w for w in words)


@lru_cache(maxsize=8192)
def role_of(label: str) -> str | None:
    """The role of a label in ``rules/labels.yaml``; a misread label finds its nearest.

    A label in two languages ("Member ID / Número de miembro") has the role of either half.
    """
    halves = _HALVES.split(label)
    if len(halves) > 1:
        return next((role for half in halves if (role := _role_of(half)) is not None), None)
    return _role_of(label)


def _role_of(label: str) -> str | None:
    known = known_labels()
    key = normal(label)
    words = key.split()
    if key in known or len(key) < 5 or len(words) > LABEL_WORDS:
        return known.get(key)
    for count in range(1, len(words)):
        tail = " ".join(words[count:])
        if tail in known and (" " in tail or tail in ALONE) and known[tail] in PREFIXED:
            return known[tail]
    for pattern, role in _patterns():
        if pattern.search(key) and not re.search(r"\d", key):
            return role
    near = [label for size in range(-2, 3) for label in _by_length().get(len(key) + size, ())]
    best = process.extractOne(key, near, scorer=fuzz.ratio, score_cutoff=FUZZY)
    if best is None or _tells_apart(key, best[0]):
        return None
    return known[best[0]]


def role_by_words(label: str, value: str) -> str | None:
    """The role of a label all of whose words speak of one thing, before a value of that shape.

    "Stay number", "our file", "cert ref" and "dispute ticket" name a decision in words that no
    list holds as a phrase: a noun of the role, with nothing but words that go with it.
    """
    numbered = NUMBERED.match(value) is not None
    for half in _HALVES.split(label):
        key = normal(half)
        named = key.split(" ", 1)[1:] if numbered and half[:1].isupper() else []
        for words in (key, *named):  # "Anchorline episode": a company's name before the noun
            for role in _noun_roles(words):
                if numbered == (role != "member_name"):
                    return role
    return None


def may_be_label(words: str) -> bool:
    """True for words that are a label where a fitting value stands beside or below them."""
    return len(words.split()) <= 4 and bool(_noun_roles(normal(words)))


@lru_cache(maxsize=8192)
def _noun_roles(key: str) -> tuple[str, ...]:
    words = set(key.split())
    if not 0 < len(key.split()) <= 5:
        return ()
    rows = load("labels")["words"]
    return tuple(
        role
        for role, row in rows.items()
        if words & set(row["nouns"]) and words <= set(row["nouns"]) | set(row["with"])
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), role) for pattern, role in load("labels")["patterns"])


@cache
def _by_length() -> dict[int, list[str]]:
    """The known labels that a misread label is compared with, by their length."""
    found: dict[int, list[str]] = {}
    for label in known_labels():
        if len(label) >= 5:
            found.setdefault(len(label), []).append(label)
    return found


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(word for label in known_labels() for word in label.split())


@cache
def known_labels() -> dict[str, str]:
    """Each known label in its normal form → its role."""
    rules = load("labels")
    known: dict[str, str] = {}
    for role, phrases in rules["roles"].items():
        for phrase in phrases:
            for label in _expanded(phrase, rules["groups"]):
                known.setdefault(normal(label), role)
    return known


def _expanded(phrase: str, groups: dict[str, list[str]]) -> Iterator[str]:
    """``{who} id`` → one label for each word of the group ``who``."""
    match = re.search(r"\{(\w+)\}", phrase)
    if match is None:
        yield " ".join(phrase.split())
        return
    for word in groups[match.group(1)]:
        yield from _expanded(phrase[: match.start()] + word + phrase[match.end() :], groups)


def _tells_apart(one: str, other: str) -> bool:
    """True where two alike labels differ by a whole real word ("from" against "for")."""
    return any(word not in other.split() and word in _vocabulary() for word in one.split())
