"""Which of a letter's many numbers are for the call and for the appeal."""

# ruff: noqa: E501 - each letter's sentence stands on a line of its own

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.facts import Contacts, DocumentType
from docextract.letter.contacts import read_contacts, sending_of
from docextract.letter.talk import line_of
from docextract.letter.view import view_of
from docextract.pages.page import Document, Line, Page, Word
from docextract.pages.text import Text, text_of

LETTER = """
Example Health Plan
100 Example Plaza, Suite 2, Springfield, IL 62701

Fax: 555-555-0190 FROM: EXAMPLE UM

The attending physician or a covering colleague may discuss this decision with a medical director by calling 800-555-0101, option 3, within 5 business days of the date of this letter. The line is open Monday to Friday, 8 a.m. to 5 p.m. Central time.

Your right to appeal

You may appeal within 180 days of receiving this letter. Write to Example Health Plan Appeals, PO Box 4400, Springfield, IL 62705.

Fax: 555-555-0102

Phone: 800-555-0103 (TTY 800-555-0104)

External review

When our process is finished you may ask the Department of Insurance for an external review, 877-555-0105, fax 877-555-0106, 320 Example Street, Springfield, IL 62767.

cc: Ada Example, MD, fax 555-555-0107

Free language help: Español 800-555-0108, Tagalog 800-555-0108.

If you were treated unfairly, write to the Civil Rights Coordinator, PO Box 77, Springfield, IL 62701, or call 800-555-0109.
"""


def letter_page(printed: str) -> Page:
    lines = []
    for block, paragraph in enumerate(printed.strip().split("\n\n")):
        rows = paragraph.split("\n")
        lines.extend(Line(tuple(Word(w, None) for w in row.split()), block) for row in rows)
    return Page(1, 612, 792, tuple(lines), "text")


def letter_text(printed: str) -> Text:
    return text_of([letter_page(printed)])


def read(printed: str, kind: DocumentType = DocumentType.DENIAL) -> Contacts:
    return read_contacts(letter_text(printed), kind)


def test_each_question_gets_its_own_line() -> None:
    contacts = read(LETTER)
    assert contacts.p2p_phone.value == "800-555-0101"
    assert contacts.p2p_option.value == "option 3"
    assert contacts.p2p_who.value == "The attending physician or a covering colleague"
    assert contacts.p2p_hours.value is not None
    assert "8 a.m. to 5 p.m. Central" in contacts.p2p_hours.value
    assert contacts.appeal_fax.value == "555-555-0102"
    assert contacts.appeal_phone.value == "800-555-0103"
    assert contacts.appeal_address.value == "PO Box 4400, Springfield, IL 62705"


def test_the_states_own_office_of_appeals_is_not_the_plans() -> None:
    told = read(
        "You can appeal\n\nYou have 60 calendar days to do it.\n\nCall: 555-555-0143\n\nFax: 555-555-0161\n\n"
        "State Fair Hearing\n\nIf the answer is still no, you can ask for a State Fair Hearing. You have to ask within "
        "120 calendar days of the date on our appeal answer. State Appeals Division, phone 555-555-0171; "
        "fax 555-555-0172."
    )
    assert (told.appeal_phone.value, told.appeal_fax.value) == ("555-555-0143", "555-555-0161")


def test_values_carry_their_words() -> None:
    contacts = read(LETTER)
    assert contacts.appeal_fax.evidence[0].text.strip(".,") == "555-555-0102"


@pytest.mark.parametrize("kind", [DocumentType.OTHER, DocumentType.APPEAL_OVERTURNED])
def test_letters_that_leave_nothing_to_ask_for_have_no_contacts(kind: DocumentType) -> None:
    assert read(LETTER, kind) == Contacts()


@pytest.mark.parametrize("kind", [DocumentType.APPROVAL, DocumentType.INFORMATION_REQUEST])
def test_before_a_denial_only_lines_of_a_right_that_is_named_count(kind: DocumentType) -> None:
    told = read(
        "Dear Dr. Example:\n\nCall 555-555-0101 for a peer-to-peer. Questions about an appeal: 555-555-0102. Should the "
        "member appeal one day, the fax is 555-555-0103.\n\nUrgent appeals: 555-555-0104.",
        kind,
    )
    assert (told.p2p_phone.value, told.appeal_fax.value) == ("555-555-0101", "555-555-0103")
    assert told.appeal_phone.value is None


def test_of_a_tables_row_the_first_cell_tells_whose_number_it_is() -> None:
    told = read(
        "Option\tWhen\tHow\nTalk to the medical director\t14 days\t555-555-0101\n"
        "Appeal\t180 days\t555-555-0102"
    )
    assert (told.p2p_phone.value, told.appeal_phone.value) == ("555-555-0101", "555-555-0102")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Call 555-555-0101 for a peer-to-peer; the line is staffed on business days from 9 in the morning to 4 in the afternoon, Eastern.", "from 9 in the morning to 4 in the afternoon, Eastern"),
        ("Peer-to-peer line 555-555-0101, nine to four Central on working days.", "nine to four Central on working days"),
        ("Peer-to-peer: 555-555-0101. Calls are answered 8-5 CT.", "8-5 CT"),
        ("Peer-to-peer: 555-555-0101. One or two calls settle most cases.", None),
    ],
)  # fmt: skip
def test_the_hours_of_the_talks_line(words: str, hours: str | None) -> None:
    assert read(f"Dear Dr. Example:\n\n{words}").p2p_hours.value == hours


def test_the_states_lines_are_the_next_steps_after_the_final_decision() -> None:
    told = read(
        "This is our final decision. You may ask the Insurance Department, External Review, 21 Ledge "
        "Street, Concord, NH 03302 for an external review; fax 603-555-0181; telephone 603-555-0180. "
        "Questions for us: 603-555-0122; our own appeals fax was 603-555-0129.",
        DocumentType.APPEAL_UPHELD,
    )
    assert told.appeal_fax.value == "603-555-0181"
    assert told.appeal_phone.value == "603-555-0180"


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("Ask for an appeal in 60 days. If it is urgent, telephone 555-555-0102.", "555-555-0102"),
        ("Appeal in 60 days. Plan provider line: 555-555-0101. Questions about an appeal: member services, 555-555-0102.", "555-555-0102"),
    ],
)  # fmt: skip
def test_the_line_of_an_appeal_before_general_ones(words: str, phone: str) -> None:
    assert read(words).appeal_phone.value == phone


def test_after_a_final_decision_the_outside_review_counts() -> None:
    contacts = read(
        "External review\n\nFile your request for external review within 4 months of this letter."
        " Send it to PO Box 12, Springfield, IL 62701, or fax it to 555-555-0120.",
        DocumentType.APPEAL_UPHELD,
    )
    assert contacts.appeal_fax.value == "555-555-0120"
    assert contacts.appeal_address.value == "PO Box 12, Springfield, IL 62701"


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("A peer-to-peer discussion is not offered for this decision; call 800-555-0130 for help.", None),
        ("Peer-to-peer review was meant for others; please do not call 800-555-0115, our peer-to-peer line, about it.", None),
        ("Your doctor cannot ask for a doctor-to-doctor call about it: 800-555-0115.", None),
        ("Do not phone the peer-to-peer line, 800-555-0115, about this stay.", None),
        ("For a peer-to-peer call 800-555-0115 by March 9, 2026; after that you cannot request a peer-to-peer.", "800-555-0115"),
        ("For a peer-to-peer call 800-555-0115; if you do not call in five days, only an appeal is left.", "800-555-0115"),
    ],
)  # fmt: skip
def test_a_closed_talk_has_no_line(words: str, phone: str | None) -> None:
    assert read(words).p2p_phone.value == phone


def test_the_fast_line_where_no_other_is_printed() -> None:
    contacts = read(
        "You may appeal within 60 days of the date of this letter.\n\n"
        "For an expedited appeal call 800-555-0140."
    )
    assert contacts.appeal_phone.value == "800-555-0140"


def test_the_members_fax_before_the_providers() -> None:
    contacts = read(
        "Provider dispute\n\nA provider dispute is faxed to 555-555-0150.\n\n"
        "Member appeal\n\nAn appeal is faxed to 555-555-0151."
    )
    assert contacts.appeal_fax.value == "555-555-0151"


def test_a_second_number_after_one_fax_is_a_voice_line() -> None:
    contacts = read("Appeals, PO Box 9, Springfield, IL 62701 | fax 555-555-0160 | 800-555-0161")
    assert contacts.appeal_fax.value == "555-555-0160"
    assert contacts.appeal_phone.value == "800-555-0161"


FAST_LINES = [
    (
        "Appeals: expedited by voice, 402-555-0109, at once. Standard: 180 days after receipt, fax "
        "402-555-0111, voice 402-555-0110."
    ),
    (
        "Appeals\n\nYou have 180 days to appeal. Talk to us at 402-555-0110 or write by "
        "telecopier to "
        "402-555-0111.\n\nMark the appeal urgent and call 402-555-0109 if it cannot wait."
    ),
    (
        "An appeal may be made within 180 days. Telefacsimile 402-555-0111. "
        "Telephone 402-555-0110. "
        "For an urgent appeal ring 402-555-0109."
    ),
]


@pytest.mark.parametrize("words", FAST_LINES)
def test_the_line_of_the_fast_appeal_is_not_the_standard_one(words: str) -> None:
    contacts = read(f"Larkspur Health Plan\n\n{words}")
    assert contacts.appeal_phone.value == "402-555-0110"
    assert contacts.appeal_fax.value == "402-555-0111"


def test_of_two_rights_in_a_sentence_the_one_before_a_number_is_its_own() -> None:
    contacts = read(
        "Larkspur Health Plan\n\nMs. Vasko may appeal to Larkspur, Grievances and Appeals, 600 "
        "Grant St, Pittsburgh PA 15219 (fax 412-555-0163; tel. 412-555-0164), within 180 days from "
        "receipt of this letter, and may ask for an external review within 4 months of our answer."
    )
    assert contacts.appeal_fax.value == "412-555-0163"
    assert contacts.appeal_phone.value == "412-555-0164"
    assert (contacts.appeal_address.value or "").startswith("600 Grant St")


def test_no_appeal_is_made_on_the_line_of_the_talk() -> None:
    words = "You may appeal within 60 days. Ring 800-555-0141 for it, or 800-555-0142."
    assert read_contacts(letter_text(words), talk_line="800-555-0141").appeal_phone.value == (
        "800-555-0142"
    )


def test_two_equal_lines_go_to_a_person() -> None:
    contacts = read("You may appeal within 60 days. Appeals: 800-555-0141. Appeals: 800-555-0142.")
    assert contacts.appeal_phone.needs_review


def test_the_plans_own_fax_after_its_last_decision_goes_to_a_person() -> None:
    words = "The fax for your internal appeal was 555-555-0151. External review is on request."
    fax = read(words, DocumentType.APPEAL_UPHELD).appeal_fax
    assert fax.value is None or fax.needs_review


STREETS = [
    "40 Genesee Crossing, Rochester, NY 14614-1120",
    "12 Harbor View, Suite 3, New Bern, NC 28560",
    "1 Cedar Hollow, St. Louis, Missouri 63101",
    "700 Old Mill, Floor 2, Bel Air, MD 21014",
    "500 Third Street, Box 12, Racine, WI 53401",
    "88 Quarry Road, PO Box 6120, Barre, VT 05641",
]


@pytest.mark.parametrize("street", STREETS)
def test_a_street_of_any_name_before_a_town(street: str) -> None:
    assert read(f"You may appeal within 60 days to {street}.").appeal_address.value == street


HEAD = "Larkfield Health Plan\nMember Services 800-555-0100 (TTY 711)\n\nLena Ostrow, MD\nFax 937-555-0111"

WHOSE: list[tuple[str, str | None]] = [
    (
        "Peer-to-peer: 937-555-0121, option 3, within 10 days.\n\nAppeals\n\nCall 937-555-0123 (TTY 937-555-0124), fax 937-555-0122 or write within 180 days.",
        "937-555-0121",
    ),
    (
        "WHO TO CALL\nPhysician discussion     937-555-0121\nAppeal by phone     937-555-0123\nAppeal by fax     937-555-0122\nQuestions     800-555-0100\n\nAppeals are due in 180 days.",
        "937-555-0121",
    ),
    (
        "To speak with the medical director, press 2 at 937-555-0121 by March 13.\n\nTo appeal within 180 days, phone 937-555-0123. You may also fax 937-555-0122. The Ohio Department of Insurance is at 800-555-0130.",
        "937-555-0121",
    ),
    (
        "Your doctor may ask for a peer-to-peer review. The number for doctors is 937-555-0121.\n\nHow do I appeal? You have 180 days.\nPhone: 937-555-0123\nFax: 937-555-0122\nTTY: 711\nLegal aid: 800-555-0131",
        "937-555-0121",
    ),
    (
        "Discussion with the reviewer: 937-555-0121 (doctors only).\n\nAppeal rights: 180 days. Telephone appeals 937-555-0123; faxed appeals 937-555-0122; urgent appeals 937-555-0125.",
        "937-555-0121",
    ),
    (
        "Provider line for P2P scheduling: 937-555-0121\nProvider services: 937-555-0129\n\nMember appeals: 937-555-0123. Fax: 937-555-0122. Due in 180 days.",
        "937-555-0121",
    ),
    (
        "If you want to talk it over with another doctor of ours: 937-555-0121. If you would rather appeal (180 days): 937-555-0123 by telephone or 937-555-0122 by fax.",
        "937-555-0121",
    ),
    (
        "Peer-to-peer is not available for this decision. Appeals: fax 937-555-0122, telephone 937-555-0123, within 180 days.",
        None,
    ),
    (
        "Appeals must be faxed (937-555-0122) within 180 days or phoned in (937-555-0123). External review: Ohio Department of Insurance, fax 614-555-0140, phone 614-555-0141. P2P: 937-555-0121.",
        "937-555-0121",
    ),
]


@pytest.mark.parametrize(("words", "talk"), WHOSE)
def test_whose_line_it_is(placed: Callable[[str], Document], words: str, talk: str | None) -> None:
    view = view_of(placed(f"{HEAD}\n\nDear Dr. Ostrow:\n\nThe request is denied.\n\n{words}").pages)
    contacts = read_contacts(view.text)
    assert contacts.appeal_fax.value == "937-555-0122"
    assert contacts.appeal_phone.value == "937-555-0123"
    assert talk in (contacts.p2p_phone.value, line_of(view).value)


SENT = [
    (
        "Example Health Plan\n\nDear Doctor,\n\nSend us the office notes within 14 days by fax to 555-555-0131.\n\nAppeals: fax 555-555-0132 within 60 days.",
        DocumentType.DENIAL,
        ("555-555-0131", False),
    ),
    (
        "Example Health Plan\n\nDear Doctor,\n\nPlease upload the records at the portal or fax them to (555) 555-0133 by March 9, 2026. Questions: 555-555-0134.",
        DocumentType.INFORMATION_REQUEST,
        ("(555) 555-0133", False),
    ),
    (
        "Example Pharmacy Benefits, reply to fax 555-555-0135\n\nThis request is on hold until we hear from you.",
        DocumentType.INFORMATION_REQUEST,
        ("555-555-0135", True),
    ),
    ("To appeal, fax 555-555-0136 within 60 days.", DocumentType.DENIAL, (None, False)),
    (
        "This request is on hold. Call 555-555-0137.",
        DocumentType.INFORMATION_REQUEST,
        (None, False),
    ),
    (
        "Example Health, fax 555-555-0138\n\nOn hold.\n\nPharmacy fax 555-555-0139",
        DocumentType.INFORMATION_REQUEST,
        (None, True),
    ),
]


@pytest.mark.parametrize(("printed", "kind", "told"), SENT)
def test_records_go_where_they_are_asked_for_and_not_to_appeals(
    printed: str, kind: DocumentType, told: tuple[str | None, bool]
) -> None:
    fax = sending_of([letter_page(printed)], kind).fax
    assert (fax.value, fax.needs_review) == told
