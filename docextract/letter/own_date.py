"""The date that a letter bears: by its label, by its place, or as the only one that is left.

A date's label or a line of its own in the head says that it is the letter's. Where neither does,
the one date of the head that nothing claims is taken, and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.clock_text import loose
from docextract.letter.dates import FoundDate
from docextract.letter.spans import Span, fact, pieces
from docextract.letter.times import BEFORE, of_role
from docextract.letter.view import View
from docextract.letter.zones import first_salutation
from docextract.rules import load

OLDEST = 5
"""A date so many years before the newest candidate is no letter's own (a birth, a form)."""
WEIGHT_HANDED_ON = 6.0
"""More than the labelled date of the note that hands a payer's words on."""
HANDED_ON = 3
"""So many lines after the words that hand on a payer's text its date may open one."""
_DATED = re.compile(
    r"[\s,.|·/]*(?:(?:dated?|sent|mailed|issued)\b)?(?: this| the| on)?:?\s*"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?)?(?: the)?"
    r"[\s,.|·/]*",
    re.IGNORECASE,
)
"""What may stand around a date that is all of a cell: a weekday, "dated this"."""
_RUNS_ON = re.compile(
    r"\s*(?:-|to\b|(?i:thru|through|until|and)\b|[a-z]+ing\b|[a-z]+ed\b|\d(?!\d?:?\d\d\b))"
)
"""What follows a date that belongs to a range or to a history."""
_PLACED = re.compile(
    r"[\s,.|·•/-]*[A-Z][\w .]+,\s*(?:[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?,)?[\s,.|·-]*"
    r"(?:\d\d?:\d\d.*)?|,?\s*(?:at )?\d\d?:?\d\d.{0,20}"
)
"""A town before a date, or a time behind it."""
_AMOUNT = re.compile(r"(?<![\w.])\$?(?:0|[1-9][\d,]*)\.\d\d(?![\w.])")
"""In the row of a table with amounts a date is a service's."""
HEAD = ("letterhead", "reference")
OTHER_DATES = frozenset(
    {"dob", "request_date", "service_date", "service_from", "service_through"}
    | {"valid_from", "valid_through", "validity", "form"}
)
"""Labels of dates that are not the letter's own."""


def read_letter_date(view: View) -> Fact[str]:
    """The date that the letter bears."""
    found = [*of_role(view, "letter_date"), *_alone(view), *_told(view), *_handed_on(view)]
    found = [one for one in found if not _in_service_row(view, one.start)]
    newest = max((one.value for one in found), default="")
    found = [one for one in found if int(one.value[:4]) >= int(newest[:4]) - OLDEST]
    told = resolve(view.text, found, identifier=True)
    if told.value is not None:
        return told
    decided = resolve(view.text, of_role(view, "decision_date"), floor=1.4, identifier=True)
    if decided.value is not None:
        return decided.model_copy(update={"needs_review": True})
    return _only_one_left(view)


def _only_one_left(view: View) -> Fact[str]:
    """The newest date of the head that nothing says to be another's, for a person to confirm."""
    pages = _own_pages(view)
    left = [
        one
        for one in view.dates
        if view.zone(one.start) in (*HEAD, "running")
        and view.text.line_at(one.start).page in pages
        and (not _is_claimed(view, one) or _says(view, one, "printed"))
        and not _in_service_row(view, one.start)
        and not _says(view, one, "not_own")
    ]
    if not left:
        return Fact[str]()
    newest = max(one.value.year for one in left)
    left = [one for one in left if one.value.year >= newest - OLDEST]
    best = max(left, key=lambda one: (_says(view, one, "printed"), one.value, -one.start))
    value = best.value.isoformat()
    return fact(view.text, best.start, best.end, value, confidence=0.6, needs_review=True)


def _own_pages(view: View) -> set[int]:
    """The pages that can bear a letter's own date: its first, and that of its greeting, which
    stands on the second where a cover sheet comes before it."""
    lines = view.text.lines
    greeting = first_salutation(view.text)
    return {lines[0].page, lines[greeting].page} if lines else {1}


def _handed_on(view: View) -> Iterator[Candidate]:
    """The date that opens what a payer wrote, where somebody else's note hands it on."""
    for words in loose(load("date_roles")["forwarded"]).finditer(view.text.plain):
        below = [line.start for line in view.text.lines if line.start >= words.end()]
        for found in view.dates:
            if found.start in below[:HANDED_ON]:
                value = found.value.isoformat()
                yield Candidate(found.start, found.end, value, WEIGHT_HANDED_ON, "handed on")


def _told(view: View) -> Iterator[Candidate]:
    """Dates of the head behind words such as "prepared", "transmitted", "sent by fax on"."""
    for found in view.dates:
        own = _says(view, found, "own") and not _says(view, found, "not_own")
        told = own or _says(view, found, "addressed")
        if told and view.zone(found.start) in HEAD and not _is_claimed(view, found):
            yield Candidate(found.start, found.end, found.value.isoformat(), 1.8, "told")


def _says(view: View, found: FoundDate, name: str) -> bool:
    """True where words of ``date_roles.NAME`` stand right before a date, in its own cell."""
    before = view.text.plain[max(0, found.start - BEFORE) : found.start]
    cell = re.split(r"[\t\n]", before)[-1]
    return re.search(load("date_roles")[name], cell, re.IGNORECASE) is not None


def _in_service_row(view: View, start: int) -> bool:
    """True for a date in the row of a table of services: beside amounts."""
    line = view.text.line_at(start)
    words = view.text.plain[line.start : line.end]
    return "\t" in words and _AMOUNT.search(words) is not None


def _alone(view: View) -> Iterator[Candidate]:
    """Dates that are all of a cell, in the letterhead above all: a letter's own date."""
    weights = {"letterhead": 2.2, "reference": 1.2, "running": 0.8, "body": 0.5}
    pages = _own_pages(view)
    for line in view.text.lines:
        weight = weights.get(view.zone(line.start), 0.0)
        if weight == 0.0:
            continue
        if line.page not in pages:
            weight *= 0.5
        for span in pieces(view.text, line):
            for found in view.dates:
                inside = span.start <= found.start and found.end <= span.end
                share, reason = _place(view, span, found) if inside else (0.0, "")
                if share and not _is_claimed(view, found) and not _ends_sentence(view, found):
                    value = found.value.isoformat()
                    yield Candidate(found.start, found.end, value, weight * share, reason)


def _ends_sentence(view: View, found: FoundDate) -> bool:
    """True for a date that the line before it leads to ("The last day we will cover is")."""
    before = view.text.plain[max(0, found.start - BEFORE) : found.start]
    return (
        re.search(
            r"\b(?:is|be|ends?|until|through|by|on|from)\s*:?\n\s*(?:\w+day,?\s+)?$", before, re.I
        )
        is not None
    )


def _place(view: View, span: Span, found: FoundDate) -> tuple[float, str]:
    """How much of a cell a date is, and how."""
    before = view.text.plain[span.start : found.start]
    after = view.text.plain[found.end : span.end]
    if _DATED.fullmatch(before + after):
        return 1.0, "stands alone"
    if _PLACED.fullmatch(before + after):
        return 0.6, "with a place or time"
    if _DATED.fullmatch(before) is not None and not _RUNS_ON.match(after):
        return 0.7, "opens a line"
    return 0.0, ""


def _is_claimed(view: View, found: FoundDate) -> bool:
    """True where a label says that the date is something else."""
    return any(
        pair.role in OTHER_DATES
        and pair.via not in ("below", "prose")
        and pair.value_span.start <= found.start < pair.value_span.end
        for pair in view.pairs
    )
