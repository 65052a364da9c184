"""What a single note says to a requirement: for it, against it, or only that it is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from docextract.chart.assertion import categories_of
from docextract.chart.sections import kind_of_section
from docextract.facts import Assertion
from docextract.requirements import Kind, Requirement
from docextract.requirements.concepts import Mention, keys_of, lexicon, mentions
from packet_builder.match_advice import instructs
from packet_builder.match_notes import Clock, Note
from packet_builder.match_sites import Site, conflict, site_of

Stance = Literal["supports", "contradicts", "missing"]

NOT_YET = frozenset({Assertion.PLANNED, Assertion.HYPOTHETICAL})
FILED = frozenset({"test", "score", "document", "value", "grade"})
TREATS = frozenset({"drug", "therapy", "procedure", "device"})
_LOCAL = {"therapy", "procedure", "finding", "grade"}
_IMAGES = {"imaging", "radiograph", "mri", "ct", "ultrasound", "emg"}
_STALE = {
    Kind.TREATMENT: 1100, Kind.VALUE: 400, Kind.ABSENCE: 400, Kind.RESULT: 1100,
    Kind.FINDING: 400, Kind.PLAN: 270,
}  # fmt: skip
"""Days after which a note says nothing where no window is asked for."""
_LIFETIME = 40_000
_STALE_ACUTE = 60
_STALE_NOW = 120
_NOW = re.compile(
    r"\b(?:active|current(?:ly)?|acute|ongoing|uncontrolled|untreated)\b", re.IGNORECASE
)
_SLACK = 180
"""Days beyond its window, but no more than the window again, that still count in part."""
_SENTENCE = re.compile(
    r"[\d.;:+]|\b(?:is|was|are|were|has|had|cannot|no|not|denies)\b", re.IGNORECASE
)
"""What a heading or the head of a table lacks."""
_SIGNATURE = re.compile(
    r"\b(?:M\.?D|D\.?O|PA-?C|[FA]?NP|RN|LPN|D?PT|PTA|OTR?(?:/L)?|PhD|PsyD|LCSW|LMFT|LPC|MSW|RDN?|SLP|PM&R|"
    r"CGC|PharmD|DPM|AuD|OD|CRNA|CNM|BCBA|CWS|RRT|CDCES|ATP)\b[^.;]{0,40}"
    r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d)|^(?:electronically\s+)?signed\b",
    re.IGNORECASE,
)
"""A signature line says who wrote, not what."""
_FRAME = re.compile(
    r"^\W*(?:(?:electronically\s+)?(?:signed|author|dictated|transcribed|reviewed)\b|cc\s*:|office\b|"
    r"(?:tele)?phone\b|fax\b|status\s*:)|\bdate\s+of\s+service\b|\bpage\s+\d+\s+of\b|\bfax\s*[:(\d]",
    re.IGNORECASE,
)
"""What frames a page: who, when and where."""
_OFFICE = re.compile(
    r"\b(?:auth(?:orization)?\s+(?:request|submitted|denied|pending)|prior\s+auth|submitted\s+(?:to|via)|"
    r"faxed|portal|insurance\s+(?:card|called)|claims?\s+(?:dept|department)|copay)\b",
    re.IGNORECASE,
)
"""The office's own doings with the payer."""
_ASIDE = {"ros", "social", "history", "allergies", "medications"}
"""Sections that list rather than tell."""
PAST = re.compile(
    r"\b(?:completed|attended|received|underwent|took|taken|(?<!be\s)tried|(?<!be\s)used|had|has\s+been|have\s+been|"
    r"finished|stopped|given|since|gave|status\s+post|s/p|was\s+(?:on|given|seen|injected|treated)|"
    r"injected|currently|continu(?:e|es|ed|ing)|remains\s+on|now\s+on|fill(?:ed)?|failed|improved|done|performed|showed|"
    r"\d+\s+(?:visits|sessions|weeks|wks|months|mos|doses)\s+(?:of|completed|attended|without|with))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|to\s+be|order(?:ed)?|refer(?:red)?|schedule[d]?|recommend\w*)\b", re.I
)


@dataclass(frozen=True, slots=True)
class View:
    """A note as seen from one requirement.

    ``stance`` "missing" is the chart saying that the thing is not done or not there.
    ``weight`` orders passages. ``inside`` tells whether ``event``, the day of what the note
    tells, lies in the window. ``why`` names what decided.
    """

    note: Note
    stance: Stance
    weight: float
    inside: bool
    event: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A requirement with what is needed to judge notes against it.

    ``family`` are its concepts with all they include, ``beside``
    the concepts that bear on them, ``core`` those of its main clause,
    ``tests`` those that a report is asked for, ``content`` what the report must show;
    ``requested`` are the concepts of the denied service, ``denied`` those of what must not be
    there beside what must ("stable, without infection").
    """

    requirement: Requirement
    clock: Clock
    target: Site
    family: frozenset[str]
    beside: frozenset[str]
    core: frozenset[str]
    tests: frozenset[str]
    content: frozenset[str]
    requested: frozenset[str]
    denied: frozenset[str] = frozenset()

    @property
    def opens(self) -> date:
        """The first day of the window; of the time in which notes count where none is asked."""
        window = self.requirement.window
        if window:
            anchor = self.clock.anchor(window.event)
            if self.requirement.kind is Kind.ABSENCE:  # what is to come cannot be on record yet
                anchor = min(anchor, self.clock.request)
            return window.opens(anchor)
        if asks_ever(self.requirement):
            return self.clock.request - timedelta(days=_LIFETIME)
        days = _STALE_ACUTE if self.clock.acute else _STALE[self.requirement.kind]
        if asks_once(self.requirement):
            days = _LIFETIME
        if self.requirement.duration:  # what lasted that long is told by notes that old
            days += int(self.requirement.duration.days or 0)
        if self.requirement.kind is Kind.ABSENCE and _NOW.search(self.requirement.body):
            days = min(days, _STALE_NOW)
        return self.clock.request - timedelta(days=days)

    @property
    def closes(self) -> date | None:
        """The last day of a window around the beginning of a stay ("within 24 hours of
        admission"); None for windows that reach to the request."""
        window = self.requirement.window
        if window is None or window.event != "service" or not self.clock.acute:
            return None
        anchor = self.clock.anchor(window.event)
        if anchor >= self.clock.request or not _AROUND.search(
            self.requirement.body[window.start :]
        ):
            return None
        return anchor + (anchor - window.opens(anchor))

    @property
    def part_opens(self) -> date:
        """The first day that still counts in part: the same work-up or episode."""
        span = max(2, (self.clock.request - self.opens).days)
        return self.clock.request - timedelta(days=span + min(span, _SLACK))


_AROUND = re.compile(
    r"^[^.;]{0,30}\b(?:of|from|after|following)\s+(?:the\s+)?(?:admission|arrival|presentation)\b",
    re.I,
)
_EVER = re.compile(
    r"(?:^|\bis\s+)(?:no|not|never|without|absence\s+of|negative\s+for|none)\b[^.;]{0,60}?\b(?:history|prior|previous(?:ly)?|"
    r"past|ever|lifetime)\b|^(?:no|without)\s+known\b|^never\b",
    re.IGNORECASE,
)


_ONCE = re.compile(
    r"\b(?:history|prior|previous(?:ly)?|diagnos\w+|ever|genetic|mutation|confirmed\s+by|"
    r"(?:was|were|ha[sd]\s+been|have\s+been)\s+(?:\w+ly\s+)?"
    r"(?:\w+ed|made|done|given|shown|seen|found))\b",
    re.IGNORECASE,
)
"""Words of what was so once and holds: a diagnosis, a gene, an event of the history."""


def asks_once(requirement: Requirement) -> bool:
    """Whether a finding or result is asked for that holds however long ago it was made."""
    once = requirement.kind in (Kind.FINDING, Kind.RESULT) and requirement.window is None
    return once and bool(_ONCE.search(requirement.body))


def asks_ever(requirement: Requirement) -> bool:
    """Whether what must not be there must not have been there at any time ("no history of …")."""
    return (
        requirement.kind is Kind.ABSENCE
        and requirement.window is None
        and bool(_EVER.search(requirement.body))
    )


def ask(
    requirement: Requirement, clock: Clock, target: Site, requested: frozenset[str]
) -> Question:
    """Make a requirement ready; ``requested`` are the concepts of the denied service."""
    table = lexicon().concepts
    families = _listed(requirement)
    tests = [c for c in requirement.concepts if c not in requirement.content]
    filed = [c for c in tests if table[c].kind in FILED]
    return Question(
        requirement=requirement,
        clock=clock,
        target=target,
        family=families,
        beside=_beside(requirement.concepts),
        core=_families(requirement.core) & families,
        tests=_families(tuple(filed or tests)) & families,
        content=_families(requirement.content),
        requested=requested,
        denied=_families(_without(requirement)),
    )


def _families(keys: tuple[str, ...]) -> frozenset[str]:
    lex = lexicon()
    return frozenset(k for key in keys for k in lex.family(key))


_SHOWS_NONE = re.compile(
    r"\b(?:show\w*|demonstrat\w+|find\w*|indicat\w+|reveal\w*|report\w*|read\s+as|result\w*)\s+"
    r"(?:that\s+(?:there\s+(?:is|was)\s+)?)?(?:no\b|none\b|free\s+of|negative|without|absence)",
    re.IGNORECASE,
)
"""A test or a screen is asked for that finds nothing."""


def _without(requirement: Requirement) -> tuple[str, ...]:
    """The concepts that a requirement names only to deny them; where it asks for nothing but an
    absence, that is its kind."""
    if requirement.kind is Kind.ABSENCE:
        return ()
    named: dict[str, list[bool]] = {}
    for m in mentions(requirement.body):
        if m.role == "name":
            meant = categories_of(requirement.body, m.start, m.end)
            named.setdefault(m.key, []).append(Assertion.NEGATED in meant)
    return tuple(key for key, states in named.items() if all(states))


def _listed(requirement: Requirement) -> frozenset[str]:
    """The concepts with all they include; a class whose members stand in brackets after it
    means those alone ("outcome score (HOOS or WOMAC)")."""
    lex = lexicon()
    bracket = re.search(r"\((?!e\.g|such|includ|for\s+ex)([^)]*)\)", requirement.body)
    inside = keys_of(bracket[1]) if bracket else frozenset()
    found: set[str] = set()
    for key in requirement.concepts:
        family = lex.family(key)
        named = family & inside - {key}
        found |= {key, *(k for n in named for k in lex.family(n))} if named else family
    return frozenset(found)


def _beside(keys: tuple[str, ...]) -> frozenset[str]:
    lex = lexicon()
    near = {n for k in _families(keys) for n in lex.near.get(k, frozenset())}
    return frozenset(k for n in near for k in lex.family(n))


def site_conflict(question: Question, note: Note) -> str | None:
    """Why a note is about another part or side than the request; None where it is not."""
    table = lexicon().concepts
    kinds = {table[k].kind for k in question.requirement.concepts}
    target = question.target
    own = site_of(question.requirement.text)
    if own.parts and not own.parts <= target.parts:
        target = Site(own.parts | target.parts, target.sides)
    if kinds & _LOCAL or set(question.requirement.concepts) & _IMAGES:
        named = note.site if (note.site.parts or note.site.sides) else note.around
        limbs = not kinds & {"procedure", "therapy"} and not (
            set(question.requirement.core[:1]) & _IMAGES
        )
        return conflict(target, named, note.around, limbs=limbs)
    if "function" in kinds or "score" in kinds:
        return conflict(target, note.site)
    return None


_KIN = re.compile(
    r"\b(?:famil(?:y|ial)|relatives?|hereditary|inherited|sibling|parent|mother|father|pedigree)\b",
    re.IGNORECASE,
)


def asks_family(question: Question) -> bool:
    """Whether the requirement asks of the patient's relatives ("no personal or family history")."""
    return bool(_KIN.search(question.requirement.body))


def of_family(question: Question, note: Note) -> bool:
    """Whether a note speaks of relatives alone, who are not asked for."""
    if asks_family(question):
        return False
    if note.statement.assertion is Assertion.FAMILY:
        return True
    asked = [m for m in note.mentions if m.key in question.family | question.beside]
    told = asked or list(note.mentions)
    return bool(told) and all(Assertion.FAMILY in note.meant(m) for m in told)


def event_day(note: Note, mention: Mention | None) -> date | None:
    """When what a note tells took place: the date that the sentence of the mention names (the
    note, where that has a single one), else the day it was written."""
    for named in note.dated(mention):
        past = [d for d in named if note.day is None or d <= note.day]
        if past:
            return max(past)
    if mention is not None and Assertion.HISTORICAL in note.meant(mention):
        return None
    return note.day


def in_window(question: Question, day: date | None, key: str | None = None) -> bool:
    """Whether a day lies in the window (that of the concept ``key`` where it has its own); an
    unknown day does where no window is asked for."""
    if day is None:
        return question.requirement.window is None
    own = next((w for k, w in question.requirement.windows if k == key), None)
    if own and question.requirement.kind is not Kind.ABSENCE:
        return day >= own.opens(question.clock.anchor(own.event))
    return question.opens <= day <= (question.closes or date.max)


def turned(question: Question, spots: list[Mention]) -> bool:
    """Whether all that is mentioned is what the requirement wants not to be there."""
    if _SHOWS_NONE.search(question.requirement.body):
        return True
    return bool(spots) and all(m.key in question.denied for m in spots)


def no_fact(question: Question, note: Note) -> bool:
    """Whether a note tells nothing that is so of this patient: what is said to everybody, or what
    would be if something were so, where that is not what is asked."""
    if "general" in note.cues or (question.requirement.kind is not Kind.PLAN and instructs(note)):
        return True
    return "supposed" in note.cues and not _WOULD.search(question.requirement.body)


def hits(note: Note, keys: frozenset[str], *roles: str) -> list[Mention]:
    """The mentions in a note of these concepts, in these roles ("name" by default)."""
    wanted = roles or ("name",)
    return [m for m in note.mentions if m.role in wanted and m.key in keys]


def family_only(question: Question, note: Note, spots: list[Mention]) -> bool:
    """Whether all that is mentioned is the family's, who are not asked for."""
    if asks_family(question):
        return False
    return bool(spots) and all(Assertion.FAMILY in note.meant(m) for m in spots)


def denied(note: Note, spots: list[Mention]) -> bool:
    """Whether all that is mentioned is denied."""
    return bool(spots) and all(Assertion.NEGATED in note.meant(m) for m in spots)


_ADVICE = re.compile(r"\W*(?:recommendations?|suggestions?|next\s+steps?)\s*:", re.IGNORECASE)
"""The head of a line of advice, whatever words of the past it holds ("an attended study")."""
_OPENS_PLAN = re.compile(
    r"\W*(?:\d[.)]\s*)?(?:recommend\w*|recs?|consider|add\s+to|refer(?:ral)?|schedule|repeat|recheck|obtain|plan\s+to|request|rx|to\s+do|if|start|begin|"
    r"needs?(?!\s+(?:\w+\s+){0,3}(?:help|assist\w*|staff|somebody|someone|supervis\w+|cue\w*|cuing|people|"
    r"persons?|hands?|beside|wheelchair|walker|oxygen|day|night|time))|due\s+for|awaiting)\b",
    re.IGNORECASE,
)
"""How a line begins that only tells what is to come."""
_STATUS_AFTER = re.compile(
    r"\s*(?:\w+\s+)?[\[(:–-]\s*(?:not\s+(?:yet\s+)?(?:done|ordered)|ordered|pending|requested|scheduled|due|"
    r"to\s+do|needed|outstanding)\b",
    re.IGNORECASE,
)
"""The state of one item in a list of several ("CXR [ordered] ECG [done]")."""
_WOULD = re.compile(
    r"\b(?:would|will|could|changes?|alter|affect|impact|influence|guide|if)\b", re.I
)
"""A requirement that asks what would follow from something."""


def only_intended(note: Note, mention: Mention | None) -> bool:
    """Whether what is mentioned was only ordered, planned, advised or offered."""
    words, cues = note.near(mention)
    if _ADVICE.match(note.text):
        return True
    if mention is not None and _STATUS_AFTER.match(note.text[mention.end :]):
        return True
    if _OPENS_PLAN.match(words) and not PAST.search(words):
        return True
    done = bool(PAST.search(words)) or bool(cues & {"failed", "helped"})
    if note.days and note.day and min(note.days) > note.day and not done:
        return True
    if note.statement.assertion in NOT_YET and not done:
        return True
    if mention is not None and note.meant(mention) & NOT_YET:
        return not done or bool(_AHEAD.search(note.text[: mention.start]))
    return "intended" in cues and not done


def frames(note: Note) -> bool:
    """Whether a line is a heading, or says who wrote it, for whom or when, and not what is so."""
    words = len(note.text.split())
    heading = words < 12 and not _SENTENCE.search(note.text)
    return heading or any(p.search(note.text) for p in (_SIGNATURE, _FRAME, _OFFICE))


def view(
    question: Question, note: Note, stance: Stance, weight: float, event: date | None, why: str
) -> View:
    """A view of ``note``; its weight favours numbers and sentences of a readable length."""
    words = len(note.text.split())
    weight += 0.1 * bool(re.search(r"\d", note.text)) + 0.1 * (12 <= words <= 35)
    weight -= 0.3 * (words < 6) + 0.2 * (words > 60)
    weight -= 0.5 * (not _SENTENCE.search(note.text) and words < 12)
    weight -= 0.8 * (words < 14 and bool(_SIGNATURE.search(note.text)))
    weight -= 0.8 * (words < 16 and bool(_FRAME.search(note.text)))
    record = question.requirement.kind in (Kind.VALUE, Kind.RESULT)
    weight -= 0.5 * (record and "copied" in note.cues)
    weight -= 0.5 * bool(_OFFICE.search(note.text))
    weight -= 0.15 * (kind_of_section(note.statement.section) in _ASIDE)
    return View(note, stance, weight, in_window(question, event), event, why)
