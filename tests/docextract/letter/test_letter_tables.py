"""Tables by geometry: wrapped cells, headings on several lines, narrow gaps, ruled lines."""

from __future__ import annotations

import pytest

from docextract.letter.tables import find_tables, heading_kind, joined
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import text_of

LETTER = 5.0
HEIGHT = 10.0


def placed(rows):
    """A text of lines of cells (left, words), every 12 points unless a top is given."""
    lines, top = [], 100.0
    for block, (cells, *at) in enumerate(rows):
        top = at[0] if at else top + 12.0
        words = []
        for n, (left, told) in enumerate(cells):
            x = left
            for k, word in enumerate(told.split()):
                box = (x, top, x + LETTER * len(word), top + HEIGHT)
                words.append(Word(word, box, tab=k == 0 and n > 0))
                x = box[2] + 0.5 * LETTER
        lines.append(Line(tuple(words), block))
    return text_of([Page(1, 612.0, 792.0, tuple(lines), "text")])


def cells_of(text):
    return [
        [joined(text, cell) for cell in row.cells]
        for table in find_tables(text)
        for row in table.rows
    ]


HEAD = ([(50, "Code"), (110, "Description"), (330, "Qty"), (400, "Result")],)


def test_a_wrapped_cell_joins_its_row():
    text = placed(
        [
            HEAD,
            ([(50, "43999"), (110, "Repair of the valve,"), (330, "1"), (400, "Not approved")],),
            ([(110, "each added level")],),
            ([(50, "43998"), (110, "Another repair"), (330, "2"), (400, "Approved")],),
        ]
    )
    assert cells_of(text) == [
        ["43999", "Repair of the valve, each added level", "1", "Not approved"],
        ["43998", "Another repair", "2", "Approved"],
    ]


def test_a_code_in_the_middle_of_its_tall_row():
    text = placed(
        [
            HEAD,
            ([(110, "Repair of the very")], 120.0),
            ([(50, "43999"), (330, "1"), (400, "Denied")], 126.0),
            ([(110, "long valve")], 132.0),
            ([(50, "43998"), (110, "Another"), (330, "2"), (400, "Denied")], 160.0),
        ]
    )
    rows = cells_of(text)
    assert rows[0] == ["43999", "Repair of the very long valve", "1", "Denied"]
    assert rows[1][0] == "43998"


def test_prose_below_a_table_is_no_row():
    text = placed(
        [
            HEAD,
            ([(50, "43999"), (110, "Repair"), (330, "1"), (400, "Denied")],),
            ([(50, "The approved service may be given from May to June under this number.")],),
        ]
    )
    assert cells_of(text) == [["43999", "Repair", "1", "Denied"]]


def test_columns_that_stand_close_and_rules_between_them():
    text = placed(
        [
            ([(50, "Code"), (90, "| Description"), (200, "| Days | Status")],),
            ([(50, "0199"), (90, "Ward bed"), (215, "3"), (245, "Denied")],),
        ]
    )
    ((code, description, days, status),) = cells_of(text)
    assert (code, description, days, status) == ("0199", "Ward bed", "3", "Denied")


def test_a_yes_or_no_column_keeps_the_whole_requirement():
    text = placed(
        [
            ([(50, "Item"), (300, "Met?"), (360, "What the chart shows")],),
            ([(50, "A film within 12 months with"), (300, "No"), (360, "Film is old")],),
            ([(50, "narrowing")],),
            ([(50, "Pain for three months"), (300, "Yes"), (360, "Since May")],),
        ]
    )
    assert [row[:2] for row in cells_of(text)] == [
        ["A film within 12 months with narrowing", "No"],
        ["Pain for three months", "Yes"],
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("CPT/HCPCS Code", "code"),
        ("Rev. code", "code"),
        ("PROC/MOD", "code"),
        ("Mod.", "modifier"),
        ("Your doctor asked for", "requested"),
        ("We will pay for", "approved_units"),
        ("Number of tests", "units"),
        ("Determination", "status"),
        ("Met?", "met"),
        ("Information needed", "needed"),
        ("Adj reason", "reason"),
        ("Sincerely", None),
    ],
)
def test_headings(heading, kind):
    assert heading_kind(heading) == kind


def test_a_line_of_two_words_is_no_heading():
    assert find_tables(placed([([(50, "Code"), (300, "of conduct")],), ([(50, "43999")],)])) == ()
