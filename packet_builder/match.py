"""Requirements × chart → findings: how each requirement stands and the passages, best first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from docextract.requirements import Kind, parse_requirement
from docextract.requirements.alternatives import parts_of
from docextract.requirements.concepts import keys_of
from packet_builder.case import Passage, Status
from packet_builder.match_alternatives import counted
from packet_builder.match_bearing import bear
from packet_builder.match_bounds import by_value
from packet_builder.match_course import by_treatment
from packet_builder.match_evidence import DECIDED, choose, plain_view
from packet_builder.match_judge import Question, View, ask
from packet_builder.match_kinds import judge
from packet_builder.match_limit import by_limit
from packet_builder.match_notes import Clock, Note
from packet_builder.match_parts import every_part
from packet_builder.match_rank import Index, concept_score, word_scores
from packet_builder.match_read import read
from packet_builder.match_signed import unsigned
from packet_builder.match_sites import Site
from packet_builder.match_status import Verdict, by_absence, by_stance
from packet_builder.match_told import told
from packet_builder.match_visits import visited

WORDS = 1.0
"""What the requirement's own words weigh beside one shared concept."""
_SURE = 0.7


@dataclass(frozen=True)
class Matcher:
    """A chart made ready, with the request's clock and site."""

    index: Index
    clock: Clock
    target: Site
    requested: frozenset[str]


def match(matcher: Matcher, text: str) -> tuple[Verdict, tuple[Passage, ...], Question]:
    """How the requirement ``text`` stands against the chart; one of several parts by its parts."""
    verdict, passages, question = _match_whole(matcher, text)
    parts = parts_of(text)
    if parts:
        found = [match(matcher, part)[:2] for part in parts.texts]
        verdict, passages = counted(parts, found)
    return verdict, passages, question


def _match_whole(matcher: Matcher, text: str) -> tuple[Verdict, tuple[Passage, ...], Question]:
    """How a requirement stands that is one."""
    requirement = parse_requirement(text)
    question = ask(requirement, matcher.clock, matcher.target, matcher.requested)
    words = word_scores(matcher.index, requirement)
    bearing = bear(text, matcher.index)
    judged: list[View] = []
    others: list[View] = []
    for note in matcher.index.notes:
        near = concept_score(matcher.index, requirement, note) + WORDS * float(words[note.index])
        if near <= 0:
            continue
        seen = judge(question, note, near + _recent(matcher.clock, note))
        if seen:
            judged.append(seen)
        elif plain := plain_view(question, note, near):
            others.append(plain)
    verdict = conclude(question, judged, matcher.index.notes)
    verdict = unsigned(question, verdict, matcher.index.notes)
    verdict = every_part(question, verdict, judged)
    verdict = visited(question, verdict, matcher.index.notes)
    verdict = replace(verdict, absence=requirement.kind is Kind.ABSENCE)
    weights = {v.note.index: v.weight for v in (*judged, *others)}
    weights |= {v.note.index: v.weight + DECIDED for v in verdict.shown}
    reading = read(text, matcher.index, bearing, matcher.clock, weights)
    verdict = told(question, verdict, matcher.index, bearing, reading)
    shown = choose(question, verdict, [*judged, *others], matcher.index, bearing)
    if verdict.status is Status.GAP and any(v.stance == "supports" for v in shown):
        verdict = replace(verdict, why=f"{verdict.why}; what may bear on it is shown")
    return verdict, tuple(passage(v) for v in shown), question


def conclude(question: Question, views: list[View], notes: tuple[Note, ...]) -> Verdict:
    """The status of one requirement from all views of the chart."""
    requirement = question.requirement
    views = [v for v in views if v.why != "related"]
    if limited := by_limit(question, views):
        return limited
    if requirement.demands and requirement.kind in (Kind.VALUE, Kind.RESULT):
        verdict = by_value(question, views, notes)
        if verdict:
            return verdict
    if requirement.kind is Kind.TREATMENT:
        return by_treatment(question, views)
    if requirement.kind is Kind.ABSENCE:
        return by_absence(question, views)
    return by_stance(question, views)


def _recent(clock: Clock, note: Note) -> float:
    """A small preference for new notes: 0.25 today, none after a year (a month in a stay)."""
    if note.day is None:
        return 0.0
    span = 30 if clock.acute else 365
    return 0.25 * max(0.0, 1 - max(0, (clock.request - note.day).days) / span)


def passage(view: View) -> Passage:
    """A view as the case shows it."""
    s = view.note.statement
    return Passage(
        document=s.document,
        page=s.page,
        bbox=s.bbox,
        lines=s.lines,
        text=s.text,
        stance="supports" if view.stance == "supports" else "contradicts",
        assertion=s.assertion,
        date=s.date,
        confidence=round(s.confidence, 3),
        needs_review=s.confidence < _SURE,
    )


__all__ = ["Kind", "Matcher", "keys_of", "match"]
