"""Alerts of a right's window: it opens, it closes, it has passed, it cannot be counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from casework.clock.model import (
    Alert,
    AlertKind,
    Right,
    WatchedCase,
)
from casework.clock.working import working_moment_after, working_moment_before
from casework.records import Level
from casework.settings_office import AlertSettings
from docextract.facts import DeadlineKind
from docextract.letter.clock import add_hours
from docextract.office import Office, end_of
from packet_builder.labels import label
from packet_builder.when import instant_words, parse_instant

STAGES = {level: stage for stage, level in enumerate(Level)}
"""A step that is taken ends the rights of its own stage and of those before it."""

_CALL_LIKE = frozenset(
    {DeadlineKind.P2P, DeadlineKind.INFORMATION, DeadlineKind.EXPEDITED_APPEAL,
     DeadlineKind.CONTINUATION}
)  # fmt: skip
"""Rights whose windows are counted in hours and days; the others have weeks or months."""


def right_alerts(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    """Every alert that the case's rights give, whenever it is due."""
    for right in case.rights:
        ends = _ended_at(right, case)
        for alert in _of_right(right, case, settings, office):
            if ends is None or alert.at < ends:
                lasts = None if alert.kind is AlertKind.PASSED else ends
                yield alert.model_copy(update={"until": lasts})


def limit_of(right: Right, office: Office) -> datetime | None:
    """The moment at which the right has passed; None where it has no date."""
    due = parse_instant(right.due, office.zone)
    return end_of(due, office) if due is not None else None


def next_right(case: WatchedCase, after: Level, office: Office) -> Right | None:
    """The dated right of a later stage than ``after`` that is open and falls due first."""
    later = [
        right
        for right in case.rights
        if right.level is not None
        and STAGES[right.level] > STAGES[after]
        and right.used_at is None
        and right.waived_at is None
    ]
    dated = [(limit, right) for right in later if (limit := limit_of(right, office)) is not None]
    return min(dated, key=lambda pair: pair[0], default=(None, None))[1]


def name_of(right: Right) -> str:
    """The right in words, with its level and whose it is where that matters."""
    level = ", second level" if right.level is Level.SECOND_LEVEL else ""
    party = " (the patient's own right)" if right.party == "member" else ""
    kind = label(right.kind) if right.kind else "A right that could not be named"
    return f"{kind}{level}{party}"


def date_words(right: Right, office: Office) -> str:
    """The payer's limit and the office's alarm in words."""
    due = parse_instant(right.due, office.zone)
    if due is None:
        return "no date is known"
    by = f"act by {instant_words(right.act_by.astimezone(office.tz))}; " if right.act_by else ""
    doubt = "; count this date yourself, it needs review" if right.needs_review else ""
    return f"{by}the payer's limit is {instant_words(due)}{doubt}"


def _ended_at(right: Right, case: WatchedCase) -> datetime | None:
    """When the right stops mattering: used, overtaken by a later step, won in writing, closed."""
    ends = [right.used_at, right.waived_at, case.closed_at]
    ends += [v.confirmed_at for v in case.verdicts if v.won]
    if right.level is not None:
        stage = STAGES[right.level]
        ends += [v.told_at for v in case.verdicts if STAGES[v.level] >= stage]
        ends += [r.used_at for r in case.rights if r.level and STAGES[r.level] >= stage]
    return min((end for end in ends if end is not None), default=None)


def _of_right(
    right: Right, case: WatchedCase, settings: AlertSettings, office: Office
) -> Iterator[Alert]:
    limit = limit_of(right, office)
    if limit is None:
        if right.needs_review or right.kind in _CALL_LIKE:
            words = "its end cannot be counted from the letter: ask the payer and set a date"
            yield _alert(right, case, AlertKind.UNDATED, right.opens, words)
        return
    if limit <= right.opens:
        words = f"it had run out before the office knew: {date_words(right, office)}"
        yield _alert(right, case, AlertKind.PASSED, right.opens, words)
        return
    alarm = min(right.act_by or limit, limit)
    opened = working_moment_after(right.opens, office)
    if opened > alarm:
        opened = right.opens
    yield _alert(right, case, AlertKind.OPENED, opened, date_words(right, office))
    for lead, at in _closing(right, alarm, settings, office):
        if opened < at <= alarm:
            yield _alert(right, case, AlertKind.CLOSING, at, date_words(right, office), lead=lead)
    yield _alert(right, case, AlertKind.PASSED, limit, _passed_words(right, case, office))


def _closing(
    right: Right, alarm: datetime, settings: AlertSettings, office: Office
) -> Iterator[tuple[str, datetime]]:
    """Lead and moment of each closing alert, earliest first; of equal moments the last lead."""
    if right.kind in _CALL_LIKE:
        leads = [(f"{hours}h", add_hours(alarm, -hours)) for hours in settings.call_hours]
    else:
        leads = [(f"{days}d", alarm - timedelta(days=days)) for days in settings.filing_days]
    moments = {working_moment_before(at, office): lead for lead, at in sorted(leads, key=_second)}
    yield from ((lead, at) for at, lead in moments.items())


def _second(pair: tuple[str, datetime]) -> datetime:
    return pair[1]


def _passed_words(right: Right, case: WatchedCase, office: Office) -> str:
    follows = next_right(case, right.level, office) if right.level else None
    then = f" Next: {name_of(follows)}, {date_words(follows, office)}." if follows else ""
    return f"nothing is recorded as done within it ({date_words(right, office)}).{then}"


_HEADS = {
    AlertKind.OPENED: "open",
    AlertKind.CLOSING: "closing",
    AlertKind.PASSED: "PASSED",
    AlertKind.UNDATED: "NO DATE",
}


def _alert(
    right: Right, case: WatchedCase, kind: AlertKind, at: datetime, words: str, *, lead: str = ""
) -> Alert:
    marks = (right.kind, right.level, right.party, right.due)
    group = "/".join([case.id, *(mark or "" for mark in marks)])
    return Alert(
        key="/".join(filter(None, (group, kind, lead))),
        case=case.id,
        kind=kind,
        group=group,
        at=at,
        text=f"{name_of(right)} {_HEADS[kind]}: {words}",
        limit=right.due,
        act_by=right.act_by,
    )
