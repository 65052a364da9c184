from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docextract.chart.identity import owners
from docextract.chart.names import Likeness, compare, parse_name
from docextract.facts import Identity
from docextract.rules import load

PATIENT = Identity(name="Marisol T. Venkatesh", dob="1961-07-09", member_id="XQ 5510 2276 01")
REFERENCE = date(2026, 3, 4)
NOTE = "\n\nFollow-up visit\nDate of service: 02/10/2026\n\nHPI\nKnee pain is worse on stairs."


def owner(*documents, patient=PATIENT):
    return owners(documents, patient, reference_date=REFERENCE)[-1]


@pytest.mark.parametrize(
    ("head", "included"),
    [
        ("VENKATESH, MARISOL T\tDOB: 07/09/1961 F", True),
        ("Venkatesh, Marisol T.   D.O.B. 7/9/61", True),
        ("Marisol Venkatesh DOB 07/09/1961 MRN 448102", True),
        ("Patient: Marisol Teresa Venkatesh\nDate of Birth: July 9, 1961", True),
        ("Patient Name\tDOB\tMRN\nVenkatesh, Marisol T\t07/09/1961\t448102", True),
        ("Name: VENKATESH,MARISOL T\nBirth date: 1961-07-09", True),
        ("VENKATESH, MARISOL T  07/09/1961  (64 y F)", True),  # dates beside the name, no label
        ("Marisol V. born 07/09/1961", True),
        ("Dr. Ana Venkatesh, MD\nPatient: Marisol Venkatesh  DOB 07/09/1961", True),
        (
            "Subscriber: Paul Venkatesh DOB 01/02/1959\nPatient: Marisol Venkatesh DOB 07/09/1961",
            True,
        ),
        ("Patient: Marisol Venkatesh", True),  # a name that nothing contradicts
        ("Patient: Venkatesh, Marisol A   DOB 11/30/1958", False),  # other middle, other birth
        ("Patient: Venkatesh, Marisol T   DOB 07/09/1966", False),  # same name, other birth
        ("Patient: Rowan Oyelaran  DOB 03/03/1970", False),
        ("Patient: Rowan Oyelaran", False),
        ("Patient: Maribel Venkatesh DOB 07/09/1961", "ask"),  # a twin, or a misprint
        ("Patient: Marisol T. Oyelaran DOB 07/09/1961", "ask"),  # a maiden name, nothing else
        ("Patient: Marisol Venkatesh Jr. DOB 07/09/1961", True),
        ("Patient: Marisol B. Venkatesh", "ask"),  # another middle name, no birth date
        ("Patient: Marisol Venkatesh, 31 y/o female", "ask"),  # the age does not fit
        ("Riverbend Orthopaedics\nVisit note", "ask"),  # nothing ties it
    ],
)
def test_whose_page(document, head, included):
    own = document("Venkatesh, Marisol T DOB 07/09/1961" + NOTE, name="own.pdf")
    assert owner(own, document(head + NOTE)).included == included


def test_reason_names_both_dates_of_birth(document):
    own = document("Venkatesh, Marisol T DOB 07/09/1961" + NOTE, name="own.pdf")
    found = owner(own, document("Patient: Venkatesh, Marisol T   DOB 07/09/1966" + NOTE))
    assert found.reason == (
        "another patient: the date of birth on page 1 is 07/09/1966, the letter's is 07/09/1961"
    )
    assert found.excluded_pages == (1,)


@pytest.mark.parametrize(
    ("head", "included"),
    [
        ("VENKATESH, MARISOL T DOB: 07/09/1967", "ask"),  # one digit: a misreading is possible
        ("VENKATFSH, MARISOL T DOB: 07/09/1961", True),  # one letter of the name
        ("VENKATESH, MARISOL T DOB: O7/O9/l961", True),
        ("OYELARAN, ROWAN DOB: 07/09/1967", False),  # the name differs too
        ("VENKATESH, MARISOL T DOB: 11/30/1958", False),
    ],
)
def test_a_misreading_is_doubt_on_a_scanned_page(document, head, included):
    assert owner(document(head + NOTE, source="ocr", confidence=0.8)).included == included


def test_a_changed_last_name_is_known_by_the_record_number(document):
    known = document("Venkatesh, Marisol T DOB 07/09/1961 MRN 448102" + NOTE, name="a.pdf")
    maiden = document("Oyelaran, Marisol T DOB 07/09/1961 MRN 448102" + NOTE, name="b.pdf")
    assert owner(known, maiden).included is True


def test_a_namesake_in_the_folder_makes_a_bare_name_doubtful(document):
    namesake = document("Venkatesh, Marisol DOB 02/02/1990" + NOTE, name="a.pdf")
    bare = document("Patient: Marisol Venkatesh" + NOTE, name="b.pdf")
    assert owner(namesake, bare).included == "ask"


def test_junior_and_senior_differ(document):
    patient = Identity(name="Ellis Okafor Jr.", dob="1988-02-03")
    senior = document("Patient: Ellis Okafor Sr. DOB 06/01/1957" + NOTE)
    bare = document("Patient: Ellis Okafor" + NOTE)
    assert owner(senior, patient=patient).included is False
    assert owner(bare, patient=patient).included == "ask"


def test_a_misfiled_page_is_kept_out(document):
    mine = "Venkatesh, Marisol T DOB 07/09/1961\nPage {} of 3" + NOTE
    other = "Venkatesh-Ruiz, Maribel DOB 04/18/1952\nPage 3 of 3" + NOTE
    found = owner(document(mine.format(1), mine.format(2), other))
    assert (found.included, found.excluded_pages) == (True, (3,))


def test_a_silent_page_follows_its_own_document(document):
    mine = "Venkatesh, Marisol T DOB 07/09/1961" + NOTE
    silent = "Continued\nStrength 4/5 on the right."
    assert owner(document(mine, silent)).excluded_pages == ()


def test_a_silent_page_beside_a_foreign_one_is_asked_about(document):
    mine = "Venkatesh, Marisol T DOB 07/09/1961" + NOTE
    other = "Oyelaran, Rowan DOB 03/03/1970" + NOTE
    found = owner(document(mine, other, "Strength 4/5 on the right."))
    assert (found.included, found.excluded_pages) == (True, (2, 3))


@pytest.mark.parametrize(
    ("foreign", "silent", "kept_out"),
    [
        ("Page 1 of 1", ["Page 2 of 3", "Page 3 of 3"], (2,)),
        ("", ["Page 2 of 2"], (2,)),
        ("Page 1 of 3", ["Page 2 of 3"], (2, 3)),  # may go on with either
        ("Page 4 of 9", ["Page 3 of 3"], (2, 3)),  # the second page is lacking
        ("", ["no number"], (2, 3)),
    ],
)
def test_numbering_ties_pages_behind_a_misfiled_one(document, foreign, silent, kept_out):
    end = 2 if silent == ["Page 2 of 2"] else 3
    mine = f"Venkatesh, Marisol T DOB 07/09/1961\nPage 1 of {end}" + NOTE
    other = f"Oyelaran, Rowan DOB 03/03/1970\n{foreign}" + NOTE
    rest = [f"Strength 4/5 on the right.\n{number}" for number in silent]
    assert owner(document(mine, other, *rest)).excluded_pages == kept_out


@pytest.mark.parametrize(
    "head",
    [
        "OYELARAN, ROWAN B  03/03/1970",
        "OYELARAN, ROWAN B\t55 y M",
        "OYELARAN, ROWAN | 3/3/1970 (55 y M)",
    ],
)
def test_an_unlabelled_foreign_header_is_seen(document, head):
    mine = "Venkatesh, Marisol T DOB 07/09/1961" + NOTE
    assert owner(document(mine, head + NOTE)).excluded_pages == (2,)


@pytest.mark.parametrize("head", ["Dayton, Ohio 03/02/2018", "Riverbend, OH 03/02/2018"])
def test_a_place_with_a_date_is_no_patient(document, head):
    mine = "Venkatesh, Marisol T DOB 07/09/1961" + NOTE
    assert owner(document(mine, head + NOTE)).excluded_pages == ()


def test_the_pages_own_numbers_tie_a_silent_page(document):
    mine = "Venkatesh, Marisol T DOB 07/09/1961\nPage 1 of 2" + NOTE
    silent = "Strength 4/5 on the right.\nPage 2 of 2"
    other = "Oyelaran, Rowan DOB 03/03/1970\nPage 1 of 1" + NOTE
    assert owner(document(mine, silent, other)).excluded_pages == (3,)


@pytest.mark.parametrize(
    "line",
    [
        "Mother: DOB 05/05/1935, alive",
        "Emergency contact: Rowan Oyelaran",
        "Provider: Rowan Oyelaran, MD",
        "Her son was born 03/03/1990 by caesarean.",
        "Referring physician: Oyelaran, Rowan MD",
        "Next visit 07/09/2026",
    ],
)
def test_other_people_on_the_page_are_not_the_patient(document, line):
    text = "Venkatesh, Marisol T DOB 07/09/1961" + NOTE + "\n" + line
    assert owner(document(text)).included is True


def test_member_number_of_the_family_does_not_make_the_patient(document):
    head = "Member: Paul Venkatesh DOB 01/02/1959 ID XQ 5510 2276 01"
    assert owner(document(head + NOTE)).included is not True


def test_a_double_name_may_be_printed_in_part(document):
    patient = Identity(name="Marisol T. Venkatesh-Ruiz", dob="1961-07-09")
    part = document("Ruiz, Marisol DOB 07/09/1961" + NOTE)
    alone = document("Patient: Marisol Ruiz" + NOTE)
    assert owner(part, patient=patient).included is True
    assert owner(alone, patient=patient).included == "ask"


def test_a_newborns_page_is_not_the_mothers(document):
    head = "Baby girl Venkatesh DOB 02/02/2026\nMother: Marisol Venkatesh DOB 07/09/1961"
    assert owner(document(head + NOTE)).included is False


def test_without_a_date_of_birth_in_the_letter(document):
    patient = Identity(name="Marisol T. Venkatesh")
    one = document("Patient: Marisol T. Venkatesh DOB 07/09/1961" + NOTE, name="a.pdf")
    two = document("Patient: Marisol Venkatesh DOB 07/09/1961" + NOTE, name="b.pdf")
    other = document("Patient: Marisol Venkatesh DOB 02/02/1990" + NOTE, name="c.pdf")
    assert [o.included for o in owners([one, two], patient)] == [True, True]
    assert [o.included for o in owners([one, two, other], patient)] == ["ask"] * 3


def test_without_a_name_in_the_letter(document):
    patient = Identity(dob="1961-07-09")
    mine = document("Venkatesh, Marisol T DOB 07/09/1961" + NOTE, name="a.pdf")
    bare = document("Patient: Marisol Venkatesh" + NOTE, name="b.pdf")
    other = document("Oyelaran, Rowan DOB 03/03/1970" + NOTE, name="c.pdf")
    initial = document("Riverbend Spine\tMarisol T Venkatesh\nDOB 07/09/1961" + NOTE, name="d.pdf")
    plain = document("Riverbend\tVenkatesh, Marisol T | 7/9/1961 (64 y F)" + NOTE, name="e.pdf")
    made = [mine, bare, other, initial, plain]
    assert [o.included for o in owners(made, patient)] == [True, True, False, True, True]
    assert [o.included for o in owners([bare], patient)] == ["ask"]


def test_the_own_pages_complete_the_letters_name(document):
    patient = Identity(name="Marisol Venkatesh", dob="1961-07-09")
    mine = document("Venkatesh, Marisol T DOB 07/09/1961" + NOTE, name="a.pdf")
    other = document("Patient: Marisol B. Venkatesh" + NOTE, name="b.pdf")
    assert [o.included for o in owners([mine, other], patient)] == [True, "ask"]


def test_a_misread_letter_throws_no_chart_away(document):
    head = "Venkatesh, Marisol T DOB 07/09/1961"
    made = [document(head + NOTE, name=n) for n in ("a.pdf", "b.pdf")]
    wrong_digit = Identity(name="Marisol T. Venkatesh", dob="1961-07-08")
    assert [o.included for o in owners(made, wrong_digit)] == ["ask", "ask"]
    wrong_letter = Identity(name="Marisol T. Venkotesh", dob="1961-07-09")
    assert [o.included for o in owners(made, wrong_letter)] == [True, True]


def test_every_identity_word_is_text():
    rules = load("chart_identity")
    for group in ("not_names", "states", "patient_labels", "weak_labels", "not_the_patient"):
        assert all(isinstance(word, str) for word in rules[group])


def test_nothing_readable_is_asked_about(document):
    found = owner(document("", ""))
    assert (found.included, found.reason) == ("ask", "none of its pages could be read")


NAMES = st.sampled_from(["Ines", "Jo-Ann", "Zoë", "Oluwaseun", "María", "D'Arcy"])
LASTS = st.sampled_from(["Brandtner", "O'Malley", "de la Cruz", "Smith-Reyes", "Núñez"])
MIDDLES = st.sampled_from(["", "B", "B.", "Beatrix"])


@given(first=NAMES, middle=MIDDLES, last=LASTS, upper=st.booleans(), comma=st.booleans())
def test_every_way_to_print_a_name_is_the_same_name(first, middle, last, upper, comma):
    patient = parse_name(f"{first} B. {last}")
    given = f"{first} {middle}".strip()
    printed = f"{last}, {given}" if comma else f"{given} {last}"
    name = parse_name(printed.upper() if upper else printed)
    assert patient is not None
    assert name is not None
    assert compare(patient, name) is Likeness.SAME


@pytest.mark.parametrize(
    ("printed", "likeness"),
    [
        ("Venkatesh, Marisol", Likeness.SAME),
        ("VENKATESH MARISOL", Likeness.SAME),
        ("VENKATESH MARISOL T", Likeness.SAME),
        ("VENKATESH MARISOL Q", Likeness.OTHER_MIDDLE),
        ("VENKATESH ROWAN", Likeness.OTHER),
        ("M. Venkatesh", Likeness.INITIALS),
        ("Marisol V", Likeness.INITIALS),
        ("Marisel Venkatesh", Likeness.NEAR),
        ("Marisol Q Venkatesh", Likeness.OTHER_MIDDLE),
        ("Marisol Oyelaran", Likeness.OTHER_LAST),
        ("Rowan Venkatesh", Likeness.OTHER_FIRST),
        ("Rowan Oyelaran", Likeness.OTHER),
    ],
)
def test_likeness(printed, likeness):
    patient, name = parse_name("Marisol T. Venkatesh"), parse_name(printed)
    assert patient is not None
    assert name is not None
    assert compare(patient, name) is likeness


@pytest.mark.parametrize(
    ("printed", "likeness"),
    [
        ("Leontyne Fairweather ATP", Likeness.SAME),  # the next label on the line
        ("Leontyne Fairweather DOB", Likeness.SAME),
        ("LEONTYNE FAIRWEATHER", Likeness.SAME),
        ("Leontyne Brandt", Likeness.OTHER_LAST),
    ],
)
def test_capitals_after_a_name_are_no_name(printed: str, likeness: Likeness) -> None:
    patient, name = parse_name("Leontyne Fairweather"), parse_name(printed)
    assert patient is not None
    assert name is not None
    assert compare(patient, name) is likeness
