"""The values of one measure in a note: "SpO2 93% RA at rest, 86% after 100 ft, 94% on 2 L".

A note may hold several values of a measure: of both eyes, at rest and walking, of several days.
Those said of the other side, or under a condition that the bound excludes, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from docextract.dates import find_dates
from docextract.requirements.measures import Measure, Spot, find_measures
from docextract.rules import load
from packet_builder.match_notes import Note, sentence_at

_NUMBER = re.compile(
    r"(?<![\w./])(?P<limit><=?|≤|>=?|≥|(?:less|more|greater)\s+than\s+|under\s+|over\s+|up\s+to\s+)?\s*"
    r"(?P<n>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?|(?<!\d)\.\d+)"
    r"(?:\s*-\s*(?P<to>\d+(?:\.\d+)?)(?!\s*[/-]\s*\d))?(?P<pair>\s?/\s?\d{1,3}\b(?!/))?(?![\w]*/\d)"
)
_TIME = re.compile(
    r"\s*-?\s*(?:days?|weeks?|wks?|wk|months?|mos?|years?|yrs?|y\.?o|hours?|(?-i:hrs?|h)|min(?:utes?)?|visits?|x\b(?!\s*10))\b",
    re.IGNORECASE,
)
_NOT_VALUE = re.compile(
    r"\b(?:goal|target|aim|must\s+be|should\s+be|needs?\s+to\s+be|reference|normal\s+range|ref|criteria|"
    r"if|until|when|unless|call\s+for|threshold|order|requires?|needs?|values|levels)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"[^.;\d]{0,6}(?:->|→|=>|:)\s*(?=[A-Za-z])|\s*(?:call|notify|give|hold)\b", re.IGNORECASE
)
"""After a bound: a rule says what to do, and no value."""
_NOW = re.compile(r"\s*%?\s*(?:->|→|=>)\s*(?P<n>-?\d+(?:\.\d+)?)")
"""A second value that followed the first."""
_ARROW = re.compile(r"(?:->|→|=>)\s*$")
_FAR = re.compile(r"\s*(?:ft|feet|meters?|yards?|blocks?|steps?|stairs?)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)\s*(?:-|to|–)\s*(?P<high>\d+(?:\.\d+)?)\s*\W*$|"
    r"\(\s*(?P<low2>\d+(?:\.\d+)?)\s*(?:-|to|–)\s*(?P<high2>\d+(?:\.\d+)?)"
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_ASIDE = re.compile(r"\([^)]*\)")
_STRANGERS = 4
"""So many words may stand between a measure's name and its value."""
_PIECE = re.compile(r"(?:[^,;|.]|\.(?!\s))+")
"""What stands between two commas."""
_COLUMNS = 3
"""From so many dates on, a line is the head of a table of values over time."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value in the measure's unit, with the upper end of a range and what limits it ("<").

    ``[start, end)`` covers the measure's name and the number; ``low`` and ``high`` are the printed
    reference range.
    """

    value: float
    upper: float | None
    limit: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None


@cache
def _states() -> tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    """Pairs of conditions: what asks for the first, what says the first, what says the other."""
    rows = load("match_states")
    return tuple(
        tuple(re.compile(row[name], re.IGNORECASE) for name in ("asked", "same", "other"))  # type: ignore[misc]
        for row in rows
    )


def values_of(measure: Measure, note: Note, asked: str, sides: frozenset[str]) -> list[Found]:
    """The values of a measure in a note that count for the demand ``asked``, best first.

    Args:
        measure: the measure.
        note: the note.
        asked: the requirement's words, which may name a condition ("at rest").
        sides: the one side ("left", "right") that is asked about; empty for none.
    """
    text = note.text
    one_sided = frozenset() if measure.key in _IN_LITRES else sides
    closed = [*_wrong_side(text, one_sided), *_wrong_state(text, asked)]
    rows = note.statement.columns is not None
    found = [
        f for f in _all(measure, text, rows=rows) if not any(a < f.end <= b for a, b in closed)
    ]
    low, high = _reference(text)
    return [
        replace(f, low=low, high=high) for f in found
    ]  # fmt: skip


def _all(measure: Measure, text: str, *, rows: bool) -> Iterator[Found]:
    """Every value of a measure in a text, in its order; ``rows`` tells that it is a table row whose
    cells end in semicolons."""
    dates = [(d.start, d.end) for d in find_dates(text)]
    spots = find_measures(text)
    if measure.form:
        for match in measure.form.finditer(text):
            yield Found(_formed(match), None, "", match.start(), match.end())
    if measure.key == "deviation":
        yield from _standard_scores(text)
    for at, spot in enumerate(spots):
        if measure.key not in spot.keys:
            continue
        place, row = _in_row(text, spots, at)
        end = spots[row].end
        after = next((s.start for s in spots[row + 1 :] if measure.key not in s.keys), len(text))
        stop = len(text) if rows else sentence_at(text, spot.start)[1]
        ahead = _ahead(measure, text, spot.start, dates)
        numbers = list(_NUMBER.finditer(text, end, max(min(after, stop), end)))
        for match in numbers[place : place + 1] if row > at or place else numbers:
            between = _ASIDE.sub(" ", text[end : match.start()])
            if len(_WORD.findall(between)) > _STRANGERS * (1 + between.count(",")):
                break
            if value := _value(measure, text, spot.start, match, dates):
                ahead, end = None, value.end
                yield value
        if ahead:
            yield ahead


_BEFORE = re.compile(
    r"(?<![\w./-])(?P<limit>[<>≤≥]=?\s*)?(?P<n>\d{1,4}(?:\.\d+)?)(?:\s*-\s*(?P<to>\d{1,4}(?:\.\d+)?))?\s*"
    r"(?P<unit>%|mm|cm|percent)?\s*(?:of\s+|luminal\s+|diameter\s+|full\s+)?$"
)


def _ahead(
    measure: Measure, text: str, name: int, dates: Sequence[tuple[int, int]]
) -> Found | None:
    """The number right before a measure's name ("50-55% stenosis", "9 swollen joints")."""
    match = _BEFORE.search(text[:name])
    if not match or any(a < match.end("n") and match.start("n") < b for a, b in dates):
        return None
    share = match["unit"] in ("%", "percent")
    if share != (measure.unit == "%") or _NOT_VALUE.search(
        text[max(0, match.start() - 20) : match.start()]
    ):
        return None
    value = measure.value(float(match["n"]), match["unit"] or "")
    if value is None:
        return None
    upper = measure.value(float(match["to"]), match["unit"] or "") if match["to"] else None
    return Found(value, upper, (match["limit"] or "").strip(), match.start(), name)


def _formed(match: re.Match[str]) -> float:
    """The value of a shape: its number, or the share of one number in another."""
    parts = match.groupdict()
    if parts.get("a") and parts.get("b") and float(parts["b"]):
        return 100 * float(parts["a"]) / float(parts["b"])
    return float(match["n"].replace("−", "-"))


_SCALE = re.compile(
    r"\(?mean\s*(?:of\s+)?[=:]?\s*(?P<mean>\d{2,3})\b\D{1,12}(?:SD|standard\s+deviation)\s*(?:of\s+)?[=:]?\s*"
    r"(?P<sd>\d{1,2})\)?",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"\b(?:standard\s+score|SS|composite|quotient)\s*[:=]?\s*(?P<n>\d{2,3})\b")
_SCORE = re.compile(
    r"[A-Za-z)]\s*[:=]?\s+(?P<n>\d{2,3})\b(?!\s*(?:%|months?|years?|min|th|nd|st|rd))"
)


def _standard_scores(text: str) -> Iterator[Found]:
    """Scores in standard deviations from the mean that the text prints, else of 100 with 15."""
    scale = _SCALE.search(text)
    mean, sd = (float(scale["mean"]), float(scale["sd"])) if scale else (100.0, 15.0)
    begin = scale.end() if scale else 0
    for match in (_SCORE if scale else _STANDARD).finditer(text, begin):
        yield Found((float(match["n"]) - mean) / sd, None, "", match.start(), match.end())


def _in_row(text: str, spots: Sequence[Spot], at: int) -> tuple[int, int]:
    """The place of a name among names that stand side by side before their values ("BMI BP 41.3
    142/76"), and the last name of the row."""
    first = last = at
    while first and not text[spots[first - 1].end : spots[first].start].strip(" |\t"):
        first -= 1
    while last + 1 < len(spots) and not text[spots[last].end : spots[last + 1].start].strip(" |\t"):
        last += 1
    return at - first, last


def _value(
    measure: Measure,
    text: str,
    name: int,
    match: re.Match[str],
    dates: Sequence[tuple[int, int]],
) -> Found | None:
    """A number as a value of the measure; None where it is none."""
    start, end = match.start("n"), match.end("to") if match["to"] else match.end("n")
    if match["pair"] and not measure.pair:
        return None
    rest, limit = text[end:], (match["limit"] or "").strip()
    if any(a < end and start < b for a, b in dates) or _TIME.match(rest):
        return None
    if _ARROW.search(text[:start]) or (measure.unit != "m" and _FAR.match(rest)):
        return None
    if _NOT_VALUE.search(text[max(0, name - 20) : match.start()]):
        return None
    if limit and _THEN.match(rest):
        return None
    if rest.lstrip().startswith("%") and not measure.takes_share():
        return None
    raw = float(match["n"].replace(",", ""))
    later = _NOW.match(rest)
    if later:
        raw, rest = float(later["n"]), text[later.end() :]
    value = measure.value(raw if measure.signed else abs(raw), rest)
    if value is None:
        return None
    upper = measure.value(float(match["to"]), rest) if match["to"] and not later else None
    return Found(value, upper, limit, name, end)


def _reference(text: str) -> tuple[float | None, float | None]:
    match = _REFERENCE.search(text)
    if not match:
        return None, None
    return float(match["low"] or match["low2"]), float(match["high"] or match["high2"])


_SIDE = re.compile(
    r"(?<![\w'/.-])(?:(?P<right>OD|AD|RT|R|right|Right|RIGHT|Rt)|(?P<left>OS|AS|LT|L|left|Left|LEFT|Lt))"
    r"(?=$|[\s,;:)/.-])(?!\s*\d+(?:\.\d+)?\s*(?:NC|nasal|L/min|lpm|O2))"
)


_IN_LITRES = frozenset({"fev1", "fvc", "fev1_fvc", "tlc", "dlco", "rv"})
"""Measures beside whose name an L is a unit."""


def _wrong_side(text: str, sides: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches of a text that are about the other side."""
    marks = list(_SIDE.finditer(text)) if len(sides) == 1 else []
    ends = [*(m.start() for m in marks[1:]), len(text)][: len(marks)]
    return [
        (m.start(), stop) for m, stop in zip(marks, ends, strict=True) if m.lastgroup not in sides
    ]


def _wrong_state(text: str, asked: str) -> list[tuple[int, int]]:
    """The stretches said under a condition that is not the one asked for ("after walking"). What
    tells no condition has that of the stretch before it in its sentence."""
    closed = []
    pieces = [m.span() for m in _PIECE.finditer(text)]
    for wanted, same, other in _states():
        if not wanted.search(asked):
            continue
        wrong = False
        for start, end in pieces:
            piece = text[start:end]
            if other.search(piece) or same.search(piece) or sentence_at(text, start)[0] >= start:
                wrong = bool(other.search(piece)) and not same.search(piece)
            if wrong:
                closed.append((start, end))
    return closed


def column_day(note: Note, notes: Sequence[Note]) -> tuple[int, date] | None:
    """For a row of a table over time: the place of the newest day among its columns, and the day.

    The head of the table is the nearest line above on the same page that holds several dates.
    """
    s = note.statement
    for above in reversed(notes[max(0, note.index - 40) : note.index]):
        if (above.statement.document, above.statement.page) != (s.document, s.page):
            return None
        if len(above.days) >= _COLUMNS:
            newest = max(above.days)
            return above.days.index(newest), newest
    return None
