"""Which of the requirements that a letter names it leaves unmet.

What clauses and lists name, grant and deny (:mod:`~docextract.letter.requirement_clauses`) is
tied together: a verdict speaks of the requirement whose number or words it repeats, or of what
stands next to it. What a refusal calls required and nothing grants stays unmet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from docextract.letter.requirement_clauses import Kind, Move, moves
from docextract.letter.requirement_items import apart, content, shared
from docextract.letter.shortfall import falls_short
from docextract.letter.spans import Span
from docextract.letter.unmet_items import RequirementList
from docextract.pages.text import Text
from docextract.rules import load

REACH = 4
"""A verdict speaks of a requirement at most so many sentences before it."""
ALIKE = 0.6
"""Words of a verdict that share so much with a requirement's speak of that one."""
SHORT = 6
"""A verdict of at most so many words may name its requirement by one of them."""
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5}
_COUNTS = frozenset({"two", "three", "four", "five", "both", "none"})
"""Words of a verdict that count requirements and name none."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")
_MOST_PICKED = 12


@dataclass(slots=True)
class Need:
    """A requirement that was named, and what the letter later says of it (None: nothing yet).

    ``hedged``: a finding with its words falls short of it; ``near``: one right behind it does.
    ``listed``: it is an item of a list. ``likely``: it counts only where it is denied.
    """

    item: Span
    clause: Span
    sentence: int
    group: int
    met: bool | None = None
    hedged: bool = False
    near: bool = False
    listed: bool = False
    likely: bool = False


def find_in_prose(
    text: Text,
    spans: Sequence[Span],
    *,
    asks: bool = False,
    lists: Sequence[RequirementList] = (),
) -> list[Span]:
    """What the sentences say was not shown, in the order printed; overlapping finds once.

    What is only called required counts where nothing is called missing.

    Args:
        text: one letter.
        spans: its sentences that may tell of requirements.
        asks: the letter asks for information: what it asks for is missing.
        lists: the lists of requirements among them, whose items are one demand each.
    """
    told = resolved(text, _told(text, spans, lists, asks=asks, loose=False))
    return told or resolved(text, _told(text, spans, lists, asks=asks, loose=True))


def _told(
    text: Text,
    spans: Sequence[Span],
    lists: Sequence[RequirementList],
    *,
    asks: bool,
    loose: bool,
) -> list[Move]:
    """The moves of sentences and lists in the order printed."""
    extents = [Span(one.opening.start, max(i.end for i in one.items)) for one in lists]
    free = [s for s in spans if not any(e.start < s.end and s.start < e.end for e in extents)]
    found = list(moves(text, free, asks=asks, loose=loose))
    found = [replace(move, sentence=move.clause.start) for move in found]
    for one, extent in zip(lists, extents, strict=True):
        kind: Kind = "missing" if one.missing or asks else "needed"
        found.append(Move(kind, extent, extent.start, one.items, listed=True))
    found.sort(key=lambda move: move.clause.start)
    starts = sorted({*(s.start for s in free), *(e.start for e in extents)})
    found = [
        replace(move, sentence=sum(start <= move.clause.start for start in starts))
        for move in found
    ]
    return [_borne_out(move, found) for move in found]


def _borne_out(move: Move, others: Sequence[Move]) -> Move:
    """A move; what only a general form calls missing is another one with nothing surer beside."""
    if move.instead is None:
        return move
    beside = any(
        one.kind in ("missing", "denied")
        and not one.likely
        and abs(one.sentence - move.sentence) <= REACH
        for one in others
    )
    return move if beside else replace(move.instead, sentence=move.sentence)


def missing_words(text: Text, spans: Sequence[Span]) -> list[str]:
    """The words of what some sentences call missing, entry for entry."""
    found = [item for move in moves(text, spans) if move.kind == "missing" for item in move.items]
    return [text.plain[item.start : item.end] for item in found]


def resolved(text: Text, told: Sequence[Move]) -> list[Span]:
    """The requirements that the moves, taken together, leave unmet."""
    needs: list[Need] = []
    missing: list[Span] = []
    likely: list[Span] = []
    for group, move in enumerate(told):
        if move.kind in ("missing", "denied", "met", "hedged") and _pick(text, needs, move):
            continue
        if move.kind == "needed":
            needs.extend(
                Need(
                    item, move.clause, move.sentence, group, listed=move.listed, likely=move.likely
                )
                for item in move.items
            )
        elif move.kind == "missing":
            new = [i for i in move.items if not _denies(text, needs, i, move.sentence)]
            (likely if move.likely else missing).extend(new)
        elif move.kind in ("met", "denied"):
            _settle(text, needs, move)
        else:
            _weigh(text, needs, move)
    listed = [n.item.start for n in needs if n.listed and n.met is False]
    kept = [i for i in likely if len(listed) < 2 or i.start > listed[0]]
    return _left(text, needs, [*missing, *kept])


def _left(text: Text, needs: Sequence[Need], missing: Sequence[Span]) -> list[Span]:
    """What is missing or denied; what nothing was said of where its group has no verdict.

    A list of which the letter singles nothing out stands whole; what the prose beside it calls
    missing only sums it up.
    """
    denied = [n.item for n in needs if n.met is False]
    missing = [m for m in missing if not any(_same(text, m, item) for item in denied)]
    judged = {n.group for n in needs if n.met is False}
    hedged = [n.item for n in needs if n.met is None and n.hedged and not n.likely]
    near = [n.item for n in needs if n.met is None and n.near and not n.likely]
    sure = [n for n in needs if not n.likely]
    silent = [n.item for n in sure if n.met is None and n.group not in judged]
    spoken = {n.group for n in needs if n.met is not None or n.hedged or n.near}
    whole = [n.item for n in needs if n.listed and n.group not in spoken]
    if len(whole) > 1:
        return apart([*whole, *denied, *hedged])
    explicit = [*missing, *denied]
    kept = [*hedged, *near] if missing else [*hedged, *near, *silent]
    return apart([*explicit, *kept]) or [n.item for n in sure if n.met is not True]


def _same(text: Text, one: Span, other: Span) -> bool:
    """True where two entries tell of the same thing, at more or less length."""
    a, b = text.plain[one.start : one.end], text.plain[other.start : other.end]
    return shared(a, b) >= ALIKE and len(content(a) & content(b)) > 1


def _pick(text: Text, needs: Sequence[Need], move: Move) -> bool:
    """Mark the requirements that a verdict names by number: "criteria 3 and 4", "the first"."""
    words = text.plain[move.clause.start : move.clause.end]
    last = max(
        (n.group for n in needs if len([m for m in needs if m.group == n.group]) > 1), default=None
    )
    if last is None:
        return False
    group = [n for n in needs if n.group == last]
    said = _picks().search(words)
    if said is None:
        return False
    picked = [
        group[n] for n in _numbers(said["which"] or said["ordinal"], len(group)) if n < len(group)
    ]
    for need in picked:
        need.met = move.kind == "met"
    return bool(picked)


def _numbers(which: str, size: int) -> list[int]:
    """The places, from 0, that "(c), (d) or (e)", "2 and 4", "1 through 3", "the first" name."""
    low = which.lower()
    ordinal = [at for word, at in _ORDINALS.items() if re.search(rf"\b{word}\b", low)]
    if re.search(r"\b(?:last|latter|final)\b", low):
        ordinal.append(size - 1)
    if re.search(r"\bformer\b", low):
        ordinal.append(0)
    if ordinal:
        return ordinal
    marks = re.findall(r"[0-9]{1,2}|(?<![a-z])(?:[ivx]{1,4}|[a-h])(?![a-z])", low)
    places = [p for p in (_place(mark) for mark in marks) if p is not None]
    if len(places) == 2 and re.search(r"\b(?:through|to)\b|[–-]", low):
        return list(range(places[0], min(places[1], _MOST_PICKED) + 1))
    return places


def _place(mark: str) -> int | None:
    if mark.isdigit():
        return int(mark) - 1 if mark != "0" else None
    if mark in _ROMAN and mark not in "abcdefgh":
        return _ROMAN.index(mark)
    return ord(mark) - ord("a") if len(mark) == 1 else None


def _denies(text: Text, needs: Sequence[Need], item: Span, sentence: int) -> bool:
    """True where what is called missing is a requirement named before, which is marked unmet."""
    words = text.plain[item.start : item.end]
    told = [
        (shared(words, text.plain[need.item.start : need.item.end]), -n, need)
        for n, need in enumerate(reversed(_latest(needs, sentence, REACH)))
    ]
    best = max(told, default=None, key=lambda one: one[:2])
    if best is None or best[0] < ALIKE:
        return False
    need = best[2]
    if len(words) > 1.6 * (need.item.end - need.item.start):
        need.met = True
        return False
    need.met = False
    return True


def _settle(text: Text, needs: Sequence[Need], move: Move) -> None:
    """Mark what a grant or a denial speaks of: what shares its words, else what stands nearest."""
    plain = text.plain
    words = plain[move.clause.start : move.clause.end]
    recent = [n for n in _latest(needs, move.sentence, REACH) if n.met is None]
    if not recent:
        return
    alike = [n for n in recent if shared(plain[n.item.start : n.item.end], words) >= ALIKE]
    last = max(n.sentence for n in recent)
    reach = 1 if move.kind == "met" else 2
    near = [n for n in recent if n.sentence == last and move.sentence - last <= reach]
    if move.kind == "met" and len(near) > 1 and _anaphoric().search(words) is None:
        near = []
    for need in alike or _closest(text, recent, words) or near:
        if need.met is None:
            need.met = move.kind == "met"


def _closest(text: Text, needs: Sequence[Need], words: str) -> list[Need]:
    """The requirement that shares most words with a verdict; none where two share as many.

    One word is enough for a short verdict only: "We have that scan."
    """
    told = content(words) - _COUNTS
    common = [len(content(text.plain[n.item.start : n.item.end]) & told) for n in needs]
    best = max(common, default=0)
    least = 1 if len(words.split()) <= SHORT else 2
    return [needs[common.index(best)]] if best >= least and common.count(best) == 1 else []


def _only(text: Text, needs: Sequence[Need], move: Move) -> bool:
    """Mark the requirement that alone is granted, and deny the others named with it."""
    words = text.plain[move.clause.start : move.clause.end]
    recent = [n for n in _latest(needs, move.sentence, REACH) if n.met is None]
    granted = _closest(text, recent, words) if _only_met().search(words) else []
    for need in recent if granted else ():
        if need.group == granted[0].group:
            need.met = need is granted[0]
    return bool(granted)


def _weigh(text: Text, needs: Sequence[Need], move: Move) -> None:
    """What a plain finding means for the requirements whose words it repeats."""
    plain = text.plain
    words = plain[move.clause.start : move.clause.end]
    recent = [n for n in _latest(needs, move.sentence, REACH) if n.met is None]
    for need in recent:
        if falls_short(plain[need.item.start : need.item.end], words):
            need.hedged, need.likely = True, False
    recent = [n for n in recent if not n.hedged]
    alike = [n for n in recent if _repeats(plain[n.item.start : n.item.end], words)]
    if move.kind == "hedged" and _only(text, needs, move):
        return
    if move.kind == "hedged":
        for need in alike:
            need.hedged = True
        for need in () if alike else _latest(recent, move.sentence, 1):
            need.near = True
    else:
        for need in alike:
            need.met = True


def _repeats(need: str, words: str) -> bool:
    """True where a finding holds the telling words of a requirement, two at least."""
    a, b = content(need), content(words)
    return len(a & b) >= 2 and len(a & b) >= ALIKE * len(a)


def _latest(needs: Sequence[Need], sentence: int, reach: int) -> list[Need]:
    return [n for n in needs if 0 <= sentence - n.sentence <= reach]


@cache
def _anaphoric() -> re.Pattern[str]:
    return re.compile(load("unmet_grammar")["anaphoric"], re.I)


@cache
def _only_met() -> re.Pattern[str]:
    return re.compile(load("unmet_grammar")["only_met"], re.I)


@cache
def _picks() -> re.Pattern[str]:
    return re.compile(load("unmet_grammar")["picks"], re.I)
