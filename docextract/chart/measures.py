"""Measurements of a chart as series: one measure, its unit, and its values by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from docextract.chart.assertion import categories_of
from docextract.chart.values import Number, number_after, number_before
from docextract.dates import find_dates
from docextract.facts import Assertion, MeasurePoint, MeasureSeries, Statement
from docextract.requirements.concepts import Concept, Mention, lexicon, mentions

_KINDS = ("value", "score", "grade")
_NEAR = 40
"""A date within so many letters after a number is the day of that number."""
_NOT_MEASURED = frozenset(
    {Assertion.FAMILY, Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.NEGATED}
)


def measure_series(statements: Sequence[Statement]) -> tuple[MeasureSeries, ...]:
    """Every measure that was taken on two days or more, with its values in their order.

    A value printed twice for one day stands once. Values of another unit than most of the
    series are left out, they cannot be drawn on one scale; so are the values of a day that has
    several (two sides, two planes), of which none is the day's.
    """
    found: dict[str, list[tuple[str | None, MeasurePoint]]] = {}
    for statement in statements:
        for key, unit, point in _points(statement):
            found.setdefault(key, []).append((unit, point))
    series = [_series(key, rows) for key, rows in found.items()]
    kept = [s for s in series if len({p.date for p in s.points}) > 1]
    return tuple(sorted(kept, key=lambda s: (-len(s.points), s.name)))


def _series(key: str, rows: list[tuple[str | None, MeasurePoint]]) -> MeasureSeries:
    units = Counter(unit for unit, _ in rows if unit)
    usual = units.most_common(1)[0][0] if units else None
    points: dict[str, dict[float, MeasurePoint]] = {}
    for unit, point in rows:
        if unit in (None, usual):
            points.setdefault(point.date, {}).setdefault(point.value, point)
    certain = [p for same in points.values() if len(same) == 1 for p in same.values()]
    return MeasureSeries(
        name=lexicon().concepts[key].label,
        unit=usual,
        points=tuple(sorted(certain, key=lambda p: p.date)),
    )


def _points(statement: Statement) -> Iterator[tuple[str, str | None, MeasurePoint]]:
    """Each measure of a statement with its number; the history's own dates count, no others."""
    if statement.assertion in _NOT_MEASURED or statement.copied_from:
        return
    taken: set[int] = set()
    text = statement.columns or statement.text
    for mention in mentions(text):
        concept = lexicon().concepts[mention.key]
        if mention.role != "name" or concept.kind not in _KINDS or concept.low is None:
            continue
        number = _number(text, mention, concept)
        day = number and _day(statement, mention, number)
        if number and day and number.start not in taken:
            taken.add(number.start)
            yield mention.key, number.unit, MeasurePoint(
                date=day, value=number.value, second=number.second, statement=statement
            )  # fmt: skip


def _number(text: str, mention: Mention, concept: Concept) -> Number | None:
    low, high, grade = concept.low, concept.high, concept.kind == "grade"
    after = number_after(text, mention.start, mention.end, low=low, high=high, grade=grade)
    if after or grade:
        return after
    return number_before(text, mention.start, low=low, high=high)


def _day(statement: Statement, mention: Mention, number: Number) -> str | None:
    """The day beside the number, else the statement's; what is told as history has no day."""
    text = statement.columns or statement.text
    near = [d.value for d in find_dates(text) if 0 <= d.start - number.end <= _NEAR]
    past = [d for d in near if statement.date is None or d.isoformat() <= statement.date]
    if past:
        return past[0].isoformat()
    meant = categories_of(text, mention.start, mention.end, section=statement.section)
    return None if meant & (_NOT_MEASURED | {Assertion.HISTORICAL}) else statement.date
