"""What each clause of a letter does with requirements: names, demands, grants or denies them.

Each clause is read as one of four moves: it names what is missing ("We did not receive X"), names
what is required ("The policy asks for Y"), grants a requirement ("which your records do show") or
denies one named before ("Neither was found", "The echo does not give that number").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from docextract.letter.requirement_items import content, enumerated, numbered, plausible
from docextract.letter.spans import Span
from docextract.pages.text import Text
from docextract.rules import load

_CAUSE = re.compile(r"\b(?:because|as|since)\b", re.I)
_SUPPOSED = re.compile(r"\W*(?:if|should|had)\s(?!no\b|not\b)", re.I)
"""A sentence of what may come, or might have: nothing that it names is missing now."""
_NEGATION = re.compile(r"\b(?:not|no|never|nor|cannot|neither|without)\b|n't\b", re.I)
Kind = Literal["missing", "needed", "met", "denied", "hedged", "other"]


@dataclass(frozen=True, slots=True)
class Move:
    """What one clause does, with the requirements that it names (none for a bare verdict).

    ``listed``: they are the items of a list. ``likely``: only a general form names them, so that
    what is needed counts where the letter denies it, what is missing beside surer words; else the
    clause is what ``instead`` says.
    """

    kind: Kind
    clause: Span
    sentence: int
    items: tuple[Span, ...] = ()
    listed: bool = False
    likely: bool = False
    instead: Move | None = None


def moves(
    text: Text, spans: Sequence[Span], *, asks: bool = False, loose: bool = False
) -> Iterator[Move]:
    """The moves of all clauses of the sentences that tell of requirements at all.

    ``loose``: beside the fixed phrases, every form that denies a showing or makes a demand.
    """
    for number, sentence in enumerate(spans):
        if _rules()["asked_other" if asks else "other"].search(text.plain, *sentence):
            continue
        if _SUPPOSED.match(text.plain, *sentence):
            continue
        told: list[Move] = []
        for clause in clauses(text, sentence):
            move = _asked(text, clause, number) if asks else None
            continued = bool(told) and told[-1].kind == "missing"
            told.append(move or _move(text, clause, number, loose, continued=continued))
        yield from (m for k, m in enumerate(told) if not _concluded(text, told[k : k + 2], k))


def _concluded(text: Text, told: Sequence[Move], place: int) -> bool:
    """True for what only follows from the next clause: "does not support X, as there is no Y"."""
    if place or [move.kind for move in told] != ["missing", "missing"]:
        return False
    between = text.plain[told[0].clause.end : told[1].clause.start]
    return _CAUSE.search(between) is not None


def _move(text: Text, clause: Span, sentence: int, loose: bool, *, continued: bool) -> Move:
    words = text.plain[clause.start : clause.end]
    if _rules()["unproven"].search(words):
        return Move("other", clause, sentence)
    demanded = _demanded(text, clause, sentence, loose)
    if demanded is not None:
        return demanded
    named = _items(text, clause, ("denied_named", True))
    if named:
        return Move("missing", clause, sentence, named)
    if _rules()["denied"].search(words):
        return Move("denied", clause, sentence)
    again = _rules()["continued"].match(text.plain, *clause) if continued else None
    missing = _items(text, clause, ("prose", loose), again)
    told = _demand(text, clause, sentence, loose)
    if missing:
        return told if _within(told, missing) else Move("missing", clause, sentence, missing)
    likely = () if loose else _items(text, clause, ("prose", True))
    if likely and not _within(told, likely):
        return Move("missing", clause, sentence, likely, likely=True, instead=told)
    return told


def _within(told: Move, items: Sequence[Span]) -> bool:
    """True where what seems missing is part of what is demanded: "a patient with no other site"."""
    first = items[0].start
    return told.kind == "needed" and any(
        i.start < first and told.items[0].start < first for i in told.items
    )


def _demanded(text: Text, clause: Span, sentence: int, loose: bool) -> Move | None:
    """What a clause demands to be shown before it denies anything: "must show that A cannot B"."""
    match = _rules()["must_show"].search(text.plain, *clause)
    if match is None or _NEGATION.search(text.plain, clause.start, match.start("what")):
        return None
    parts = enumerated(text, Span(*match.span("what")), conditions=True)
    items = tuple(part for part in parts if may_be(text, part))
    return Move("needed", clause, sentence, items, likely=not loose) if items else None


def _demand(text: Text, clause: Span, sentence: int, loose: bool) -> Move:
    """What a clause that calls nothing missing demands or grants."""
    words = text.plain[clause.start : clause.end]
    finding = _rules()["finding"].search(words) is not None
    needed = () if finding else _items(text, clause, ("prose_needed", loose))
    if needed:
        return Move("needed", clause, sentence, needed)
    likely = () if finding or loose else _items(text, clause, ("prose_needed", True))
    if likely:
        return Move("needed", clause, sentence, likely, likely=True)
    if _rules()["met"].search(words):
        return Move("met", clause, sentence)
    hedged = _rules()["hedged"].search(words) is not None
    return Move("hedged" if hedged else "other", clause, sentence)


def _asked(text: Text, clause: Span, sentence: int) -> Move | None:
    """What a clause of an information request asks for; None where it asks for nothing."""
    items = _items(text, clause, ("prose_asked", False))
    return Move("missing", clause, sentence, items) if items else None


def clauses(text: Text, sentence: Span) -> Iterator[Span]:
    """A sentence cut where a new statement begins: "…, and we did not find …"."""
    start = sentence.start
    listed = numbered(text.plain, sentence)
    for cut in _cuts(text.plain, sentence):
        if listed is not None and listed.start <= cut.start() < listed.end:
            continue
        if cut.start() > start:
            yield Span(start, cut.start())
        start = cut.end()
    if start < sentence.end:
        yield Span(start, sentence.end)


def _cuts(plain: str, sentence: Span) -> list[re.Match[str]]:
    """Where new statements begin in a sentence, in order."""
    rules = _rules()
    joints = [
        joint
        for joint in rules["joint"].finditer(plain, *sentence)
        if rules["joint_verb"].search(plain, sentence.start, joint.start())
    ]
    breaks = list(rules["break"].finditer(plain, *sentence))
    free = [
        j for j in joints if not any(j.start() < b.end() and b.start() < j.end() for b in breaks)
    ]
    return sorted([*breaks, *free], key=lambda cut: cut.start())


def _items(
    text: Text, clause: Span, group: tuple[str, bool], again: re.Match[str] | None = None
) -> tuple[Span, ...]:
    """The requirements that a clause names by the patterns of a group; none where it names none."""
    words = text.plain[clause.start : clause.end]
    matches = (pattern.search(words) for pattern in _patterns(*group))
    for match, at in (*((m, clause.start) for m in matches), (again, 0)):
        if match is None:
            continue
        what = Span(match.start("what") + at, match.end("what") + at)
        what = _before_verb(text, what) if group[0] == "prose" else what
        either = group[0] == "prose_needed"
        parts = enumerated(
            text,
            what,
            alternatives=either and _verdict_follows(text, clause),
            conditions=either,
            denied=group[0] in ("prose", "denied_named"),
        )
        kept = tuple(part for part in parts if may_be(text, part))
        if kept:
            return kept
    return ()


def _before_verb(text: Text, what: Span) -> Span:
    """A missing thing without the verb that denies it: "no statement of A was enclosed"."""
    denied = _rules()["denying_word"].search(text.plain, max(0, what.start - 40), what.start)
    verb = _rules()["closing_verb"].search(text.plain, *what) if denied is not None else None
    return Span(what.start, verb.start()) if verb is not None else what


def _verdict_follows(text: Text, clause: Span) -> bool:
    """True where the next words deny each of two things: "Neither was found"."""
    return _rules()["neither"].match(text.plain, clause.end) is not None


def may_be(text: Text, part: Span) -> bool:
    """True where words that a clause names can be a requirement that records could show."""
    words = text.plain[part.start : part.end]
    telling = bool(content(words)) and (len(words.split()) > 1 or len(words) > 8)
    return len(words) > 6 and telling and not _rules()["not"].search(words) and plausible(words)


@cache
def _patterns(group: str, loose: bool) -> tuple[re.Pattern[str], ...]:
    """The patterns of a group of ``rules/unmet.yaml``, with those of the grammar where loose."""
    names = _GENERAL.get(group, ((), ())) if loose else ((), ())
    rows: list[str] = [row for name in (group, *names[0]) for row in load("unmet").get(name, ())]
    general: list[str] = [row for name in names[1] for row in load("unmet_grammar")[name]]
    told = [rf"\b(?:{p})" if p[0] != "(" else p for p in rows]
    told += [rf"(?<!\w)(?:{expanded(p)})" for p in general]
    return tuple(re.compile(p, re.I | re.S) for p in told)


_GENERAL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "prose": (("prose_early", "prose_weak"), ("missing", "weak")),
    "prose_needed": ((), ("needed",)),
    "denied_named": ((), ("denied_named",)),
}
"""What a loose reading adds to a group: fixed phrases first, then forms of the grammar."""


def expanded(pattern: str) -> str:
    """A pattern of ``rules/unmet_grammar.yaml`` with the word classes that it names put in."""
    words: dict[str, str] = load("unmet_grammar")["words"]
    while (name := _CLASS.search(pattern)) is not None:
        pattern = pattern[: name.start()] + words[name[1]] + pattern[name.end() :]
    return pattern


_CLASS = re.compile(r"@(\w+?)@")


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    rules: dict[str, Any] = load("unmet")
    grammar: dict[str, Any] = load("unmet_grammar")
    return {
        "continued": re.compile(rules["continued"], re.I | re.S),
        "break": re.compile(rules["clause_break"], re.I),
        "joint": re.compile(rules["clause_joint"], re.I),
        "joint_verb": re.compile(rules["joint_verb"], re.I),
        "other": re.compile("|".join(rules["not_in_prose"]), re.I),
        "asked_other": re.compile(
            "|".join(r for r in rules["not_in_prose"] if "of" not in r), re.I
        ),
        "not": re.compile(
            "|".join([*rules["not_a_requirement"], *map(expanded, grammar["not_told"])]), re.I
        ),
        "finding": re.compile(expanded(grammar["finding"]), re.I),
        "denied": re.compile(
            "|".join([*rules["denied"], *(expanded(p) for p in grammar["denied"])]), re.I
        ),
        "met": re.compile(
            "|".join([*rules["granted"], *(expanded(p) for p in grammar["granted"])]), re.I
        ),
        "hedged": re.compile(rules["hedged"], re.I),
        "unproven": re.compile(grammar["unproven"], re.I),
        "must_show": re.compile(expanded(grammar["must_show"]), re.I | re.S),
        "denying_word": re.compile(expanded(grammar["denying_word"]), re.I),
        "closing_verb": re.compile(expanded(grammar["closing_verb"]), re.I),
        "neither": re.compile(rules["neither_follows"], re.I),
    }
