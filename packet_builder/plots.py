"""Measurements over time, as small plots: the geometry that the template draws."""

from __future__ import annotations

from dataclasses import dataclass

from packet_builder.case import Case, Measured
from packet_builder.history import shown_measures
from packet_builder.plain import clip
from packet_builder.timeline import day_of
from packet_builder.when import short_date

_FIGURES = 20.0
"""Points from one figure to the next, so that they do not run together."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 160.0, 13.0, 42.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on the plot, in points from the top left; ``hollow`` is the other of a pair."""

    x: float
    y: float
    words: str
    hollow: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """One measure: its name with the unit, its dots, the lines between them, its first and last
    day, the values as a list of day, words and passage, and all of it in words."""

    number: int
    title: str
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    first: str
    last: str
    rows: tuple[tuple[str, Measured], ...]
    words: str


def plots_of(case: Case) -> tuple[Plot, ...]:
    """The measures of the case that are shown over time."""
    return tuple(
        _plot(number, measure.name, measure.unit, points)
        for number, (measure, points) in enumerate(shown_measures(case), start=1)
    )


def _plot(number: int, name: str, unit: str | None, points: tuple[Measured, ...]) -> Plot:
    title = clip(f"{name}, {unit}" if unit else name, 34)[0]
    days = [day.toordinal() for p in points if (day := day_of(p.date))]
    values = [v for p in points for v in (p.value, p.second) if v is not None]
    xs = [_between(day, min(days), max(days), _LEFT, _RIGHT) for day in days]
    firsts = [_between(p.value, max(values), min(values), _TOP, _BOTTOM) for p in points]
    dots = _dots(xs, firsts, [p.value for p in points], hollow=False)
    lines = [_line(xs, firsts)]
    if all(p.second is not None for p in points):
        seconds = [_between(p.second or 0, max(values), min(values), _TOP, _BOTTOM) for p in points]
        lines.append(_line(xs, seconds))
        dots += _dots(xs, seconds, [p.second or 0 for p in points], hollow=True)
    rows = tuple((_value(p), p) for p in points)
    return Plot(
        number=number,
        title=title,
        dots=tuple(dots),
        lines=tuple(lines),
        first=short_date(points[0].date),
        last=short_date(points[-1].date),
        rows=rows,
        words=f"{title}: " + "; ".join(f"{short_date(p.date)} {told}" for told, p in rows),
    )


def _dots(xs: list[float], ys: list[float], values: list[float], *, hollow: bool) -> list[Dot]:
    """A dot for each value; those whose figures would touch the last ones go without."""
    dots, free = [], 0.0
    for x, y, value in zip(xs, ys, values, strict=True):
        words = f"{value:g}" if x >= free else ""
        free = x + _FIGURES if words else free
        dots.append(Dot(x, y, words, hollow))
    return dots


def _value(point: Measured) -> str:
    return f"{point.value:g}" + (f"/{point.second:g}" if point.second is not None else "")


def _between(value: float, low: float, high: float, start: float, end: float) -> float:
    """Where a value between ``low`` and ``high`` stands between ``start`` and ``end``."""
    if high == low:
        return round((start + end) / 2, 1)
    return round(start + (end - start) * (value - low) / (high - low), 1)


def _line(xs: list[float], ys: list[float]) -> str:
    return " ".join(f"{x},{y}" for x, y in zip(xs, ys, strict=True))
