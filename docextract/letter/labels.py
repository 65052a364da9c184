"""Labels and their values: ``Member ID: 123``, table rows, heads over cells, captions above.

Everything that could be a pair is told; which pair answers a question is for the readers to
weigh. A pair whose label is in ``rules/labels.yaml`` carries its role there (``member_id``).
Geometry decides what belongs together where the words have boxes; else the lines do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from docextract.letter.cells import Cell, across, below, beside, box_of, fills_column, is_close
from docextract.letter.label_roles import (
    LABEL_WORDS,
    known_labels,
    may_be_label,
    normal,
    role_by_words,
    role_of,
)
from docextract.letter.names import is_organization
from docextract.letter.spans import Span, pieces, segments
from docextract.pages.page import union
from docextract.pages.text import Text

Via = Literal["colon", "inline", "row", "below", "head", "prose"]

ID_TOKEN = re.compile(r"(?=[A-Z0-9/.-]*\d)[A-Z0-9][A-Z0-9/.-]{2,}[A-Z0-9]", re.IGNORECASE)
"""What an identifier looks like: letters, figures and dashes with at least one figure."""

ID_RUN = re.compile(
    rf"(?:{ID_TOKEN.pattern}|(?<![\w-])(?=[A-Z]{{0,3}}\d)[A-Z0-9]{{2,3}}(?=[ ][A-Z0-9-]*\d))"
    r"(?:[ ](?=[A-Z0-9-]*\d)[A-Z0-9-]{2,9})*",
    re.IGNORECASE,
)
"""An identifier that may be printed in groups."""

KINDS = frozenset({"review_type", "urgency", "plan_type"})
"""Roles that a number is no value of: "Review UM26-0209" names the review, not its type."""
_COLON = re.compile(
    r"\s*(?::|\.{3,}:?|\.?(?:\s\.)+(?=\s|$)\s*:?|\s=+>?(?=\s))\s*(?!\d\d\b(?<=\d:\d\d))"
)
_NOISE = re.compile(r"^(?:[\s.:·…_|,;=*]+)(?=\w|\(|$)")
"""Leader dots, rules and marks between a label and its value."""
_PARTS = re.compile(r"\s+[|•·]\s+|\s+-\s+(?=[A-Z])")
_LEADER = re.compile(r"[\s.·…_=]*:?[\s.·…_>]*$")


class Pair(NamedTuple):
    """A label with its value. ``via`` tells how they were tied: a colon, a known label directly
    before the value, neighbouring cells, a value under its label, a table head over its cell, a
    known label before a number in running text."""

    label: str
    label_span: Span
    value: str
    value_span: Span
    role: str | None
    via: Via


@lru_cache(maxsize=4)
def labelled(text: Text) -> tuple[Pair, ...]:
    """Every label-value pair of a text, in the order of their labels."""
    rows = _rows(text)
    every = [cell for row in rows for cell in row]
    found: list[Pair] = []
    for row in rows:
        for place, cell in enumerate(row):
            found.extend(
                _pairs_of(text, cell, beside(row, place) or _across(text, cell, every), every)
            )
    found.extend(_by_order(text, rows))
    found.extend(_in_prose(text, found))
    return tuple(sorted(found, key=lambda p: (p.label_span, p.value_span)))


def _rows(text: Text) -> list[list[Cell]]:
    ends = {segment.start: segment.end for segment in segments(text)}
    rows: list[list[Cell]] = []
    paragraph_end = 0
    for number, line in enumerate(text.lines):
        row: list[Cell] = []
        for s in (part for piece in pieces(text, line) for part in _parts(text, piece)):
            paragraph_end = ends.get(s.start, max(paragraph_end, s.end))
            if re.search(r"[^\W_]|[☐☒☑]", text.plain[s.start : s.end]):
                start = next((c.start for c in row[-2:] if _goes_with(text, c, s)), s.start)
                row = [c for c in row if c.end <= start]
                place = (line.page, line.block, number, box_of(text, s), paragraph_end)
                row.append(Cell(start, s.end, *place))
        rows.append(row)
    return rows


def _by_order(text: Text, rows: list[list[Cell]]) -> Iterator[Pair]:
    """A row of labels over a row of as many values, whether or not their columns are aligned."""
    for heads, values in pairwise(rows):
        if not 2 < len(heads) == len(values) or any(_is_label(text, cell) for cell in values):
            continue
        told = [text.plain[cell.start : cell.end] for cell in heads]
        roles = [role_of(words) for words in told]
        contacts = any(role in ("phone", "address") for role in roles)
        if contacts or roles.count(None) > 1 or any(":" in words for words in told):
            continue
        for head, value in zip(heads, values, strict=True):
            label, told_span = Span(head.start, head.end), Span(value.start, value.end)
            yield _pair(text, label, told_span, "head")


def _across(text: Text, cell: Cell, every: list[Cell]) -> Cell | None:
    """The value right of a known label where the page was read column by column."""
    words = _LEADER.sub("", text.plain[cell.start : cell.end])
    if cell.box is None or not (role_of(words) or may_be_label(words)):
        return None
    return across(cell, every)


def _goes_with(text: Text, before: Cell, piece: Span) -> bool:
    """True for a value whose colon is set apart from its label ("PATIENT     : ROE, JAN"), and
    for a label whose words are ("DOD     BENEFITS     NUMBER: 7711")."""
    first = text.plain[before.start : piece.start].rstrip()
    rest = text.plain[piece.start : piece.end]
    if ":" in first:
        return False
    if rest[:1] == ":":
        return "\t" not in first
    head = re.match(r"([A-Za-z#./ ]{2,25}?)[\s.]*:", rest)
    if head is None or normal(head[1]) in known_labels():
        return False
    return normal(f"{first} {head[1]}") in known_labels()


def _parts(text: Text, piece: Span) -> Iterator[Span]:
    """A piece cut at bars, dots and dashes where what follows starts with a label."""
    plain = text.plain[piece.start : piece.end]
    start = 0
    for mark in _PARTS.finditer(plain):
        after = plain[mark.end() :]
        head = re.match(r"([^:]{2,40}):", after)
        labelled_after = head is not None and role_of(head.group(1)) is not None
        if labelled_after or _leading_label(after) is not None:
            yield Span(piece.start + start, piece.start + mark.start())
            start = mark.end()
    yield Span(piece.start + start, piece.end)


def _pairs_of(
    text: Text,
    cell: Cell,
    right: Cell | None,
    every: list[Cell],
) -> Iterator[Pair]:
    """The pairs whose label lies in ``cell``."""
    parts = _cut(text, cell)
    for i, (label, value) in enumerate(parts):
        last = i == len(parts) - 1
        if value is not None and value.start < value.end:
            via: Via = "colon" if _is_mark(text, label.end, value.start) else "inline"
            end, words = _with_wrap(text, value, cell, every) if last else (value.end, None)
            yield _pair(text, label, Span(value.start, end), via, words)
        elif last:
            yield from _elsewhere(text, label, cell, right, every)


def _elsewhere(
    text: Text, label: Span, cell: Cell, right: Cell | None, every: list[Cell]
) -> Iterator[Pair]:
    """The values that may belong to a label that fills its cell: beside it and below it."""
    if _ends_label(text, cell, every):
        return
    if right is not None and not _is_label(text, right):
        end, words = right.end, text.plain[right.start : right.end]
        if right.line == cell.line:
            end, words = _with_wrap(text, Span(right.start, right.end), right, every)
        yield _pair(text, label, Span(right.start, end), "row", words)
    under = below(cell, every)
    heads_a_column = right is None or _is_label(text, right)
    if under is not None and under.start >= label.end and heads_a_column:
        words = text.plain[label.start : label.end] + " " + text.plain[under.start : under.end]
        if normal(words) in known_labels():
            both = _beside_both(text, cell, under, every) if right is None else None
            value = both or below(under, every)
            if value is not None:
                told = _pair(text, label, Span(value.start, value.end), "head")
                yield told._replace(label=words, role=role_of(words))
            return
    if under is not None and not _is_label(text, under):
        via: Via = "head" if right is not None else "below"
        end, words = _with_wrap(text, Span(under.start, under.end), under, every)
        yield _pair(text, label, Span(under.start, end), via, words)
        longer = _column(text, under, every) if via == "head" else words
        if longer != words:
            yield _pair(text, label, Span(under.start, end), via, longer)


def _beside_both(text: Text, cell: Cell, under: Cell, every: list[Cell]) -> Cell | None:
    """The value beside a label of two rows, at the height of either or between them."""
    for one in (cell._replace(box=union([cell.box, under.box])), cell, under):
        value = across(one, every)
        if value is not None and not _is_label(text, value):
            return value
    return None


def _ends_label(text: Text, cell: Cell, every: list[Cell]) -> bool:
    """True where a cell is the second row of a label ("AUTHORIZATION" over "ID")."""
    if cell.box is None:
        return False
    for other in every:
        if other.box is None or other.page != cell.page or other.end > cell.start:
            continue
        gap = cell.box[1] - other.box[3]
        if abs(other.box[0] - cell.box[0]) < 3 and -3 < gap < 0.5 * (cell.box[3] - cell.box[1]):
            both = text.plain[other.start : other.end] + " " + text.plain[cell.start : cell.end]
            row = [c for c in every if c.line == other.line]
            right = beside(row, row.index(other)) or across(other, every)
            return normal(both) in known_labels() and (right is None or _is_label(text, right))
    return False


def _pair(text: Text, label: Span, value: Span, via: Via, told: str | None = None) -> Pair:
    words = " ".join(text.plain[label.start : label.end].split())
    lead = _NOISE.match(text.plain[value.start : value.end])
    value = Span(value.start + (lead.end() if lead else 0), value.end)
    told = told or text.plain[value.start : value.end]
    told = " ".join(_NOISE.sub("", told, count=1).split())
    role = role_of(words)
    if via != "prose":
        kind = role in KINDS and ID_RUN.match(told) is not None
        role = (role_by_words(words, told) or role) if kind or role is None else role
    return Pair(words, label, told, value, role, via)


def _is_mark(text: Text, start: int, end: int) -> bool:
    return re.search(r":|\.\.|\s\.|=", text.plain[start:end]) is not None


def _is_label(text: Text, cell: Cell) -> bool:
    """True where a cell is a label itself, or starts with one and a colon."""
    words = text.plain[cell.start : cell.end]
    head = re.match(r"([^:]{2,45}):(?!\d\d)", words)
    return role_of(words.rstrip(" .:")) is not None or (
        head is not None and role_of(head.group(1)) is not None
    )


def _cut(text: Text, cell: Cell) -> list[tuple[Span, Span | None]]:
    """A cell as labels with their values; no value where the label fills the cell."""
    plain = text.plain[cell.start : cell.end]
    marks = [m for m in _COLON.finditer(plain) if ":" in m.group() or m.end() - m.start() > 2]
    starts = [(_label_start(plain, m.start()), m.start(), m.end()) for m in marks]
    heads = [(begin, end, after) for begin, end, after in starts if begin is not None]
    if not heads:
        known = _leading_label(plain)
        if known is None and may_be_label(_LEADER.sub("", plain)):
            known = len(_LEADER.sub("", plain)), len(plain)
        if known is None:
            return []
        heads = [(0, known[0], known[1])]
    found: list[tuple[Span, Span | None]] = []
    for i, (begin, end, after) in enumerate(heads):
        stop = heads[i + 1][0] if i + 1 < len(heads) else len(plain)
        stop = len(plain[:stop].rstrip(" ;,|·"))
        label = Span(cell.start + begin, cell.start + end)
        value = Span(cell.start + after, cell.start + stop) if stop > after else None
        found.append((label, value))
    return found


def _label_start(plain: str, end: int) -> int | None:
    """Where the label that ends at ``end`` begins; None where the words are no label.

    At the start of a cell a label is all the words before the colon; later it is the longest
    known label, else the last capitalised word.
    """
    words = list(re.finditer(r"\S+", plain[:end]))
    if not words or not re.search(r"[A-Za-z]", plain[:end]):
        return None
    inner = _known_suffix(plain, words, end)
    opens = not re.search(r"[:;|]|\d{4}", plain[:end])
    if opens and len(words) <= LABEL_WORDS and not _holds_value(plain, words, inner):
        return words[0].start()
    if inner is not None:
        return inner
    return words[-1].start() if words[-1].group()[:1].isupper() else None


def _holds_value(plain: str, words: list[re.Match[str]], inner: int | None) -> bool:
    """True for "Member Jane Doe DOB": a known label, its value, then the label before the colon."""
    if inner is None or inner == words[0].start():
        return False
    before = [w for w in words if w.start() < inner]
    return any(
        normal(plain[words[0].start() : before[count - 1].end()]) in known_labels()
        for count in range(1, len(before))
    )


def _in_prose(text: Text, found: list[Pair]) -> Iterator[Pair]:
    """Numbers in running text with a known label right before them: "under case number X-12"."""
    taken = {pair.value_span.start for pair in found}
    for token in ID_RUN.finditer(text.plain):
        if token.start() in taken or not re.search(r"\d{3}", token.group()):
            continue
        prefix = re.search(r"(?<![\w-])[A-Z]{2,5}\s$", text.plain[: token.start()][-7:])
        for start in [token.start(), *([token.start() - len(prefix.group())] if prefix else [])]:
            label = _label_before(text.plain, start)
            if label is not None:
                yield _pair(text, label, Span(start, token.end()), "prose")
                break


def _label_before(plain: str, end: int) -> Span | None:
    """The known label right before ``end``, with at most "is", "of" or a mark between."""
    before = plain[max(0, end - 70) : end]
    lead = re.search(r"(?:\s+(?:is|was|of|as|is number|is no\.)|\s*[:#(])*\s*$", before)
    head = before[: lead.start()] if lead else before
    offset = end - len(before)
    clause = re.split(r"[\t\f;|]|\n\n|[.,:](?=\s)", head)[-1]
    start = _known_suffix(clause, list(re.finditer(r"\S+", clause)), len(clause.rstrip()))
    if start is None:
        return None
    begin = offset + len(head) - len(clause) + start
    return Span(begin, offset + len(head.rstrip()))


def _known_suffix(plain: str, words: list[re.Match[str]], end: int) -> int | None:
    """The start of the longest known label that ends at ``end``."""
    for word in words[-LABEL_WORDS:]:
        if normal(plain[word.start() : end]) in known_labels():
            return word.start()
    return None


def _leading_label(plain: str) -> tuple[int, int] | None:
    """Where a known label without a colon ends at the start of a cell, and its value begins."""
    words = list(re.finditer(r"\S+", plain))
    if role_of(_LEADER.sub("", plain)) is not None and len(words) <= LABEL_WORDS:
        end = len(_LEADER.sub("", plain))
        return end, len(plain)
    for count in range(min(LABEL_WORDS, len(words) - 1), 0, -1):
        end = words[count - 1].end()
        label = normal(plain[:end])
        bar = words[count].group() == "|" and count + 1 < len(words)
        rest = plain[words[count + bar].start() :]
        role = known_labels().get(label) or role_by_words(plain[:end], rest)
        if role is not None and _looks_like_value(rest, role):
            return end, words[count + bar].start()
    return None


def _looks_like_value(rest: str, role: str) -> bool:
    """True where words directly after a label, without a mark, can be its value: a number or a
    name in capitals, not the rest of a sentence."""
    first = rest.split(maxsplit=1)[0]
    if (
        re.search(r"\d", first)
        or re.match(r"[A-Z] \d", rest)
        or (first.isupper() and len(first) > 1)
    ):
        return True
    is_name = re.match(r"(?:[A-ZÀ-Þ][\w.'-]*,?[ ]){1,3}[A-ZÀ-Þ][\w'-]+(?=$|[ ]?[,(;-])", rest)
    if role == "facility":
        place = r"(?:(?:[A-Z][\w.'-]*|of|and|the|&)[ ]){1,7}[A-Z][\w.'-]*(?=$|[ ]?[,(;|])"
        return re.match(place, rest) is not None and is_organization(rest)
    return role in ("member_name", "provider_name") and is_name is not None


def _with_wrap(text: Text, value: Span, cell: Cell, every: list[Cell]) -> tuple[int, str]:
    """The end of a value with the lines that it wraps to where they follow in the text, and its
    words with those of the lines that follow in its column only."""
    end, here = value.end, cell
    words = [text.plain[value.start : value.end]]
    for _ in range(3):
        under = below(here, every)
        if under is None or not _goes_on(text, cell, here, under, every):
            break
        follows = not text.plain[end : under.start].strip() and under.start >= end
        end = under.end if follows else end
        words.append(text.plain[under.start : under.end])
        here = under
    return end, " ".join(" ".join(words).split())


def _column(text: Text, cell: Cell, every: list[Cell]) -> str:
    """The words of a cell with those right below it in its column, down to a gap or a label."""
    words = [text.plain[cell.start : cell.end]]
    here = cell
    for _ in range(3):
        under = below(here, every)
        if under is None or not is_close(here, under) or _is_label(text, under):
            break
        if _leading_label(text.plain[under.start : under.end]) is not None:
            break
        words.append(text.plain[under.start : under.end])
        here = under
    return " ".join(" ".join(words).split())


def _goes_on(text: Text, first: Cell, cell: Cell, under: Cell, every: list[Cell]) -> bool:
    """True where the cell below is the rest of a wrapped value."""
    if under.page != cell.page or _is_label(text, under) or not is_close(cell, under):
        return False
    if under.line == cell.line:
        return True
    words = text.plain[under.start : under.end]
    if re.match(r"[^:]{1,40}:\s", words) or _leading_label(words) is not None:
        return False
    if under.end <= first.paragraph_end:
        return True
    told = text.plain[cell.start : cell.end].rstrip()
    if told.endswith(("&", ",", "-", "/", " and", " of", " for", " the")) or words[0].islower():
        return True
    return fills_column(cell, under, every)
