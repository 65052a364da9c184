"""Numbers of a measure in chart text: "BMI 39.1", "HIT-6 total: 66", "BP 118/74", "8 mm"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from docextract.chart.dates import find_dates
from docextract.facts import Assertion
from docextract.requirements.concepts import Mention, lexicon, tokens_of
from docextract.requirements.model import Demand
from docextract.requirements.numbers import number, plain
from packet_builder.match_notes import Note

_NUMBER = re.compile(
    r"(?<![\w./-])(?P<less><=?|≤|>=?|≥|less\s+than\s+|under\s+|over\s+)?\s*"
    r"(?P<n>-?\d{1,6}(?:,\d{3})*(?:\.\d+)?)(?:\s*/\s*(?P<second>\d{1,3}(?:\.\d+)?))?"
    r"(?![\w]*[/-]\d)"
)
_GRADE = re.compile(
    r"(?<!\w)(?:grade|class|stage|type)?\s*(?P<n>[0-5]|I{1,3}|IV|V)[a-c]?\b"
    r"(?:\s*(?:-|to|/)\s*(?P<second>[0-5]|I{1,3}|IV|V)\b)?"
)
_ROMAN = {"I": 1.0, "II": 2.0, "III": 3.0, "IV": 4.0, "V": 5.0}
_GOAL = re.compile(
    r"\b(?:goal|target|aim|must\s+be|should\s+be|needs?\s+to\s+be|reference|normal\s+range|ref|"
    r"if|until|when|before)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_UNIT_OF_TIME = re.compile(
    r"\s*(?:-\s*)?(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|min(?:utes?)?|hours?|hrs?|visits?|x)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\s|[:=,;()~\"'|*-]|\b(?:of|is|was|at|to|total|score|scores|scored|level|value|result|today|"
    r"now|about|approximately|approx|around|currently|measured|measures|measuring|grade|class|stage|"
    r"duration|raw|interval|percent|up|down|remains|still|noted|found|reading|by|on|the|a|in|office|"
    r"from|current|latest|last|most|recent|fasting|serum|peak|max|maximum|calc|calculated|estimated|"
    r"est|mean|average|avg|overall|test|this|month|and|resting|seated|than|less|more)\b)*",
    re.IGNORECASE,
)
_STRANGERS = 2
_JUST_BEFORE = re.compile(
    r"(?<![\w./-])(?P<n>\d{1,4}(?:\.\d+)?)(?:\s*-\s*(?P<to>\d{1,4}(?:\.\d+)?))?\s*"
    r"(?:mm|%|cm|full|of\s+them\s+(?:full\s+)?|days?\s+of|degrees\s+of|percent|ms|msec)?\s*"
    r"(?:of\s+)?$"
)
_UNITS = (
    ("sd", r"sds?\b|standard\s+dev|z-?score"),
    ("percentile", r"percentile|%\s?ile|(?:st|nd|rd|th)\b"),
    ("mm", r"mm\b(?!\s*hg)"), ("%", r"%|percent"), ("degrees", r"deg(?:rees?)?\b|°(?!\s*[FC])"),
    ("kg/m2", r"kg/m"), ("mg/dl", r"mg/dl"), ("g/dl", r"g/dl"), ("ng/ml", r"ng/ml"),
    ("ms", r"ms\b|msec"), ("lb", r"lbs?\b|pounds?"), ("kg", r"kg\b(?!/)"), ("cm", r"cm\b"),
    ("mg", r"mg\b(?!/dl)"), ("ml", r"ml\b"), ("mmhg", r"mm\s?hg"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a measure in a note; ``day`` is when it was measured."""

    value: float
    second: float | None
    note: Note
    day: date | None
    limit: str
    label: str = ""

    @property
    def words(self) -> str:
        """The measure, its value and its day: "BMI 39.1 on 2026-01-20"."""
        sign = self.limit if self.limit[:1] in "<>≤≥" else f"{self.limit} " if self.limit else ""
        value = f"{sign}{plain(self.value)}" + (f"/{plain(self.second)}" if self.second else "")
        told = f"{self.label} {value}".strip()
        return f"{told} on {self.day}" if self.day else told


def readings(demand: Demand, notes: tuple[Note, ...]) -> list[Reading]:
    """Every value of the demanded measure in these notes, in their order."""
    found = (_reading(demand, note) for note in notes)
    return [r for r in found if r is not None]


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
        low, high = (concept.low, concept.high) if concept else (None, None)
        grade = concept is not None and concept.kind == "grade"
        reading = None if grade else _before(demand, note, spot, low, high)
        reading = reading or _after(demand, note, spot, low, high, grade=grade)
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


def _by_words(demand: Demand, note: Note) -> list[Mention]:
    """Where all but one of the words that name the measure stand close together."""
    wanted = set(demand.words)
    tokens = [(t, s, e) for t, s, e in tokens_of(note.text) if t in wanted]
    found = {t for t, _, _ in tokens}
    if not wanted or found != wanted:
        return []
    if tokens[-1][2] - tokens[0][1] > 15 * len(wanted) + 20:
        return []
    return [Mention("", "name", tokens[0][1], tokens[-1][2])]


def _fits(value: float, low: float | None, high: float | None) -> bool:
    return not ((low is not None and value < low) or (high is not None and value > high))


def _before(
    demand: Demand, note: Note, spot: Mention, low: float | None, high: float | None
) -> Reading | None:
    """A value that stands right before its measure ("19 headache days")."""
    match = _JUST_BEFORE.search(note.text[: spot.start])
    if not match or any(d.start < match.end("n") <= d.end for d in find_dates(note.text)):
        return None
    value = float(match["to"] or match["n"])
    if not _fits(value, low, high) or _other_unit(demand, note.text[match.end("n") :]):
        return None
    return Reading(value, None, note, _day(note, spot, spot.end), "")


def _after(
    demand: Demand,
    note: Note,
    spot: Mention,
    low: float | None,
    high: float | None,
    *,
    grade: bool,
) -> Reading | None:
    text = note.text
    dates = find_dates(text)
    begin = spot.start if grade and spot.role == "sign" else spot.end
    for match in (_GRADE if grade else _NUMBER).finditer(text, begin):
        between = _BETWEEN.sub(" ", text[begin : match.start()]).split()
        if len(between) > _STRANGERS:
            return None
        if any(d.start < match.end("n") and match.start("n") < d.end for d in dates):
            continue
        raw = match["second"] if grade and match["second"] else match["n"]
        value = _ROMAN.get(raw)
        value = float(raw.replace(",", "")) if value is None else value
        rest = text[match.end() :]
        if not _fits(value, low, high) or _UNIT_OF_TIME.match(rest) or _other_unit(demand, rest):
            continue
        if _GOAL.search(text[max(0, spot.start - 25) : match.start("n")]):
            continue
        second = None if grade or not match["second"] else float(match["second"])
        limit = "" if grade else (match["less"] or "").strip()
        return Reading(value, second, note, _day(note, spot, match.end(), graded=grade), limit)
    return None


def _other_unit(demand: Demand, rest: str) -> bool:
    """Whether a value is followed by a unit that is not the demanded one."""
    wanted = demand.threshold.unit.replace("percent", "%")
    if asked_strict(wanted) and not re.match(
        rf"\s*(?:{asked_strict(wanted)})", rest, re.IGNORECASE
    ):
        return True
    said = next((u for u, p in _UNITS if re.match(rf"\s*(?:{p})", rest, re.IGNORECASE)), None)
    asked = next((u for u, p in _UNITS if re.match(p, wanted, re.IGNORECASE)), None)
    return bool(said and asked and said != asked)


def asked_strict(unit: str) -> str | None:
    """The pattern of a unit without which a number means something else (SD, percentile)."""
    strict = ("sd", "percentile")
    return next((p for u, p in _UNITS if u in strict and re.match(p, unit, re.IGNORECASE)), None)


def _day(note: Note, spot: Mention, end: int, *, graded: bool = False) -> date | None:
    """The date beside the value where one is printed, else the note's. History has no
    day, but a grade or class that is listed stands until another is given."""
    near = [
        d.value for d in find_dates(note.text)
        if 0 <= d.start - end <= 40 or 0 <= spot.start - d.end <= 25
    ]  # fmt: skip
    usable = [d for d in near if note.day is None or d <= note.day]
    if usable:
        return usable[0]
    if Assertion.HISTORICAL in note.meant(spot) and not graded:
        return max(note.months, default=None)
    return note.day
