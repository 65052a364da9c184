"""Where the second reader's word is put beside that of the rules, leaf by leaf.

``rules/second_reader.yaml`` tells what each of its words is worth. What both say is surer; what
only one of them says goes to a person, with both readings.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from docextract.facts import DocumentType, Fact, Letter, Reading
from docextract.letter.calibrate import changed
from docextract.letter.names import people
from docextract.letter.second import Heard
from docextract.letter.second_names import Said, alike, figures, heard
from docextract.letter.spans import Span, fact, reading_confidence
from docextract.rules import load

CLEAR = 0.85
"""Print that is read less surely is confirmed by a person, whoever agrees."""
HEARD = 0.6
"""The confidence of what only the second reader tells."""
BEHIND = 25
"""Characters behind a name in which its credentials stand."""
_REFUSED = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_UPHELD)
_OF_REFUSALS = ("reviewer.name", "reviewer.specialty", "contacts.p2p_phone")
"""What is told of refusals alone."""


def with_second_word(letter: Letter, told: Heard) -> Letter:
    """The letter with the second reader's word on its leaves."""
    refused = letter.document_type.value in _REFUSED
    for path, row in load("second_reader")["leaves"].items():
        said = heard(told, row["tag"], row["form"])
        may_say = refused or path not in _OF_REFUSALS
        change = partial(_leaf, row=row, said=said, told=told, may_say=may_say)
        letter = changed(letter, path, change)
    return changed(letter, "reviewer.credentials", partial(_credentials, letter=letter, told=told))


def _credentials(one: Fact[str], *, letter: Letter, told: Heard) -> Fact[str]:
    """What is printed behind the reviewer's name, where only the second reader heard that."""
    name = letter.reviewer.name
    if one.value is not None or name.value is None or not name.needs_review:
        return one
    for run in told.runs("reviewer"):
        for person in people(told.text.plain, run.span.start, run.span.end + BEHIND):
            if person.credentials and alike(person.name, name.value):
                at = told.text.plain.find(person.credentials, person.start, person.end)
                span = Span(max(at, person.start), person.end)
                sure = HEARD * run.sure
                return fact(
                    told.text, *span, person.credentials, confidence=sure, needs_review=True
                )
    return one


def _leaf(
    one: Fact[str], *, row: dict[str, Any], said: list[Said], told: Heard, may_say: bool
) -> Fact[str]:
    best = said[0] if said else None
    if one.value is None:
        return _only_heard(one, row, best, told) if may_say else one
    value = one.value
    backed = [s for s in said if _same(value, s.value, row["form"])]
    if best is not None and best in backed:
        return _agreed(one, row, best, told)
    if not said and row.get("drops") and one.needs_review:
        return Fact[str](needs_review=True, confidence=0.0, others=(*one.others, reading(one)))
    rival = best.sure if best is not None else 0.0
    may_win = not backed and (one.needs_review or row.get("over", False))
    if best is not None and may_win and rival >= row["wins"]:
        return _fact(best, told, (reading(one), *one.others))
    if best is not None and rival >= row["doubts"]:
        return one.model_copy(
            update={"needs_review": True, "others": (*one.others, _other(best, told))}
        )
    return one


def _same(value: str, said: str, form: str) -> bool:
    if form == "phone":
        return figures(value) == figures(said)
    return value == said if form == "date" else alike(value, said)


def _agreed(one: Fact[str], row: dict[str, Any], best: Said, told: Heard) -> Fact[str]:
    """The leaf as sure as such ones are; a reader's mark goes where the print is clear."""
    if not row["agreed"] or reading_confidence(told.text, *best.run.span) < CLEAR:
        return one
    sure = max(one.confidence, float(row["agreed"]))
    return one.model_copy(update={"confidence": sure, "needs_review": False})


def _only_heard(one: Fact[str], row: dict[str, Any], best: Said | None, told: Heard) -> Fact[str]:
    return one if best is None or best.sure < row["said"] else _fact(best, told, one.others)


def _fact(best: Said, told: Heard, others: tuple[Reading, ...]) -> Fact[str]:
    span = best.run.span
    sure = HEARD * best.sure
    return fact(told.text, *span, best.value, confidence=sure, needs_review=True, others=others)


def reading(one: Fact[Any], reason: str = "by the rules") -> Reading:
    """A fact as one of two readings."""
    return Reading(value=one.value or "", raw=one.raw or "", reason=reason, evidence=one.evidence)


def _other(best: Said, told: Heard) -> Reading:
    span = best.run.span
    raw = " ".join(told.text.raw[span.start : span.end].split())
    return Reading(
        value=best.value, raw=raw, reason="the second reader", evidence=told.text.evidence(*span)
    )
