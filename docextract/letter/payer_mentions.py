"""Where a letter names organisations, and what each place says of them.

Letterhead, signature, labels, fax lines, footers and the sentences that tell who reviews for whom.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.letter.label_roles import role_of
from docextract.letter.names import generic_words, is_organization, people
from docextract.letter.payer_names import (
    ADDRESS,
    ORG,
    administers,
    calmed,
    has_own_name,
    is_known,
    is_unit,
    kind_weight,
    list_pattern,
    looks_like_org,
    may_pay,
    respaced,
    sounds_like_plan,
    trim,
    unshouted,
    without_unit,
)
from docextract.letter.spans import Span, cells, pieces
from docextract.letter.view import View
from docextract.pages.text import PlacedLine
from docextract.rules import load

_SPLIT = re.compile(
    r"\s*\b(?:d/?b/?a|c/o|doing business as)\b\s*|\s+[|•·/>»›]\s+|\s[-]\s|\t|;|\s{3,}"
)
_TOWN = re.compile(r",\s+[A-Z]{2}\s+\d{5}")
FOOT = 4
"""A page's last lines, where a plan's name and address may stand."""
NO_PAYER = ("plan_type", "member_name", "provider_name", "facility", "reviewer", "service")
"""Roles of labels behind which nobody stands who pays."""
DELEGATED = "written for the plan"
TOLD = "who reviews for whom"
PLAIN = 2.5
"""Sentences of this weight leave no doubt that they name a company."""
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


def find_mentions(view: View) -> Iterator[Mention]:
    """Every mention of an organisation that may pay or review, with what speaks for either."""
    yield from _in_letterhead(view)
    yield from _over_two_lines(view)
    yield from _works_for(view)
    yield from _related(view)
    yield from _in_signature(view)
    yield from _labelled(view)
    yield from _known(view)
    yield from _addressees(view)
    yield from _senders(view)
    yield from _in_footer(view)


def _related(view: View) -> Iterator[Mention]:
    """Sentences that tell who reviews for whom."""
    plain, told = view.text.plain, calmed(view.text.plain)
    for pattern, weight, delegates, needs in _relations():
        if not all(part.search(told) for part in needs):
            continue
        for match in pattern.finditer(told):
            if {"p", "v"} <= set(pattern.groupindex) and not may_pay(_name(plain, match, "p")):
                continue
            for group in set(pattern.groupindex) & {"p", "v"}:
                span = trim(plain, *_one_line(view, group, *match.span(group)))
                name = " ".join(plain[span.start : span.end].split())
                if not _is_company(view, name, weight) or _is_provider(view, name):
                    continue
                if (group == "v" and is_unit(name)) or (group == "p" and not may_pay(name)):
                    continue
                payer = weight if group == "p" else -1.5
                vendor = weight if group == "v" else -2.0
                if group == "v" and _no_reviewer(name):
                    vendor -= 2.0
                reason = DELEGATED if group == "p" and delegates else TOLD
                yield Mention(span.start, span.end, unshouted(name), payer, vendor, reason)


def _no_reviewer(name: str) -> bool:
    """True for a listed plan or a public programme: neither reviews for others."""
    listed = is_known(name, "payers") or is_known(name, "programs")
    public = re.search(load("payers")["public"], name, re.IGNORECASE) is not None
    return public or (listed and not is_known(name, "vendors"))


def _name(plain: str, match: re.Match[str], group: str) -> str:
    span = trim(plain, *match.span(group))
    return " ".join(plain[span.start : span.end].split())


def _one_line(view: View, group: str, start: int, end: int) -> tuple[int, int]:
    """A name that fills a line of its own does not go on with the next line's first word.

    Neither does a plan's name in the head of a letter, where lines are not wrapped; there a
    reviewer's name (group "v") begins with its line.
    """
    plain = view.text.plain
    stop = plain.find("\n", start, end)
    if stop <= 0:
        return start, end
    own_line = start == 0 or plain[start - 1] in "\n\t\f"
    in_head = view.zone(start) in ("letterhead", "reference", "signature")
    last = plain.rfind("\n", start, end) + 1
    if group == "v" and in_head and has_own_name(plain[last:end]):
        return last, end
    whole = in_head and may_pay(" ".join(plain[start:stop].split()))
    return (start, stop) if own_line or whole else (start, end)


def _is_company(view: View, name: str, weight: float) -> bool:
    """True for names that a sentence may use for a company: known ones, such as sound like one,
    such as the letterhead or the signature shows, and any of two words after plain wording."""
    persons = {p.name for p in people(view.text.plain)}
    if not looks_like_org(name, on_top=True) or name in persons:
        return False
    if is_known(name, "payers") or is_known(name, "vendors") or is_organization(name):
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
    order, beside_plan = 0, False
    for line in view.text.lines:
        if view.zone(line.start) not in ("letterhead", "reference"):
            continue
        spans = dict.fromkeys([*cells(view.text, line), *pieces(view.text, line)])
        for span in (part for cell in spans for part in _parts(view, cell)):
            name = respaced(" ".join(view.text.plain[span.start : span.end].split()))
            name = without_unit(re.sub(load("payers")["belongs"], "", name))
            on_top = line.start < 60 and (order == 0 or beside_plan)
            if _TOWN.match(view.text.plain, span.end) or not looks_like_org(name, on_top=on_top):
                continue
            if not name[:1].isupper():
                continue
            if re.search(load("payers")["phrases"], name):
                continue
            if view.zone(line.start) == "reference" and (order > 2 or ":" in name):
                continue
            if role_of(name.split(":")[0]) is not None or _of_another_label(view, span):
                continue
            weight = max(0.3, 2.2 - 0.35 * order) + kind_weight(name)
            weight -= _addressed(view, line, name, first=order == 0)
            weight += 3.0 * _in_administrators_line(view, line, name)
            order += 1
            beside_plan = beside_plan or kind_weight(name) >= 1.0
            yield Mention(span.start, span.end, unshouted(name), weight, 0.0, "letterhead")


def _of_another_label(view: View, span: Span) -> bool:
    """True within the value of a label that no organisation that pays stands behind ("LOB:
    Commercial PPO"), or within such a label ("Injured employee")."""
    return any(
        (p.label_span.start <= span.start < p.label_span.end)
        or (p.value_span.start == span.start and p.role in NO_PAYER)
        for p in view.pairs
        if p.role not in (None, "payer") and p.via != "prose"
    )


def _over_two_lines(view: View) -> Iterator[Mention]:
    """A plan's name that the top of the letter breaks after its own word ("Silver Fern" over
    "Community Health Plan")."""
    first, second = [*view.text.lines, None, None][:2]
    if first is None or second is None or first.page != second.page:
        return
    plain = view.text.plain
    above, below = plain[first.start : first.end], plain[second.start : second.end]
    words = {re.sub(r"\W", "", w.lower()) for w in below.split()} - {"of", "and", "the", "for", ""}
    titled = re.search(r"(?<![\w'’])(?!of|and|the|for)[a-z]", below) is None
    generic = titled and 0 < len(words) < 5 and words <= generic_words()
    goes_on = below.startswith("of ") and kind_weight(above) >= 1.0
    unit = is_unit(below) or re.search(r"[\t:]", above + below) is not None
    if unit or kind_weight(below) < -0.5 or not (goes_on or (generic and kind_weight(above) <= 0)):
        return
    name = unshouted(" ".join(f"{above} {below}".split()))
    if looks_like_org(name, on_top=True) and kind_weight(name) >= 1.0:
        yield Mention(first.start, second.end, name, 3.6, 0.0, "letterhead")


def _works_for(view: View) -> Iterator[Mention]:
    """Lines of the head and the signature that end in whom their writer works for ("Imaging
    decisions for Larkspur Health Plan")."""
    for line in view.text.lines:
        if view.zone(line.start) not in ("letterhead", "reference", "signature", "fax_header"):
            continue
        for cell in cells(view.text, line):
            told = calmed(view.text.plain[cell.start : cell.end])
            match = _for_whom().match(told)
            if match is None or not re.search(load("payers")["work_words"], match["lead"], re.I):
                continue
            if re.search(load("payers")["of_parent"], match["lead"], re.IGNORECASE):
                continue
            name = re.split(r"\s(?=\d)", match["p"])[0]
            start = cell.start + match.start("p")
            span = trim(view.text.plain, start, start + len(name))
            name = " ".join(view.text.plain[span.start : span.end].split())
            plan = administers(name) or (may_pay(name) and kind_weight(name) >= 1.0)
            if plan and looks_like_org(name):
                yield Mention(span.start, span.end, unshouted(name), 2.6, -2.0, DELEGATED)


@cache
def _for_whom() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<lead>[^:.]{{3,70}}?)\s(?:for|on behalf of|to|with|of)\s(?:the )?(?:members of )?"
        rf"(?P<p>{ORG}(?: ?\([A-Z][\w -]*\))?)(?=\s*(?:$|[,(]|[·|•]|\d))"
    )


def _in_administrators_line(view: View, line: PlacedLine, name: str) -> bool:
    """True where the line says behind a name that it is an administrator's."""
    words = view.text.plain[line.start : line.end]
    return not administers(name) and administers(words) and words.startswith(name)


def _addressed(view: View, line: PlacedLine, name: str, *, first: bool) -> float:
    """What speaks against a company under a clinician's name or under the letter's date: it is
    the reader's."""
    at = bisect_left([one.start for one in view.text.lines], line.start)
    above = view.text.lines[max(0, at - 2) : at]
    if not above or is_known(name, "payers"):
        return 0.0
    if any(p.credentials for p in people(view.text.plain, above[-1].start, above[-1].end)):
        return 3.0
    clinician = any(p.credentials for p in people(view.text.plain, above[0].start, above[-1].end))
    dated = any(above[-1].start <= d.start < above[-1].end for d in view.dates)
    return 1.5 * ((clinician or dated) and not first and kind_weight(name) <= 0)


def _parts(view: View, cell: Span) -> Iterator[Span]:
    at = cell.start
    for part in _SPLIT.split(_without_address(view.text.plain[cell.start : cell.end])):
        start = view.text.plain.index(part, at) if part else at
        at = start + len(part)
        if part.strip() and not ADDRESS.search(part):
            yield trim(view.text.plain, start, at)


def _without_address(words: str) -> str:
    """A line's name without the box or the street that follows it behind a comma."""
    return re.split(r",\s+(?=p\.?\s?o\.?\s+box\b|\d+\s+[A-Z])", words, flags=re.IGNORECASE)[0]


def _in_signature(view: View) -> Iterator[Mention]:
    for line in view.text.lines:
        if view.zone(line.start) != "signature":
            continue
        for cell in pieces(view.text, line):
            for piece in re.finditer(r"[^,]+", view.text.plain[cell.start : cell.end]):
                span = trim(view.text.plain, cell.start + piece.start(), cell.start + piece.end())
                name = without_unit(" ".join(view.text.plain[span.start : span.end].split()))
                if looks_like_org(name) and len(name.split()) > 0:
                    weight = 0.8 + kind_weight(name)
                    yield Mention(span.start, span.end, name, weight, 0.0, "signature")


def _labelled(view: View) -> Iterator[Mention]:
    clients = (p for p in view.pairs_of("member_name") if p.label.lower() == "client")
    for pair in (*view.pairs_of("payer"), *clients):
        match = re.match(ORG, pair.value)
        name = " ".join(match[0].split()) if match else ""
        if pair.via != "prose" and looks_like_org(name) and administers(pair.label):
            start = pair.value_span.start
            yield Mention(start, start + len(name), name, 3.5, -1.0, "administrator")
            continue
        if (
            pair.via == "prose"
            or not looks_like_org(name)
            or (kind_weight(name) < 0.5 and not sounds_like_plan(name))
            or (len(name.split()) < 2 and not is_known(name, "payers"))
        ):
            continue
        if view.zone(pair.label_span.start) in ("rights", "taglines"):
            continue
        start = pair.value_span.start
        yield Mention(start, start + len(name), name, 2.0 + kind_weight(name), -1.0, "label")


def _senders(view: View) -> Iterator[Mention]:
    """Who sent a fax or a memorandum, by the line that says so."""
    told = calmed(view.text.plain)
    for match in _sender().finditer(told):
        if view.zone(match.start()) not in ("fax_header", "letterhead", "reference", "running"):
            continue
        span = trim(told, *_one_line(view, "p", *match.span("name")))
        name = without_unit(" ".join(told[span.start : span.end].split()))
        if looks_like_org(name) and kind_weight(name) >= 1.0:
            yield Mention(span.start, span.end, name, 1.2, 0.0, "sender")


def _in_footer(view: View) -> Iterator[Mention]:
    """A plan's name before its own address at the foot of a page, or in a page's own line."""
    plain = view.text.plain
    for line in view.text.lines:
        for cell in cells(view.text, line) if view.zone(line.start) == "running" else ():
            name = without_unit(" ".join(plain[cell.start : cell.end].split()))
            if looks_like_org(name) and kind_weight(name) >= 1.0:
                yield Mention(cell.start, cell.end, unshouted(name), 0.9, 0.0, "footer")
    for page in {line.page for line in view.text.lines}:
        for line in [one for one in view.text.lines if one.page == page][-FOOT:]:
            words = plain[line.start : line.end]
            match = re.match(rf"\s*({ORG})(?=\s*[,|•·]|\s-\s|\t)", words)
            if match is None or not _has_address(words[match.end() :]):
                continue
            span = trim(plain, line.start + match.start(1), line.start + match.end(1))
            name = without_unit(" ".join(plain[span.start : span.end].split()))
            if looks_like_org(name) and kind_weight(name) >= 1.0:
                yield Mention(span.start, span.end, name, 1.0, 0.0, "footer")


def _has_address(words: str) -> bool:
    return len(ADDRESS.findall(words)) > 1


def _known(view: View) -> Iterator[Mention]:
    """Names of the list, anywhere; they weigh little where nothing else speaks for them."""
    taken: list[tuple[int, int]] = []
    for kind in ("vendors", "payers", "programs"):
        for match in list_pattern(kind).finditer(view.text.plain):
            if any(start <= match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if re.search(r"\bformerly\W{1,3}(?:\w+ )?$", view.text.plain[: match.start()][-20:]):
                continue
            zone = view.zone(match.start())
            name = unshouted(" ".join(match.group().split()))
            weight = KNOWN[kind].get(zone, 0.25)
            payer, vendor = (-1.0, weight) if kind == "vendors" else (weight, -0.5)
            yield Mention(match.start(), match.end(), name, payer, vendor, f"known {kind}")


def _addressees(view: View) -> Iterator[Mention]:
    """Whom appeals are sent to: the plan's appeals department before a PO box or a street."""
    for match in _appeals_unit().finditer(view.text.plain):
        span = trim(view.text.plain, match.start(1), match.end(1))
        name = " ".join(view.text.plain[span.start : span.end].split())
        if view.zone(match.start()) == "rights" and looks_like_org(name):
            yield Mention(
                span.start, span.end, name, 0.4 + kind_weight(name) / 2, 0.0, "takes appeals"
            )


def _is_provider(view: View, name: str) -> bool:
    return any(pair.value.lower().startswith(name.lower()) for pair in view.pairs_of("facility"))


@cache
def _appeals_unit() -> re.Pattern[str]:
    unit = r"(?:Member |Provider |Grievances? and |Consumer )?(?:Appeals?|Grievances?)\b"
    return re.compile(rf"({ORG})(?:,?\s+{unit})")


@cache
def _sender() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:from)\s?(?::| the [A-Z][\w ]{{3,30}},)\s*(?P<name>{ORG})")


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
