"""Numbers of a letter's findings against those of its requirements."""

from __future__ import annotations

import pytest

from docextract.letter.shortfall import falls_short


@pytest.mark.parametrize(
    ("requirement", "finding", "short"),
    [
        ("your score is 26 or more", "Your dentist gave you a score of 18.", True),
        ("your score is 26 or more", "Your dentist gave you a score of 28.", False),
        ("the forced vital capacity is below 30% of predicted", "Vital capacity was 41%.", True),
        ("the forced vital capacity is below 30% of predicted", "Vital capacity was 24%.", False),
        ("at least 50% relief of pain", "The diary shows relief of 30 to 35 percent.", True),
        ("at least 50% relief of pain", "The diary shows relief of 30 to 60 percent.", False),
        ("at least six weeks of therapy", "Therapy was done for two weeks in March 2026.", True),
        ("at least six weeks of therapy", "Therapy began on 03/04/2026.", False),
        ("at least six weeks of therapy", "Two injections were given.", False),
        ("saturation of 88 percent or less", "The saturation was 94 percent at rest.", True),
        ("more than 3 and fewer than 9 visits of therapy", "One visit of therapy.", False),
        ("a clear therapy goal", "Therapy was done for two weeks.", False),
    ],
)
def test_a_number_on_the_wrong_side_falls_short(requirement, finding, short):
    assert falls_short(requirement, finding) is short
