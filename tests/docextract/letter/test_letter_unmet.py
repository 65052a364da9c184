"""Unmet requirements: lists, ticked boxes, tables and sentences."""
# ruff: noqa: E501, ISC004 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import DocumentType
from docextract.letter.unmet import read_unmet
from docextract.pages.text import text_of

DENIAL = DocumentType.DENIAL
REQUEST = DocumentType.INFORMATION_REQUEST


def told(text, document_type=DENIAL):
    return [fact.value for fact in read_unmet(text, document_type=document_type)[0]]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        pytest.param(
            """
            The records do not show:

            • a splint worn for four weeks;

            • a nerve study of the hand; and

            • a trial of hand therapy.

            The decision was made by a physician.
            """,
            [
                "a splint worn for four weeks",
                "a nerve study of the hand",
                "a trial of hand therapy",
            ],
            id="bullets under a cue",
        ),
        pytest.param(
            """
            The reviewer did not find proof of these:

            Lung disease

            (a) FEV1 below half of predicted on spirometry.

            (b) Two hospital stays in a year.

            Sleep

            (c) Overnight oximetry of two hours.

            Safety at home:

            (d) A smoke alarm that works.

            You may appeal.
            """,
            [
                "FEV1 below half of predicted on spirometry",
                "Two hospital stays in a year",
                "Overnight oximetry of two hours",
                "A smoke alarm that works",
            ],
            id="heads between counted items",
        ),
        pytest.param(
            """
            To say yes, we need to see:

            1. A hearing test from the last year

            2. A letter from the school

            We did not see these.
            """,
            ["A hearing test from the last year", "A letter from the school"],
            id="numbers under what is needed",
        ),
        pytest.param(
            "The form did not have proof of each of these: a platelet count under 30; two courses"
            " of steroids; and a note from a hematologist.",
            ["a platelet count under 30", "two courses of steroids", "a note from a hematologist"],
            id="semicolons in a sentence",
        ),
        pytest.param(
            "None of the following was found in the chart: fever over 101, low oxygen, a drain.",
            ["fever over 101", "low oxygen", "a drain"],
            id="commas after a colon",
        ),
        pytest.param(
            """
            Criterion\tMet?\tWhat we found
            Pain for six months\tYes\tSince 2024
            A failed injection\tNo\tNone recorded
            Weight under 250 pounds\tNot met\t262 pounds
            """,
            ["A failed injection", "Weight under 250 pounds"],
            id="a table of yes and no",
        ),
        pytest.param(
            """
            The policy requires all of these:

            1. a sleep study within one year

            2. a trial of a mask

            3. a dental exam

            Items 1 and 3 were not met.
            """,
            ["a sleep study within one year", "a dental exam"],
            id="a comment singles items out",
        ),
        pytest.param(
            """
            Requirements of the guideline:

            • Two prior casts - Met

            • A growth chart - Not met
            """,
            ["A growth chart"],
            id="items with their own verdicts",
        ),
        pytest.param(
            "We did not receive X-rays of both knees taken while standing. There is no record of six"
            " weeks of home exercise, and we found no note on weight loss.",
            [
                "X-rays of both knees taken while standing",
                "six weeks of home exercise",
                "note on weight loss",
            ],
            id="sentences",
        ),
        pytest.param(
            "The record does not contain current test scores, measurable goals, or data on progress.",
            ["current test scores", "measurable goals", "data on progress"],
            id="three things in one sentence",
        ),
    ],
)
def test_requirements_are_told_one_by_one(typed, letter, expected):
    assert told(typed(letter)) == expected


def test_only_ticked_rows_of_a_request_count(typed):
    letter = """
    Please send us only what is checked:

    ☒ The operative report of the first surgery

    ☐ Photographs of the wound

    ☒ Laboratory results of the last month
    """
    expected = ["The operative report of the first surgery", "Laboratory results of the last month"]
    assert told(typed(letter), REQUEST) == expected


@pytest.mark.parametrize(
    ("words", "document_type"),
    [
        ("The records do not show:\n\n• a splint", DocumentType.APPROVAL),
        ("The records do not show:\n\n• a splint", DocumentType.OTHER),
        (
            "The request is denied because these services require prior authorization and none"
            " was requested. There is no record of a call.",
            DENIAL,
        ),
        ("To appeal you need to send:\n\n• your name\n\n• a copy of this letter", DENIAL),
    ],
)
def test_letters_and_lists_without_requirements(typed, words, document_type):
    assert told(typed(words), document_type) == []


def test_a_requirement_told_twice_is_one(typed):
    letter = "Not shown:\n\n• A trial of rest\n\n• a trial of rest"
    assert told(typed(letter)) == ["A trial of rest"]


def test_required_lists_and_sentences_go_to_a_person_more_than_plain_ones(typed):
    plain, _ = read_unmet(
        typed("The notes do not show:\n\n• a splint\n\n• a brace"), document_type=DENIAL
    )
    prose, _ = read_unmet(
        typed("There is no record of six weeks of exercise."), document_type=DENIAL
    )
    assert not any(fact.needs_review for fact in plain)
    assert all(fact.needs_review for fact in prose)
    assert min(f.confidence for f in plain) > max(f.confidence for f in prose)


def test_a_letter_that_speaks_of_missing_things_nobody_found_is_doubtful(typed):
    _, incomplete = read_unmet(typed("The criteria were not met."), document_type=DENIAL)
    assert incomplete


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        pytest.param(
            """
            It was not shown that the sling failed after six weeks. It was also not shown that the
            shoulder was injected twice.
            """,
            ["the sling failed after six weeks", "the shoulder was injected twice"],
            id="it was not shown that",
        ),
        pytest.param(
            """
            The file has no report of a sleep study, and no record that you have used a mouth guard
            for two months.
            """,
            ["report of a sleep study", "you have used a mouth guard for two months"],
            id="and no record that",
        ),
        pytest.param(
            """
            To approve this we look for a signed wheelchair order, a seating report by a therapist, and
            a list of ramps at home. None of these was in the packet.
            """,
            [
                "a signed wheelchair order",
                "a seating report by a therapist",
                "a list of ramps at home",
            ],
            id="none of these was",
        ),
        pytest.param(
            """
            The plan has to see both of the following, and found neither: (1) eight weeks of a brace, and
            (2) a film of the knee taken while standing. The review was made by a physician.
            """,
            ["eight weeks of a brace", "a film of the knee taken while standing"],
            id="numbers in running text",
        ),
        pytest.param(
            """
            The reviewer needs a note of the last visit. The order does not say that the pump was tried.
            Your needs may be met at home.
            """,
            ["the pump was tried"],
            id="what is missing goes before what is needed",
        ),
        pytest.param(
            """
            Nothing in the nursing notes through May 4 shows a wound that needs daily dressing, and they
            do not show a fever above 101 degrees.
            """,
            ["a wound that needs daily dressing", "a fever above 101 degrees"],
            id="nothing in the notes shows",
        ),
    ],
)
def test_sentences_that_name_what_is_missing(typed, letter, expected):
    assert told(typed(letter)) == expected


def test_items_whose_marks_a_scan_lost_stay_apart(placed):
    page = placed(
        """
The request is denied because the stay is not needed. The chart was read with great care today.
NOT FOUND IN CHART:

- fever of 100.4 F or more in a day
  incision that is open or infected
  bleeding that needs a transfusion or a procedure in the hospital
""",
        confidence=0.9,
    ).pages
    facts, _ = read_unmet(text_of(page), document_type=DENIAL)
    assert [fact.value for fact in facts] == [
        "fever of 100.4 F or more in a day",
        "incision that is open or infected",
        "bleeding that needs a transfusion or a procedure in the hospital",
    ]


@pytest.mark.parametrize(
    "intro",
    [
        "We need some papers that did not come with the order:",
        "Before anyone can decide whether he needs it, we need some papers that did not come:",
        "To decide, please send what is missing:",
    ],
)
def test_what_is_asked_for_may_tell_of_a_complaint(typed, intro):
    items = [
        "an office visit note from the last 60 days that describes the sleep complaint",
        "the Epworth sleepiness score",
        "the most recent echocardiogram report",
    ]
    listed = "\n".join(f"{n}. {item}" for n, item in enumerate(items, start=1))
    letter = f"Dear Dr. Vang:\n\nYour request is on hold. {intro}\n\n{listed}\n\nPlease hurry."
    found, _ = read_unmet(typed(letter), document_type=REQUEST)
    assert [fact.value for fact in found] == items


NUMBERED = """
The points below were not met or not shown.

{heads}
1     Pain of the neck on most days for a year         Not shown
2     Three months of physical therapy                 Met
3     A photograph of the chest                        Not received
10    The opinion of an orthopedist                    Not met

You may appeal within 180 days.
"""


@pytest.mark.parametrize(
    "heads",
    [
        "No.   Requirement of SUR-112                           Finding",
        "#     Policy requirement                               Finding",
        "Item  Coverage criterion under MP 4                    Met?",
        "Ref   What MP-112 calls for                            Our finding",
        "Ref   Element                                          Result",
        "No.   Guideline point                                  Status",
    ],
)
def test_the_number_of_a_row_is_no_requirement(placed, heads):
    letter = read_unmet(text_of(placed(NUMBERED.format(heads=heads)).pages), document_type=DENIAL)
    assert [fact.value for fact in letter[0]] == [
        "Pain of the neck on most days for a year",
        "A photograph of the chest",
        "The opinion of an orthopedist",
    ]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        (
            "Not found in the record:\n\n& low blood pressure caused by the rhythm\n\n"
            "D abnormal cardiac enzymes\n\n& a plan for cardioversion during the stay\n\nSincerely,",
            ["low blood pressure caused by the rhythm", "a plan for cardioversion during the stay"],
        ),
        (
            "What he did not see:\n\n• oxygen need lasting beyond a day\n-IV diuretic twice a day\n"
            "-a rise in creatinine\n\nSincerely,",
            ["oxygen need lasting beyond a day", "IV diuretic twice a day", "a rise in creatinine"],
        ),
    ],
)
def test_boxes_and_dashes_that_ocr_misread_still_mark_items(typed, letter, expected):
    facts, _ = read_unmet(typed(letter, 0.9), document_type=DocumentType.DENIAL)
    assert [fact.value for fact in facts] == expected


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        ("because the policy's points below were not shown for the right leg.", 3),
        ("because the following requirements were not met:", 3),
        ("Our physician compared the request with the policy.", 1),
    ],
)
def test_a_table_announced_as_not_shown_is_unmet_but_for_what_it_grants(typed, announced, expected):
    letter = f"""The ablation is not medically necessary, {announced}

No.\tWhat the policy asks for\tWhat our reviewer saw
1\tDuplex scan done standing within 6 months\tNo report enclosed
2\tCEAP class C3 or higher recorded by the clinician\t"Varicose veins" only
3\tComplaints of that leg that interfere with work\t"Legs ache"
4\tDeep veins free of thrombosis\tShown

Sincerely,"""
    found = told(typed(letter))
    assert len(found) == expected
    assert "Deep veins free of thrombosis" not in found
