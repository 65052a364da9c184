"""What the physician says in the first minute: the five facts that weigh most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docextract.chart.limits import Limitation as Limit
from docextract.chart.treatments import Failure
from docextract.facts import Assertion, MeasureSeries, Statement, TreatmentCourse
from docextract.requirements import Kind, parse_requirement
from packet_builder.case import (
    Course,
    FailedTreatment,
    Finding,
    LeadFact,
    Limitation,
    Measure,
    Measured,
    Passage,
    Quote,
    Status,
)
from packet_builder.match_evidence import PASSED_OVER

MOST, _ENOUGH = 5, 3
_BEST = 3
"""A requirement's fact is one of its first passages: those further down only bear on it."""
_FEW_WORDS, _MOSTLY_FIGURES = 4, 0.5
"""A passage of fewer words, or with less than this share of letters, says little when read out."""
_FIGURES = re.compile(r"(?:(?<!\S)\d+(?:\.\d+)?\s+){2}\d+(?:\.\d+)?(?!\S)")
"""Three numbers in a row without a word between: a line of a table."""
_SPEAKS_POORLY = re.compile(
    r"\b(?:(?:poor|limited|inconsistent|irregular|minimal|partial|unknown|questionable)\W+(?:\w+\W+){0,2}"
    r"(?:follow\W?through|adherence|compliance|attendance|effort|participation)"
    r"|(?:adherence|compliance|attendance)\W+(?:\w+\W+){0,2}(?:poor|unknown|unclear|limited|inconsistent)"
    r"|non\W?(?:complian|adheren)\w+|no\W?shows?|did\s+not\s+(?:attend|return|complete)"
    r"|(?:cannot|can\s*not|could\s+not|unable\s+to)\s+be\s+(?:judged|assessed|determined|evaluated)"
    r"|less\s+than\s+half|lost\s+to\s+follow|self\W?discharged|discharged\s+for\s+non|against\s+medical\s+advice)",
    re.IGNORECASE,
)
"""What a medical director would hear as our own word against the request."""
_HABIT = re.compile(
    r"\b(?:(?:half\s+a|a|one|two|\d+)\s+packs?\s+(?:a|per|each)\s+day|ppd\b|ashtray"
    r"|(?:still|currently|continues\s+to|resumed|(?:went\s+)?back\s+to)\s+(?:smok|vap|drink)\w+"
    r"|(?:current|active)\s+(?:[\w-]+\s+)?(?:smok|vap)er|positive\s+cotinine|cotinine\b[^.;]{0,30}\bpositive)",
    re.IGNORECASE,
)
_OF_HABIT = re.compile(r"smok|tobacco|nicotin|pack|vap|alcohol|drink|sober", re.IGNORECASE)
"""Where the requirement asks for a habit, or for its end, its records answer it."""

_TOLD_AS_FACT = (Assertion.AFFIRMED, Assertion.NEGATED, Assertion.HISTORICAL)
_ORDER = {Status.SUPPORTED: 0, Status.PARTIAL: 1}


def lead_facts(findings: Sequence[Finding]) -> tuple[LeadFact, ...]:
    """The best passage of each requirement that is met, in the chart's own words.

    Requirements come in the payer's order, exclusions ("no infection") after them and those met
    in part last, which fill up to three facts; a passage stands once. What speaks against another
    requirement, or tells of a plan, a doubt, the family or a treatment poorly kept, opens no
    call; of the others the matcher's first sentence is taken, and a row of figures comes last.
    """
    standing = [f for f in findings if f.status in _ORDER and _supporting(f)]
    standing.sort(key=lambda f: (_ORDER[f.status], _is_exclusion(f)))
    against_us = {p.text for f in findings for p in f.evidence if p.stance == "contradicts"}
    seen: list[str] = []
    facts: list[tuple[bool, LeadFact]] = []
    for finding in standing:
        if finding.status is Status.PARTIAL and len(facts) >= _ENOUGH:
            break
        best = _supporting(finding)[:_BEST]
        told = [
            p for p in best
            if p.assertion in _TOLD_AS_FACT and not speaks_poorly(finding, p)
        ]  # fmt: skip
        against = bool(best) and best[0].text in against_us
        fresh = [] if against else [
            p for p in told if p.text not in against_us and not _repeats(p.text, seen)
        ]  # fmt: skip
        passage = min(fresh, key=lambda p: _is_bare(finding, p), default=None)
        if passage:
            seen.append(passage.text)
            fact = LeadFact(text=quoted(passage), evidence=(passage,))
            facts.append((_is_bare(finding, passage), fact))
    facts.sort(key=lambda row: row[0])
    return tuple(fact for _, fact in facts[:MOST])


def speaks_poorly(finding: Finding, passage: Passage) -> bool:
    """Whether a passage that answers the requirement tells on the way what is held against us."""
    habit = not _OF_HABIT.search(finding.text) and _HABIT.search(passage.text)
    return bool(habit or _SPEAKS_POORLY.search(passage.text))


def _repeats(text: str, seen: Sequence[str]) -> bool:
    """Whether the words, or a passage that they lie in or hold, were told before."""
    return any(text in other or other in text for other in seen)


def _is_exclusion(finding: Finding) -> bool:
    return parse_requirement(finding.text).kind is Kind.ABSENCE


def _is_bare(finding: Finding, passage: Passage) -> bool:
    """Whether a passage is no sentence to read out, but a heading or a row of figures, where no
    figure is asked for, or says of a paper only that somebody had it in hand."""
    if PASSED_OVER.search(passage.text):
        return True
    if parse_requirement(finding.text).kind is Kind.VALUE:
        return False
    if _FIGURES.search(passage.text):
        return True
    words = re.findall(r"[A-Za-z]{2,}", passage.text)
    letters = sum(map(len, words)) / max(len(passage.text.replace(" ", "")), 1)
    return len(words) < _FEW_WORDS or letters < _MOSTLY_FIGURES


def _supporting(finding: Finding) -> list[Passage]:
    return [p for p in finding.evidence if p.stance == "supports"]


def quoted(passage: Passage) -> str:
    """A passage's words with the day they were written."""
    words = " ".join(passage.text.split())
    return f"{passage.date}: {words}" if passage.date else words


def limitations(found: Sequence[Limit]) -> tuple[Limitation, ...]:
    """Functional limitations as the case lists them."""
    return tuple(Limitation(**_place(f.statement)) for f in found)


def failures(found: Sequence[Failure]) -> tuple[FailedTreatment, ...]:
    """Failed treatments as the case lists them."""
    return tuple(
        FailedTreatment(treatment=f.treatment, outcome=f.outcome, **_place(f.statement))
        for f in found
    )


def courses(found: Sequence[TreatmentCourse]) -> tuple[Course, ...]:
    """The treatments of the chart as episodes, as the case lists them."""
    return tuple(
        Course(
            **each.model_dump(exclude={"evidence"}),
            evidence=tuple(Quote(**_place(s)) for s in each.evidence),
        )
        for each in found
    )


def measures(found: Sequence[MeasureSeries]) -> tuple[Measure, ...]:
    """The measurements of the chart as series, as the case lists them."""
    return tuple(
        Measure(
            name=each.name,
            unit=each.unit,
            points=tuple(
                Measured(
                    date=p.date,
                    value=p.value,
                    second=p.second,
                    evidence=Quote(**_place(p.statement)),
                )
                for p in each.points
            ),
        )
        for each in found
    )


def _place(statement: Statement) -> dict[str, Any]:
    return {
        "document": statement.document,
        "page": statement.page,
        "bbox": statement.bbox,
        "lines": statement.lines,
        "text": statement.text,
        "date": statement.date,
    }
