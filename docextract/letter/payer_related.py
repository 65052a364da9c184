"""Sentences that tell who reviews for whom: the patterns of ``rules/payers.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docextract.letter.names import is_organization, people
from docextract.letter.payer_names import (
    ORG,
    calmed,
    has_own_name,
    is_known,
    is_unit,
    list_pattern,
    looks_like_org,
    may_pay,
    trim,
    unshouted,
)
from docextract.letter.spans import Span
from docextract.letter.view import View
from docextract.rules import load

DELEGATED = "written for the plan"
TOLD = "who reviews for whom"
ADMINISTERS = "administers the plan"
PLAIN = 2.5
"""Sentences of this weight leave no doubt that they name a company."""
_ADMINISTERED = re.compile(r"\A\(administered by\b", re.IGNORECASE)
_CALLER = re.compile(r"[A-Z]\w+ (?:at|from) (?=[A-Z])")
"""Who calls for a company: "Delia at Golden Tule"."""


class Mention(NamedTuple):
    """An organisation's name somewhere in the letter, and what its place says of it."""

    start: int
    end: int
    name: str
    payer: float
    vendor: float
    reason: str


def find_related(view: View) -> Iterator[Mention]:
    """Sentences that tell who reviews for whom."""
    plain, told = view.text.plain, calmed(view.text.plain)
    for pattern, weight, delegates, needs in _relations():
        if not all(part.search(told) for part in needs):
            continue
        for match in pattern.finditer(told):
            if {"p", "v"} <= set(pattern.groupindex) and not _pays(view, _name(plain, match, "p")):
                continue
            for group in set(pattern.groupindex) & {"p", "v"}:
                span = trim(plain, *one_line(view, group, *match.span(group)))
                caller = _CALLER.match(plain, *span) if group == "v" else None
                span = Span(caller.end(), span.end) if caller is not None else span
                name = " ".join(re.sub(r"-\n", "-", plain[span.start : span.end]).split())
                if not is_company(view, name, weight) or _is_provider(view, name):
                    continue
                if (group == "v" and is_unit(name)) or (group == "p" and not _pays(view, name)):
                    continue
                payer = weight if group == "p" else -1.5
                vendor = weight if group == "v" else -2.0
                if group == "v" and _no_reviewer(name):
                    vendor -= 2.0
                reason = DELEGATED if group == "p" and delegates else TOLD
                if group == "v" and _ADMINISTERED.search(match.group()):
                    reason = ADMINISTERS
                yield Mention(span.start, span.end, unshouted(name), payer, vendor, reason)


def _pays(view: View, name: str) -> bool:
    """True for names that a payer may bear, and for the short form of one that a label names."""
    labelled = (p.value.lower() for p in view.pairs_of("payer"))
    return may_pay(name) or any(value.startswith(f"{name.lower()} ") for value in labelled)


def _no_reviewer(name: str) -> bool:
    """True for a listed plan or a public programme: neither reviews for others."""
    reviews = re.search(load("payers")["reviewer_words"], name, re.IGNORECASE) is not None
    begins = list_pattern("payers").match(name) is not None and not reviews
    listed = begins or is_known(name, "programs")
    public = re.search(load("payers")["public"], name, re.IGNORECASE) is not None
    return public or (listed and not is_known(name, "vendors"))


def _name(plain: str, match: re.Match[str], group: str) -> str:
    span = trim(plain, *match.span(group))
    return " ".join(plain[span.start : span.end].split())


def one_line(view: View, group: str, start: int, end: int) -> tuple[int, int]:
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


def is_company(view: View, name: str, weight: float) -> bool:
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


def _is_provider(view: View, name: str) -> bool:
    return any(pair.value.lower().startswith(name.lower()) for pair in view.pairs_of("facility"))


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
