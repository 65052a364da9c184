"""From what the notes say, each, to how the requirement stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from docextract.requirements import Kind
from docextract.requirements.numbers import plain
from docextract.requirements.parse import days
from packet_builder.case import Status
from packet_builder.match_judge import Question, View
from packet_builder.match_notes import Note
from packet_builder.match_values import Reading, readings

Numbers = dict[str, str | int | float | None]


@dataclass(frozen=True)
class Verdict:
    """How a requirement stands: the views shown for it, in order, and the arithmetic."""

    status: Status
    why: str
    shown: tuple[View, ...] = ()
    calculation: Numbers | None = None
    remedy: str | None = None
    unsure: bool = field(default=False)


def conclude(question: Question, views: list[View], notes: tuple[Note, ...]) -> Verdict:
    """The status of one requirement from all views of the chart."""
    requirement = question.requirement
    if requirement.demands and requirement.kind in (Kind.VALUE, Kind.RESULT):
        verdict = _by_value(question, views, notes)
        if verdict:
            return verdict
    if requirement.kind is Kind.TREATMENT:
        return _by_treatment(question, views)
    return _by_stance(question, views)


def _of(views: list[View], stance: str, *, inside: bool | None = None) -> list[View]:
    found = [v for v in views if v.stance == stance and (inside is None or v.inside == inside)]
    return sorted(found, key=lambda v: -v.weight)


def _newest(views: list[View]) -> date:
    return max((v.event for v in views if v.event), default=date.min)


def _by_value(question: Question, views: list[View], notes: tuple[Note, ...]) -> Verdict | None:
    """Compare the newest values in the window with what is demanded."""
    judged: list[tuple[bool, Reading]] = []
    old: list[tuple[bool, Reading]] = []
    for demand in question.requirement.demands:
        usable = [r for r in readings(demand, notes) if _counts(question, r)]
        inside = [r for r in usable if r.day and r.day >= question.opens]
        for chosen, pool in ((judged, inside), (old, [r for r in usable if r not in inside])):
            newest = _latest(pool)
            chosen.extend((_holds(demand.threshold, r), r) for r in newest)
    if not judged and not old:
        return None
    met = [r for ok, r in judged if ok]
    unmet = [r for ok, r in judged if not ok]
    if judged and (met if question.requirement.any_value else not unmet):
        return Verdict(
            Status.SUPPORTED, _tell(met or unmet), _as_views(met, "supports"), _numbers(met)
        )
    if judged:
        return Verdict(
            Status.CONTRADICTED, _tell(unmet), _as_views(unmet, "contradicts"), _numbers(unmet)
        )
    late = [(ok, r) for ok, r in old if r.day and r.day >= question.part_opens]
    if late and question.requirement.window:
        shown = tuple(
            v for ok, r in late for v in _as_views([r], "supports" if ok else "contradicts")
        )
        return Verdict(Status.PARTIAL, _tell([r for _, r in late]) + "; older than asked for", shown,
                       _numbers([r for _, r in late]), "a new measurement inside the window")  # fmt: skip
    return None


def _counts(question: Question, reading: Reading) -> bool:
    from packet_builder.match_judge import site_conflict

    note = reading.note
    return (
        not site_conflict(question, note)
        and not note.cues & {"not_done"}
        and str(note.statement.assertion) not in ("family", "hypothetical", "planned")
    )


def _latest(pool: list[Reading]) -> list[Reading]:
    """The readings of the newest day, and those that repeat its value."""
    if not pool:
        return []
    pool = sorted(pool, key=lambda r: r.day or date.min, reverse=True)
    newest = pool[0]
    objective = next((r for r in pool if r.note.kind == "lab" and r.day and newest.day
                      and (newest.day - r.day).days <= 31), newest)  # fmt: skip
    return [objective] + [r for r in pool if r is not objective and r.value == objective.value]


def _holds(threshold: object, reading: Reading) -> bool:
    from docextract.requirements.thresholds import Threshold

    assert isinstance(threshold, Threshold)
    value = reading.value
    if reading.limit.startswith(("<", "less", "under")):
        value -= 0.01
    if reading.limit.startswith((">", "over")):
        value += 0.01
    return threshold.holds(value, reading.second)


def _tell(found: list[Reading]) -> str:
    parts = []
    for reading in found[:3]:
        value = plain(reading.value) + (f"/{plain(reading.second)}" if reading.second else "")
        parts.append(f"{value} on {reading.day}" if reading.day else value)
    return "newest value " + "; ".join(parts) if parts else "no value"


def _numbers(found: list[Reading]) -> Numbers | None:
    if not found:
        return None
    return {"value": found[0].value, "date": str(found[0].day) if found[0].day else None}


def _as_views(found: list[Reading], stance: str) -> tuple[View, ...]:
    return tuple(
        View(
            r.note,
            "supports" if stance == "supports" else "contradicts",
            2.0 - i * 0.1,
            True,
            r.day,
            "value",
        )
        for i, r in enumerate(found)
    )


def _by_treatment(question: Question, views: list[View]) -> Verdict:
    requirement = question.requirement
    used, excused = [], []
    for view in _of(views, "supports", inside=True):
        (excused if view.why == "excused" else used).append(view)
    against = _of(views, "contradicts", inside=True)
    missing = _of(views, "missing")
    if excused and requirement.exception:
        shown = sorted(excused + used, key=lambda v: -v.weight)
        return Verdict(Status.SUPPORTED, "not tolerated or contraindicated", tuple(shown))
    if not used:
        return _untreated(question, views, against, missing)
    length, length_why = _length(used)
    sessions = max(
        (a.value for v in used for a in v.note.amounts if a.unit == "session" and a.value < 200),
        default=0.0,
    )
    wanted = days(requirement.duration) if requirement.duration else 0.0
    numbers: Numbers = {}
    if length:
        numbers["weeks"] = round(length / 7, 1)
    if sessions:
        numbers["sessions"] = sessions
    short = bool(wanted and length and length < wanted * 0.95)
    count = requirement.sessions.value if requirement.sessions else 0
    short = short or bool(count and (sessions or _events(used)) < count)
    status = Status.PARTIAL if short else Status.SUPPORTED
    why = length_why or "recorded in the chart"
    remedy = "the rest of the course, or its record" if short else None
    shown = tuple(used) + tuple(against) if short else tuple(used)
    return Verdict(status, why, shown + tuple(missing if short else ()), numbers or None, remedy)


def _events(used: list[View]) -> int:
    return len({v.event for v in used if v.event})


def _length(used: list[View]) -> tuple[float, str]:
    """The longest course that a note tells, in days, and its words."""
    best, why = 0.0, ""
    for view in used:
        for amount in view.note.amounts:
            span = amount.days
            if span and not amount.often and best < span < 800:
                best, why = span, f"{plain(amount.value)} {amount.unit}s"
        spread = sorted(view.note.days)
        if len(spread) > 1 and best < (spread[-1] - spread[0]).days < 800:
            best = float((spread[-1] - spread[0]).days)
            why = f"{spread[0]} to {spread[-1]} ({plain(round(best / 7, 1))} weeks)"
    return best, why


def _untreated(
    question: Question, views: list[View], against: list[View], missing: list[View]
) -> Verdict:
    late = [
        v
        for v in _of(views, "supports", inside=False)
        if v.event and v.event >= question.part_opens
    ]
    if late:
        return Verdict(Status.PARTIAL, "older than the time asked for", tuple(late + against))
    if against:
        return Verdict(Status.CONTRADICTED, "the chart says it was not used", tuple(against))
    return Verdict(Status.GAP, "only planned or not in the chart", tuple(missing))


def _by_stance(question: Question, views: list[View]) -> Verdict:
    pro, contra = _of(views, "supports", inside=True), _of(views, "contradicts", inside=True)
    missing = _of(views, "missing", inside=True)
    strong = [v for v in pro if v.weight >= 0.5]
    if question.requirement.kind is Kind.ABSENCE:
        contra = [v for v in contra if v.why == "present"]
        if contra and (not pro or _newest(contra) >= _newest(pro) or contra[0].weight > 0.8):
            return Verdict(
                Status.CONTRADICTED, "present in the time asked for", tuple(contra + pro[:2])
            )
    elif contra and (not strong or _newest(contra) > _newest(strong)) and contra[0].weight >= 0.5:
        return Verdict(
            Status.CONTRADICTED, "the newest record says otherwise", tuple(contra + pro[:2])
        )
    if question.requirement.kind is Kind.RESULT and missing and not strong:
        return Verdict(Status.GAP, "the chart says that it is not there", tuple(missing))
    if strong or (pro and question.requirement.kind is Kind.ABSENCE):
        return Verdict(Status.SUPPORTED, "recorded in the chart", tuple(pro + contra[:2]))
    late = [
        v
        for v in _of(views, "supports", inside=False)
        if v.event and v.event >= question.part_opens
    ]
    if late and question.requirement.window and late[0].weight >= 0.5:
        return Verdict(Status.PARTIAL, "older than the time asked for", tuple(late + missing))
    return Verdict(Status.GAP, "not found in the chart", tuple(missing + pro))
