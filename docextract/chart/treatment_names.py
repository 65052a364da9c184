"""Treatments named in a text: drugs, classes, therapies, procedures and devices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docextract.requirements.measures import find_measures
from docextract.rules import load


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment named in a text: ``name`` as the packet prints it, its group, its place."""

    name: str
    group: str
    start: int
    end: int


def treatments_in(text: str) -> tuple[Treatment, ...]:
    """Every treatment named in a text, in its order, without overlaps.

    A drug that no list has is known by the ending of its generic name.
    """
    found: list[Treatment] = []
    names, groups = _names()
    for match in _pattern().finditer(text):
        word = match.group(0)
        key = re.sub(r"\s+", " ", word.lower())
        if key in _short() and not word.isupper():
            continue
        if word.istitle() and key in weak_names() and _mid_sentence(text, match.start()):
            continue  # Lawrence Walker is a man
        name = names.get(key) or names[key.removesuffix("s")]
        found.append(Treatment(name, groups[name], match.start(), match.end()))
    for match in _stems().finditer(text):
        taken = any(t.start < match.end() and match.start() < t.end for t in found)
        if not taken and match.group(0).lower() not in _not_drugs():
            found.append(Treatment(match.group(0).lower(), "drug", match.start(), match.end()))
    if not found:
        found = _by_its_dose(text)
    return tuple(sorted(found, key=lambda t: t.start))


_DOSED = re.compile(
    r"^\W*(?:\d[.)]\s*)?(?P<n>[A-Z][a-z]{5,})\s+(?:(?:ER|XR|SR|CR|IM|IV|PO)\s+)?"
    r"(?:\d+(?:\.\d+)?\s*(?:mg|mcg)\b(?!\s*/)(?:\s*(?:daily|BID|TID|QID|qhs|nightly|weekly|q\d+\w*))?|"
    r"(?:19|20)\d\d\b|x\s*\d+\s*(?:weeks?|wks?|months?|mos?)\b)"
)
"""A drug that no list has and whose ending is none of a class: it opens its line, its dose or its
year behind it."""


def _by_its_dose(text: str) -> list[Treatment]:
    match = _DOSED.match(text)
    if not match or find_measures(match["n"]) or match["n"].lower() in _not_drugs():
        return []
    return [Treatment(match["n"].lower(), "drug", match.start("n"), match.end("n"))]


@cache
def _not_drugs() -> frozenset[str]:
    return frozenset(load("chart_treatments")["not_drugs"])


def _mid_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return bool(before) and before[-1] not in ".:;!?-/("


@cache
def weak_names() -> frozenset[str]:
    """Names that are ordinary words too."""
    return frozenset(load("chart_outcomes")["weak_names"])


@cache
def _stems() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])[a-z]{{3,}}(?:{'|'.join(load('chart_treatments')['stems'])})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    groups: dict[str, str] = {}
    for group in load("chart_treatments")["groups"]:
        for name, synonyms in group["names"].items():
            groups.setdefault(name, group["group"])
            names[name.lower()] = name
            for synonym in synonyms:
                names.setdefault(str(synonym).lower(), name)
    return names, groups


@cache
def _short() -> frozenset[str]:
    """Abbreviations that are treatments only in capitals (``PT``, ``OT``, ``MAD``)."""
    return frozenset(n for n in _names()[0] if len(n) <= 3)


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_names()[0], key=len, reverse=True)
    words = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in names)
    return re.compile(rf"(?<![\w/-])(?:{words})s?(?![\w-])", re.IGNORECASE)
