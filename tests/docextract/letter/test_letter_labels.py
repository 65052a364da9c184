"""Labels and their values in the layouts of payers' forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.label_roles import normal, role_of
from docextract.letter.labels import Pair, labelled
from docextract.pages.page import Document, Line, Page, Word
from docextract.pages.text import text_of
from docextract.rules import load

LAYOUTS = [
    # a colon, then a table row without one
    ("Member ID: QZT 440 118 07", "member_id", "QZT 440 118 07"),
    ("Member ID        QZT44011807", "member_id", "QZT44011807"),
    # two pairs in a line, with a wide gap and without
    ("Date of birth: 04/09/1971    Case number: RV-20417", "reference", "RV-20417"),
    ("Enrollee's name: Odile Marchetti Birth date: 04/09/1971", "dob", "04/09/1971"),
    ("Enrollee's name: Odile Marchetti Birth date: 04/09/1971", "member_name", "Odile Marchetti"),
    # leader dots, as line printers set them
    ("PATIENT ........ MARCHETTI, ODILE", "member_name", "MARCHETTI, ODILE"),
    ("Tracking no . . . . : RV-20417", "reference", "RV-20417"),
    # a numbered box, the value below
    ("4. Member          5. Member number\nOdile Marchetti    QZT44011807", "member_id", "QZT44011807"),  # noqa: E501
    # a head over its cell
    ("MEMBER              BIRTH DATE\nMARCHETTI, ODILE    04/09/1971", "dob", "04/09/1971"),
    # a caption on the line above
    ("REFERENCE NUMBER\nRV-20417", "reference", "RV-20417"),
    # a plan's name before the label, another wording, a label in running text
    ("Larkfield member ID: QZT44011807", "member_id", "QZT44011807"),
    ("Number for this request: RV-20417", "reference", "RV-20417"),
    ("We filed it under case number RV-20417 and mailed a copy.", "reference", "RV-20417"),
    # a misread label
    ("Mernber ID: QZT44011807", "member_id", "QZT44011807"),
    # leaders of few dots, an arrow, two languages
    ("BIRTH. . . 04/09/1971", "dob", "04/09/1971"),
    ("ADMITTED . 04/09/2026", "service_from", "04/09/2026"),
    ("Member ID / Número de miembro: QZT44011807", "member_id", "QZT44011807"),
    # words of a decision's number that no list holds together
    ("Stay number: 60-4471-SNF", "reference", "60-4471-SNF"),
    ("Our file: PSR-90412-E", "reference", "PSR-90412-E"),
    ("Dispute ticket: ET-559027", "reference", "ET-559027"),
    ("Authorization/Order: 26-0112-77843", "reference", "26-0112-77843"),
    ("This appeal: RD-2026-0071533", "reference", "RD-2026-0071533"),
    ("Beneficiary DBN: 00417729183-02", "member_id", "00417729183-02"),
    ("Our insured: Odile Marchetti", "member_name", "Odile Marchetti"),
    # separators between pairs
    ("Patient Odile Marchetti - DOB 4/9/1971 - ID QZT44011807", "dob", "4/9/1971"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "role", "value"), LAYOUTS)
def test_a_pair_is_found_in_each_layout(
    placed: Callable[..., Document], words: str, role: str, value: str
) -> None:
    found = labelled(text_of(placed(words).pages))
    assert value in [pair.value for pair in found if pair.role == role]


def test_words_of_a_right_are_no_label_of_a_number(placed: Callable[..., Document]) -> None:
    page = "Your appeal: within 60 days of this letter\nExternal review: four months"
    found = labelled(text_of(placed(page).pages))
    assert [p for p in found if p.role == "reference" and any(c.isdigit() for c in p.value)] == []


def test_labels_and_values_that_were_read_column_by_column() -> None:
    rows = ["PATIENT. . . .", "ID . . . . . .", "CERT NO. . . ."]
    values = ["MARCHETTI, ODILE", "QZT 440118-01", "26-063-00455"]
    lines = [_line(words, 40.0, 100.0 + 12 * n, block=0) for n, words in enumerate(rows)]
    lines += [_line(words, 180.0, 100.0 + 12 * n, block=1) for n, words in enumerate(values)]
    page = Page(1, 612.0, 792.0, tuple(lines), "text")
    found = {pair.role: pair.value for pair in labelled(text_of((page,)))}
    assert found == {"member_name": values[0], "member_id": values[1], "reference": values[2]}


def _line(words: str, left: float, top: float, *, block: int) -> Line:
    made, at = [], left
    for word in words.split():
        made.append(Word(word, (at, top, at + 5.0 * len(word), top + 10.0), 1.0))
        at += 5.0 * len(word) + 5.0
    return Line(tuple(made), block)


def test_a_value_wraps_inside_its_column(placed: Callable[..., Document]) -> None:
    page = """
Servicing facility: Tall Pines &        Type of request: Standard
Rehabilitation                          Phone: 206-555-0108
"""
    facility = _first(labelled(text_of(placed(page).pages)), "facility")
    assert facility.value == "Tall Pines & Rehabilitation"


def test_the_value_span_holds_the_words_of_the_value(placed: Callable[..., Document]) -> None:
    text = text_of(placed("Member ID: QZT44011807    Group: 8841").pages)
    pair = _first(labelled(text), "member_id")
    assert text.plain[pair.value_span.start : pair.value_span.end] == pair.value


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("Member No.", "member number"),
        ("Enrollee’s Name", "enrollee name"),
        ("3. Kind of review", "kind of review"),
        ("Auth #", "auth number"),
    ],
)
def test_labels_have_one_normal_form(label: str, told: str) -> None:
    assert normal(label) == told


@pytest.mark.parametrize(
    "words",
    ["Group number", "Form no.", "Claim number", "Fax", "Plan ID", "Tall Pines Surgery Center"],
)
def test_other_numbers_are_no_reference_and_places_no_label(words: str) -> None:
    assert role_of(words) not in ("reference", "member_id", "facility")


def test_every_role_has_phrases_and_every_group_is_used() -> None:
    rules = load("labels")
    assert all(phrases for phrases in rules["roles"].values())
    text = str(rules["roles"])
    assert all("{" + group + "}" in text for group in rules["groups"])
    assert {role for _, role in rules["patterns"]} <= set(rules["roles"])


def _first(pairs: tuple[Pair, ...], role: str) -> Pair:
    return next(pair for pair in pairs if pair.role == role)
