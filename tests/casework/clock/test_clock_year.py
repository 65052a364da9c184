"""A year of cases by a clock that the test moves: each alert once, at its minute, none missing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from casework.clock.due import due_alerts, timeline
from casework.clock.model import (
    AlertKind,
    Grant,
    Right,
    Slot,
    Verdict,
    WatchedCase,
)
from casework.clock.rights import limit_of
from casework.clock.working import working_moment_after
from casework.records import Level
from casework.records_office import CallState, Result
from casework.settings_office import AlertSettings
from docextract.facts import DeadlineKind
from docextract.office import Office, act_by

ALERTS = AlertSettings()
MINUTE = timedelta(minutes=1)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CASES = 12


@dataclass(frozen=True)
class Life:
    """A case as the office knows it from each moment on; the first is its letter's arrival."""

    chapters: tuple[tuple[datetime, WatchedCase], ...]

    def known(self, now):
        return [case for since, case in self.chapters if since <= now][-1:]


def life(number, dice, office):
    """A letter; then, by the dice, a call that is held or missed, a verdict, a confirmation."""
    arrives = YEAR + timedelta(minutes=dice.randrange(365 * 24 * 60))
    rights = tuple(
        window(kind, arrives, dice.choice(spans), office)
        for kind, spans in (
            (DeadlineKind.P2P, [timedelta(hours=5), *(timedelta(days=d) for d in (2, 5, 14))]),
            (DeadlineKind.INTERNAL_APPEAL, [timedelta(days=d) for d in (60, 65, 180)]),
        )
    )
    case = WatchedCase(id=f"c{number}", rights=rights)
    chapters = [(arrives, case)]

    def turn(now, **known):
        nonlocal case
        case = case.model_copy(update=known)
        chapters.append((now, case))

    call = working_moment_after(arrives + timedelta(hours=dice.randrange(3, 72)), office)
    way = dice.choice(["silent", "missed", "upheld", "won", "won unconfirmed"])
    if way != "silent":
        slot = Slot(uid=f"u{number}", state=CallState.BOOKED, starts=call, ends=call + 20 * MINUTE)
        turn(arrives + timedelta(hours=1), calls=(slot,))
        state = CallState.MISSED if way == "missed" else CallState.HELD
        turn(call + 25 * MINUTE, calls=(slot.model_copy(update={"state": state}),))
    if way in ("upheld", "won", "won unconfirmed"):
        told = call + 30 * MINUTE
        result = Result.UPHELD if way == "upheld" else Result.OVERTURNED
        verdict = Verdict(level=Level.P2P, result=result, told_at=told)
        turn(told, verdicts=(verdict,))
        if way == "won":
            later = told + timedelta(hours=dice.randrange(2, 60))
            grant = Grant(number="A1", known_at=later, valid_through=later.date() + days(60))
            turn(later, verdicts=(verdict.model_copy(update={"confirmed_at": later}),),
                 grants=(grant,))  # fmt: skip
    return Life(tuple(chapters))


def days(number):
    return timedelta(days=number)


def window(kind, arrives, span, office):
    end = (arrives + span).astimezone(office.tz)
    limit: date | datetime = end if span < days(1) else end.date()
    level = Level.P2P if kind is DeadlineKind.P2P else Level.APPEAL
    alarm = act_by(limit, office)
    return Right(kind=kind, level=level, due=limit.isoformat(), opens=arrives, act_by=alarm)


@pytest.mark.parametrize(
    "office",
    [
        Office(zone="America/New_York"),
        Office(zone="America/Phoenix", weekdays=(0, 1, 2, 3)),
        Office(zone="Pacific/Honolulu", extra_holidays=(date(2026, 6, 11),)),
        Office(zone="America/Los_Angeles", opens="07:30", closes="16:30"),
    ],
    ids=lambda office: office.zone,
)
def test_every_alert_fires_once_and_at_its_minute(office):
    dice = random.Random(office.zone)
    lives = [life(number, dice, office) for number in range(CASES)]
    promised = {
        alert.at
        for each in lives
        for _, case in each.chapters
        for alert in timeline(case, ALERTS, office)
    }
    learnt = {since for each in lives for since, _ in each.chapters}
    ticks = sorted({t for moment in promised | learnt for t in (moment - MINUTE, moment)})
    told, fired = [], set()
    for now in ticks:
        known = [case for each in lives for case in each.known(now)]
        due = due_alerts(known, fired, ALERTS, office, now)
        fired |= {alert.key for alert in (*due.told, *due.overtaken)}
        told += [(now, alert) for alert in due.told]
    assert max(Counter(alert.key for _, alert in told).values()) == 1
    by_case = {each.chapters[0][1].id: each for each in lives}
    late = [a for now, a in told if now != max(a.at, first_known(by_case[a.case], a, office))]
    assert late == []
    for each in lives:
        assert_nothing_was_missed(each, told, office)


def first_known(each, alert, office):
    """When the facts were known that give the alert."""
    return next(
        since
        for since, case in each.chapters
        if alert.key in {a.key for a in timeline(case, ALERTS, office)}
    )


def assert_nothing_was_missed(each, told, office):
    """Each window was told while something could be done, and an unused one when it ended."""
    final = each.chapters[-1][1]
    mine = [(now, a) for now, a in told if a.case == final.id]
    for right in final.rights:
        end = limit_of(right, office)
        open_until = right.act_by if right.act_by and right.act_by >= right.opens else end
        heard = [now for now, a in mine if a.limit == right.due and now <= open_until]
        held = right.kind is DeadlineKind.P2P and [v.told_at for v in final.verdicts]
        assert heard or (held and held[0] <= open_until), right
        over = held and held[0] < end
        won = any(v.confirmed_at and v.confirmed_at < end for v in final.verdicts)
        passed = [a for _, a in mine if a.kind is AlertKind.PASSED and a.limit == right.due]
        assert len(passed) == (0 if over or won else 1), right
    kinds = Counter(a.kind for _, a in mine)
    for verdict in final.verdicts:
        won = verdict.result is Result.OVERTURNED
        assert kinds[AlertKind.NEXT_LEVEL] == (0 if won else 1)
        waited = verdict.confirmed_at is None or (
            verdict.confirmed_at - verdict.told_at > timedelta(hours=24 + 96)
        )
        assert kinds[AlertKind.CONFIRMATION_MISSING] >= (1 if won and waited else 0)
    assert kinds[AlertKind.AUTHORIZATION_ENDING] == len(final.grants)
    assert kinds[AlertKind.AUTHORIZATION_ENDED] == len(final.grants)
