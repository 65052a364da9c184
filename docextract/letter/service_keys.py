"""Decisions printed apart from their lines: by line number, by a key of letters, by a mark under
one of several headings.

"Lines 2 and 4 are not approved. All other lines are certified." stands below a table; "A =
approved" explains its last column; an X stands under "Approved" or "Not approved".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from docextract.facts import Box, ServiceStatus
from docextract.letter.named_numbers import counts_in, named_numbers
from docextract.letter.service_context import Context
from docextract.letter.service_decisions import cell_status, clause_at, cue_in
from docextract.letter.service_lines import Line
from docextract.letter.spans import Span, cells
from docextract.pages.text import PlacedLine, Text
from docextract.rules import load

Said = tuple[ServiceStatus, Span]
_OWN_NUMBER = re.compile(r"\W{0,3}(?P<n>[0-9]{1,2})(?:[.)]|(?=\s))(?!\s?[/-]\s?[0-9])")
_NAMED = named_numbers("lines?|items?|rows?|entries|entry|nos?\\.|numbers?|ln")
_REST = re.compile(
    r"\b(?:(?:all|the|every|each)\s)?(?:other|remaining|rest\sof\sthe)\s(?:lines?|items?|rows?|services?)\b"
    r"|\ball\sthe\srest\b",
    re.IGNORECASE,
)
_KEY = r"(?<![\w-])(?P<key>[A-Z]{1,2}|[0-9])\s?(?:(?P<sign>[=:–-])\s?|\s)"
_KEY_ENDS = re.compile(r"[;.,\n]|(?<![\w-])(?:[A-Z]{1,2}|[0-9])\s?[=:–-]")
_MARK = re.compile(r"\W*[xX✓✔☒☑■]\W*")
_LONGEST = 60
"""What a key says has at most so many characters."""
_LEAST = 2
"""A key tells at least so many decisions apart, a row of headings has so many, a list so many
numbers."""


def with_keyed(context: Context, lines: list[Line]) -> list[Line]:
    """The lines with the decisions that are printed apart from them, those withdrawn left out."""
    told = [_by_mark(context.text, line) or _by_key(context.text, line) for line in lines]
    keyed = [
        line if said is None else replace(line, status=said)
        for line, said in zip(lines, told, strict=True)
    ]
    kept = [line for line in keyed if not _is_withdrawn(context.text, line)]
    return _by_numbers(context, kept)


def _by_numbers(context: Context, lines: list[Line]) -> list[Line]:
    """The lines with what sentences decide on them by their numbers, and on those left over."""
    numbers = [_number(context.text, line) for line in lines]
    known = {n for n in numbers if n is not None}
    if len(known) < _LEAST:
        return lines
    plain, said = context.text.plain, dict[int, Said]()
    for sentence in context.sentences:
        for match in _NAMED.finditer(plain, *sentence):
            found = cue_in(plain, clause_at(plain, sentence, match.start()))
            if found is not None:
                said |= {
                    n: found
                    for n in {int(n) for n in counts_in(match["told"]) if n.isdigit()} & known
                    if n not in said
                }
    if not said:
        return lines
    rest = _of_the_rest(context)
    status = [said.get(n, rest) if n is not None else rest for n in numbers]
    return [
        line if told is None or line.status is not None else replace(line, status=told)
        for line, told in zip(lines, status, strict=True)
    ]


def _number(text: Text, line: Line) -> int | None:
    """The number before a line of a list or table."""
    at = line.extent.start if line.hit is None else min(line.extent.start, line.hit.start)
    found = _OWN_NUMBER.match(text.plain, text.line_at(at).start)
    if found is None or (line.hit is not None and found.end("n") > line.hit.start):
        return None
    return int(found["n"])


def _of_the_rest(context: Context) -> Said | None:
    plain = context.text.plain
    for sentence in context.sentences:
        for match in _REST.finditer(plain, *sentence):
            found = cue_in(plain, clause_at(plain, sentence, match.start()))
            if found is not None:
                return found
    return None


def _by_key(text: Text, line: Line) -> Said | None:
    """The decision that a letter in a line's row stands for."""
    keys = _keys(text.plain)
    if not keys:
        return None
    for cell in reversed(_row(text, line)):
        words = text.plain[cell.start : cell.end].strip()
        key = re.fullmatch(r"(?P<key>[A-Z]{1,2}|[0-9])(?:[\s,]{1,2}[0-9]{1,2})?", words)
        if key is not None and key["key"] in keys:
            return keys[key["key"]], cell
        if line.hit is not None and cell.start <= line.hit.start:
            return None
    return None


def _row(text: Text, line: Line) -> list[Span]:
    """The cells of the printed line that a code stands in."""
    at = line.extent.start if line.hit is None else line.hit.start
    return cells(text, text.line_at(at))


@cache
def _key_pattern() -> re.Pattern[str]:
    words = "|".join(f"(?:{row})" for row in load("services")["key_words"])
    return re.compile(rf"{_KEY}(?P<said>(?i:{words}))")


@lru_cache(maxsize=4)
def _keys(plain: str) -> dict[str, ServiceStatus]:
    """What the letters of a key mean, where they tell decisions apart: "A = approved"."""
    found: dict[str, ServiceStatus] = {}
    for match in _key_pattern().finditer(plain):
        if match["sign"] is None and not _stands_in_a_row(plain, match):
            continue
        end = min(len(plain), match.start("said") + _LONGEST)
        ends = (_KEY_ENDS.search(plain, match.end("said"), end),
                _key_pattern().search(plain, match.end("said"), end))  # fmt: skip
        stop = min([end, *(one.start() for one in ends if one is not None)])
        said = cell_status(plain, match.start("said"), stop)
        if said is not None:
            found.setdefault(match["key"], said[0])
    return found if len(set(found.values())) >= _LEAST else {}


def _stands_in_a_row(plain: str, match: re.Match[str]) -> bool:
    """True for a letter of a key without signs ("A APPROVED  D DENIED"), which has another in its
    line; "LT DENIED" in a table's row is a modifier."""
    start = plain.rfind("\n", 0, match.start()) + 1
    stop = plain.find("\n", match.end())
    line = plain[start : stop if stop >= 0 else len(plain)]
    letters = {m["key"] for m in _key_pattern().finditer(line) if m["key"].isalpha()}
    return len(match["key"]) == 1 and match["key"].isalpha() and len(letters) >= _LEAST


def _is_withdrawn(text: Text, line: Line) -> bool:
    """True for a line whose letter stands for "withdrawn"."""
    if line.status is not None or line.hit is None:
        return False
    words = {text.plain[cell.start : cell.end].strip() for cell in _row(text, line)}
    told = re.finditer(rf"{_KEY}(?=(?i:withdr[ae]wn|taken\sback|cancell?ed|voided))", text.plain)
    return any(match["key"] in words and match["sign"] is not None for match in told)


def _by_mark(text: Text, line: Line) -> Said | None:
    """The decision of the heading that a row's mark stands under."""
    marks = [
        cell
        for cell in _row(text, line)
        if _MARK.fullmatch(text.plain, *cell) and (line.hit is None or cell.start > line.hit.start)
    ]
    if len(marks) != 1:
        return None
    mark, heads = _sides(text, marks[0]), _heads(text, line)
    if mark is None or not heads:
        return None

    def away(head: Said) -> float:
        sides = _sides(text, head[1]) or mark
        middles = abs(sum(sides) - sum(mark)) / 2
        return min(middles, abs(sides[0] - mark[0]))

    return min(heads, key=away)


def _heads(text: Text, line: Line) -> list[Said]:
    """The headings of decisions above a line, in the nearest row that has two or more."""
    at = line.extent.start if line.hit is None else line.hit.start
    own = text.line_at(at)
    before = [one for one in text.lines if one.start < own.start and one.page == own.page]
    for above in reversed(before):
        found = list(_decisions_in(text, above))
        if len({status for status, _ in found}) >= _LEAST:
            return found
    return []


def _decisions_in(text: Text, line: PlacedLine) -> Iterator[Said]:
    spans = cells(text, line)
    if len(spans) <= _LEAST or any(_MARK.fullmatch(text.plain, *span) for span in spans):
        return
    for span in spans:
        said = cell_status(text.plain, *span)
        if said is not None and _sides(text, span) is not None:
            yield said[0], span


def _sides(text: Text, span: Span) -> tuple[float, float] | None:
    """From where to where some words reach across the page, in points."""
    boxes: Sequence[Box] = [
        word.word.box for word in text.words_in(*span) if word.word.box is not None
    ]
    if not boxes:
        return None
    return min(box[0] for box in boxes), max(box[2] for box in boxes)
