"""What the physician says first: never what speaks against the request."""

from __future__ import annotations

import pytest

from docextract.facts import Assertion
from packet_builder.case import Finding, Passage, Status
from packet_builder.lead import lead_facts


def passage(text: str, *, stance: str = "supports", how: Assertion = Assertion.AFFIRMED) -> Passage:
    return Passage(
        document="visit.pdf", page=1, bbox=None, text=text, stance=stance, assertion=how,
        date="2026-02-03", confidence=0.9,
    )  # fmt: skip


def finding(number: int, *evidence: Passage, text: str = "a requirement") -> Finding:
    return Finding(
        id=f"c{number}", text=text, origin="letter", cite=None, source_evidence=(),
        status=Status.SUPPORTED, why="recorded", evidence=evidence,
    )  # fmt: skip


def told(*findings: Finding) -> list[str]:
    return [fact.text.removeprefix("2026-02-03: ") for fact in lead_facts(findings)]


def test_facts_come_in_the_payers_order_and_nothing_stands_twice():
    twice = passage("She walks one block with her cane.")
    rows = [finding(n, twice, passage(f"Seen for therapy, visit {n}.")) for n in range(1, 12)]
    assert told(*rows) == [twice.text] + [f"Seen for therapy, visit {n}." for n in (2, 3, 4, 5)]


def test_an_exclusion_leads_after_what_is_asked_for():
    clean = finding(1, passage("No sign of infection at the knee."), text="No active infection")
    walks = finding(2, passage("She walks one block with her cane."), text="Limited walking")
    assert told(clean, walks) == [walks.evidence[0].text, clean.evidence[0].text]


def test_what_is_met_in_part_only_fills_up_to_three_facts():
    met = [finding(n, passage(f"Seen for therapy, visit {n}.")) for n in range(1, 4)]
    part = finding(4, passage("Took it for one month only."))
    part = part.model_copy(update={"status": Status.PARTIAL})
    assert told(part, *met) == [f.evidence[0].text for f in met]
    assert told(part, *met[:2]) == [f.evidence[0].text for f in (*met[:2], part)]


def test_a_sentence_is_read_out_before_a_heading_or_a_row_of_figures():
    words = "He cannot climb the stairs to his bedroom."
    for bare in (
        "Motor nerve conduction",
        "EMG of 12/04/2025 reviewed.",
        "04/28/2026 31.5 98.3",
        "R median 6.9 (under 4.4) 41",
    ):
        assert told(finding(1, passage(bare), passage(words))) == [words]
        assert told(finding(1, passage(bare))) == [bare]


def test_a_figure_that_is_asked_for_is_read_out():
    row = finding(1, passage("LVEF 28%"), passage("Seen in the clinic for a follow up."),
                  text="LVEF of 35% or less")  # fmt: skip
    assert told(row) == ["LVEF 28%"]


def test_what_speaks_against_another_requirement_opens_no_call():
    against = passage("not a candidate today", stance="contradicts")
    assert told(finding(1, passage("not a candidate today")), finding(2, against)) == []


@pytest.mark.parametrize(
    "words",
    [
        "A: Poor HEP follow through.",
        "Progress cannot be judged. Home program adherence unknown.",
        "Seen 5 visits over 3 1/2 weeks, less than half of the plan of care.",
        "VISITS ATTENDED: 5 CANCEL: 3 NO SHOW: 4",
        "Discharged for non-attendance, no further therapy.",
        "CPAP compliance has been poor since the mask was changed.",
        "She did not return for the remaining visits of therapy.",
    ],
)
def test_a_treatment_poorly_kept_is_not_led_with(words):
    assert told(finding(1, passage(words))) == []
    good = "Attended 24 of 24 visits; home program done daily."
    assert told(finding(1, passage(words), passage(good))) == [good]


def test_where_the_best_passage_speaks_against_us_no_weaker_one_takes_its_place():
    words = "Corticosteroids are contraindicated."
    first = finding(1, passage(words), passage("Seen again at week 12 for a follow up."))
    assert told(first, finding(2, passage(words, stance="contradicts"))) == []


def test_plans_doubts_and_the_family_are_no_facts_to_lead_with():
    for how in (Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.UNCERTAIN, Assertion.FAMILY):
        assert lead_facts([finding(1, passage("arthroplasty", how=how))]) == ()
    assert lead_facts([finding(1, passage("no infection", how=Assertion.NEGATED))])


@pytest.mark.parametrize(
    "words",
    [
        "Ashtray on the porch, taught fire risk, wife can place the mask.",
        "Smokes 1 ppd, mask fitted and worn.",
        "He still smokes but puts on the mask alone.",
        "Left against medical advice after the mask was fitted.",
        "Two packs a day; mask shown to the daughter.",
        "Went back to drinking, keeps the mask on.",
        "Cotinine 02/20/2026: 214 ng/mL, positive; mask fitted.",
        "Current every-day smoker, mask fitted.",
    ],
)
def test_a_habit_that_a_reviewer_would_hold_against_us_is_not_led_with(words):
    assert told(finding(1, passage(words), text="The mask can be put on")) == []


@pytest.mark.parametrize(
    "words", ["Never smoker, puts on the mask alone.", "Wife packs the bag, he puts on the mask."]
)
def test_a_habit_that_is_not_there_opens_a_call(words):
    assert told(finding(1, passage(words), text="The mask can be put on")) == [words]


def test_a_habit_that_is_asked_for_is_led_with():
    smoked = passage("Smoked 1 ppd for 31 years.")
    assert told(finding(1, smoked, text="A smoking history of 20 pack-years")) == [smoked.text]


def test_a_passage_that_holds_one_told_before_is_no_second_fact():
    first = passage("In the house she cannot reach the toilet in time.")
    longer = passage("She takes 3 steps. In the house she cannot reach the toilet in time.")
    other = passage("She cannot push a chair.")
    assert told(finding(1, first), finding(2, longer), finding(3, other)) == [
        first.text,
        other.text,
    ]


def test_a_line_of_a_table_leads_after_a_sentence():
    table = passage("10/11/2026 Sun 0 0 0 0 no weekend coverage Sunday")
    plain = passage("She walks one block with her cane.")
    assert told(finding(1, table), finding(2, plain)) == [plain.text, table.text]
