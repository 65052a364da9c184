"""What part of a letter a line stands in: letterhead, reference block, body, rights and so on.

The same words weigh differently by where they stand: a date in the letterhead is the letter's,
"denied" in the taglines is no decision. Each line gets one zone; headings and position decide,
by the cues of ``rules/zones.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from docextract.letter.label_roles import normal, role_of
from docextract.letter.spans import Span, pieces, segments
from docextract.pages.text import PlacedLine, Text
from docextract.rules import load

ZoneKind = Literal[
    "fax_header",
    "running",
    "letterhead",
    "reference",
    "body",
    "peer_to_peer",
    "rights",
    "signature",
    "copies",
    "taglines",
]

EARLY = ("letterhead", "reference")
"""The zones before the letter's own words."""
FORM_ROLES = ("member_name", "member_id", "dob", "reference", "npi", "provider_name", "facility")
"""Labels that make a line of the body a row of a form."""
HEAD_SHARE = 0.08
"""A sentence within this share of a letter, before any label, is a remark above its head."""
HEADING_WORDS = 14
"""A heading has at most so many words."""
_FAX = re.compile(
    r"\bfrom\b.{0,60}\b(?:fax|to)\b.{0,50}\bp(?:g|age)?\b.{0,4}\d|\b\d{1,2}:\d{2}.{0,90}\b(?:p(?:g|age)?[.,:]?\s*0*\d{1,3}|fax)\b|\bfax\b.{0,80}\d{1,2}:\d{2}",
    re.I,
)
_PAGE = re.compile(
    r"(?:\bpage\b|\bpg\b|\bp\.)\s*\w+\s*(?:of|/)\s*\w+|^\W*\d{1,2}\s*(?:/|of)\s*\d{1,2}\W*$", re.I
)
_SALUTATION = re.compile(
    r"\s*(?:dear\b|to whom it may concern|hello\b|hi\s+[A-Z]|greetings\b|estimad)", re.I
)
_PROSE = re.compile(r"[a-z]{2,}[.,]?\s+[a-z]{2,}\s+[a-z]{2,}")
_RUN_IN = re.compile(r"((?:[A-Z][\w'/-]*)(?:\s[\w'/-]+){0,5})[.:?]\s+(?=[A-Z(\d])")
_COPIES = re.compile(
    r"\s*(?:b?cc?|copy|copies|copied|copy to|copies to|enc|enclosures?)\b\s*:", re.I
)


class Zone(NamedTuple):
    """A run of lines of one kind: offsets ``[start, end)`` into the text."""

    kind: ZoneKind
    start: int
    end: int


@lru_cache(maxsize=4)
def zones(text: Text) -> tuple[Zone, ...]:
    """The zones of a text in reading order; together they cover every line."""
    kinds = _kinds(text)
    found: list[Zone] = []
    for line, kind in zip(text.lines, kinds, strict=True):
        if found and found[-1].kind == kind:
            found[-1] = Zone(kind, found[-1].start, line.end)
        else:
            found.append(Zone(kind, line.start, line.end))
    return tuple(found)


def zone_at(found: tuple[Zone, ...], offset: int) -> ZoneKind:
    """The kind of the zone that an offset lies in (the one before it between zones)."""
    index = bisect_right([zone.start for zone in found], offset) - 1
    return found[max(0, index)].kind if found else "body"


def is_fax_line(words: str) -> bool:
    """True for the line that a fax machine prints on top of a page."""
    return _FAX.search(words) is not None


def is_heading(text: Text, span: Span) -> bool:
    """True where a segment (:func:`~docextract.letter.spans.segments`) is set like a heading:
    short, and not ending as a sentence does."""
    words = " ".join(text.plain[span.start : span.end].split())
    if not words or len(words.split()) > HEADING_WORDS or words[0].islower():
        return False
    if re.search(r"[a-z]\. [A-Z]|\d{3}|\d/\d", words):
        return False
    return not words.endswith((".", ";", ","))


def _kinds(text: Text) -> list[ZoneKind]:
    heads = _headings(text)
    repeated = _repeated(text)
    kinds: list[ZoneKind] = []
    state: ZoneKind = "letterhead"
    opening = first_salutation(text)
    small_print: tuple[int, int] | None = None
    for number, line in enumerate(text.lines):
        own = _own_kind(text, number, line, repeated)
        if own is None and _cue("taglines").search(text.plain[line.start : line.end]):
            small_print = (line.page, line.block) if state not in EARLY else None
            own = "taglines"
        if own is None and small_print == (line.page, line.block):
            own = "taglines"
        if own is None:
            if state == "taglines" and line.page != text.lines[number - 1].page:
                state = _after_taglines(text, line.page)
            if state == "peer_to_peer" and line.block != text.lines[number - 1].block:
                state = state if _cue("peer_to_peer").search(_words(text, line)) else "body"
            told = _next_state(text, line, state, heads.get(line.start))
            state = _before_salutation(told, state) if number < opening else told
            if state in ("body", "peer_to_peer") and _is_form_row(text, line):
                own = "reference"
        kinds.append(own or state)
    return kinds


def _headings(text: Text) -> dict[int, str]:
    """The headings by their start: lines of their own, and the first words of a paragraph that
    end in a point or a colon ("Appeal. You may …")."""
    found: dict[int, str] = {}
    for span in segments(text):
        words = " ".join(text.plain[span.start : span.end].split())
        if is_heading(text, span):
            found[span.start] = words
        elif (run_in := _RUN_IN.match(words)) is not None:
            found[span.start] = run_in[1]
    return found


def _words(text: Text, line: PlacedLine) -> str:
    return text.plain[line.start : line.end]


def first_salutation(text: Text) -> int:
    """The number of the line that greets the reader, on the first two pages; 0 for none."""
    pages = sorted({line.page for line in text.lines})[:2]
    for number, line in enumerate(text.lines):
        if line.page in pages and _SALUTATION.match(text.plain[line.start : line.end]):
            return number
    return 0


def _before_salutation(told: ZoneKind, state: ZoneKind) -> ZoneKind:
    """Nothing but head and reference block stands before the greeting."""
    return told if told in EARLY else state


def _is_form_row(text: Text, line: PlacedLine) -> bool:
    """True for a line of labels and values inside the body, as below some greetings."""
    roles = [
        role_of(re.split(r"[:\d]", text.plain[p.start : p.end])[0]) for p in pieces(text, line)
    ]
    known = sum(role in FORM_ROLES for role in roles)
    return known >= 2 or (known == 1 and len(text.plain[line.start : line.end].split()) <= 10)


def _after_taglines(text: Text, page: int) -> ZoneKind:
    """Where a new page after language pages begins: a letter's head, or its body."""
    lines = [text.plain[line.start : line.end] for line in text.lines if line.page == page]
    return "letterhead" if any(_SALUTATION.match(words) for words in lines) else "body"


def _own_kind(
    text: Text, number: int, line: PlacedLine, repeated: frozenset[int]
) -> ZoneKind | None:
    """The zone of a line that says so itself and changes nothing for the next one."""
    words = text.plain[line.start : line.end]
    edge = _edge_of_page(text, number)
    if edge == "top" and is_fax_line(words):
        return "fax_header"
    if edge is not None and len(words) < 160 and (_PAGE.search(words) or number in repeated):
        return "running"
    if _COPIES.match(words):
        return "copies"
    return None


def _edge_of_page(text: Text, number: int) -> Literal["top", "bottom"] | None:
    """Whether a line is among the first two or the last two of its page."""
    page = text.lines[number].page
    if number < 2 or text.lines[number - 2].page != page:
        return "top"
    if number + 2 >= len(text.lines) or text.lines[number + 2].page != page:
        return "bottom"
    return None


def _repeated(text: Text) -> frozenset[int]:
    """The numbers of edge lines whose words, but for figures, stand on another page's edge too."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(text.lines):
        if _edge_of_page(text, number) is not None:
            key = re.sub(r"\d+", "0", normal(text.plain[line.start : line.end]))
            places.setdefault(key, []).append(number)
    found: set[int] = set()
    for key, numbers in places.items():
        if len(key) >= 6 and len({text.lines[n].page for n in numbers}) > 1:
            found.update(n for n in numbers if text.lines[n].page > text.lines[0].page)
    return frozenset(found)


def _next_state(text: Text, line: PlacedLine, state: ZoneKind, heading: str | None) -> ZoneKind:
    """The zone that a line opens, else the one that it goes on with."""
    words = text.plain[line.start : line.end]
    if _SALUTATION.match(words):
        return "body"
    if _cue("signature").search(words) and state not in EARLY:
        return "signature"
    if heading is not None and not _has_label(text, line):
        opened = _opened_by(heading)
        if opened is not None and state not in EARLY:
            return opened
        if opened == "body" and line.start >= len(text.plain) * HEAD_SHARE:
            return opened
        if state == "peer_to_peer":
            return "body"
    if state in ("letterhead", "reference", "signature", "copies"):
        return _opening(text, line, words, state)
    return state


def _opened_by(words: str) -> ZoneKind | None:
    kinds: tuple[ZoneKind, ...] = ("taglines", "peer_to_peer", "rights", "body")
    for kind in kinds:
        if kind == "rights" and _heading_cue("no_rights").search(words):
            continue
        if _heading_cue(kind).search(words):
            return kind
    return None


def _opening(text: Text, line: PlacedLine, words: str, state: ZoneKind) -> ZoneKind:
    """The zone of a line at the top of a letter or after its signature."""
    if state in ("signature", "copies"):
        return "body" if len(words.split()) > HEADING_WORDS else state
    if _has_label(text, line):
        return "reference"
    is_prose = len(words.split()) > 9 and "\t" not in words and _PROSE.search(words)
    early = state == "letterhead" and line.start < len(text.plain) * HEAD_SHARE
    return "body" if is_prose and not early else state


def _has_label(text: Text, line: PlacedLine) -> bool:
    """True where a cell of the line starts with a known label."""
    heads = [text.plain[c.start : c.end].split(":")[0] for c in pieces(text, line)]
    return any(role_of(head) is not None for head in heads)


@cache
def _cue(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(load("zones")["anywhere"][kind]), re.I)


@cache
def _heading_cue(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(load("zones")["headings"][kind]), re.I)
