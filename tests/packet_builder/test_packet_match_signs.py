"""Signs that are a number, and tests that must be positive."""

from __future__ import annotations

from typing import Any

import pytest
from match_fixtures import chart_of, day_of, letter_of

from packet_builder.argue import make_matcher
from packet_builder.match import match

REQUEST = {"service": "inpatient admission, cellulitis", "date": "2026-07-08", "acute": True}


def status(text: str, *lines: str, request: dict[str, Any] = REQUEST) -> str:
    rows: list[list[Any]] = [["2026-07-07", "progress_note", "", line] for line in lines]
    matcher = make_matcher(letter_of(request), chart_of(rows), day_of(request))
    return match(matcher, text)[0].status.value


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("T 98.4 HR 78 BP 134/76 RR 16 SpO2 98%", "contradicted"),
        ("T 101.9 HR 78 BP 134/76", "supported"),
        ("T 37.1, HR 118, BP 110/70", "supported"),
        ("BP 84/50 after 2 L, HR 90, T 36.8", "supported"),
    ],
)
def test_signs_by_number(line: str, wanted: str) -> None:
    asked = "Systemic signs of infection such as fever, tachycardia or hypotension"
    assert status(asked, line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("T 98.4 HR 78", "supported"), ("T 102.2 at 06:00", "contradicted")],
)
def test_no_fever(line: str, wanted: str) -> None:
    assert status("No fever in the last 24 hours", line) == wanted


def test_a_negative_test_is_no_positive_one() -> None:
    asked = "Beta-cell autoantibodies are positive"
    assert status(asked, "GAD-65 antibodies negative, islet antibodies negative") != "supported"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("IV ceftriaxone day 3 of 7 via PICC.", "supported"),
        ("IV abx finished 7/5, PICC removed.", "contradicted"),
    ],
)
def test_what_has_ended_is_not_needed(line: str, wanted: str) -> None:
    assert (
        status("A skilled nursing service such as intravenous medication or tube feeding", line)
        == wanted
    )


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("PMH: radiation pneumonitis 2020 (prednisone).", "Lungs clear."), "contradicted"),
        (("No history of ILD or pneumonitis.",), "supported"),
        (("Cough today.",), "gap"),
    ],
)
def test_no_history_asks_of_any_time(lines: tuple[str, ...], wanted: str) -> None:
    asked = "No history of interstitial lung disease or pneumonitis"
    assert status(asked, *lines) == wanted
