"""Whom a letter is about: the patient's name, date of birth and member number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docextract.facts import Fact, Patient
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.dates import parse_date
from docextract.letter.identifiers import id_value
from docextract.letter.label_roles import normal
from docextract.letter.labels import Pair
from docextract.letter.names import is_organization, last_name, people, person_name
from docextract.letter.spans import pieces
from docextract.letter.view import View
from docextract.pages.text import PlacedLine
from docextract.rules import load

_CUT = re.compile(
    r"\s*(?:[,;(•·|\[/]|\bborn\b|\bb\.\s|\bDOB\b|\bID\b|\bD\.O\.B|\s-\s|\bdate of birth\b"
    r"|\bmember\b|\d)",
    re.I,
)
_COMMA_NAME = re.compile(
    r"^[A-ZÀ-ÞĀ-Ž][\w'-]+(?:\s[A-ZÀ-ÞĀ-Ž][\w'-]+)?(?:\s(?:Jr|Sr|II|III)\.?)?,\s*[A-ZÀ-ÞĀ-Ž]"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Master)\.?[ \t\n]+"
    r"((?:[A-ZÀ-ÞĀ-Ž][\w.'-]*[ \t\n]+){0,3}?[A-ZÀ-ÞĀ-Ž][\w'-]+)"
)
_GREETED = re.compile(r"^(?:Dear|Hello|Hi|Greetings)[ ,]+([A-ZÀ-ÞĀ-Ž][\w'-]+)[,:!]", re.MULTILINE)
_STREET = re.compile(r"^\s*(?:c/o\b|\d{1,6}[A-Z]?\s+\S+|p\.?\s?o\.?\s+box|[NSEW]\d+)", re.I)
_WRITTEN = re.compile(
    r"\b(?:(?:parents?|guardians?|family|mother|father|representative|caregiver|conservator|estate)"
    r"(?:[ /](?:or|and)?[ ]?(?:parents?|guardians?|representative|caregiver))?[ \t]+of"
    r"|(?:member|patient|enrollee|beneficiary|participant|subscriber|insured))[ \t]+"
    r"(?P<name>(?:[A-ZÀ-ÞĀ-Ž][\w.'-]*[ \n]){1,3}[A-ZÀ-ÞĀ-Ž][\w'-]+)"
    r"(?=[ \t]*(?:\n|$|\(|\.|,\s*(?:born|who (?:was|is|has|had)|DOB|date of birth|birth|member|id\b"
    r"|\w+\s+(?:number|id)\b)))",
)
"""A name behind "the guardian of" at a line's end, or behind "member" before the birth date."""
_IN_A_ROW = re.compile(
    r"(?:^|[,;|][ \t]+|:[ \t]+)(?P<name>(?:[A-ZÀ-ÞĀ-Ž][\w.'-]*[ ]){1,3}[A-ZÀ-ÞĀ-Ž][\w'-]+)"
    r",[ \t]+(?:(?:member|subscriber|enrollee|participant)(?:[ ](?:no\.?|number|id|\#))?[ ]\S*\d|"
    r"born[ ]|D\.?O\.?B\b)",
    re.MULTILINE,
)
"""A name in a row of what identifies a case: "claim 26-88172, Jan Roe, member …, born …"."""
_BEFORE_BIRTH = re.compile(
    r"(?<![\w.])(?!(?:Patient|Member|Enrollee|Insured|Claimant|Re|Ref|Client|Child|Name|About)\b)"
    r"(?P<name>(?:[A-ZÀ-ÞĀ-Ž][\w.'-]*[ ]){1,3}[A-ZÀ-ÞĀ-Ž][\w'-]+)"
    r"(?:[ \t]*[,(•·|–-]){0,2}[ \t]*(?:(?:member|ID|no\.)[ ][^()\n]{3,25},[ ])?"
    r"(?:born\b|b\.[ ]?\d|D\.?O\.?B\b|date of birth\b|birth date\b)"
)
"""A name with the birth date right behind it, whatever mark stands between."""
_BEFORE_STREET = re.compile(r"(?P<name>[^,\d]{5,50}),\s+(?:\d|p\.?\s?o\.?\s+box)", re.I)
_HOLDER = re.compile(r"\b(?:sponsor|policy ?holder|subscriber|employee|insured's name)\b", re.I)
"""Labels of whoever holds the cover: the patient only where nobody else is named."""
_INITIALS = re.compile(
    r"^(?!FAX|TEL|NPI|TIN|PAGE|REF|CASE|AUTH|CLAIM|GROUP|GRP|BOX|FORM|ROOM|SUITE|STE|RX|LIC)"
    r"[A-Z][A-Za-z]{1,7} ?(?:#|No\.|ID:?|Nbr\.?) ?(?P<id>[A-Z0-9][A-Z0-9 -]+)$",
    re.MULTILINE,
)
"""A line that is a number behind a plan's short name."""
PARTS = {
    "last name": "last", "patient last name": "last", "member last name": "last", "surname": "last",
    "first name": "first", "patient first name": "first", "member first name": "first",
    "mi": "middle", "middle initial": "middle", "middle name": "middle",
}  # fmt: skip
"""Labels of a form that prints a name in fields."""
_UNDER = frozenset({"dob", "member_id"})
"""Labels that stand right below the patient's name."""
_BIRTH = re.compile(
    r"\b(?:(?:born|d\.?o\.?b\.?|birth(?:\s?da(?:te|y))?|birthdate)\b[^\d\n]{0,24}\n?[^\d\n]{0,12}|b\.\s?)$",
    re.I,
)


def read_patient(view: View) -> Patient:
    """The patient's three leaves."""
    return Patient(name=_name(view), dob=_dob(view), member_id=_member_id(view))


def _name(view: View) -> Fact[str]:
    found = list(_labelled_names(view))
    found.extend(_unlabelled_names(view))
    found.extend(_written_names(view))
    found.extend(_names_in_parts(view))
    if not found:
        found.extend(_vocatives(view))
    doctors = {last_name(p.name) for p in people(view.text.plain) if p.credentials}
    calls = _called(view)
    weighed = []
    for one in found:
        weight = one.weight
        if last_name(one.value) in calls or one.value.split()[0].lower() in calls:
            weight += 1.0
        elif last_name(one.value) in doctors:
            weight -= 2.0
        weighed.append(one._replace(weight=weight))
    return resolve(view.text, weighed)


def _labelled_names(view: View) -> Iterator[Candidate]:
    weights = {"colon": 3.0, "row": 3.0, "head": 2.6, "below": 2.0, "inline": 1.8}
    for pair in view.pairs_of("member_name", "member_id", "dob"):
        cut = name_in(pair) or _first_line(view, pair)
        if pair.role != "member_name" and pair.via not in ("colon", "row"):
            continue
        if cut is None or view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        name, end = cut
        weight = weights.get(pair.via, 1.0)
        if pair.label.lower().strip() in ("re", "regarding", "for", "to", "name"):
            weight -= 0.6
        if _HOLDER.search(pair.label):
            weight -= 1.8
        yield Candidate(pair.value_span.start, end, name, weight, f"label {pair.label!r}")


def _first_line(view: View, pair: Pair) -> tuple[str, int] | None:
    """The name that is all of a value's first line, whatever it wraps to."""
    start = pair.value_span.start
    line = re.split(r"[\n\t|]", view.text.plain[start : pair.value_span.end])[0]
    name = person_name(line) if pair.via in ("colon", "row") and not is_organization(line) else None
    return (name, start + len(line)) if name is not None else None


def name_in(pair: Pair) -> tuple[str, int] | None:
    """The person's name that a value starts with, and where it ends."""
    words = re.sub(r"^(?:[a-z.]+\s+)+(?=[A-Z])", "", pair.value)
    start = 0
    comma = _COMMA_NAME.match(words)
    if comma:
        start = comma.end()
    cut = _CUT.search(words, start)
    told = words[: cut.start()] if cut else words
    name = person_name(told) if not is_organization(told) else None
    if name is None and pair.role == "member_name" and pair.via in ("colon", "row"):
        name, told = _first_words(told)
    if name is None:
        return None
    lost = len(pair.value) - len(words)
    return name, min(pair.value_span.end, pair.value_span.start + lost + len(told))


def _first_words(words: str) -> tuple[str | None, str]:
    """The name that stands first in a value that runs on into the next line or pair."""
    tokens = words.split()
    for count in range(min(4, len(tokens) - 1), 1, -1):
        told = " ".join(tokens[:count])
        name = person_name(told)
        if name is not None and not tokens[count][:1].islower():
            return name, told
    return None, words


def _unlabelled_names(view: View) -> Iterator[Candidate]:
    """Names that stand alone in a cell of the letterhead, the reference block or an address."""
    lines = view.text.lines
    for number, line in enumerate(lines):
        if view.zone(line.start) not in ("letterhead", "reference", "running", "fax_header"):
            continue
        under = lines[number + 1] if number + 1 < len(lines) else None
        for span in pieces(view.text, line):
            words = view.words(span)
            with_street = _BEFORE_STREET.match(words)
            words = with_street["name"] if with_street else words
            name = person_name(words) if 1 < len(words.split()) < 7 else None
            if name is None:
                continue
            weight = 0.9
            below = view.text.plain[under.start : under.end] if under is not None else ""
            if with_street or _STREET.match(below):
                weight += 0.6
            weight += 1.2 * (under is not None and _opens_with_label(view, under))
            yield Candidate(span.start, span.end, name, weight, "stands alone")


def _opens_with_label(view: View, line: PlacedLine) -> bool:
    """True for a line that starts with the label of a birth date or of a member number."""
    return any(
        pair.role in _UNDER and pair.label_span.start == line.start
        for pair in view.pairs
        if line.start <= pair.label_span.start < line.end
    )


def _names_in_parts(view: View) -> Iterator[Candidate]:
    """A name in the fields of a form: "Last name: Roe   First name: Jan   MI: M"."""
    parts: dict[str, Pair] = {}
    for pair in view.pairs:
        if pair.via != "prose" and (key := PARTS.get(normal(pair.label))) is not None:
            parts.setdefault(key, pair)
    if "last" not in parts or "first" not in parts:
        return
    words = [parts[key].value.split("\t")[0] for key in ("first", "middle", "last") if key in parts]
    name = person_name(" ".join(words))
    if name is not None:
        span = parts["last"].value_span
        yield Candidate(span.start, span.end, name, 2.6, "a form's fields")


def _written_names(view: View) -> Iterator[Candidate]:
    """Names that running words introduce: "to the guardian of …", "member …, born …"."""
    plain = view.text.plain
    introduced = (_WRITTEN, _IN_A_ROW, _BEFORE_BIRTH)
    for match in (m for pattern in introduced for m in pattern.finditer(plain)):
        name = person_name(match["name"])
        if name is not None and view.zone(match.start()) not in ("rights", "taglines"):
            yield Candidate(match.start("name"), match.end("name"), name, 2.2, "introduced")


def _vocatives(view: View) -> Iterator[Candidate]:
    """A full name that the letter addresses in its first words: "Jane Roe, here is …"."""
    for span in view.sentences[:40]:
        words = view.words(span)
        match = re.match(r"((?:[A-ZÀ-ÞĀ-Ž][\w.'-]*\s){1,3}[A-ZÀ-ÞĀ-Ž][\w'-]+),\s[a-z]", words)
        name = person_name(match[1]) if match else None
        if name and match:
            yield Candidate(span.start, span.start + len(match[1]), name, 1.2, "addressed")
    for match in _TITLED.finditer(view.text.plain):
        name = person_name(match[1])
        if name:
            yield Candidate(match.start(1), match.end(1), name, 1.0, "with a title")


def _called(view: View) -> frozenset[str]:
    """The family names that the letter calls people by who are no doctors."""
    found = [m[1].split()[-1].lower() for m in _TITLED.finditer(view.text.plain)]
    found.extend(m[1].lower() for m in _GREETED.finditer(view.text.plain))
    return frozenset(re.sub(r"'s$", "", name) for name in found)


def _dob(view: View) -> Fact[str]:
    found = [*_wrapped_births(view)]
    spans = [(pair.value_span, pair.via) for pair in view.pairs_of("dob")]
    days = [found.value for found in view.dates]
    named = [one.end for one in _labelled_names(view)]
    for found_date in view.dates:
        before = view.text.plain[max(0, found_date.start - 40) : found_date.start]
        weight = 0.0
        for span, via in spans:
            if span.start <= found_date.start < span.end and found_date.start - span.start < 30:
                weight = max(weight, 3.0 if via in ("colon", "row", "inline", "prose") else 2.4)
        if _BIRTH.search(before):
            weight = max(weight, 2.8)
        if any(0 < found_date.start - end < 4 for end in named):
            weight = max(weight, 1.8)
        if weight:
            value = _in_the_past(found_date.value, days).isoformat()
            found.append(
                Candidate(
                    found_date.start,
                    found_date.end,
                    value,
                    weight * max(0.6, found_date.confidence),
                    "birth",
                )
            )
    return resolve(view.text, found, identifier=True)


def _in_the_past(born: date, days: list[date]) -> date:
    """A birth of two figures' year that lies after all other dates is of the century before."""
    others = [day for day in days if day != born]
    late = bool(others) and born > max(others)
    return born.replace(year=born.year - 100) if late else born


def _wrapped_births(view: View) -> Iterator[Candidate]:
    """Dates of birth that wrap inside their column, so that they are no run of the text."""
    days = [found.value for found in view.dates]
    for pair in view.pairs_of("dob"):
        told = parse_date(re.sub(r"\s*\(.*", "", pair.value))
        if told is not None:
            day, span = _in_the_past(told, days), pair.value_span
            yield Candidate(span.start, span.end, day.isoformat(), 2.0, f"label {pair.label!r}")


def _member_id(view: View) -> Fact[str]:
    weights = {"colon": 3.0, "row": 3.0, "head": 2.6, "inline": 2.8, "below": 2.2, "prose": 1.6}
    found = []
    for pair in view.pairs_of("member_id", "member_name"):
        cut = id_value(pair.value) or _behind_name(pair)
        if cut is None or (pair.role == "member_name" and _OF_A_PAPER.match(pair.value)):
            continue
        weight = weights[pair.via]
        if pair.role == "member_name":
            weight -= 0.4 if pair.via == "prose" and _names_holder(pair.label) else 1.2
        zone = view.zone(pair.label_span.start)
        weight -= {"rights": 0.4, "taglines": 1.5, "copies": 1.5}.get(zone, 0.0)
        start = pair.value_span.start
        found.append(Candidate(start, start + len(cut), cut, weight, f"label {pair.label!r}"))
    found.extend(_behind_the_name(view))
    found.extend(_other_numbers(view))
    return resolve(view.text, found, identifier=True)


_HOLDERS_NUMBER = re.compile(
    r"[,;|(]\s*(?!(?:claim|case|our|ref|auth|request|file|group|grp|NPI|phone|fax|tel)\b)"
    r"(?:(?:[A-Z][\w&]*[ ]){0,3}(?:ID|policy|member|plan|certificate|cert\.?|no\.?|number|#)"
    r"(?:[ ](?:no\.?|number|ID|\#))?:?[ ])?"
    r"(?P<id>(?=[A-Z0-9/ -]*\d{2})[A-Z0-9][A-Z0-9/ -]{4,24}[A-Z0-9])"
    r"(?=\s*(?:[,;|)]|$))",
    re.IGNORECASE,
)
"""A number in the row that names the patient: "Jan Roe, born …, KRH-0098-4471"."""


def _behind_the_name(view: View) -> Iterator[Candidate]:
    """Numbers that stand behind the patient's name and birth date without a label of their own."""
    for pair in view.pairs_of("member_name"):
        if pair.via not in ("colon", "row", "inline") or name_in(pair) is None:
            continue
        line = view.text.line_at(pair.value_span.start)
        for match in _HOLDERS_NUMBER.finditer(view.text.plain, pair.value_span.start, line.end):
            told = id_value(match["id"])
            if told is not None and len(told) > SHORT and parse_date(match["id"]) is None:
                yield Candidate(match.start("id"), match.end("id"), told, 1.5, "behind the name")


SHORT = 6
"""A number of so many figures in running words may be a street's or a service's."""
_OF_A_PAPER = re.compile(r"\W*(?:claim|case|ref\w*|auth\w*|request|file)\b", re.IGNORECASE)
"""A value that begins with the number of a paper: the person comes behind it."""


def _behind_name(pair: Pair) -> str | None:
    """The number that a value tells behind the name ("Member/ID: Jan Roe / LHP 44710")."""
    parts = re.split(r"\s[/|]\s|,\s(?!\w+\s?\w?\.?$)", pair.value)
    named = len(parts) > 1 and person_name(parts[0]) is not None and parse_date(parts[1]) is None
    return id_value(parts[1]) if named and pair.via in ("colon", "row", "inline") else None


def _names_holder(label: str) -> bool:
    """True for "subscriber" or "enrollee" right before a number, not for "for" or "about"."""
    return normal(label) in load("labels")["words"]["member_id"]["nouns"]


def _other_numbers(view: View) -> Iterator[Candidate]:
    """Where no label names a member's number: the policy's, the plan's, one with the plan's
    initials ("NFH# 22006")."""
    for pair in view.pairs:
        label = normal(pair.label)
        cut = id_value(pair.value)
        zone = view.zone(pair.label_span.start)
        early = zone in ("letterhead", "reference")
        if cut is None or zone in ("rights", "taglines", "copies") or pair.via == "below":
            continue
        told = re.fullmatch(r"(?:\w+ )?(?:policy|plan|contract)(?: (?:id|number))*", label)
        far = pair.via == "prose" or not early
        if far and not (told and label.startswith("plan") and len(cut) > SHORT):
            continue
        if told or (pair.role is None and re.fullmatch(r"\w+ (?:number|id)", label)):
            start = pair.value_span.start
            yield Candidate(start, start + len(cut), cut, 1.4, f"label {pair.label!r}")
    for match in _INITIALS.finditer(view.text.plain):
        cut = id_value(match["id"])
        if cut is not None and view.zone(match.start()) in ("letterhead", "reference"):
            start = match.start("id")
            yield Candidate(start, start + len(cut), cut, 1.3, "the plan's initials")
