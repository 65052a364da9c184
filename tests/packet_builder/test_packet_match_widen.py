"""What a passage takes in from the lines beside it."""

from __future__ import annotations

import pytest
from match_fixtures import chart_of, day_of, letter_of

from docextract.facts import Chart, Statement
from packet_builder.argue import make_matcher
from packet_builder.match import match
from packet_builder.match_widen import LONGEST

STAY = {"service": "Inpatient hospital stay", "date": "2026-05-01", "acute": True}
KNEE = {"service": "left total knee arthroplasty", "date": "2026-05-04", "modifier": "LT"}
ASKED = "oxygen saturation below 90 percent"
LINE = "SpO2 86% on room air at rest."


def page(*lines: str, gap: float = 12.0, section: str | None = "Exam") -> Chart:
    """One note whose statements are printed one below the other."""
    chart = chart_of([["2026-04-30", "progress_note", section, line] for line in lines])
    placed = [_at(s, 100.0 + gap * i) for i, s in enumerate(chart.statements)]
    return chart.model_copy(update={"documents": chart.documents[:1], "statements": tuple(placed)})


def _at(statement: Statement, top: float) -> Statement:
    box = (72.0, top, 500.0, top + 10.0)
    return statement.model_copy(update={"document": "note1.pdf", "bbox": box, "lines": (box,)})


def shown(text: str, chart: Chart, request: dict[str, object] = STAY) -> list[str]:
    _, passages, _ = match(make_matcher(letter_of(request), chart, day_of(request)), text)
    return [p.text for p in passages]


def test_the_sentence_below_stands_with_it() -> None:
    beside = "Uses accessory muscles, speaks in short phrases."
    first = shown(ASKED, page(LINE, beside))[0]
    assert first == f"{LINE} {beside}"


def test_the_boxes_of_both_are_marked() -> None:
    chart = page(LINE, "Uses accessory muscles, speaks in short phrases.")
    _, passages, _ = match(make_matcher(letter_of(STAY), chart, day_of(STAY)), ASKED)
    assert len(passages[0].lines) == 2
    assert passages[0].bbox == (72.0, 100.0, 500.0, 122.0)


@pytest.mark.parametrize(
    "beside",
    [
        "Will start home oxygen after discharge.",
        "Chest film ordered.",
        "Denies cough or fever today.",
        "SpO2 97% on 4 L. [carried forward]",
        "Respirations were 30 on 04/12/2026.",
        "Peak flow 210 this morning.",  # the figure of another measure
        "Her mother had emphysema.",
        "You should call if your breathing gets worse.",
    ],
)
def test_what_is_no_fact_of_this_day_stays_out(beside: str) -> None:
    assert all(beside not in text for text in shown(ASKED, page(LINE, beside))[:1])


def test_what_is_printed_further_down_stays_out() -> None:
    beside = "Uses accessory muscles, speaks in short phrases."
    assert shown(ASKED, page(LINE, beside, gap=60.0))[0] == LINE


def test_a_passage_stays_short() -> None:
    beside = [f"Breath sounds are quiet in zone {word} of the lung." for word in "abcdefghijkl"]
    assert len(shown(ASKED, page(LINE, *beside))[0].split()) <= LONGEST


def test_the_other_side_of_the_heading_is_another_side() -> None:
    asked = "Kellgren-Lawrence grade 3 or 4"
    grade = "Kellgren-Lawrence grade 4, bone on bone medially."
    assert shown(asked, page(grade, section="RIGHT"), KNEE) == []
    assert shown(asked, page(grade, section="LEFT"), KNEE) == [grade]


@pytest.mark.parametrize(
    ("service", "asked", "line"),
    [
        ("bilateral reduction mammaplasty", "Neck or shoulder pain from the weight of the breasts",
         "Neck pain every day at work."),
        ("breast reduction", "Shoulder grooving on examination", "Shoulder grooves 1 cm deep."),
        ("breast reduction", "A trial of an anti-inflammatory drug",
         "Naproxen 500 mg twice daily for the neck, 8 weeks, no relief."),
        ("lumbar fusion L4-5", "No pathology of the hip that explains the pain",
         "No hip pathology: motion full and without pain."),
    ],
)  # fmt: skip
def test_a_part_that_is_asked_for_is_no_other_part(service: str, asked: str, line: str) -> None:
    request = {"service": service, "date": "2026-05-04"}
    assert line in shown(asked, page(line), request)


@pytest.mark.parametrize(("lines", "kept"), [(1, True), (2, False)])
def test_one_line_about_a_side_makes_no_page_about_it(lines: int, kept: bool) -> None:
    about = [f"Right knee injected {n} times, no effusion there." for n in range(1, lines + 1)]
    grade = "Kellgren-Lawrence grade 4, bone on bone medially."
    assert (
        grade in " ".join(shown("Kellgren-Lawrence grade 3 or 4", page(*about, grade), KNEE))
    ) is kept
