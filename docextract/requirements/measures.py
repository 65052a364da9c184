"""Measures: what a number in a criterion or a chart is a number of, and in which unit.

The vocabulary of concepts tells what a line speaks of, in any unit and on any side; a bound is
compared only with values of the very measure that it is set for. ``rules/measures.yaml``
holds one row for each, with its names, its unit, the range of its values and factors from other
units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from docextract.requirements.concepts import tokens_of
from docextract.rules import load

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: values are compared in ``unit`` and lie in ``[low, high]``.

    ``also`` are patterns of other units with their factors, ``high_factor`` that of values above
    the range which print no unit; ``form`` is a shape of its own (group "n" is the value).
    ``signed`` values may be negative; ``anyone`` tells that of several in a line the one that meets
    the bound counts, each being of another place; ``pair`` that two may stand together (118/74);
    ``anytime`` that a value which meets the bound inside the time counts, newest or not.
    """

    key: str
    label: str
    unit: str
    low: float
    high: float
    also: tuple[tuple[re.Pattern[str], float | None], ...]
    high_factor: float | None
    form: re.Pattern[str] | None
    signed: bool
    anyone: bool
    pair: bool
    anytime: bool

    def value(self, raw: float, rest: str) -> float | None:
        """A printed value in the measure's unit; None where it can be none of its values.

        Args:
            raw: the number as printed.
            rest: what follows it, which may begin with a unit.
        """
        said = next((f for p, f in self.also if p.match(rest.lstrip())), 1.0)
        value = _times(raw, said)
        if self.low <= value <= self.high:
            return value
        if said != 1.0:
            return None
        factors = [self.high_factor] if self.high_factor else [f for _, f in self.also]
        tried = (_times(raw, f) for f in factors)
        return next((v for v in tried if self.low <= v <= self.high), None)

    def takes_share(self) -> bool:
        """Whether a value may be printed as a percentage."""
        return self.unit == "%" or any(p.match("%") for p, _ in self.also)


def _times(raw: float, factor: float | None) -> float:
    """A value in the measure's unit; None is the way from Fahrenheit to Celsius."""
    return (raw - 32) / 1.8 if factor is None else raw * factor


@dataclass(frozen=True, slots=True)
class Spot:
    """Measures that a name at ``[start, end)`` may mean."""

    keys: frozenset[str]
    start: int
    end: int


@cache
def measures() -> dict[str, Measure]:
    """All measures by key."""
    return {
        key: Measure(
            key=key,
            label=row["names"].split("|")[0].strip().removeprefix("="),
            unit=row["unit"],
            low=float(row["range"][0]),
            high=float(row["range"][1]),
            also=tuple(
                (re.compile(p, re.IGNORECASE), None if f == "f" else float(f))
                for p, f in row.get("also", {}).items()
            ),
            high_factor=row.get("high"),
            form=re.compile(row["form"], re.IGNORECASE) if "form" in row else None,
            signed=bool(row.get("signed")),
            anyone=bool(row.get("any")),
            pair=bool(row.get("pair")),
            anytime=bool(row.get("anytime")),
        )
        for group in load("measures")
        for key, row in group["rows"].items()
    }


_Name = tuple[tuple[str, ...], str | None, str]


@cache
def _names() -> dict[str, tuple[_Name, ...]]:
    """The names by their first token, longest first: tokens, the exact form, the key."""
    found: dict[str, list[_Name]] = {}
    for group in load("measures"):
        for key, row in group["rows"].items():
            for printed in (n.strip() for n in row["names"].split("|")):
                bare = printed.removeprefix("=")
                tokens = tuple(t for t, _, _ in tokens_of(bare))
                exact = bare if printed.startswith("=") else None
                found.setdefault(tokens[0], []).append((tokens, exact, key))
    return {k: tuple(sorted(v, key=lambda n: -len(n[0]))) for k, v in found.items()}


@lru_cache(maxsize=_KEPT)
def find_measures(text: str) -> tuple[Spot, ...]:
    """The names of measures in ``text``, in order; a name inside a longer one does not count.

    >>> [sorted(s.keys) for s in find_measures("transferrin saturation 12%, PHQ-9 14")]
    [['transferrin_saturation'], ['phq9']]
    """
    tokens = tokens_of(text)
    stems = [t for t, _, _ in tokens]
    found: list[Spot] = []
    at = 0
    while at < len(tokens):
        longest, keys = 0, set()
        for words, exact, key in _names().get(stems[at], ()):
            size = len(words)
            if size < longest or tuple(stems[at : at + size]) != words:
                continue
            if exact is not None and text[tokens[at][1] : tokens[at + size - 1][2]] != exact:
                continue
            longest = size
            keys.add(key)
        if longest:
            found.append(Spot(frozenset(keys), tokens[at][1], tokens[at + longest - 1][2]))
        at += longest or 1
    return tuple(found)
