"""Where a letter names organisations, and what each place says of them.

Letterhead, signature, labels, fax lines, footers and the sentences that tell who reviews for whom.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from docextract.letter.label_roles import role_of
from docextract.letter.names import generic_words, people
from docextract.letter.payer_names import (
    ADDRESS,
    ORG,
    administers,
    calmed,
    has_own_name,
    is_known,
    is_mixed,
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
from docextract.letter.payer_related import (
    DELEGATED,
    PLAIN,
    TOLD,
    Mention,
    find_related,
    is_company,
    one_line,
)
from docextract.letter.spans import Span, cells, pieces
from docextract.letter.view import View
from docextract.pages.text import PlacedLine
from docextract.rules import load

_SPLIT = re.compile(
    r"\s*\b(?:d/?b/?a|c/o|doing business as)\b\s*|\s+[|•·/>»›]\s+|\s[-]\s|\t|;|\s{3,}"
)
_TOWN = re.compile(r",\s+[A-Z]{2}\s+\d{5}")
_ADMINISTRATOR = re.compile(r"\badministrat(?:or|ion)\b", re.IGNORECASE)
FOOT = 4
"""A page's last lines, where a plan's name and address may stand."""
OFTEN = 4
"""A name of one word in the head of a letter stands in it so often, or is none."""
HEAD = 9
"""Below so many lines of a letter a name must sound like a plan's to count as its head."""
NO_PAYER = ("plan_type", "member_name", "provider_name", "facility", "reviewer", "service")
"""Roles of labels behind which nobody stands who pays."""
KNOWN: dict[str, dict[str, float]] = {
    "payers": {"letterhead": 1.6, "reference": 0.8, "body": 0.6, "signature": 0.8},
    "programs": {"letterhead": 0.8, "reference": 0.4, "body": 0.4, "signature": 0.4},
    "vendors": {"letterhead": 2.3, "reference": 1.2, "body": 0.9, "signature": 1.5},
}
"""What a name of the list weighs by the zone that it stands in."""


def find_mentions(view: View) -> Iterator[Mention]:
    """Every mention of an organisation that may pay or review, with what speaks for either."""
    yield from _in_letterhead(view)
    yield from _over_two_lines(view)
    yield from _works_for(view)
    yield from find_related(view)
    yield from _in_signature(view)
    yield from _labelled(view)
    yield from _known(view)
    yield from _addressees(view)
    yield from _senders(view)
    yield from _in_footer(view)


def _in_letterhead(view: View) -> Iterator[Mention]:
    order, beside_plan = 0, False
    plain = view.text.plain
    for number, line in enumerate(view.text.lines):
        zone = view.zone(line.start)
        if zone not in ("letterhead", "reference") and not (zone == "running" and number == 0):
            continue
        spans = dict.fromkeys([*cells(view.text, line), *pieces(view.text, line)])
        for span in (part for cell in spans for part in _parts(view, cell)):
            name = respaced(" ".join(view.text.plain[span.start : span.end].split()))
            name = without_unit(re.sub(load("payers")["belongs"], "", name))
            name = _before_descriptor(name) if number == 0 else name
            on_top = line.start < 60 and (order == 0 or beside_plan)
            if _TOWN.match(view.text.plain, span.end) or not looks_like_org(name, on_top=on_top):
                continue
            if not name[:1].isupper() or _is_field(name):
                continue
            if re.search(load("payers")["phrases"], name):
                continue
            few = (len(name.split()) == 1 and plain.count(name) < OFTEN) or number > HEAD
            if (
                few
                and number > 0
                and not on_top
                and kind_weight(name) <= 0
                and not administers(name)
            ):
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


def _before_descriptor(name: str) -> str:
    """A company's name on top of a page without what the line says of it: "OrthoLattice provider
    portal", "Manzanita Salud long-term services"."""
    match = None if is_mixed(name) else re.match(rf"({ORG})(?=\s(?:an? )?[a-z]{{4,}})", name)
    camel = match is not None and re.match(r"[A-Z][a-z]+[A-Z]", match[1]) is not None
    own = match is not None and len(match[1].split()) > 1 and has_own_name(match[1])
    return match[1] if match is not None and (camel or own) else name


def _is_field(name: str) -> bool:
    """True for a label with its value, and for words that no name holds ("Signed plan of care")."""
    if ": " in name or re.search(r"\.\.\s", name):
        return True
    small = re.findall(r"(?<![\w'’-])[a-z]{4,}(?![\w'’])", name)
    if is_known(name, "vendors") or is_mixed(name):
        return False
    return not set(small) <= {"health", "healthcare", "with"}


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
                yield from _worker(view, Span(cell.start, cell.start + match.end("lead")))


def _worker(view: View, lead: Span) -> Iterator[Mention]:
    """The company that the words before "for" and a plan's name begin with: "Clearbrook Rx,
    coverage reviewer for …", "Genomark Laboratory Review for …"."""
    plain = view.text.plain
    match = re.match(rf"\s*(?P<v>{ORG})\s*(?:[,;|·•–—-]|$)", calmed(plain[lead.start : lead.end]))
    if match is None:
        return
    span = trim(plain, lead.start + match.start("v"), lead.start + match.end("v"))
    name = " ".join(plain[span.start : span.end].split())
    own = has_own_name(name) and looks_like_org(name) and not is_unit(name)
    if own and is_company(view, name, PLAIN) and not sounds_like_plan(name):
        yield Mention(span.start, span.end, unshouted(name), -1.5, 2.7, TOLD)


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
        if pair.via != "prose" and looks_like_org(name) and _ADMINISTRATOR.search(pair.label):
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
        span = trim(told, *one_line(view, "p", *match.span("name")))
        name = without_unit(" ".join(told[span.start : span.end].split()))
        if looks_like_org(name) and kind_weight(name) >= 1.0:
            yield Mention(span.start, span.end, name, 1.2, 0.0, "sender")
            continue
        end = told.find("\n", span.start, span.end)
        span = trim(told, span.start, end if end > 0 else span.end)
        name = " ".join(told[span.start : span.end].split())
        if looks_like_org(name) and has_own_name(name) and not is_unit(name):
            yield Mention(span.start, span.end, unshouted(name), 0.4, 0.0, "sender")


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


@cache
def _appeals_unit() -> re.Pattern[str]:
    unit = r"(?:Member |Provider |Grievances? and |Consumer )?(?:Appeals?|Grievances?)\b"
    return re.compile(rf"({ORG})(?:,?\s+{unit})")


@cache
def _sender() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:from)\s?(?::| the [A-Z][\w ]{{3,30}},)\s*(?P<name>{ORG})")
