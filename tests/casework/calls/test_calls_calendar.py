"""Busy times: what calendars of offices hold, and what hostile ones might."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.calls.calendar import busy_times, read_calendar
from docextract.errors import UnreadableFileError

NEW_YORK = ZoneInfo("America/New_York")
FIRST = datetime(2026, 3, 2, tzinfo=NEW_YORK)
LAST = datetime(2026, 3, 16, tzinfo=NEW_YORK)


def ics(*events, extra=""):
    body = "\n".join(f"BEGIN:VEVENT\nUID:e{n}\n{e}\nEND:VEVENT" for n, e in enumerate(events))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//EN\n{extra}{body}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def told(data, zone=NEW_YORK):
    """Spans as ``03-04 10:00-11:00`` in New York."""
    return [
        f"{a.starts.astimezone(NEW_YORK):%m-%d %H:%M}/{a.ends.astimezone(NEW_YORK):%m-%d %H:%M}"
        for a in busy_times(data, FIRST, LAST, zone)
    ]


def zoned(zone, starts, ends):
    return f"DTSTART;TZID={zone}:202603{starts}00\nDTEND;TZID={zone}:202603{ends}00"


WEEKLY = zoned("America/New_York", "02T0800", "02T1200") + "\n"
UTC_HOUR = "DTSTART:20260304T150000Z\nDTEND:20260304T160000Z"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(
            UTC_HOUR,
            ["03-04 10:00/03-04 11:00"],
            id="utc",
        ),
        pytest.param(
            "DTSTART:20260304T150000\nDURATION:PT30M",
            ["03-04 15:00/03-04 15:30"],
            id="no zone",
        ),
        pytest.param(
            zoned("America/Los_Angeles", "04T0900", "04T1000"),
            ["03-04 12:00/03-04 13:00"],
            id="another zone",
        ),
        pytest.param(
            zoned("Pacific Standard Time", "04T0900", "04T1000"),
            ["03-04 12:00/03-04 13:00"],
            id="zone as Outlook names it",
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20260305",
            ["03-05 00:00/03-06 00:00"],
            id="one whole day",
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20260307\nDTEND;VALUE=DATE:20260310",
            ["03-07 00:00/03-10 00:00"],
            id="whole days over the change of clocks",
        ),
        pytest.param(
            WEEKLY + "RRULE:FREQ=WEEKLY;BYDAY=MO",
            ["03-02 08:00/03-02 12:00", "03-09 08:00/03-09 12:00"],
            id="weekly clinic stays at eight",
        ),
        pytest.param(
            WEEKLY + "RRULE:FREQ=DAILY;UNTIL=20260304T130000Z",
            ["03-02 08:00/03-02 12:00", "03-03 08:00/03-03 12:00", "03-04 08:00/03-04 12:00"],
            id="until, in UTC",
        ),
        pytest.param(
            WEEKLY + "RRULE:FREQ=DAILY;UNTIL=20260303",
            ["03-02 08:00/03-02 12:00", "03-03 08:00/03-03 12:00"],
            id="until, a day",
        ),
        pytest.param(
            WEEKLY + "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=America/New_York:20260303T080000",
            ["03-02 08:00/03-02 12:00", "03-04 08:00/03-04 12:00"],
            id="one left out",
        ),
        pytest.param(
            WEEKLY + "RDATE;TZID=America/New_York:20260305T130000",
            ["03-02 08:00/03-02 12:00", "03-05 13:00/03-05 17:00"],
            id="extra date",
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20260102\nRRULE:FREQ=MONTHLY;BYDAY=1FR",
            ["03-06 00:00/03-07 00:00"],
            id="first Friday of a month",
        ),
        pytest.param(
            UTC_HOUR + "\nTRANSP:TRANSPARENT",
            [],
            id="free",
        ),
        pytest.param(
            UTC_HOUR + "\nSTATUS:CANCELLED",
            [],
            id="cancelled",
        ),
        pytest.param(
            "DTSTART:20270304T150000Z\nDTEND:20270304T160000Z",
            [],
            id="outside",
        ),
    ],
)
def test_what_takes_time(event, expected):
    assert told(ics(event)) == expected


def test_a_moved_and_a_cancelled_time_of_a_series():
    series = "UID:series\n" + WEEKLY + "RRULE:FREQ=DAILY;COUNT=3"
    moved = (
        "UID:series\nRECURRENCE-ID;TZID=America/New_York:20260303T080000\n"
        "DTSTART;TZID=America/New_York:20260303T140000\nDTEND;TZID=America/New_York:20260303T150000"
    )
    gone = "UID:series\nRECURRENCE-ID:20260304T130000Z\nDTSTART:20260304T130000Z\nSTATUS:CANCELLED"
    data = b"".join(
        line for line in ics(series, moved, gone).splitlines(keepends=True)
        if not line.startswith(b"UID:e")
    )  # fmt: skip
    assert told(data) == ["03-02 08:00/03-02 12:00", "03-03 14:00/03-03 15:00"]


def test_free_busy_blocks_and_what_meets_is_joined():
    periods = "FREEBUSY:20260304T150000Z/20260304T160000Z\nFREEBUSY:20260304T160000Z/PT30M\n"
    block = f"BEGIN:VFREEBUSY\nUID:f\n{periods}END:VFREEBUSY\n"
    assert told(ics(extra=block)) == ["03-04 10:00/03-04 11:30"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe no calendar", "no calendar"),
        (b"", "holds no calendar"),
        (ics(WEEKLY + "RRULE:FREQ=SECONDLY"), "repeats within a day"),
        (ics("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"), "too often"),
        (ics(WEEKLY + "RRULE:FREQ=NEVER"), "no calendar"),
        (ics("DTSTART:yesterday\nDTEND:20260304T160000Z"), "no calendar"),
    ],
)
def test_what_is_no_calendar_is_told(data, words, tmp_path):
    path = tmp_path / "dr.ics"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=f"dr.ics .*{words}"):
        read_calendar(path, FIRST, LAST, NEW_YORK)


@given(
    starts=st.integers(0, 14 * 96), minutes=st.integers(1, 3000), every=st.integers(1, 4),
    zone=st.sampled_from(["America/New_York", "Asia/Kolkata", "Pacific/Honolulu"]),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_a_daily_event_is_busy_at_its_own_wall_time(starts, minutes, every, zone):
    first = datetime(2026, 2, 20) + timedelta(minutes=15 * starts)  # noqa: DTZ001 - a wall time
    begins = f"DTSTART;TZID={zone}:{first:%Y%m%dT%H%M%S}\nDURATION:PT{minutes}M"
    event = f"{begins}\nRRULE:FREQ=DAILY;INTERVAL={every}"
    spans = busy_times(ics(event), FIRST, LAST, NEW_YORK)
    for number in range(30):
        at = (first + timedelta(days=every * number)).replace(tzinfo=ZoneInfo(zone))
        middle = at.astimezone(UTC) + timedelta(minutes=minutes) / 2
        if FIRST <= middle < LAST:
            assert any(span.starts <= middle < span.ends for span in spans)
    assert list(spans) == sorted(spans)
    assert all(a.ends < b.starts for a, b in pairwise(spans))
