"""Which part of the body, and which side, words are about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from docextract.facts import Letter
from docextract.rules import load

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""


@dataclass(frozen=True, slots=True)
class Site:
    """Parts of the body and sides ("left", "right") that are named; both may be empty."""

    parts: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()


@cache
def _parts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("sites")["parts"].items()
    return tuple((k, re.compile(rf"(?<![\w-])(?:{p})(?!\w)", re.IGNORECASE)) for k, p in rows)


@cache
def _sides() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("sites")["sides"].items()
    shape = r"(?<![\w'/.-])(?:{})(?=$|[\s,;:)/.-])(?!\s*[<>]\s*[LR]\b)"
    return tuple((k, re.compile(shape.format(p), re.IGNORECASE)) for k, p in rows)


@cache
def _both() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{load('sites')['both']})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=_KEPT)
def site_of(text: str) -> Site:
    """The parts and sides that ``text`` names.

    >>> sorted(site_of("L knee cortisone shot 2024").parts), sorted(site_of("R hip").sides)
    (['knee'], ['right'])
    """
    parts = frozenset(k for k, p in _parts() if p.search(text))
    sides = {k for k, p in _sides() if p.search(text)}
    if _both().search(text):
        sides |= {"left", "right"}
    return Site(parts, frozenset(sides))


_SENTENCE = 12
"""Words of so many and more are a sentence of the letter, and no name of a service."""


def target_site(letter: Letter) -> Site:
    """The part and side that the denied request is about; empty where it is about none."""
    words = [s.description.value or "" for s in letter.services]
    words += [letter.denial_reason.raw or ""]
    parts: frozenset[str] = frozenset()
    sides: set[str] = set()
    for text in words:
        site = site_of(text)
        parts = parts or site.parts
        told = site.parts or len(text.split()) < _SENTENCE  # "you have the right to" is no side
        sides |= set(site.sides) if told else set()
    for service in letter.services:
        for modifier in service.modifiers.value or ():
            sides |= {"RT": {"right"}, "LT": {"left"}, "50": {"left", "right"}}.get(modifier, set())
    if len(sides) != 1:
        coded = {side for d in letter.diagnoses if (side := _coded_side(d.value or ""))}
        sides = sides if sides else coded
    return Site(parts, frozenset(sides if len(sides) == 1 else ()))


def _coded_side(code: str) -> str | None:
    """The side that an ICD-10-CM code tells in its place for laterality: of joints, injuries,
    ulcers of the leg, nerves of the arm and breasts."""
    shape = re.fullmatch(
        r"(?:M(?:1[6-9]|2[0-5]|7[0-9])\.?\d+|S[4-9]\d\.?\d{3}|G5[67]\.?\d|L97\.?[1-9]|C50\.?\d1?)"
        r"([12])(?:[A-Z]|(?<=L97\.\d\d)\d)?",
        code,
    )
    return {"1": "right", "2": "left"}[shape[1]] if shape else None


_RADIATES = {
    "lumbar": ("hip", "knee", "ankle_foot"),
    "cervical": ("shoulder", "elbow", "wrist_hand"),
}
"""Where the signs of a spinal disorder show."""
_BEARS_ON = {"breast": frozenset({"cervical", "thoracic", "lumbar", "shoulder"})}
"""Where the weight of a part is felt: no other part, whatever is asked."""


def conflict(
    target: Site, named: Site, around: Site = Site(), *, limbs: bool = False
) -> str | None:
    """Why words about ``named`` are not about ``target``; None where they may well be.

    Args:
        target: what the request is about.
        named: what the words themselves name.
        around: what their page is about, for words that name nothing.
        limbs: the limb that a spinal disorder radiates to is no other part.
    """
    parts = named.parts or around.parts
    parts -= frozenset(p for t in target.parts for p in _BEARS_ON.get(t, ()))
    if limbs:
        parts -= frozenset(p for t in target.parts for p in _RADIATES.get(t, ()))
    if target.parts and parts and not target.parts & parts:
        return f"about the {', '.join(sorted(parts)).replace('_', ' and ')}"
    sides = named.sides or around.sides
    if target.sides and sides and not target.sides & sides:
        return f"about the {', '.join(sorted(sides))} side"
    return None


def page_site(texts: Iterable[str]) -> Site:
    """What a page as a whole is about: its parts, and its side where it names one only, and that
    more than once (a swab of the left ear makes no page about the left)."""
    sites = [site_of(t) for t in texts]
    counts: dict[str, int] = {}
    for site in sites:
        for part in site.parts:
            counts[part] = counts.get(part, 0) + 1
    top = max(counts.values(), default=0)
    parts = frozenset(p for p, n in counts.items() if n >= max(2, 0.4 * top))
    sides = [s for site in sites for s in site.sides]
    named = frozenset(sides) if len(set(sides)) == 1 and len(sides) > 1 else frozenset()
    return Site(parts, named)
