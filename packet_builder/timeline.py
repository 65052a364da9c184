"""Treatments tried, as bars and points on a calendar: the geometry that the template draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from packet_builder.case import Case, Course
from packet_builder.claims import treatment_views
from packet_builder.history import shown_courses, stop_of
from packet_builder.plain import clip
from packet_builder.when import parse_instant

WIDTH, LABEL, NOTE = 525.0, 132.0, 92.0
"""Width of the drawing, of the names at its left and of the outcomes at its right, in points."""

ROW, HEAD = 13.5, 16.0
MOST_YEARS = 3
"""A longer history is cut at the left; what began before carries an arrow and its day."""

_TICKS = (1, 3, 6, 12)
_MOST_TICKS = 6
_WORDS = 16.0
"""Points from the day of the request within which a month's name would run into its words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A treatment on the calendar; ``end`` is ``start`` for a single day, and only its last
    mention where the record does not say that it ended (``sure`` is False)."""

    name: str
    outcome: str
    start: date
    end: date
    anchor: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the drawing: points from the top left; ``early`` is its first day where that lies
    left of the drawing."""

    name: str
    outcome: str
    anchor: str
    left: float
    width: float
    top: float
    point: bool
    sure: bool
    early: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the calendar."""

    left: float
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: its size in points, rows, calendar lines, and the day of the request."""

    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    asked: Tick | None
    words: str


def timeline_of(case: Case) -> Timeline | None:
    """The dated treatments of the case on a calendar; None for fewer than two."""
    spans = sorted(spans_of(case), key=lambda s: (s.start, s.end, s.name))
    if len(spans) < 2:
        return None
    asked = day_of(case.letter.request_date.value) or day_of(case.letter.letter_date.value)
    last = max([s.end for s in spans] + ([asked] if asked else []))
    first = max(min(s.start for s in spans), _months_before(last, 12 * MOST_YEARS))
    first = first.replace(day=1)
    scale = _Scale(first, last)
    bars = tuple(_bar(span, number, scale) for number, span in enumerate(spans))
    said = "the request" if case.letter.request_date.value else "the denial"
    mark = Tick(scale.at(asked), said) if asked and asked >= first else None
    return Timeline(
        height=HEAD + ROW * len(bars) + 6,
        bars=bars,
        ticks=tuple(t for t in _ticks(scale) if not mark or abs(t.left - mark.left) > _WORDS),
        asked=mark,
        words="; ".join(f"{s.name} {_span_words(s)}: {s.outcome}" for s in spans),
    )


def spans_of(case: Case) -> list[Span]:
    """One span for each course that is shown, and for each dated failure of another treatment."""
    courses = [
        Span(
            row.name,
            _ended(row),
            start,
            max(day_of(stop_of(row) or row.last or row.stop) or start, start),
            f"course-{number}",
            sure=stop_of(row) is not None,
        )
        for number, row in enumerate(shown_courses(case), start=1)
        if (start := day_of(row.start)) is not None
    ]
    named = {span.name.casefold() for span in courses}
    return courses + [
        Span("; ".join(others), view.row.outcome, day, day, view.anchors[0])
        for view in treatment_views(case)
        if (day := day_of(view.row.date)) is not None
        and (
            others := [
                n for n in view.names.split("; ") if n.partition(" (")[0].casefold() not in named
            ]
        )
    ]


def _ended(course: Course) -> str:
    """How the course ended, and its visits where the chart counts them."""
    visits = f"{course.visits} visits" if course.visits else ""
    return ", ".join(part for part in (course.outcome or "", visits) if part) or "not said"


def day_of(value: str | None) -> date | None:
    """The day of an ISO date or date-time."""
    moment = parse_instant(value)
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day stands, in points from the left; not before the first nor after the last."""
        total = max((self.last - self.first).days, 1)
        passed = min(max((day - self.first).days, 0), total)
        return round(LABEL + (WIDTH - LABEL - NOTE) * passed / total, 1)


def _bar(span: Span, number: int, scale: _Scale) -> Bar:
    left, right = scale.at(span.start), scale.at(span.end)
    return Bar(
        name=clip(span.name, 30)[0],
        outcome=clip(span.outcome, 24)[0],
        anchor=span.anchor,
        left=left,
        width=round(max(right - left, 0), 1),
        top=HEAD + ROW * number,
        point=span.start == span.end,
        sure=span.sure,
        early=f"{span.start:%m/%Y}" if span.start < scale.first else None,
    )


def _ticks(scale: _Scale) -> list[Tick]:
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((s for s in _TICKS if months / s <= _MOST_TICKS), _TICKS[-1])
    found = []
    for number in range(months + 1):
        year, month = divmod(scale.first.month - 1 + number, 12)
        day = date(scale.first.year + year, month + 1, 1)
        if (day.month - 1) % step == 0 and day <= scale.last:
            found.append(Tick(scale.at(day), f"{day:%m/%Y}"))
    return found


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _span_words(span: Span) -> str:
    if span.start == span.end:
        return f"{span.start:%m/%d/%Y}"
    return f"{span.start:%m/%d/%Y} to {span.end:%m/%d/%Y}"
