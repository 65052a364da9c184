"""The bank of small items is matched at least as well as it was when measured last."""

from __future__ import annotations

import pytest

from benchmarks.match_bank import covers, macro_f1, run, table

FLOORS = {
    "develop": {"right": 71, "opens": 80, "evidence found": 158, "f1": 0.78},
    "judge": {"right": 22, "opens": 26, "evidence found": 47, "f1": 0.6},
}
CEILINGS = {
    "develop": {"traps offered": 51, "overcalled": 3},
    "judge": {"traps offered": 27, "overcalled": 4},
}


@pytest.mark.parametrize("name", ["develop", "judge"])
def test_the_bank_is_matched_as_well_as_before(name: str) -> None:
    tally, wrong = run(name)
    told = "\n".join(table(tally))
    assert macro_f1(tally) >= FLOORS[name]["f1"], told
    for key, floor in FLOORS[name].items():
        assert key == "f1" or tally[key] >= floor, told
    for key, ceiling in CEILINGS[name].items():
        assert tally[key] <= ceiling, told
    assert name != "judge" or not wrong


@pytest.mark.parametrize(
    ("passage", "quote", "held"),
    [
        ("LVEF (biplane) 58% GLS -19.2%", "LVEF (biplane) 58%", True),
        ("LVEF 58%", "LVEF (biplane) 58% GLS -19.2% by strain in sinus rhythm", False),
        ("No RWMA. RV nl.", "LVEF (biplane) 58%", False),
        (" ".join(["LVEF biplane 58"] * 25), "LVEF (biplane) 58%", False),
    ],
)
def test_a_passage_holds_a_quote(passage: str, quote: str, held: bool) -> None:
    assert covers(passage, quote) is held
