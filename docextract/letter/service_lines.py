"""Lines of a request as candidates: rows without a heading and codes in sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docextract.facts import CodeSystem, ServiceStatus
from docextract.letter.codes import CodeHit
from docextract.letter.service_counts import labelled_units, quantity, quantity_before
from docextract.letter.service_decisions import (
    cell_status,
    closing_status,
    counted_status,
    labelled_status,
    split_status,
    weighed,
)
from docextract.letter.spans import Span
from docextract.pages.text import Text

_AFTER_MODIFIERS = re.compile(
    r"[,\s(]{1,3}(?!(?:RN|MD|DO|NP|IV|IM|OR|OF|TO|IN|AT|IS)\b)([RL]T|[A-Z][A-Z0-9](?![\w-]|\s[a-z]))\b(?!-)"
)
_NAMED_MODIFIERS = re.compile(
    r"\b[Mm][Oo][Dd](?:ifier|IFIER)?[sS]?\b[\s:(.-]*"
    r"(?P<mods>(?:[A-Z][A-Z0-9]|[0-9]{2})(?:(?:\s?[,/&]\s?|\sand\s)(?:[A-Z][A-Z0-9]|[0-9]{2}(?!\s[a-z])))*)\b"
)
_COUNTED = re.compile(r"[0-9,.]+\s\w+")
_CLOSED = re.compile(r"\)(?!,?\s?(?:[x×]\s?)?(?:[0-9]|\([0-9]))")
"""The bracket of a code ends, and no count follows: "12 visits of therapy (97110) for"."""
_INSIDE = re.compile(r",\s(?P<what>[A-Za-z][^,;()\n]{5,80})(?=,\s[0-9]|;\s|\))")
"""Words behind a code in its bracket: "(63047, decompression, 1; 22612, fusion)"."""
_AFTER = 90
"""A count may stand so many characters after its code."""
EDGE = " \t\n|,;:.-–•·*→()"


_ASKING = re.compile(
    r"\b(?:pay(?:ment)?\s(?:for|of)|cover(?:age)?(?:\s(?:for|of))?|approv(?:e|al)(?:\s(?:for|of))?"
    r"|authoriz(?:e|ation)(?:\s(?:for|of))?|requests?(?:ed)?(?:(?:\s(?:of|dated|from)\s[^;:()]{4,30}?)?\sfor)?|requesting|order(?:ed)?(?:\sfor)?"
    r"|ask(?:s|ed)?\s(?:us\s)?for|prescrib(?:e|ed)|den(?:y|ied|ial\sof)|referral\s(?:for|to)"
    r"|provide|receive|have|that(?=\s(?:your|his|her|their|the)\s))\s+(?:(?:an?|the|your|his|her|their|this)\s+)?",
    re.IGNORECASE,
)
"""What leads to the name of a service in a sentence: "asked us on May 4 to pay for a"."""
_GOES_ON = re.compile(
    r"(?:and|or|are|is|was|were|for|to|on|at|in|as|by|from|because|due|submitted|requested|auth|ref|case"
    r"|approval|authorization|(?:days|visits|units|hours|sessions|doses)\s(?:asked|requested))\b"
    r"|x\s?[0-9]"
)
"""Words after a code with which its sentence goes on."""
_PER = re.compile(
    r",\s[0-9]{1,4}\s(?:\w+\s)?(?:per|every|each|an?)\s(?:[0-9]{1,2}\s)?(?:days?|month|fill)\s*\Z",
    re.I,
)
"""How much of a drug for how long: ", 60 per 30 days"."""
_BEFORE = re.compile(
    r"([A-Za-z](?:[^;:.()]|(?<=[0-9])[.](?=[0-9])){4,120}?)[\s,(]+(?:[A-Za-z]+\s)?(?:codes?\s)?\Z"
)
"""The words before a code, without what calls it one."""
_DECIDED = re.compile(
    r"\s(?:is|are|was|were)\s(?:not\s)?(?:authorized|approved|denied|certified|covered)\b", re.I
)
_JOINS = re.compile(
    r"[;\n)]\s*|,\s(?=[a-z]+\s)|\b(?:and|or|plus|with)\s(?:(?:for|of|its|the|an?)\s)*", re.I
)
"""What parts a service from the one named before it."""
_MONEY = re.compile(r"\s(?:\d{1,4}\s+)?\$?[\d,]*\d\.\d\d(?=\s)")
_CALLED = re.compile(r"(?:the\s)?(?:medical|technical|proper|full)\sname\sis\s", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"(?:[A-Z][A-Z0-9],?\s)?(?:and|or|plus|with|for)\s(?:its\s)?(?:(?:an?|the)\s)?"
)
"""What joins a service to the one before it."""
_LOOSE_END = re.compile(r"\s(?:for|of|with|and|or|in|to|at|by|the|an?|under|as|using)\s*$", re.I)
_COUNT_WORDS = frozenset(
    "once twice daily day days unit units visit visits qty quantity mg mcg ml capsule capsules "
    "tablet tablets pen pens vial vials per each every week weeks month months one two three four "
    "five six seven eight nine ten twelve for of x and the a at code codes hour hours time times "
    "supply revenue rev cpt hcpcs ndc procedure".split()
)
"""Words that count a service and name none."""
_OTHER_LABEL = re.compile(
    r"[\s,;–—·-]+(?:quantity|qty|diagnos[ie]s|dx|icd-?10|provider|facility|dates?\sof\sservice|dos)\b",
    re.IGNORECASE,
)
"""Where a line of several labels goes on to the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate: where its code, words, count and decision stand; None where unknown.

    ``via`` is "table", "row" (a line that begins with a code) or "prose".
    """

    hit: CodeHit | None
    modifiers: tuple[str, ...]
    description: Span | None
    units: tuple[float | int, Span] | None
    status: tuple[ServiceStatus, Span] | None
    via: str
    extent: Span
    doubtful: bool = False


def row_line(text: Text, hit: CodeHit, extent: Span, nxt: int) -> Line:
    """The line of a row without a heading: what follows the code is told apart by its looks.

    Labels below the row ("Units: 2", "Decision: denied"), before the next code at ``nxt``,
    belong to it too.
    """
    words = text.plain
    at, modifiers = modifiers_after(words, hit)
    units = quantity(words, at, extent.end) or labelled_units(words, at, nxt)
    status = weighed(words, cell_status(words, at, extent.end), units, extent.end)
    stops = [s[1].start for s in (units, status) if s is not None]
    end = _to_next_label(words, at, min([extent.end, *stops]))
    status = (
        status
        or split_status(words, at, nxt)
        or labelled_status(words, at, nxt)
        or counted_status(words, at, nxt)
    )
    modifiers = modifiers or _labelled_modifiers(words, at, nxt)
    tab = words.find("\t", at + 1, end)
    description = trimmed(words, at, tab if tab > at and words[at:tab].strip(EDGE) else end)
    return Line(hit, modifiers, as_name(words, description), units, status, "row", extent)


def prose_line(text: Text, hit: CodeHit, extent: Span, nxt: int, prev: int = 0) -> Line:
    """The line of a code inside a sentence, between the codes that end at ``prev`` and begin at
    ``nxt``."""
    words = text.plain
    at, modifiers = modifiers_after(words, hit)
    after = quantity(words, at, min(extent.end, nxt, at + _AFTER))
    before = quantity_before(words, max(extent.start, prev), hit)
    bracketed = _CLOSED.match(words, at) is not None
    units = (before if bracketed else None) or after or before or labelled_units(words, at, nxt)
    modifiers = modifiers or _labelled_modifiers(words, at, nxt)
    status = (
        split_status(words, _own_start(words, hit, extent, prev), nxt)
        or labelled_status(words, at, nxt)
        or counted_status(words, at, nxt)
        or closing_status(words, at, min(extent.end, nxt))
    )
    begin = _after_others(words, prev, hit) if prev > extent.start else extent.start
    named = as_name(words, _told(words, hit, at, Span(begin, extent.end), nxt))
    return Line(hit, modifiers, named, units, status, "prose", extent)


def _own_start(plain: str, hit: CodeHit, extent: Span, prev: int) -> int:
    """Where the words of a code begin: behind the code before it, on a line of a list its own."""
    if prev <= extent.start:
        return extent.start
    return max(prev, plain.rfind("\n", prev, hit.start) + 1)


def _labelled_modifiers(plain: str, start: int, end: int) -> tuple[str, ...]:
    """The modifiers that follow a code by name: "with modifier 50", "Mod: RT"."""
    match = _NAMED_MODIFIERS.search(plain, start, min(end, start + 120))
    return tuple(re.findall(r"[A-Z0-9]{2}", match["mods"])) if match is not None else ()


def modifiers_after(
    plain: str, hit: CodeHit, end: int | None = None
) -> tuple[int, tuple[str, ...]]:
    """Where the words after a code and its modifiers begin, and the modifiers, up to ``end``."""
    at, found = hit.tail, list(hit.modifiers)
    if hit.system in (CodeSystem.CPT, CodeSystem.HCPCS):
        stop = len(plain) if end is None else end
        while (match := _AFTER_MODIFIERS.match(plain, at, stop)) and match[1] not in found:
            found.append(match[1])
            at = match.end()
    return at, tuple(found)


def _told(plain: str, hit: CodeHit, at: int, extent: Span, nxt: int) -> Span | None:
    """What a sentence calls a code: the bracket or the words after it, else those before it."""
    bracket = re.compile(r"\s{0,2}\(([^()]{4,120})\)").match(plain, at, min(extent.end, nxt))
    counted = bracket is not None and _COUNTED.fullmatch(bracket[1]) is not None
    if bracket is not None and not counted and re.search(r"[A-Za-z]{3}", bracket[1]):
        return trimmed(plain, bracket.start(1), bracket.end(1))
    after = re.compile(r"[\s,:–-]{1,3}(?=[A-Za-z])([^;.\n()]{4,120})").match(
        plain, at, min(extent.end, nxt)
    )
    opened = plain[max(extent.start, hit.start - 12) : hit.start]
    inside = _INSIDE.match(plain, at, min(extent.end, nxt)) if "(" in opened else None
    if inside is not None and not quantity(plain, at, inside.end()):
        return trimmed(plain, *inside.span("what"))
    if after is not None and "(" not in opened and not _goes_on(plain, after.span(1)):
        return trimmed(plain, after.start(1), _to_next_label(plain, after.start(1), after.end(1)))
    start = max(extent.start, plain.rfind("\n\n", 0, hit.start), plain.rfind("\t", 0, hit.start))
    before = _BEFORE.search(plain, start, hit.start)
    if before is None:
        return None
    decided = _DECIDED.search(plain, before.start(1), before.end(1))
    named = Span(before.start(1), decided.start() if decided else before.end(1))
    lead_ins = list(_ASKING.finditer(plain, *named))
    return trimmed(plain, lead_ins[-1].end() if lead_ins else named.start, named.end)


def _goes_on(plain: str, after: tuple[int, int]) -> bool:
    """True where the words after a code count it or lead on, and name nothing."""
    counted = quantity(plain, *after)
    return _GOES_ON.match(plain, *after) is not None or (
        counted is not None and counted[1].start == after[0]
    )


def _after_others(plain: str, start: int, hit: CodeHit) -> int:
    """Where the words of a code begin in a sentence that named another before it."""
    joins = list(_JOINS.finditer(plain, start, hit.start))
    return joins[-1].end() if joins else hit.start


def as_name(plain: str, span: Span | None) -> Span | None:
    """The name of a service without what leads to it, sums of money and loose ends; None where
    only counts and units are left ("once", "Qty 2 pens / 28 days")."""
    if span is None:
        return None
    start, end = span.start, span.end
    if money := _MONEY.search(plain, start, end):
        end = money.start()
    if lead := _CALLED.match(plain, start, end) or _LEAD_IN.match(plain, start, end):
        start = lead.end()
    if counted := _PER.search(plain, start, end):
        end = counted.start()
    while loose := _LOOSE_END.search(plain[start:end]):
        end = start + loose.start()
    words = re.findall(r"[A-Za-z]+", plain[start:end])
    if all(word.lower() in _COUNT_WORDS for word in words):
        return None
    return trimmed(plain, start, end)


def _to_next_label(plain: str, start: int, end: int) -> int:
    label = _OTHER_LABEL.search(plain, start, end)
    return label.start() if label is not None else end


def trimmed(plain: str, start: int, end: int) -> Span | None:
    """The stretch without marks at its edges; None where nothing is left."""
    while start < end and plain[start] in EDGE:
        start += 1
    while end > start and plain[end - 1] in " \t\n|,;:.-–•·*→(":
        end -= 1
    words = plain[start:end]
    if words.endswith(")") and words.count(")") > words.count("("):
        end -= 1
    return Span(start, end) if re.search(r"[A-Za-z]{2}", plain[start:end]) else None
