"""Where the service is or was to be given: hospital, laboratory, supplier, agency.

A label's value speaks first, then companies that the letter's words make the place, then the one
that the letter is addressed to. The plan and its reviewer are no place.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from functools import cache

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.label_roles import normal
from docextract.letter.labels import Pair
from docextract.letter.names import generic_words, is_organization, people, person_name
from docextract.letter.payer_names import ORG, calmed, name_key
from docextract.letter.provider import VIA
from docextract.letter.view import View
from docextract.rules import load

_STATE = r"(?:[A-Z]{2}\b(?:\s+\d{5})?|[A-Z][a-z]{3,}(?: [A-Z][a-z]+)?(?=[.,;]|$))"
_END = re.compile(
    r"\s*(?:\(|;|\b(?:NPI|TIN|Tax ID|Fax|Phone|Tel)\b|\s[-·|•]\s"
    r"|,\s*(?:\d|[IiOo]\w+patient|Level\s\d)"
    rf"|,\s*[A-Z][A-Za-z. ]+,?\s+{_STATE}|(?<=[a-z]{{4}})\.\s+[A-Z])"
)
"""Where a value goes on behind the place's name: numbers, a town with its state, a sentence."""
_TOWN = re.compile(r"(?P<name>.+?),\s+(?!(?:LLC|Inc|PC|PLLC|LP|Ltd)\b)[A-Z][a-z]+$")
KEPT_OUT = frozenset({"group", "payer", "form", "member_id", "plan_type", "reference"})
"""Labels whose values hold no place of care, whatever company they name."""
ADDRESSED = 1.1
REACH = 130
"""So many characters before a company tell whether the service was to be given there."""


def read_facility(view: View, *, besides: tuple[str | None, ...] = ()) -> Fact[str]:
    """The place of the service; ``besides`` are companies that are none: payer and reviewer."""
    found = list(_labelled(view))
    of_pharmacy = re.search(load("providers")["pharmacy"], view.text.plain, re.IGNORECASE)
    if not any(c.weight > 1.5 for c in found) and of_pharmacy is None:
        found.extend(_in_prose(view))
        found.extend(_written_to(view))
        found.extend(_by_words(view))
        found.extend(_behind_people(view))
    keys = [name_key(name) for name in besides if name]
    found = [c for c in found if not any(key.startswith(name_key(c.value)) for key in keys)]
    return resolve(view.text, found, floor=1.0)


def _labelled(view: View) -> Iterator[Candidate]:
    for pair in view.pairs_of("facility", "provider_name"):
        if view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        told = place_in(pair, _goes_on(view, pair))
        if told is None:
            continue
        shaped = _place_pattern().fullmatch(told) is not None
        if pair.role == "provider_name" and not shaped:
            continue
        weight = VIA[pair.via] + _label_weight(pair.label) + 0.4 * shaped
        weight -= 1.4 * (pair.role == "provider_name")
        start = pair.value_span.start
        end = min(pair.value_span.end, start + len(told) + 2)
        yield Candidate(start, end, told, weight, f"label {pair.label!r}")


def _goes_on(view: View, pair: Pair) -> str:
    """The words of the next cell where they end the name ("Headwaters Medical", "Center")."""
    heads = "|".join(load("providers")["place_words"])
    match = re.match(rf"\t((?:{heads})\b)", view.text.plain[pair.value_span.end :][:40])
    return f" {match[1]}" if match and len(pair.value.split()) > 1 else ""


def place_in(pair: Pair, more: str = "") -> str | None:
    """The place's name that a value starts with; None for settings, codes and people."""
    words = pair.value.strip(" .,") + more
    cut = _END.search(words, 4)
    told = (words[: cut.start()] if cut else words).strip(" .,;:-")
    person = next((p for p in people(told) if p.credentials and p.start > 4), None)
    told = told[: person.start].strip(" .,;:-") if person is not None else told
    town = _TOWN.fullmatch(told)
    told = town["name"] if town and is_organization(town["name"]) else told
    settings = load("providers")["settings"]
    if len(told) < 5 or not told[:1].isupper() or re.fullmatch(settings, told, re.IGNORECASE):
        return None
    if re.search(load("providers")["place_not"], told, re.IGNORECASE):
        return None
    if re.search(r"\d{3}|^[A-Z]+:|^[A-Z]\d{2}\b", told) or (
        _is_person(told) and not _names_place(pair)
    ):
        return None
    if any(p.start < 3 for p in people(told)) or len(told.split()) > 12 or not _has_own_name(told):
        return None
    return _cased(told)


def _has_own_name(words: str) -> bool:
    """True where a word names the place, not only its kind ("Acute Rehabilitation")."""
    told = {re.sub(r"\W", "", w.lower()) for w in re.split(r"[\s/-]+", words)}
    specialty = words in load("reviewers")["specialties"]
    return not specialty and bool(told - generic_words() - frozenset(load("providers")["common"]))


def _is_person(words: str) -> bool:
    return person_name(words) is not None and not is_organization(words)


def _names_place(pair: Pair) -> bool:
    """True for a label that no person answers to ("Supplier")."""
    words = normal(pair.label)
    return (
        pair.role == "facility" and re.search(load("providers")["only_places"], words) is not None
    )


def _cased(words: str) -> str:
    """Words in capitals as they would be printed in a letter."""
    if not words.isupper():
        return words
    small = {"of", "and", "the", "at", "for", "in"}
    told = [
        w.lower() if w.lower() in small and i else w.capitalize()
        for i, w in enumerate(words.split())
    ]
    return " ".join(told)


def _label_weight(label: str) -> float:
    words = normal(label)
    for pattern, weight in load("providers")["place_labels"]:
        if re.search(pattern, words):
            return float(weight)
    return 0.0


@cache
def _place_pattern() -> re.Pattern[str]:
    heads = "|".join(load("providers")["place_words"])
    months = "|".join(name for name in month_name if name)
    word = r"(?:[A-ZÀ-Þ](?:[A-Za-zÀ-ÿ'’]|\.(?=[A-Z ]))*(?:-[A-Z][\w']*)*|&)"
    link = r"(?:[ \n](?:of|and|the|for|de)(?=[ \n][A-Z]))?"
    gap = r"(?:[ \n]|\t(?=Center\b|Hospital\b|Clinic\b))"  # words set apart
    return re.compile(
        rf"(?<![\w'’]){word}(?:{link}[ \n]{word}){{0,6}}?{link}{gap}(?:{heads})\b"
        rf"(?:[ \n](?:(?:and|&)[ \n])?(?:{heads})\b)*"
        rf"(?: of (?!(?:{months})\b)[A-Z][a-z]+(?: [A-Z][a-z]+)?)?"
        rf"(?: for [A-Z][a-z]+(?: (?:and )?[A-Z][a-z]+)?(?= in\b|[,.;\n]))?"
        rf"(?:,? (?:LLC|Inc\.?|P\.C\.|PC|PLLC|LP))?"
    )


def _in_prose(view: View) -> Iterator[Candidate]:
    plain, rules = view.text.plain, load("providers")
    kept_out = [p.value_span for p in view.pairs_of(*KEPT_OUT) if p.via != "prose"]
    for match in _place_pattern().finditer(calmed(plain)):
        zone, start, end = view.zone(match.start()), match.start(), match.end()
        told = _cased(" ".join(plain[start:end].split()))
        wrapped = "\n" in match.group() and zone in ("reference", "letterhead")
        if zone not in ("reference", "body", "letterhead", "copies", "peer_to_peer") or wrapped:
            continue
        shouted = zone == "body" and plain[start:end].isupper()
        if shouted or any(span.start <= start < span.end for span in kept_out):
            continue
        if (
            not _has_own_name(told)
            or re.search(rules["place_not"], told, re.I)
            or re.match(rules["place_not_after"], plain[end : end + 60], re.I)
        ):
            continue
        before = " ".join(plain[max(0, start - REACH) : start].split())
        after = " ".join(plain[end : end + 80].split())
        weight = {"letterhead": 0.3, "copies": 0.7}.get(zone, 0.5)
        weight += 1.1 * (re.search(rules["place_before"], before[-40:], re.I) is not None)
        weight += 1.1 * (re.match(rules["place_after"], after, re.I) is not None)
        weight += 0.8 * (re.search(rules["place_planned"], before, re.I) is not None)
        yield Candidate(start, end, told, weight, "named in the text")


def _by_words(view: View) -> Iterator[Candidate]:
    """Any company that the words around it make the supplier or the asking agency."""
    plain = view.text.plain
    rules = load("providers")
    for match in _organization().finditer(plain):
        if view.zone(match.start()) in ("rights", "taglines", "copies"):
            continue
        before = " ".join(plain[max(0, match.start() - 60) : match.start()].split())
        after = " ".join(plain[match.end() : match.end() + 80].split())
        told = " ".join(re.sub(r"-\n", "-", match.group()).split()).rstrip(".")
        supplies = re.search(rules["place_by"], before, re.IGNORECASE) is not None
        supplies = supplies or re.match(rules["place_after"], after, re.IGNORECASE) is not None
        asks = re.search(rules["place_asks"], after, re.IGNORECASE) is not None
        named = len(told.split()) > (2 if _is_person(told) else 1) and not re.search(r"\d", told)
        if not named or not (supplies or (asks and not _is_person(told))):
            continue
        if any(people(told)) or re.search(rules["place_not"], told, re.IGNORECASE):
            continue
        weight = 1.2 if _is_person(told) else 1.9 if supplies else 1.4
        yield Candidate(match.start(), match.end(), told, weight, "gives it")


@cache
def _organization() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&]){ORG}")


def _written_to(view: View) -> Iterator[Candidate]:
    """Whom the letter is addressed to: a company over a street and a ZIP code, or behind "To:"."""
    lines, told = view.text.lines, calmed(view.text.plain)
    for number, line in enumerate(lines[:-2]):
        early = view.zone(line.start) in ("letterhead", "reference")
        match = _place_pattern().search(told, line.start, line.end) if early else None
        if match is None or number < 2 or not is_organization(match.group()):
            continue
        following = [view.text.plain[x.start : x.end] for x in lines[number + 1 : number + 5]]
        is_address = any(re.match(r"\s*(?:\d+ \w|p\.?\s?o\.? box)", f, re.I) for f in following)
        zip_code = any(re.search(r"\b[A-Z]{2}\s+\d{5}|[A-Z][a-z]+ \d{5}", f) for f in following)
        if is_address and zip_code:
            yield _addressed(view, match)
    for to in re.finditer(load("providers")["written_to"], view.text.plain, re.MULTILINE):
        if view.zone(to.start()) in ("letterhead", "reference", "fax_header"):
            stop = view.text.plain.find("\n\n", to.end(), to.end() + REACH)
            stop = stop if stop > 0 else to.end() + REACH
            for match in list(_place_pattern().finditer(told, to.end(), stop))[-1:]:
                yield _addressed(view, match)


def _addressed(view: View, match: re.Match[str]) -> Candidate:
    words = _cased(" ".join(view.text.plain[match.start() : match.end()].split()))
    no_place = re.search(load("providers")["place_not"], words, re.IGNORECASE) is not None
    return Candidate(match.start(), match.end(), words, 0.0 if no_place else ADDRESSED, "addressed")


def _behind_people(view: View) -> Iterator[Candidate]:
    """The company that a value names behind the clinician ("Jan Roe, SLP, NPI 1…, Roe Therapy")."""
    for pair in view.pairs_of("provider_name"):
        told = next(people(pair.value), None)
        if told is None or told.start > 2 or view.zone(pair.label_span.start) == "rights":
            continue
        match = _place_pattern().search(pair.value, told.end)
        if match and not re.search(load("providers")["place_not"], match.group(), re.IGNORECASE):
            start = pair.value_span.start + match.start()
            yield Candidate(start, start + len(match.group()), match.group(), 1.7, "behind a name")
        line = view.text.line_at(pair.value_span.start)
        beside = _place_pattern().match(view.text.plain, pair.value_span.end + 1, line.end)
        if beside and view.text.plain[pair.value_span.end] == "\t":
            yield _addressed(view, beside)
