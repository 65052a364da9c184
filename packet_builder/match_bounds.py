"""How a demanded value stands: the newest measurement in the window against the bound."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from docextract.requirements.concepts import lexicon
from docextract.requirements.measures import measures
from docextract.requirements.model import Demand
from docextract.requirements.numbers import NUMBER, number
from docextract.requirements.thresholds import Threshold
from packet_builder.case import Status
from packet_builder.match_judge import Question, Stance, View, site_conflict
from packet_builder.match_notes import Note
from packet_builder.match_rank import GENERIC
from packet_builder.match_status import ENOUGH, Numbers, Verdict, of
from packet_builder.match_values import Reading, readings

_OTHER_WAYS = {"device"}
_SAME_TIME = 31
GAINS = frozenset({"relief", "reduction", "improvement", "decrease", "increase", "loss"})
"""What is measured of many things: only beside what was asked about does it count."""
_FROM_THE_SOURCE = {"lab", "imaging", "questionnaire", "sleep_study", "pt_ot", "procedure"}
_NUDGE = 0.001
_OFTEN = 5


def by_value(question: Question, views: list[View], notes: tuple[Note, ...]) -> Verdict | None:
    """Compare the newest values with what is demanded; None where no value was found."""
    barred: set[int] = set()
    met: list[Reading] = []
    unmet: list[Reading] = []
    old: list[tuple[bool, Reading]] = []
    copied: list[Reading] = []
    silent = fulfilled = 0
    for demand in question.requirement.demands:
        every = readings(
            demand, notes, asked=question.requirement.body, sides=question.target.sides
        )
        if demand.change:
            every = _over_time(question, demand, notes, every)
        barred |= {r.note.index for r in every}
        pool = [r for r in every if _counts(question, r)]
        pool = [r for r in pool if r.sure] or pool
        last = question.closes or date.max
        inside = [r for r in pool if r.day and question.opens <= r.day <= last]
        newest = _deciding(question, demand, inside)
        for reading in newest:
            (met if _holds(demand.threshold, reading) else unmet).append(reading)
        fulfilled += bool(newest) and _holds(demand.threshold, newest[0])
        if newest:
            side = _holds(demand.threshold, newest[0])
            barred -= {r.note.index for r in inside if _holds(demand.threshold, r) is side}
        for reading in _alike(demand.threshold, newest, inside):
            (met if _holds(demand.threshold, newest[0]) else unmet).append(reading)
        if not inside:
            silent += 1
            copied += [r for r in pool if r.day is None and "copied" in r.note.cues]
            old.extend((_holds(demand.threshold, r), r) for r in _latest(_recent(question, pool)))
    instead = _instead(question, views)
    if instead and not met and not unmet:
        why = f"the other way is met, recorded on {instead[0].event}"
        return Verdict(Status.SUPPORTED, why, tuple(instead), barred=frozenset(barred))
    count = question.requirement.count
    if _several(question) and fulfilled >= count:
        unmet, silent = [], 0
    if met or unmet:
        return _judged(question, met, unmet, silent, views, frozenset(barred))
    if old and question.requirement.window:
        shown = tuple(v for ok, r in old for v in _views([r], "supports" if ok else "contradicts"))
        return Verdict(
            Status.PARTIAL, f"{_tell(question, [r for _, r in old])}; older than asked for", shown,
            _numbers([r for _, r in old]), "a new measurement inside the time asked for",
        )  # fmt: skip
    if copied:
        return Verdict(
            Status.PARTIAL, f"{_tell(question, copied)}; copied from an older record",
            _views(copied, "supports"), _numbers(copied), "the report of the measurement itself",
        )  # fmt: skip
    return None


_RISES = re.compile(
    r"\b(?:rise|rose|risen|increase\w*|gain\w*|worsen\w*|higher|above)\b", re.IGNORECASE
)
_FALLS = re.compile(
    r"\b(?:fall|fell|fallen|drop\w*|decrease\w*|reduc\w+|decline\w*|loss|lost|lower|below)\b",
    re.IGNORECASE,
)


def _over_time(
    question: Question, demand: Demand, notes: tuple[Note, ...], told: list[Reading]
) -> list[Reading]:
    """How far a measure has moved from its first value in the time that counts: at most, in a
    stay, by its last value elsewhere; what a single note tells of a change goes before."""
    acute = question.clock.acute
    met = any(_holds(demand.threshold, r) for r in told)
    usual = "baseline" in question.requirement.body.lower()
    if told and (met or usual or not acute):
        return told
    plain = replace(demand, change=False, threshold=replace(demand.threshold, unit=""))
    opens = question.clock.service if acute else question.opens
    rows = readings(plain, notes, asked=question.requirement.body, sides=question.target.sides)
    rows = [r for r in rows if r.day and r.day >= opens and _counts(question, r)]
    rows.sort(key=lambda r: r.day or date.min)
    later = [r for r in rows if rows[0].day != r.day] if rows else []
    if not later or demand.threshold.unit in ("%", "percent"):
        return told
    body, first = question.requirement.body, rows[0].value
    sign = -1 if _FALLS.search(body) and not _RISES.search(body) else 1
    one = max(later, key=lambda r: sign * (r.value - first)) if acute else later[-1]
    label = f"{one.label} changed by"
    moved = round(sign * (one.value - first), 3)
    return [replace(one, value=moved, second=None, label=label, inputs=(first, one.value))]


_AT_LAST = re.compile(
    r"\b(?:stable|stability|discharge|transfer|current(?:ly)?|now|remain\w*|last\s+24|room\s+air|at\s+the\s+time)\b",
    re.IGNORECASE,
)
_MORE = 3
"""So many further readings that say the same are shown."""


def _deciding(question: Question, demand: Demand, inside: list[Reading]) -> list[Reading]:
    """The readings that decide: the newest; in a stay, where the demand is how ill the patient
    was and not how they are now, those that meet it at any time."""
    threshold = demand.threshold
    if demand.measure and measures()[demand.measure].anytime and question.requirement.window:
        met = [r for r in inside if _holds(threshold, r)]
        if met:
            return _latest(met)
    if question.clock.acute and (question.closes or not question.requirement.window):
        worst = [r for r in inside if _holds(threshold, r)]
        if worst and not _AT_LAST.search(question.requirement.body):
            return worst[:2]
    return _latest(inside, 1 if question.clock.acute else _SAME_TIME)


def _alike(threshold: Threshold, newest: list[Reading], inside: list[Reading]) -> list[Reading]:
    """Further readings, of other documents, that stand on the same side of the bound."""
    if not newest:
        return []
    side, seen, found = (
        _holds(threshold, newest[0]),
        {r.note.statement.document for r in newest},
        [],
    )
    for reading in sorted(inside, key=lambda r: r.day or date.min, reverse=True):
        document = reading.note.statement.document
        if document not in seen and _holds(threshold, reading) is side:
            seen.add(document)
            found.append(reading)
    return found[:_MORE]


def _several(question: Question) -> bool:
    """Whether a number of the demanded values must hold ("two of the following")."""
    return 1 < question.requirement.count < len(question.requirement.demands)


def _instead(question: Question, views: list[View]) -> list[View]:
    """What meets a "value or something else" by the something else."""
    requirement = question.requirement
    if not requirement.any_value:
        return []
    measured = {c for d in requirement.demands for c in d.concepts}
    table = lexicon().concepts
    other = [
        c for c in requirement.core if c not in measured and table[c].kind in _OTHER_WAYS
    ]  # fmt: skip
    keys = frozenset(k for c in other for k in lexicon().family(c))
    return [
        v for v in of(views, "supports", inside=True)
        if v.weight >= ENOUGH and v.why in ("found", "used", "failed") and v.note.named() & keys
    ]  # fmt: skip


def _judged(
    question: Question,
    met: list[Reading],
    unmet: list[Reading],
    silent: int,
    views: list[View],
    barred: frozenset[int],
) -> Verdict:
    any_one = question.requirement.any_value and not _several(question)
    if met and not unmet and not silent and (few := _seldom(question, met)):
        return Verdict(
            Status.PARTIAL, f"{_tell(question, met)}; {few}", _views(met, "supports"),
            _numbers(met), "the measurements that are missing", barred=barred,
        )  # fmt: skip
    missing = tuple(of(views, "missing", inside=True))
    if met and (any_one or not (unmet or silent)):
        shown = _views(met, "supports")
        return Verdict(Status.SUPPORTED, _tell(question, met), shown, _numbers(met), barred=barred)
    if unmet:
        shown = _views(unmet, "contradicts") + _views(met, "supports")
        return Verdict(
            Status.CONTRADICTED, _tell(question, unmet), shown, _numbers(unmet), barred=barred
        )
    told = _named_elsewhere(question, met, views)
    return Verdict(
        Status.SUPPORTED if told else Status.PARTIAL, _tell(question, met),
        _views(met, "supports") + missing, _numbers(met), barred=barred,
    )  # fmt: skip


_REPEATED = re.compile(
    rf"\b(?P<n>{NUMBER})\s+(?:or\s+more\s+)?(?:(?!of\b|points?\b|days?\b|weeks?\b|months?\b|hours?\b|years?\b)"
    r"[\w-]+\s+){0,4}(?:levels|readings|measurements|values|results|occasions|assays|samples|determinations)\b",
    re.IGNORECASE,
)
"""So many measurements must show the value."""


def _seldom(question: Question, met: list[Reading]) -> str:
    """How often a value was found that must be found several times; "" where often enough."""
    asked = _REPEATED.search(question.requirement.body)
    wanted = number(asked["n"]) if asked else None
    found = len({(r.day, r.value) for r in met})
    if not wanted or not 1 < wanted <= _OFTEN or len(question.requirement.demands) > 1:
        return ""
    return "" if found >= wanted else f"{found} of {int(wanted)} such measurements"


def _named_elsewhere(question: Question, met: list[Reading], views: list[View]) -> bool:
    """Whether what has no number of its own is at least affirmed in words."""
    with_value = {r.note.index for r in met}
    words = [v for v in of(views, "supports", inside=True) if v.note.index not in with_value]
    asked = {c for d in question.requirement.demands for c in d.concepts}
    found = {k for r in met for k in r.note.named()}
    return all(c in found or any(c in v.note.named() for v in words) for c in asked)


def _counts(question: Question, reading: Reading) -> bool:
    note = reading.note
    assertion = str(note.statement.assertion)
    share = (
        not reading.label
        or not question.family
        or bool((question.family & (note.named() | note.context)) - GENERIC.keys())
    )
    return (
        (share or reading.label not in GAINS)
        and not site_conflict(question, note)
        and not note.cues & {"not_done", "general", "indication"}
        and assertion not in ("family", "hypothetical", "planned")
    )


def _recent(question: Question, pool: list[Reading]) -> list[Reading]:
    return [r for r in pool if r.day and r.day >= question.part_opens]


def _latest(pool: list[Reading], span: int = _SAME_TIME) -> list[Reading]:
    """The newest reading, that of its source before a copy of it, and those that repeat it."""
    if not pool:
        return []
    ordered = sorted(pool, key=lambda r: r.day or date.min, reverse=True)
    newest = ordered[0].day or date.min
    first = next(
        (
            r for r in ordered
            if r.note.kind in _FROM_THE_SOURCE and (newest - (r.day or date.min)).days <= span
        ),
        ordered[0],
    )  # fmt: skip
    same = [r for r in ordered if r is not first and r.value == first.value]
    beside = [
        r for r in ordered if r is not first and r.value != first.value and r.day == first.day
    ]
    return [first, *same, *beside[:1]][:4]


def _holds(threshold: Threshold, reading: Reading) -> bool:
    value = reading.value
    if value < 0 < threshold.value:
        value = -value
    if reading.limit.startswith(("<", "less", "under")):
        value -= _NUDGE
    if reading.limit.startswith((">", "over")):
        value += _NUDGE
    return threshold.holds(value, reading.second)


def _tell(question: Question, found: list[Reading]) -> str:
    """The values in words, and what was asked for."""
    told = "; ".join(dict.fromkeys(r.words for r in found[:3]))
    asked = " or " if question.requirement.any_value else " and "
    return (
        f"{told} (asked for: {asked.join(d.threshold.words for d in question.requirement.demands)})"
    )


def _numbers(found: list[Reading]) -> Numbers | None:
    if not found:
        return None
    return {"value": found[0].value, "date": str(found[0].day) if found[0].day else None}


def _views(found: list[Reading], side: Stance) -> tuple[View, ...]:
    return tuple(
        View(r.note, side, 3.0 - i * 0.1, True, r.day, "value") for i, r in enumerate(found)
    )


__all__ = ["Demand", "by_value"]
