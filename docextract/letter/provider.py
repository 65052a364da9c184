"""Who asked for the service and where it is given: the provider, the NPI, the facility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from docextract.facts import Fact, OrderingProvider
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.identifiers import is_npi
from docextract.letter.label_roles import normal
from docextract.letter.labels import Pair
from docextract.letter.names import is_organization, people, person_name
from docextract.letter.patient import name_in
from docextract.letter.payer_names import ORG
from docextract.letter.spans import fact
from docextract.letter.view import View
from docextract.rules import load

_VIA = {"colon": 3.0, "row": 3.0, "head": 2.6, "inline": 2.4, "below": 2.2, "prose": 1.0}
_NPI = re.compile(r"(?<![\dA-Za-z-])[12]\d{9}(?![\d-])")
_TEN = re.compile(r"(?<![\dA-Za-z-])[\dOoIlSBZ]{10}(?![\dA-Za-z-])")
_DIGITS = str.maketrans("OoIlSBZ", "0011582")
_FACILITY_END = re.compile(
    r"\s*(?:\(|;|\b(?:NPI|TIN|Tax ID|Fax|Phone|Tel)\b|\s[-·|•]\s|,\s*(?:\d|[IiOo]\w+patient)"
    r"|,\s*[A-Z][A-Za-z. ]+,?\s+[A-Z]{2}\b(?:\s+\d{5})?)"
)


def read_provider(view: View, patient: str | None) -> OrderingProvider:
    """The clinician who asked for the service, and the NPI."""
    return OrderingProvider(name=_name(view, patient), npi=_npi(view))


def read_facility(view: View) -> Fact[str]:
    """Where the service is or was to be given: hospital, laboratory, supplier, agency."""
    found = list(_labelled_places(view))
    of_pharmacy = re.search(load("providers")["pharmacy"], view.text.plain, re.IGNORECASE)
    if not any(c.weight > 1.5 for c in found) and of_pharmacy is None:
        found.extend(_places_in_prose(view))
        found.extend(_addressed_place(view))
        found.extend(_places_by_words(view))
        found.extend(_places_behind_people(view))
    return resolve(view.text, found, floor=1.0)


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
        weight = _VIA[pair.via] + _asks(pair.label)
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
        if not labelled:
            continue
        weight = 3.0 - 1.5 * (
            re.search(r"facility|hospital|group|billing|servic|reviewer", before[-35:], re.I)
            is not None
        )
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


def _labelled_places(view: View) -> Iterator[Candidate]:
    for pair in view.pairs_of("facility", "provider_name"):
        told = place_in(pair)
        if told is None or view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        weight = _VIA[pair.via] + _place_label(pair.label)
        if pair.role == "provider_name":
            weight -= 1.4
            if _place_pattern().fullmatch(told) is None:
                continue
        weight += 0.4 * (_place_pattern().fullmatch(told) is not None)
        start = pair.value_span.start
        yield Candidate(
            start,
            min(pair.value_span.end, start + len(told) + 2),
            told,
            weight,
            f"label {pair.label!r}",
        )


def place_in(pair: Pair) -> str | None:
    """The place's name that a value starts with; None for settings, codes and people."""
    words = pair.value.strip(" .,")
    cut = _FACILITY_END.search(words, 4)
    told = (words[: cut.start()] if cut else words).strip(" .,;:-")
    settings = load("providers")["settings"]
    if len(told) < 5 or not told[:1].isupper() or re.fullmatch(settings, told, re.IGNORECASE):
        return None
    if re.search(load("providers")["place_not"], told, re.IGNORECASE):
        return None
    if re.search(r"\d{3}", told) or (person_name(told) and not is_organization(told)):
        return None
    if any(p.start < 3 for p in people(told)) or len(told.split()) > 12:
        return None
    return _cased_place(told)


def _cased_place(words: str) -> str:
    """Words in capitals as they would be printed in a letter."""
    if not words.isupper():
        return words
    small = {"of", "and", "the", "at", "for", "in"}
    told = [
        w.lower() if w.lower() in small and i else w.capitalize()
        for i, w in enumerate(words.split())
    ]
    return " ".join(told)


def _place_label(label: str) -> float:
    words = normal(label)
    for pattern, weight in load("providers")["place_labels"]:
        if re.search(pattern, words):
            return float(weight)
    return 0.0


@cache
def _place_pattern() -> re.Pattern[str]:
    heads = "|".join(load("providers")["place_words"])
    word = r"(?:[A-ZÀ-Þ][\w'.]*(?:-[A-Z][\w']*)*|&)"
    link = r"(?:[ \n](?:of|and|the|for|de)(?=[ \n][A-Z]))?"
    return re.compile(
        rf"{word}(?:{link}[ \n]{word}){{0,6}}?{link}[ \n](?:{heads})\b(?:[ \n](?:{heads})\b)*"
        r"(?:,? (?:LLC|Inc\.?|P\.C\.|PC|PLLC|LP))?"
    )


def _places_in_prose(view: View) -> Iterator[Candidate]:
    plain = view.text.plain
    for match in _place_pattern().finditer(plain):
        zone = view.zone(match.start())
        if zone not in ("reference", "body", "letterhead", "copies", "peer_to_peer"):
            continue
        before = " ".join(plain[max(0, match.start() - 40) : match.start()].split())
        weight = {"letterhead": 0.3, "copies": 0.7}.get(zone, 0.5)
        if re.search(load("providers")["place_before"], before, re.IGNORECASE):
            weight += 1.1
        long = " ".join(plain[max(0, match.start() - 130) : match.start()].split())
        if re.search(load("providers")["place_planned"], long, re.IGNORECASE):
            weight += 0.8
        told = " ".join(match.group().split())
        if re.search(load("providers")["place_not"], told, re.IGNORECASE):
            continue
        yield Candidate(match.start(), match.end(), told, weight, "named in the text")


def _places_by_words(view: View) -> Iterator[Candidate]:
    """Any company that the words around it make the supplier or the asking agency."""
    plain = view.text.plain
    rules = load("providers")
    for match in _organization().finditer(plain):
        if view.zone(match.start()) in ("rights", "taglines", "copies"):
            continue
        before = " ".join(plain[max(0, match.start() - 60) : match.start()].split())
        after = " ".join(plain[match.end() : match.end() + 40].split())
        told = " ".join(match.group().split()).rstrip(".")
        supplies = re.search(rules["place_by"], before, re.IGNORECASE) is not None
        asks = re.search(rules["place_asks"], after, re.IGNORECASE) is not None
        named = len(told.split()) > 1 and not re.search(r"\d", told)
        if not named or not (supplies or asks) or (person_name(told) and not is_organization(told)):
            continue
        if any(people(told)) or re.search(rules["place_not"], told, re.IGNORECASE):
            continue
        yield Candidate(match.start(), match.end(), told, 1.9 if supplies else 1.4, "gives it")


@cache
def _organization() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&]){ORG}")


def _addressed_place(view: View) -> Iterator[Candidate]:
    """A company or a hospital that the letter is addressed to, where no clinician is."""
    lines = view.text.lines
    for number, line in enumerate(lines[:-2]):
        words = view.text.plain[line.start : line.end].strip()
        early = view.zone(line.start) in ("letterhead", "reference")
        if not early or number < 2 or not is_organization(words):
            continue
        following = [view.text.plain[x.start : x.end] for x in lines[number + 1 : number + 5]]
        is_address = any(re.match(r"\s*(?:\d+ \w|p\.?\s?o\.? box)", f, re.I) for f in following)
        zip_code = any(re.search(r"\b[A-Z]{2}\s+\d{5}|[A-Z][a-z]+ \d{5}", f) for f in following)
        if is_address and zip_code and _place_pattern().search(words):
            yield Candidate(line.start, line.end, words, 1.1, "addressed")


def _places_behind_people(view: View) -> Iterator[Candidate]:
    """The company that a value names behind the clinician ("Jan Roe, SLP, NPI 1…, Roe Therapy")."""
    for pair in view.pairs_of("provider_name"):
        told = next(people(pair.value), None)
        if told is None or told.start > 2 or view.zone(pair.label_span.start) == "rights":
            continue
        match = _place_pattern().search(pair.value, told.end)
        if match and not re.search(load("providers")["place_not"], match.group(), re.IGNORECASE):
            start = pair.value_span.start + match.start()
            yield Candidate(start, start + len(match.group()), match.group(), 1.7, "behind a name")
