"""Windows counted in days, business days, months and hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.facts import DeadlineUnit
from docextract.letter.clock import (
    add_business_days,
    add_hours,
    add_months,
    spans_observed_holiday,
    window_end,
)
from docextract.letter.clock_text import find_clocks, line_hours, moment_of, number_of
from docextract.office import Office

FEDERAL = holidays.country_holidays("US", years=range(2024, 2032))
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 60))
def test_business_days_agree_with_a_slow_count(anchor: date, amount: int) -> None:
    days = [anchor + timedelta(days=i) for i in range(1, 120)]
    working = [d for d in days if d.weekday() < 5 and d not in FEDERAL]
    assert add_business_days(anchor, amount) == ([anchor, *working])[amount]


@given(DAYS, st.integers(1, 24))
def test_months_never_end_later_than_the_same_day_number(anchor: date, amount: int) -> None:
    end = add_months(anchor, amount)
    months = (end.year - anchor.year) * 12 + end.month - anchor.month
    assert months == amount
    assert end.day <= anchor.day
    if end.day < anchor.day:
        assert (end + timedelta(days=1)).day == 1


@given(DAYS, st.integers(1, 400))
def test_calendar_days_are_plain(anchor: date, amount: int) -> None:
    end = window_end(anchor, amount, DeadlineUnit.CALENDAR_DAYS)
    assert (end - anchor).days == amount


@pytest.mark.parametrize(
    ("anchor", "amount", "end"),
    [
        (date(2026, 11, 20), 7, date(2026, 12, 2)),  # over Thanksgiving
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas is a Friday
        (date(2027, 12, 23), 1, date(2027, 12, 27)),  # Christmas observed on Friday the 24th
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
    ],
)
def test_business_days_over_holidays(anchor: date, amount: int, end: date) -> None:
    assert add_business_days(anchor, amount) == end


def test_months_clamp_to_the_last_day() -> None:
    assert add_months(date(2026, 10, 31), 4) == date(2027, 2, 28)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)


def test_hours_are_instants_over_a_change_of_clocks() -> None:
    start = datetime(2026, 3, 7, 15, 0, tzinfo=ZoneInfo("America/New_York"))
    assert add_hours(start, 24).isoformat() == "2026-03-08T16:00:00-04:00"


def test_observed_holidays_are_told() -> None:
    assert spans_observed_holiday(date(2026, 7, 1), date(2026, 7, 6))
    assert not spans_observed_holiday(date(2026, 9, 3), date(2026, 9, 9))


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("4:00 PM CT", "2026-03-06T17:00:00-05:00"),
        ("noon Pacific time", "2026-03-06T15:00:00-05:00"),
        ("12:00 noon Mountain Standard Time", "2026-03-06T14:00:00-05:00"),
        ("1700 hours ET", "2026-03-06T17:00:00-05:00"),
        ("5 p.m. (Eastern)", "2026-03-06T17:00:00-05:00"),
        ("10:30 a.m.", "2026-03-06T10:30:00-05:00"),
        ("12:15 AM EST", "2026-03-06T00:15:00-05:00"),
        ("3:0S p.m.", "2026-03-06T15:05:00-05:00"),  # as a fax may be read
        ("3:O5 PM ET", "2026-03-06T15:05:00-05:00"),
        ("3;05 p.m.", "2026-03-06T15:05:00-05:00"),
        ("3 :05 p.m.", "2026-03-06T15:05:00-05:00"),
        ("3: 05 pm", "2026-03-06T15:05:00-05:00"),
        ("10'30 a.m.", "2026-03-06T10:30:00-05:00"),
    ],
)
def test_clock_times_in_the_offices_zone(printed: str, moment: str) -> None:
    clock = next(find_clocks(printed))
    assert moment_of(date(2026, 3, 6), clock, Office())[0].isoformat() == moment


def test_est_in_summer_is_read_as_the_earlier_instant_and_reviewed() -> None:
    clock = next(find_clocks("4:00 PM EST"))
    moment, review = moment_of(date(2026, 7, 8), clock, Office())
    assert moment.isoformat() == "2026-07-08T16:00:00-04:00"
    assert review


def test_mst_in_arizona_is_meant_literally() -> None:
    clock = next(find_clocks("noon MST"))
    moment, review = moment_of(date(2026, 7, 8), clock, Office(zone="America/Phoenix"))
    assert moment.isoformat() == "2026-07-08T12:00:00-07:00"
    assert not review


@pytest.mark.parametrize(
    ("printed", "opens", "closes", "days", "zone"),
    [
        ("8:00 a.m. to 6:00 p.m. ET, Mon. through Fri.", time(8), time(18), 5, "America/New_York"),
        ("M-F 7 AM to 7 PM Central", time(7), time(19), 5, "America/Chicago"),
        ("between 8:30 and 4:30", time(8, 30), time(16, 30), 5, None),
        ("weekdays 9 to 4 Pacific", time(9), time(16), 5, "America/Los_Angeles"),
        ("9 in the morning to 4 in the afternoon ET", time(9), time(16), 5, "America/New_York"),
        ("nine to four Central on working days", time(9), time(16), 5, "America/Chicago"),
        ("eight o'clock until five o'clock Pacific", time(8), time(17), 5, "America/Los_Angeles"),
        ("noon to six in the evening, daily", time(12), time(18), 7, None),
        ("seven days a week", time(0), time(23, 59), 7, None),
        ("Monday to Saturday, 10 a.m. - 2 p.m. MT", time(10), time(14), 6, "America/Denver"),
    ],
)  # fmt: skip
def test_hours_of_a_line(
    printed: str, opens: time, closes: time, days: int, zone: str | None
) -> None:
    hours = line_hours(printed)
    assert hours is not None
    assert (hours.opens, hours.closes, len(hours.weekdays)) == (opens, closes, days)
    assert hours.zone == zone


def test_the_afternoon_is_no_noon() -> None:
    assert list(find_clocks("in the afternoon of March 3")) == []


def test_words_without_hours_are_no_hours() -> None:
    assert line_hours("during normal business hours") is None


@pytest.mark.parametrize(
    ("words", "number"),
    [("forty-eight", 48), ("one hundred eighty", 180), ("a hundred and twenty", 120), ("six", 6)],
)
def test_spelled_numbers(words: str, number: int) -> None:
    assert number_of(words) == number
