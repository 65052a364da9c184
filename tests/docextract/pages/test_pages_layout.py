"""Reading order: words are placed as on paper, the expected text is what a person reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.pages import read_document
from docextract.pages.layout import Placed, Rules, arrange
from docextract.pages.page import Page
from docextract.pages.text import text_of
from sample_docs.render import to_pdf

SIZE = 10.0
LETTER = 5.0


def put(x: float, y: float, text: str, size: float = SIZE, *, bold: bool = False) -> list[Placed]:
    """The words of a line of print that starts at x, y, in letters of even width."""
    words, left = [], x
    for word in text.split(" "):
        width = len(word) * LETTER * size / SIZE
        box = (left, y, left + width, y + 1.15 * size)
        words.append(Placed(word, box, 1.0, bold=bold))
        left += width + 3.0
    return words


def read(*lines: list[Placed], rules: Rules | None = None) -> str:
    page = Page(1, 612, 792, arrange([w for line in lines for w in line], rules), "text")
    return text_of([page]).raw


def test_wrapped_lines_are_one_block_and_gaps_open_blocks():
    text = read(
        put(50, 100, "We reviewed the request for the procedure"),
        put(50, 112, "that is listed above with care."),
        put(50, 140, "You may appeal."),
    )
    assert text == (
        "We reviewed the request for the procedure\nthat is listed above with care."
        "\n\nYou may appeal."
    )


@pytest.mark.parametrize("mark", ["•", "-", "1.", "(a)", "b)", "iv.", "☐", "B3.", "2.1.4)"])
def test_every_item_of_a_list_is_a_block(mark: str):
    text = read(
        put(50, 100, f"{mark} six weeks of therapy in the last"),
        put(70, 112, "twelve months"),
        put(50, 124, f"{mark} an image of the joint"),
    )
    assert text == (
        f"{mark} six weeks of therapy in the last\ntwelve months\n\n{mark} an image of the joint"
    )


def test_a_bold_heading_is_no_part_of_its_paragraph():
    text = read(put(50, 100, "Your rights", bold=True), put(50, 112, "You may ask for a review."))
    assert text == "Your rights\n\nYou may ask for a review."


def test_a_table_is_read_row_by_row():
    text = read(
        *(put(x, 100, t) for x, t in ((50, "Code"), (150, "Service"), (400, "Decision"))),
        *(put(x, 120, t) for x, t in ((50, "10101"), (150, "First thing"), (400, "Denied"))),
        *(put(x, 140, t) for x, t in ((50, "20202"), (150, "Second thing"), (400, "Denied"))),
    )
    assert text == (
        "Code\tService\tDecision\n\n10101\tFirst thing\tDenied\n\n20202\tSecond thing\tDenied"
    )


def test_full_rows_of_figures_are_no_columns_of_prose():
    rows = [("DATE TIME", "TEMP", "HR", "BP", "SPO2")]
    rows += [(f"08/2{i} 0800", f"38.{i}", f"10{i}", f"9{i}/52", f"9{i} 2L") for i in range(7)]
    places = (50, 114, 144, 168, 204)
    text = read(
        *(
            put(x, 100 + 14 * i, t)
            for i, row in enumerate(rows)
            for x, t in zip(places, row, strict=True)
        )
    )
    assert text.replace("\n\n", "\n").split("\n") == ["\t".join(row) for row in rows]


def test_a_wrapped_cell_stays_whole():
    text = read(
        put(50, 100, "Pain for three months or"),
        put(300, 100, "No"),
        put(380, 100, "Onset in May, per the"),
        put(50, 112, "longer"),
        put(380, 112, "note of the visit"),
        put(50, 134, "Therapy for six weeks"),
        put(300, 134, "Yes"),
        put(380, 134, "Two visits"),
        put(50, 156, "Weight below the limit"),
        put(300, 156, "No"),
        put(380, 156, "Not recorded"),
    )
    assert text == (
        "Pain for three months or longer\tNo\tOnset in May, per the note of the visit\n\n"
        "Therapy for six weeks\tYes\tTwo visits\n\nWeight below the limit\tNo\tNot recorded"
    )


def test_a_code_parted_at_its_hyphen_is_one_word_again():
    text = read(
        put(50, 100, "K9999-"), put(120, 100, "Chair with a long"), put(300, 100, "1"),
        put(50, 112, "NU"), put(120, 112, "name"),
        put(50, 136, "E9998"), put(120, 136, "Battery"), put(300, 136, "2"),
        put(50, 160, "E9997"), put(120, 160, "Cushion"), put(300, 160, "1"),
    )  # fmt: skip
    assert text.startswith("K9999-NU\tChair with a long name\t1\n\n")


def test_pairs_side_by_side_keep_their_wrapped_values():
    text = read(
        put(50, 100, "Member: Ann Example"),
        put(310, 100, "Order ID: 555010"),
        put(50, 118, "Ordering provider: Bo Sample, MD, NPI"),
        put(310, 124, "Facility: Example Imaging Center"),
        put(50, 130, "1234567893"),
        put(50, 148, "Diagnosis: X11.1"),
        put(310, 148, "Plan: Sample Choice"),
    )
    assert "Ordering provider: Bo Sample, MD, NPI\n1234567893" in text
    assert "Facility: Example Imaging Center" in text


def test_labels_stand_beside_their_values():
    text = read(
        *(put(50, 100 + 13 * i, t) for i, t in enumerate(("Notice date", "Auth No.", "Surgeon"))),
        *(put(200, 100 + 13 * i, t) for i, t in enumerate(("01/02/2026", "A-1", "Bo Sample"))),
    )
    assert text == "Notice date\t01/02/2026\n\nAuth No.\tA-1\n\nSurgeon\tBo Sample"


def test_columns_of_prose_are_read_one_after_the_other():
    left = [
        "You may ask for an appeal by",
        "letter or by phone within the",
        "time that is named in this",
        "notice and we will send you",
        "an answer as soon as we can.",
    ]
    right = [
        "The department can help you",
        "with questions on your rights",
        "and on the review by others",
        "who had no part in the first",
        "decision about the request",
    ]
    lines = [put(50, 100 + 12 * i, t) for i, t in enumerate(left)]
    lines += [put(320, 100 + 12 * i, t) for i, t in enumerate(right)]
    assert read(*lines) == "\n".join(left) + "\n\n" + "\n".join(right)


def test_an_address_is_not_torn_by_its_neighbour():
    text = read(
        put(50, 100, "Bo Sample, MD"), put(330, 100, "Phone 555-0101"),
        put(50, 112, "12 Example Street"), put(330, 112, "Fax 555-0102"),
        put(50, 124, "Springfield, XY 00001"), put(330, 124, "Desk 7"),
    )  # fmt: skip
    assert "Bo Sample, MD\n12 Example Street\nSpringfield, XY 00001" in text


def test_a_table_inside_a_column_stays_inside():
    prose = [f"words of the second column that run on to line {i}" for i in range(12)]
    lines = [put(330, 100 + 11 * i, t) for i, t in enumerate(prose)]
    lines += [put(50, 105, "Code"), put(110, 105, "Item"), put(250, 105, "Qty")]
    lines += [put(50, 126, "10101"), put(110, 126, "Chair"), put(250, 126, "1")]
    lines += [put(50, 147, "20202"), put(110, 147, "Battery"), put(250, 147, "2")]
    lines += [put(50, 169 + 12 * i, f"the reason goes on and on for line {i}") for i in range(6)]
    text = read(*lines)
    assert "10101\tChair\t1" in text
    assert "\n".join(prose) in text
    assert text.index("20202") < text.index("the reason") < text.index("second column")


def test_drawn_rules_part_the_cells_of_a_tight_table():
    rules = Rules(across=tuple((40.0, y, 560.0, y) for y in (99.0, 124.0, 136.5, 149.0)), down=())
    text = read(
        put(50, 100, "therapist-taught home exercise"), put(330, 100, "No"),
        put(50, 112, "for the shoulder"),
        put(50, 124.5, "an image within twelve months"), put(330, 124.5, "Yes"),
        put(50, 137, "a plan for what comes after it"), put(330, 137, "No"),
        rules=rules,
    )  # fmt: skip
    assert text == (
        "therapist-taught home exercise for the shoulder\tNo\n\n"
        "an image within twelve months\tYes\n\na plan for what comes after it\tNo"
    )


def test_dot_leaders_are_a_tab():
    text = read(
        put(50, 100, "PATIENT ........ EXAMPLE, ANN"), put(50, 112, "DOB ............ 01/02/1950"),
    )  # fmt: skip
    assert text == "PATIENT\tEXAMPLE, ANN\n\nDOB\t01/02/1950"


def test_a_label_after_a_little_gap_is_a_field_of_its_own():
    words = [*put(50, 100, "Member ID: 555"), *put(132, 100, "Date of birth: 01/02/1950")]
    assert read(words) == "Member ID: 555\tDate of birth: 01/02/1950"


def test_print_on_its_side_comes_last():
    side = [Placed("SCANNED", (10, 300, 20, 360), 1.0, upright=False)]
    assert read(put(50, 100, "Dear Bo"), side) == "Dear Bo\n\nSCANNED"


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abcXYZ019.:•-", min_size=1, max_size=9),
            st.floats(0, 560), st.floats(0, 760), st.floats(2, 60), st.floats(4, 30),
        ),
        max_size=40,
    )
)  # fmt: skip
def test_no_word_is_lost_or_doubled_wherever_words_stand(places):
    words = [Placed(t, (x, y, x + w, y + h), 1.0) for t, x, y, w, h in places]
    lines = arrange(words)
    kept = "".join(sorted("".join(w.text for line in lines for w in line.words)))
    every = "".join(sorted("".join(w.text for w in words)))
    leaders = "".join(sorted(t for w in words for t in w.text if set(w.text) <= {".", "·"}))
    assert len(every) - len(leaders) <= len(kept) <= len(every)
    assert [line.block for line in lines] == sorted(line.block for line in lines)


def cell(x: float, middle: float, *lines: str, pitch: float = 14.0, bold: bool = False):
    """Lines of a cell that is centred on a height."""
    top = middle - (len(lines) - 1) * pitch / 2 - 1.15 * SIZE / 2
    return [w for i, t in enumerate(lines) for w in put(x, top + i * pitch, t, bold=bold)]


LONG = (
    "ask for a talk with our doctor within five",
    "business days of this notice by calling",
    "555-0100 from eight to five, and say",
    "which case it is about.",
    "It is free.",
)


@pytest.mark.parametrize("pitch", [12.5, 14.0, 16.0, 18.0])
@pytest.mark.parametrize("counts", [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (2, 5), (3, 4), (3, 2)])
def test_a_row_of_cells_that_are_centred_is_one_line(counts: tuple[int, int], pitch: float):
    """However many lines the label and the value have, and however far lines stand apart."""
    label = ("Peer-to-peer", "with one of", "our doctors")[: counts[0]]
    value = LONG[: counts[1]]
    step = max(counts) * pitch + 14
    text = read(
        put(50, 40, "You have these rights under your plan and under the law of the state."),
        cell(50, 120, *label, pitch=pitch),
        cell(200, 120, *value, pitch=pitch),
        cell(50, 120 + step, *label, pitch=pitch),
        cell(200, 120 + step, *value, pitch=pitch),
        cell(50, 120 + 2 * step, "Questions"),
        cell(200, 120 + 2 * step, "Call 555-0101."),
    )
    row = f"{' '.join(label)}\t{' '.join(value)}"
    assert text.split("\n\n")[1:] == [row, row, "Questions\tCall 555-0101."]


@pytest.mark.parametrize("bold", [False, True])
def test_four_columns_of_centred_cells(bold: bool):
    rows = [
        ("Hospital", "Sample Falls/Center, Rosedale", "Doctor", "Ann Grey,/DO/NPI 1234567893"),
        (
            "Insured and/patient",
            "Bo K. Sample",
            "Birth date, policy/ID",
            "27 October/SCH-5519-40088",
        ),
        ("Stay", "from 29 March,/billed as inpatient,/2 units", "Review, code", "RHR-26-09/R07.89"),
    ]
    words = [
        word
        for middle, row in zip((120, 170, 220), rows, strict=True)
        for i, (x, told) in enumerate(zip((50, 130, 310, 420), row, strict=True))
        for word in cell(x, middle, *told.split("/"), bold=bold and i % 2 == 0)
    ]
    told = ["\t".join(each.replace("/", " ") for each in row) for row in rows]
    assert read(words).split("\n\n") == told


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_cell_that_spans_two_rows_goes_with_the_first(place: int):
    spanning = (
        "State Office, Appeals",
        "PO Box 7, Albany, NY",
        "12224; fax 555-0192;",
        "help 555-0193",
        "all year",
    )
    first = [
        ("The patient, or", "somebody else"),
        ("has four months from", "receipt of this", "letter"),
    ]
    second = [
        ("The hospital or", "its doctor, on", "its behalf"),
        ("has sixty days from", "receipt of this", "letter"),
    ]
    rows = [list(first), list(second)]
    left = (50, 210, 370)
    words = cell(left[place], 135, *spanning)
    for row, middle in zip(rows, (110, 165), strict=True):
        for x, lines in zip([v for i, v in enumerate(left) if i != place], row, strict=True):
            words += cell(x, middle, *lines)
    told = [[" ".join(lines) for lines in row] for row in rows]
    told[0].insert(place, " ".join(spanning))
    assert read(words) == "\n\n".join("\t".join(row) for row in told)


def test_a_label_column_is_no_neighbour_that_can_be_read_alone():
    """The values begin with labels of their own; what stands left of them tells what they are."""
    rows = [
        (
            "SPEAK TO A/DOCTOR",
            "Prescribers: 555-0110 until July 22, 2026. Desk open/eight to seven,/daily",
        ),
        (
            "SEND/RECORDS",
            "Fax page 2 to 555-0111 within 14 days of the date that/stands at the top,/please",
        ),
        ("APPEAL", "You or the patient: up to 180 days from receipt. Sample/Appeals, PO Box 1208."),
        ("AFTER THAT", "External review: 4 months from the last letter."),
    ]
    words = [
        word
        for i, row in enumerate(rows)
        for x, told in zip((50, 180), row, strict=True)
        for word in cell(x, 100 + 55 * i, *told.split("/"))
    ]
    told = ["\t".join(each.replace("/", " ") for each in row) for row in rows]
    assert read(words).split("\n\n") == told


def test_a_typed_checkbox_opens_a_line_of_its_own():
    text = read(
        put(50, 100, "[X] Level of care"),
        put(250, 100, "[ ] Not a benefit"),
        put(400, 100, "[ ] Late"),
        put(50, 113, "[ ] Other"),
    )
    assert text == "[X] Level of care\t[ ] Not a benefit\t[ ] Late\n\n[ ] Other"


@pytest.mark.parametrize(
    ("last", "first", "apart"),
    [
        ("or by mail to Sample Mutual,", "Unit 4, PO Box 1880, Rosedale", False),
        ("nothing at all as long as the", "appeal is open, and we answer", False),
        ("and we answer in thirty days.", "You may have a hearing by the", True),
        ("for the member, ask us for it", "Phone: 555-0147, all day long", True),
        ("and send us what we ask for", "1. the notes of the last visit", True),
        ("ask us.", "a letter that you wrote to us", True),
    ],
)
def test_a_paragraph_goes_on_in_the_next_column(last: str, first: str, apart: bool):
    """Where its last line is full and unfinished, and the next column does not open anew."""
    left = ["You may ask for an appeal by", "letter or by phone within the", "days named above"]
    right = ["insurance office of the state", "has taken up the case and its", "reviewers decide."]
    words = [put(50, 100 + 12 * i, t) for i, t in enumerate([*left[:2], *left[:2], last])]
    words += [put(300, 100 + 12 * i, t) for i, t in enumerate([first, *right[:2], *right])]
    assert f"{last}{chr(10) * (2 if apart else 1)}{first}" in read(*words)


@pytest.mark.parametrize("labels", [("Doctor", "Facility"), ("Prescribed by", "Place of care")])
def test_what_hangs_under_a_value_goes_on_with_it(labels: tuple[str, str]):
    """Labels flush right, values flush left, with no more than a space between them."""

    def pair(x: float, y: float, label: str, *value: str) -> list[Placed]:
        words = put(x - LETTER * len(label.replace(" ", "")) - 3.0 * label.count(" ") - 6, y, label)
        return [*words, *(w for i, t in enumerate(value) for w in put(x, y + 12 * i, t))]

    text = read(
        pair(140, 100, "Member", "Ann Example-Long"), pair(400, 100, "ID", "R 5580 41976"),
        pair(140, 115, labels[0], "Bo Sample-Marchbanks,", "MD", "(NPI 1234567893)"),
        pair(400, 115, labels[1], "Sample Creek Spine Surgery", "Center"),
        pair(140, 154, "Diagnoses", "G89.4; M96.1"), pair(400, 154, "Planned", "February 24"),
    )  # fmt: skip
    assert f"{labels[0]} Bo Sample-Marchbanks, MD (NPI 1234567893)\t" in text
    assert f"{labels[1]} Sample Creek Spine Surgery Center\n" in text


def frame(x0: float, y0: float, x1: float, y1: float) -> Rules:
    return Rules(
        across=((x0, y0, x1, y0), (x0, y1, x1, y1)), down=((x0, y0, x0, y1), (x1, y0, x1, y1))
    )


def joined(*rules: Rules) -> Rules:
    return Rules(
        across=tuple(line for r in rules for line in r.across),
        down=tuple(line for r in rules for line in r.down),
    )


def test_the_lines_of_ruled_cells_stay_together():
    rules = joined(*(frame(x, y, x + 150, y + 30) for x in (50, 200, 350) for y in (100, 130, 160)))
    words = [
        put(x, y + d, t)
        for y in (101, 131, 161)
        for x, told in (
            (55, ("Code", "asked")),
            (205, ("Kind of", "care")),
            (355, ("Was", "denied")),
        )
        for d, t in zip((1, 14), told, strict=True)
    ]
    assert read(*words, rules=rules) == "\n\n".join(["Code asked\tKind of care\tWas denied"] * 3)


@pytest.mark.parametrize("wrapped", [0, 2, 4])
def test_label_and_value_that_wrap_at_one_height_are_one_row(wrapped: int):
    told = [("Insured", "Ann K. Example"), ("Born", "12-03-84"), ("Request", "26-04-20951")]
    told += [("Prescriber", "Bo Sample, MD (NPI 1234567893)"), ("Diagnosis", "K50.80")]
    told[wrapped] = ("Place asked/for", "Sample University Hospital, outpatient/infusion")
    lines, y = [], 100.0
    for row in told:
        for x, words in zip((50, 150), row, strict=True):
            lines += [put(x, y + 12 * i, t) for i, t in enumerate(words.split("/"))]
        y += 19 + 12 * row[0].count("/")
    rows = ["\t".join(cell.replace("/", " ") for cell in row) for row in told]
    assert read(*lines).split("\n\n") == rows


def test_single_lines_in_groups_stay_rows():
    told = ["Name", "Born", "", "Plan", "Case", "Group", "", "Doctor", "NPI"]
    lines, y = [], 100.0
    for label in told:
        y += 13 if label else 8
        if label:
            lines += [put(50, y, label), put(150, y, f"what {label} is")]
    rows = [f"{label}\twhat {label} is" for label in told if label]
    assert read(*lines).split("\n\n") == rows


@pytest.mark.slow
def test_values_that_begin_with_their_colon_stay_beside_their_labels(tmp_path):
    letter = Path(__file__).parents[2] / "letters" / "develop" / "k33.html"
    path = tmp_path / "typed.pdf"
    path.write_bytes(to_pdf(letter.read_text(encoding="utf-8")))
    text = text_of(read_document(path).pages).raw
    for label, value in (("DATE", ": 07/02/2026"), ("MEMBER", ": STRICKLER"), ("ID", ": THO")):
        assert re.search(rf"(?m)^{label}\s{re.escape(value)}", text)


def test_even_gaps_are_no_tab_before_a_label():
    line = [*put(50, 100, "ADM"), *put(71, 100, "DATE:"), *put(102, 100, "06/30/2026")]
    assert "\t" not in read(line)
