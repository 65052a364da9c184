"""Whether our own words deny what a page affirms, or affirm what it denies.

Independent of what wrote the text. A clause of ours is compared with the clauses of the cited
pages that speak of the same: where all of these take the other side, it has no ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from packet_builder.ground_words import tokens

_DENIES = re.compile(
    r"\b(?:no|not|never|none|nor|neither|nothing|without|cannot|unable|denie[sd]|den(?:y|ying)|"
    r"absent|absence|negative|lack(?:s|ed|ing)?|fail(?:s|ed|ure|ing)?|refus(?:es|ed|al)|"
    r"declin(?:es|ed)|stopp?ed|discontinued|un(?:changed|relieved|successful)|ineffective|"
    r"insufficient|inadequate|minimal|little)\b|n[’']t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;:!?•▸](?=\s|$)|\s\|\s|\n\s*\n")
_LISTED = re.compile(r"^(?:a\s+record\s+of\s.*|[\w-]+(?:,\s*[\w-]+)+)$", re.IGNORECASE)
"""What is still to be found, and bare words in a row: they say nothing of the record."""

_SAME, _FEWEST, _STEM, _SHORTEST = 0.75, 3, 5, 4
_FORMS = frozenset(
    "that this with from have been were will which then than they there their what when where "
    "last first days weeks months years record recorded chart says said page shown dated undated "
    "does done would could should about into over only also some more most other each after "
    "before since until during while bring brought gave give given made make".split()
)
"""Words that tell nothing of the matter, and those of our own templates."""


def denials(own: str, pages: Iterable[str], said: str) -> tuple[str, ...]:
    """The clauses of ``own`` that take the other side than every clause like them.

    Args:
        own: our own words.
        pages: the words of the pages that are cited.
        said: the words of the letter and of what was told, folded by
            :func:`packet_builder.ground_words.fold`; a clause there is no claim of ours.
    """
    clauses = [
        (clause, matter)
        for clause in _clauses(own)
        if len(matter := _matter(clause)) >= _FEWEST and not _LISTED.search(clause)
    ]
    if not clauses:
        return ()
    known = [(_matter(c), _denies(c)) for page in pages for c in _clauses(page)]
    found = []
    for clause, matter in clauses:
        alike = [d for there, d in known if len(matter & there) >= _SAME * len(matter)]
        if alike and _denies(clause) not in alike and "".join(tokens(clause)) not in said:
            found.append(clause)
    return tuple(found)


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        if words := " ".join(clause.split()):
            yield words


def _matter(clause: str) -> frozenset[str]:
    """The stems of the words that tell what a clause is about."""
    return frozenset(
        t[:_STEM]
        for t in tokens(_DENIES.sub(" ", clause))
        if len(t) >= _SHORTEST and t.isalpha() and t not in _FORMS
    )


def _denies(clause: str) -> bool:
    return _DENIES.search(clause) is not None
