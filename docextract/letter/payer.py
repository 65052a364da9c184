"""For whom a letter speaks (the plan) and who reviewed for it (the delegated vendor).

The letterhead, the signature and the sentences that tell who reviews for whom speak first; a
name on the list of known plans and vendors only adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.names import person_name
from docextract.letter.spans import Span, pieces
from docextract.letter.view import View
from docextract.rules import load

_WORD = r"[A-Z0-9][\w&'./®™-]*"
_LINK = r"(?:[ \n](?:of|and|the|for|&|at))*"
ORG = rf"{_WORD}(?:{_LINK}[ \n](?:\([A-Z][\w -]*\)|{_WORD})){{0,9}}"
_ADDRESS = re.compile(
    r"\b(?:p\.?\s?o\.?\s+box|suite|ste\.?|street|avenue|road|drive|boulevard|blvd|parkway|pkwy)\b"
    r"|\b\d{5}(?:-\d{4})?\b|\bfax\b|\bphone\b|\d{3}[-.]\d{4}|\bpage\b|www\.|\.com\b|\b(?:street|way|plaza|lane|floor)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+[|•·/]\s+|\s[-]\s|\t|;|\s{3,}")


class Mention(NamedTuple):
    """An organisation's name somewhere in the letter, and what its place says of it."""

    start: int
    end: int
    name: str
    payer: float
    vendor: float
    reason: str


def read_payer(view: View) -> tuple[Fact[str], Fact[str]]:
    """The payer and the delegated reviewer (empty where the plan reviews itself)."""
    mentions = _joined(list(_mentions(view)))
    vendor = resolve(view.text, _candidates(mentions, "vendor"), floor=2.0)
    chosen = _key(vendor.value or "")
    rest = [m for m in mentions if not chosen or _key(m.name) != chosen]
    payer = resolve(view.text, _candidates(rest, "payer"), floor=0.8)
    if vendor.value and payer.value and _key(payer.value) == _key(vendor.value):
        return payer, Fact[str]()
    return payer, vendor


def _candidates(mentions: list[Mention], which: str) -> Iterator[Candidate]:
    for m in mentions:
        weight = m.payer if which == "payer" else m.vendor
        yield Candidate(m.start, m.end, m.name, weight, m.reason)


def _mentions(view: View) -> Iterator[Mention]:
    yield from _related(view)
    yield from _in_letterhead(view)
    yield from _in_signature(view)
    yield from _labelled(view)
    yield from _known(view)
    yield from _addressees(view)


def _related(view: View) -> Iterator[Mention]:
    """Sentences that tell who reviews for whom."""
    plain = view.text.plain
    for pattern, weight in _relations():
        for match in pattern.finditer(plain):
            for group in ("p", "v"):
                if group not in pattern.groupindex or match[group] is None:
                    continue
                span = _trim(plain, match.start(group), match.end(group))
                name = " ".join(plain[span.start : span.end].split())
                if not _looks_like_org(name) or _is_provider(view, name):
                    continue
                payer = weight if group == "p" else -1.5
                vendor = weight if group == "v" else -2.0
                if group == "v" and _is_known(name, "payers"):
                    vendor -= 2.0
                yield Mention(span.start, span.end, name, payer, vendor, "who reviews for whom")


def _in_letterhead(view: View) -> Iterator[Mention]:
    order = 0
    for line in view.text.lines:
        if view.zone(line.start) != "letterhead":
            continue
        for cell in pieces(view.text, line):
            for span in _parts(view, cell):
                name = " ".join(view.text.plain[span.start : span.end].split())
                if not _looks_like_org(name):
                    continue
                weight = max(0.4, 2.2 - 0.35 * order) + _kind_weight(name)
                order += 1
                yield Mention(span.start, span.end, _unshouted(name), weight, -0.5, "letterhead")


def _parts(view: View, cell: Span) -> Iterator[Span]:
    at = cell.start
    for part in _SPLIT.split(view.text.plain[cell.start : cell.end]):
        start = view.text.plain.index(part, at) if part else at
        at = start + len(part)
        if part.strip() and not _ADDRESS.search(part):
            yield _trim(view.text.plain, start, at)


def _in_signature(view: View) -> Iterator[Mention]:
    for line in view.text.lines:
        if view.zone(line.start) != "signature":
            continue
        for cell in pieces(view.text, line):
            for piece in re.finditer(r"[^,]+", view.text.plain[cell.start : cell.end]):
                span = _trim(view.text.plain, cell.start + piece.start(), cell.start + piece.end())
                name = " ".join(view.text.plain[span.start : span.end].split())
                if _looks_like_org(name) and len(name.split()) > 0:
                    weight = 0.8 + _kind_weight(name)
                    yield Mention(span.start, span.end, name, weight, 0.0, "signature")


def _labelled(view: View) -> Iterator[Mention]:
    for pair in view.pairs_of("payer"):
        match = re.match(ORG, pair.value)
        name = " ".join(match[0].split()) if match else ""
        if (
            pair.via == "prose"
            or not _looks_like_org(name)
            or _kind_weight(name) < 0.5
            or len(name.split()) < 2
        ):
            continue
        if view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        start = pair.value_span.start
        yield Mention(start, start + len(name), name, 2.0 + _kind_weight(name), -1.0, "label")


def _known(view: View) -> Iterator[Mention]:
    """Names of the list, anywhere; they weigh little where nothing else speaks for them."""
    for kind in ("payers", "vendors"):
        for match in _list_pattern(kind).finditer(view.text.plain):
            zone = view.zone(match.start())
            weight = {"letterhead": 1.6, "reference": 0.8, "body": 0.6, "signature": 0.8}.get(
                zone, 0.25
            )
            name = " ".join(match.group().split())
            payer, vendor = (weight, -0.5) if kind == "payers" else (-1.0, weight)
            yield Mention(
                match.start(), match.end(), _unshouted(name), payer, vendor, f"known {kind}"
            )


def _addressees(view: View) -> Iterator[Mention]:
    """Whom appeals are sent to: the plan's appeals department before a PO box or a street."""
    pattern = re.compile(
        rf"({ORG})(?:,?\s+(?:Member |Provider |Grievances? and |Consumer )?(?:Appeals?|Grievances?)\b)"
    )
    for match in pattern.finditer(view.text.plain):
        span = _trim(view.text.plain, match.start(1), match.end(1))
        name = " ".join(view.text.plain[span.start : span.end].split())
        if view.zone(match.start()) == "rights" and _looks_like_org(name):
            yield Mention(
                span.start, span.end, name, 0.4 + _kind_weight(name) / 2, 0.0, "takes appeals"
            )


def _joined(mentions: list[Mention]) -> list[Mention]:
    """Short forms of a name take its fullest form in the letterhead or the relations."""
    full = sorted({m.name for m in mentions if m.reason != "takes appeals"}, key=len)
    told = []
    for m in mentions:
        fuller = [
            f for f in full if f != m.name and _key(f).startswith(_key(m.name)) and _key(m.name)
        ]
        name = m.name
        if fuller and m.reason in ("known payers", "known vendors", "takes appeals", "signature"):
            name = fuller[0]
        told.append(m._replace(name=name))
    return told


def _kind_weight(name: str) -> float:
    """How much a name sounds like a plan's (up to 1.5), or like a department's (below 0)."""
    rules = load("payers")
    words = name.lower()
    weight = 0.0
    if re.search(rules["plan_words"], words):
        weight += 1.0
    if _is_known(name, "payers"):
        weight += 0.8
    if _is_known(name, "vendors"):
        weight -= 1.5
    if re.search(rules["department_words"], words):
        weight -= 2.5
    return weight


def _looks_like_org(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 12 or not re.search(r"[A-Za-z]{3}", name) or _ADDRESS.search(name):
        return False
    if re.search(load("payers")["not_names"], name, re.IGNORECASE):
        return False
    if _is_known(name, "payers") or _is_known(name, "vendors"):
        return True
    is_person = person_name(name) is not None and _kind_weight(name) <= 0
    return not is_person and not re.search(r"\d{3}", name)


def _is_provider(view: View, name: str) -> bool:
    return any(name.lower() in pair.value.lower() for pair in view.pairs_of("facility"))


def _trim(plain: str, start: int, end: int) -> Span:
    words = plain[start:end]
    lead = re.match(r"(?:\s|the\s|of\s|[-,.:;|•·])*", words, re.IGNORECASE)
    start += lead.end() if lead else 0
    tail = re.search(r"(?:\s|\s(?:of|and|the|for|at|&)|[-,.:;|•·])*$", plain[start:end])
    cut = tail.start() if tail else end - start
    if plain[start : start + cut].endswith("Inc") and plain[start + cut : start + cut + 1] == ".":
        cut += 1
    return Span(start, start + cut)


def _unshouted(name: str) -> str:
    """Names in capitals as a letter would print them; short ones are abbreviations."""
    if not name.isupper() or len(name) < 6:
        return name
    small = {"of", "and", "the", "for", "in"}
    keep = {"HMO", "PPO", "PDP", "UPMC", "SCAN", "IPA", "CVS", "BCBS", "PBM", "LLC", "USA"}
    told = [
        w if w.strip("()") in keep else w.lower() if w.lower() in small else w.capitalize()
        for w in name.split()
    ]
    return " ".join(re.sub(r"^\(\w", lambda m: m.group().upper(), w) for w in told)


def _key(name: str) -> str:
    words = re.sub(
        r"\b(?:the|inc|llc|of|and|company|corp|corporation)\b|[^a-z0-9 ]", " ", name.lower()
    )
    return "".join(words.split())


def _is_known(name: str, kind: str) -> bool:
    return _list_pattern(kind).search(name) is not None


@cache
def _list_pattern(kind: str) -> re.Pattern[str]:
    names = sorted(load("payers")[kind], key=len, reverse=True)
    parts = [re.escape(n).replace(r"\ ", r"\s+") for n in names]
    return re.compile(rf"(?<![\w])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE)


@cache
def _relations() -> list[tuple[re.Pattern[str], float]]:
    rows = load("payers")["relations"]
    return [(re.compile(_with_orgs(pattern)), float(weight)) for pattern, weight in rows]


def _with_orgs(pattern: str) -> str:
    return (
        pattern.replace("{P}", f"(?P<p>{ORG})").replace("{V}", f"(?P<v>{ORG})").replace(" ", r"\s+")
    )
