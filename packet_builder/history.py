"""Which treatments and measurements of the chart bear on the case, and how far they are shown."""

from __future__ import annotations

from docextract.requirements.concepts import keys_of
from packet_builder.case import Case, Course, Measure, Measured, Quote
from packet_builder.ground_words import dates_in
from packet_builder.when import parse_instant

MOST_COURSES, MOST_MEASURES, MOST_POINTS = 14, 6, 8
"""The most treatments, measures and values of one measure that a packet shows."""

_RECORDS = 2
"""So many passages of a treatment are shown: the first and the last."""


def shown_courses(case: Case) -> tuple[Course, ...]:
    """The dated treatments that failed, or that a requirement or the reason names; by first day."""
    failed = {row.treatment.casefold() for row in case.failed_treatments}
    asked = _asked(case)
    rows = [
        row
        for row in case.courses
        if row.start and row.evidence and (row.name.casefold() in failed or _names(row) & asked)
    ]
    rows.sort(key=lambda row: (row.start or "", row.name))
    return tuple(rows[-MOST_COURSES:])


def _names(course: Course) -> frozenset[str]:
    """The concepts that a course stands for; its class only where it is over."""
    over = course.outcome not in (None, "ongoing")
    return keys_of(f"{course.name} {course.group}" if over else course.name)


def course_records(course: Course) -> tuple[Quote, ...]:
    """The passages that the packet shows of a treatment: the first and the last by day."""
    rows = sorted(course.evidence, key=lambda q: q.date or "")
    ends = (rows[0], rows[-1]) if len(rows) > 1 else tuple(rows)
    return tuple(dict.fromkeys(ends))[:_RECORDS]


def stop_of(course: Course) -> str | None:
    """The day on which a treatment ended, where a passage of it prints that day.

    The day of the note that tells of an end is not the day of the end.
    """
    day = parse_instant(course.stop)
    if day is None:
        return None
    parts = (day.year, day.month, day.day)
    printed = any(dates_in(quote.text).hold(parts) for quote in course.evidence)
    return course.stop if printed else None


def shown_measures(case: Case) -> tuple[tuple[Measure, tuple[Measured, ...]], ...]:
    """The measures that a requirement or the reason names, each with its newest values.

    One value is no course over time: it stands with its requirement.
    """
    asked = _asked(case)
    rows = []
    for measure in case.measures:
        points = _one_a_day(measure)[-MOST_POINTS:]
        if len(points) > 1 and keys_of(measure.name) & asked:
            rows.append((measure, points))
    return tuple(rows[:MOST_MEASURES])


def _one_a_day(measure: Measure) -> tuple[Measured, ...]:
    """The values without repetitions: the same value of the same day counts once."""
    seen = {(p.date, p.value, p.second): p for p in reversed(measure.points)}
    return tuple(sorted(seen.values(), key=lambda p: p.date))


def _asked(case: Case) -> frozenset[str]:
    """The concepts that the letter's requirements and its reason name."""
    texts = [finding.text for finding in case.criteria]
    texts.append(case.letter.denial_reason.value or "")
    return frozenset().union(*(keys_of(text) for text in texts))
