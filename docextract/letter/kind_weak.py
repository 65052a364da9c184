"""What a letter most likely is when none of its sentences says what was decided.

Only refusals offer a talk with the reviewer, only grants bear a number with its days, only
requests for records ask for papers by a day. Such a reading always goes to a person.
"""

from __future__ import annotations

import re
from functools import cache

from docextract.facts import DocumentType, Fact
from docextract.letter import talk
from docextract.letter.spans import Span, fact
from docextract.letter.view import View
from docextract.rules import filled, load

SURE = 0.5
"""How sure such a reading is."""


def likely_kind(view: View) -> Fact[DocumentType] | None:
    """The kind by what goes with it; None where nothing does, or where nobody's case is named."""
    if not view.pairs_of("member_id", "reference", "dob", "patient"):
        return None
    asked, granted = _first(view, "asked"), _first(view, "granted")
    offer = next(iter(talk.early_offers(view)), None)
    found = (
        (DocumentType.DENIAL, offer),
        (DocumentType.INFORMATION_REQUEST, asked),
        (DocumentType.APPROVAL, granted),
    )
    return next((_told(view, kind, span) for kind, span in found if span is not None), None)


def _told(view: View, kind: DocumentType, span: Span) -> Fact[DocumentType]:
    return fact(view.text, span.start, span.end, kind, confidence=SURE, needs_review=True)


def _first(view: View, row: str) -> Span | None:
    """The first sentence of the letter's body that a row of the rules speaks of."""
    places = ("letterhead", "reference", "body")
    told = (s for s in view.sentences if view.zone(s.start) in places)
    return next((s for s in told if _row(row).search(view.words(s))), None)


@cache
def _row(name: str) -> re.Pattern[str]:
    rules = load("kinds")
    return re.compile(filled(rules["weak"][name], rules["words"]), re.IGNORECASE)
