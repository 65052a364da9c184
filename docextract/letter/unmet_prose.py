"""Requirements told in sentences: what is called missing, and what is required and then denied.

Each clause is read as one of four moves: it names what is missing ("We did not receive X"), names
what is required ("The policy asks for Y"), grants a requirement ("which your records do show") or
denies one named before ("Neither was found", "The echo does not give that number"). Denials and
grants are tied to the requirement that they speak of by their words, or by standing next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from docextract.letter.requirement_items import apart, enumerated, numbered, plausible, shared
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

REACH = 3
"""A denial speaks of a requirement at most so many sentences before it."""
ALIKE = 0.6
"""Words of a denial that share so much with a requirement's speak of that one."""
Kind = Literal["missing", "needed", "met", "denied", "hedged", "other"]


@dataclass(frozen=True, slots=True)
class Move:
    """What one clause does, with the requirements that it names (none for a bare verdict)."""

    kind: Kind
    clause: Span
    sentence: int
    items: tuple[Span, ...] = ()


@dataclass(slots=True)
class Need:
    """A requirement that was named, and what the letter later says of it (None: nothing yet)."""

    item: Span
    sentence: int
    met: bool | None = None
    hedged: bool = False


def find_in_prose(text: Text, spans: Sequence[Span], *, asks: bool = False) -> list[Span]:
    """What the sentences say was not shown, in the order printed; overlapping finds once.

    What is only called required counts where nothing is called missing.

    Args:
        text: one letter.
        spans: its sentences that may tell of requirements.
        asks: the letter asks for information: what it asks for is missing.
    """
    told = resolved(text, list(moves(text, spans, asks=asks)))
    return told or resolved(text, list(moves(text, spans, asks=asks, weak=True)))


def missing_words(text: Text, spans: Sequence[Span]) -> list[str]:
    """The words of what some sentences call missing, entry for entry."""
    found = [item for move in moves(text, spans) if move.kind == "missing" for item in move.items]
    return [text.plain[item.start : item.end] for item in found]


def resolved(text: Text, told: Sequence[Move]) -> list[Span]:
    """The requirements that the moves, taken together, leave unmet."""
    needs: list[Need] = []
    missing: list[Span] = []
    for move in told:
        if move.kind == "needed":
            needs.extend(Need(item, move.sentence) for item in move.items)
        elif move.kind == "missing":
            missing.extend(i for i in move.items if not _denies(text, needs, i, move.sentence))
        elif move.kind in ("met", "denied"):
            _settle(text, needs, move)
        elif move.kind == "hedged":
            for need in _latest(needs, move.sentence, 1):
                need.hedged = True
    denied = [n.item for n in needs if n.met is False]
    talked_over = any(n.met is not None for n in needs)
    hedged = [n.item for n in needs if n.met is None and n.hedged and (talked_over or not missing)]
    unmet = apart([*missing, *denied, *hedged])
    return unmet or [n.item for n in needs if n.met is not True]


def moves(
    text: Text, spans: Sequence[Span], *, asks: bool = False, weak: bool = False
) -> Iterator[Move]:
    """The moves of all clauses of the sentences that tell of requirements at all."""
    group = "prose_weak" if weak else "prose"
    for number, sentence in enumerate(spans):
        if _rules()["asked_other" if asks else "other"].search(text.plain, *sentence):
            continue
        before = False
        for clause in clauses(text, sentence):
            move = _asked(text, clause, number) if asks else None
            move = move or _move(text, clause, number, group, continued=before)
            before = move.kind == "missing"
            yield move


def _move(text: Text, clause: Span, sentence: int, group: str, *, continued: bool) -> Move:
    plain, words = text.plain, text.plain[clause.start : clause.end]
    if _rules()["denied"].search(words):
        return Move("denied", clause, sentence)
    again = _rules()["continued"].match(plain, *clause) if continued else None
    missing = _items(text, clause, group, again)
    if missing:
        return Move("missing", clause, sentence, missing)
    needed = _items(text, clause, "prose_needed")
    if needed:
        return Move("needed", clause, sentence, needed)
    if _rules()["met"].search(words):
        return Move("met", clause, sentence)
    hedged = _rules()["hedged"].search(words) is not None
    return Move("hedged" if hedged else "other", clause, sentence)


def _asked(text: Text, clause: Span, sentence: int) -> Move | None:
    """What a clause of an information request asks for; None where it asks for nothing."""
    items = _items(text, clause, "prose_asked")
    return Move("missing", clause, sentence, items) if items else None


def _denies(text: Text, needs: Sequence[Need], item: Span, sentence: int) -> bool:
    """True where what is called missing is a requirement named before, which is marked unmet."""
    words = text.plain[item.start : item.end]
    for need in reversed(_latest(needs, sentence, REACH)):
        told = text.plain[need.item.start : need.item.end]
        if len(words) <= len(told) and shared(words, told) >= ALIKE:
            need.met = False
            return True
    return False


def _settle(text: Text, needs: Sequence[Need], move: Move) -> None:
    """Mark what a grant or a denial speaks of: what shares its words, else what stands nearest."""
    plain = text.plain
    words = plain[move.clause.start : move.clause.end]
    recent = [n for n in _latest(needs, move.sentence, REACH) if n.met is None]
    if not recent:
        return
    alike = [n for n in recent if shared(plain[n.item.start : n.item.end], words) >= ALIKE]
    last = max(n.sentence for n in recent)
    near = [n for n in recent if n.sentence == last and move.sentence - last <= 1]
    for need in alike or near:
        if need.met is None:
            need.met = move.kind == "met"


def _latest(needs: Sequence[Need], sentence: int, reach: int) -> list[Need]:
    return [n for n in needs if 0 <= sentence - n.sentence <= reach]


def clauses(text: Text, sentence: Span) -> Iterator[Span]:
    """A sentence cut where a new statement begins: "…, and we did not find …"."""
    start = sentence.start
    listed = numbered(text.plain, sentence)
    for cut in _rules()["break"].finditer(text.plain, sentence.start, sentence.end):
        if listed is not None and listed.start <= cut.start() < listed.end:
            continue
        if cut.start() > start:
            yield Span(start, cut.start())
        start = cut.end()
    if start < sentence.end:
        yield Span(start, sentence.end)


def _items(
    text: Text, clause: Span, group: str, again: re.Match[str] | None = None
) -> tuple[Span, ...]:
    """The requirements that a clause names by the patterns of a group; none where it names none."""
    matches = (pattern.search(text.plain, *clause) for pattern in _patterns(group))
    for match in (*matches, again):
        if match is None:
            continue
        what = Span(*match.span("what"))
        either = group == "prose_needed"
        parts = enumerated(text, what, alternatives=either and _verdict_follows(text, clause))
        kept = tuple(part for part in parts if _may_be(text, part))
        if kept:
            return kept
    return ()


def _verdict_follows(text: Text, clause: Span) -> bool:
    """True where the next words deny each of two things: "Neither was found"."""
    return _rules()["neither"].match(text.plain, clause.end) is not None


def _may_be(text: Text, part: Span) -> bool:
    words = text.plain[part.start : part.end]
    return len(words) > 6 and not _rules()["not"].search(words) and plausible(words)


@cache
def _patterns(group: str) -> tuple[re.Pattern[str], ...]:
    rows: list[str] = load("unmet")[group]
    return tuple(re.compile(rf"\b(?:{p})" if p[0] != "(" else p, re.I | re.S) for p in rows)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("unmet")
    return {
        "continued": re.compile(rules["continued"], re.I | re.S),
        "break": re.compile(rules["clause_break"], re.I),
        "other": re.compile("|".join(rules["not_in_prose"]), re.I),
        "asked_other": re.compile(
            "|".join(r for r in rules["not_in_prose"] if "of" not in r), re.I
        ),
        "not": re.compile("|".join(rules["not_a_requirement"]), re.I),
        "denied": re.compile("|".join(rules["denied"]), re.I),
        "met": re.compile("|".join(rules["granted"]), re.I),
        "hedged": re.compile(rules["hedged"], re.I),
        "neither": re.compile(rules["neither_follows"], re.I),
    }
