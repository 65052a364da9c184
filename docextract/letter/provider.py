"""Who asked for the service: the provider and the NPI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from docextract.facts import Fact, OrderingProvider
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.identifiers import is_npi
from docextract.letter.label_roles import normal
from docextract.letter.names import people
from docextract.letter.patient import name_in
from docextract.letter.spans import fact
from docextract.letter.view import View
from docextract.rules import load

VIA = {"colon": 3.0, "row": 3.0, "head": 2.6, "inline": 2.4, "below": 2.2, "prose": 1.0}
_NPI = re.compile(r"(?<![\dA-Za-z-])[12]\d{9}(?![\d-])")
_TEN = re.compile(r"(?<![\dA-Za-z-])[\dOoIlSBZ]{10}(?![\dA-Za-z-])")
_DIGITS = str.maketrans("OoIlSBZ", "0011582")


CLOSE = 12
"""A number so many characters behind a clinician's name is the clinician's."""


def read_provider(view: View, patient: str | None) -> OrderingProvider:
    """The clinician who asked for the service, and the NPI."""
    return OrderingProvider(name=_name(view, patient), npi=_npi(view))


def _name(view: View, patient: str | None) -> Fact[str]:
    found = list(_labelled_names(view))
    found.extend(_named_in_prose(view))
    full = [c for c in found if c.value != patient]
    return resolve(view.text, full, floor=0.8)


def _labelled_names(view: View) -> Iterator[Candidate]:
    for pair in view.pairs_of("provider_name"):
        told = next(people(pair.value), None)
        cut = (
            (told.name, pair.value_span.start + told.end)
            if told and told.start < 3
            else name_in(pair)
        )
        if cut is None:
            continue
        weight = VIA[pair.via] + _asks(pair.label)
        if view.zone(pair.label_span.start) in ("rights", "taglines", "peer_to_peer"):
            weight -= 1.5
        end = min(pair.value_span.end, max(cut[1], pair.value_span.start + 1))
        yield Candidate(pair.value_span.start, end, cut[0], weight, f"label {pair.label!r}")


def _asks(label: str) -> float:
    """How well a label names the one who asked, from ``rules/providers.yaml``."""
    words = normal(label)
    for pattern, weight in load("providers")["labels"]:
        if re.search(pattern, words):
            return float(weight)
    return 0.0


def _named_in_prose(view: View) -> Iterator[Candidate]:
    """People with credentials or a doctor's title, weighed by the words around them."""
    plain = view.text.plain
    for person in people(plain):
        start = max(view.sentence_at(person.start).start, person.start - 90)
        before = " ".join(plain[start : person.start].split())
        after = " ".join(plain[person.end : person.end + 60].split())
        weight = 0.5 + {"letterhead": 0.8, "copies": 0.3, "reference": 0.5}.get(
            view.zone(person.start), 0.0
        )
        for side, words in (("before", before), ("after", after)):
            gains = [gain for pattern, gain in _cues(side) if pattern.search(words)]
            weight += max([g for g in gains if g > 0], default=0.0)
            weight += min([g for g in gains if g < 0], default=0.0)
        if _salutes(plain, person.name):
            weight += 1.2
        if _asked(plain, person.name):
            weight += 1.5
        yield Candidate(person.start, person.end, person.name, weight, "named in the text")


def _salutes(plain: str, name: str) -> bool:
    last = re.escape(name.split()[-1])
    return (
        re.search(rf"\bDear\b[^\n]{{0,40}}\bDr\.?\s+(?:\w+\.?\s+)*{last}\b", plain, re.I)
        is not None
    )


def _asked(plain: str, name: str) -> bool:
    """True where the letter says elsewhere that Dr. Last asked for the service."""
    pattern = load("providers")["asked"].replace("LAST", re.escape(name.split()[-1]))
    return re.search(pattern.replace(" ", r"\s+"), plain, re.IGNORECASE) is not None


@cache
def _cues(side: str) -> list[tuple[re.Pattern[str], float]]:
    return [(re.compile(p, re.IGNORECASE), float(w)) for p, w in load("providers")[side]]


def _npi(view: View) -> Fact[str]:
    """The provider's NPI: the check figure must fit, else a person looks."""
    plain = view.text.plain
    found, failing = [], []
    for match in _TEN.finditer(plain):
        before = plain[max(0, match.start() - 60) : match.start()]
        labelled = re.search(r"\bNP[I1l]\b", before) is not None or any(
            p.value_span.start <= match.start() < p.value_span.end for p in view.pairs_of("npi")
        )
        number = match.group().translate(_DIGITS)
        beside = plain[match.start() - 1 : match.start()] == "(" and is_npi(number)
        if not labelled and not (beside and _of_provider(view, match.start())):
            continue
        weight = 3.0 + _whose(view, match.start())
        if is_npi(number):
            bent = number != match.group()
            found.append(
                Candidate(match.start(), match.end(), number, weight - bent, "NPI, check fits")
            )
        else:
            failing.append(match)
    if not found and failing:
        one = failing[0]
        return fact(
            view.text, one.start(), one.end(), one.group(), confidence=0.35, needs_review=True
        )
    return resolve(view.text, found, identifier=True)


def _whose(view: View, start: int) -> float:
    """What its line and its label say of a number: the one asking has it, or a company."""
    line = view.text.line_at(start)
    before = view.text.plain[line.start : start]
    cell = before.rsplit("\t", 1)[-1]
    near = before if "\t" in before and len(cell) < 8 else cell
    plain = " ".join(before.split())
    behind_clinician = any(p.end > len(plain) - CLOSE for p in people(plain))
    last = re.split(r"[;.]\s", near)[-1]
    told = re.search(load("providers")["npi_of_company"], last, re.IGNORECASE)
    if told is not None and not behind_clinician:
        return -2.5
    pairs = [p for p in view.pairs if p.value_span.start <= start < p.value_span.end]
    of_place = any(p.role == "facility" and p.via != "prose" for p in pairs)
    if of_place and not behind_clinician:
        return -2.5
    asking = any(p.role == "provider_name" and _asks(p.label) > 0 for p in pairs)
    return 0.8 * asking


def _of_provider(view: View, start: int) -> bool:
    """True for a number in brackets behind the clinician whom a label names as the one asking."""
    before = view.text.plain[max(0, start - 60) : start]
    behind = any(p.credentials and p.end > len(before) - 4 for p in people(before))
    return behind and any(
        pair.value_span.start <= start - 3 < pair.value_span.end
        for pair in view.pairs_of("provider_name")
    )
