"""The office's alarm: the last working minute before a limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.office import LineHours, Office, act_by, end_of, is_business_day, is_observed_only

NEW_YORK = Office(zone="America/New_York")
WEST_LINE = LineHours(time(9), time(16), zone="America/Los_Angeles")


@pytest.mark.parametrize(
    ("due", "line", "alarm"),
    [
        # a bare date ends at midnight: closing time of that day
        (date(2026, 3, 17), None, "2026-03-17T17:00:00-04:00"),
        # on a Saturday, the Friday before
        (date(2026, 3, 14), None, "2026-03-13T17:00:00-04:00"),
        # on Thanksgiving, the Wednesday before
        (date(2026, 11, 26), None, "2026-11-25T17:00:00-05:00"),
        # a clock time within the hours is met a minute before it
        ("2026-03-17T16:00", None, "2026-03-17T15:59:00-04:00"),
        # before the office opens: closing time of the day before
        ("2026-03-17T08:00", None, "2026-03-16T17:00:00-04:00"),
        # a line on the west coast closes after the office does
        (date(2026, 3, 17), WEST_LINE, "2026-03-17T17:00:00-04:00"),
        # and opens at noon in New York
        ("2026-03-17T11:00", WEST_LINE, "2026-03-16T17:00:00-04:00"),
        # an eastern line that closes early
        (date(2026, 3, 17), LineHours(time(8), time(12)), "2026-03-17T12:00:00-04:00"),
        # a line that works on weekends is of no use while the office is closed
        (date(2026, 3, 15), LineHours(time(0), time(23, 59), tuple(range(7))),
         "2026-03-13T17:00:00-04:00"),
    ],
)  # fmt: skip
def test_alarm(due: date | str, line: LineHours | None, alarm: str) -> None:
    limit = datetime.fromisoformat(due).replace(tzinfo=NEW_YORK.tz) if isinstance(due, str) else due
    moment = act_by(limit, NEW_YORK, line)
    assert moment is not None
    assert moment.isoformat() == alarm


def test_no_alarm_where_line_and_office_have_no_hour_in_common() -> None:
    assert act_by(date(2026, 3, 17), NEW_YORK, LineHours(time(18), time(20))) is None


def test_own_holidays_and_weekdays_of_the_office() -> None:
    office = Office(
        zone="America/Chicago",
        opens=time(9),
        closes=time(13),
        weekdays=(1, 3),
        extra_holidays=(date(2026, 3, 19),),
    )
    moment = act_by(date(2026, 3, 20), office)
    assert moment == datetime(2026, 3, 17, 13, tzinfo=ZoneInfo("America/Chicago"))


@given(
    st.integers(1_735_700_000, 1_830_300_000),
    st.sampled_from(["America/New_York", "America/Phoenix", "Pacific/Honolulu"]),
)
def test_alarm_lies_before_the_limit_and_inside_the_hours(due: int, zone: str) -> None:
    office = Office(zone=zone)
    limit = datetime.fromtimestamp(due, UTC)
    moment = act_by(limit, office)
    assert moment is not None
    assert moment < limit
    assert office.works_on(moment.date())
    assert office.opens <= moment.time() <= office.closes
    # and no later working minute would do: the next one is at or past the limit
    later = moment + timedelta(minutes=1)
    while later < limit and later < moment + timedelta(days=5):
        assert not (office.works_on(later.date()) and office.opens <= later.time() < office.closes)
        later += timedelta(minutes=7)


def test_observed_holidays_are_no_business_days() -> None:
    # July 4, 2026 is a Saturday; Friday is observed (5 USC 6103)
    assert not is_business_day(date(2026, 7, 3))
    assert is_observed_only(date(2026, 7, 3))
    assert not is_observed_only(date(2026, 9, 7))
    # the day after Thanksgiving is no federal holiday
    assert is_business_day(date(2026, 11, 27))


def test_a_bare_date_ends_at_the_offices_midnight() -> None:
    assert end_of(date(2026, 3, 7), NEW_YORK).isoformat() == "2026-03-08T00:00:00-05:00"


@pytest.mark.parametrize("wrong", [{"opens": time(18)}, {"weekdays": ()}, {"weekdays": (7,)}])
def test_an_office_that_never_works_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weekdays|opens"):
        Office(**wrong)
