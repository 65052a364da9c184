"""Chart statements made ready for matching: concepts, amounts, site, day, and how things went."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from docextract.chart.assertion import categories_of
from docextract.chart.limits import functional_limitations
from docextract.dates import find_dates
from docextract.facts import Assertion, Chart, Letter, Statement
from docextract.requirements.amounts import Amount, find_amounts
from docextract.requirements.concepts import Mention, mentions
from docextract.rules import load
from packet_builder.match_join import joined
from packet_builder.match_sites import Site, page_site, site_of

_KEPT = 20_000
"""How many texts are remembered: a chart or two, not all that a long-lived process saw."""
CUES = (
    "not_done", "intended", "declined", "never", "failed", "intolerant", "helped", "changed",
    "hearsay", "indication", "risk", "normal", "positive", "summary", "general", "adverse",
    "copied", "supposed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A statement with what was understood of it.

    ``day`` is the day it was written; ``days`` the dates it names. ``months`` are months and years
    it names without a day. ``around`` is what its page
    is about; ``context`` the tests and therapies that its page's head or heading names; ``kind``
    the kind of its document; ``cues`` the names of the cue groups it shows; ``limit`` marks what
    the patient cannot do.
    """

    index: int
    statement: Statement
    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    site: Site
    around: Site
    day: date | None
    days: tuple[date, ...]
    months: tuple[date, ...]
    kind: str
    context: frozenset[str]
    cues: frozenset[str]
    limit: bool

    @property
    def text(self) -> str:
        """The statement's words; a table row is read with the heads of its columns."""
        return self.statement.columns or self.statement.text

    def named(self, *roles: str) -> frozenset[str]:
        """The concepts it mentions in these roles ("name" by default)."""
        wanted = roles or ("name",)
        return frozenset(m.key for m in self.mentions if m.role in wanted)

    def near(self, mention: Mention | None) -> tuple[str, frozenset[str]]:
        """The sentence around a mention (all of the text for none, and for a row of a table), and
        its cues."""
        if mention is None or self.statement.columns:
            return self.text, self.cues
        start, end = sentence_at(self.text, mention.start)
        words = self.text[start:end]
        return words, cues_of(words)

    def dated(self, mention: Mention | None) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """The days, and the months without a day, that the sentence around a mention names; those
        of all the text for no mention, for a row of a table, and where the sentence names none
        but tells of the past."""
        if mention is None or self.statement.columns or not (self.days or self.months):
            return self.days, self.months
        start, end = sentence_at(self.text, mention.start)
        words = self.text[start:end]
        days, months = tuple(d.value for d in find_dates(words)), loose_days(words, self.day)
        if days or months or not _GOES_ON.search(words):
            return (days, months) if days or months else (self.days, self.months)
        return (), ()

    def meant(self, mention: Mention) -> frozenset[Assertion]:
        """In what ways a mention is meant; empty is affirmed."""
        found = categories_of(self.text, mention.start, mention.end, section=self.statement.section)
        before, after = self.text[: mention.start], self.text[mention.end :]
        if _NO_BEFORE.search(before) or _NO_AFTER.match(after):
            found |= {Assertion.NEGATED}
        return found


_GOES_ON = re.compile(
    r"\b(?:daily|every\s+(?:day|night|week)|nightly|current(?:ly)?|now|today|still|active(?:ly)?|ongoing|"
    r"continues?|\d+\s*(?:packs?|ppd|drinks?|x)\s*(?:/|per|a)\s*(?:day|week|wk)|ppd|smokes|vapes|drinks|uses)\b",
    re.IGNORECASE,
)
"""A sentence of what goes on, beside one that dates something else."""
_NO_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|denies|denied|negative\s+for|neg\s+for|free\s+of|never|neg|negative)\s+"
    r"(?:(?:any|active|current|acute|new|evidence\s+of|signs?\s+of|a|the)\s+){0,2}|\(-\)\s*)$",
    re.IGNORECASE,
)
_NO_AFTER = re.compile(
    r"\s*(?:(?:use|status|intake|history|screen|test)\s*)?(?:[:=-]\s*)?(?:\(-\)|negative\b|neg\b|"
    r"absent\b|none\b|no\b(?!\.)|never\b(?=\s*(?:[.,;)/]|$|smoke|use|drink))|denie[sd]\b|quit\b|"
    r"not\s+(?:present|detected|seen|found|noted)\b|ruled\s+out\b|-(?=[.,;]|$))",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:of\s+)?"
    r"(?P<y>20\d\d)\b|(?<![\d/])(?P<m2>\d{1,2})/(?P<y2>20\d\d)\b|(?<![\d/])(?P<y3>20\d\d)(?![\d/])",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"\b(?:in|last|during|of)\s+(?:early\s+|late\s+|mid[- ]?)?"
    r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|t)?\b(?!\.?,?\s*\d)",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:since|from|starting|onset|beginning)\s+(?:\w+\s+){0,3}$", re.IGNORECASE
)


@lru_cache(maxsize=_KEPT)
def loose_days(text: str, written: date | None) -> tuple[date, ...]:
    """Months and years that a text names without a day ("March 2025", "in 2023", "in July"), as
    the last day that they can mean; "since 2023" goes on and is none. A month without its year
    is the last one before ``written``."""
    found = []
    for match in _BARE_MONTH.finditer(text) if written else ():
        month = _MONTHS.index(match["m"].lower()) + 1
        year = (
            written.year if written and month <= written.month else (written or date.min).year - 1
        )
        found.append(date(year, month, calendar.monthrange(year, month)[1]))
    for match in _MONTH.finditer(text):
        if _ONGOING.search(text[: match.start()]):
            continue
        year = int(match["y"] or match["y2"] or match["y3"])
        month = 12
        if match["m"]:
            month = _MONTHS.index(match["m"].lower()) + 1
        elif match["m2"]:
            month = int(match["m2"])
        if 1 <= month <= 12:
            found.append(date(year, month, calendar.monthrange(year, month)[1]))
    return tuple(found)


@cache
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load("match_words")[name]), re.IGNORECASE)


_TURNED = {"failed", "intolerant", "helped", "positive"}
"""Cues that a "no" before them takes away."""
_NONE_OF_IT = re.compile(
    r"\b(?:no|denies|denied|without|not|never)\s+(?:\w+(?:\s*,|\s+or|\s+and)?\s+){0,2}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=_KEPT)
def cues_of(text: str) -> frozenset[str]:
    """The cue groups of ``rules/match_words.yaml`` that ``text`` shows; how a treatment went is
    not told by what is denied ("no dizziness")."""
    found = set()
    for name in CUES:
        for match in _patterns(name).finditer(text):
            if name not in _TURNED or not _NONE_OF_IT.search(text[: match.start()]):
                found.add(name)
                break
    return frozenset(found)


_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z0-9(\"'])")


@lru_cache(maxsize=_KEPT)
def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """The sentence of a statement that ``offset`` lies in, as offsets."""
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.start() >= offset:
            return start, match.start()
        start = match.end()
    return start, len(text)


def read_notes(chart: Chart) -> tuple[Note, ...]:
    """Every statement of the chart, made ready."""
    kinds = {d.document: d.kind for d in chart.documents}
    pages: dict[tuple[str, int], list[Statement]] = {}
    statements = _redated(joined(chart.statements))
    for statement in statements:
        pages.setdefault((statement.document, statement.page), []).append(statement)
    around = {place: page_site(s.text for s in rows) for place, rows in pages.items()}
    limits = {x.statement.text for x in functional_limitations(chart.statements)}
    heads = {place: _head(rows) for place, rows in pages.items()}
    return tuple(
        _note(i, s, kinds.get(s.document, "other"),
              Site() if kinds.get(s.document) in _FLAGGED else around[s.document, s.page],
              heads[s.document, s.page], any(t in s.text for t in limits))
        for i, s in enumerate(statements)
    )  # fmt: skip


_AHEAD = (Assertion.PLANNED, Assertion.HYPOTHETICAL)
_TELLS = 3
"""A paper of so many lines that name later days than its own was written later."""


def _redated(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those of a summary dated by the first day that it tells of (a history of
    treatments, a course over years) at the last day that it tells of.

    One or two later days are appointments; days after every paper of the chart are plans.
    """
    last = max((s.date for s in statements if s.date), default="")
    later: dict[tuple[str, str], list[str]] = {}
    earlier: Counter[tuple[str, str]] = Counter()
    for s in statements:
        told = [d.value.isoformat() for d in find_dates(s.text)] if s.date else []
        told = [d for d in told if d <= last]
        if s.date and told and s.assertion not in _AHEAD:
            if max(told) > s.date:
                later.setdefault((s.document, s.date), []).append(max(told))
            else:
                earlier[s.document, s.date] += 1
    moved = {k: max(v) for k, v in later.items() if len(v) >= max(_TELLS, earlier[k])}
    return [
        s.model_copy(update={"date": day}) if (day := moved.get((s.document, s.date or ""))) else s
        for s in statements
    ]


_FLAGGED = {"lab", "medication_list"}
"""Kinds of documents in which an L marks a low value or a size, and no side."""
_OF_KIND = {
    "pt_ot": frozenset({"physical_therapy"}),
    "therapy_log": frozenset({"therapy_disciplines", "therapy_minutes"}),
    "imaging": frozenset({"imaging"}),
    "emg": frozenset({"emg"}),
    "sleep_study": frozenset({"sleep_study"}),
    "nutrition": frozenset({"dietitian", "weight_plan"}),
}
"""What a document of a kind is about even where its head does not name it."""


def _head(rows: Sequence[Statement]) -> frozenset[str]:
    words = " \n ".join([r.text for r in rows[:6]] + [rows[0].document])
    return frozenset(m.key for m in mentions(words) if m.role == "name")


_SIDE_HEADING = 4
"""A heading of so many words or fewer that names a side tells it of all that stands below."""


def _site(text: str, section: str) -> Site:
    """The parts and sides that a statement names; the side of its heading where it names none."""
    site = site_of(text)
    if site.sides or not section or len(section.split()) > _SIDE_HEADING:
        return site
    return Site(site.parts, site_of(section).sides)


def _note(
    index: int,
    statement: Statement,
    kind: str,
    around: Site,
    head: frozenset[str],
    limit: bool,
) -> Note:
    text = statement.columns or statement.text
    section = statement.section or ""
    day = date.fromisoformat(statement.date) if statement.date else None
    return Note(
        index=index,
        statement=statement,
        mentions=mentions(text),
        amounts=find_amounts(text),
        site=_site(text, section),
        around=around,
        day=day,
        days=tuple(d.value for d in find_dates(text)),
        months=loose_days(text, day),
        kind=kind,
        context=_OF_KIND.get(kind, frozenset())
        | head
        | frozenset(m.key for m in mentions(section[:80]) if m.role == "name"),
        cues=cues_of(text),
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Clock:
    """The days that windows are counted from. ``acute`` is a stay or an admission."""

    request: date
    service: date
    acute: bool

    def anchor(self, event: str) -> date:
        """The day of an event that a window names."""
        return self.service if event == "service" else self.request


_ACUTE = re.compile(
    r"inpatient|admission|admit|stay|hospital\s+day|observation|rehabilitation\s+(?:facility|hospital)|"
    r"skilled\s+nursing|residential|partial\s+hospital|acute|continued|level\s+of\s+care|detox",
    re.IGNORECASE,
)


def clock_of(letter: Letter, received: date, notes: Sequence[Note] = ()) -> Clock:
    """The days of the request and of the service, with the letter's own date as fallback; of a
    stay whose first day the letter does not print, that of its admission note in the chart."""
    written = _day(letter.letter_date.value) or received
    request = _day(letter.request_date.value) or written
    service = _day(letter.service_from.value) or written
    words = " ".join(s.description.value or "" for s in letter.services)
    systems = {s.system.value for s in letter.services}
    acute = bool(_ACUTE.search(words)) or "REV" in {str(s) for s in systems if s}
    if acute and not letter.service_from.value:
        service = _admitted(notes, request) or service
    return Clock(request, max(service, request) if not acute else service, acute)


_ADMITS = ("ed", "history_physical")
_STAY, _ON_THE_WAY = 60, 3
"""Days that a stay may have begun before the request; days from the first note to admission."""


def _admitted(notes: Sequence[Note], request: date) -> date | None:
    """The day on which a stay began: that of the last admission note before the request, or of
    the emergency room right before it."""
    told = [n.day for n in notes if n.kind in _ADMITS and n.day and n.day <= request]
    recent = [d for d in told if (request - d).days <= _STAY]
    last = max(recent, default=None)
    return min((d for d in recent if last and (last - d).days <= _ON_THE_WAY), default=None)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
