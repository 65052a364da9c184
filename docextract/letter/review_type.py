"""Before, during or after the care: told by the letter's words and by the days of a stay.

Seldom does a letter print "concurrent". A stay that began before the letter and is not over is
one under way; days that lie ahead are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from docextract.facts import DocumentType, Fact, ReviewType
from docextract.letter.dates import FoundDate
from docextract.letter.flow import unticked
from docextract.letter.own_date import read_letter_date
from docextract.letter.plan import Cue, cues, decide
from docextract.letter.spans import Span
from docextract.letter.times import as_date
from docextract.letter.view import View
from docextract.rules import load

PLACES = ("letterhead", "reference", "body", "peer_to_peer")
BEFORE = 60
"""So many characters before a day may tell that a stay began on it."""
UNDER_WAY = 1.8
"""What a stay that began before the letter speaks for a concurrent review."""
AHEAD = 1.2
"""What a stay that begins after the letter speaks for a prospective one."""
OVER = 1.8
"""What a stay that was long over speaks for a retrospective one."""
LONG = timedelta(days=14)
"""A stay that ended so long before its letter was reviewed after it."""


def read_review_type(view: View, document_type: DocumentType | None) -> Fact[ReviewType]:
    """The time of the review; a letter that decides something is prospective where nothing says
    otherwise, and then a person looks where a stay or a claim is spoken of."""
    if document_type is DocumentType.OTHER:
        return Fact[ReviewType]()
    off = unticked(view.text.plain, Span(0, len(view.text.plain)))
    told = [
        cue
        for cue in (*cues(view, "review_type"), *_stay_cues(view))
        if not any(o.start <= cue.start < o.end for o in off)
    ]
    found = decide(view, told, ReviewType, floor=1.0)
    if found.value is not None:
        return found
    unsure = _row("care_in_beds").search(view.text.plain) is not None
    return Fact[ReviewType](
        value=ReviewType.PROSPECTIVE, confidence=0.6 if unsure else 0.75, needs_review=unsure
    )


def _stay_cues(view: View) -> Iterator[Cue]:
    """What the days on which a stay began and ended tell, against the letter's own day."""
    on = as_date(read_letter_date(view))
    if on is None:
        return
    began = [found for found in view.dates if _is_told(view, found, "stay_began")]
    ended = [found for found in view.dates if _is_told(view, found, "stay_ended")]
    for found in began[:2]:
        yield _cue(found, *_time_of(found.value, on))
    for found in ended[:1]:
        if found.value < on - LONG:
            yield _cue(found, ReviewType.RETROSPECTIVE, OVER)


def _time_of(began: date, on: date) -> tuple[ReviewType, float]:
    if began > on:
        return ReviewType.PROSPECTIVE, AHEAD
    if began < on - 3 * LONG:
        return ReviewType.RETROSPECTIVE, UNDER_WAY / 2
    return ReviewType.CONCURRENT, UNDER_WAY


def _cue(found: FoundDate, value: ReviewType, weight: float) -> Cue:
    return Cue(value.value, found.start, found.end, weight)


def _is_told(view: View, found: FoundDate, row: str) -> bool:
    if view.zone(found.start) not in PLACES:
        return False
    before = view.text.plain[max(0, found.start - BEFORE) : found.start]
    return _row(row).search(" ".join(before.split())) is not None


@cache
def _row(name: str) -> re.Pattern[str]:
    return re.compile(load("coverage")["stays"][name], re.IGNORECASE)
