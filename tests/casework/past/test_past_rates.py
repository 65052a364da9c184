"""Rates, intervals and advice: small numbers look small, and advise nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.past.advice import Like, advise, before_request
from casework.past.facts import Decided, Denied, Past
from casework.past.page import report_html
from casework.past.rates import Rate, rate_of
from casework.past.report import report_of, sections_of
from casework.records import Level
from casework.records_office import Result

AT = datetime(2026, 3, 4, tzinfo=UTC)


def decided(result, level=Level.P2P, payer="Alder", category="medical_necessity", **more):
    denied = Denied("c", payer, category, ("72148",), AT)
    return Decided(denied=denied, level=level, result=result, decided_at=AT, days=3, **more)


def many(won, lost, level=Level.P2P, **more):
    return [decided(Result.OVERTURNED, level, **more)] * won + [
        decided(Result.UPHELD, level, **more)
    ] * lost


@pytest.mark.parametrize(
    ("overturned", "known", "low", "high"),
    [
        # Wilson (1927) without continuity correction, as R's binom.confint(method = "wilson")
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_intervals(overturned, known, low, high):
    rate = Rate(known, overturned)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_an_interval_holds_its_share_and_stays_within_bounds(counts):
    known, won = counts
    rate = Rate(known, won)
    assert 0 <= rate.low <= rate.share + 1e-9
    assert rate.share - 1e-9 <= rate.high <= 1


def test_pending_is_not_known_and_few_are_told_without_a_percentage():
    rate = rate_of([*many(2, 1), decided(Result.PENDING), decided(Result.PENDING)])
    assert rate.words == "2 of 3"
    assert "%" in rate_of(many(4, 4)).words


LIKE = Like("alder", "medical_necessity", ("72148",))


@pytest.mark.parametrize(
    ("past", "choice"),
    [
        (many(9, 1) + many(3, 6, Level.APPEAL), None),  # nine appeals are too few
        (many(9, 1) + many(3, 7, Level.APPEAL), "p2p"),
        (many(1, 19) + many(18, 2, Level.APPEAL), "appeal"),
        (many(4, 6) + many(6, 4, Level.APPEAL), "p2p"),  # the difference may be chance
        ([], None),
    ],
)
def test_advice_needs_enough_of_both_ways(past, choice):
    advice = advise(past, LIKE, minimum=10)
    assert advice.choice == choice
    assert ("needed" in advice.words) == (choice is None)


def test_advice_takes_the_narrowest_group_that_is_large_enough():
    others = many(10, 0, payer="Birch") + many(0, 10, Level.APPEAL, payer="Birch")
    wide = advise(others + many(1, 1), LIKE, minimum=10)
    assert wide.basis == "of all payers on medical necessity"
    assert advise([], Like(None, None), minimum=10).choice is None


def test_the_page_shows_words_of_letters_as_text():
    hostile = "<script>alert(1)</script>"
    rows = [decided(Result.OVERTURNED, payer=hostile, reviewer="Dr. Roe", reasons=("MRI",))] * 6
    report = report_of(Past((rows[0].denied,), tuple(rows), ()))
    page = report_html(report, title="Past", made_at="2026")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<circle") == 4  # one rate each by step, payer, ground and service
    assert "http" not in page.replace("http-equiv", "")


def test_reviewers_are_one_person_under_any_title():
    rows = [
        decided(Result.OVERTURNED, reviewer="Dr. Jo Roe", reasons=("MRI report",)),
        decided(Result.UPHELD, reviewer="jo roe, MD", reasons=("no therapy",)),
    ]
    (met,) = report_of(Past((), tuple(rows), ())).reviewers
    assert (met.rate.known, met.persuaded, met.held) == (2, ("MRI report",), ("no therapy",))


def test_an_empty_past_has_no_tables():
    assert sections_of(report_of(Past((), (), ()))) == []


@pytest.mark.parametrize(
    ("like", "counted"),
    [
        (Like("granite", None, ("72148",)), "denied by this payer for 72148 before: 2 (medical"),
        (Like("Granite", None), "denied by this payer before: 3 (medical necessity 3)"),
        (Like("Another", None, ("72148",)), "denied by this payer for 72148 before: 0"),
        (Like(None, None), "denied by this payer before: 0"),
    ],
)
def test_before_a_request_the_past_is_counted(like, counted):
    codes = ("72148", "72148", "27447")
    denied = tuple(
        Denied(str(i), "Granite", "medical_necessity", (code,), AT) for i, code in enumerate(codes)
    )
    first, second = before_request(Past(denied=denied, decided=(), missed=()), like, minimum=10)
    assert first.startswith(counted)
    assert second.startswith("if it is denied: ")
