"""Columns of verdicts beside requirements: told by where words stand, whatever the headings."""

from __future__ import annotations

import pytest

from docextract.letter.verdict_columns import find_judged
from docextract.letter.view import view_of
from docextract.pages.text import text_of

TABLES = {
    "two columns of ticks": (
        """
Criterion                                          Met   Not met
Pain for at least 12 weeks                         X
Symptoms that match the imaging level              X
Failure of an epidural steroid injection                 X
Pain score of 6 or greater on most days                  X
""",
        ["Failure of an epidural steroid injection", "Pain score of 6 or greater on most days"],
    ),
    "a verdict between two columns": (
        """
Guideline review
Criterion                                Met   Source
Chest pain or equivalent symptom         Yes   Note 3/2/26
Intermediate or high probability         No    Not calculated
Unable to exercise on a treadmill        No    Walks 2 miles
All must be Yes for approval.
""",
        ["Intermediate or high probability", "Unable to exercise on a treadmill"],
    ),
    "requirements that wrap, verdicts on the first line": (
        """
What we ask                            Seen in chart
Treated with insulin, or has a         None
history of low blood sugar
Visit within six months before         No record
the order
Trained in the use of the device       Yes
""",
        [
            "Treated with insulin, or has a history of low blood sugar",
            "Visit within six months before the order",
        ],
    ),
    "verdicts on a line between": (
        """
Item                                   Answer
Treated with insulin, or has a
                                       N
history of low blood sugar
Trained in the use of the device       Y
""",
        ["Treated with insulin, or has a history of low blood sugar"],
    ),
    "findings between requirement and verdict, numbers before": (
        """
No   Element                      Received               Result
1    Hemodynamic instability      BP 128/76, HR 84       Not present
2    Hypoxemia under 90 percent   SpO2 95 percent        Not present
3    Vomiting that goes on        Fluids for 6 hours     Present
""",
        ["Hemodynamic instability", "Hypoxemia under 90 percent"],
    ),
    "verdicts before requirements": (
        """
YES    Complaint of trouble with driving or reading
NO     Visual fields, taped and untaped, with a gain
       of at least 12 degrees
YES    Frontal photographs, dated
NO     Margin reflex distance of 2 mm or less
Medical director: Jo Lind
""",
        [
            "Visual fields, taped and untaped, with a gain of at least 12 degrees",
            "Margin reflex distance of 2 mm or less",
        ],
    ),
    "a requirement below the line of its verdict": (
        """
Item                                   Your record
                                       Not met: no second system
Delay with a further anomaly           in the notes of the visit
Seen by a geneticist                   Not met
Onset before age 5                     Met
""",
        ["Delay with a further anomaly", "Seen by a geneticist"],
    ),
    "what the answer should be is no answer": (
        """
PA question                                Needed answer
Nerve conduction study meets findings?     Yes
Dose reduction attempted?                  No
""",
        [],
    ),
    "sentences": (
        """
The plan asks for a scan. The scan was sent and it is
present. The second report that we asked you for is not
present, and the form that you filled in is incomplete.
""",
        [],
    ),
    "lines of a claim": (
        """
Service        Paid
97110          Yes
97530          No
""",
        [],
    ),
}


@pytest.mark.parametrize(("page", "unmet"), TABLES.values(), ids=TABLES.keys())
def test_a_column_of_verdicts_judges_what_stands_beside_it(placed, page, unmet):
    text = view_of(placed(page).pages).text
    told = [
        " ".join(" ".join(text.plain[s.start : s.end].split()) for s in lines)
        for lines, met in find_judged(text)
        if not met
    ]
    assert told == unmet


def test_a_text_without_boxes_has_no_columns(typed):
    assert find_judged(typed(TABLES["two columns of ticks"][0])) == []
    assert find_judged(text_of([])) == []
