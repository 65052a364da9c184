"""A requirement that is several: "two of the following: …", "A of 15 or more, or B", "A, and B".

Only what can stand alone is taken apart: each part has a bound of its own, or is a phrase with a
concept of its own. A list of mere nouns ("sleep, work, or self-care") stays whole. What several
parts share (a window at the end, the measure before a second bound) is given to each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docextract.requirements.concepts import lexicon, mentions
from docextract.requirements.measures import find_measures
from docextract.requirements.numbers import NUMBER, number
from docextract.requirements.thresholds import find_thresholds
from docextract.requirements.windows import find_windows

_KEPT = 5_000
_LIST = re.compile(
    rf"^(?P<head>.*?)\b(?:(?:at\s+least|any|a\s+minimum\s+of)\s+)?(?P<n>{NUMBER}|any)\s+(?:or\s+more\s+)?of"
    r"(?:\s+(?:the\s+following|these))?(?P<tail>[^:;,]{0,40}):\s*(?P<items>.+)$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[^:;,]{3,60}:\s+(?=\S)")
_LEAD = re.compile(
    r"^(?P<lead>(?:with)?in\s+the\s+(?:past|last|previous|preceding|prior)\s+[^,;]{3,20}),\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,\s+(?:(?:all|both|each)\s+)?(?:\w+\s+)?|\s+(?:all|both|each)\s+(?:\w+\s+)?)"
    r"(?P<tail>(?:with)?in\s+(?:the\s+)?[^,;]{4,60}|(?:for|at)\s+(?:at\s+least|any)\s+[^,;]{3,30})$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*;\s*(?:(?P<semi>and|or)\s+)?|,\s+(?P<comma>and|or)\s+(?!(?:others?|more|less|greater)\b(?!\s+\w+\s+\w+))|"
    r",\s+(?=(?:without|with\s+(?:no|a\s+concurrent))\s)|\s+(?P<plain>and)\s+(?=(?:no|not|without)\s)",
    re.IGNORECASE,
)
_ENUM = re.compile(r"\s*(?:,|;|\s(?:and|or)\s)\s*(?:(?:and|or)\s+)?", re.IGNORECASE)
_BARE_BOUND = re.compile(
    r"^(?:(?:an?|the)\s+)?(?:of|at\s+least|below|above|under|over|more\s+than|less\s+than|between)\s+"
    r"(?:at\s+least\s+)?\d",
    re.IGNORECASE,
)
_SPEAKS = {"condition", "finding", "test", "score", "value", "grade", "procedure", "drug",
           "therapy", "document", "plan", "function", "device"}  # fmt: skip
_LISTS = re.compile(r",\s+(?!\w+ing\b|includ|such|with\b|without\b)")
"""A comma left in a row: a list has begun."""
_CLOSED = re.compile(r"(?<=\s)[\w-]+(?:,\s+[\w-]+){1,6},?\s+(?:or|and)\s+[\w-]+")
"""A list of single words that ends in its row."""
_BACK = re.compile(r"(?:of\s+)?(?:which|whom|these|those|that)\b", re.IGNORECASE)
"""A row that speaks of what stands before it."""
_LACK = re.compile(r"with(?:out|\s+no)\b", re.IGNORECASE)
_EITHER = re.compile(
    r"\s+or\s+(?!(?:more|less|above|below|high\w*|low\w*|great\w*|few\w*|better|worse|over|under|equal)\b)",
    re.I,
)
_TOGETHER = re.compile(
    r"\b(?:documented|confirmed|shown|defined|measured|demonstrated)\s+by\b|[,;:(]", re.I
)
"""What goes on says how the first side is shown, and is no second side."""
_PHRASE = 3
"""A part of fewer words is an item of a list."""


@dataclass(frozen=True, slots=True)
class Parts:
    """``texts`` of which ``need`` must hold."""

    need: int
    texts: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def parts_of(text: str) -> Parts | None:
    """The parts of a requirement's text; None where it is one.

    >>> parts_of("HIT-6 score of 60 or more, or MIDAS score of 21 or more").need
    1
    """
    body = " ".join(text.split()).rstrip(" .;")
    return _listed(body) or _joined(body)


def _listed(body: str) -> Parts | None:
    match = _LIST.match(body)
    if not match:
        return None
    raw, items = match["n"], match["items"]
    need = 1.0 if raw.lower() == "any" else number(raw)
    rows = re.split(r"\s*;\s*", items) if ";" in items else _ENUM.split(items)
    rows = [re.sub(r"^(?:and|or)\s+", "", r.strip(" .,;"), flags=re.IGNORECASE) for r in rows]
    rows = [r for r in rows if r]
    if not need or len(rows) < max(2, need):
        return None
    tail = match["tail"].strip()
    return Parts(int(need), tuple(f"{r} {tail}".strip() for r in rows))


def _joined(body: str) -> Parts | None:
    lead = _LEAD.match(body)
    core = body[lead.end() :] if lead else body
    tail = _TAIL.search(core)
    core = core[: tail.start()] if tail else core
    heading = _HEADING.match(core)
    core = core[heading.end() :] if heading else core
    joints = [j for j in _JOINT.finditer(core) if _outside(core, j.start())]
    words = {(j["semi"] or j["comma"] or j["plain"] or "and").lower() for j in joints}
    if "or" in words:  # "A, with B, or C": what goes with A stays with it
        joints = [j for j in joints if (j["semi"] or j["comma"] or "").lower() == "or"]
    rows, start = [], 0
    for joint in joints:
        rows.append(core[start : joint.start()])
        start = joint.end()
    rows = _values([*rows, core[start:]]) if joints else _two_bounds(core)
    if not joints and rows:
        words = {"or"}
    last = _CLOSED.sub("", rows[-1]) if rows else ""
    if len(rows) < 2 or not all(_whole(r) for r in (*rows[:-1], last)):
        return None
    need = 1 if "or" in words else len(rows)
    shared = f" {tail['tail']}" if tail else ""
    before = f"{lead['lead']}, " if lead else ""
    return Parts(need, tuple(f"{before}{r}{shared}" for r in _inherit(rows)))


def _two_bounds(core: str) -> list[str]:
    """Two sides of an "or": bounds, each with its own time; or words on one side and, on the
    other, another measure with its bound ("palpable pulses or an index of 0.8 or higher")."""
    for joint in _EITHER.finditer(core):
        rows = [core[: joint.start()], core[joint.end() :]]
        bound = [bool(find_thresholds(r)) for r in rows]
        if all(find_windows(r) for r in rows) and all(bound):
            return rows
        if bound == [False, True] and _sayable(rows[0]) and _own_measure(rows[1]):
            shared = find_windows(rows[1]) if not find_windows(rows[0]) else ()
            late = [rows[1][w.start : w.end] for w in shared if w.end == len(rows[1])]
            return [" ".join([rows[0], *late]), rows[1]]
    return []


def _sayable(row: str) -> bool:
    """Whether a side without a bound can be looked for by itself: it is no mere name."""
    named = [m for m in mentions(row) if m.role == "name"]
    return bool(named) and len(row.split()) > 1 and _TOGETHER.search(row) is None


def _own_measure(row: str) -> bool:
    """Whether a measure is named right before the bound, and nothing else is asked for."""
    first = find_thresholds(row)[0]
    spots = find_measures(row[: first.start])
    return bool(spots) and len(row[: spots[0].start].split()) < _PHRASE


def _values(rows: list[str]) -> list[str]:
    """Rows cut at the commas between bounds ("A above 1, B below 2, and C above 3")."""
    cut: list[str] = []
    for row in rows:
        pieces = re.split(r",\s+(?!with\b)", row)
        cut += pieces if len(pieces) > 1 and all(find_thresholds(p) for p in pieces) else [row]
    return cut


def _inherit(rows: list[str]) -> list[str]:
    """Rows whose bound has no measure of its own get that of the first."""
    first = find_thresholds(rows[0])
    if not first:
        return rows
    measure = re.sub(r"\s+(?:of|is|was)?\s*$", "", rows[0][: first[0].start])
    return [rows[0], *(f"{measure} {r}" if _BARE_BOUND.match(r) else r for r in rows[1:])]


def _outside(text: str, at: int) -> bool:
    """Whether ``at`` lies in no bracket."""
    return text.count("(", 0, at) == text.count(")", 0, at)


def _whole(row: str) -> bool:
    """Whether a row can stand alone: a bound, or a phrase with a concept of its own; and no list
    has begun before it."""
    if _LISTS.search(row) or _BACK.match(row):
        return False
    if find_thresholds(row):
        return True
    table = lexicon().concepts
    kinds = {table[m.key].kind for m in mentions(row) if m.role == "name"}
    if _LACK.match(row):
        return bool(kinds & {"condition", "test"})
    return bool(kinds & _SPEAKS) and len(row.split()) >= _PHRASE
