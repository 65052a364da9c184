"""For whom a letter speaks (the plan) and who reviewed for it (the delegated vendor).

The letterhead, the signature and the sentences that tell who reviews for whom speak first; a
name on the list of known plans and vendors only adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docextract.facts import Fact
from docextract.letter.candidates import Candidate, resolve
from docextract.letter.payer_mentions import find_mentions
from docextract.letter.payer_names import (
    administers,
    bare_name,
    governs,
    has_own_name,
    is_clean,
    is_listed,
    is_unit,
    kind_weight,
    name_key,
    sounds_like_plan,
)
from docextract.letter.payer_related import ADMINISTERS, DELEGATED, TOLD, Mention
from docextract.letter.view import View
from docextract.rules import load

FOUND = 2.2
"""A reviewer is believed from this weight on."""


def read_payer(view: View) -> tuple[Fact[str], Fact[str]]:
    """The payer and the delegated reviewer (empty where the plan reviews itself)."""
    mentions = _without_outsiders(view, list(find_mentions(view)))
    mentions = _counted(view, _joined(_beside_plan(view, _delegates(mentions))))
    vendor = resolve(view.text, _candidates(mentions, "vendor"), floor=FOUND)
    chosen = name_key(vendor.value or "")
    rest = [m for m in mentions if not chosen or not name_key(m.name).startswith(chosen)]
    payer = resolve(view.text, _candidates(rest, "payer"), floor=0.8)
    if payer.value is None and vendor.value is not None:
        doubted = vendor.model_copy(update={"needs_review": True})
        told = any(m.reason in (TOLD, "known vendors") and m.name == vendor.value for m in mentions)
        return (payer, doubted) if told else (doubted, payer)
    return payer, vendor


def _candidates(mentions: list[Mention], which: str) -> Iterator[Candidate]:
    for m in mentions:
        weight = m.payer if which == "payer" else m.vendor
        yield Candidate(m.start, m.end, bare_name(m.name), weight, m.reason)


def _without_outsiders(view: View, mentions: list[Mention]) -> list[Mention]:
    """Where an outside reviewer writes (an IRO, a QIO), it neither pays nor reviews for the plan;
    a state that heads the letter of a plan does not pay either."""
    head = " ".join(
        view.text.plain[z.start : z.end]
        for z in view.zones
        if z.kind in ("letterhead", "reference")
    )
    outside = re.search(load("payers")["outside"], head, re.IGNORECASE) is not None
    told = []
    for place, m in enumerate(mentions):
        in_head = view.zone(m.start) in ("letterhead", "reference") and m.vendor > 0
        writes = in_head or (m.reason == "letterhead" and place == 0 and kind_weight(m.name) < 1.0)
        reviews = re.search(load("payers")["outsiders"], m.name, re.IGNORECASE) is not None
        if outside and (writes or reviews):
            told.append(m._replace(payer=m.payer - 3.5, vendor=m.vendor - 4.0))
        elif m.reason == "letterhead" and re.match(r"(?:state|commonwealth) of\b", m.name, re.I):
            told.append(m._replace(payer=m.payer - 1.5))
        else:
            told.append(m)
    return told


def _delegates(mentions: list[Mention]) -> list[Mention]:
    """Where a letter is written for a plan, the letterhead's other company is the reviewer."""
    told = [m.name for m in mentions if m.reason in (DELEGATED, "label")]
    heads = [m.name for m in mentions if m.reason == "letterhead" and not administers(m.name)]
    insurers = load("payers")["insurers"]
    of_employers = not any(re.search(insurers, n, re.IGNORECASE) for n in [*told, *heads])
    if of_employers:
        mentions = [_as_administrator(m) for m in mentions]
    paying = (DELEGATED, "label", "administrator", ADMINISTERS)
    plans = {name_key(m.name) for m in mentions if m.reason in paying}
    written = any(m.reason == DELEGATED for m in mentions)
    by_administrator = not any(m.reason in (DELEGATED, "label") for m in mentions)
    named = any(m.vendor >= FOUND and is_clean(m.name) for m in mentions)
    if not plans or named:
        return mentions
    for place, m in enumerate(mentions):
        key = name_key(m.name)
        is_plan = any(key.startswith(p) or key.endswith(p) or p.startswith(key) for p in plans)
        is_plan = is_plan or (by_administrator and kind_weight(m.name) > 0.0)
        is_plan = is_plan or (of_employers and (administers(m.name) or is_listed(m.name)))
        sender = m.reason == "sender"
        on_top = (place == 0 or sender) and not _is_unit(m.name) and (written or _reviews(m.name))
        clean = is_clean(m.name) or on_top
        shown = (
            (sender or m.reason == "letterhead")
            and not is_plan
            and clean
            and not _outside_plans(m.name)
        )
        if shown and (m.payer > 0.0 or on_top) and not sounds_like_plan(m.name):
            found = m._replace(vendor=m.vendor + 2.7, payer=m.payer - 2.0)
            return [*mentions[:place], found, *mentions[place + 1 :]]
    return mentions


def _outside_plans(name: str) -> bool:
    """True for a state, a department or a hospital: they review for no plan."""
    return governs(name) or re.search(load("payers")["hospitals"], name, re.I) is not None


def _reviews(name: str) -> bool:
    """True for a company of its own name that sounds as if it reviewed for others."""
    words = re.search(load("payers")["reviewer_words"], name, re.IGNORECASE)
    job = re.search(load("payers")["jobs"], name, re.IGNORECASE)
    return words is not None and job is None and has_own_name(name)


def _is_unit(name: str) -> bool:
    """True for a department, whatever it is the department of ("Concurrent Review")."""
    return is_unit(re.sub(load("payers")["unit_adjectives"], " ", name, flags=re.IGNORECASE))


def _beside_plan(view: View, mentions: list[Mention]) -> list[Mention]:
    """A review company that shares the letterhead with a plan reviews for it, most likely."""
    heads = [m for m in mentions if m.reason == "letterhead" and view.zone(m.start) == "letterhead"]
    shown = [m for m in mentions if m.reason == "letterhead"]
    plans = [m.name for m in shown if kind_weight(m.name) >= 1.0]
    if not plans or any(m.vendor >= FOUND for m in mentions):
        return mentions
    firsts = {name.split()[0].lower() for name in plans}
    told = []
    for m in mentions:
        own = _reviews(m.name) and not _is_unit(m.name)
        own = own and m.name.split()[0].lower() not in firsts
        is_reviewer = m in heads and own and kind_weight(m.name) < 1.0
        told.append(m._replace(vendor=m.vendor + FOUND) if is_reviewer else m)
    return told


def _as_administrator(mention: Mention) -> Mention:
    """An administrator on top of the letter is whom the practice deals with, and no reviewer."""
    told = mention.reason == ADMINISTERS and not _reviews(mention.name)
    if not administers(mention.name) and not told:
        return mention
    gain = 3.0 if mention.reason in ("letterhead", TOLD, ADMINISTERS) else 0.0
    return mention._replace(payer=max(mention.payer, 0.0) + gain, vendor=min(mention.vendor, 0.0))


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


def _joined(mentions: list[Mention]) -> list[Mention]:
    """Short forms of a name take its fullest form in the letterhead or the relations."""
    shown = {m.name for m in mentions if m.reason == "letterhead"}
    full = sorted({m.name for m in mentions if m.reason != "takes appeals"}, key=len)
    told = []
    for m in mentions:
        key = name_key(m.name)
        fuller = [f for f in full if key and f != m.name and name_key(f).startswith(key)]
        if m.reason == "known programs":
            fuller = [f for f in fuller if kind_weight(f) >= 0.0]
        joins = m.reason in (
            "known payers",
            "known programs",
            "known vendors",
            "takes appeals",
            "signature",
        )
        if m.reason == TOLD:
            fuller = [f for f in fuller if f in shown and m.name not in shown]
            joins = len(m.name.split()) == 1
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
