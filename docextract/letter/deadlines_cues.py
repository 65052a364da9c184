"""What the words around a limit say: which right, whose move, counted from what."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from docextract.facts import Anchor, DeadlineKind, Party
from docextract.letter.clock_text import loose
from docextract.letter.deadlines_windows import Limit
from docextract.rules import load

Mover = Literal["plan", "asker"]
NEAR = 170
"""Characters within which a cue of the same sentence can belong to a limit."""
ANCHOR_REACH = 150
_HERE = re.compile(r"\b(?:this|above|top|box|enclosed|shown)\b", re.IGNORECASE)
_PLAN_WILL = re.compile(
    r"\b(?:we|reviewer|director|plan|they|staff|someone|nurse)\s+will\s+(?:\w+\s+)?(?:call|contact|return|"
    r"decide|respond|schedule|reply|notify|send|issue|answer)\b[^.;]*$",
    re.IGNORECASE,
)
_THIS_LETTER = re.compile(
    r"\b(?:this|the|denial)\s+(?:\w+\s+)?(?:letter|notice|denial|fax|notification|message|determination)\b|"
    r"\breceipt\s+of\s+(?:an?\s+|your\s+)?(?:written\s+)?(?:letter|notice|denial|notification|determination)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:)]|\.\s|,?\s(?:and|or|but)\s(?:we|you|your|it|if|the)\b|,\s(?:we|you|your|if|or|and|she|he|they|it|the|this|that|these|our|his|her|their)\b|"
    r"\bto\s(?:ask|appeal|file|request|submit|send|call|start|have|do)\b",
    re.IGNORECASE,
)


_TOLD = re.compile(
    r"(?:\b(?:days?|period|time|clock|count\w*|months?|window|deadline)|[;(]\s*(?:it|this|that|we|which))\b"
    r"(?:\s+\w+){0,4}?\s+(?:start(?:s|ed)?|beg[ia]ns?|runs?|ran|counted|counts?|measured?)\b"
    r"|\A\W*(?:counted|counts|runs|starts|measured)\s+(?:from|on|with|at)\b[\s:]*"
    r"|\A\W*(?:it|this|that|both|all|these|they)\s+(?:starts?|begins?|runs?|(?:is|are)\s+counted)\b",
    re.IGNORECASE,
)


_BRACKETS = re.compile(r"\([^()]{0,80}\)")


_THAT_IS = loose(r"[ ,;(-]*(?:that is|i\.e\.|meaning|in other words),? (?=(?:from|of|after)\b)")
"""What says a window's start in other words: "that is, from the day …"."""


class Cue(NamedTuple):
    """A matched cue: its name and its offsets."""

    name: str
    start: int
    end: int


@cache
def _group(*path: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled cues of a group of ``deadline_cues``: (name, pattern) pairs."""
    rows = load("deadline_cues")
    for step in path:
        rows = rows[step]
    if isinstance(rows, dict) and "cues" in rows:
        rows = {path[-1]: rows}
    pairs: list[tuple[str, re.Pattern[str]]] = []
    for name, row in rows.items():
        pairs.extend((name, _compiled(cue)) for cue in row["cues"])
    return tuple(pairs)


def _compiled(cue: str) -> re.Pattern[str]:
    """A cue with the words that it shares with others put in."""
    shared = load("deadline_cues")["words"]
    return loose(re.sub(r"<([a-z]+)>", lambda match: shared[match.group(1)], cue))


@cache
def _list(group: str, name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(cue) for cue in load("deadline_cues")[group][name])


@lru_cache(maxsize=4096)
def _found(stretch: str, path: tuple[str, ...]) -> tuple[Cue, ...]:
    """The cues of a stretch; the same sentences are asked about again and again."""
    found = [
        Cue(name, *match.span())
        for name, pattern in _group(*path)
        for match in pattern.finditer(stretch)
    ]
    return tuple(sorted(found, key=lambda c: (c.start, -c.end)))


def cues_in(plain: str, start: int, end: int, *path: str) -> list[Cue]:
    """Every cue of a group in ``plain[start:end]``, in order of place."""
    return [Cue(c.name, start + c.start, start + c.end) for c in _found(plain[start:end], path)]


def has(plain: str, start: int, end: int, *path: str) -> bool:
    """True where any cue of a group stands in ``plain[start:end]``."""
    return any(pattern.search(plain[start:end]) for _, pattern in _group(*path))


def kinds_in(plain: str, start: int, end: int) -> list[Cue]:
    """The rights that a stretch speaks of."""
    return cues_in(plain, start, end, "kinds")


def mover(
    plain: str, start: int, end: int, limit_start: int, limit_end: int, anchor_end: int
) -> Mover | None:
    """Who must act within a limit: the nearest verb before it decides, else the nearest after
    the words that it is counted from."""
    rest = plain[limit_end:end]
    here = _THIS_LETTER.search(plain[limit_end:anchor_end]) is not None
    if not here and any(pattern.search(rest) for pattern in _list("plan", "after")):
        return "plan"
    begin = _clause_start(plain, start, limit_start)
    before = _movers(plain, begin, limit_start)
    asked = [end for end, who in before if who == "asker"]
    if not here and _decision_before(plain, begin, limit_start, asked=asked):
        return "plan"
    if before:
        return max(before)[1]
    after_it = _BRACKETS.sub(_blank, plain[max(limit_end, anchor_end) : end])
    after = _movers(after_it, 0, len(after_it))
    if after:
        return min(after)[1]
    weak = _list("asker", "weak")
    return "asker" if any(pattern.search(plain[start:end]) for pattern in weak) else None


def _blank(bracket: re.Match[str]) -> str:
    """Spaces in place of words in brackets, which are an aside: "(decided in 7 days)"."""
    return " " * len(bracket.group())


def names_this_letter(clause: str) -> bool:
    """True where an anchor's words point at this letter itself."""
    return _THIS_LETTER.search(clause) is not None or _HERE.search(clause) is not None


def plan_will(plain: str, span: tuple[int, int], limit: Limit) -> bool:
    """True where the plan itself promises to act within the limit."""
    return _PLAN_WILL.search(plain[span[0] : limit.start]) is not None


def _decision_before(plain: str, begin: int, position: int, asked: list[int]) -> bool:
    """True for "decision in" right before a limit, unless somebody asks in the same phrase."""
    lead = plain[begin:position]
    phrase = begin + max(lead.rfind(","), lead.rfind(":"), lead.rfind("-"), -1) + 1
    if any(end > phrase for end in asked):
        return False
    return any(pattern.search(plain[begin:position]) for pattern in _list("plan", "adjacent"))


def _movers(plain: str, start: int, end: int) -> list[tuple[int, Mover]]:
    """(end, who) of every verb cue; of two that end together "plan" sorts last."""
    plan: list[tuple[int, Mover]] = [(c.end, "plan") for c in cues_in(plain, start, end, "plan")]
    ask: list[tuple[int, Mover]] = [(c.end, "asker") for c in cues_in(plain, start, end, "asker")]
    return plan + ask


def _clause_start(plain: str, start: int, position: int) -> int:
    """Where the clause that leads to ``position`` begins."""
    begin = start
    for match in re.finditer(r";|\.\s|,?\sbut\s|,\s(?=(?:we|you)\b)", plain[start:position]):
        begin = start + match.end()
    return begin


def anchor_after(plain: str, end_of_limit: int, end: int) -> tuple[Anchor | None, int, str]:
    """What a window is counted from, where those words end, and the words.

    None where nothing is said. ``Anchor.OTHER`` is an event that this letter does not date.
    """
    reach = min(end, end_of_limit + ANCHOR_REACH)
    words = plain[end_of_limit:reach]
    joint = re.match(
        r"(?P<led>(?:[^.;]{0,60}?,(?=\s(?:count|start|begin|measur|figur)))?)[\s,()]*(?:\w+[\s,]+){0,6}?"
        r"(?:of|from|fr|frm|after|following|since|upon|once|counted|starting|"
        r"beginning|begins?|starts?|runs?|as of|when|that follows?|past|post|on which|subsequent|"
        r"that)\b",
        words,
        re.IGNORECASE,
    )
    if joint is None:
        return None, end_of_limit, ""
    begin, last = joint.end("led"), _clause_end(words, joint.end() + 1)
    meant = _THAT_IS.match(words, last)
    if meant is not None:
        begin, last = meant.end(), _clause_end(words, meant.end() + 1)
    clause = words[begin:last]
    found = cues_in(clause, 0, len(clause), "anchors")
    if not found:
        return None, end_of_limit, ""
    name = _strongest(clause, found)
    last = max(cue.end for cue in found if cue.name == name)
    anchor = {
        "letter_date": Anchor.LETTER_DATE,
        "receipt": Anchor.RECEIPT,
        "event": Anchor.OTHER,
        "decision_date": Anchor.DECISION_DATE,
    }[name]
    return anchor, end_of_limit + begin + last, clause


def _clause_end(words: str, position: int) -> int:
    """Where the clause that runs at ``position`` ends."""
    stop = _CLAUSE_END.search(words, position)
    return stop.start() if stop else len(words)


def anchor_before(plain: str, start: int, limit_start: int) -> tuple[Anchor | None, str]:
    """The anchor of "After you receive this letter, you have 60 days": what leads the sentence, up
    to its first verb, else to its last ("After you have our answer you have …")."""
    for reach in ("*?", "*"):
        lead = re.match(
            r"\W*(?:after|from|once|upon|starting|beginning|following|as of|counting from|when)\b"
            rf"[^.;]{reach}"
            r"(?:,|\b(?:you|the\s+\w+|he|she|they)\s+(?:have|has|may|can)\b)",
            plain[start:limit_start],
            re.IGNORECASE,
        )
        if lead is None:
            return None, ""
        words = " after " + lead.group().strip(" ,")
        anchor, _, clause = anchor_after(words, 0, len(words))
        if anchor is not None:
            return anchor, clause
    return None, ""


def anchor_told(plain: str, start: int, end: int) -> tuple[Anchor | None, str]:
    """The anchor that a sentence of its own gives: "The 60 days start on the date above"."""
    told = _TOLD.search(plain[start:end])
    if told is None:
        return None, ""
    words = " from " + plain[start + told.end() : end]
    anchor, _, clause = anchor_after(words, 0, len(words))
    return anchor, clause


def _strongest(clause: str, found: list[Cue]) -> str:
    """The words "this letter" win where they come first; else an event, else receipt before the
    date ("the date you receive the notice")."""
    events = [cue.start for cue in found if cue.name == "event"]
    here = [
        cue
        for cue in found
        if cue.name in ("letter_date", "receipt") and _HERE.search(clause[cue.start : cue.end])
    ]
    if events and (not here or min(events) < min(cue.start for cue in here)):
        return "event"
    names = {cue.name for cue in here or found}
    for name in ("receipt", "letter_date", "decision_date"):
        if name in names:
            return name
    raise ValueError(clause)


def perhaps_talk(plain: str, span: tuple[int, int], *before: tuple[int, int]) -> bool:
    """True where a sentence, with those before it, has somebody who could talk and a way to do
    it, and itself speaks of no other matter."""
    own = plain[slice(*span)]
    words = " ".join([*(plain[slice(*other)] for other in before), own])
    found = {
        name
        for name, pattern in _group("perhaps_talk")
        if pattern.search(own if name == "never" else words)
    }
    return {"who", "how"} <= found and "never" not in found


def says_receipt(plain: str, start: int, end: int) -> bool:
    """True where a sentence tells when the letter itself came in."""
    words = plain[start:end]
    told = any(pattern.search(words) for pattern in _list("printed_receipt", "cues"))
    return told and not any(pattern.search(words) for pattern in _list("printed_receipt", "never"))


def party_of(plain: str, start: int, end: int, kind: DeadlineKind) -> Party | None:
    """Whose right a sentence grants; None where it does not say."""
    if kind is DeadlineKind.P2P:
        return Party.PROVIDER
    names = {cue.name for cue in cues_in(plain, start, end, "parties")}
    if re.search(r"\byou\b", plain[start:end], re.IGNORECASE):
        names.add("member")
    if {"provider", "member"} <= names:
        return Party.EITHER
    if names:
        return Party(next(iter(names)))
    return None


def only_reconsideration(words: str) -> bool:
    """True where a sentence speaks of a reconsideration and of no appeal by another name."""
    other = r"appeal|grievance|redetermination|dispute|complaint"
    return bool(
        re.search(r"\brecon(?:sider|s?\b)", words, re.IGNORECASE)
        and not re.search(other, words, re.IGNORECASE)
    )
