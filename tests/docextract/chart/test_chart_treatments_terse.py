"""How charts tell in few words that a treatment did not do: short lines of many service lines."""

from __future__ import annotations

from datetime import date

import pytest

from docextract.chart.assertion import assertion_of_statement
from docextract.chart.treatments import Failure, failed_treatments
from docextract.facts import Statement

FAILED = """
Amitriptyline 10 mg: 2022, ten nights, groggy at school, quit.
Torsemide 40 BID then 80 BID from 8/31 w/o response, "I take it and nothing comes out."
Straps dig, pads do not help.
Bedside swallow strategies x 3 wk, aspirates thins anyway.
Tried gabapentin to 1800, legs swelled up, no better.
Metformin - cramps and runs, could only do 500 a day.
Was on Humira 14 months, antibodies, flare.
Oxybutynin: dry mouth so bad she quit drinking coffee.
Trulicity 6 mo, A1c 9.1 to 8.9.
Compression socks 3 months, ulcer bigger.
Nasal steroid and rinses all winter, polyps back.
He wore the CPAP two weeks, ripped it off nightly.
Lamotrigine stopped at 200 for double vision.
Has been through sertraline, fluoxetine and venlafaxine, each at full dose 8 weeks, PHQ-9 still 20.
Epidural #2: two good days.
Chiropractor x10, sore after each.
Heel lifts and night splint since January, first step pain same.
Knee injection in May helped until July, now swollen again.
Flecainide: back in AF within a week.
Amiodarone d/c, TSH 0.01.
Cardioverted twice, reverted both times.
DBT group 12 sessions, still cutting weekly.
Naltrexone made him throw up, refused after 4 doses.
Acamprosate 3 mo: drank through it.
Buprenorphine 16 mg, relapsed to fentanyl in week 3.
Topical clobetasol gives her a week then it comes right back.
Methotrexate: LFTs 4x normal, held for good.
Adalimumab 40 q2w 7/25-1/26, DAS28 5.8 to 5.6.
Bracing 18 h/day, curve 31 to 44.
G-tube feeds 22 h continuous, weight flat.
Albuterol neb q2h x 6 without opening up.
Pelvic floor PT eight visits, leaks as much.
Mirabegron - BP 178/100 on it.
Fentanyl patch fell off and no relief anyway.
Botox round 3 bought her nine days.
Ocrelizumab since 2023, two new T2 lesions.
Imatinib 400 -> PD on CT 3/26
Clozapine: ANC 900, had to come off.
ECT x8, MADRS 38 to 36.
Silver dressings six weeks; no smaller.
Hydroxyurea: two crises in the last six months while taking it.
Home exercise handout done daily, no gain in ROM.
Vedolizumab full induction plus 3 maintenance doses, still 9 stools.
Trigger point shots "did zip".
Sumatriptan works half the time at best.
Propranolol can't because of asthma.
NSAIDs out since the bypass.
Duloxetine raised pressures, taken off by PCP.
"""
NOT_FAILED = """
Meds unchanged: levothyroxine, lisinopril, ibuprofen, vit D.
Medications unchanged (metformin, atorvastatin).
On sertraline 100, dose unchanged.
Gabapentin 300 TID. Weight unchanged.
Takes naproxen daily; exam unchanged.
On prednisone. Wt same.
Start amitriptyline 10 mg nightly, increase by 10 weekly.
Metformin 1000 BID, tolerating, A1c 6.8.
Discussed risks of methotrexate including liver injury and nausea.
Father failed rituximab.
Will try gabapentin; if no better, duloxetine.
Completed PT 8 visits with full relief.
Sertraline 100 mg, doing well, PHQ-9 3.
Refill lisinopril 10 mg.
Knee injection today without complication.
Ibuprofen PRN for headache.
CPAP 7 h/night, AHI 2, feels great.
Consider vedolizumab if flares again.
Patient asks whether naproxen is safe.
Allergies: none. Meds: atorvastatin 40.
Compression stockings fitted today.
PT eval: goals set, 2x/week planned.
"""


def failures(text: str, written: str = "2026-03-01") -> tuple[Failure, ...]:
    box = (72.0, 100.0, 500.0, 112.0)
    said = Statement(
        document="note.pdf",
        page=1,
        bbox=box,
        lines=(box,),
        text=text,
        assertion=assertion_of_statement(text),
        date=written,
        section=None,
        confidence=1.0,
    )
    return failed_treatments([said], reference_date=date(2026, 4, 1))


@pytest.mark.parametrize("line", FAILED.strip().splitlines())
def test_a_failure_told_in_few_words_is_read(line: str) -> None:
    assert failures(line)


@pytest.mark.parametrize("line", NOT_FAILED.strip().splitlines())
def test_what_helped_or_is_to_come_is_no_failure(line: str) -> None:
    assert failures(line) == ()


def test_a_history_is_as_old_as_the_last_day_it_tells_of() -> None:
    line = "anastrozole 1 mg daily: 09/14/2020 - 05/20/2024, stopped: bone recurrence"
    assert failures(line, written="2019-12-05")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Obscuridone 20 mg daily x 8 wk, no better.", "obscuridone"),
        ("Obscuridone 2024, palpitations.", "obscuridone"),
    ],
)
def test_a_drug_that_no_list_has_is_known_by_its_place(line: str, name: str) -> None:
    assert [f.treatment for f in failures(line)] == [name]


@pytest.mark.parametrize("line", ["Creatinine 2.1 mg, no better.", "Surgery 2024, no relief."])
def test_a_measure_or_an_event_is_no_drug(line: str) -> None:
    assert failures(line) == ()
