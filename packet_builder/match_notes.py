"""Chart statements made ready for matching: concepts, amounts, site, day, and how things went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from docextract.chart.assertion import categories_of
from docextract.chart.dates import find_dates
from docextract.facts import Assertion, Chart, Letter, Statement
from docextract.requirements.amounts import Amount, find_amounts
from docextract.requirements.concepts import Mention, mentions
from docextract.rules import load
from packet_builder.match_sites import Site, page_site, site_of

CUES = (
    "not_done", "intended", "declined", "never", "failed", "intolerant", "helped", "changed",
    "hearsay", "indication", "normal", "positive", "summary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A statement with what was understood of it.

    ``day`` is the day it was written; ``days`` the dates it names. ``around`` is what its page
    is about; ``context`` the tests and therapies that its page's head or heading names; ``kind``
    the kind of its document; ``cues`` the names of the cue groups it shows.
    """

    index: int
    statement: Statement
    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    site: Site
    around: Site
    day: date | None
    days: tuple[date, ...]
    kind: str
    context: frozenset[str]
    cues: frozenset[str]

    @property
    def text(self) -> str:
        """The statement's words."""
        return self.statement.text

    def keys(self, *roles: str) -> frozenset[str]:
        """The concepts it mentions in these roles ("name" by default)."""
        wanted = roles or ("name",)
        return frozenset(m.key for m in self.mentions if m.role in wanted)

    def meant(self, mention: Mention) -> frozenset[Assertion]:
        """In what ways a mention is meant; empty is affirmed."""
        return categories_of(self.text, mention.start, mention.end, section=self.statement.section)


@cache
def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load("match_words")[name]), re.IGNORECASE)


@cache
def cues_of(text: str) -> frozenset[str]:
    """The cue groups of ``rules/match_words.yaml`` that ``text`` shows."""
    return frozenset(name for name in CUES if _patterns(name).search(text))


def read_notes(chart: Chart) -> tuple[Note, ...]:
    """Every statement of the chart, made ready."""
    kinds = {d.document: d.kind for d in chart.documents}
    pages: dict[tuple[str, int], list[Statement]] = {}
    for statement in chart.statements:
        pages.setdefault((statement.document, statement.page), []).append(statement)
    around = {place: page_site(s.text for s in rows) for place, rows in pages.items()}
    heads = {place: _head(rows) for place, rows in pages.items()}
    return tuple(
        _note(i, s, kinds.get(s.document, "other"), around[s.document, s.page],
              heads[s.document, s.page])
        for i, s in enumerate(chart.statements)
    )  # fmt: skip


def _head(rows: Sequence[Statement]) -> frozenset[str]:
    words = " \n ".join([r.text for r in rows[:6]] + [rows[0].document])
    return frozenset(m.key for m in mentions(words) if m.role == "name")


def _note(index: int, statement: Statement, kind: str, around: Site, head: frozenset[str]) -> Note:
    text = statement.text
    section = statement.section or ""
    return Note(
        index=index,
        statement=statement,
        mentions=mentions(text),
        amounts=find_amounts(text),
        site=site_of(text),
        around=around,
        day=date.fromisoformat(statement.date) if statement.date else None,
        days=tuple(d.value for d in find_dates(text)),
        kind=kind,
        context=head | frozenset(m.key for m in mentions(section[:80]) if m.role == "name"),
        cues=cues_of(text),
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


def clock_of(letter: Letter, received: date) -> Clock:
    """The days of the request and of the service, with the letter's own date as fallback."""
    written = _day(letter.letter_date.value) or received
    request = _day(letter.request_date.value) or written
    service = _day(letter.service_from.value) or written
    words = " ".join(s.description.value or "" for s in letter.services)
    systems = {s.system.value for s in letter.services}
    acute = bool(_ACUTE.search(words)) or "REV" in {str(s) for s in systems if s}
    return Clock(request, max(service, request) if not acute else service, acute)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
