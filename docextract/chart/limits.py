"""What the patient cannot do in daily life, in the chart's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from docextract.chart.assertion import categories_of
from docextract.chart.sections import kind_of_section
from docextract.facts import Assertion, Statement
from docextract.rules import load

MOST = 12
"""A physician reads no more than this."""
_ENOUGH = 4.0
"""Words of inability with an activity reach this; a symptom alone does not."""
_WORTH = 2.5
"""What is left after age and place must reach this."""
_REPEATED = 0.6
"""What a further statement of the same domain loses: twelve of one kind say less."""
_OLD_YEARS = 2
_OTHER = "other daily activities"
_HEARD, _NONE, _MODEL, _FAINT = 0.7, 0.1, 6.0, 1.2
"""How likely a statement must tell a limitation that only the trained model hears, below what one
of the rules is none, what its word weighs, and what must be left of it after age. Of the 62
limitations of fifteen cases that judge, the rules alone find 38 among 95 that they tell, both
together 48 among 111 (2026-11-30)."""
_LISTS = frozenset({"medications", "allergies", "family", "history", "plan"})
_NOT_SO = frozenset({Assertion.NEGATED, Assertion.HYPOTHETICAL, Assertion.PLANNED})
_PLAIN = 3.5
"""A cue of this weight tells of daily life in the patient's story without naming an activity."""
_TOLD = (None, "subjective", "social", "assessment")
"""Sections in which the patient's own words stand."""
_SECTION = {"exam": -0.5, "plan": -2.0, "history": -2.0, "results": -1.0, "ros": -1.0,
            "subjective": 0.5, "medications": -3.0, "tried": -2.0, "allergies": -4.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limitation:
    """A statement of something that the patient cannot do, with the domain of life."""

    domain: str
    statement: Statement
    score: float


@cache
def _activities() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load("chart_limits")["activities"]
    return tuple((d, re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.I)) for d, p in rows.items())


@cache
def _cannot() -> tuple[tuple[float, re.Pattern[str]], ...]:
    rows = load("chart_limits")["cannot"]
    return tuple((r["weight"], re.compile(rf"(?<!\w)(?:{r['pattern']})", re.I)) for r in rows)


@cache
def _against() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w)(?:{p})", re.I) for p in load("chart_limits")["not_limits"])


def functional_limitations(
    statements: Sequence[Statement],
    *,
    reference_date: date | None = None,
    heard: Sequence[float] = (),
) -> tuple[Limitation, ...]:
    """Statements of what the patient cannot do, best first, at most twelve.

    Pain scores, findings of the examination and improvements are none. Newer ones come
    first, and each domain of daily life before the second of another.

    Args:
        statements: those of the chart.
        reference_date: the day as of which they are read.
        heard: for each of them how likely it tells a limitation, as the trained model hears it
            (:mod:`docextract.chart_tells`); it adds some, and leaves out what is surely none.
    """
    found = []
    likely: Sequence[float | None] = heard or [None] * len(statements)
    for statement, sure in zip(statements, likely, strict=True):
        if _can_tell(statement):
            told = _limitation(statement, reference_date)
            found.append(told if sure is None else _weighed(statement, told, sure, reference_date))
    return _spread([one for one in found if one])


def _can_tell(statement: Statement) -> bool:
    if statement.copied_from or statement.assertion in (
        Assertion.PLANNED,
        Assertion.HYPOTHETICAL,
    ):
        return False
    kind = kind_of_section(statement.section)
    return not (kind == "family" and statement.assertion is Assertion.FAMILY)


def _weighed(
    statement: Statement, told: Limitation | None, heard: float, reference: date | None
) -> Limitation | None:
    """A limitation as rules and model tell it together."""
    if told is not None:
        score = told.score + _MODEL * (heard - 0.5)
        return replace(told, score=score) if heard >= _NONE else None
    kind = kind_of_section(statement.section)
    if heard < _HEARD or kind in _LISTS:
        return None
    score = _WORTH + _MODEL * (heard - _HEARD) - _age(statement, reference)
    domain = next(iter(_domains(statement.text, 0)), _OTHER)
    return Limitation(domain, statement, score) if score >= _FAINT else None


def _age(statement: Statement, reference: date | None) -> float:
    """What a statement loses by its age."""
    if not statement.date or not reference:
        return 0.0
    years = (reference - date.fromisoformat(statement.date)).days / 365.25
    return 3.0 if years > _OLD_YEARS else 1.5 * years / _OLD_YEARS


def _limitation(statement: Statement, reference: date | None) -> Limitation | None:
    kind = kind_of_section(statement.section)
    text = statement.text
    cues = sorted(
        (-w, m.start())
        for w, p in _cannot()
        for m in p.finditer(text)
        if not _NOT_SO & categories_of(text, *m.span())
    )
    if not cues:
        return None
    domains = _domains(text, cues[0][1])
    if not domains:
        plain = cues[0][0] <= -_PLAIN and not _no_activity().search(text)
        if kind not in _TOLD or not plain:
            return None
        domains = (_OTHER,)
    score = -cues[0][0] + 0.5 * min(3, len({w for w, _ in cues}) - 1) + 0.5 * min(3, len(domains))
    score -= 2.0 * sum(bool(p.search(text)) for p in _against())
    score += _SECTION.get(kind or "", 0.0)
    score -= 1.0 if len(text.split()) > 40 else 0.0
    if score < _ENOUGH:
        return None
    score -= _age(statement, reference)
    return Limitation(domains[0], statement, score) if score >= _WORTH else None


def _domains(text: str, cue: int) -> tuple[str, ...]:
    """The domains of life that a text names, the one told right after the cue first."""
    places = [
        (min(abs(m.start() - cue - 1) for m in p.finditer(text)), domain)
        for domain, p in _activities()
        if p.search(text)
    ]
    return tuple(domain for _, domain in sorted(places))


@cache
def _no_activity() -> re.Pattern[str]:
    return re.compile("|".join(load("chart_limits")["no_activity"]), re.IGNORECASE)


def _spread(found: list[Limitation]) -> tuple[Limitation, ...]:
    """The best first, with a loss for each one already taken from the same domain."""
    rest, taken = list(found), list[Limitation]()
    while rest and len(taken) < MOST:

        def worth(limitation: Limitation) -> tuple[float, str]:
            same = sum(t.domain == limitation.domain for t in taken)
            return limitation.score - _REPEATED * same, limitation.statement.date or ""

        best = max(rest, key=worth)
        rest.remove(best)
        if not any(_alike(best, t) for t in taken):
            taken.append(best)
    return tuple(taken)


def _alike(one: Limitation, other: Limitation) -> bool:
    a, b = (set(re.findall(r"\w{3,}", x.statement.text.lower())) for x in (one, other))
    return len(a & b) >= 0.8 * min(len(a), len(b))
