"""For whom a letter speaks (the plan) and who reviewed for it (the delegated vendor).

The letterhead, the signature and the sentences that tell who reviews for whom speak first; a
name on the list of known plans and vendors only adds to them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.label_roles import role_of
from docextract.letter.names import generic_words, is_organization, people, person_name
from docextract.letter.spans import Span, cells, pieces
from docextract.letter.view import View
from docextract.pages.text import PlacedLine
from docextract.rules import load

_WORD = r"(?:[A-Z0-9]|[a-z]{2,4}[A-Z])[\w&'/®™-]*(?:\.[\w&'/®-]+)*(?:(?<=\b[A-Z])\.|(?<=\bSt)\.)?"
_LINK = r"(?:[ \n](?:of|and|the|for|&|at))*"
_LEGAL = r"(?:,?[ \n](?:Inc\.?|LLC|L\.L\.C\.|P\.C\.|Ltd\.?|Corp\.?|Co\.))?"
ORG = rf"{_WORD}(?:{_LINK}[ \n](?:\([A-Z][\w -]*\)|{_WORD})){{0,9}}(?:[ ]health(?:care)?)?{_LEGAL}"
_ADDRESS = re.compile(
    r"\b(?:p\.?\s?o\.?\s+box|suite|ste\.?|street|avenue|road|drive|boulevard|blvd|parkway|pkwy)\b"
    r"|\b\d{5}(?:-\d{4})?\b|\bfax\b|\bphone\b|\d{3}[-.]\d{4}|\bpage\b|www\.|\.com\b|\b(?:street|way|plaza|lane|floor)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+[|•·/]\s+|\s[-]\s|\t|;|\s{3,}")


DELEGATED = "written for the plan"
PLAIN = 2.5
"""Sentences of this weight leave no doubt that they name a company."""
FOUND = 2.2
"""A reviewer is believed from this weight on."""
KNOWN: dict[str, dict[str, float]] = {
    "payers": {"letterhead": 1.6, "reference": 0.8, "body": 0.6, "signature": 0.8},
    "programs": {"letterhead": 0.8, "reference": 0.4, "body": 0.4, "signature": 0.4},
    "vendors": {"letterhead": 2.3, "reference": 1.2, "body": 0.9, "signature": 1.5},
}
"""What a name of the list weighs by the zone that it stands in."""


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
    mentions = _counted(view, _joined(_delegates(list(_mentions(view)))))
    vendor = resolve(view.text, _candidates(mentions, "vendor"), floor=FOUND)
    chosen = _key(vendor.value or "")
    rest = [m for m in mentions if not chosen or not _key(m.name).startswith(chosen)]
    payer = resolve(view.text, _candidates(rest, "payer"), floor=0.8)
    if payer.value is None and vendor.value is not None:
        return vendor.model_copy(update={"needs_review": True}), Fact[str]()
    return payer, vendor


def _candidates(mentions: list[Mention], which: str) -> Iterator[Candidate]:
    for m in mentions:
        weight = m.payer if which == "payer" else m.vendor
        yield Candidate(m.start, m.end, m.name, weight, m.reason)


def _delegates(mentions: list[Mention]) -> list[Mention]:
    """Where a letter is written for a plan, the letterhead's other company is the reviewer."""
    mentions = [_as_administrator(m) for m in mentions]
    plans = {_key(m.name) for m in mentions if m.reason in (DELEGATED, "label")}
    written = any(m.reason == DELEGATED for m in mentions)
    named = any(m.vendor >= FOUND and _is_clean(m.name) for m in mentions)
    if not plans or named:
        return mentions
    for place, m in enumerate(mentions):
        key = _key(m.name)
        is_plan = any(key.startswith(p) or key.endswith(p) or p.startswith(key) for p in plans)
        is_plan = is_plan or _administers(m.name)
        on_top = written and place == 0 and not _is_unit(m.name)
        clean = _is_clean(m.name) or on_top
        told = m.reason == "letterhead" and not is_plan and clean and not _governs(m.name)
        if told and (m.payer > 0.0 or on_top) and not _sounds_like_plan(m.name):
            found = m._replace(vendor=m.vendor + 3.2, payer=m.payer - 2.0)
            return [*mentions[:place], found, *mentions[place + 1 :]]
    return mentions


def _governs(name: str) -> bool:
    """True for a state or a department: it regulates plans and reviews for none."""
    words = name.lower()
    state = re.match(r"(?:state|commonwealth) of\b|department of\b", words)
    return state is not None or re.search(load("payers")["regulators"], words) is not None


def _administers(name: str) -> bool:
    """True for a third-party administrator: it decides for an employer's plan in its own name."""
    return re.search(load("payers")["administrators"], name, re.IGNORECASE) is not None


def _as_administrator(mention: Mention) -> Mention:
    """An administrator on top of the letter is whom the practice deals with, and no reviewer."""
    if not _administers(mention.name):
        return mention
    gain = 3.0 if mention.reason == "letterhead" else 0.0
    return mention._replace(payer=max(mention.payer, 0.0) + gain, vendor=min(mention.vendor, 0.0))


def _sounds_like_plan(name: str) -> bool:
    """True for names that only a plan bears."""
    return re.search(load("payers")["surely_plans"], name.lower()) is not None


def _is_unit(name: str) -> bool:
    """True for the name of a department, all of whose words are such as departments have."""
    words = re.sub(load("payers")["department_words"], " ", name.lower())
    return not re.search(r"[a-z]{3}", re.sub(r"\b(?:and|of|the|for)\b", " ", words))


def _is_clean(name: str) -> bool:
    """True for a name that is neither a department's nor holds figures."""
    is_unit = re.search(load("payers")["department_words"], name.lower()) is not None
    return not is_unit and not re.search(r"\d", name)


def _counted(view: View, mentions: list[Mention]) -> list[Mention]:
    """A little more for names that the letter uses again and again."""
    told = []
    plain = " ".join(view.text.plain.lower().split())
    for m in mentions:
        count = plain.count(_short(m.name).lower())
        counts = m.payer > 0 and m.reason == "letterhead"
        bonus = min(1.6, 0.3 * (count - 1)) if counts else 0.0
        told.append(m._replace(payer=m.payer + bonus))
    return told


def _short(name: str) -> str:
    """A name's first words, as the letter uses them again: two of them, or one that is long."""
    words = [w.strip(".,") for w in name.split()]
    return " ".join(words[:2])


def _mentions(view: View) -> Iterator[Mention]:
    yield from _in_letterhead(view)
    yield from _related(view)
    yield from _in_signature(view)
    yield from _labelled(view)
    yield from _known(view)
    yield from _addressees(view)


def _related(view: View) -> Iterator[Mention]:
    """Sentences that tell who reviews for whom."""
    plain = view.text.plain
    for pattern, weight, delegates, needs in _relations():
        if not all(part.search(plain) for part in needs):
            continue
        for match in pattern.finditer(plain):
            for group in set(pattern.groupindex) & {"p", "v"}:
                span = _trim(plain, *_one_line(plain, *match.span(group)))
                name = " ".join(plain[span.start : span.end].split())
                if not _is_company(view, name, weight) or _is_provider(view, name):
                    continue
                if (group == "v" and _is_unit(name)) or (group == "p" and not _may_pay(name)):
                    continue
                payer = weight if group == "p" else -1.5
                vendor = weight if group == "v" else -2.0
                if group == "v" and _is_known(name, "payers") and not _is_known(name, "vendors"):
                    vendor -= 2.0
                reason = DELEGATED if group == "p" and delegates else "who reviews for whom"
                yield Mention(span.start, span.end, _unshouted(name), payer, vendor, reason)


def _one_line(plain: str, start: int, end: int) -> tuple[int, int]:
    """A name that fills a line of its own does not go on with the next line's first word."""
    stop = plain.find("\n", start, end)
    if stop > 0 and (start == 0 or plain[start - 1] in "\n\t\f"):
        return start, stop
    return start, end


def _may_pay(name: str) -> bool:
    """True for names that a plan, an employer or a programme may bear; not for a regulator."""
    if re.search(load("payers")["regulators"], name.lower()):
        return False
    plan_like = re.search(load("payers")["plan_words"], name.lower()) is not None
    return plan_like or _is_known(name, "payers") or len(name.split()) == 1


def _is_company(view: View, name: str, weight: float) -> bool:
    """True for names that a sentence may use for a company: known ones, such as sound like one,
    such as the letterhead or the signature shows, and any of two words after plain wording."""
    if not _looks_like_org(name, on_top=True):
        return False
    if _is_known(name, "payers") or _is_known(name, "vendors") or is_organization(name):
        return True
    if weight >= PLAIN and len(name.split()) > 1:
        return True
    shown = (
        view.text.plain[zone.start : zone.end].lower()
        for zone in view.zones
        if zone.kind in ("letterhead", "signature")
    )
    return len(name) > 3 and any(name.lower() in words for words in shown)


def _in_letterhead(view: View) -> Iterator[Mention]:
    order = 0
    for line in view.text.lines:
        if view.zone(line.start) not in ("letterhead", "reference"):
            continue
        spans = dict.fromkeys([*cells(view.text, line), *pieces(view.text, line)])
        for span in (part for cell in spans for part in _parts(view, cell)):
            name = _respaced(" ".join(view.text.plain[span.start : span.end].split()))
            on_top = order == 0 and line.start < 60
            if not _looks_like_org(name, on_top=on_top) or not name[:1].isupper():
                continue
            if re.search(load("payers")["phrases"], name):
                continue
            if view.zone(line.start) == "reference" and (order > 2 or ":" in name):
                continue
            if role_of(name.split(":")[0]) is not None:
                continue
            weight = max(0.3, 2.2 - 0.35 * order) + _kind_weight(name)
            addressed = order > 0 and _kind_weight(name) <= 0 and _is_addressee(view, line)
            weight -= 1.5 * addressed
            weight += 3.0 * _in_administrators_line(view, line, name)
            order += 1
            yield Mention(span.start, span.end, _unshouted(name), weight, -0.5, "letterhead")


def _in_administrators_line(view: View, line: PlacedLine, name: str) -> bool:
    """True where the line says behind a name that it is an administrator's."""
    words = view.text.plain[line.start : line.end]
    return not _administers(name) and _administers(words) and words.startswith(name)


def _is_addressee(view: View, line: PlacedLine) -> bool:
    """True for a company under a clinician's name or under the letter's date: the reader's."""
    at = bisect_left([one.start for one in view.text.lines], line.start)
    above = view.text.lines[max(0, at - 2) : at]
    if not above:
        return False
    start, end = above[0].start, above[-1].end
    clinician = any(p.credentials for p in people(view.text.plain, start, end))
    dated = any(above[-1].start <= d.start < end for d in view.dates)
    return clinician or dated


def _respaced(name: str) -> str:
    """A name whose letters were set apart ("K AISER P ERMANENTE") as the list spells it."""
    if not re.search(r"\b[A-Z] [A-Z]", name.upper()):
        return name
    packed = re.sub(r"\W", "", name.lower())
    return next((n for n in load("payers")["payers"] if _packed(n) == packed), name)


def _packed(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def _parts(view: View, cell: Span) -> Iterator[Span]:
    at = cell.start
    for part in _SPLIT.split(_without_address(view.text.plain[cell.start : cell.end])):
        start = view.text.plain.index(part, at) if part else at
        at = start + len(part)
        if part.strip() and not _ADDRESS.search(part):
            yield _trim(view.text.plain, start, at)


def _without_address(words: str) -> str:
    """A line's name without the box or the street that follows it behind a comma."""
    return re.split(r",\s+(?=p\.?\s?o\.?\s+box\b|\d+\s+[A-Z])", words, flags=re.IGNORECASE)[0]


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
            or (len(name.split()) < 2 and not _is_known(name, "payers"))
        ):
            continue
        if view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        start = pair.value_span.start
        yield Mention(start, start + len(name), name, 2.0 + _kind_weight(name), -1.0, "label")


def _known(view: View) -> Iterator[Mention]:
    """Names of the list, anywhere; they weigh little where nothing else speaks for them."""
    taken: list[tuple[int, int]] = []
    for kind in ("vendors", "payers", "programs"):
        for match in _list_pattern(kind).finditer(view.text.plain):
            if any(start <= match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            zone = view.zone(match.start())
            name = _unshouted(" ".join(match.group().split()))
            weight = KNOWN[kind].get(zone, 0.25)
            payer, vendor = (-1.0, weight) if kind == "vendors" else (weight, -0.5)
            yield Mention(match.start(), match.end(), name, payer, vendor, f"known {kind}")


def _addressees(view: View) -> Iterator[Mention]:
    """Whom appeals are sent to: the plan's appeals department before a PO box or a street."""
    for match in _appeals_unit().finditer(view.text.plain):
        span = _trim(view.text.plain, match.start(1), match.end(1))
        name = " ".join(view.text.plain[span.start : span.end].split())
        if view.zone(match.start()) == "rights" and _looks_like_org(name):
            yield Mention(
                span.start, span.end, name, 0.4 + _kind_weight(name) / 2, 0.0, "takes appeals"
            )


def _joined(mentions: list[Mention]) -> list[Mention]:
    """Short forms of a name take its fullest form in the letterhead or the relations."""
    shown = {m.name for m in mentions if m.reason == "letterhead"}
    full = sorted({m.name for m in mentions if m.reason != "takes appeals"}, key=len)
    told = []
    for m in mentions:
        key = _key(m.name)
        fuller = [f for f in full if key and f != m.name and _key(f).startswith(key)]
        joins = m.reason in (
            "known payers",
            "known programs",
            "known vendors",
            "takes appeals",
            "signature",
        )
        if joins or m.reason == DELEGATED:
            fuller = fuller or _ending_in(m.name, shown)
            joins = True
        name = fuller[0] if fuller and joins and m.name not in shown else m.name
        told.append(m._replace(name=name))
    return told


def _ending_in(name: str, shown: set[str]) -> list[str]:
    """The one name of the letterhead of which a single word is the short form ("the Alliance")."""
    if len(name.split()) > 1:
        return []
    full = [one for one in shown if len(one.split()) > 1 and one.split()[-1] == name]
    return full if len(full) == 1 else []


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
        weight -= 1.2 if _has_own_name(name) else 2.5
    if re.search(rules["provider_words"], words) and not _is_known(name, "payers"):
        weight -= 2.0
    if re.search(rules["program_words"], words):
        weight -= 0.8
    return weight


def _has_own_name(name: str) -> bool:
    """True for a company that a word of its own names before words such as departments have."""
    words = [w.lower().strip(".,&") for w in name.split()]
    unit = re.search(load("payers")["units"], name, re.IGNORECASE)
    own = words[:1] and words[0] not in generic_words() and not _is_unit(words[0])
    return bool(own) and unit is None and len(words) > 1


def _looks_like_org(name: str, *, on_top: bool = False) -> bool:
    """True where words can name a company; on top of a letter also such as a person may bear."""
    words = name.split()
    if not 1 <= len(words) <= 12 or not re.search(r"[A-Za-z]{3}", name) or _ADDRESS.search(name):
        return False
    if re.search(load("payers")["not_names"], name, re.IGNORECASE):
        return False
    if _is_known(name, "payers") or _is_known(name, "vendors"):
        return True
    if not {w.lower().strip(".,") for w in words} - generic_words():
        return False
    is_person = person_name(name) is not None and _kind_weight(name) <= 0 and not on_top
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
def _appeals_unit() -> re.Pattern[str]:
    unit = r"(?:Member |Provider |Grievances? and |Consumer )?(?:Appeals?|Grievances?)\b"
    return re.compile(rf"({ORG})(?:,?\s+{unit})")


@cache
def _relations() -> list[tuple[re.Pattern[str], float, bool, tuple[re.Pattern[str], ...]]]:
    """Each pattern, its weight, whether it says that the plan has somebody else review, and what
    stands around its names: where that is missing, names need not be sought, which takes long."""
    return [
        (re.compile(_with_orgs(pattern)), float(weight), group == "delegating", _around(pattern))
        for group in ("delegating", "relations")
        for pattern, weight in load("payers")[group]
    ]


def _around(pattern: str) -> tuple[re.Pattern[str], ...]:
    parts = re.split(r"\{[PV]\}", pattern.replace(" ", r"\s+"))
    return tuple(re.compile(part) for part in parts if part)


def _with_orgs(pattern: str) -> str:
    spaced = pattern.replace(" ", r"\s+")
    return spaced.replace("{P}", f"(?P<p>{ORG})").replace("{V}", f"(?P<v>{ORG})")
