"""The report: denials, overturn rates, times, missed windows, reviewers, as rows of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from casework.past.facts import Decided, Denied, Past
from casework.past.rates import Rate, rate_of, rates_by
from casework.records import Level
from casework.records_office import Result

_STEPS = {
    Level.P2P: "peer-to-peer call",
    Level.APPEAL: "appeal",
    Level.SECOND_LEVEL: "second-level appeal",
    Level.EXTERNAL_REVIEW: "external review",
}
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate under its name, for a table and for a plot."""

    name: str
    step: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Met:
    """A reviewer that the office has met; ``persuaded`` are the reasons of what was overturned,
    ``held`` those of what was upheld, the most frequent first."""

    name: str
    specialty: str | None
    rate: Rate
    persuaded: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the past says; ``denials`` and ``rates`` by what they are counted by."""

    cases: int
    known: int
    denials: dict[str, list[tuple[str, int]]]
    rates: dict[str, list[Bar]]
    times: list[tuple[str, int, float]]
    minutes: list[tuple[str, int, int, float]]
    missed: list[tuple[str, str, int]]
    reviewers: list[Met]


def report_of(past: Past) -> Report:
    """Everything that the report shows, over known outcomes only."""
    known = [each for each in past.decided if each.result is not Result.PENDING]
    return Report(
        cases=len(past.denied),
        known=len(known),
        denials={
            "payer": _counted(past.denied, lambda case: [case.payer]),
            "ground": _counted(past.denied, lambda case: [case.category.replace("_", " ")]),
            "service": _counted(past.denied, lambda case: case.codes),
        },
        rates={
            "step": _bars(known, lambda _: ["all"]),
            "payer": _bars(known, lambda each: [each.denied.payer]),
            "ground": _bars(known, lambda each: [each.denied.category.replace("_", " ")]),
            "service": _bars(known, lambda each: each.denied.codes),
        },
        times=[(name, len(rows), median(each.days for each in rows))
               for name, rows in _by_step(known)],
        minutes=_minutes(known),
        missed=[(kind.replace("_", " "), why, count) for (kind, why), count in
                Counter((each.kind, each.why) for each in past.missed).most_common()],
        reviewers=_reviewers(known),
    )  # fmt: skip


def _counted(
    cases: Iterable[Denied], names: Callable[[Denied], Iterable[str]]
) -> list[tuple[str, int]]:
    count = Counter(name for case in cases for name in names(case))
    return sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))


def _by_step(known: Sequence[Decided]) -> list[tuple[str, list[Decided]]]:
    groups = [(words, [e for e in known if e.level is step]) for step, words in _STEPS.items()]
    return [(words, rows) for words, rows in groups if rows]


def _bars(known: Sequence[Decided], names: Callable[[Decided], Iterable[str]]) -> list[Bar]:
    return [
        Bar(name, step, rate)
        for step, rows in _by_step(known)
        for name, rate in rates_by(rows, names)
    ]


def _minutes(known: Sequence[Decided]) -> list[tuple[str, int, int, float]]:
    """Step, outcomes whose minutes were noted, their sum and their median."""
    found = []
    for step, rows in _by_step(known):
        noted = [each.minutes for each in rows if each.minutes is not None]
        if noted:
            found.append((step, len(noted), sum(noted), median(noted)))
    return found


def _reviewers(known: Sequence[Decided]) -> list[Met]:
    """Reviewers by name, letter case and titles aside; the one met most often first."""
    groups: dict[str, list[Decided]] = {}
    for each in known:
        if each.reviewer:
            groups.setdefault(_plain(each.reviewer), []).append(each)
    met = [
        Met(
            name=rows[-1].reviewer or "",
            specialty=next((e.specialty for e in reversed(rows) if e.specialty), None),
            rate=rate_of(rows),
            persuaded=_reasons(rows, (Result.OVERTURNED, Result.PARTLY)),
            held=_reasons(rows, (Result.UPHELD,)),
        )
        for rows in groups.values()
    ]
    return sorted(met, key=lambda each: (-each.rate.known, each.name))


def _plain(name: str) -> str:
    words = [word.strip(".,") for word in name.casefold().split()]
    return " ".join(word for word in words if word not in ("dr", "md", "do", "mr", "ms", "mrs"))


def _reasons(rows: Sequence[Decided], results: tuple[Result, ...]) -> tuple[str, ...]:
    count = Counter(reason for each in rows if each.result in results for reason in each.reasons)
    return tuple(reason for reason, _ in count.most_common(_MOST_REASONS))


Section = tuple[str, tuple[str, ...], list[tuple[str | int | float | None, ...]]]


def sections_of(report: Report) -> list[Section]:
    """The report as titled tables: for the screen, for CSV and for HTML."""
    found: list[Section] = []
    for by, counted in report.denials.items():
        found.append((f"Denials by {by}", (by.capitalize(), "Cases"), list(counted)))
    for by, bars in report.rates.items():
        heads = (by.capitalize(), "Step", "Known", "Overturned", "Partly", "Overturned, with range")
        rows: list[tuple[str | int | float | None, ...]] = [
            (bar.name, bar.step, bar.rate.known, bar.rate.overturned, bar.rate.partly,
             bar.rate.words)
            for bar in bars
        ]  # fmt: skip
        found.append((f"Overturned, by {by}", heads, rows))
    found += [
        ("Days from the letter to the decision", ("Step", "Known", "Median days"),
         [(step, count, round(days, 1)) for step, count, days in report.times]),
        ("Staff minutes", ("Step", "Noted", "Sum", "Median"), list(report.minutes)),
        ("Missed windows", ("Window", "Why", "Cases"), list(report.missed)),
        ("Reviewers met", ("Reviewer", "Specialty", "Overturned", "Persuaded by", "Upheld for"),
         [(met.name, met.specialty, met.rate.words, "; ".join(met.persuaded),
           "; ".join(met.held)) for met in report.reviewers]),
    ]  # fmt: skip
    return [section for section in found if section[2]]
