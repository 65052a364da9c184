"""Numbers of a measure in chart text: "BMI 39.1", "HIT-6 total: 66", "BP 118/74", "8 mm"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from docextract.chart.dates import find_dates
from docextract.requirements.concepts import Mention, lexicon, tokens_of
from docextract.requirements.model import Demand
from packet_builder.match_notes import Note

_NUMBER = re.compile(
    r"(?<![\w./-])(?P<less><=?|≤|>=?|≥|less\s+than\s+|under\s+|over\s+)?\s*"
    r"(?P<n>-?\d{1,6}(?:,\d{3})*(?:\.\d+)?)(?:\s*/\s*(?P<second>\d{1,3}(?:\.\d+)?))?(?![\w]*[/-]\d)"
)
_GRADE = re.compile(
    r"(?:grade|class|stage|type)?\s*(?P<n>[0-5]|I{1,3}V?|IV|V)\b(?:\s*-\s*(?P<second>[0-5]))?"
)
_ROMAN = {"I": 1.0, "II": 2.0, "III": 3.0, "IV": 4.0, "V": 5.0}
_GOAL = re.compile(
    r"\b(?:goal|target|aim|must\s+be|should\s+be|needs?\s+to\s+be|under\s+\d+\s+before|reference|normal\s+range|ref)\b",
    re.I,
)
_REACH = 60
"""How many characters after its measure a number may stand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a measure in a note; ``day`` is when it was measured."""

    value: float
    second: float | None
    note: Note
    day: date | None
    limit: str


def readings(demand: Demand, notes: tuple[Note, ...]) -> list[Reading]:
    """Every value of the demanded measure in these notes, in their order."""
    found = []
    for note in notes:
        reading = _reading(demand, note)
        if reading:
            found.append(reading)
    return found


def _reading(demand: Demand, note: Note) -> Reading | None:
    lex = lexicon()
    family = {k for c in demand.concepts for k in lex.family(c)}
    spots = [m for m in note.mentions if m.role == "name" and m.key in family]
    if not spots and not demand.concepts:
        spots = _by_words(demand, note)
    if not spots and family and _row_of(note, family):
        spots = [Mention(demand.concepts[0], "name", 0, 0)]
    for spot in spots:
        concept = lex.concepts.get(spot.key)
        low, high = (concept.low, concept.high) if concept else (None, None)
        grade = concept is not None and concept.kind == "grade"
        reading = None if grade else _before(note, spot, low, high)
        reading = reading or _after(note, spot, low, high, grade=grade)
        if reading:
            return reading
    return None


def _row_of(note: Note, family: set[str]) -> bool:
    """A line "Total 66" under a heading that names the measure."""
    return bool(family & note.context) and bool(
        re.match(r"\W*(?:total|score|sum|raw\s+score|result)\b", note.text, re.IGNORECASE)
    )


def _by_words(demand: Demand, note: Note) -> list[Mention]:
    """Where most of the words that name the measure stand close together."""
    wanted = set(demand.words)
    if not wanted:
        return []
    tokens = [(t, s, e) for t, s, e in tokens_of(note.text) if t in wanted]
    if len({t for t, _, _ in tokens}) < max(1, (len(wanted) + 1) // 2):
        return []
    if len(wanted) > 1 and len({t for t, _, _ in tokens}) < 2:
        return []
    return [Mention("", "name", tokens[0][1], tokens[-1][2])]


_JUST_BEFORE = re.compile(
    r"(?<![\w./-])(?P<n>\d{1,4}(?:\.\d+)?)(?:\s*-\s*(?P<to>\d{1,4}(?:\.\d+)?))?\s*"
    r"(?:mm|%|cm|full|of\s+them\s+(?:full\s+)?|days?\s+of|degrees\s+of|percent)?\s*$"
)


def _before(note: Note, spot: Mention, low: float | None, high: float | None) -> Reading | None:
    """A value that stands right before its measure ("19 headache days")."""
    match = _JUST_BEFORE.search(note.text[: spot.start])
    if not match or any(d.start < match.end("n") <= d.end for d in find_dates(note.text)):
        return None
    value = float(match["to"] or match["n"])
    if (low is not None and value < low) or (high is not None and value > high):
        return None
    return Reading(value, None, note, note.day, "")


def _after(
    note: Note, spot: Mention, low: float | None, high: float | None, *, grade: bool
) -> Reading | None:
    text = note.text
    dates = find_dates(text)
    shape = _GRADE if grade else _NUMBER
    for match in shape.finditer(text, spot.end, min(len(text), spot.end + _REACH)):
        if any(d.start < match.end("n") and match.start("n") < d.end for d in dates):
            continue
        value = _ROMAN.get(match["n"]) if grade else None
        value = float(match["n"].replace(",", "")) if value is None else value
        if (low is not None and value < low) or (high is not None and value > high):
            continue
        if _GOAL.search(text, max(0, spot.start - 25), match.start("n")):
            continue
        if re.match(
            r"\s*(?:day|week|month|year|yr|mo|wk|min|hour|hr|visit|x\b)", text[match.end() :], re.I
        ):
            continue
        second = match["second"]
        return Reading(
            value=value,
            second=float(second) if second else None,
            note=note,
            day=_day(note, spot, match.end(), dates),
            limit="" if grade else (match["less"] or "").strip(),
        )
    return None


def _day(note: Note, spot: Mention, end: int, dates: tuple[object, ...]) -> date | None:
    """The date beside the value where one is printed, else the note's."""
    near = [
        d for d in find_dates(note.text)
        if 0 <= d.start - end <= 40 or 0 <= spot.start - d.end <= 25
    ]  # fmt: skip
    usable = [d.value for d in near if note.day is None or d.value <= note.day]
    return usable[0] if usable else note.day
