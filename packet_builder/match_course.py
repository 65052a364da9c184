"""How a demanded treatment stands: what was used, for how long, how often, with what outcome."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from docextract.chart.stretches import stretches
from docextract.requirements.amounts import Amount
from docextract.requirements.concepts import lexicon, mentions
from docextract.requirements.numbers import plain
from docextract.requirements.parse import days
from packet_builder.case import Status
from packet_builder.labels import NOT_FOUND, RECORDED
from packet_builder.match_judge import TREATS, Question, View
from packet_builder.match_notes import sentence_at
from packet_builder.match_status import ENOUGH, Ground, Numbers, Verdict, late, newest, of

_LONGEST = 1500
_NOT_COURSE = re.compile(
    r"\b(?:pain|symptoms?|onset|age|headaches?|migraines?|ago|every|q|rtc|f/u|follow[- ]?up|return|"
    r"next|within|in)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s*(?:ago|old|post|after\s+(?:surgery|injury)|from\s+now|prior|earlier|later|before|history)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:only\s+one|one\s+\w+\s+only|single|once|first\s+and\s+only)\b", re.IGNORECASE
)
_NEARLY = 0.95
_SAME_TIME = 3
"""Days within which two records are of one time: neither outdoes the other as the newer."""
_AS_PLAIN = 0.55
"""How plain, beside the record of a use, a record must be that it never was."""
_FILL = re.compile(
    r"^\W*(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})\s+\S.*?\s(?P<days>\d{1,3})"
    r"(?:\s+(?!(?:mg|mcg|ug|ml|g|units?|iu|meq|tabs?|caps?|po|iv|bid|tid|qid|qhs|daily|x)\b)\D*)?$",
    re.IGNORECASE,
)


def by_treatment(question: Question, views: list[View]) -> Verdict:
    """The status of a requirement that a treatment was tried."""
    used = [
        v for v in of(views, "supports", inside=True) if v.why != "excused" and v.weight >= ENOUGH
    ]  # fmt: skip
    excused = [v for v in of(views, "supports") if v.why == "excused"]
    against = of(views, "contradicts", inside=True)
    missing = of(views, "missing")
    if excused:
        shown = sorted(excused + used, key=lambda v: -v.weight)
        return Verdict(Status.SUPPORTED, "not tolerated or contraindicated", tuple(shown))
    if not used:
        return _untreated(question, views, against, missing)
    flat = _flatly_unused(question, used, against)
    told = [v for v in used if v.why == "failed" or "summary" in v.note.cues] or used[:1]
    latest = newest(told) - timedelta(days=_SAME_TIME) if told[0].event else newest(told)
    if flat and newest(flat) >= latest and flat[0].weight >= _AS_PLAIN * used[0].weight:
        why = f"the record of {newest(flat)} says that it was not used"
        return Verdict(Status.CONTRADICTED, why, (*flat, *used[:2]))
    numbers, why, short = _measure(question, used)
    lacking = _lacking(question, of(views, "supports", inside=True))
    if lacking:
        why = f"{why}; nothing on {', '.join(lacking)}".lstrip("; ")
    if short or lacking:
        return Verdict(
            Status.PARTIAL, why, (*used[:4], *against[:1], *missing[:1], *used[4:]),
            numbers or None, "the rest of the course, or the record of it",
        )  # fmt: skip
    if question.requirement.must_fail and _helped(used):
        return Verdict(Status.CONTRADICTED, "the newest record says that it helped", tuple(used))
    if why:
        return Verdict(Status.SUPPORTED, why, tuple(used), numbers or None)
    why = f"{RECORDED}{newest(used)}"
    return Verdict(Status.SUPPORTED, why, tuple(used), numbers or None, ground=Ground.NAMED)


def _flatly_unused(question: Question, used: list[View], against: list[View]) -> list[View]:
    """What says that the very treatments that the others tell of were never used; "not tried:
    valproate" says nothing of topiramate."""
    told = frozenset(k for v in used for k in v.note.named()) & question.family
    lex, core = lexicon(), frozenset(question.requirement.core)
    flat = []
    for seen in against:
        named = seen.note.named()
        within = frozenset(k for n in named & core for k in lex.family(n)) | core
        if seen.why == "never used" and (told <= named or (named & core and told <= within)):
            flat.append(seen)
    return flat


def _untreated(
    question: Question, views: list[View], against: list[View], missing: list[View]
) -> Verdict:
    older = late(question, views)
    if older:
        why = f"of {newest(older)}, older than asked for"
        return Verdict(Status.PARTIAL, why, tuple(older + against))
    if against:
        return Verdict(Status.CONTRADICTED, "the chart says that it was not used", tuple(against))
    if missing:
        return Verdict(Status.GAP, "only planned, offered or ordered", tuple(missing))
    return Verdict(Status.GAP, NOT_FOUND, ground=Ground.NOT_FOUND)


def _measure(question: Question, used: list[View]) -> tuple[Numbers, str, bool]:
    """The course in numbers, in words, and whether it falls short of what is asked."""
    requirement = question.requirement
    length, words = _length(question, used)
    times = _times(question, used)
    numbers: Numbers = {}
    if length:
        numbers["weeks"] = round(length / 7, 1)
    if times:
        numbers["sessions"] = times
    wanted = days(requirement.duration) if requirement.duration else 0.0
    open_ended = not (length or times) and not any(v.why == "failed" for v in used)
    short = bool(wanted) and (open_ended or 0 < length < wanted * _NEARLY)
    count = requirement.sessions.value if requirement.sessions else 0.0
    if count:
        short = short or (times or float(len({v.event for v in used if v.event}))) < count
    said = [words] if words else ["no length told"] if wanted else []
    if times:
        said.insert(0, _count(times, "session or dose"))
    return numbers, ", ".join(said), short


def _spans(question: Question, view: View, key: str | None) -> list[tuple[int, int]]:
    """The stretches of a note that tell of the demanded treatment: its sentences; of one of
    several only up to where the next is named."""
    text, table = view.note.text, lexicon().concepts
    names = [m for m in view.note.mentions if m.role == "name" and table[m.key].kind in TREATS]
    if key is None:
        return [sentence_at(text, m.start) for m in names if m.key in question.family]
    starts = sorted({m.start for m in names if not _includes(m.key, key)})
    return [
        (m.start, min((s for s in starts if s > m.end), default=len(text)))
        for m in names if m.key == key
    ]  # fmt: skip


def _includes(one: str, other: str) -> bool:
    return other in lexicon().family(one) or one in lexicon().family(other)


def _course_amounts(question: Question, view: View, key: str | None = None) -> list[Amount]:
    """The amounts of a note that belong to the demanded treatment: those of its sentence, and
    all where none is named."""
    text = view.note.text
    spans = _spans(question, view, key)
    return [
        a for a in view.note.amounts
        if not a.often and not _NOT_COURSE.search(text[: a.start])
        and not _NOT_AFTER.match(text[a.end :])
        and (not spans or any(x <= a.start < y for x, y in spans))
    ]  # fmt: skip


def _times(question: Question, used: list[View]) -> float:
    told = [
        a.high or a.value for v in used for a in _course_amounts(question, v) if a.unit == "session"
    ]
    if any(_ONE.search(v.note.text) for v in used) and max(told, default=1.0) <= 3:
        return 1.0
    return max((t for t in told if t < 200), default=0.0)


def _length(question: Question, used: list[View], key: str | None = None) -> tuple[float, str]:
    """The longest course that is told, in days, and in words; of the treatment ``key`` alone
    where one is given."""
    best, words = 0.0, ""
    for view in used:
        for amount in _course_amounts(question, view, key):
            span = amount.days
            if span and best < span < _LONGEST:
                best, words = span, _count(amount.value, amount.unit)
        spans = _spans(question, view, key)
        for told in stretches(view.note.text, view.note.day):
            inside = not spans or any(a <= told.start < b for a, b in spans)
            if inside and best < told.days < _LONGEST:
                best = float(told.days)
                words = f"{told.first} to {told.last} ({plain(round(best / 7, 1))} weeks)"
    filled, said = _filled(used)
    if filled > best:
        best, words = filled, said
    return (best, words) if best else _seen(used)


_ENDED = re.compile(
    r"\b(?:stopp?ed|quit|ran\s+out|discontinued|d/c.?d|did\s+not\s+refill|not\s+refilled|only|just)\b",
    re.IGNORECASE,
)


def cut_short(question: Question, view: View) -> bool:
    """Whether a passage tells of a course that ended before the time asked for, and not because
    it failed or did harm."""
    duration = question.requirement.duration
    if duration is None or view.why != "used" or not _ENDED.search(view.note.text):
        return False
    length, _ = _length(question, [view])
    return 0 < length < days(duration) * _NEARLY


def _seen(used: list[View]) -> tuple[float, str]:
    """From the first to the last day on which the same treatment is recorded as used."""
    if any(_ONE.search(v.note.text) or "changed" in v.note.cues for v in used):
        return 0.0, ""
    days_of: dict[str, list[date]] = {}
    for view in used:
        for key in sorted(view.note.named()):
            if view.event and lexicon().concepts[key].kind == "drug":
                days_of.setdefault(key, []).append(view.event)
    spans = [(max(d) - min(d), min(d), max(d)) for d in days_of.values() if len(set(d)) > 1]
    if not spans:
        return 0.0, ""
    span, first, last = max(spans)
    return float(span.days), f"recorded from {first} to {last}"


def _count(value: float, unit: str) -> str:
    """An amount in words: 1 month, 13.5 weeks, 24 sessions or doses."""
    return f"{plain(value)} {unit if value == 1 else unit.replace(' or', 's or') + 's'}"


def _filled(used: list[View]) -> tuple[float, str]:
    """Days of supply of the drug that was filled most, and in words."""
    supply: dict[str, float] = {}
    seen: set[tuple[str, date | None]] = set()
    for view in used:
        match = _FILL.match(view.note.text)
        key = next(iter(sorted(view.note.named())), None)
        if match and key and (key, view.event) not in seen:
            seen.add((key, view.event))
            supply[key] = supply.get(key, 0.0) + float(match["days"])
    most = max(supply.values(), default=0.0)
    return most, f"{plain(most)} days' supply filled"


def _lacking(question: Question, used: list[View]) -> list[str]:
    """Of several treatments that are all asked for, those that nothing tells of; where a number
    of different ones is asked for, how many are missing."""
    lex = lexicon()
    requirement = question.requirement
    wanted = [
        c for c in requirement.core
        if lex.concepts[c].kind in TREATS and c not in question.requested
    ]  # fmt: skip
    seen = frozenset(k for v in used for k in v.note.named())
    if requirement.count > 1 and not requirement.sessions:
        members = {k for c in wanted for k in lex.family(c)} - {
            c for c in wanted if len(lex.family(c)) > 1
        }
        told = [k for k in sorted(seen & members) if _counted(question, k, used)]
        different = len(told) if len(members) > 1 else requirement.count
        return [] if different >= requirement.count else [f"{requirement.count - different} more"]
    if len(wanted) < 2 or (requirement.any_value and not _all_of(requirement.body)):
        return []
    families = {c: lex.family(c) for c in wanted}
    outer = [c for c in wanted if not any(c in families[o] for o in wanted if o != c)]
    silent = [c for c in outer if not families[c] & seen]
    enough = 2 * len(silent) < len(outer) and outer[0] not in silent
    return [] if enough else [lex.concepts[c].label for c in silent]


_AND_TO = re.compile(
    r"\b(?:and|as\s+well\s+as|plus)\s+(?:(?:to|of|with)\s+)?(?:(?:both|also|then|an?|one|at\s+least\s+one)\s+)*$",
    re.IGNORECASE,
)
_OR_BETWEEN = re.compile(r"\bor\b", re.IGNORECASE)


def _all_of(body: str) -> bool:
    """Whether the treatments of a requirement stand in a row of "and"s, whatever "or" it has
    elsewhere ("failure of or intolerance to a beta blocker and to an antiepileptic")."""
    table = lexicon().concepts
    named = [m for m in mentions(body) if m.role == "name" and table[m.key].kind in TREATS]
    between = [body[one.end : two.start] for one, two in pairwise(named) if one.end <= two.start]
    apart = any(_AND_TO.search(b) for b in between)
    return apart and not any(_OR_BETWEEN.search(b) for b in between)


_EACH = re.compile(r"\b(?:each|every\s+one|apiece|respectively)\b", re.IGNORECASE)


def _counted(question: Question, key: str, used: list[View]) -> bool:
    """Whether one of several different treatments counts: long enough where each must be, and
    not tolerated where that is what is counted."""
    own = [v for v in used if key in v.note.named()]
    requirement = question.requirement
    if "intolerance" in requirement.core and not any("intolerant" in v.note.cues for v in own):
        return False
    if not (requirement.duration and _EACH.search(requirement.body)):
        return True
    length, _ = _length(question, own, key)
    return not length or length >= days(requirement.duration) * _NEARLY


def _helped(used: list[View]) -> bool:
    dated = sorted(used, key=lambda v: v.event or date.min, reverse=True)
    lead = dated[0].note.cues
    return "helped" in lead and not any(v.note.cues & {"failed", "intolerant"} for v in used)
