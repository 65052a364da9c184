"""What a single note says to a requirement: for it, against it, or only that it is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from docextract.facts import Assertion
from docextract.requirements import Kind, Requirement
from docextract.requirements.concepts import Mention, lexicon
from packet_builder.match_notes import Clock, Note
from packet_builder.match_sites import Site, conflict

Stance = Literal["supports", "contradicts", "missing", "neither"]

_NOT_YET = {Assertion.PLANNED, Assertion.HYPOTHETICAL}
_PAST = re.compile(
    r"\b(?:completed|attended|received|underwent|took|taken|tried|used|had|has\s+been|finished|"
    r"stopped|given|since|gave|status\s+post|s/p|was\s+(?:on|given|seen|injected|treated)|injected|"
    r"currently|continues?\s+(?:on|to)|remains\s+on|now\s+on|fill(?:ed)?|\d+\s+(?:visits|sessions|weeks|"
    r"wks|months|mos|doses)\s+(?:of|completed|attended|without|with))\b",
    re.IGNORECASE,
)
_LOCAL = {"therapy", "procedure", "finding", "grade"}
_IMAGES = {"imaging", "radiograph", "mri", "ct", "ultrasound", "emg"}
_STALE = {
    Kind.TREATMENT: 1100, Kind.VALUE: 400, Kind.ABSENCE: 400, Kind.RESULT: 550,
    Kind.FINDING: 400, Kind.PLAN: 270,
}  # fmt: skip
"""Days after which a note says nothing where no window is asked for."""
_STALE_ACUTE = 60
_SLACK = 3
"""How many times its window a thing may be old and still count in part."""


@dataclass(frozen=True, slots=True)
class View:
    """A note as seen from one requirement.

    ``stance`` "missing" is the chart saying that the thing is not done or not there.
    ``weight`` orders passages. ``inside`` tells whether ``event``, the day of what the note
    tells, lies in the window. ``why`` names what decided.
    """

    note: Note
    stance: Stance
    weight: float
    inside: bool
    event: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A requirement with what is needed to judge notes against it."""

    requirement: Requirement
    clock: Clock
    target: Site
    family: frozenset[str]
    requested: frozenset[str]

    @property
    def opens(self) -> date:
        """The first day of the window; of the time in which notes count where none is asked."""
        window = self.requirement.window
        if window:
            return window.opens(self.clock.anchor(window.event))
        days = _STALE_ACUTE if self.clock.acute else _STALE[self.requirement.kind]
        return self.clock.request - timedelta(days=days)

    @property
    def part_opens(self) -> date:
        """The first day that still counts in part: the same work-up or episode."""
        span = (self.clock.request - self.opens).days
        return self.clock.request - timedelta(days=max(span * _SLACK, min(span + 180, 365)))


def ask(
    requirement: Requirement, clock: Clock, target: Site, requested: frozenset[str]
) -> Question:
    """Make a requirement ready; ``requested`` are the concepts of the denied service."""
    lex = lexicon()
    family: set[str] = set()
    for key in requirement.concepts:
        family |= lex.family(key)
    return Question(requirement, clock, target, frozenset(family), requested)


def site_conflict(question: Question, note: Note) -> str | None:
    """Why a note is about another part or side than the request; None where it is not."""
    table = lexicon().concepts
    kinds = {table[k].kind for k in question.requirement.concepts}
    local = bool(kinds & _LOCAL) or bool(set(question.requirement.concepts) & _IMAGES)
    if local:
        named = note.site if (note.site.parts or note.site.sides) else note.around
        return conflict(question.target, named, note.around)
    if "function" in kinds or "score" in kinds:
        return conflict(question.target, note.site)
    return None


def event_day(note: Note, mention: Mention | None, *, past_only: bool = True) -> date | None:
    """When what a note tells took place: the date it names, else the day it was written."""
    named = [d for d in note.days if not past_only or note.day is None or d <= note.day]
    if named:
        return max(named)
    if mention is not None and Assertion.HISTORICAL in note.meant(mention):
        return None
    return note.day


def in_window(question: Question, day: date | None) -> bool:
    """Whether a day lies in the window; an unknown day does where no window is asked for."""
    if day is None:
        return question.requirement.window is None
    return day >= question.opens


def hits(question: Question, note: Note, *roles: str) -> list[Mention]:
    """The mentions in a note of what the requirement is about."""
    wanted = roles or ("name",)
    return [m for m in note.mentions if m.role in wanted and m.key in question.family]


def only_intended(note: Note, mention: Mention) -> bool:
    """Whether what is mentioned was only ordered, planned, advised or offered."""
    cats = note.meant(mention)
    done = bool(_PAST.search(note.text)) or bool(note.cues & {"failed", "helped"})
    if cats & _NOT_YET:
        return not done or bool(
            re.search(r"\b(?:will|to be|order|refer)", note.text[: mention.start], re.I)
        )
    return "intended" in note.cues and not done


def judge(question: Question, note: Note, near: float) -> View | None:
    """What ``note`` says to the requirement; None where it says nothing.

    Args:
        question: the requirement made ready.
        note: a statement of the chart.
        near: how near the note is to the requirement's subject, from the ranking.
    """
    if site_conflict(question, note) or note.statement.assertion is Assertion.FAMILY:
        return None
    match question.requirement.kind:
        case Kind.TREATMENT:
            return _treatment(question, note, near)
        case Kind.ABSENCE:
            return _absence(question, note, near)
        case Kind.RESULT:
            return _result(question, note, near)
        case _:
            return _finding(question, note, near)


def _view(
    question: Question, note: Note, stance: Stance, weight: float, event: date | None, why: str
) -> View:
    return View(note, stance, weight, in_window(question, event), event, why)


def _treatment(question: Question, note: Note, near: float) -> View | None:
    spots = [m for m in hits(question, note) if _treats(m)]
    implied = not spots and _implied_therapy(question, note)
    if not spots and not implied:
        return _excuse_alone(question, note, near)
    spot = spots[0] if spots else None
    if spot and all(Assertion.FAMILY in note.meant(m) for m in spots):
        return None
    event = event_day(note, spot)
    good = bool(note.cues & {"failed", "intolerant"})
    if "intolerant" in note.cues and spot and question.requirement.exception:
        return _view(question, note, "supports", near + 0.6, event, "excused")
    if "never" in note.cues and not good:
        return _view(question, note, "contradicts", near + 0.2, event, "never used")
    if "declined" in note.cues and not good:
        return _view(question, note, "missing", near, event, "declined")
    if spot and only_intended(note, spot):
        return _view(question, note, "missing", near, event, "only intended")
    if "not_done" in note.cues and not good:
        return _view(question, note, "missing", near, event, "not done")
    if spot and all(Assertion.NEGATED in note.meant(m) for m in spots) and not good:
        return _view(question, note, "contradicts", near, event, "denied")
    weight = near + 0.5 * good + 0.35 * bool(note.amounts) + 0.15 * ("summary" in note.cues)
    return _view(question, note, "supports", weight, event, "failed" if good else "used")


def _treats(mention: Mention) -> bool:
    return lexicon().concepts[mention.key].kind in {"drug", "therapy", "procedure", "device"}


def _implied_therapy(question: Question, note: Note) -> bool:
    """A therapist's own record speaks of therapy without naming it."""
    if not (question.family & {"physical_therapy", "occupational_therapy", "conservative_care"}):
        return False
    return note.kind in {"pt_ot", "therapy_log"} and bool(
        (note.amounts and note.cues & {"summary", "failed"})
        or re.search(r"\bvisits?\b", note.text, re.I)
    )


def _excuse_alone(question: Question, note: Note, near: float) -> View | None:
    """A condition that rules the drug out ("ulcer bleed" for NSAIDs)."""
    if not question.requirement.exception:
        return None
    spots = hits(question, note, "excuse")
    if not spots or any(Assertion.NEGATED in note.meant(m) for m in spots):
        return None
    return _view(question, note, "supports", 0.45 + near, event_day(note, None), "excused")


def _absence(question: Question, note: Note, near: float) -> View | None:
    spots = [m for m in hits(question, note, "name") if m.key not in question.requested]
    clear, signs = hits(question, note, "clear"), hits(question, note, "sign")
    if not (spots or clear or signs):
        return None
    lead = (spots or clear or signs)[0]
    event = event_day(note, lead)
    if note.cues & {"not_done"} and not any(Assertion.NEGATED in note.meant(m) for m in clear):
        return _view(question, note, "missing", near, event, "not done")
    if clear and not all(Assertion.NEGATED in note.meant(m) for m in clear):
        return _view(question, note, "supports", near + 0.5, event, "clear")
    if spots:
        return _absence_named(question, note, near, spots, event)
    states = [note.meant(m) for m in signs]
    if all(Assertion.NEGATED in s for s in states) or "normal" in note.cues:
        return _view(question, note, "supports", near + 0.1, event, "sign denied")
    if any(not s for s in states):
        return _view(question, note, "contradicts", 0.3 * near, event, "sign present")
    return None


def _absence_named(
    question: Question, note: Note, near: float, spots: list[Mention], event: date | None
) -> View | None:
    states = [note.meant(m) for m in spots]
    if all(Assertion.FAMILY in s for s in states):
        return None
    if all(Assertion.NEGATED in s for s in states) or "never" in note.cues:
        if any(s & _NOT_YET for s in states) or ("intended" in note.cues and not note.day):
            return None
        return _view(question, note, "supports", near + 0.4, event, "denied")
    if note.cues & {"normal"} and not note.cues & {"positive"}:
        return _view(question, note, "supports", near + 0.3, event, "normal")
    present = [m for m, s in zip(spots, states, strict=True) if not s & _NOT_YET]
    if not present or only_intended(note, present[0]) or "indication" in note.cues:
        return None
    if any(Assertion.HISTORICAL in note.meant(m) for m in present) and not note.days:
        return None
    return _view(question, note, "contradicts", near + 0.4, event, "present")


def _result(question: Question, note: Note, near: float) -> View | None:
    requirement = question.requirement
    content = [m for m in hits(question, note, "name", "clear") if m.key in _content(question)]
    tests = [m for m in hits(question, note) if m.key not in _content(question)]
    filed = bool(_tests(question) & note.context)
    if not tests and not (filed and content):
        return None
    lead = (tests or content)[0]
    event = event_day(note, lead)
    if "indication" in note.cues and not re.search(r"\d\s*(?:mm|%)", note.text):
        return None
    states = [note.meant(m) for m in tests]
    if tests and ("not_done" in note.cues or "declined" in note.cues):
        return _view(question, note, "missing", near + 0.2, event, "not done")
    if tests and (only_intended(note, tests[0]) or "hearsay" in note.cues):
        return _view(question, note, "missing", near, event, "only intended")
    if tests and all(Assertion.NEGATED in s for s in states) and not requirement.negative_result:
        return _view(question, note, "missing", near, event, "denied")
    if requirement.content:
        return _content_view(question, note, near, content, event)
    told = bool(re.search(r"\d", note.text)) or bool(note.cues & {"normal", "positive"})
    if requirement.negative_result and "positive" in note.cues and "normal" not in note.cues:
        return _view(question, note, "contradicts", near, event, "positive")
    if not told and not filed:
        return None
    return _view(question, note, "supports", near + 0.3 * told + 0.2 * filed, event, "on file")


def _content(question: Question) -> frozenset[str]:
    lex = lexicon()
    return frozenset(k for c in question.requirement.content for k in lex.family(c))


def _tests(question: Question) -> frozenset[str]:
    lex = lexicon()
    keys = [c for c in question.requirement.concepts if c not in question.requirement.content]
    return frozenset(k for c in keys for k in lex.family(c))


def _content_view(
    question: Question, note: Note, near: float, content: list[Mention], event: date | None
) -> View | None:
    if not content:
        return None
    wants_absent = question.requirement.negative_result
    states = [(m, note.meant(m)) for m in content]
    denied = all(Assertion.NEGATED in s for m, s in states if m.role == "name") and any(
        m.role == "name" for m, _ in states
    )
    clear = any(m.role == "clear" for m in content)
    absent = denied or clear
    stance: Stance = "supports" if absent == wants_absent else "contradicts"
    return _view(question, note, stance, near + 0.3, event, "absent" if absent else "shown")


def _finding(question: Question, note: Note, near: float) -> View | None:
    names, signs = hits(question, note), hits(question, note, "sign")
    if not names and not signs:
        return None
    spots = names or signs
    states = [note.meant(m) for m in spots]
    if all(Assertion.FAMILY in s for s in states):
        return None
    plan = question.requirement.kind is Kind.PLAN
    event = event_day(note, spots[0])
    if "not_done" in note.cues:
        return _view(question, note, "missing", near, event, "not done")
    if note.cues & {"changed"} and plan:
        return _view(question, note, "contradicts", near + 0.4, event, "changed")
    if not plan and only_intended(note, spots[0]) and "function" not in _kinds(spots):
        return _view(question, note, "missing", near, event, "only intended")
    if all(Assertion.NEGATED in s for s in states) and "function" not in _kinds(spots):
        return _view(question, note, "contradicts", near, event, "denied")
    if any(Assertion.HYPOTHETICAL in s for s in states):
        return None
    weight = near + (0.0 if names else -0.1) + 0.2 * bool(re.search(r"\d", note.text))
    return _view(question, note, "supports", weight, event, "found")


def _kinds(spots: list[Mention]) -> set[str]:
    return {lexicon().concepts[m.key].kind for m in spots}
