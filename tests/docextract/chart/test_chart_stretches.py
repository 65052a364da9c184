"""Stretches of time in lines of a chart."""

from __future__ import annotations

from datetime import date

import pytest

from docextract.chart.stretches import stretches

WRITTEN = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sertraline 200 mg 03/2023-09/2023 no response", [184]),
        ("IOP at Fernhill 10/2025 to 12/2025, relapsed", [61]),
        ("FBT 14 sessions from January 2025 through June 2025", [151]),
        ("escitalopram 5 mg 12/01/2025-12/12/2025 stopped, nausea", [11]),
        ("Vancomycin 03/06 to 03/09, narrowed", [3]),
        ("mirabegron 25 mg started 04/01/2026, too early", [12]),
        ("Naproxen and home exercises since 02/24, no better", [48]),
        ("lamotrigine 200 mg BID since 2023", [1003]),
        ("methotrexate 01/2026 - present", [88]),
        ("strength 4/5, pain 8/10", []),
        ("stopped 08/26/2025", []),
        ("follow-up 05/12/2026", []),
    ],
)
def test_stretches(text: str, days: list[int]) -> None:
    assert [s.days for s in stretches(text, WRITTEN)] == days
