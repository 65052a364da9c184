"""Numbers of a measure in chart text: "BMI 39.1", "HIT-6 total: 66", "BP 118/74", "8 mm"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from docextract.chart.shortdates import near_day
from docextract.chart.values import (
    Number,
    number_after,
    number_before,
    unit_after,
    unit_named,
)
from docextract.dates import find_dates
from docextract.facts import Assertion
from docextract.requirements.concepts import Mention, lexicon, tokens_of
from docextract.requirements.measures import Measure, find_measures, measures
from docextract.requirements.model import Demand
from docextract.requirements.numbers import number, plain
from packet_builder.match_measured import Found, column_day, values_of
from packet_builder.match_notes import Note, loose_days, sentence_at


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a measure in a note; ``day`` is when it was measured. ``sure`` tells that it is
    printed with the unit asked for, or that none is asked for; ``inputs`` are the two printed
    values that it was computed from."""

    value: float
    second: float | None
    note: Note
    day: date | None
    limit: str
    label: str = ""
    sure: bool = True
    inputs: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """The measure, its value and its day: "BMI 39.1 on 2026-01-20"."""
        sign = self.limit if self.limit[:1] in "<>≤≥" else f"{self.limit} " if self.limit else ""
        value = f"{sign}{plain(self.value)}" + (f"/{plain(self.second)}" if self.second else "")
        told = f"{self.label} {value}".strip()
        if self.inputs:
            told += f" ({plain(self.inputs[0])} to {plain(self.inputs[1])})"
        return f"{told} on {self.day}" if self.day else told


def readings(
    demand: Demand,
    notes: tuple[Note, ...],
    *,
    asked: str = "",
    sides: frozenset[str] = frozenset(),
) -> list[Reading]:
    """Every value of the demanded measure in these notes, in their order.

    Args:
        demand: the measure and its bound.
        notes: the chart.
        asked: the requirement's words, which may name a condition ("at rest").
        sides: the side that is asked about, where there is one.
    """
    measure = measures()[demand.measure] if demand.measure else None
    if measure and demand.change:
        return [r for note in notes for r in _changed(demand, measure, note, asked, sides)]
    if measure:
        return [r for note in notes for r in _measured(demand, measure, note, notes, asked, sides)]
    found = (_reading(demand, note) for note in notes)
    return [r for r in found if r is not None]


def _measured(
    demand: Demand,
    measure: Measure,
    note: Note,
    notes: tuple[Note, ...],
    asked: str,
    sides: frozenset[str],
) -> list[Reading]:
    """The value of a measure in a note; of several the one of the newest column, else the first,
    else (where any will do) that which meets the bound."""
    found = values_of(measure, note, asked, sides)
    if not found:
        return _total(demand, measure, note)
    column = column_day(note, notes) if len(found) > 1 else None
    one, day = found[0], None
    if column and len(found) > column[0]:
        one, day = found[column[0]], column[1]
    elif measure.anyone:
        one = next((f for f in found if demand.threshold.holds(f.value)), one)
    if demand.limit:
        return _against(demand, measure, note, notes, found)
    harder = one.upper if one.upper and demand.threshold.comparison in ("<", "<=") else one.value
    second = _second(note.text, one.end) if demand.threshold.pair else None
    spot = Mention("", "name", one.start, one.end)
    day = day or _day(note, spot, one.end)
    return [Reading(harder, second, note, day, one.limit, measure.label)]


_OWN_BASELINE = re.compile(
    r"\b(?:baseline|b/l)\b[\s:=~]*(?:(?:of|is|was|about|around|approx\w*|cr|creatinine|value|level)"
    r"[\s:=~]*){0,3}(?P<n>\d+(?:\.\d+)?)(?![\d/-])"
    r"|(?<![\d/.-])(?P<n2>\d+(?:\.\d+)?)\s*(?:[a-z]+/[a-z]+\s*)?\(?(?:at\s+)?(?:baseline|b/l)\b"
    r"(?!\W*(?:(?:of|is|was|about)\W*)?\d)",
    re.IGNORECASE,
)
"""The patient's usual value: "baseline 1.3", "from a baseline of 1.3", "1.3 at baseline"."""
_OVER = {"upper": "upper limit", "lower": "lower limit", "baseline": "baseline"}


def _against(
    demand: Demand, measure: Measure, note: Note, notes: tuple[Note, ...], found: list[Found]
) -> list[Reading]:
    """A value as a multiple of its limit of normal or of the baseline; none without it."""
    one, base = found[0], found[0].high if demand.limit == "upper" else found[0].low
    if demand.limit == "baseline":
        base = _baseline(measure, note, notes)
        one = next((f for f in found if f.value != base), one)
    if not base or one.value == base:
        return []
    day = _day(note, Mention("", "name", one.start, one.end), one.end)
    label = f"{measure.label} over its {_OVER[demand.limit]}"
    return [Reading(one.value / base, None, note, day, one.limit, label, inputs=(one.value, base))]


def _baseline(measure: Measure, note: Note, notes: tuple[Note, ...]) -> float | None:
    """What the chart calls the baseline of a measure: in the note itself, else the newest other."""
    others = sorted(notes, key=lambda n: n.day or date.min, reverse=True)
    for each in (note, *others):
        match = _OWN_BASELINE.search(each.text)
        if match and any(measure.key in spot.keys for spot in find_measures(each.text)):
            return float(match["n"] or match["n2"])
    return None


def _changed(
    demand: Demand, measure: Measure, note: Note, asked: str, sides: frozenset[str]
) -> list[Reading]:
    """How far two values in a note lie apart, in points or, for a bound in percent, as a share."""
    found = values_of(measure, note, asked, sides)
    if len(found) != 2 or not found[0].value:
        return []
    gap = abs(found[1].value - found[0].value)
    if demand.threshold.unit in ("%", "percent"):
        gap *= 100 / abs(found[0].value)
    spot = Mention("", "name", found[0].start, found[1].end)
    day = _day(note, spot, found[1].end)
    inputs = (found[0].value, found[1].value)
    return [Reading(gap, None, note, day, "", f"{measure.label} changed by", inputs=inputs)]


def _second(text: str, end: int) -> float | None:
    """The second of a pair of values ("118/74")."""
    match = re.match(r"\s*/\s*(\d{1,3})", text[end:])
    return float(match[1]) if match else None


def _reading(demand: Demand, note: Note) -> Reading | None:
    lex = lexicon()
    family = {k for c in demand.concepts for k in lex.family(c)}
    spots = [
        m for m in note.mentions
        if m.key in family and (m.role == "name" or lex.concepts[m.key].kind == "grade")
    ]  # fmt: skip
    if not demand.concepts:
        spots = _by_words(demand, note)
    elif not spots and _row_of(note, family):
        spots = [Mention(demand.concepts[0], "name", 0, 0)]
    if spots and _asks_rate(demand):
        return _rate(note)
    for spot in spots:
        concept = lex.concepts.get(spot.key)
        grade = concept is not None and concept.kind == "grade"
        reading = _placed(demand, note, spot, grade=grade)
        if reading:
            return replace(reading, label=concept.label if concept else " ".join(demand.words))
    return None


_RATE = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|eight|ten)\b)"
    r"(?:\s*(?:-|to)\s*(?P<to>\d{1,3}))?\s*(?:x|times?|\w+s?)?(?:\s+\w+)?"
    r"(?:\s*(?:/|\bper\s|\ba\s|\beach\s|\bevery\s)\s*(?:day|d\b|week|wk|month|mo\b|night|hour|hr)"
    r"|\s+daily\b)",
    re.IGNORECASE,
)
_TIMES_A_DAY = {"bid": 2.0, "tid": 3.0, "qid": 4.0, "q6h": 4.0, "q8h": 3.0, "q4h": 6.0}


def _asks_rate(demand: Demand) -> bool:
    return bool(re.search(r"(?:per|a|each|every)\s+\w+$|daily", demand.threshold.unit)) and not (
        demand.threshold.unit.startswith(("mg", "events", "headache", "migraine", "day", "hour"))
    )


def _rate(note: Note) -> Reading | None:
    """How often something is done, as a note tells it ("5-6x/day", "QID")."""
    match = _RATE.search(note.text)
    if match:
        value = number(match["to"] or match["n"])
        return Reading(value, None, note, note.day, "") if value else None
    word = next((w for w in re.findall(r"\w+", note.text.lower()) if w in _TIMES_A_DAY), None)
    return Reading(_TIMES_A_DAY[word], None, note, note.day, "") if word else None


def _row_of(note: Note, family: set[str]) -> bool:
    """A line "Total 66" under a heading that names the measure."""
    return bool(family & note.context) and bool(
        re.match(r"\W*(?:total|score|sum|raw\s+score|result)\b", note.text, re.IGNORECASE)
    )


_TOTAL = re.compile(
    r"\W*(?:(?:grand|overall|final)\s+)?(?:total|score|sum|raw\s+score)(?:\s+score)?\s*[:=]?\s*(?P<n>\d{1,3})\b(?!\s*[/-]\s*\d{1,2}[/-])",
    re.IGNORECASE,
)


def _total(demand: Demand, measure: Measure, note: Note) -> list[Reading]:
    """The sum at the foot of a questionnaire whose head names this measure and no other scale."""
    match = _TOTAL.match(note.text)
    lex = lexicon()
    family = {k for c in demand.concepts for k in lex.family(c)}
    scales = {k for k in note.context if lex.concepts[k].kind == "score"}
    if not match or not family & note.context or scales - family:
        return []
    value = measure.value(float(match["n"]), note.text[match.end() :])
    return [] if value is None else [Reading(value, None, note, note.day, "", measure.label)]


_QUALIFIERS = frozenset(
    "baseline current recent latest newest initial documented total average mean measured score "
    "level value test result least minimum maximum patient last most first fasting resting".split()
)
"""Words beside a measure's name that a chart seldom prints."""


def _by_words(demand: Demand, note: Note) -> list[Mention]:
    """Where all but one of the words that name the measure stand close together."""
    wanted = set(demand.words) - _QUALIFIERS
    tokens = [(t, s, e) for t, s, e in tokens_of(note.text) if t in wanted]
    found = {t for t, _, _ in tokens}
    if not wanted or found != wanted:
        return []
    if tokens[-1][2] - tokens[0][1] > 15 * len(wanted) + 20:
        return []
    return [Mention("", "name", tokens[0][1], tokens[-1][2])]


def _placed(demand: Demand, note: Note, spot: Mention, *, grade: bool) -> Reading | None:
    """The number of one mention: right before it ("19 headache days"), else after it."""
    concept = lexicon().concepts.get(spot.key)
    low, high = (concept.low, concept.high) if concept else (None, None)
    unit = unit_named(demand.threshold.unit.replace("percent", "%"))
    found = None
    if not grade:
        found = number_before(note.text, spot.start, low=low, high=high, unit=unit)
    if found and (unit is None or found.unit == unit):
        return Reading(found.value, None, note, _day(note, spot, spot.end), "")
    begin = spot.start if grade and spot.role == "sign" else spot.end
    after = number_after(note.text, spot.start, begin, low=low, high=high, grade=grade, unit=unit)
    found = after or found
    told = (
        unit is not None
        and not grade
        and (unit in _ALWAYS_TOLD or high is None or bool(_CHANGES & set(demand.words)))
    )
    if unit and told and (found is None or found.unit != unit):
        found = _with_unit(note.text, spot, unit, low=low, high=high) or found
    if found is None:
        return None
    day = _day(note, spot, found.end, graded=grade)
    sure = not told or found.unit == unit
    return Reading(found.value, found.second, note, day, found.limit, sure=sure)


_ALWAYS_TOLD = {"mm", "cm", "degrees", "ms", "sd", "percentile", "lb"}
"""Units that stand beside every value, unlike those of laboratory tests."""
_CHANGES = {"improvement", "increase", "decrease", "change", "gain", "reduction", "decline", "loss"}
"""What is asked for is a change of the measure, and not its value."""
_AIM = re.compile(r"\b(?:goal|target|aim|ref\w*|normal|below|under|less\s+than)\W*$", re.IGNORECASE)
_NUMBER_SHAPE = re.compile(r"(?<![\w./-])(?P<n>\d{1,4}(?:\.\d+)?)(?=\s*(?:[a-zA-Z%°]|$))")


def _with_unit(
    text: str, spot: Mention, unit: str, *, low: float | None, high: float | None
) -> Number | None:
    """The number in the asked unit that stands nearest to the measure in its sentence."""
    start, end = sentence_at(text, spot.start)
    found = [
        Number(float(m["n"]), None, "", unit, m.start(), m.end())
        for m in _NUMBER_SHAPE.finditer(text, start, end)
        if unit_after(text[m.end() :]) == unit
        and not _AIM.search(text[: m.start()])
        and (low is None or float(m["n"]) >= low) and (high is None or float(m["n"]) <= high)
    ]  # fmt: skip
    return min(found, key=lambda n: abs(n.start - spot.end), default=None)


_COPIED = re.compile(
    r"^[^.;]{0,25}\b(?:copied|carried|pulled)\s*(?:fwd|forward|over)?\b|^[^.;,]{0,12}\b(?:at\s+(?:the\s+|her\s+|his\s+)?last|"
    r"at\s+(?:the\s+)?prior|last)\s+(?:visit|check|time|clinic)\b",
    re.IGNORECASE,
)
"""A value that was not measured when it was written."""


_IN_MONTH = re.compile(
    r"(?P<lead>(?:\s?[a-z%/\d.]{1,14})?\s*(?:\(|(?:in|from|as\s+of|of|on|dated)\s+))"
    r"(?:\d{1,2}/\d{4}\b|[A-Za-z]{3,9}\.?,?\s+\d{4}|(?:19|20)\d\d)",
    re.IGNORECASE,
)
"""The month of a value, right behind it: "eGFR 24 in 03/2025"."""


_ON_DAY = re.compile(
    r"\s*(?:[a-z%/]{1,10}\s+)?(?:on\s+|\()(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])", re.I
)
"""A day without its year right behind a value: "2.04 on 9/13"."""
_COMPARED = re.compile(
    r"\b(?:compar\w+\s+(?:to|with)|previous(?:ly)?|prior|earlier)\b[^.;]{0,30}$", re.IGNORECASE
)
"""The value that follows is an older one that the new one is compared with."""


def _day(note: Note, spot: Mention, end: int, *, graded: bool = False) -> date | None:
    """The date beside the value where one is printed, else the note's. History has no
    day, but a grade or class that is listed stands until another is given."""
    copied = _COPIED.search(note.text[end : end + 40])
    if copied:
        return max((d for d in note.months if d != note.day), default=None)
    near = [
        d.value for d in find_dates(note.text)
        if 0 <= d.start - end <= 40 or 0 <= spot.start - d.end <= 25
    ]  # fmt: skip
    usable = [d for d in near if note.day is None or d <= note.day]
    if usable:
        return usable[0]
    short = _ON_DAY.match(note.text, end)
    told = near_day(int(short["m"]), int(short["d"]), note.day) if short and note.day else None
    if told:
        return told
    if _COMPARED.search(note.text[: spot.start]):
        return max((d for d in note.months if note.day is None or d < note.day), default=None)
    later = _IN_MONTH.match(note.text, end)
    months = loose_days(note.text[later.end("lead") : later.end()], note.day) if later else ()
    if months:
        return months[0]
    around = note.text[sentence_at(note.text, spot.start)[0] : spot.start]
    around = re.split(r"[,;]", around)[-1]
    past = [d for d in loose_days(around, None) if note.day and d < note.day]
    if past and not graded:
        return max(past)
    if Assertion.HISTORICAL in note.meant(spot) and not graded:
        return max(note.months, default=None)
    return note.day
