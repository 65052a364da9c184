"""Headings of clinical notes and what stands under them."""

from __future__ import annotations

import re
from functools import cache

from docextract.rules import load

_SUBJECT_WORDS = 3
"""A heading may name its subject after a dash, a colon or in brackets: so many words."""


def _bare(heading: str) -> str:
    return re.sub(r"[\s]+", " ", re.sub(r"[.:#*_()-]+", " ", heading)).strip().lower()


@cache
def _kinds() -> dict[str, str]:
    return {_bare(name): kind for kind, names in load("chart_sections").items() for name in names}


def kind_of_section(heading: str | None) -> str | None:
    """The kind of section under a heading (``plan``, ``family`` …); None for others.

    A heading with a side or a body part in it (``Family History - maternal``, ``Exam: hip``)
    is known by its first part.
    """
    if not heading:
        return None
    kinds = _kinds()
    bare = _bare(heading)
    if bare in kinds:
        return kinds[bare]
    first, *rest = re.split(r"\s[-–]\s|:|,|\(", heading, maxsplit=1)
    short = not rest or (len(rest[0].split()) <= _SUBJECT_WORDS and not re.search(r"\d", rest[0]))
    if not short or heading.rstrip().endswith("."):
        return None
    parts = [first, *re.split(r"\s*(?:/|&|\band\b)\s*", first)]
    return next((kinds[_bare(p)] for p in parts if len(_bare(p)) > 1 and _bare(p) in kinds), None)
