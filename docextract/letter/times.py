"""What each printed date is for: the letter's own, the decision's, the request's, the service's.

A date's label, the words around it and the zone that it stands in speak for a role; print
dates of forms and fax headers speak for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.dates import FoundDate
from docextract.letter.labels import Pair
from docextract.letter.view import View
from docextract.rules import load

BEFORE, AFTER = 75, 45
"""So many characters around a date can tell its role."""
VIA = {"colon": 3.0, "row": 3.0, "head": 2.6, "inline": 2.8, "below": 2.4, "prose": 1.5}


def read_decision_date(view: View, letter_date: str | None) -> Fact[str]:
    """The decision's own date; empty where it is the letter's."""
    found = [*of_role(view, "decision_date"), *_in_verdicts(view)]
    told = resolve(view.text, found, floor=1.4)
    return told if told.value != letter_date else Fact[str]()


_OF_ELSE = re.compile(
    r"\b(?:effective|valid|from|through|thru|until|to|by|service|admi\w+|discharge\w*)\b",
    re.IGNORECASE,
)
"""Words of a verdict whose date is that of the service or of the authorization."""


def _in_verdicts(view: View) -> Iterator[Candidate]:
    """The only date in a labelled verdict: "Determination: adverse, 01/09/2026"."""
    for pair in view.pairs_of("decision"):
        span = pair.value_span
        inside = [d for d in view.dates if span.start <= d.start < span.end]
        if len(inside) == 1 and not _OF_ELSE.search(view.words(span)):
            one = inside[0]
            yield Candidate(
                one.start, one.end, one.value.isoformat(), 1.6 * one.confidence,
                f"in the verdict of {pair.label!r}",
            )  # fmt: skip


def read_request_date(view: View) -> Fact[str]:
    """When the plan received the request."""
    return resolve(view.text, of_role(view, "request_date"), floor=1.2)


def read_service_dates(view: View) -> tuple[Fact[str], Fact[str]]:
    """The first and the last day of the service, planned or past."""
    first = list(of_role(view, "service_from"))
    last = list(of_role(view, "service_through"))
    for start, end in ranges(view, "service_date"):
        first.append(start)
        last.append(end)
    return resolve(view.text, first, floor=1.2), resolve(view.text, last, floor=1.2)


def of_role(view: View, role: str) -> Iterator[Candidate]:
    """The dates that labels or words around them give a role of ``rules/date_roles.yaml``."""
    for found in view.dates:
        weight, reason = _weight(view, found, role)
        if weight > 0:
            value = found.value.isoformat()
            sure = weight * max(0.6, found.confidence) * (0.8 if found.ambiguous else 1.0)
            yield Candidate(found.start, found.end, value, sure, reason)


def _weight(view: View, found: FoundDate, role: str) -> tuple[float, str]:
    """How much speaks for a role of a date, and what."""
    plain = view.text.plain
    before = " ".join(plain[max(0, found.start - BEFORE) : found.start].split())
    after = " ".join(plain[found.end : found.end + AFTER].split())
    if view.zone(found.start) in ("fax_header", "taglines") or _is_print_date(before):
        return 0.0, ""
    best, reason = _labelled_weight(view, found, role)
    for pattern, weight in _cues(role)["before"]:
        if weight > best and pattern.search(before):
            best, reason = weight, f"after {pattern.pattern!r}"
    for pattern, weight in _cues(role)["after"]:
        if weight > best and pattern.match(after):
            best, reason = weight, f"before {pattern.pattern!r}"
    return best, reason


def _labelled_weight(view: View, found: FoundDate, role: str) -> tuple[float, str]:
    best, reason = 0.0, ""
    for pair in view.pairs:
        span = pair.value_span
        if pair.role != role or not span.start <= found.start < span.end:
            continue
        nearness = 1.0 if found.start - span.start < 25 else 0.4
        place = _place(view, found.start, pair)
        if VIA[pair.via] * nearness * place > best:
            best = VIA[pair.via] * nearness * place
            reason = f"label {pair.label!r}"
    return best, reason


def _place(view: View, start: int, pair: Pair) -> float:
    """How much a label counts where it stands: words of a sentence ("dated") speak of others'."""
    zone = view.zone(start)
    if pair.role == "letter_date" and zone == "body" and pair.via in ("inline", "prose"):
        return 0.3
    return 0.5 if zone == "rights" else 1.0


def ranges(view: View, role: str) -> Iterator[tuple[Candidate, Candidate]]:
    """Two dates in a value, or one that is both: the first and the last day."""
    for pair in view.pairs_of(role):
        span = pair.value_span
        inside = [d for d in view.dates if span.start <= d.start < min(span.end, span.start + 70)]
        if not inside:
            continue
        last = inside[1] if len(inside) > 1 else inside[0]
        for_reason = f"label {pair.label!r}"
        weight = VIA[pair.via]
        yield (
            Candidate(
                inside[0].start, inside[0].end, inside[0].value.isoformat(), weight, for_reason
            ),
            Candidate(last.start, last.end, last.value.isoformat(), weight, for_reason),
        )


def _is_print_date(before: str) -> bool:
    return re.search(load("date_roles")["print_date"], before, re.IGNORECASE) is not None


@cache
def _cues(role: str) -> dict[str, list[tuple[re.Pattern[str], float]]]:
    rows = load("date_roles")["roles"].get(role, {})
    return {
        side: [
            (re.compile(p + (r"\W*$" if side == "before" else ""), re.IGNORECASE), float(w))
            for p, w in rows.get(side, [])
        ]
        for side in ("before", "after")
    }


def as_date(told: Fact[str]) -> date | None:
    """The day of a date leaf."""
    return date.fromisoformat(told.value) if told.value else None
