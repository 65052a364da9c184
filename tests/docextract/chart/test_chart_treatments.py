from __future__ import annotations

from datetime import date

import pytest

from docextract.chart.limits import MOST as MOST_LIMITS
from docextract.chart.limits import functional_limitations
from docextract.chart.treatment_names import treatments_in
from docextract.chart.treatments import MOST, failed_treatments
from docextract.facts import Assertion, Statement
from docextract.rules import load

REFERENCE = date(2026, 3, 4)


def told(text, *, section="HPI", day="2026-02-10", document="note.pdf", copied=None):
    return Statement(
        document=document, page=1, bbox=None, lines=(), text=text, date=day, section=section,
        assertion=Assertion.AFFIRMED, confidence=1.0, copied_from=copied,
    )  # fmt: skip


def failures(*statements):
    found = failed_treatments(statements, reference_date=REFERENCE)
    return {f.treatment.partition(" (")[0]: f.outcome for f in found}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tried Mobic and Neurontin.", ["meloxicam", "gabapentin"]),
        ("PT twice a week, pt was late.", ["physical therapy"]),  # capitals only
        (
            "Completed physiotherapy and two epidurals.",
            ["physical therapy", "epidural steroid injection"],
        ),
        ("On zafirlukast since April.", ["zafirlukast"]),  # known by its ending alone
        ("Seen in the clinic today.", []),
    ],
)
def test_treatments_are_named(text, names):
    assert [t.name for t in treatments_in(text)] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Naproxen for 6 weeks gave no relief.", {"naproxen": "did not help"}),
        ("Gabapentin was stopped because of dizziness.", {"gabapentin": "not tolerated"}),
        ("NSAIDs are contraindicated with her kidney disease.", {"NSAIDs": "contraindicated"}),
        ("Epidural helped for only two weeks.", {"epidural steroid injection": "did not help"}),
        (
            "Worse despite bracing and acupuncture.",
            {"bracing": "did not help", "acupuncture": "did not help"},
        ),
        (
            "Cortisone shot 8/12, two weeks of relief.",
            {"steroid injection": "did not help"},
        ),
        ("Phentermine 14 weeks, lost 6 lb and regained.", {"phentermine": "did not help"}),
        ("Mirtazapine 30 mg: gained 14 lb, stopped.", {"mirtazapine": "not tolerated"}),
        ("Soft collar trial ended after a week.", {"cervical collar": "did not help"}),
        ("Topiramate helps and is tolerated well, no side effects.", {}),
        ("Will start meloxicam; stop if stomach upset.", {}),
        ("Mother failed methotrexate.", {}),
        ("I explained the side effects of topiramate.", {}),
        ("Will continue on lisinopril 20 mg.", {}),
        ("Congestive heart failure on metoprolol.", {}),
        ("Takes lisinopril daily.", {}),
    ],
)
def test_outcomes(text, expected):
    assert failures(told(text)) == expected


def test_the_outcome_may_stand_in_the_next_sentence():
    found = failures(told("She took meloxicam for ten weeks."), told("It did not help."))
    assert found == {"meloxicam": "did not help"}


def test_a_therapists_record_speaks_of_the_therapy():
    head = told("Physical Therapy Discharge Summary", document="rehab.pdf", section=None)
    end = told("Discharged at plateau, stairs goal.", document="rehab.pdf", section=None)
    assert failures(head, end) == {"physical therapy": "did not help"}


def test_allergies_are_not_tolerated():
    assert failures(told("Ibuprofen: hives", section="Allergies")) == {"ibuprofen": "not tolerated"}


def test_a_list_of_treatments_tried_names_the_effect_alone():
    row = told("Topamax 50 mg BID 2024 tingling, nausea", section="Preventives tried")
    assert failures(row) == {"topiramate": "not tolerated"}


def test_old_failures_and_copies_do_not_count():
    old = told("Failed physical therapy and meloxicam.", day="2019-05-01")
    copied = told("Failed celecoxib for the knee pain.", copied="a.pdf")
    assert failures(old, copied) == {}


def test_no_more_than_a_physician_reads():
    drugs = """naproxen ibuprofen meloxicam diclofenac celecoxib etodolac tramadol gabapentin
    pregabalin duloxetine nortriptyline baclofen tizanidine topiramate verapamil candesartan
    timolol lamotrigine""".split()
    assert len(failures(*(told(f"Failed {d}, no benefit.") for d in drugs))) == MOST


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("Cannot kneel to clean the floor.", True),
        ("Her husband has to tie her shoes.", True),
        ("Gave up driving in the fall.", True),
        ("Walks about one block before he has to stop.", True),
        ("Pain wakes her three times a night.", True),
        ("Transfers mod A x1, gait 20 ft with walker.", True),
        ("Missed 6 days of work last month.", True),
        ("ODI 62, severe disability.", True),
        ("Pain 8/10 with stairs.", False),  # a symptom
        ("Walks two miles a day without difficulty.", False),
        ("No difficulty with dressing or bathing.", False),
        ("Denies incontinence.", False),
        ("Independent with stairs and transfers.", False),
        ("Cannot exclude a small tear.", False),
        ("She is no longer seeing the podiatrist.", False),
        ("Will be unable to drive for six weeks after surgery.", False),
        ("Flexion limited to 95 degrees.", False),
    ],
)
def test_functional_limitations(text, limited):
    found = functional_limitations([told(text)], reference_date=REFERENCE)
    assert bool(found) is limited


def test_limitations_are_few_and_spread_over_life():
    same = [
        told(f"Cannot climb {n} flights of stairs at the {n} street house.")
        for n in "abcdefghijklmn"
    ]
    other = told("Needs help to dress.")
    found = functional_limitations([*same, other], reference_date=REFERENCE)
    assert len(found) <= MOST_LIMITS
    assert other in [f.statement for f in found]


def test_newer_limitations_come_first():
    old = told("Cannot carry the wash upstairs.", day="2025-01-05")
    new = told("Cannot lift a gallon of milk.")
    found = functional_limitations([old, new], reference_date=REFERENCE)
    assert [f.statement for f in found] == [new, old]


def test_no_name_belongs_to_two_treatments():
    seen = {}
    for group in load("chart_treatments")["groups"]:
        assert group["lines"]
        for name, synonyms in group["names"].items():
            for word in (name, *synonyms):
                key = str(word).lower()
                assert seen.setdefault(key, name) == name, f"{key}: {seen[key]} and {name}"
