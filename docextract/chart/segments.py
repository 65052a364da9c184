"""A page cut into the runs that statements are made of: headings, rows, items, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from docextract.chart.sections import kind_of_section
from docextract.pages.text import PlacedLine, Text
from docextract.rules import load

RunKind = Literal["heading", "row", "text"]


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that belong together; offsets are those of the page's :class:`Text`."""

    start: int
    end: int
    kind: RunKind


BULLET = re.compile(
    r"\s*(?:[•●○◦▪■□❑❏☐☒☑✓✔➢►▶‣∙·*]|[-–](?=\s)|\[[ xX✓]?\]|\(?\d{1,2}[.)](?=\s)"
    r"|\(?[a-zA-Z][.)](?=\s))"
)
"""How an item of a list begins, or a box of a form."""
_LABEL = re.compile(r"\s*[A-Z0-9][\w/&()#'.+-]*(?: [\w/&()#'.+-]+){0,4}:(?=\s|$)")
_SOAP = re.compile(r"(?<=[.!?)\"%\d])\s+(?=(?:S|O|A|P|A/P|S/O):\s)")
_STOP = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9+À-Þ])")
_BEFORE_NAMES = frozenset({"per", "by", "with", "to", "from", "of", "and", "see", "/", "-", "for"})
_SHORT = 5
"""Sentences of fewer words in a row (``Jobe +. Hawkins +.``) make one statement."""
_HEADING_WORDS = 8
_FULL = 0.97
"""A line that reaches this share of the text's width may have been wrapped."""


def runs(text: Text, skip: frozenset[int] = frozenset()) -> tuple[Run, ...]:
    """The runs of one page in order; ``skip`` holds indices of lines that are furniture."""
    width = _width(text)
    found: list[Run] = []
    open_run: Run | None = None
    last: int | None = None
    for i, line in enumerate(text.lines):
        if i in skip:
            continue
        plain = text.plain[line.start : line.end]
        kind = _kind(plain)
        if open_run and last is not None and _joins(text, open_run, last, i, kind, width):
            open_run = Run(open_run.start, line.end, open_run.kind)
        else:
            if open_run:
                found.append(open_run)
            open_run = Run(line.start, line.end, kind)
        last = i
    if open_run:
        found.append(open_run)
    return tuple(found)


def _kind(plain: str) -> RunKind:
    if "\t" in plain:
        return "row"
    return "heading" if is_heading(plain) else "text"


def is_heading(plain: str) -> bool:
    """Whether a line is a heading: a known section name, or few capitalised words alone."""
    bare = plain.strip()
    if kind_of_section(bare.rstrip(":")) and len(bare) > 1:
        return len(bare.rstrip(":")) > 2 or bare.isupper()
    words = bare.split()
    if not words or len(words) > _HEADING_WORDS or re.search(r"[.;,?!]$|\d", bare):
        return False
    letters = [w for w in words if w[0].isalpha()]
    if bare.isupper() and len(letters) == len(words) and len(bare) > 3:
        return True
    return bare.endswith(":") and len(words) <= 4 and words[0][0].isupper()


def _joins(text: Text, run: Run, last: int, here: int, kind: RunKind, width: float) -> bool:
    """Whether the line belongs to the open run: wrapped text, or the rest of a row's cell."""
    before, line = text.lines[last], text.lines[here]
    plain = text.plain[line.start : line.end]
    if line.block != before.block and not _mid_sentence(text, before, line, width):
        return False
    if run.kind == "row":
        return kind == "text" and _under_later_cell(text, before, line)
    if run.kind == "heading" or kind != "text":
        return False
    if BULLET.match(plain) or _LABEL.match(plain):
        return False
    return _wrapped(text, before, line, width)


def _mid_sentence(text: Text, before: PlacedLine, line: PlacedLine, width: float) -> bool:
    ends = text.plain[before.start : before.end].rstrip()[-1:]
    starts = text.plain[line.start : line.end].lstrip()[:1]
    return ends not in ".:;!?" and starts.islower() and _wrapped(text, before, line, width)


def _wrapped(text: Text, before: PlacedLine, line: PlacedLine, width: float) -> bool:
    """Whether the first word of ``line`` would not have fitted on the line before."""
    first = text.plain[line.start : line.end].split(maxsplit=1)[0]
    if before.box is None or line.box is None:
        return before.end - before.start + 1 + len(first) > _FULL * width
    letters = max(1, line.end - line.start)
    size = (line.box[2] - line.box[0]) / letters
    return before.box[2] + (len(first) + 1) * size > _FULL * width


def _under_later_cell(text: Text, row: PlacedLine, line: PlacedLine) -> bool:
    """A line that stands under a later cell of the row above: the rest of that cell."""
    if row.box is None or line.box is None:
        return False
    first_cell_end = (
        row.start + text.plain[row.start : row.end].index("\t")
        if "\t" in (text.plain[row.start : row.end])
        else row.end
    )
    words = text.words_in(row.start, first_cell_end)
    edge = max((w.word.box[2] for w in words if w.word.box), default=row.box[2])
    return line.box[0] > edge


def _width(text: Text) -> float:
    """The right margin: where the longest lines of running text end."""
    prose = [ln for ln in text.lines if "\t" not in text.plain[ln.start : ln.end]]
    lines = prose or list(text.lines)
    if any(ln.box is None for ln in lines):
        return float(max((ln.end - ln.start for ln in lines), default=0))
    return max((ln.box[2] for ln in lines if ln.box), default=0.0)


def sentences(plain: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    """The sentences of a run, as offsets; a point after an abbreviation ends none."""
    cuts = [start]
    cuts += [
        start + match.end()
        for match in _STOP.finditer(plain[start:end])
        if _ends(plain[start : start + match.end()])
    ]
    cuts += [start + m.start() for m in _SOAP.finditer(plain[start:end])]
    cuts = sorted({*cuts, end})
    pieces = []
    for left, right in pairwise(cuts):
        piece = plain[left:right]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            pieces.append((left + lead, left + len(piece.rstrip())))
    return _merged(plain, pieces)


def _merged(plain: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Numbers of list items join what follows, short sentences in a row each other."""
    found: list[tuple[int, int]] = []
    carry: int | None = None
    short = False
    for a, b in pieces:
        start = a if carry is None else carry
        carry = None
        sentence = plain[start:b]
        if re.fullmatch(r"\(?\w{1,2}[.)]", sentence):
            carry = start
            continue
        size = len(sentence.split())
        if found and (size == 1 or (short and size < _SHORT)) and not _LABEL.match(sentence):
            found[-1] = (found[-1][0], b)
        else:
            found.append((start, b))
            short = size < _SHORT and not re.match(r"(?i)no |denies", sentence)
    if carry is not None:
        found.append((carry, pieces[-1][1]))
    return found


@cache
def _never_end() -> frozenset[str]:
    return frozenset(str(w) for w in load("chart_sentences")["never_end"])


def _ends(before: str) -> bool:
    """Whether the point at the end of ``before`` ends a sentence."""
    if before.rstrip("\"')]")[-1] != ".":
        return True
    found = re.search(r"([A-Za-z][\w.&'-]*)\.[\"')\]]*$", before)
    if found is None:
        return not re.search(r"(?:^|\n)\s*\(?\d{1,2}\.$", before)
    word = found[1].lower()
    if len(word) == 1 and found[1].isupper():
        return word in "lrd" and _side(before[: found.start()])
    return word not in _never_end()


def _side(before: str) -> bool:
    """Whether a single letter after ``before`` is a side (``tender R.``), not an initial."""
    last = re.search(r"([\w/%-]+)\s*$", before)
    if last is None:
        return False
    word = last[1]
    return word.lower() == word and word not in _BEFORE_NAMES
