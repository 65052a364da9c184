from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from docextract.chart import read_chart
from docextract.chart.copies import mark_copies
from docextract.chart.sections import kind_of_section
from docextract.chart.segments import is_heading, sentences
from docextract.chart.statements import read_statements
from docextract.facts import Assertion, Identity

HEAD = "VENKATESH, MARISOL T\tDOB 07/09/1961\n\n"
PATIENT = Identity(name="Marisol T. Venkatesh", dob="1961-07-09")


def texts(document):
    return [s.text for s in read_statements(document)]


def split(plain):
    return [plain[a:b] for a, b in sentences(plain, 0, len(plain))]


@pytest.mark.parametrize(
    ("plain", "pieces"),
    [
        ("Knee gives way. Uses a cane.", ["Knee gives way. Uses a cane."]),  # short ones in a row
        (
            "The left knee gives way on stairs. She uses a cane outside.",
            ["The left knee gives way on stairs.", "She uses a cane outside."],
        ),
        (
            "She saw Dr. Ruiz for 6 wks. of care. Then it was stopped again.",
            ["She saw Dr. Ruiz for 6 wks. of care.", "Then it was stopped again."],
        ),
        ("1. Start therapy for the left knee.", ["1. Start therapy for the left knee."]),
        (
            "Cannot kneel at all at work. P: continue the program at home.",
            ["Cannot kneel at all at work.", "P: continue the program at home."],
        ),
        ("Signed: R. Osei, DO and reviewed.", ["Signed: R. Osei, DO and reviewed."]),
        (
            "There is mild tenderness on R. The strength is four of five.",
            ["There is mild tenderness on R.", "The strength is four of five."],
        ),
        ("BMI 31.4 and A1c 7.2 were noted.", ["BMI 31.4 and A1c 7.2 were noted."]),
    ],
)
def test_sentences(plain, pieces):
    assert split(plain) == pieces


@example("0)")  # a number with no item behind it
@given(st.text(max_size=300))
def test_sentences_keep_every_letter_in_order(plain):
    joined = "".join(split(plain))
    assert "".join(joined.split()) == "".join(plain.split())


def test_wrapped_lines_are_joined_and_rows_are_kept(document):
    story = "The left knee has been giving way for two years and it is worse on stairs and on"
    made = document(HEAD + f"HPI\n{story}\nuneven ground.\n\nTest\tResult\tFlag\nFerritin\t9\tL")
    assert texts(made) == [
        f"{story} uneven ground.",
        "Test Result Flag",
        "Ferritin 9 L",
    ]


def test_furniture_is_no_statement(document):
    page = HEAD + "Riverbend Orthopaedics LLC\n\nPain is {} today and she limps.\n\nPage 1 of 2"
    assert texts(document(page.format("worse"), page.format("better"))) == [
        "Pain is worse today and she limps.",
        "Pain is better today and she limps.",
    ]


def test_sections_dates_and_assertions(document):
    made = document(
        HEAD + "Progress note 02/10/2026\n\n"
        "HPI: Knee pain limits her walking to one block.\n"
        "Family history: Mother has lupus and gout.\n"
        "ROS: denies fever, chills.\n"
        "Plan\n"
        "Refer to physical therapy twice a week.\n\n"
        "Telephone call 02/20/2026\n"
        "She says that therapy has not started yet."
    )
    found = {s.text: s for s in read_statements(made)}
    walk = found["HPI: Knee pain limits her walking to one block."]
    assert (walk.section, walk.date, walk.assertion) == ("HPI", "2026-02-10", Assertion.AFFIRMED)
    assert found["Family history: Mother has lupus and gout."].assertion is Assertion.FAMILY
    assert found["ROS: denies fever, chills."].assertion is Assertion.NEGATED
    assert found["Refer to physical therapy twice a week."].assertion is Assertion.PLANNED
    call = found["She says that therapy has not started yet."]
    assert (call.date, call.section) == ("2026-02-20", None)


def test_log_rows_carry_their_own_date(document):
    made = document(
        HEAD + "Fill history\n01/05/2026\tMELOXICAM 15 MG\t30\n02/04/2026\tMELOXICAM 15 MG\t30"
    )
    rows = [s for s in read_statements(made) if "MELOXICAM" in s.text]
    assert [s.date for s in rows] == ["2026-01-05", "2026-02-04"]


def test_tick_boxes_are_statements_of_their_own(document):
    made = document(HEAD + "[x] physical therapy 6 wks [ ] home exercise [x] NSAIDs daily")
    assert [(s.text, s.assertion) for s in read_statements(made)] == [
        ("[x] physical therapy 6 wks", Assertion.AFFIRMED),
        ("[ ] home exercise", Assertion.NEGATED),
        ("[x] NSAIDs daily", Assertion.AFFIRMED),
    ]


def test_items_under_denies_are_negated(document):
    made = document(HEAD + "Denies:\n- fever at night\n- weight loss")
    assert {s.assertion for s in read_statements(made)} == {Assertion.NEGATED}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Past Medical History", "history"),
        ("PMH:", "history"),
        ("Family History - maternal", "family"),
        ("FINDINGS/IMPRESSION", "results"),
        ("Assessment & Plan", "assessment"),
        ("She has a plan for her family", None),
        (None, None),
    ],
)
def test_kind_of_section(heading, kind):
    assert kind_of_section(heading) == kind


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Physical Exam", True),
        ("IMPRESSION:", True),
        ("REHAB COURSE", True),
        ("HPI: 64 F here for clearance.", False),
        ("Knee pain is worse", False),
        ("No fever.", False),
    ],
)
def test_headings(line, heading):
    assert is_heading(line) is heading


def test_copied_text_counts_once_at_its_first_date(document):
    told = "She has failed eight weeks of supervised therapy for the left knee."
    page = HEAD + "Date of service: {}\n\nHPI\n" + told
    first = document(page.format("01/10/2026"), name="a.pdf")
    later = document(page.format("03/01/2026"), name="b.pdf")
    chart = read_chart([later, first], PATIENT, reference_date=date(2026, 3, 4))
    copies = {s.document: (s.date, s.copied_from) for s in chart.statements if s.text == told}
    assert copies == {"a.pdf": ("2026-01-10", None), "b.pdf": ("2026-01-10", "a.pdf")}


@pytest.mark.parametrize(
    ("later", "copied"),
    [
        ("She has failed eight weeks of supervised therapy for her lcft knee in 2025", True),
        ("She has failed nine weeks of supervised therapy for her left knee in 2025", False),
        ("She has failed eight weeks of supervised therapy for her left knee in 2026.", False),
    ],
)
def test_copies_may_differ_by_a_misread_letter_not_by_a_number(document, later, copied):
    told = "She has failed eight weeks of supervised therapy for her left knee in 2025."
    page = HEAD + "Date of service: {}\n\nHPI\n{}"
    first = document(page.format("01/10/2026", told), name="a.pdf")
    second = document(page.format("03/01/2026", later), name="b.pdf")
    chart = read_chart([first, second], PATIENT, reference_date=date(2026, 3, 4))
    (found,) = [s for s in chart.statements if s.document == "b.pdf" and "failed" in s.text]
    assert (found.copied_from == "a.pdf") is copied


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.text(alphabet=string.printable, max_size=120), min_size=1, max_size=8))
def test_any_text_is_read_without_an_error(document, rows):
    made = document(HEAD + "\n".join(rows))
    chart = read_chart([made], PATIENT, reference_date=date(2026, 3, 4))
    printed = " ".join(made.pages[0].text.split())
    assert all(s.text in printed for s in chart.statements)


def test_findings_of_two_days_are_not_copies(document):
    page = (
        HEAD + "Date of service: {}\n\nExam\nNo effusion, no warmth, full range, stable to stress."
    )
    made = [document(page.format(d), name=d[:2]) for d in ("01/10/2026", "03/01/2026")]
    statements = [s for m in made for s in read_statements(m)]
    assert all(s.copied_from is None for s in mark_copies(statements))


def test_only_pages_of_the_patient_make_statements(document):
    other = "OYELARAN, ROWAN DOB 03/03/1970\n\nHPI\nHe walks three miles a day without pain."
    mine = HEAD + "HPI\nShe walks one block with a cane before she must stop."
    chart = read_chart([document(mine, other)], PATIENT, reference_date=date(2026, 3, 4))
    assert [s.text for s in chart.statements] == [
        "She walks one block with a cane before she must stop."
    ]
    assert chart.documents[0].excluded_pages == (2,)


@pytest.mark.parametrize(
    ("line", "included"),
    [
        ("Federal rules (42 CFR Part 2) prohibit further disclosure of this record.", "ask"),
        ("If this record is protected by 42 CFR Part 2, further disclosure is prohibited.", True),
        ("PSYCHOTHERAPY NOTE", "ask"),
    ],
)
def test_specially_protected_records_wait_for_a_person(document, line, included):
    made = document(HEAD + line + "\n\nHe attended the group and spoke about his week.")
    chart = read_chart([made], PATIENT)
    assert chart.documents[0].included == included
    assert bool(chart.statements) == (included is True)
