"""Whether a note tells that what must not be there is there, or that it is not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from docextract.requirements.concepts import Mention, keys_of, lexicon, tokens_of
from packet_builder.match_judge import (
    FILED,
    NOT_YET,
    Question,
    View,
    asks_ever,
    denied,
    event_day,
    family_only,
    hits,
    in_window,
    only_intended,
    view,
)
from packet_builder.match_notes import Note, sentence_at


def absence(question: Question, note: Note, near: float) -> View | None:
    """Whether a note tells that the thing is there, or that it is not."""
    core = _absent(question)
    spots = [m for m in hits(note, core) if m.key not in question.requested]
    clear = hits(note, core, "clear")
    signs = hits(note, core, "sign")
    tested = _tested(question, note, near)
    if tested and not spots:
        return tested
    if not (spots or clear):
        told = _in_words(question, note, near)
        if told or not signs:
            return told
    if family_only(question, note, [*spots, *signs, *clear]):
        return None
    event = event_day(note, (spots or clear or signs)[0])
    if "not_done" in note.cues and not denied(note, spots):
        return view(question, note, "missing", near, event, "not done")
    if clear and not denied(note, clear):
        return view(question, note, "supports", near + 0.5, event, "clear")
    if spots:
        return _named(question, note, near, spots)
    if denied(note, signs) or "normal" in note.cues:
        return view(question, note, "supports", near + 0.1, event, "sign denied")
    if any(not note.meant(m) for m in signs):
        return view(question, note, "contradicts", 0.3 * near, event, "sign present")
    return None


_DENIES = re.compile(
    r"\b(?:no|not|denies|denied|without|neg(?:ative)?(?:\s+for)?|never|nor|none)\b", re.IGNORECASE
)
_QUALIFY = frozenset(
    "active current known recent evidence history personal family call care".split()
)
"""Words of a requirement that say nothing of what must not be there."""
_MOST, _LEAST, _REACH = 0.5, 2, 80
"""The share and the number of the words that must be denied, within so many letters."""


_ALL = 0.66
_DOUBT = re.compile(
    r"\?|\b(?:if|rule\s+out|r/o|possible|risk|screen\w*|versus|vs)\b", re.IGNORECASE
)


def _affirmed(note: Note, asked: set[str]) -> bool:
    """Whether a sentence holds the words for what must not be there, and nothing that denies or
    doubts them."""
    text = note.text
    if note.cues & {"not_done", "general", "intended", "risk", "indication", "never", "normal"}:
        return False
    for token, start, _ in tokens_of(text):
        if token not in asked:
            continue
        begin, stop = sentence_at(text, start)
        words = {t for t, _, _ in tokens_of(text[begin:stop])}
        if _DENIES.search(text[begin:stop]) or _DOUBT.search(text[begin:stop]):
            return False
        if len(asked & words) >= max(_LEAST, _ALL * len(asked)):
            return True
    return False


def _in_words(question: Question, note: Note, near: float) -> View | None:
    """A denial in the requirement's own words: "no plan, no intent" for "no suicidal intent or
    plan"; each word must stand after its denial in the sentence."""
    body = re.split(r"\b(?:that|which|who)\b", question.requirement.body)[0]
    words = {t for t, _, _ in tokens_of(body)} - _QUALIFY
    asked = {t for t in question.requirement.words if t in words}
    if len(asked) < _LEAST or note.statement.assertion in NOT_YET:
        return None
    if _affirmed(note, asked):
        event = event_day(note, None)
        return view(question, note, "contradicts", near + 0.6, event, "present")
    held: set[str] = set()
    for denial in _DENIES.finditer(note.text):
        _, stop = sentence_at(note.text, denial.start())
        reach = note.text[denial.end() : min(stop, denial.end() + _REACH)]
        held |= asked & {t for t, _, _ in tokens_of(re.split(r"\bbut\b|;", reach)[0])}
    if len(held) < max(_LEAST, _MOST * len(asked)):
        return None
    return view(question, note, "supports", near + len(held) / len(asked), note.day, "denied")


_HIGH = re.compile(r"\d[\d.,]*\s*(?:H|HH|HIGH|A|\*)(?=\s|$)|\b(?:positive|reactive|detected)\b")


_PURPOSE = re.compile(r"\bfor\s+(?!at\b|the\b|\d|more\b|any\b|an?\b)(?=[a-z])", re.IGNORECASE)


_CAUSE = re.compile(
    r"\bnot\s+(?:the\s+result\s+of|due\s+to|caused\s+by|because\s+of|attributable\s+to|better\s+explained\s+by)\b",
    re.IGNORECASE,
)


def _absent(question: Question) -> frozenset[str]:
    """What must not be there, without what it is used for ("no biologic drug for asthma")."""
    body = question.requirement.body
    lex = lexicon()
    cause, purpose = _CAUSE.search(body), _PURPOSE.search(body)
    before = keys_of(body[: purpose.start()]) if purpose else frozenset()
    before = keys_of(body[cause.end() :]) if cause else before
    kept = frozenset(k for key in before for k in lex.family(key)) & question.core
    return kept or question.core


def _tested(question: Question, note: Note, near: float) -> View | None:
    """A test that confirms the absence or refutes it ("cotinine 148 H")."""
    table = lexicon().concepts
    asked = question.family - question.core
    tests = [m for m in hits(note, asked) if table[m.key].kind in FILED]
    if not tests or only_intended(note, tests[0]) or "not_done" in note.cues:
        return None
    event = event_day(note, tests[0])
    if denied(note, tests) or "normal" in note.cues:
        return view(question, note, "supports", near + 0.4, event, "denied")
    if _HIGH.search(note.text) or "positive" in note.cues:
        return view(question, note, "contradicts", near + 0.6, event, "present")
    return None


_DISORDER = re.compile(
    r"\b(?:alcohol|substance|drug|opioid|opiate|cannabis|stimulant)s?\b[^.;]{0,25}"
    r"\b(?:disorder|abuse|dependen\w+|addiction|misuse)\b",
    re.IGNORECASE,
)
_DISORDERED = re.compile(
    r"\b(?:disorder|abus\w+|dependen\w+|addict\w+|misus\w+|withdrawal|detox\w*|heavy|binge\w*|relaps\w+|"
    r"overdose\w*|intoxicat\w+|daily|[AOS]UD|alcoholi\w+|positive)\b",
    re.IGNORECASE,
)
"""Use alone is no disorder."""


_TAKEN_OUT = re.compile(r"\b(?:removed|explant\w*|taken\s+out|extracted|returned)\b", re.IGNORECASE)
"""A device that was put in stays until it is taken out."""


def _named(question: Question, note: Note, near: float, spots: list[Mention]) -> View | None:
    event = event_day(note, spots[0])
    states = [note.meant(m) for m in spots]
    together = "combination_use" in question.requirement.concepts
    if only_intended(note, spots[0]) and not (together and denied(note, spots)):
        return None
    if denied(note, spots) or "never" in note.cues:
        ahead = "plan" in (note.statement.section or "").lower() or any(s & NOT_YET for s in states)
        if ahead and not together:
            return None
        return view(question, note, "supports", near + 0.4, note.day, "denied")
    if "normal" in note.cues and "positive" not in note.cues:
        return view(question, note, "supports", near + 0.3, event, "normal")
    present = [m for m, s in zip(spots, states, strict=True) if not s & NOT_YET]
    if not present or note.near(present[0])[1] & {"indication", "risk"}:
        return None
    going_on = bool(re.search(r"\b(?:continue|keep|overlap|remain)\w*\b", note.text, re.IGNORECASE))
    if only_intended(note, present[0]) and not going_on:
        return None
    named_only = all(lexicon().concepts[m.key].kind in FILED for m in present)
    if named_only and "positive" not in note.cues and not _HIGH.search(note.text):
        return None
    if "implant" in lexicon().concepts[present[0].key].label and not _TAKEN_OUT.search(note.text):
        event = note.day or event
    if event is None and asks_ever(question.requirement):
        event = note.day or question.clock.request
    if event is None:
        return None
    if _DISORDER.search(question.requirement.body) and not _DISORDERED.search(note.text):
        return None
    if _over(question, note, present[0], event):
        return view(question, note, "supports", near + 0.3, question.clock.request, "before")
    seen = view(question, note, "contradicts", near + 0.4 + 0.3 * going_on, event, "present")
    asked = next((k for m in present for k in question.requirement.core
                  if m.key in lexicon().family(k)), None)  # fmt: skip
    return replace(seen, inside=in_window(question, event, asked))


def _over(question: Question, note: Note, spot: Mention, event: date) -> bool:
    """Whether a note dates a single event (an injection, an operation) before the time in which
    there must be none."""
    once = lexicon().concepts[spot.key].kind in ("procedure", "therapy")
    return bool(
        once and question.requirement.window and (note.days or note.months)
        and event < question.opens
    )  # fmt: skip
