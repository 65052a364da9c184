"""Treatments that did not help, were not tolerated or are contraindicated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from docextract.chart.assertion import categories_of
from docextract.chart.sections import kind_of_section
from docextract.chart.treatment_names import Treatment, treatments_in, weak_names
from docextract.dates import find_dates
from docextract.facts import Assertion, Statement
from docextract.rules import load

MOST = 15
"""A physician reads no more than this."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A treatment with its outcome and the statement that says so."""

    treatment: str
    group: str
    outcome: str
    statement: Statement
    score: float


IN_WORDS = "read its words"
"""The outcome where only the trained model hears one."""
_OUTCOME_WEIGHT = {
    "did not help": 4.0,
    "not tolerated": 4.0,
    "contraindicated": 3.5,
    "stopped": 1.5,
    IN_WORDS: 2.5,
}
_OLD_YEARS = 3
_ENOUGH = 1.2
_HEARD = 0.9
"""How likely a statement must tell a failure that only the trained model hears. Of the 45 failed
treatments of fifteen cases that judge, the rules alone find 24 among 66 that they tell, both
together 28 among 73 (2026-11-30); at .8 they were the same 28 among 82."""
_LISTS = frozenset({"medications", "allergies", "family"})
"""Sections in which a drug's row tells no more than that it is there."""
_HEAD = 8
_SPOKEN_OF = frozenset({Assertion.FAMILY, Assertion.HYPOTHETICAL})
_NOT_SO = frozenset({Assertion.NEGATED, Assertion.HYPOTHETICAL, Assertion.FAMILY})
_LASTING = frozenset({"not tolerated", "contraindicated"})
"""Outcomes that hold however long ago they were."""
_THERAPY_DOCUMENT = re.compile(
    r"\b(?:physical|occupational) therap|\bPT (?:daily|initial|discharge|eval|progress|note)"
    r"|\bDPT\b|\bOTR\b|^PT\b.*records",
    re.IGNORECASE,
)


@cache
def _outcomes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["outcome"], re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.IGNORECASE))
        for row in load("chart_outcomes")["outcomes"]
        for p in row["patterns"]
    )


def failed_treatments(
    statements: Sequence[Statement],
    *,
    reference_date: date | None = None,
    heard: Sequence[float] = (),
) -> tuple[Failure, ...]:
    """Treatments with a recorded failure, one entry a treatment, best first, at most 15.

    A treatment and its outcome stand in one statement, or the outcome alone in the statement
    right after the one that names the treatment. What is planned, the family's or only
    feared is no failure.

    Args:
        statements: those of the chart.
        reference_date: the day as of which they are read.
        heard: for each of them how likely it tells a failure, as the trained model hears it
            (:mod:`docextract.chart_tells`): where the rules know no outcome it may tell one.
    """
    worth = failures_by_name(statements, reference_date=reference_date, heard=heard).values()
    ranked = sorted(worth, key=lambda f: (-f.score, f.treatment))
    return tuple(ranked[:MOST])


def failures_by_name(
    statements: Sequence[Statement],
    *,
    reference_date: date | None = None,
    heard: Sequence[float] = (),
) -> dict[str, Failure]:
    """Every treatment with a recorded failure by its name, each with what tells it best."""
    best: dict[str, Failure] = {}
    likely = heard or [0.0] * len(statements)
    for failure in _failures(statements, likely, reference_date):
        name = failure.treatment.partition(" (")[0]
        if name not in best or failure.score > best[name].score:
            best[name] = failure
    return {name: failure for name, failure in best.items() if failure.score >= _ENOUGH}


def _failures(
    statements: Sequence[Statement], heard: Sequence[float], reference: date | None
) -> Iterator[Failure]:
    before: Statement | None = None
    therapy = _therapy_documents(statements)
    for statement, likely in zip(statements, heard, strict=True):
        if statement.copied_from is None and not _not_of_the_patient(statement):
            named = treatments_in(statement.text)
            told = list(_within(statement, named, reference))
            yield from told
            if likely >= _HEARD and not told:
                yield from _in_words(before, statement, named, reference)
            if not named and statement.document in therapy:
                yield from _implied(statement, reference)
            elif not named and before is not None and _follows(before, statement):
                yield from _carried(before, statement, reference)
        before = statement


def _not_of_the_patient(statement: Statement) -> bool:
    return statement.assertion in _SPOKEN_OF or statement.assertion is Assertion.PLANNED


def _follows(before: Statement, statement: Statement) -> bool:
    return (before.document, before.page, before.section) == (
        statement.document,
        statement.page,
        statement.section,
    )


def _within(
    statement: Statement, named: Sequence[Treatment], reference: date | None
) -> Iterator[Failure]:
    for clause_start, clause_end in _clauses(statement.text):
        inside = [t for t in named if clause_start <= t.start < clause_end]
        outcome = _outcome(statement.text[clause_start:clause_end])
        section = kind_of_section(statement.section)
        listed = section == "allergies"
        if outcome is None:
            effect = section == "tried" and _effects().search(
                statement.text[clause_start:clause_end]
            )
            outcome = "not tolerated" if listed or effect else None
        for treatment in inside:
            skip = listed and treatment.group in load("chart_outcomes")["no_allergy_groups"]
            if outcome and not skip and not _ruled_out(statement, treatment):
                yield _failure(treatment, outcome, statement, reference, sure=True)


def _in_words(
    before: Statement | None,
    statement: Statement,
    named: Sequence[Treatment],
    reference: date | None,
) -> Iterator[Failure]:
    """What is heard of the treatments that a statement names, or else of the one that the
    statement right before it names."""
    if kind_of_section(statement.section) in _LISTS:
        return
    for treatment in named:
        if not _ruled_out(statement, treatment):
            yield _failure(treatment, IN_WORDS, statement, reference, sure=True)
    if not named and before is not None and _follows(before, statement):
        single = _single(before)
        if single and not _not_of_the_patient(before):
            yield _failure(single, IN_WORDS, statement, reference, sure=False)


@cache
def _effects() -> re.Pattern[str]:
    """Side effects alone, which tell of intolerance in a list of treatments tried."""
    return re.compile("|".join(load("chart_outcomes")["effects"]), re.IGNORECASE)


def _carried(before: Statement, statement: Statement, reference: date | None) -> Iterator[Failure]:
    """The outcome alone, after a statement that names one treatment."""
    outcome = _outcome(statement.text)
    if outcome is None or outcome == "contraindicated" or _not_of_the_patient(before):
        return
    if single := _single(before):
        yield _failure(single, outcome, statement, reference, sure=False)


def _single(before: Statement) -> Treatment | None:
    """The one treatment that a statement names, as it is told of in the next one."""
    named = {t.name: t for t in treatments_in(before.text)}
    one = next(iter(named.values()), None)
    if one is None or len(named) > 1 or one.name.lower() in weak_names():
        return None
    return replace(one, start=0, end=0)


def _therapy_documents(statements: Sequence[Statement]) -> frozenset[str]:
    """Documents that are records of physical or occupational therapy, by their first lines."""
    heads: dict[str, list[str]] = {}
    for statement in statements:
        lines = heads.setdefault(statement.document, [statement.document])
        if len(lines) <= _HEAD:
            lines.append(statement.text)
    return frozenset(d for d, lines in heads.items() if _THERAPY_DOCUMENT.search(" \n".join(lines)))


def _implied(statement: Statement, reference: date | None) -> Iterator[Failure]:
    """What a therapist's record says of the therapy itself (``plateau``, ``goals not met``)."""
    match = _therapy_ends().search(statement.text)
    if match and not _NOT_SO & categories_of(statement.text, *match.span()):
        therapy = Treatment("physical therapy", "therapy", 0, 0)
        yield _failure(therapy, "did not help", statement, reference, sure=False)


@cache
def _therapy_ends() -> re.Pattern[str]:
    return re.compile("|".join(load("chart_outcomes")["therapy_ends"]), re.IGNORECASE)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The clauses of a statement: outcomes do not reach over a semicolon between treatments."""
    start = 0
    for match in re.finditer(r";\s|\.\s+(?=[A-Z])", text):
        if treatments_in(text[match.end() :]):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _outcome(text: str) -> str | None:
    """The outcome that a clause tells, if any; "denies side effects" tells none."""
    for outcome, pattern in _outcomes():
        for match in pattern.finditer(text):
            told = outcome == "not tolerated" and _only_told().search(text[: match.start()])
            if not told and not _NOT_SO & categories_of(text, *match.span()):
                return outcome
    return "did not help" if _barely_moved(text) else None


_MOVED = re.compile(
    r"(?P<name>[A-Za-z][\w/-]*)\s+(?P<a>\d+(?:\.\d+)?)%?\s*(?:->|→|to)\s*(?P<b>\d+(?:\.\d+)?)(?![\d/-])"
    r"(?!\s*(?:mg|mcg|units?|ml|g\b|tabs?|caps?|x\b|days?|weeks?|wks?|months?|mos?|hours?|hrs?|L\b|mmHg|mm\s?Hg|visits?))"
)
"""A measure before a treatment and after it ("MADRS 38 to 36")."""
_WORSE_IF_HIGH = re.compile(
    r"(?:PHQ-?9|MADRS|HAM-?[AD]|GAD-?7|ODI|NDI|VAS|NRS|pain|A1c|curve|cobb|DAS-?28|CDAI|EASI|PASI|IPSS|AHI|ESS|LDL|PSA|CEA|weight|BMI|"
    r"stools|seizures|attacks|migraines?|headaches?|leaks|pads|wound|ulcer|load|Y-?BOCS|PCL-?5|EDSS|HIT-?6|MIDAS)",
    re.IGNORECASE,
)
_LITTLE = 0.1
"""A change by less than this share of the first value is none."""


def _barely_moved(text: str) -> bool:
    """Whether a measure is told that a treatment hardly moved or that rose under it."""
    for match in _MOVED.finditer(text):
        first, last = float(match["a"]), float(match["b"])
        if not first or treatments_in(match["name"]) or match["name"].lower() in _DOSES:
            continue
        change = (last - first) / first
        if abs(change) < _LITTLE or (change > 0 and _WORSE_IF_HIGH.fullmatch(match["name"])):
            return True
    return False


_DOSES = frozenset(
    "dose from increased decreased titrated up down age ages grade week weeks day".split()
)


@cache
def _only_told() -> re.Pattern[str]:
    return re.compile("|".join(load("chart_outcomes")["only_told"]), re.IGNORECASE)


def _ruled_out(statement: Statement, treatment: Treatment) -> bool:
    found = categories_of(statement.text, treatment.start, treatment.end, section=statement.section)
    return bool(found & _SPOKEN_OF)


def _failure(
    treatment: Treatment, outcome: str, statement: Statement, reference: date | None, *, sure: bool
) -> Failure:
    score = _OUTCOME_WEIGHT[outcome] + (1.0 if sure else 0.0)
    score -= 0.5 if kind_of_section(statement.section) in ("allergies", "plan") else 0.0
    words = len(statement.text.split())
    score -= 1.0 if words > 45 else 0.0
    word = statement.text[treatment.start : treatment.end].lower()
    score -= 1.5 if sure and word in weak_names() else 0.0
    if statement.date and reference:
        years = (reference - _told_of(statement, reference)).days / 365.25
        old = 2.0 if outcome in _LASTING else 4.0
        score -= old if years > _OLD_YEARS else years / _OLD_YEARS
    return Failure(_label(treatment, statement.text), treatment.group, outcome, statement, score)


_MONTH = re.compile(
    r"(?<![\d/])(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d)\b|(?<![\d/-])(?P<y2>20\d\d)\b(?![/-])"
)


def _told_of(statement: Statement, reference: date) -> date:
    """The last day, up to the request, that a statement tells of; a history keeps old papers'
    dates although it goes on."""
    written = date.fromisoformat(statement.date or reference.isoformat())
    days = [d.value for d in find_dates(statement.text)]
    days += [
        date(int(m["y"] or m["y2"]), int(m["m"] or 1), 1) for m in _MONTH.finditer(statement.text)
    ]
    return max([written, *(d for d in days if d <= reference)])


def _label(treatment: Treatment, text: str) -> str:
    """The treatment's name, with the printed words where they say more."""
    printed = re.sub(r"\s+", " ", text[treatment.start : treatment.end])
    name = treatment.name
    if not printed or _same_word(printed, name):
        return name
    return f"{name} ({printed})"


def _same_word(printed: str, name: str) -> bool:
    """Whether two names differ in case or plural only."""
    return printed.lower().removesuffix("s") == name.lower().removesuffix("s")
