"""What a letter most likely is when none of its sentences says what was decided.

Only refusals offer a talk with the reviewer or an appeal, only grants bear a number with its
days, only requests for records ask for papers by a day. Such a reading always goes to a person.
"""

from __future__ import annotations

import re
from functools import cache

from docextract.facts import DocumentType, Fact
from docextract.letter import talk
from docextract.letter.spans import Span, fact
from docextract.letter.view import View
from docextract.rules import filled, load

PLACES = ("letterhead", "reference", "body")
SURE = 0.5
"""How sure such a reading is."""


def likely_kind(view: View) -> Fact[DocumentType] | None:
    """The kind by what goes with it; None where nothing does, or where records are
    asked for, or days told, of nobody's case."""
    named = bool(view.pairs_of("member_id", "reference", "dob", "patient"))
    asked = _first(view, "asked") if named else None
    granted = _first(view, "granted") if named else None
    offer = next(iter(talk.early_offers(view)), None) if named else None
    found = (
        (DocumentType.DENIAL, offer or _first(view, "appealed", (*PLACES, "rights"))),
        (DocumentType.INFORMATION_REQUEST, asked),
        (DocumentType.APPROVAL, granted),
    )
    return next((_told(view, kind, span) for kind, span in found if span is not None), None)


def _told(view: View, kind: DocumentType, span: Span) -> Fact[DocumentType]:
    return fact(view.text, span.start, span.end, kind, confidence=SURE, needs_review=True)


def _first(view: View, row: str, places: tuple[str, ...] = PLACES) -> Span | None:
    """The first sentence of these zones that a row of the rules speaks of."""
    told = (s for s in view.sentences if view.zone(s.start) in places)
    return next((s for s in told if _row(row).search(view.words(s))), None)


@cache
def _row(name: str) -> re.Pattern[str]:
    rules = load("kinds")
    return re.compile(filled(rules["weak"][name], rules["words"]), re.IGNORECASE)
