"""Lists of requirements: the words that open one, and its items down to where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docextract.letter.flow import runs
from docextract.letter.requirement_items import enumerated, excused, plausible
from docextract.letter.spans import BULLET, Span
from docextract.letter.unmet_inline import find_inline
from docextract.letter.unmet_items import (
    BOX,
    MARK,
    READ_EMPTY,
    READ_TICK,
    SPECK,
    RequirementList,
    is_read,
    item_of,
    rules,
)
from docextract.letter.unmet_numbers import unmet_by_number
from docextract.pages.text import Text

_LONE_MARK = re.compile(
    rf"(?:{BULLET.pattern}|{SPECK}{{1,2}}|\*|[xX☒☑✓✔→]|{BOX}|\(?[0-9a-h]{{1,2}}[.)])\s*"
)
_SERVICE = re.compile(
    r"\b(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[TU])\b|[0-9]{3}[-.\s][0-9]{3}[-.\s][0-9]{4}"
)
_NOISE = re.compile(r":\s\W{0,3}\w{0,2}\W{0,2}\Z")
"""Specks that OCR read as a letter or two after the colon."""
_FIELD = re.compile(r"[\w /()'-]{2,32}:\s|\W*(?:page|date|name|phone|fax|signature)\b", re.I)
_INDENT = 5.0
_HEAD_WORDS = 5
"""The head of a group of items has at most so many words."""
_NUMBERED = re.compile(r"(?<!\w)\((?P<n>[1-9])\)\s+(?=[A-Za-z])")
_DASHED = re.compile(r"\n(?:[-–—](?=[A-Za-z])|[&®](?=\s[A-Za-z]{2}|\sa\s))")
"""A dash at the head of a line, that OCR set close to its entry, or what it made of a box."""
_INNER = re.compile(r"(?<![\w(])\(?(?:[1-9]|[a-h]|[ivx]{1,4})\)\s+(?=[A-Za-z0-9])")
_ONE_OF = re.compile(
    r"\W*(?:\(?[0-9a-hA-H]{1,2}[.)]\s*)?(?:(?:at\sleast\s)?one|any|either)\sof\s(?:these|the\sfollowing|them)"
    r"(?:\s\w+){0,2}:\s*",
    re.I,
)
"""An item that holds a list of its own: "2. One of these: A, or B"."""
_COUNTER = re.compile(
    r"\W*\(?(?:(?P<number>[0-9]{1,2})|(?P<letter>[a-zA-Z])|(?P<roman>[ivxIVX]{2,4}))[.)]\s"
)
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z])")


def find_lists(text: Text, *, uncued: bool = False, asks: bool = False) -> list[RequirementList]:
    """Every list of unmet or required things of a letter, in reading order.

    A list of which hardly a third reads as requirements is none: an address, a table of services.

    Args:
        text: one letter.
        uncued: take lists with marks whose opening words hold no cue as well; they are doubtful.
        asks: the letter asks for information: what its words before a colon open is asked for.
    """
    whole = _unfolded(text, _with_marks(text, runs(text)))
    found: list[RequirementList] = []
    taken = -1
    for k, span in enumerate(whole):
        if span.start < taken:
            continue
        one = find_inline(text, span, asks=asks) or _below(text, whole, k, uncued=uncued or asks)
        bare = one is not None and not text.plain[: one.opening.end].rstrip().endswith(":")
        if one is not None and (uncued or bare) and not _like_requirements(text, one):
            continue
        one = _plausible(text, one, asks=asks) if one is not None else None
        if one is not None and one.items:
            found.append(one)
            taken = max(item.end for item in one.items)
    return found


def _plausible(text: Text, one: RequirementList, *, asks: bool) -> RequirementList | None:
    """The list without what no chart could show; None where that is a third of it or more."""
    kept = tuple(i for i in one.items if plausible(text.plain[i.start : i.end], asks=asks))
    if 3 * (len(one.items) - len(kept)) >= len(one.items) and len(one.items) > len(kept):
        return None
    return replace(one, items=kept, doubtful=one.doubtful or len(kept) < len(one.items))


def _with_marks(text: Text, whole: Sequence[Span]) -> list[Span]:
    """The segments, a cell that holds only a mark joined with the cell after it."""
    found: list[Span] = []
    for span in whole:
        lone = found and _LONE_MARK.fullmatch(text.plain, *found[-1]) is not None
        if lone and "\n" not in text.plain[found[-1].end : span.start]:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _unfolded(text: Text, whole: Sequence[Span]) -> list[Span]:
    """The segments, those cut that number their items in running text: "of: (1) …, and (2) …"."""
    found: list[Span] = []
    due = 1
    for span in whole:
        cuts = []
        for mark in _NUMBERED.finditer(text.plain, *span):
            if int(mark["n"]) == 1 and text.plain[: mark.start()].rstrip().endswith(":"):
                due = 1
            if int(mark["n"]) == due and (due > 1 or mark.start() > span.start):
                cuts.append(mark.start())
                due += 1
        if cuts and (rest := _SENTENCE.search(text.plain, cuts[-1] + 4, span.end)) is not None:
            cuts.append(rest.end())
        cuts.extend(dash.start() + 1 for dash in _DASHED.finditer(text.plain, *span))
        edges = [span.start, *(cut for cut in sorted(cuts) if cut > span.start), span.end]
        found.extend(Span(a, b) for a, b in pairwise(edges))
    return found


def _below(text: Text, whole: Sequence[Span], k: int, *, uncued: bool) -> RequirementList | None:
    """The list whose items are the segments after segment ``k``."""
    opening = _opening(text, whole[k]) or _heading(text, whole, k)
    if opening is None and uncued and _may_open(text, whole, k):
        opening = whole[k]
    if opening is None:
        return None
    missing = bool(rules()["missing"].search(text.plain, opening.start, opening.end))
    members = _without_heads(text, _members(text, whole, k))
    if not members:
        return None
    items, sure, told = _wanted(text, opening, _cut_inside(text, members))
    return RequirementList(opening, tuple(items), missing or told, not sure or uncued)


def _cut_inside(text: Text, members: list[Span]) -> list[Span]:
    """The members, a paragraph that numbers its own entries cut into them."""
    found: list[Span] = []
    for member in members:
        one_of = _ONE_OF.match(text.plain, *member)
        if one_of is not None:
            found.extend(enumerated(text, Span(one_of.end(), member.end), alternatives=True))
            continue
        cut = len(members) == 1 or _marks_in(text, member) > 1 or excused(text.plain, member)
        parts = enumerated(text, member) if cut else []
        found.extend(parts if len(parts) > 1 else [member])
    return found


def _marks_in(text: Text, span: Span) -> int:
    return len(_INNER.findall(text.plain[span.start : span.end]))


def _heading(text: Text, whole: Sequence[Span], k: int) -> Span | None:
    """A heading with a cue ("What is missing") over at least two marked items."""
    words = text.plain[whole[k].start : whole[k].end]
    marked = [_has_mark(text, span) for span in whole[k + 1 : k + 3]]
    if len(marked) < 2 or not all(marked) or _has_mark(text, whole[k]):
        return None
    if len(words.split()) > 10:
        return None
    missing = rules()["missing"].search(words)
    if rules()["other_list"].search(words) and not missing:
        return None
    cued = missing or rules()["needed"].search(words)
    return whole[k] if cued is not None else None


def _like_requirements(text: Text, one: RequirementList) -> bool:
    """True where items read as things that records show: words, no fields, codes or numbers."""
    told = [text.plain[item.start : item.end] for item in one.items]
    plain = [
        t
        for t in told
        if len(t.split()) > 1 and plausible(t) and not _FIELD.match(t) and not _SERVICE.search(t)
    ]
    wordy = sum(len(t.split()) > 3 for t in plain)
    return len(plain) >= max(2, 0.8 * len(told)) and 2 * wordy >= len(told)


def _may_open(text: Text, whole: Sequence[Span], k: int) -> bool:
    """True where at least two marked items follow words that tell of nothing else."""
    words = text.plain[whole[k].start : whole[k].end]
    following = whole[k + 1 : k + 3]
    if len(following) < 2 or not all(_has_mark(text, span) for span in following):
        return False
    return not _has_mark(text, whole[k]) and rules()["other_list"].search(words) is None


def _opening(text: Text, span: Span) -> Span | None:
    """The last sentence of a segment, where it opens a list of requirements."""
    line = text.line_at(span.start)
    if line.start < span.start and span.end <= line.end:
        span = Span(line.start, span.end)
    words = text.plain[span.start : span.end].rstrip()
    noise = _NOISE.search(words)
    words = words[: noise.start() + 1] if noise is not None else words
    if not words.endswith((":", ":-", "—", "-")) or len(words) < 8:
        return None
    cut = max((m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z])", words)), default=0)
    opening = Span(span.start + cut, span.start + len(words))
    said = text.plain[opening.start : opening.end]
    if rules()["other_list"].search(said) and not rules()["missing"].search(said):
        return None
    if any(rules()[cue].search(said) for cue in ("missing", "needed", "mark_means_met")):
        return opening
    before = text.plain[span.start : opening.start]
    return opening if rules()["missing"].search(before[-160:]) else None


def _members(text: Text, whole: Sequence[Span], k: int) -> list[Span]:
    """The segments that are the items of the list that segment ``k`` opens."""
    rest = whole[k + 1 :]
    if not rest:
        return []
    first = rest[0]
    marked = _has_mark(text, first)
    found: list[Span] = []
    for n, span in enumerate(rest):
        words = text.plain[span.start : span.end]
        if n and _ends_list(text, first, span, marked, rest[n + 1 : n + 2]):
            break
        if not n and (
            _SERVICE.match(words) or (not marked and rules()["not_an_item"].match(words))
        ):
            return []
        found.append(span)
    return found


def _goes_on(text: Text, span: Span) -> bool:
    """True for an item whose count does not begin anew: (b), 2., iii)."""
    count = _COUNTER.match(text.plain[span.start : span.end])
    return count is not None and (count["number"] or count["letter"] or "i").lower() not in "1ai"


def _without_heads(text: Text, members: list[Span]) -> list[Span]:
    """The members but the short heads between them, where the items are counted: "Sleep" over
    "(d) Oximetry of two hours" names a group."""
    counted = [_COUNTER.match(text.plain[m.start : m.end]) is not None for m in members]
    if 2 * sum(counted) < len(members):
        return members

    def heads(n: int) -> bool:
        words = text.plain[members[n].start : members[n].end].strip()
        over = n + 1 < len(members) and counted[n + 1] and not counted[n]
        return over and len(words.split()) <= _HEAD_WORDS and words[-1:] not in ".;,"

    return [m for n, m in enumerate(members) if not heads(n)]


def _has_mark(text: Text, span: Span) -> bool:
    words = text.plain[span.start : span.end]
    return BULLET.match(words) is not None or MARK.match(words) is not None or is_read(text, span)


def _ends_list(
    text: Text, first: Span, span: Span, marked: bool, following: Sequence[Span]
) -> bool:
    """True where a segment is no item any more of the list that begins with ``first``."""
    words = text.plain[span.start : span.end]
    if len(words.split()) > 60:
        return True
    if marked and _has_mark(text, span):
        return _counts_otherwise(text, first, span)
    if rules()["list_ends"].match(words) and not _has_mark(text, span):
        return True
    within = len(words.split()) <= _HEAD_WORDS and any(_goes_on(text, f) for f in following)
    if rules()["not_an_item"].match(words) or (words.rstrip().endswith(":") and not within):
        return True
    if marked:
        more = (f for f in following if _has_mark(text, f))
        joined = words[:1].islower() or any(not _counts_otherwise(text, first, f) for f in more)
        return not joined or _outdented(text, first, span)
    opened = text.plain[first.start : first.end]
    if is_read(text, span):
        return _outdented(text, first, span)
    if opened[:1].islower() != words[:1].islower() and words[:1].isalpha():
        return True
    if _outdented(text, first, span):
        return True
    return not opened.rstrip().endswith(".") and len(re.findall(r"[.!?]\s+[A-Z]", words)) > 0


def _counts_otherwise(text: Text, first: Span, span: Span) -> bool:
    """True where a mark belongs to another list: numbers after letters, a count that restarts.

    On a scan "1." may be read "l." and a bullet "e": there only two figures are compared.
    """
    a = _COUNTER.match(text.plain[first.start : first.end])
    b = _COUNTER.match(text.plain[span.start : span.end])
    if a is not None and b is not None and a["number"] and b["number"]:
        return int(b["number"]) <= int(a["number"])
    if min(text.confidence(first.start, first.end), text.confidence(span.start, span.end)) < 1:
        return False
    if a is None or b is None:
        return (a is None) != (b is None)
    return (a["number"] is None) != (b["number"] is None)


def _outdented(text: Text, first: Span, span: Span) -> bool:
    """True where a segment begins further left than the first item, or in another column."""
    a, b = text.line_at(first.start).box, text.line_at(span.start).box
    if a is None or b is None or (is_read(text, span) and not _has_mark(text, first)):
        return False
    return abs(b[0] - a[0]) > 40 or b[0] < a[0] - _INDENT


def _wanted(text: Text, opening: Span, members: Sequence[Span]) -> tuple[list[Span], bool, bool]:
    """The items that count, whether they are sure, and whether marks single them out."""
    numbered = unmet_by_number(text.plain, opening, members)
    if numbered:
        return [item_of(text, m, status=True) for m in numbered], True, True
    cues = rules()
    said = text.plain[opening.start : opening.end]
    words = [text.plain[m.start : m.end] for m in members]
    if any(cues["item_met"].search(w) or cues["item_unmet"].search(w) for w in words):
        chosen = [m for m, w in zip(members, words, strict=True) if cues["item_unmet"].search(w)]
        if chosen and len(chosen) < len(members):
            return [item_of(text, m, status=True) for m in chosen], True, True
    marks = [bool(cues["marked"].search(w)) for w in words]
    boxes = [bool(cues["unmarked"].search(w)) for w in words]
    if cues["mark_means_met"].search(said) and any(boxes):
        chosen = [m for m, box in zip(members, boxes, strict=True) if box]
        return [item_of(text, m, status=True) for m in chosen], True, True
    empty = [is_read(text, m, READ_EMPTY) for m in members]
    if any(empty) and any(is_read(text, m, READ_TICK) for m in members):
        chosen = [m for m, box in zip(members, empty, strict=True) if not box]
        return [item_of(text, m) for m in chosen], False, True
    if cues["checked"].search(said) or (any(marks) and any(boxes)):
        chosen = [m for m, mark in zip(members, marks, strict=True) if mark]
        if chosen:
            return [item_of(text, m, status=True) for m in chosen], True, True
        return [item_of(text, m) for m in members], False, False
    return [item_of(text, m) for m in members], True, False
