"""Whether a note tells a test's result, what a report shows, or that there is none."""

from __future__ import annotations

import re
from datetime import date

from docextract.chart.assertion import categories_of
from docextract.facts import Assertion
from docextract.requirements import Requirement
from docextract.requirements.concepts import Mention, tokens_of
from docextract.requirements.parse import STOP, paper_of
from packet_builder.match_judge import (
    Question,
    Stance,
    View,
    denied,
    event_day,
    family_only,
    hits,
    only_intended,
    view,
)
from packet_builder.match_notes import Note

_CONCLUDES = re.compile(
    r"\b(?:show\w*|find\w*|conclu\w+|clear\w*|barrier|supports?|recommend\w*|can\s+be|able|adequate|safe\w*|"
    r"suitab\w+|appropriate|candidate|stable|confirm\w*|demonstrat\w+)\b",
    re.IGNORECASE,
)
"""The requirement asks what a report concludes, not only that it is there."""
_RESULT_LINE = re.compile(
    r"\W*(?:final\s+)?(?:result|interpretation|conclusion)s?\s*[:-]", re.IGNORECASE
)
"""A line of a report that tells the result without naming the test again."""
_LABEL = re.compile(r"[^.;:\d]{0,20}[:?]\W*$")
"""A test that is only the label of an empty field ("Pregnancy test:")."""
_ITS_OWN = 1.2
"""How near such a line is at least: no other line says it with more right."""


def result(question: Question, note: Note, near: float) -> View | None:
    """Whether a note tells a test's result, what a report shows, or that there is none."""
    requirement = question.requirement
    content = hits(note, question.content, "name", "clear")
    tests = hits(note, question.tests)
    filed = bool(question.tests & note.context)
    concludes = bool(_CONCLUDES.search(requirement.body))
    if filed and not tests and concludes and "adverse" in note.cues:
        return view(question, note, "contradicts", near + 0.5, event_day(note, None), "adverse")
    told_alone = filed and not note.mentions and bool(_RESULT_LINE.match(note.text))
    tests = [m for m in tests if not _LABEL.match(note.text, m.end)]
    paper = paper_of(requirement.body)
    if paper and not paper.search(note.text):
        return None
    told_words = (filed or tests) and _content_told(requirement, note)
    named = tests or (filed and content) or told_alone or told_words
    if not named or family_only(question, note, tests):
        return None
    event = event_day(note, next(iter([*tests, *content]), None))
    if told_alone:
        near = max(near, _ITS_OWN)
    if "indication" in note.cues and not re.search(r"\d\s*(?:mm|%)", note.text):
        return None
    if (tests or told_words) and note.cues & {"not_done", "declined"}:
        return view(question, note, "missing", near + 0.2, event, "not done")
    if tests and (only_intended(note, tests[0]) or "hearsay" in note.cues):
        return view(question, note, "missing", near, event, "only intended")
    if "adverse" in note.cues and not requirement.negative_result:
        return view(question, note, "contradicts", near + 0.5, event, "adverse")
    if negative(question, note):
        return view(question, note, "contradicts", near + 0.3, event, "negative")
    if requirement.content:
        return _shows(question, note, near, content)
    if told_words:
        return _shows_words(question, note, max(near, _ITS_OWN), event)
    if denied(note, tests) and not requirement.negative_result and not re.search(r"\d", note.text):
        return view(question, note, "missing", near, event, "denied")
    told = bool(re.search(r"\d", note.text)) or bool(note.cues & {"normal", "positive"})
    if requirement.negative_result and "positive" in note.cues and "normal" not in note.cues:
        return view(question, note, "contradicts", near, event, "positive")
    if not told and not filed:
        return None
    return view(question, note, "supports", near + 0.3 * told + 0.2 * filed, event, "on file")


_ASKS_POSITIVE = re.compile(
    r"\b(?:(?:is|are|was|were|a|an)\s+positive|detectable|(?:is|are|was|were)\s+(?:detected|reactive|elevated|abnormal)|"
    r"positive\s+(?:test|result|screen|antibod\w+))\b",
    re.IGNORECASE,
)


def negative(question: Question, note: Note) -> bool:
    """Whether a note tells that a test was negative where it must be positive."""
    asked = not question.requirement.negative_result
    told = "normal" in note.cues and "positive" not in note.cues
    return asked and told and bool(_ASKS_POSITIVE.search(question.requirement.body))


_MOST_WORDS = 0.6
"""The share of the words for what a report must show that a line of it holds to tell of that."""


def _content_words(requirement: Requirement) -> list[str]:
    """The stems of the words for what a report must show, where no concept is known for it."""
    body = requirement.body
    cue = next((m for m in _CONTENT.finditer(body)), None)
    if requirement.content or cue is None:
        return []
    after = _TIME.split(body[cue.end() :])[0]
    return [t for t, _, _ in tokens_of(after) if t not in STOP and len(t) > _SHORT]


_TIME = re.compile(r"\b(?:within|in\s+the\s+(?:past|last)|before|of\s+the\s+same)\b", re.I)
_SHORT = 3
_STEM = 9
_LONG = 9
"""A word of so many letters that comes first is told of by itself ("polyneuropathy")."""
_CONTENT = re.compile(
    r"\b(?:shows?|showing|shown|demonstrat\w+|confirm(?:s|ing|ed)?|reveal\w*|consistent\s+with|indicat(?:es|ing|ive)|"
    r"without|with(?!\s+(?:an?\s+)?(?:contrast|or\b|no\b))|that\s+finds?|finding)\b",
    re.IGNORECASE,
)


def _content_told(requirement: Requirement, note: Note) -> bool:
    asked = _content_words(requirement)
    told = {t[:_STEM] for t, _, _ in tokens_of(note.text)}
    if not asked:
        return False
    most = len(asked) > 1 and sum(w[:_STEM] in told for w in asked) >= _MOST_WORDS * len(asked)
    return most or (len(asked[0]) >= _LONG and asked[0][:_STEM] in told)


def _shows_words(question: Question, note: Note, near: float, event: date | None) -> View:
    """A line of a report that tells, in the requirement's words, what must be shown."""
    asked = {w[:_STEM] for w in _content_words(question.requirement)}
    spots = [(a, b) for t, a, b in tokens_of(note.text) if t[:_STEM] in asked]
    absent = all(Assertion.NEGATED in categories_of(note.text, a, b) for a, b in spots)
    stance: Stance = "supports" if absent == question.requirement.negative_result else "contradicts"
    return view(question, note, stance, near + 0.3, event, "absent" if absent else "shown")


def _shows(question: Question, note: Note, near: float, content: list[Mention]) -> View | None:
    if not content:
        return None
    named = [m for m in content if m.role == "name"]
    absent = denied(note, named) or any(m.role == "clear" for m in content)
    stance: Stance = "supports" if absent == question.requirement.negative_result else "contradicts"
    event = event_day(note, content[0])
    return view(question, note, stance, near + 0.3, event, "absent" if absent else "shown")
