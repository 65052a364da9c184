"""Signs that a list lacks an entry: what the letter speaks of, and no entry tells.

Each sign is cheap and blind to wording that the finders know: a code nobody explained, a
sentence that calls something missing, a policy by name, an amount of time that the reader is
told to keep. A list with such a sign is named in ``letter.review``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from docextract.facts import (
    Anchor,
    Criterion,
    Deadline,
    DeadlineKind,
    DocumentType,
    Fact,
    Route,
    Service,
    ServiceStatus,
)
from docextract.letter import deadlines_cues as cues
from docextract.letter.codes import find_codes
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_subject import subject_of
from docextract.letter.deadlines_units import units
from docextract.letter.flow import flowing
from docextract.letter.route import DENIALS, UNSPOKEN
from docextract.letter.service_context import context_of, in_margin, not_requested
from docextract.letter.zones import zone_at, zones
from docextract.pages.text import Text
from docextract.rules import load

_TELLING = ("letterhead", "reference", "body")
_ALLOWED = (ServiceStatus.APPROVED, ServiceStatus.MODIFIED)
_REFUSED = (ServiceStatus.DENIED, ServiceStatus.MODIFIED)
_APPEALS = (
    DeadlineKind.INTERNAL_APPEAL,
    DeadlineKind.EXTERNAL_REVIEW,
    DeadlineKind.EXPEDITED_APPEAL,
    DeadlineKind.FAIR_HEARING,
)
_APPEALED = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_UPHELD)
_WORDS = 5
"""So many first words of an entry find its place in the letter again."""


def unread_services(text: Text, services: Sequence[Service], kind: DocumentType | None) -> bool:
    """True where a code of the letter is in no line and nothing says why, or where a letter that
    allows a part tells no line that was allowed, or none that was refused."""
    told = {s.code.value for s in services}
    statuses = {s.status.value for s in services}
    if kind is DocumentType.PARTIAL_DENIAL and not (
        statuses & set(_ALLOWED) and statuses & set(_REFUSED)
    ):
        return True
    context = context_of(text)
    for hit in find_codes(text):
        if hit.code in told or in_margin(context, hit) or not_requested(context, hit):
            continue
        if zone_at(context.zones, hit.start) in _TELLING:
            return True
    return False


def unread_unmet(text: Text, unmet: Sequence[Fact[str]], reason: Fact[str]) -> bool:
    """True where a sentence calls something missing that neither an entry nor the reason tells,
    or where the letter counts more things than there are entries."""
    told = [_key(fact.raw) for fact in (*unmet, reason) if fact.raw]
    placed = zones(text)
    for span in flowing(text):
        if zone_at(placed, span.start) not in _TELLING:
            continue
        words = text.plain[span.start : span.end]
        counted = _rules()["counted"].search(words)
        if counted is not None and _number(counted["n"]) > len(unmet):
            return True
        if _rules()["aside"].search(words) or not _rules()["missing"].search(words):
            continue
        around = _plain(text.plain[span.start : span.end + 40])
        if not any(key in around or _plain(words) in key for key in told):
            return True
    return False


def unread_criteria(text: Text, criteria: Sequence[Criterion], kind: DocumentType | None) -> bool:
    """True where a sentence about the decision names a policy or law that is no entry, or where
    a refusal seems to rest on none."""
    if kind in _APPEALED and not criteria:
        return True
    told = [
        _key(part.raw, words=2)
        for one in criteria
        for part in (one.identifier, one.title, one.source)
        if part.raw
    ]
    placed = zones(text)
    for span in flowing(text):
        if zone_at(placed, span.start) not in ("reference", "body"):
            continue
        words = text.plain[span.start : span.end]
        named = [m[0] for m in _rules()["authority"].finditer(words)]
        if named and not any(key and key in _plain(words) for key in told):
            return True
    return False


def unread_deadlines(text: Text, deadlines: Sequence[Deadline], kind: DocumentType | None) -> bool:
    """True where a limit that the reader is told to keep is in no entry, or where a refusal opens
    no appeal at all."""
    if kind in _APPEALED and not any(d.kind.value in _APPEALS for d in deadlines):
        return True
    told = _plain(" ".join(d.quote.raw or "" for d in deadlines))
    for span in units(text):
        if _plain(text.plain[span.start : span.end]) in told:
            continue
        subject = subject_of(text.plain, span.start, span.end)
        words = text.plain[span.start : span.end]
        if _rules()["not_ours"].search(words):
            continue
        if subject in (None, "reject") and cues.has(text.plain, *span, "reject"):
            continue
        for limit in find_limits(text, span.start, span.end):
            anchor, end, _ = cues.anchor_after(text.plain, limit.end, span.end)
            who = cues.mover(text.plain, span.start, span.end, limit.start, limit.end, end)
            here = anchor in (Anchor.LETTER_DATE, Anchor.RECEIPT)
            told_to = who == "asker" or _rules()["act"].search(words) is not None
            ours = here or subject is not None or told_to
            if limit.led and ours and who != "plan":
                return True
    return False


def unread_talk(
    kind: DocumentType | None, route: Fact[Route], deadlines: Sequence[Deadline]
) -> bool:
    """True where a talk is offered and its limit is in no entry, or where a refusal seems neither
    to offer a talk nor to close it (:data:`docextract.letter.route.UNSPOKEN`)."""
    if any(d.kind.value is DeadlineKind.P2P for d in deadlines):
        return False
    unclear = kind in DENIALS and route.confidence <= UNSPOKEN
    return route.value is Route.P2P or unclear


def _key(raw: str | None, words: int = _WORDS) -> str:
    return " ".join(_plain(raw or "").split()[:words])


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.lower()))


def _number(word: str) -> int:
    spelled: dict[str, int] = load("services")["number_words"]
    return int(word) if word.isdigit() else spelled.get(word.lower(), 0)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("completeness")

    def any_of(rows: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(rf"\b(?:{row})" for row in rows), re.I)

    return {
        "missing": any_of(rules["missing"]),
        "not_ours": any_of(rules["not_ours"]),
        "act": any_of(rules["act"]),
        "aside": any_of(rules["aside"]),
        "counted": any_of(rules["counted"]),
        "authority": re.compile("|".join(rules["authority"])),
    }
