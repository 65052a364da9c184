"""Visits: "evaluation by a geneticist within 6 months" is met by the note of such a visit.

A note of a visit seldom names itself in the criterion's words. Its head tells whose it is, its date
when it was, and its words whether the patient was there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from docextract.requirements import Kind
from docextract.requirements.concepts import lexicon
from docextract.rules import load
from packet_builder.case import Status
from packet_builder.match_judge import Question, View
from packet_builder.match_notes import Note
from packet_builder.match_status import Ground, Verdict

_OWN = {"progress_note", "consult"}
"""Kinds of notes that only a practitioner writes."""
_HEAD = 8
"""So many lines of a note may tell whose it is."""
_SURE = 2.0
"""The weight of the line that shows a visit."""


_AND = re.compile(r"\band\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A note of a visit: the line that shows it, and whether the patient was there."""

    line: Note
    remote: bool


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = load("match_visits")
    return rules


@cache
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(_rules()[name], re.IGNORECASE)


@cache
def _roles() -> tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...]:
    """What asks for a role, what shows it, and whether it is any practitioner's."""
    return tuple(
        (re.compile(r["asked"], re.I), re.compile(_cased(r["shown"])), r.get("any", False))
        for r in _rules()["roles"]
    )


def _cased(shown: str) -> str:
    """Credentials are matched as printed, words in any case."""
    parts = (
        p if re.search(r"[A-Z]{2}|\\b[MD]\\", p) else f"(?i:{p})" for p in _alternatives(shown)
    )
    return "|".join(parts)


def _alternatives(pattern: str) -> list[str]:
    return re.split(r"\|(?![^(]*\))", pattern)


def visited(question: Question, verdict: Verdict, notes: Sequence[Note]) -> Verdict:
    """The verdict, raised where the chart holds the note of the visit that is asked for.

    Supported by a visit inside the time and in the way asked for; partial by one that is older or
    was held from afar.
    """
    body = question.requirement.body
    if verdict.status not in (Status.GAP, Status.PARTIAL) or not _asked(question):
        return verdict
    named = [(shown, plain) for asked, shown, plain in _roles() if asked.search(body)]
    roles = [shown for shown, plain in named if not plain] or [shown for shown, _ in named]
    if not roles:
        return verdict
    found = _visits(question, roles, notes, anyone=all(plain for _, plain in named))
    both = len(roles) > 1 and _AND.search(body) and not _OR.search(body)
    if both and not all(_visits(question, [r], notes, anyone=False) for r in roles):
        return verdict
    inside = [v for v in found if v.line.day and v.line.day >= question.opens]
    present = _shape("in_person").search(body) and not _shape("or_remote").search(body)
    good = [v for v in inside if not (present and v.remote)]
    older = [v for v in found if v.line.day and v.line.day >= question.part_opens]
    if not (good or older):
        return verdict
    shown = tuple(_view(v) for v in sorted(good or older, key=_newest, reverse=True))
    day = shown[0].event
    verdict = replace(verdict, ground=Ground.COUNTED)
    if good:
        return replace(verdict, status=Status.SUPPORTED, why=f"a visit of {day}", shown=shown)
    why = f"a visit of {day}, older than asked for or not in person"
    return replace(verdict, status=Status.PARTIAL, why=why, shown=(*shown, *verdict.shown))


def _asked(question: Question) -> bool:
    requirement = question.requirement
    plain = requirement.kind in (Kind.RESULT, Kind.FINDING) and not requirement.demands
    asks = _shape("asks").search(requirement.body)
    return bool(plain and asks and not _shape("asks_more").search(requirement.body))


def _newest(visit: _Visit) -> str:
    return str(visit.line.day)


def _visits(
    question: Question, roles: Sequence[re.Pattern[str]], notes: Sequence[Note], *, anyone: bool
) -> list[_Visit]:
    """The notes of visits by any of these roles, on the subject of the requirement; ``anyone``
    tells that any practitioner's will do, as a note of progress or a consult is."""
    papers: dict[str, list[Note]] = {}
    for note in notes:
        papers.setdefault(note.statement.document, []).append(note)
    found = []
    for name, lines in papers.items():
        title = re.sub(r"[-_.]", " ", name)
        head = lines[:_HEAD]
        whose = " \n ".join([title, *_letterhead(lines)])
        told = " \n ".join([title, *(n.text for n in head)])
        notes_kind = anyone and lines[0].kind in _OWN
        written = notes_kind or any(r.search(whose) for r in roles)
        if lines[0].kind not in _rules()["kinds"] or not written:
            continue
        line = next((n for n in head if _shape("visit").search(n.text)), None)
        if _shape("prescribes").search(question.requirement.body):
            line = next((n for n in lines if n.named() & question.requested), None)
        line = line or (head[0] if notes_kind or _shape("visit").search(title) else None)
        if line is None or not _on_subject(question, lines):
            continue
        if _shape("no_visit").search(f"{title} \n {line.text} \n {lines[0].text}"):
            continue
        found.append(_Visit(line, bool(_shape("remote").search(told))))
    return found


_CREDENTIAL = re.compile(
    r"[A-Z][\w'\u2019.-]+,?\s+(?:(?:MS|MA|MEd|MSN|BSN|MPH|BS),?\s+)*(?:(?:CCC-)?SLP|M\.?D|D\.?O|D\.?P\.?M|[A-Z]{0,4}NP(?:-[A-Z]+)?|PA(?:-C)?|APRN|RDN?|LCSW|Ph\.?D|Psy\.?D|Au\.?D|"
    r"D?PT|OTR?(?:/L)?|SLP|DDS|DMD|CGC)\b"
)


def _letterhead(lines: Sequence[Note]) -> list[str]:
    """The lines that tell whose a note is: its first two, short ones, and those with a credential
    at its head or end."""
    ends = [n.text for n in (*lines[:_HEAD], *lines[-2:]) if _CREDENTIAL.search(n.text)]
    return [n.text for n in lines[:2] if len(n.text.split()) < _HEAD] + ends


def _on_subject(question: Question, lines: Sequence[Note]) -> bool:
    """Whether a note speaks of the conditions that the requirement names."""
    table = lexicon().concepts
    asked = [c for c in question.requirement.concepts if table[c].kind == "condition"]
    named = frozenset(k for n in lines for k in n.named("name", "sign"))
    return all(lexicon().family(c) & named for c in asked)


def _view(visit: _Visit) -> View:
    return View(visit.line, "supports", _SURE, True, visit.line.day, "on file")
