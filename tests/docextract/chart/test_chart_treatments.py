from __future__ import annotations

from datetime import date

import pytest

from docextract.chart.limits import MOST as MOST_LIMITS
from docextract.chart.limits import functional_limitations
from docextract.chart.treatment_names import treatments_in
from docextract.chart.treatments import IN_WORDS, MOST, failed_treatments
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
        ("Weight: client states about 160 lb.", False),
        ("Stated weight: about 212 pounds.", False),
        ("Wt = 84 kg, up about 10 lbs.", False),
        ("Ht: 5 ft 4, only 2 steps on the scale.", False),
        ("Weight bearing: walks about 20 feet with a walker.", True),
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


FAILED = """
PT 14 visits at Maple, arm pain no different.
Cervical traction made the arm worse.
Meloxicam 15 mg daily since May: little.
Gabapentin titrated to 1,800 mg, too sleepy to work.
C6-7 TFESI 2/3 gave four days.
Medrol dosepak 1/12, burning back by the weekend.
Massage and acupuncture, nothing lasting.
Basal rate cut three times, still lows at night.
Reduced glargine by 20%, lows continue.
Bedtime snack tried, overnight lows the same.
Letrozole 6 months, no catch-up.
Cyproheptadine: sleepy, no gain.
Carvedilol maxed at 25 bid, EF unchanged at 28%.
Entresto at target since June, still NYHA III.
Spironolactone stopped, K 5.9.
Amiodarone stopped for thyroid.
Azithromycin and ceftriaxone 48 h, still febrile.
Nebs q4h without much change.
Oral levofloxacin vomited twice.
Brace for 8 weeks, slipped further.
Chiropractor x 10, temporary.
Home exercises daily for three months, no stronger.
Tramadol: itching.
Nortriptyline 50 mg, dry mouth and retention.
Lidocaine patch helps for an hour.
Sertraline to 200, PHQ-9 stuck at 19.
Lisinopril cough.
Estrogen cream x 12 weeks, still burning.
Compression 30-40 since October, ulcer open.
Diet program 6 months: lost 6, gained 9.
Insulin pump settings changed twice, no better.
Botox round 2 wore off at week 7.
fulvestrant 500 mg monthly 06/2024 - 09/2025, stopped: progression in liver
Eribulin x 2 cycles, PD on CT 8/24.
Anastrozole 2020-2024, stopped for bone recurrence.
Gemcitabine + nab-paclitaxel until progression 03/2026.
Carboplatin/pemetrexed: best response PD.
Venetoclax/azacitidine, relapsed after 4 cycles.
Bortezomib held for neuropathy, then progressive disease.
Degarelix started 2023, PSA rising to 40 on it.
Enzalutamide: PSA doubled in 3 months.
Family-based treatment was stopped because she lost 3 kg.
CBT-E for 24 weeks did not stop the purging.
Left PHP worse than she came, day program not enough.
Clonidine: no change in tics, off since May.
Levetiracetam 06/2026-08/2026: more spells, hitting, stopped 08/26.
Clobazam did not reduce seizures.
Ketogenic diet 6 months, seizures the same.
Rufinamide stopped after two months, no fewer drops.
Silver alginate dressings 6 weeks, wound the same size.
Collagen matrix applied x4, no smaller.
Skin substitute x 3 without closure.
Tofacitinib lost effect after a year.
Deucravacitinib 16 weeks, PASI still 14.
Nemolizumab - itch back after 3 doses.
Methimazole: rash, agranulocytosis.
Sumatriptan helps half the time, pain back in 4 hours.
Zoledronic acid 2023: fracture on treatment.
Romosozumab stopped, MI.
Doxepin 3 mg, still awake at 3 am.
Vibegron 3 months, still 12 voids a day.
Pelvic floor PT 8 visits, leaks as before.
Torsemide 100 mg bid, weight still up 12 lb.
Treprostinil pump site infections, stopped.
Acamprosate taken 3 months, drank throughout.
Sublocade missed two, relapsed in May.
IOP at Maple 6 weeks: using by week 4.
Spinal cord stimulator trial 2021: 20% relief, removed.
Peripheral nerve field stimulation - no benefit.
Dextenza, cyclosporine drops and punctal plugs: eyes still dry, staining 4+.
Aflibercept x 6 with persistent fluid.
Ranibizumab monthly, no gain in vision.
Tacrolimus ointment burned, stopped.
Elagolix: pain unchanged at 6 months.
Foam dressing and offloading shoe 8 wks, deeper.
Lactulose, rifaximin: two more admissions for encephalopathy.
"""
NOT_FAILED = """
Still taking metoprolol, pressure at goal.
Still on lisinopril, doing well.
Aspirin stopped 5 days before surgery.
Fulvestrant started 9/3.
Amoxicillin stopped after a full course, infection cleared.
Metformin continued.
Chemotherapy completed 03/2020.
Warfarin stopped for the procedure.
Lisinopril: pressure at goal.
Venlafaxine, mood good.
Insurance stopped covering Dupixent.
"""
LIMITED = """
Gets winded after half a flight of stairs.
Sleeps propped on three pillows.
Stopped taking the dog out because of chest tightness.
Can no longer lift her grandson.
Drops cups with the right hand.
Cannot look over his shoulder to back up the car.
Hand numb after ten minutes at the keyboard.
Types with two fingers now.
Shortest in her class, cannot reach the locker.
Kids tease him about his size and he eats lunch alone.
Sits out of gym.
Was found unresponsive at his desk, coworker gave glucagon.
Sets an alarm for 2 a.m. to check sugar.
Had to leave the classroom twice last week for lows.
Needs 4 L to walk to the bathroom.
Desaturates to 84% walking in the hall.
Ambulated 15 feet with PT, then sat.
Too short of breath to finish a meal.
Cannot lie flat.
Neck pain stops him from hanging drywall.
Took a desk job at lower pay.
She has quit knitting and cannot button blouses.
Shaves with the left hand.
Wears a collar to ride in the car.
Pain wakes her three or four nights a week.
Cooks sitting on a stool.
Lets the phone ring because it takes too long to get up.
Has her groceries delivered.
Bathes at the sink, cannot step over the tub.
Toes drag; tripped twice on the porch.
Uses both rails and one step at a time.
Stays in the bedroom most of the day.
Her daughter moved in to help at night.
Cannot stand for the length of a hymn.
Gave up his trucking license.
Vision too poor to read pill bottles.
Does not leave the house without her husband.
Turns her whole body to see traffic.
He can feed himself but not cut meat.
Needs her son to carry laundry and groceries; sits to shower.
Out of school since April 13. Dropped from cross-country.
Too cold and tired to walk the dog around the block.
Cannot finish a meal without an adult seated beside her.
Can go from bed to bathroom only; wife empties urinal at night.
Not toilet trained. One-to-one aide at preschool.
Needs an adult within reach on the playground as he falls.
Goes upstairs on his hands and knees.
Grandson now mows the lawn and takes out the trash.
Has not been to church since Easter because of the swelling.
Homebound except for dialysis.
Wears pull-ups at night at age 9.
Two-person assist for every transfer.
Reads only large print with a magnifier.
Stopped driving after dark.
Left the factory job because she could not keep up.
Spends 20 of 24 hours in bed.
Daughter sets up pills and does the banking.
Crawls up the stairs.
Uses a shower chair and long-handled sponge.
Walks to the mailbox and has to sit.
Nursing aide four hours a day for bathing and meals.
Kindergarten sends him home twice a week for hitting.
Eats with a spoon only, spills half.
No words at age 4, pulls mother to what he wants.
Husband lifts her legs into bed.
Missed 11 days of school this term.
Wheelchair outside the house, furniture walks inside.
Dad carries him down the stairs.
Gets lost driving to her own church.
Takes an hour to dress.
He quit the bowling league.
Doing dishes takes three breaks.
Not able to hold the phone longer than a minute.
Rides the cart at the store.
Up 4-5 times a night to scratch.
Speech understood by parents only.
"""
NOT_LIMITED = """
Quit smoking in March.
Walks the dog two miles.
Will not need a brace.
Walks two miles a day without trouble.
Able to climb three flights.
Needs refill of metoprolol.
Mother carries the gene.
Works full time as a nurse.
Needs an MRI of the knee.
Eats a regular diet.
Out of network lab.
Gait normal, strength 5/5.
Wife reports he snores.
Sits comfortably in no distress.
Uses CPAP nightly.
"""


def lines(text):
    return text.strip().splitlines()


@pytest.mark.parametrize(("text", "failed"), [
    *((t, True) for t in lines(FAILED)), *((t, False) for t in lines(NOT_FAILED))
])  # fmt: skip
def test_treatments_of_other_lines_that_failed(text, failed):
    assert bool(failures(told(text))) is failed


@pytest.mark.parametrize(("text", "limited"), [
    *((t, True) for t in lines(LIMITED)), *((t, False) for t in lines(NOT_LIMITED))
])  # fmt: skip
def test_what_the_patient_cannot_do_in_other_words(text, limited):
    found = functional_limitations([told(text, section=None)], reference_date=REFERENCE)
    assert bool(found) is limited


SPOKEN = told("Neurontin in the spring: four good days, then right back to where it was.")


def test_a_failure_that_only_the_model_hears_is_told_to_be_read():
    assert failed_treatments([SPOKEN], reference_date=REFERENCE) == ()
    (found,) = failed_treatments([SPOKEN], reference_date=REFERENCE, heard=[0.9])
    assert found.treatment.startswith("gabapentin")
    assert found.outcome == IN_WORDS
    assert failed_treatments([SPOKEN], reference_date=REFERENCE, heard=[0.5]) == ()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (told("Gabapentin 300 mg TID", section="Medications"), 0.99),  # a row of a list
        (told("His brother had no luck with gabapentin."), 0.99),
        (told("Four good days, then right back.", document="other.pdf"), 0.99),  # names none
    ],
)
def test_what_the_model_hears_in_a_list_or_of_another_is_no_failure(said, heard):
    assert failed_treatments([said], reference_date=REFERENCE, heard=[heard]) == ()


def test_what_the_model_hears_may_tell_of_the_treatment_right_before():
    before, after = told("Gabapentin since March."), told("Four good days, then right back.")
    (found,) = failed_treatments([before, after], reference_date=REFERENCE, heard=[0.1, 0.9])
    assert (found.treatment, found.statement) == ("gabapentin", after)


def test_an_outcome_that_the_rules_know_stands():
    said = told("Gabapentin stopped for dizziness, no relief.")
    (one,) = failed_treatments([said], reference_date=REFERENCE)
    (other,) = failed_treatments([said], reference_date=REFERENCE, heard=[0.9])
    assert one == other
    assert one.outcome != IN_WORDS


def test_the_model_adds_limitations_and_leaves_out_what_is_none():
    spoken = told("Takes the cellar steps on her bottom these days.")
    known = told("Cannot kneel to clean the floor.")
    heard = functional_limitations([spoken, known], reference_date=REFERENCE, heard=[0.95, 0.9])
    assert {one.statement for one in heard} == {spoken, known}
    assert not functional_limitations([known], reference_date=REFERENCE, heard=[0.02])
    assert not functional_limitations([spoken], reference_date=REFERENCE, heard=[0.6])


def test_a_limitation_of_long_ago_needs_more_than_the_models_word():
    old = told("Takes the cellar steps on her bottom these days.", day="2021-02-01")
    assert not functional_limitations([old], reference_date=REFERENCE, heard=[0.9])
