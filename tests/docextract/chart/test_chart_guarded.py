"""Records under special protection wait for a person's word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.chart import read_chart
from docextract.facts import Identity, Release
from docextract.pages.page import Document

PATIENT = Identity(name="Ann Lee", dob="1961-07-09")
HEAD = "Patient: Ann Lee   DOB: 07/09/1961\nVisit date: 03/02/2026\n\n"


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("42 CFR Part 2 prohibits unauthorized use or disclosure of these records.", "Part 2"),
        ("Psychotherapy notes\nSession 4, content of conversation.", "164.508"),
        ("HIV 1/2 antibody: REACTIVE, confirmed", "HIV"),
        ("This page holds HIV-related information that is confidential by state law.", "HIV"),
        ("Genetic test results shall not be disclosed without written consent.", "genetic"),
    ],
)
def test_protected_records_are_asked_about(
    document: Callable[..., Document], text: str, law: str
) -> None:
    chart = read_chart([document(HEAD + text)], PATIENT)
    told = chart.documents[0]
    assert told.included == "ask"
    assert law in (told.reason or "")
    assert chart.statements == ()


@pytest.mark.parametrize(
    "text",
    [
        "HIV 1/2 antibody: non-reactive",
        "Attended psychotherapy weekly for 12 weeks.",
        "Genetic testing was normal.",
        "Denies substance use.",
    ],
)
def test_ordinary_records_are_not(document: Callable[..., Document], text: str) -> None:
    assert read_chart([document(HEAD + text)], PATIENT).documents[0].included is True


BANNER = "Patient: Ann Lee   DOB: 07/09/1961\n"
VISIT = BANNER + "Progress Note\nVisit date: 03/02/2026\n\nKnee pain with stairs."
MORE = BANNER + "Therapy was continued. The knee is swollen."
SUD = BANNER + "Treatment Summary\n02/11/2026\n\nOpioid treatment program note: dose unchanged."
SUD_MORE = BANNER + "Counselling was attended weekly."
NOTICE = "42 CFR Part 2 prohibits unauthorized disclosure of these records."
IMAGING = BANNER + "Radiology Report\n01/05/2026\n\nRight knee radiographs: joint space narrowing."
THERAPY = BANNER + "Physical Therapy Evaluation\n01/12/2026\n\nStrength 4/5."
LABS = BANNER + "Laboratory\n01/20/2026\n\nHIV 1/2 antibody: REACTIVE, confirmed"


def house(name: str, page: str) -> str:
    return f"{name}\n{page}"


@pytest.mark.parametrize(
    ("pages", "kept_out"),
    [
        ((VISIT, SUD, IMAGING), (2,)),
        ((VISIT, SUD, SUD_MORE, IMAGING), (2, 3)),  # until the next document begins
        ((VISIT, MORE, SUD, SUD_MORE, IMAGING, THERAPY), (3, 4)),
        ((VISIT, SUD_MORE.replace("weekly.", "weekly. " + NOTICE), IMAGING), (1, 2)),  # back, too
        ((VISIT, IMAGING, THERAPY, LABS), (4,)),
        ((VISIT, SUD, LABS, IMAGING, THERAPY), (2, 3)),
        # the page after is numbered on, or has "labs" in a line of its text
        ((VISIT, SUD, SUD + "\nPage 2 of 3", VISIT, IMAGING), (2, 3)),
        ((VISIT, SUD, BANNER + "Labs: urine screen 02/11/2026 was clean.", VISIT, IMAGING), (2, 3)),
        # a notice that runs over the edge of a page
        ((IMAGING, VISIT, BANNER + "Note. 42 CFR Part 2", "prohibits disclosure.", THERAPY),
         (2, 3, 4)),
        # another paper of the same clinic
        ((VISIT, house("Harbor Recovery Clinic", SUD), IMAGING, THERAPY,
          house("Harbor Recovery Clinic", THERAPY.replace("Physical", "Group"))), (2, 5)),
    ],
)  # fmt: skip
def test_of_a_file_of_several_documents_only_the_protected_ones_are_kept_out(
    document: Callable[..., Document], pages: tuple[str, ...], kept_out: tuple[int, ...]
) -> None:
    chart = read_chart([document(*pages)], PATIENT)
    told = chart.documents[0]
    assert (told.included, told.excluded_pages) == (True, kept_out)
    assert "before it is used" in (told.reason or "")
    assert not {each.page for each in chart.statements} & set(kept_out)
    assert chart.statements


@pytest.mark.parametrize(
    "pages",
    [
        (NOTICE + "\n" + VISIT, IMAGING, THERAPY),  # a notice that goes before all
        (SUD, SUD_MORE, SUD_MORE),
        (SUD, LABS, IMAGING),  # most of it
        (MORE, SUD_MORE + " " + NOTICE, MORE),  # nothing says where it begins or ends
        (VISIT, VISIT, VISIT + " " + NOTICE),  # every page has the same title
    ],
)
def test_a_file_whose_documents_cannot_be_told_apart_is_asked_about(
    document: Callable[..., Document], pages: tuple[str, ...]
) -> None:
    chart = read_chart([document(*pages)], PATIENT)
    assert chart.documents[0].included == "ask"
    assert chart.statements == ()


def test_a_general_notice_does_not_hide_a_real_marking_after_it(
    document: Callable[..., Document],
) -> None:
    general = "If this record is protected by 42 CFR Part 2, further disclosure is prohibited. "
    words = VISIT + " " + general + "x " * 300 + NOTICE
    assert read_chart([document(words)], PATIENT).documents[0].included == "ask"


WORD = "used on the word of Rosa Lind (consent on file)"
OTHER = "Patient: Bo Ray   DOB: 01/02/1950\nProgress Note\nVisit date: 03/02/2026\n\nHip pain."
NAMELESS = "Progress Note\nVisit date: 03/02/2026\n\nKnee pain with stairs."


@pytest.mark.parametrize(
    ("pages", "released", "included", "kept_out"),
    [
        ((VISIT, SUD, SUD_MORE), None, True, ()),
        ((VISIT, SUD, SUD_MORE), {2}, True, (3,)),
        ((HEAD + "Psychotherapy notes\nSession 4.",), None, True, ()),
        ((NAMELESS,), None, True, ()),
        ((VISIT, OTHER), None, True, (2,)),
        ((VISIT, OTHER), {2}, True, ()),
        ((OTHER,), None, False, (1,)),
    ],
)
def test_what_a_person_released_is_used(
    document: Callable[..., Document],
    pages: tuple[str, ...],
    released: set[int] | None,
    included: bool,
    kept_out: tuple[int, ...],
) -> None:
    paper = document(*pages)
    before = read_chart([paper], PATIENT).documents[0]
    assert (before.included, before.excluded_pages) != (True, ())
    told = Release(pages=None if released is None else frozenset(released), told=WORD)
    chart = read_chart([paper], PATIENT, released={paper.sha256: told})
    after = chart.documents[0]
    assert (after.included, after.excluded_pages) == (included, kept_out)
    assert (WORD in (after.reason or "")) == included
    assert {each.page for each in chart.statements}.isdisjoint(kept_out)
