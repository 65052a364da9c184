"""Whether a letter was meant for this practice, by the provider that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from casework.settings import Provider
from docextract.facts import Fact, Letter

_CREDENTIALS = re.compile(
    r"\b(?:md|do|dpm|dds|dmd|dc|np|pa|pac|aprn|rn|crna|phd|psyd|facs|faap|facc|faaos|dr|jr|sr"
    r"|ii|iii)\b"
)
_ALIKE = 75.0
"""Names less alike than this (0 to 100) are two persons', even where a scan was misread."""
_SURE = 0.8


def not_ours(letter: Letter, providers: Sequence[Provider]) -> str | None:
    """Why a letter is on another practice's patient; None where it may be on one of ours.

    Only a surely read provider who is none of ``providers`` says so. A letter without one, or a
    practice that named none of its own, never does.
    """
    named = letter.ordering_provider
    if not providers or named.name.value is None or not (_sure(named.name) and _sure(named.npi)):
        return None
    if named.npi.value is not None and named.npi.value in {each.npi for each in providers}:
        return None
    likeness = max(_likeness(named.name.value, each.name) for each in providers)
    if likeness >= _ALIKE:
        return None
    return f"it names {named.name.value}, who is none of this practice's providers"


def _sure(fact: Fact[str]) -> bool:
    return not fact.needs_review and fact.confidence >= _SURE


def _likeness(printed: str, ours: str) -> float:
    """How alike two names are, whatever the order of their words and their titles."""
    return float(fuzz.token_set_ratio(_bare(printed), _bare(ours)))


def _bare(name: str) -> str:
    words = re.sub(r"[^\w\s]", "", name.lower().replace(",", " "))
    return " ".join(_CREDENTIALS.sub(" ", words).split())
