"""Alerts of windows: when each is due, over weekends, holidays, daylight saving and zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.clock.due import due_alerts, timeline
from casework.clock.model import (
    AlertKind,
    Right,
    Verdict,
    WatchedCase,
)
from casework.clock.rights import limit_of, next_right
from casework.clock.working import is_working_moment, working_moment_after, working_moment_before
from casework.records import Level
from casework.records_office import Result
from casework.settings_office import AlertSettings
from docextract.facts import DeadlineKind
from docextract.office import Office, act_by

NEW_YORK = Office(zone="America/New_York")
ALERTS = AlertSettings()
LEVELS = {
    DeadlineKind.P2P: Level.P2P,
    DeadlineKind.INTERNAL_APPEAL: Level.APPEAL,
    DeadlineKind.EXTERNAL_REVIEW: Level.EXTERNAL_REVIEW,
}


def at(text: str, office: Office = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=office.tz)


def right(due, opens, kind=DeadlineKind.P2P, office=NEW_YORK, **more):
    limit = datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due)
    alarm = act_by(limit, office)
    return Right(kind=kind, due=due, opens=opens, act_by=alarm, level=LEVELS.get(kind), **more)


def moments(case, kind, office=NEW_YORK):
    return [a.at.isoformat() for a in timeline(case, ALERTS, office) if a.kind is kind]


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        # in the working day
        ("2026-03-04T10:00", "2026-03-04T10:00", "2026-03-04T10:00"),
        # closing time leaves nobody an hour
        ("2026-03-04T17:00", "2026-03-04T16:00", "2026-03-05T08:00"),
        # before opening
        ("2026-03-04T06:00", "2026-03-03T16:00", "2026-03-04T08:00"),
        # Sunday on which the clocks go forward
        ("2026-03-08T12:00", "2026-03-06T16:00", "2026-03-09T08:00"),
        # Thanksgiving
        ("2026-11-26T12:00", "2026-11-25T16:00", "2026-11-27T08:00"),
        # Independence Day on a Saturday, observed on the Friday
        ("2026-07-03T12:00", "2026-07-02T16:00", "2026-07-06T08:00"),
    ],
)
def test_working_moments(moment, before, after):
    assert working_moment_before(at(moment), NEW_YORK) == at(before)
    assert working_moment_after(at(moment), NEW_YORK) == at(after)


def test_a_call_window_over_the_change_to_daylight_saving():
    case = WatchedCase(id="c", rights=(right("2026-03-10", at("2026-03-04T10:15")),))
    assert moments(case, AlertKind.OPENED) == ["2026-03-04T10:15:00-05:00"]
    assert moments(case, AlertKind.CLOSING) == [
        "2026-03-06T16:00:00-05:00",  # 48 hours before lies on Sunday
        "2026-03-09T16:00:00-04:00",
        "2026-03-10T13:00:00-04:00",
    ]
    assert moments(case, AlertKind.PASSED) == ["2026-03-11T00:00:00-04:00"]


def test_an_appeal_is_told_in_days():
    kind = DeadlineKind.INTERNAL_APPEAL
    case = WatchedCase(id="c", rights=(right("2026-08-31", at("2026-03-04T10:15"), kind),))
    days = [text[:10] for text in moments(case, AlertKind.CLOSING)]
    assert days == ["2026-07-31", "2026-08-17", "2026-08-24", "2026-08-28"]  # 3d and 1d: Friday


def test_a_letter_that_comes_at_night_before_its_window_ends_is_told_at_once():
    opens = at("2026-03-05T07:10")
    case = WatchedCase(id="c", rights=(right("2026-03-05T08:00:00-05:00", opens),))
    assert moments(case, AlertKind.OPENED) == [opens.isoformat()]


def test_a_window_that_had_run_out_is_told_as_such_and_only_so():
    case = WatchedCase(id="c", rights=(right("2026-03-03", at("2026-03-04T10:15")),))
    alerts = timeline(case, ALERTS, NEW_YORK)
    assert [a.kind for a in alerts] == [AlertKind.PASSED]
    assert "before the office knew" in alerts[0].text


@pytest.mark.parametrize(
    ("kind", "unsure", "told"),
    [
        (DeadlineKind.P2P, False, True),  # "before discharge"
        (DeadlineKind.INTERNAL_APPEAL, True, True),  # a day that could not be read
        (DeadlineKind.EXTERNAL_REVIEW, False, False),  # after a decision to come
    ],
)
def test_a_right_without_a_date_asks_a_person_unless_it_waits_for_a_decision(kind, unsure, told):
    undated = Right(kind=kind, due=None, opens=at("2026-03-04T10:15"), needs_review=unsure)
    alerts = timeline(WatchedCase(id="c", rights=(undated,)), ALERTS, NEW_YORK)
    assert [a.kind for a in alerts] == ([AlertKind.UNDATED] if told else [])


def test_a_right_that_was_used_is_quiet_and_so_are_those_before_it():
    p2p = right("2026-03-17", at("2026-03-04T10:15"))
    appeal = right("2026-08-31", at("2026-03-04T10:15"), DeadlineKind.INTERNAL_APPEAL)
    sent = appeal.model_copy(update={"used_at": at("2026-03-06T09:00")})
    kinds = {a.kind for a in timeline(WatchedCase(id="c", rights=(p2p, sent)), ALERTS, NEW_YORK)}
    assert kinds == {AlertKind.OPENED, AlertKind.DECISION_MISSING}


def test_the_next_right_is_one_that_is_still_open():
    second = right("2026-05-01", at("2026-03-04T10:15"), DeadlineKind.INTERNAL_APPEAL)
    review = right("2026-08-31", at("2026-03-04T10:15"), DeadlineKind.EXTERNAL_REVIEW)
    gone = second.model_copy(update={"waived_at": at("2026-03-05T09:00")})
    for rights, first in (((second, review), second), ((gone, review), review), ((gone,), None)):
        assert next_right(WatchedCase(id="c", rights=rights), Level.P2P, NEW_YORK) == first


def test_a_verbal_approval_keeps_the_appeal_in_view_until_it_is_in_writing():
    appeal = right("2026-08-31", at("2026-03-04T10:15"), DeadlineKind.INTERNAL_APPEAL)
    won = Verdict(level=Level.P2P, result=Result.OVERTURNED, told_at=at("2026-03-06T09:00"))
    case = WatchedCase(id="c", rights=(appeal,), verdicts=(won,))
    assert moments(case, AlertKind.PASSED)
    confirmed = won.model_copy(update={"confirmed_at": at("2026-03-09T09:00")})
    assert not moments(case.model_copy(update={"verdicts": (confirmed,)}), AlertKind.PASSED)


def test_after_a_week_without_a_run_only_the_last_word_is_told():
    case = WatchedCase(id="c", rights=(right("2026-03-17", at("2026-03-04T10:15")),))
    late = due_alerts([case], (), ALERTS, NEW_YORK, at("2026-03-20T08:00"))
    assert [a.kind for a in late.told] == [AlertKind.PASSED]
    assert {a.kind for a in late.overtaken} == {AlertKind.OPENED, AlertKind.CLOSING}
    fired = {a.key for a in (*late.told, *late.overtaken)}
    again = due_alerts([case], fired, ALERTS, NEW_YORK, at("2026-03-21T08:00"))
    assert (again.told, again.overtaken) == ((), ())


def test_a_corrected_deadline_is_told_anew():
    case = WatchedCase(id="c", rights=(right("2026-03-17", at("2026-03-04T10:15")),))
    now = at("2026-03-04T11:00")
    fired = {a.key for a in due_alerts([case], (), ALERTS, NEW_YORK, now).told}
    earlier = WatchedCase(id="c", rights=(right("2026-03-12", at("2026-03-04T10:15")),))
    told = due_alerts([earlier], fired, ALERTS, NEW_YORK, now).told
    assert [a.limit for a in told] == ["2026-03-12"]


ZONES = ("America/New_York", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu")
moments_of_2026 = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
offices = st.builds(
    Office,
    zone=st.sampled_from(ZONES),
    opens=st.sampled_from([time(6), time(8), time(9, 30)]),
    closes=st.sampled_from([time(12), time(17), time(20)]),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(tuple),
)


@given(
    opens=moments_of_2026,
    window=st.timedeltas(timedelta(minutes=1), timedelta(days=200)),
    bare=st.booleans(),
    office=offices,
    kind=st.sampled_from(list(DeadlineKind)),
)
@settings(max_examples=300, deadline=None)
def test_no_window_passes_without_an_alert_in_time(opens, window, bare, office, kind):
    limit = (opens + window).astimezone(office.tz)
    due = limit.date().isoformat() if bare else limit.isoformat()
    watched = right(due, opens, kind, office)
    case = WatchedCase(id="c", rights=(watched,))
    alerts = timeline(case, ALERTS, office)
    end = limit_of(watched, office)
    alarm = watched.act_by if watched.act_by and watched.act_by >= opens else end
    before = [a for a in alerts if a.kind in (AlertKind.OPENED, AlertKind.CLOSING)]
    assert any(opens <= a.at <= alarm for a in before)
    assert [a.at for a in alerts if a.kind is AlertKind.PASSED] == [end]
    assert len({a.key for a in alerts}) == len(alerts)
    assert all(is_working_moment(a.at, office) for a in before if a.kind is AlertKind.CLOSING)


@given(moment=moments_of_2026, office=offices)
@settings(max_examples=200, deadline=None)
def test_working_moments_lie_on_their_side_and_in_hours(moment, office):
    before, after = working_moment_before(moment, office), working_moment_after(moment, office)
    assert before <= moment <= after
    assert is_working_moment(before, office)
    assert is_working_moment(after, office)
