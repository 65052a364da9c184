"""Limits in a table of rights: the right in one cell, its limit in another of the same row.

A cell is read as a text of its own. What its right is, its own words tell first, then the label
of its row, the heading of its column, and what else stands beside or under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from docextract.facts import Anchor, DeadlineKind, Party
from docextract.letter import deadlines_cues as cues
from docextract.letter.deadlines_candidate import Anchored, Candidate, candidate_of, said_in
from docextract.letter.deadlines_hours import with_hour
from docextract.letter.deadlines_limits import find_limits
from docextract.letter.deadlines_sentence import (
    ABSOLUTE,
    anchor_elsewhere,
    first_part,
    region_of,
)
from docextract.letter.deadlines_subject import OUTSIDE, kinds_of, subject_of
from docextract.letter.deadlines_windows import Limit
from docextract.letter.grid import LABEL_WORDS, Cell, Row, is_spaced_prose, label_of, over, rows_of
from docextract.letter.spans import Span, sentences
from docextract.pages.text import Text, excerpt

SENTENCE_WORDS = 25
"""A cell of more words in reading order is read as running text, as a column of the page is."""
ROW_LABEL_WORDS = 18
"""The first cell of a row may tell its right in a whole sentence."""
BY_PARTY = (DeadlineKind.INTERNAL_APPEAL, DeadlineKind.EXTERNAL_REVIEW)
"""Rights that the provider and the member may both have, each with a limit of its own."""
HEADER_ROWS = 12
"""A heading stands at most so many rows above its cells."""
_COUNT = re.compile(r"(?<![A-Za-z])\d")
"""A number, but not that of "P2P"."""
_WITHIN_A_SENTENCE = re.compile(r"[a-z]|\d{4}")
_RANGE = re.compile(r"\s*(?:-|–|to|through|thru|until)\s*\d")
"""What joins the first day of a range to its last."""
_START = re.compile(r"\b(?:from|counted|counting|starts?|starting|begins?|runs?|after)\b", re.I)


class Told(NamedTuple):
    """A cell that may hold limits, with what stands around it in its table.

    ``label`` is the first cell of its row, ``heading`` that of its column; None where the cell
    is that itself or there is none. ``beside`` are the row's other cells, the nearest first,
    ``under`` the cell below.
    """

    cell: Cell
    label: Cell | None
    heading: Cell | None
    beside: tuple[Cell, ...]
    under: Cell | None


def with_tables(text: Text, known: Sequence[Candidate], near: date | None) -> list[Candidate]:
    """The candidates with those of tables of rights, which a row's own cells tell best.

    Where a row gives a limit of a right, what running text made of that cell does not hold, nor
    a day in another cell, nor a limit whose sentence ran from cell to cell.

    Args:
        text: one letter.
        known: what sentences and labels gave.
        near: the letter's date, for days printed without their year.
    """
    found: list[Candidate] = []
    instead: list[Candidate] = []
    rows = rows_of(text)
    running = sentences(text)
    for n, row in enumerate(rows):
        if len(row) < 2 or is_spaced_prose(text, row):
            continue
        told = _told(text, rows, n)
        read = [o for o in told if not (_runs_on(text, o.cell) or _is_cut(o.cell, running))]
        rights = [right for told in read for right in _rights(text, told, near)]
        found.extend(rights)
        if rights:
            gave = [
                one.cell for one in read if any(_lies_in(right.place, one.cell) for right in rights)
            ]
            cells = [one.cell for one in read]
            instead.extend(c for c in known if _told_again(c, gave, cells))
    kept = [_of_label(text, c) for c in known if c not in instead]
    return sorted([*kept, *found], key=lambda c: c.place)


def _of_label(text: Text, known: Candidate) -> Candidate:
    """A limit of running text with whose right the label of its row says it is."""
    label = label_of(text, known.place)
    if known.right or known.kind not in BY_PARTY or not label:
        return known
    told = said_in(label, known.kind)
    if told.provider or (known.party is None and told.party is Party.PROVIDER):
        return replace(known, right="provider", party=Party.PROVIDER)
    return replace(known, party=known.party or told.party)


def _told_again(known: Candidate, gave: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """True for a limit of running text that a row's cells tell better; see the caller."""
    if any(_overlaps(known.limit.start, known.limit.end, cell) for cell in gave):
        return True
    inside = [cell for cell in cells if _overlaps(*known.quote, cell)]
    return len(inside) > 1 or (len(inside) == 1 and known.limit.shape == "stated")


def _overlaps(start: int, end: int, cell: Cell) -> bool:
    return any(start < span.end and span.start < end for span in cell.lines)


def _lies_in(place: int, cell: Cell) -> bool:
    return _overlaps(place, place + 1, cell)


def _told(text: Text, rows: Sequence[Row], n: int) -> Iterator[Told]:
    """The cells of a row with what stands around them."""
    row = rows[n]
    above = _table_above(rows, n)
    for at, cell in enumerate(row):
        beside = sorted((c for c in row if c is not cell), key=lambda c: abs(row.index(c) - at))
        label = row[0] if at and _short(text, row[0], ROW_LABEL_WORDS) else None
        below = rows[n + 1] if n + 1 < len(rows) and len(rows[n + 1]) > 1 else ()
        yield Told(cell, label, _heading(text, cell, above), tuple(beside), over(cell, below))


def _table_above(rows: Sequence[Row], n: int) -> list[Row]:
    """The rows of the same table over a row, from the top."""
    found: list[Row] = []
    for row in reversed(rows[max(0, n - HEADER_ROWS) : n]):
        if len(row) < 2 or row[0].page != rows[n][0].page:
            break
        found.insert(0, row)
    return found


def _heading(text: Text, cell: Cell, above: Sequence[Row]) -> Cell | None:
    """The heading of a cell's column: the topmost cell over it that could be one."""
    for row in above:
        one = over(cell, row)
        if one is not None and _short(text, one) and not _COUNT.search(one.words(text)):
            return one
    return None


def _runs_on(text: Text, cell: Cell) -> bool:
    """True for a cell that running text reads as well: many words, line after line in order; and
    for a part of a page's column, which begins within a sentence."""
    words = cell.words(text)
    if len(words.split()) <= SENTENCE_WORDS:
        return False
    in_order = all(
        not text.plain[one.end : other.start].strip() for one, other in pairwise(cell.lines)
    )
    return in_order or _WITHIN_A_SENTENCE.match(words) is not None


def _is_cut(cell: Cell, running: Sequence[Span]) -> bool:
    """True for a line of a page's column: a sentence of running text goes on outside of it."""
    return any(
        unit.start < line.end and line.start < unit.end and not _holds(cell, unit)
        for line in cell.lines
        for unit in running
    )


def _holds(cell: Cell, unit: Span) -> bool:
    return any(line.start <= unit.start for line in cell.lines) and any(
        unit.end <= line.end for line in cell.lines
    )


def _short(text: Text, cell: Cell, most: int = LABEL_WORDS) -> bool:
    return len(cell.words(text).split()) <= most


def _rights(text: Text, told: Told, near: date | None) -> Iterator[Candidate]:
    """The limits of a cell that are limits of a right."""
    words = told.cell.words(text)
    if not re.search(r"\d|day|month|hour|week", words, re.I):
        return
    own = excerpt(text, told.cell.lines)
    heads = [c.words(text) for c in (told.label, told.heading) if c is not None]
    if any(_says(head, "plan_labels") for head in heads):
        return
    for limit in find_limits(own, 0, len(own.plain), labelled=True, near=near):
        rest = own.plain[limit.end :]
        if limit.shape == "stated" and _RANGE.match(rest):
            continue
        if _says(own.plain[: limit.start], "plan_labels"):
            continue
        right = _right(text, told, own, limit)
        if right is not None and not _past(right, near):
            yield right


def _led(limit: Limit) -> bool:
    """True for a printed day that a word such as "by" leads to."""
    return limit.start < first_part(limit)


def _past(right: Candidate, near: date | None) -> bool:
    """True for a day before the letter's own, which is history."""
    day = right.limit.day
    return day is not None and near is not None and day.value < near


def _right(text: Text, told: Told, own: Text, limit: Limit) -> Candidate | None:
    """The right of a limit in a cell; None where it is none's, or not the reader's to meet."""
    every = sentences(own)
    at = next(n for n, s in enumerate(every) if limit.start < s.end)
    sentence, beside = every[at], every[at + 1 : at + 2] + every[max(0, at - 1) : at]
    anchored = _anchored(text, told, own, limit, sentence, beside)
    kind, by, namer = _kind(text, told, own, limit, sentence, anchored)
    if kind in (None, "reject") or _is_foreign(own.plain, sentence):
        return None
    around = (told.label, told.heading, namer)
    heads = " ".join(c.words(text) for c in around if c is not None)
    labelled = _says(heads, "deadline_labels")
    mover = cues.mover(own.plain, *sentence, limit.start, limit.end, anchored.end)
    alone = not re.search(
        r"\w", own.plain[: limit.start] + own.plain[max(limit.end, anchored.end) :]
    )
    here = anchored.anchor is not None and cues.names_this_letter(anchored.clause)
    if mover == "plan" and not (labelled or here):
        return None
    bare = limit.shape == "stated" and not _led(limit)
    if bare and not labelled and told.label is not None and _subject(text, told.label) is None:
        return None
    headed = by == "head" and (alone or (limit.shape == "stated" and not bare))
    told_so = not bare and (anchored.anchor is not None or mover == "asker")
    if not (labelled or headed or told_so):
        return None
    doubt = ("kind_from_neighbours",) if by == "under" else ()
    if alone and not labelled and anchored.anchor is None:
        doubt = (*doubt, "limit_unsaid")
    assert kind is not None
    heads = f"{heads} {_whose(text, told)}"
    limit, anchored = with_hour(own.plain, region_of(own, sentence, limit), limit, anchored)
    return candidate_of(
        own,
        replace(limit, firm=True),
        kind,
        anchored,
        said_in(f"{heads} {own.plain[sentence.start : sentence.end]}", kind),
        quote=sentence,
        own=True,
        place=told.cell.place(limit.start),
        doubt=doubt,
    )


def _whose(text: Text, told: Told) -> str:
    """The words of a cell of the row that says only whose right it is: "Provider"."""
    for cell in told.beside:
        words = cell.words(text)
        plain = not _COUNT.search(words) and subject_of(words, 0, len(words)) is None
        if plain and _short(text, cell) and _says(words, "parties"):
            return words
    return ""


def _is_foreign(plain: str, sentence: Span) -> bool:
    """True for a matter that no cue of a right outweighs, such as a lawsuit."""
    return any(cue.name in ABSOLUTE for cue in cues.cues_in(plain, *sentence, "reject"))


def _kind(
    text: Text, told: Told, own: Text, limit: Limit, sentence: Span, anchored: Anchored
) -> tuple[str | None, Literal["own", "head", "beside", "under"], Cell | None]:
    """The right of a limit, and which cell names it: its own, its label or heading, another."""
    mask = Span(limit.end, anchored.end)
    stretches = (region_of(own, sentence, limit), sentence, Span(0, len(own.plain)))
    kind = next((k for s in stretches if (k := kinds_of(own.plain, *s, mask))), None)
    if kind == "internal_appeal" and anchored.anchor is Anchor.OTHER:
        for cell in (told.label, told.heading):
            if cell is not None and (named := _subject(text, cell)) in OUTSIDE:
                return named, "head", None
    if kind is not None:
        return kind, "own", None
    for cell in (told.label, told.heading):
        if cell is not None and (kind := _subject(text, cell)) is not None:
            return kind, "head", None
    for cell in told.beside:
        if _short(text, cell) and (kind := _subject(text, cell)) is not None:
            return kind, "beside", cell
    if told.under is not None and _short(text, told.under):
        return _subject(text, told.under), "under", told.under
    return None, "under", None


def _subject(text: Text, cell: Cell) -> str | None:
    words = cell.words(text)
    return subject_of(words, 0, len(words))


def _anchored(
    text: Text, told: Told, own: Text, limit: Limit, sentence: Span, beside: Sequence[Span]
) -> Anchored:
    """What a limit counts from: told in its cell, else in a column that tells only that."""
    anchored = Anchored(*cues.anchor_after(own.plain, limit.end, sentence.end))
    if anchored.anchor is not None or limit.shape == "stated":
        return anchored
    anchor, clause = anchor_elsewhere(own.plain, sentence, limit, beside)
    if anchor is not None:
        return Anchored(anchor, limit.end, clause)
    for cell in told.beside:
        words = cell.words(text)
        if not _START.search(words):
            words = f"from {words}"
        anchor, _, clause = cues.anchor_after(f" {words}", 0, len(words) + 1)
        event = anchor is Anchor.OTHER and not _COUNT.search(words)
        if event or (anchor is not None and subject_of(words, 0, len(words)) is None):
            return Anchored(anchor, limit.end, clause)
    return anchored


def _says(words: str, group: str) -> bool:
    return cues.has(words, 0, len(words), group)
