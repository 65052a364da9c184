"""Whether a requirement that looks met is met in every part of it.

That a concept is named in the chart proves only that it is spoken of. A requirement asks for
more: a number, a paper with given contents, a treatment that failed, several things of a list.
What is not shown is said to be missing, and the status falls: to partial, or to a gap where the
chart itself says that the thing is still to come. What speaks against weighs by its own passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docextract.chart.stretches import stretches
from docextract.chart.values import NUMBER_SHAPE, unit_after, unit_named
from docextract.dates import find_dates
from docextract.requirements import Kind, Requirement
from docextract.requirements.amounts import DAYS_IN, find_amounts
from docextract.requirements.concepts import lexicon, mentions, tokens_of
from docextract.requirements.numbers import number, plain
from docextract.requirements.parse import STOP
from docextract.requirements.windows import find_windows
from docextract.rules import load
from packet_builder.case import Status
from packet_builder.labels import PLAINER, SHOWN_ONLY, SPOKEN_OF
from packet_builder.match_judge import TREATS, Question, View
from packet_builder.match_notes import sentence_at
from packet_builder.match_status import ENOUGH, Ground, Verdict, newest, of

_OUTWEIGHED = 1.15
"""So many times the heaviest support outweighs it what speaks against."""
_MISSING_OUTWEIGHS = 1.0
_TOLD = {Kind.RESULT: 0.4, Kind.FINDING: 0.42}
"""The share of the words that say what is asked of a thing which its passages must show."""
_FEW = {Kind.RESULT: 2, Kind.FINDING: 3}
"""With fewer such words nothing can be told by them."""
_STEM = 5
_BETWEEN = 4
_NEARLY = 0.95
_UNDONE = 0.5
"""So much of the support's weight has a record that the thing is not done, to outdo a number
that was not read as the measure's."""
_BEARS = 0.3
"""The weight from which a passage bears on a requirement that nothing names."""
_BEARABLE = (Kind.FINDING, Kind.TREATMENT, Kind.PLAN)
_SILENT = 1.0
"""The weight of what is shown beside such a passage."""
_LONG = 3
_LINES = 3
_SAME_EVENT = 14
"""Days within which two records are of one event."""
_BY_NAME = {"on file", "found"}
"""Reasons of a passage that only show that the thing is named."""


_SAID = {"sd", "percentile", "%"}
"""Units without which a number is another one."""


_SEVERAL = re.compile(r",\s+and\s|\bboth\b(?!\s+the\b)", re.IGNORECASE)
"""Of several things one is there: what is open is a part."""
_OTHER = re.compile(r"\bor\s+(?:an)?(?:other|similar|equivalent|comparable)\b", re.IGNORECASE)


def every_part(question: Question, verdict: Verdict, views: Sequence[View]) -> Verdict:
    """A verdict of supported that falls where a part of the requirement is not shown."""
    if verdict.status is Status.GAP:
        return _bearing(question, verdict, views)
    pro = [v for v in verdict.shown if v.stance == "supports"]
    if verdict.status is not Status.SUPPORTED or not pro or pro[0].why == "excused":
        return verdict
    if pro[0].why == "value":
        return _lasting(question.requirement, verdict, views)
    inside = [v for v in views if v.why != "related"]
    against = of(inside, "contradicts", inside=True)
    if against and against[0].weight >= _OUTWEIGHED * max(v.weight for v in pro):
        return replace(
            verdict, status=Status.CONTRADICTED, why=PLAINER, shown=(*against, *pro[:1]),
            ground=Ground.PLAINER,
        )  # fmt: skip
    missing = of(inside, "missing", inside=True)
    if _EACH.search(question.requirement.body) and pro[0].why not in _BY_COUNT:
        why = f"{verdict.why}; whether in each is for a person to count"
        return replace(verdict, status=Status.PARTIAL, why=why, remedy="a record for each")
    lacking = _not_shown(question, pro, missing, views) or _too_few(question, pro)
    if lacking:
        return _fallen(question.requirement, verdict, lacking, pro, missing)
    if missing and missing[0].weight >= _MISSING_OUTWEIGHS * pro[0].weight:
        return _fallen(question.requirement, verdict, "what the chart says is open", pro, [])
    return verdict


_BY_COUNT = ("value", "excused", "limit")
_EACH = re.compile(
    r"\b(?:in|on|for|during|of)\s+(?:each|every)\s+(?:of\s+the\s+)?(?:\w+\s+)?(?:days?|weeks?|months?|visits?|sessions?|shifts?)\b",
    re.IGNORECASE,
)
"""Something that must have been in each of several times; a single record shows it for one."""


def _bearing(question: Question, verdict: Verdict, views: Sequence[View]) -> Verdict:
    """A gap that is partial instead: the chart does not say that the thing is not there, and
    words that bear on it were found."""
    near = [v for v in of(list(views), "supports", inside=True) if v.weight >= _BEARS]
    asked = bool(question.family) and question.requirement.kind in _BEARABLE
    if not asked or not near or any(v.stance != "supports" for v in views if v.weight >= _BEARS):
        return verdict
    return replace(
        verdict, status=Status.PARTIAL, why=SHOWN_ONLY, shown=tuple(near[:2]), worth=_SILENT,
        ground=Ground.HINTED,
    )  # fmt: skip


def _fallen(
    requirement: Requirement, verdict: Verdict, lacking: str, pro: list[View], missing: list[View]
) -> Verdict:
    """Partial; a gap where the chart says, as plainly as it names it, that the thing is not there
    yet: what is on record is not hidden for an aside that something is still open."""
    verdict = replace(verdict, why=f"{SPOKEN_OF}{lacking}", ground=Ground.SPOKEN_OF)
    open_still = [v for v in missing if v.weight >= ENOUGH]
    several = requirement.kind is Kind.TREATMENT or _SEVERAL.search(requirement.body)
    heaviest = max((v.weight for v in open_still), default=0.0)
    if open_still and not several and heaviest >= pro[0].weight:
        return replace(verdict, status=Status.GAP, shown=tuple(missing))
    return replace(
        verdict, status=Status.PARTIAL, remedy=f"a record of {lacking}",
        worth=_SILENT if open_still else 0.0,
        shown=(*pro[:2], *missing[:2]) if open_still else (*pro[:4], *missing[:2], *pro[4:]),
    )  # fmt: skip


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = re.compile(
    rf"\b(?P<a>{'|'.join(_NAMES)})[a-z]*\.?\s*(?:-|–|to|thru|through)\s*(?P<b>{'|'.join(_NAMES)})[a-z]*\b",
    re.IGNORECASE,
)
"""Months from one to another, each whole: "Diary Feb-Apr: 20, 22, 19 HA days"."""


def _months_long(first: str, last: str) -> float:
    """From the beginning of one month to the end of another, in days."""
    apart = (_NAMES.index(last.lower()) - _NAMES.index(first.lower())) % 12
    return (apart + 1) * DAYS_IN["month"]


def _lasting(requirement: Requirement, verdict: Verdict, views: Sequence[View]) -> Verdict:
    """A value that must have lasted, or been measured after a course: its length is told too."""
    wanted = requirement.duration.days if requirement.duration else None
    pro = [v.note for v in views if v.stance == "supports"]
    told = [a.days or 0.0 for n in pro for a in n.amounts]
    told += [float(s.days) for n in pro for s in stretches(n.text, n.day)]
    told += [_months_long(m["a"], m["b"]) for n in pro for m in _MONTHS.finditer(n.text)]
    if not wanted or any(t >= _NEARLY * wanted for t in told):
        return verdict
    why = f"{verdict.why}; nothing on so long a time"
    return replace(verdict, status=Status.PARTIAL, why=why, remedy="a record of how long")


_TESTS = re.compile(
    r"\b(?P<n>two|three|four|[2-4])\s+(?:or\s+more\s+)?(?:(?:separate|consecutive|negative|positive|normal|abnormal|[a-z]+)\s+)"
    r"{0,3}(?:tests|cultures|screens|biopsies|samples|specimens)\b",
    re.IGNORECASE,
)
"""So many tests must be on file, each of its own day."""


def _too_few(question: Question, pro: list[View]) -> str:
    """How many events of a demanded number have no day of their own; "" where all have one."""
    requirement = question.requirement
    shape = "|".join(load("requirement_words")["events"])
    counted = rf"\b(?:at\s+least|or\s+more|two|three|four|\d)\s+(?:[\w-]+\s+){{0,2}}(?:{shape})\b"
    tests = _TESTS.search(requirement.body) if requirement.kind is Kind.RESULT else None
    wanted = float((tests and number(tests["n"])) or requirement.count)
    if not tests and (wanted < 2 or not re.search(counted, requirement.body, re.IGNORECASE)):
        return ""
    seen = _apart({d for v in pro if v.inside and v.weight >= ENOUGH for d in _events(question, v)})
    told = max((a.value for v in pro for a in v.note.amounts if not a.days), default=0.0)
    most = max(float(len(seen)), told)
    return "" if most >= wanted else f"{plain(wanted - most)} more"


def _events(question: Question, view: View) -> list[date]:
    """The days of what a passage tells: those and the months that it names, else its own."""
    named = [*view.note.days, *view.note.months]
    inside = [d for d in named if question.opens <= d <= question.clock.request]
    return inside or ([] if named or not view.event else [view.event])


def _apart(days: set[date]) -> list[date]:
    """Days so far from each other that they are no two words on one event."""
    kept: list[date] = []
    for day in sorted(days):
        if not kept or (day - kept[-1]).days > _SAME_EVENT:
            kept.append(day)
    return kept


def _not_shown(
    question: Question, pro: list[View], missing: list[View], views: Sequence[View]
) -> str:
    """The part of a requirement that its passages do not show, in words; "" for none."""
    requirement = question.requirement
    if requirement.kind is Kind.VALUE:
        later = missing and newest(missing) >= newest(pro)
        undone = later and missing[0].weight >= _UNDONE * pro[0].weight
        told = not undone and _numbered(requirement, pro[:2])
        return "" if told else "the number asked for"
    if requirement.kind is Kind.TREATMENT:
        beside = [*pro, *(v for v in views if any(_beside(v, p) for p in pro))]
        failed = any(v.why in ("failed", "excused") or "failed" in v.note.cues for v in beside)
        return "how it went" if requirement.must_fail and not failed else ""
    treated = requirement.kind is Kind.FINDING and _TREATED.search(requirement.body)
    if treated and not any(_treats(question, v) for v in pro):
        return "its treatment"
    if requirement.kind in _TOLD and pro[0].why in _BY_NAME:
        return _untold(requirement, pro)
    return ""


_UNTOLD = re.compile(
    r"\b(?:did\s+not\s+(?:explain|identify|find|reveal)|uninformative|non-?diagnostic)\b", re.I
)
"""The requirement asks for a test that told nothing."""
_TREATED = re.compile(
    r"\b(?:has|have|been|is|are|was|were|or)\s+(?:been\s+)?treated\b", re.IGNORECASE
)
_HANDLED = re.compile(
    r"\b(?:treat(?:ed|ment)|complet\w+|therapy|course|resolved|controlled|managed)\b", re.I
)


def _treats(question: Question, view: View) -> bool:
    """Whether a passage tells of treatment in a sentence that names what is asked for."""
    text, table = view.note.text, lexicon().concepts
    for spot in view.note.mentions:
        if spot.key not in question.family:
            continue
        start, stop = sentence_at(text, spot.start)
        named = (m for m in view.note.mentions if start <= m.start < stop)
        if _HANDLED.search(text[start:stop]) or any(table[m.key].kind in TREATS for m in named):
            return True
    return False


def _beside(one: View, two: View) -> bool:
    """Whether two passages stand within a few lines of each other."""
    near = abs(one.note.index - two.note.index) <= _LINES
    return near and one.note.statement.document == two.note.statement.document


def _untold(requirement: Requirement, pro: list[View]) -> str:
    """The particulars that no passage shows, where these are most of what is asked."""
    if _UNTOLD.search(requirement.body) and any("normal" in v.note.cues for v in pro):
        return ""
    asked = particulars(requirement)
    told = {t[:_STEM] for v in pro for t, _, _ in tokens_of(v.note.text)}
    open_words = [w for w in asked if w[:_STEM] not in told]
    named = len(requirement.concepts) if requirement.kind is Kind.FINDING else 0
    most = len(open_words) > (1 - _TOLD[requirement.kind]) * len(asked)
    if len(asked) < _FEW[requirement.kind] or len(open_words) < named or not most:
        return ""
    return _stretch(requirement.body, frozenset(open_words))


def _stretch(body: str, words: frozenset[str]) -> str:
    """The longest run of a requirement's own words that holds these, with no more than so many
    others between two of them: "who may read it" and not a list of words."""
    best = run = (0, 0, 0)
    since = _BETWEEN + 1
    for token, start, end in tokens_of(body):
        if token in words:
            run = (run[0] + 1, run[1], end) if since <= _BETWEEN else (1, start, end)
            best, since = max(best, run, key=lambda r: r[0]), 0
        else:
            since += 1
    return f'"{body[best[1] : best[2]]}"'


def _numbered(requirement: Requirement, pro: list[View]) -> bool:
    """Whether a passage at least holds a number that would meet a bound, of the unit asked for
    where it names one; a person has to see whether it is that of the measure."""
    found = []
    for view in pro:
        text, spans = view.note.text, [(d.start, d.end) for d in find_dates(view.note.text)]
        for match in NUMBER_SHAPE.finditer(text):
            unit = unit_after(text[match.end() :])
            dated = any(a < match.end("n") and match.start("n") < b for a, b in spans)
            if not dated and not _YEAR.fullmatch(match["n"]):
                found.append((float(match["n"].replace(",", "")), unit))
    return any(
        demand.threshold.holds(value)
        for demand in requirement.demands
        for value, unit in found
        if (asked := unit_named(demand.threshold.unit.replace("percent", "%"))) in (None, unit)
        or (unit is None and asked not in _SAID)
    )


_YEAR = re.compile(r"(?:19|20)\d\d")


def particulars(requirement: Requirement) -> tuple[str, ...]:
    """The words that say what a thing must be like: not its name, its time or its bounds."""
    body = _OTHER.split(requirement.body, maxsplit=1)[0]
    spans = [(m.start, m.end) for m in mentions(body) if m.role == "name"]
    spans += [(d.threshold.start, d.threshold.end) for d in requirement.demands]
    spans += [(w.start, w.end) for w in find_windows(body)]
    spans += [(a.start, a.end) for a in find_amounts(body)]
    plain = frozenset(load("requirement_words")["plain"])
    return tuple(dict.fromkeys(
        t for t, start, end in tokens_of(body)
        if t not in STOP and t not in plain and len(t) > _LONG and not t.isdigit()
        and not any(a < end and start < b for a, b in spans)
    ))  # fmt: skip
