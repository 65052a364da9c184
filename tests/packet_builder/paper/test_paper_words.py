"""Plain text, dates in words, and labels."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.facts import Fact, Service
from packet_builder.labels import BY_WORDS, SHOWN_ONLY, UNCHECKED, outward
from packet_builder.plain import clause, clean, clip, inner, quoted
from packet_builder.shown import service_words, show
from packet_builder.when import distance_words, instant_words, parse_instant, short_date

EST = timezone(timedelta(hours=-5))
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=EST)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two  words\n here", "two words here"),
        ("a\x00b\x1bc", "a b c"),
        ("safe \u202eesrever\u202c end", "safe esrever end"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("≥ 6 weeks, Tönnis 3", "≥ 6 weeks, Tönnis 3"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@given(st.text(max_size=400), st.integers(min_value=12, max_value=60))
def test_clip_is_never_longer(text, limit):
    short, cut = clip(text, limit)
    assert len(short) <= limit
    assert cut == (len(clean(text)) > limit)
    assert clean(short) == short


def test_clip_breaks_between_words():
    assert clip("the quick brown fox jumps", 17) == ("the quick brown…", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2. Corticosteroids are contraindicated", "Corticosteroids are contraindicated"),
        ("(3) Walks one block", "Walks one block"),
        ("\u2022 MRSA swab", "MRSA swab"),
        ("2.5 mg daily", "2.5 mg daily"),
        ("12 weeks of therapy", "12 weeks of therapy"),
        ("2. 5 visits", "2. 5 visits"),
        ("\u2612 Skilled care daily", "\u2612 Skilled care daily"),  # a tick is a statement
        ('"spring," she said', "\u2018spring,\u2019 she said"),
    ],
)
def test_a_quotation_loses_its_number_in_a_list_and_no_other(text, expected):
    assert inner(text) == expected


def test_a_clause_after_a_colon_begins_as_the_note_does():
    assert clause("recorded, last on 2026-02-03") == "recorded, last on 02/03/2026."
    assert clause("BMI 31 on 2026-02-03.") == "BMI 31 on 02/03/2026."


def test_quotation_marks_are_not_doubled():
    assert quoted('"as printed"') == "“as printed”"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (datetime(2026, 3, 4, 12, 48, tzinfo=EST), "48 minutes"),
        (datetime(2026, 3, 4, 17, 30, tzinfo=EST), "5 hours 30 minutes"),
        (datetime(2026, 3, 5, 13, 0, tzinfo=EST), "1 day 1 hour"),
        (date(2026, 3, 4), "12 hours"),  # a bare date lasts until midnight
        (date(2026, 6, 4), "92 days"),
        (datetime(2026, 3, 2, 12, 0, tzinfo=EST), "2 days ago"),
    ],
)
def test_distance(until, expected):
    assert distance_words(NOON, until) == expected


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2026-03-17", None, "Tue, March 17, 2026"),
        ("2026-03-17T17:00:00-04:00", "America/New_York", "Tue, March 17, 2026, 5:00 PM EDT"),
        ("2026-03-17T17:00:00-04:00", "America/Chicago", "Tue, March 17, 2026, 4:00 PM CDT"),
        ("2026-03-17T00:05:00-07:00", None, "Tue, March 17, 2026, 12:05 AM UTC−7"),
    ],
)
def test_instant_words(value, zone, expected):
    assert instant_words(parse_instant(value, zone)) == expected


@pytest.mark.parametrize("value", [None, "", "soon", "2026-13-40"])
def test_no_instant(value):
    assert parse_instant(value, "America/Denver") is None


def test_short_date_keeps_what_is_no_date():
    assert short_date("2026-01-09") == "01/09/2026"
    assert short_date("last spring") == "last spring"
    assert short_date(None) == "undated"


@pytest.mark.parametrize(
    ("fact", "text", "check"),
    [
        (Fact[str](value="2026-03-03", raw="March 3, 2026"), "03/03/2026", None),
        (Fact[str](value="1196072098"), "1196072098", None),
        (Fact[str](value="20260303"), "20260303", None),
        (Fact[str](), "not found in the letter", None),
        (Fact[str](needs_review=True), "not found", "look for it in the letter"),
        (Fact[str](raw="0?/0?", needs_review=True), "could not be read", "printed “0?/0?”"),
        (Fact[str](value="A1", raw="Al", needs_review=True), "A1", "printed “Al”"),
        (Fact[str](value="A1", raw="A1", needs_review=True), "A1", "compare with the letter"),
        (Fact[str](value="MD", raw="M.D.,", needs_review=True), "MD", "compare with the letter"),
        (Fact[str](value="Ash", raw="ASH,", needs_review=True), "Ash", "compare with the letter"),
    ],
)
def test_show(fact, text, check):
    shown = show(fact)
    assert (shown.text, shown.check) == (text, check)


def test_service_words():
    service = Service(
        code=Fact[str](value="E0260"),
        modifiers=Fact[tuple[str, ...]](value=("RR",)),
        units=Fact[float | int](value=1),
        description=Fact[str](value="Hospital bed"),
    )
    assert service_words(service) == "Hospital bed (E0260-RR), 1 unit"
    assert service_words(Service()) == "the requested service"


def test_zone_of_a_named_office():
    assert parse_instant("2026-07-01T12:00:00+00:00", "America/Denver") == datetime(
        2026, 7, 1, 6, 0, tzinfo=ZoneInfo("America/Denver")
    )


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (UNCHECKED, "see the words quoted"),
        (SHOWN_ONLY, "see the words quoted"),
        (f"recorded, last on 2026-03-03{BY_WORDS}", "recorded, last on 2026-03-03"),
        (f"{SHOWN_ONLY}{BY_WORDS}", "see the words quoted"),
        ("BMI 33.6 on 2026-03-03", "BMI 33.6 on 2026-03-03"),
    ],
)
def test_the_payer_is_not_told_what_the_office_is_asked_to_do(why, told):
    assert outward(why) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dear Doctor: the request is denied.", "the request is denied."),
        ("Dear Dr. Vale-O'Neil, we cannot approve this.", "we cannot approve this."),
        ("DEAR PROVIDER: Your request was not approved.", "Your request was not approved."),
        ("Dear Member / Provider: We denied it.", "We denied it."),
        ("A dear friend, her aide, lifts her.", "A dear friend, her aide, lifts her."),
        ("Dear to him is the stair lift", "Dear to him is the stair lift"),
        ("Dear Doctor:", "Dear Doctor:"),
    ],
)
def test_a_salutation_is_no_part_of_what_is_quoted(text, told):
    assert inner(text) == told
