"""Numbers that name a decision: the reference, the authorization; and checks of their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.codes import goes_on_as_street
from docextract.letter.label_roles import normal
from docextract.letter.labels import Pair
from docextract.letter.view import View
from docextract.rules import load

_ID = re.compile(
    r"(?:[A-Z]{1,5}(?:-[A-Z]{1,3})?[ ])?(?=[A-Z0-9/.-]*\d)[A-Z0-9][A-Z0-9/.-]*[A-Z0-9]"
    r"(?:[ ](?=[A-Z0-9-]*\d)(?![A-Z]\d\w\.|20\d\d$)[A-Z0-9-]+)*(?:[ ](?-i:[A-Z])$)?(?![a-z])",
    re.IGNORECASE,
)
_NOT_ID = re.compile(
    r"\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}(?![\d-])|1-\d{3}-\d{3}-\d{4}(?!\d)"
    r"|[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?![\w-])"
    r"|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|\d{1,2}-[A-Za-z]{3}-\d\d"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|(?:19|20)\d\d-\d\d-\d\d(?![\d-])|\$|\d{1,2}:\d\d"
)
PASSING = "in passing"
"""Numbers that running text mentions: a claim's own number in the head goes before them."""
_VIA = {"colon": 3.0, "row": 3.0, "head": 2.6, "inline": 2.8, "below": 2.2, "prose": 1.8}


def id_value(words: str) -> str | None:
    """The identifier that a value starts with, as printed; None where it starts with none.

    A phone number, a date, an amount, a diagnosis, the number of a house or fewer than four
    letters and figures is no identifier.
    """
    words = re.sub(r"(?<=\w-)\s+(?=\w)", "", words.lstrip("#: ").replace("@", "0"))
    words = re.sub(
        r"^(?:[a-zI0-9_]|[a-z.]{2,20})\s+(?=[A-Z0-9]{3}|[a-z.]+\s+[A-Z0-9]{3})", "", words
    )
    words = re.sub(r"^(?:[a-z.]{2,20}\s+)+(?=\S*\d)", "", words)
    words = re.sub(r"^(?:[a-z.]{2,20},?\s+)+(?=[A-Z]{2,5} \d)", "", words)
    if _NOT_ID.match(words):
        return None
    match = _ID.match(words)
    parted = match[0].split(" ", 1) if match is not None else []
    if len(parted) == 2 and parted[0].isalpha() and _NOT_ID.match(parted[1]):
        return None
    if match is None or (match[0].isdigit() and goes_on_as_street(words[match.end() :])):
        return None
    told = match.group().rstrip(".-/")
    told = re.split(r"\s(?=\d{1,2}/\d{1,2}/\d{2,4})", told)[0]
    letters = re.sub(r"[^A-Za-z0-9]", "", told)
    figures = sum(c.isdigit() for c in letters)
    return told if len(letters) >= 4 and figures >= 3 else None


def is_npi(number: str) -> bool:
    """True where ten digits pass the NPI's check (Luhn over 80840 + number, 45 CFR 162.406)."""
    if not re.fullmatch(r"[12]\d{9}", number):
        return False
    total = 0
    for place, figure in enumerate(reversed("80840" + number)):
        double = int(figure) * (2 if place % 2 else 1)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def read_reference(view: View, *, is_appeal: bool) -> Fact[str]:
    """The number of this decision; a claim's number only where nothing else is printed."""
    found = list(_references(view, is_appeal=is_appeal))
    taken = {re.sub(r"\W", "", c.value.upper()) for c in _other_ids(view)}
    found = [c for c in found if re.sub(r"\W", "", c.value.upper()) not in taken]
    claims = [
        Candidate(p.value_span.start, p.value_span.start + len(cut), cut, _VIA[p.via] / 2, "claim")
        for p in view.pairs_of("claim")
        if (cut := id_value(p.value)) is not None
    ]
    in_passing = all(c.reason.startswith(PASSING) for c in found)
    if in_passing and any(view.zone(c.start) in ("letterhead", "reference") for c in claims):
        return resolve(view.text, claims, floor=0.5, identifier=True)
    fact = resolve(view.text, found, identifier=True)
    if fact.value is not None:
        return fact
    return resolve(view.text, claims, floor=0.5, identifier=True)


def _references(view: View, *, is_appeal: bool) -> Iterator[Candidate]:
    for pair in view.pairs_of("reference", "decision"):
        cut = id_value(pair.value)
        lead = view.text.plain[max(0, pair.label_span.start - 20) : pair.label_span.start]
        if cut is None or re.search(r"\bcoverage\s+$", lead, re.IGNORECASE):
            continue
        via = "prose" if pair.via == "inline" and len(pair.value.split()) > 9 else pair.via
        weight = _VIA[via] + _label_weight(pair.label, is_appeal=is_appeal)
        weight += _place_weight(view, pair)
        start = pair.value_span.start
        reason = f"{PASSING}, " if via == "prose" else ""
        reason += f"label {pair.label!r}"
        yield Candidate(start, start + len(cut), cut, weight, reason)


def _label_weight(label: str, *, is_appeal: bool) -> float:
    """How well a label names the number of this decision, from ``rules/references.yaml``."""
    rules = load("references")
    words = set(normal(label).split())
    weight = max((w for word, w in rules["kinds"].items() if word in words), default=0.0)
    if words & set(rules["appeal_words"]):
        weight = 1.5 if is_appeal else -2.0
    elif is_appeal:
        weight -= 0.8
    return float(weight)


def _place_weight(view: View, pair: Pair) -> float:
    """Less for numbers of earlier requests and for those in the small print."""
    weight = 0.0
    start, end = pair.label_span.start, pair.value_span.end
    lead = re.split(r"\n\n|\t|:.*\n", view.text.plain[max(0, start - 45) : start])[-1]
    around = lead + " " + pair.label
    before_it = view.text.plain[max(view.sentence_at(start).start, start - 90) : start]
    after = view.text.plain[end : end + 40]
    if re.search("|".join(load("references")["earlier"]), around, re.IGNORECASE):
        weight -= 2.0
    if re.search("|".join(load("references")["earlier_after"]), after, re.IGNORECASE):
        weight -= 1.5
    if re.search(load("references")["authorizes"], after, re.IGNORECASE):
        weight -= 0.8
    if re.search(load("references")["quoted"], around, re.IGNORECASE):
        weight += 1.2
    if re.search(load("references")["covering"], before_it, re.IGNORECASE):
        weight -= 1.0
    zone = view.zone(start)
    weight += 0.5 if zone in ("letterhead", "reference") else 0.0
    return weight - {"rights": 0.6, "taglines": 2.0, "running": 0.3}.get(zone, 0.0)


def _other_ids(view: View) -> Iterator[Candidate]:
    """Numbers whose labels say that they are something else."""
    for pair in view.pairs_of("member_id", "group", "form", "npi", "phone"):
        cut = id_value(pair.value)
        if cut is not None and pair.via in ("colon", "row", "inline"):
            yield Candidate(pair.value_span.start, pair.value_span.end, cut, 1.0, pair.label)
