"""How chart lines tell that a thing was not done, is only to come, or is said to everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from match_fixtures import chart_of, day_of, letter_of

from packet_builder.argue import make_matcher
from packet_builder.match import match
from packet_builder.match_notes import cues_of, loose_days, read_notes
from packet_builder.match_sites import site_of

REQUEST: dict[str, Any] = {"service": "Hyperbaric oxygen", "date": "2026-05-01"}

NOT_DONE = """
Total contact cast: not applied.
Brace not issued, wrong size.
Stimulator not implanted.
Echo machine out of service; will send to the hospital lab.
Dr. Ames has not seen the patient yet.
Pt did not come for his PFTs.
Mother did not bring him to the audiology appointment.
Missed her stress test, no ride.
Missed the last three sessions because of work.
Never went to the dietitian.
Nobody from the family attended the Thursday group.
05/14\tyes\tnobody
Specimen clotted, lab asks for a redraw.
Unable to get DEXA, weight over table limit.
Microarray sent out, see reference lab.
Genetic panel drawn 4/2, results in 3 weeks.
"""
INTENDED = """
HVF ptosis protocol (taped/untaped) - schedule
Audiogram: to be scheduled.
Both parents say they will come to group every week.
He promises to wear the brace.
She will attend PT twice weekly.
Psychiatry to see on admission.
Dr. Noor to evaluate on the day of transfer.
Vascular appointment 06/12.
New slot 04/20 for the MRI.
Waitlisted for DBT.
Hopes to return to work in May.
"""
SUPPOSED = """
Would do poorly with bevacizumab as the other eye did.
Expected gain from stimulation about 50%.
If she had active plans I would hospitalize her; she does not.
Should symptoms recur, MRI.
Would stop lithium if creatinine rises.
Unless she loses more weight, no tube feeding.
Had he been short of breath we would have done a CT.
"""
GENERAL = """
Brochure: most pts get more than half.
If you are thinking about suicide, call or text 988.
Most pts improve by week 4.
Every patient has a chest x-ray before the first dive.
All candidates see a psychologist before surgery.
Everyone starts with six weeks of exercise.
We ask all patients to try two medicines first.
The program includes weekly family meetings.
Our clinic requires A1c below 8 before surgery.
Before you start, bring a list of your medicines.
"""
INDICATION = """
INDICATION: SEIZURES. R/O CORTICAL DYSPLASIA.
Reason for exam: lung nodule
Dx for order: osteomyelitis L foot
Hx: trauma, ? tear
Requested to exclude abscess
"""
DECLINED = """
Turned down the steroid injection.
She said no to group therapy.
Opted out of surgery for now.
"""
TOLD = """
Says she would do it if sent home.
Total contact cast applied 3/4.
Completed 12 of 12 visits.
She needs help with bathing.
Has not seen any improvement with gabapentin.
Missed 14 days of work this year.
Did not miss any visits.
Everyone in the house had COVID in May.
Each knee injected with 40 mg triamcinolone.
Every night she wakes with pain.
Sent home with oxygen 2 L.
Hx of DVT 2019.
EKG done, QTc 430.
I believe she will be able to take part three hours a day.
"""
_ANY = {"not_done", "declined", "never", "intended", "general", "indication", "supposed"}


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        (line, cue)
        for cue, text in (
            ("not_done", NOT_DONE), ("intended", INTENDED), ("supposed", SUPPOSED),
            ("general", GENERAL), ("indication", INDICATION), ("declined", DECLINED),
        )
        for line in _lines(text)
    ],
)  # fmt: skip
def test_what_tells_no_fact_is_known_by_its_cue(line: str, cue: str) -> None:
    assert cue in cues_of(line)


@pytest.mark.parametrize("line", _lines(TOLD))
def test_a_plain_fact_has_no_such_cue(line: str) -> None:
    assert not cues_of(line) & _ANY


def _stances(text: str, *notes: list[str]) -> list[tuple[str, str]]:
    matcher = make_matcher(letter_of(REQUEST), chart_of(notes), day_of(REQUEST))
    _, passages, _ = match(matcher, text)
    return [(p.text, p.stance) for p in passages]


@pytest.mark.parametrize(
    "line",
    [
        "Her sister has blebs on a chest x-ray.",
        "Work-up: CXR [ordered] ECG [done 4/9, SR]",
        "Work-up: ECG (done 4/9), CXR (pending)",
        "Every patient has a chest x-ray to be sure there is no pneumothorax.",
        "Pt did not come for the chest x-ray. New slot 05/20.",
        "If the chest x-ray had shown a bleb we would not go on.",
        "Reason for exam: chest radiograph to exclude pneumothorax",
    ],
)
def test_none_of_it_supports(line: str) -> None:
    told = _stances(
        "Chest radiograph within 12 months, read as free of pneumothorax",
        ["2026-04-09", "progress_note", "Assessment", line],
    )
    assert all(stance != "supports" for _, stance in told)


def test_what_is_too_old_fills_no_place_beside_a_part() -> None:
    told = _stances(
        "Electrocardiogram within 30 days with a corrected QT below 460",
        ["2026-03-20", "other", None, "ECG: sinus rhythm 62, QTc 452 ms."],
        ["2026-04-29", "progress_note", "History", "EKG normal 2022 (sports)."],
    )
    assert [t for t, s in told if s == "supports"] == ["ECG: sinus rhythm 62, QTc 452 ms."]


def test_a_summary_is_as_new_as_the_last_day_that_it_tells_of() -> None:
    lines = [
        "doxorubicin: 12/05/2019 - 01/16/2020",
        "fulvestrant: 06/17/2024 - 09/24/2025, stopped: progression",
        "capecitabine: 01/19/2026 - 03/11/2026, stopped: progression",
        "eribulin: 03/20/2026 - 04/27/2026, stopped: progression",
    ]
    chart = chart_of([["2019-12-05", "other", None, t] for t in lines])
    one = [s.model_copy(update={"document": "summary.docx"}) for s in chart.statements]
    visit = chart_of([["2026-04-30", "progress_note", None, "Follow up 05/14/2026."]]).statements
    chart = chart.model_copy(update={"statements": (*one, *visit)})
    assert [n.day for n in read_notes(chart)] == [*[date(2026, 4, 27)] * 4, date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("text", "days"),
    [("given 03/09/2026", []), ("in 03/2026", [date(2026, 3, 31)]), ("2022", [date(2022, 12, 31)])],
)
def test_a_month_is_not_read_out_of_a_day(text: str, days: list[date]) -> None:
    assert list(loose_days(text, date(2026, 5, 1))) == days


@pytest.mark.parametrize(
    "line", ["Compared with 04/2020 (LVEF 61%): no change.", "Previously LVEF 25%, see report."]
)
def test_a_value_that_is_compared_with_is_an_older_one(line: str) -> None:
    chart = chart_of([["2026-04-20", "imaging", None, line]])
    matcher = make_matcher(letter_of(REQUEST), chart, day_of(REQUEST))
    verdict, _, _ = match(matcher, "Left ventricular ejection fraction of 50% or more")
    assert "61" not in verdict.why
    assert "25" not in verdict.why


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("OS: 20/60", {"left"}),
        ("IOP OD 28", {"right"}),
        ("VA OU 20/20", {"left", "right"}),
        ("od", set()),
    ],
)
def test_an_eye_has_its_side(text: str, sides: set[str]) -> None:
    assert site_of(text).sides == sides
