"""The authorization of what was approved: its number and the days that it is good for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from docextract.facts import Authorization, Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.identifiers import id_value
from docextract.letter.times import VIA, of_role, ranges, read_service_dates
from docextract.letter.view import View
from docextract.rules import load

BESIDE = 220
"""So many characters before and behind its number an authorization's days are told."""
APART = 60
"""The most characters between the first and the last day of a range."""
LONGEST = timedelta(days=400)
"""No authorization is good for longer."""
OF_ITS_OWN = 2.0
"""What speaks for a number beside the decision's: an approval often has both."""


def read_authorization(view: View, reference: Fact[str], *, approves: bool) -> Authorization:
    """Number and validity of the approved part; empty where nothing is approved."""
    if not approves:
        return Authorization()
    numbers = list(_numbers(view, reference.value))
    number = resolve(view.text, numbers, floor=1.5, identifier=True)
    first = list(of_role(view, "valid_from"))
    last = list(of_role(view, "valid_through"))
    beside = _days_beside(view, [c for c in numbers if c.value == number.value])
    for start, end in itertools.chain(ranges(view, "validity"), beside):
        first.append(start)
        last.append(end)
    begin, until = resolve(view.text, first, floor=1.2), resolve(view.text, last, floor=1.2)
    if begin.value is None and until.value is None:
        begin, until = read_service_dates(view)
    if number.value is None and reference.value is not None and begin.value is not None:
        number = reference
    if number.value is None:
        number = number.model_copy(update={"needs_review": True, "confidence": 0.0})
    return Authorization(number=number, valid_from=begin, valid_through=until)


_PLAINLY = re.compile(
    r"(?:authori[sz]ation|approval|auth)\.? (?:number|no\.?|#|num):?", re.IGNORECASE
)
"""Labels that nothing else stands behind."""


def _numbers(view: View, reference: str | None) -> Iterator[Candidate]:
    """Numbers whose label or sentence says that they authorize something."""
    for one in itertools.chain(_labelled(view), _told(view)):
        own = OF_ITS_OWN if one.weight > 0 and one.value != reference else 0.0
        yield one._replace(weight=one.weight + own)


def _labelled(view: View) -> Iterator[Candidate]:
    rules = load("date_roles")
    for pair in view.pairs_of("reference", "auth_number"):
        cut = id_value(pair.value)
        if cut is None:
            continue
        weight = 0.0
        if re.search(rules["authorization_labels"], pair.label, re.IGNORECASE):
            weight = VIA[pair.via] - (0.0 if _PLAINLY.fullmatch(pair.label.strip()) else 0.8)
        start = pair.value_span.start
        after = view.text.plain[start + len(cut) : start + len(cut) + 70]
        before = view.text.plain[max(0, start - 90) : start]
        if weight and re.search(rules["authorization_cues"], after, re.IGNORECASE):
            weight += 2.0
        if weight and re.search(rules["authorization_cues"], before, re.IGNORECASE):
            weight += 1.0
        if _speaks_against(before, after):
            weight -= 2.5
        yield Candidate(start, start + len(cut), cut, weight, f"label {pair.label!r}")


def _told(view: View) -> Iterator[Candidate]:
    """Numbers in sentences: "authorization X is good from …", "authorized under X"."""
    plain = view.text.plain
    for pattern, weight in _tellings():
        for match in pattern.finditer(plain):
            start = match.end()
            cut = id_value(plain[start : start + 40].split("\n\n")[0])
            if cut is None or not plain.startswith(cut, start):
                continue
            before, after = (
                plain[max(0, match.start() - 60) : start],
                plain[start + len(cut) :][:70],
            )
            against = 2.5 if _speaks_against(before, after) else 0.0
            yield Candidate(start, start + len(cut), cut, weight - against, "told in a sentence")


def _speaks_against(before: str, after: str) -> bool:
    """True where the words around a number are of an earlier or another authorization."""
    around = before[-50:] + after[:45]
    return re.search(load("date_roles")["authorization_not"], around, re.IGNORECASE) is not None


def _days_beside(view: View, numbers: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Two days in a row near the number: the first and the last that it is good for."""
    joined = re.compile(load("date_roles")["days_joined"], re.IGNORECASE)
    for number in numbers:
        near = [d for d in view.dates if number.start - BESIDE < d.start < number.end + BESIDE]
        for first, last in itertools.pairwise(near):
            between = view.text.plain[first.end : last.start]
            length = last.value - first.value
            if (
                len(between) > APART
                or not joined.search(between)
                or not timedelta(0) <= length <= LONGEST
            ):
                continue
            away = min(abs(first.start - number.end), abs(number.start - last.end))
            weight = 2.4 - away / BESIDE
            yield (
                Candidate(first.start, first.end, first.value.isoformat(), weight, "by the number"),
                Candidate(last.start, last.end, last.value.isoformat(), weight, "by the number"),
            )


@cache
def _tellings() -> list[tuple[re.Pattern[str], float]]:
    rows = load("date_roles")["authorization_told"]
    return [(re.compile(pattern, re.IGNORECASE), float(weight)) for pattern, weight in rows]
