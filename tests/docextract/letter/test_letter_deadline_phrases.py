"""How payers word their limits, one invented phrasing a row, and what each means.

The letter is dated Tuesday 2026-03-03 and was received Thursday 2026-03-05 at 10:15 in New York.
"""

# ruff: noqa: E501 - one phrasing a row reads best on one line
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from docextract.facts import DocumentType, PlanType, Received
from docextract.letter.deadlines import DeadlineContext, read_deadlines
from docextract.office import Office
from docextract.pages.page import Line, Page, Word
from docextract.pages.text import Text, text_of

OFFICE = Office(zone="America/New_York")
RECEIVED = Received(at=datetime(2026, 3, 5, 10, 15, tzinfo=OFFICE.tz), source="option")


def letter_text(printed: str) -> Text:
    """A page from plain text: blank lines part blocks, tabs are wide gaps."""
    lines = []
    for block, paragraph in enumerate(printed.strip("\n").split("\n\n")):
        for row in paragraph.split("\n"):
            words = [
                Word(word, None, tab=bool(number) and not place)
                for number, cell in enumerate(row.split("\t"))
                for place, word in enumerate(cell.split())
            ]
            lines.append(Line(tuple(words), block))
    return text_of([Page(1, 612, 792, tuple(lines), "text")])


def context(kind: DocumentType = DocumentType.DENIAL) -> DeadlineContext:
    return DeadlineContext(
        letter_date=date(2026, 3, 3),
        decision_date=date(2026, 3, 2),
        received=RECEIVED,
        office=OFFICE,
        document_type=kind,
    )


def found(printed: str, kind: DocumentType = DocumentType.DENIAL) -> list[tuple[str, str | None]]:
    deadlines, _ = read_deadlines(letter_text(printed), context(kind))
    return [(str(d.kind.value), d.due.value) for d in deadlines]


P2P = [
    ("You have ten business days from the date of this letter to request a peer-to-peer discussion at 555-555-0101.", "2026-03-17"),
    ("Peer-to-Peer: A request for a peer to peer must be received no later than 14 calendar days from the date of the denial.", "2026-03-16"),
    ("To speak with the physician who made this decision, call 800-555-0102 within 3 business days of this notice.", "2026-03-06"),
    ("If you wish to discuss this determination with a clinical peer, please contact us within 72 hours of receipt of this notice.", "2026-03-08T11:15:00-04:00"),
    ("Your physician may speak with ours. Please arrange it within five working days after receiving this letter.", "2026-03-12"),
    ("A reconsideration (peer-to-peer) may be requested up to 10 calendar days following the date of this determination letter.", "2026-03-13"),
    ("Dr. Sandoval may talk the decision over with our medical director. Dial 555-555-0103, select prompt 3 (weekdays 8:30 a.m.-5:30 p.m.), by 03/19/2026.", "2026-03-19"),
    ("A physician can speak with our medical director. The conversation has to be finished before 12:00 noon Central Time on Thursday, March 12, 2026.", "2026-03-12T13:00:00-04:00"),
    ("You may discuss this with Dr. Ostrow at 555-555-0103. We keep the case open for such a talk for 14 days from the date of this letter.", "2026-03-17"),
    ("The treating provider has until 5:00 PM Eastern on March 10, 2026 to complete a peer to peer conversation.", "2026-03-10T17:00:00-04:00"),
    ("P2P requests: 7 calendar days from date of denial letter. Call 800-555-0103, option 3.", "2026-03-10"),
    ("Peer-to-peer window closes: 03/12/2026 at 4:30 p.m. CT", "2026-03-12T17:30:00-04:00"),
    ("A clinical consultation with an eviCore physician is available for fourteen (14) calendar days after the date of this notice.", "2026-03-17"),
    ("Peer to peer discussions must be scheduled within two (2) business days of the date of this letter and completed within five.", "2026-03-05"),
    ("The attending physician may request a physician-to-physician call by close of business on 03/06/2026.", "2026-03-06"),
    ("Doctor to doctor review\nThe offer stands for 21 days from the date at the top of this letter. Call 800-555-0104.", "2026-03-24"),
    ("Our medical director is available to discuss this case. Calls must be made within one (1) business day of this notification.", "2026-03-04"),
    ("A peer-to-peer must be requested prior to the patient's discharge from the facility.", None),
    ("A peer-to-peer conversation is available until an appeal has been filed.", None),
    ("The requesting provider can call 866-555-0105 for a peer-to-peer. This must take place before 12 noon on Friday, March 6, 2026.", "2026-03-06T12:00:00-05:00"),
    ("Timeframe to request P2P: 5 business days from receipt of this fax", "2026-03-12"),
    ("Peer to peer request deadline\t03/09/2026", "2026-03-09"),
    ("Provider courtesy discussion: the ordering clinician may talk with our reviewer no later than the third business day after the date of this letter.", "2026-03-06"),
    ("To schedule a peer-to-peer review, your request must be made within 15 calendar days of the date on this letter.", "2026-03-18"),
    ("The ordering physician may reopen this case through a peer-to-peer call placed not later than 30 days from the letter date.", "2026-04-02"),
    ("Please call 877-555-0106 by end of business on the 2nd business day following the date of this letter to have a peer to peer.", "2026-03-05"),
    ("If you would like to talk with a medical director, you must do so within 48 hours of this fax.", "2026-03-07T10:15:00-05:00"),
    ("A peer-to-peer discussion is not available after 5 business days from the date of this letter.", "2026-03-10"),
    ("P2P: call 800-555-0109 within 5 bd of this fax.", "2026-03-10"),
    ("P2P w/in 2 BD of denial date, 800-555-0109.", "2026-03-04"),
    ("P2P window: 72h from receipt of this notice", "2026-03-08T11:15:00-04:00"),
    ("Peer-to-peer available for 14d from date of letter", "2026-03-17"),
    ("PEER TO PEER DEADLINE .......... 03/06/2026 16:00 CT", "2026-03-06T17:00:00-05:00"),
    ("Call 800-555-0108 by 4:00 PM local time the next business day after the date of this letter to speak with the reviewing physician.", "2026-03-04T16:00:00-05:00"),
    ("Peer-to-peer\tCall 800-555-0109 within 5 calendar days of the date of this letter.", "2026-03-08"),
    ("A physician reviewer is available to discuss this decision. You can reach one at 800-555-0110. You must request this within 10 days of the mail date on this notice.", "2026-03-13"),
    ("If the treating physician would like to discuss this case, please call within seven (7) business days from the date you were notified of the denial.", "2026-03-12"),
    ("You have the option of a reconsideration by telephone with one of our physicians. Reconsideration calls are accepted for 14 days following this letter's date.", "2026-03-17"),
    ("To discuss this denial with an Optum peer reviewer, request the call within 5 business days of receipt of this letter.", "2026-03-12"),
    ("P2P Contact: 555-555-0111\nP2P must be completed by: 03/11/2026 2:00 PM EST", "2026-03-11T14:00:00-04:00"),
    ("You may request a peer to peer review one time, no later than 24 hours after receipt of this notice.", "2026-03-06T10:15:00-05:00"),
    ("The physician of record can ask for a second look by phone. Please do so within 4 business days from the date of this letter.", "2026-03-09"),
    ("Deadline for peer-to-peer: five business days after the date of this letter", "2026-03-10"),
]  # fmt: skip

INTERNAL = [
    ("You may file an appeal within 180 calendar days of receiving this notice.", "2026-09-01"),
    ("Appeals must be submitted within 60 calendar days from the date of this Notice of Adverse Benefit Determination.", "2026-05-02"),
    ("You must file your appeal no later than 65 calendar days from the date of this notice.", "2026-05-07"),
    ("If you disagree, you have 65 days to ask us for a redetermination. The 65 days start on the date printed on this notice.", "2026-05-07"),
    ("Ask us in writing to reconsider our initial decision within 6 months from the date of our decision.", "2026-09-02"),
    ("You must: write to us within 6 months from the date of this letter and ask for reconsideration.", "2026-09-03"),
    ("Your request for reconsideration must be postmarked or received within 90 calendar days of the date of this decision.", "2026-05-31"),
    ("File the appeal by September 1, 2026.", "2026-09-01"),
    ("Last day to appeal: 08/30/2026", "2026-08-30"),
    ("Appeal due date\tAugust 30, 2026", "2026-08-30"),
    ("Deadline to file an internal appeal is 180 days after you receive this letter.", "2026-09-01"),
    ("Your written appeal needs to be in our office on or before the 60th day after the date of this notice.", "2026-05-02"),
    ("An appeal can be started any time in the next 180 days, counted from the day this letter gets to you.", "2026-09-01"),
    ("We will not accept an appeal that we receive more than 180 days after you received this notice.", "2026-09-01"),
    ("The member has one hundred eighty (180) days from receipt of this letter in which to submit a grievance.", "2026-09-01"),
    ("Time limit for appeal: one year from the date of this letter.", "2027-03-03"),
    ("You, your representative or your doctor can request a Level 1 appeal within sixty (60) days of the date on this letter.", "2026-05-02"),
    ("A first-level grievance has to be lodged inside 120 days of receipt of this notice.", "2026-07-03"),
    ("Provider disputes must be filed within 365 days of the date of this determination.", "2027-03-02"),
    ("You may appeal at any time up to 180 days following the date you were notified of this decision.", "2026-08-30"),
    ("Your right to appeal ends 180 days after you receive this notice.", "2026-09-01"),
    ("How long do I have to appeal? You have 60 calendar days from the date of this letter.", "2026-05-02"),
    ("WHEN TO APPEAL\nWithin 180 days of the date you got this letter.", "2026-09-01"),
    ("Your appeal must be filed with us by 5:00 p.m. on May 4, 2026.", "2026-05-04T17:00:00-04:00"),
    ("A redetermination request must be made within 65 calendar days from the date of this notice, unless you show good cause for delay.", "2026-05-07"),
    ("You may request a reconsideration. Your request must be in writing, be signed, and must be postmarked or received by us within 90 calendar days from the date of this decision.", "2026-05-31"),
    ("Ask us in writing to reconsider our initial decision. You must:\n\na) Write to us within 6 months from the date of our decision; and\n\nb) Send your request to us at the address below.", "2026-09-02"),
    ("If you do not agree with this decision you may file a Grievance within 60 days from the date you get this notice.", "2026-05-04"),
    ("You have the right to ask us to review our decision by asking us for an appeal within 65 calendar days of the date of this notice.", "2026-05-07"),
    ("Appeal\tWithin 180 days of receiving this letter\n\nDecision\t30 days", "2026-09-01"),
    ("You must file your appeal within 60 calendar days from the date of receiving this notice. We will send a letter within 5 business days to say that we have it.", "2026-05-04"),
    ("Provider appeals must be received within 90 days of the date of this remittance.", "2026-06-01"),
    ("You can appeal this denial. You have up to 180 days from the day we notified you.", "2026-08-30"),
    ("The appeal period is 180 calendar days and begins on the day you receive this letter.", "2026-09-01"),
    ("You disagree? Contest the decision in writing no later than 12 months from the date on this letter.", "2027-03-03"),
    ("An appeal sent later than 180 days after you receive this letter will not be considered.", "2026-09-01"),
    ("Your appeal must reach us by May 2, 2026, that is within 60 calendar days from the date of this notice.", "2026-05-02"),
]  # fmt: skip

LATER = [
    ("External review: you have four months after receipt of our final internal decision to request it.", "external_review", None),
    ("You can ask for an independent review within 60 days of the date of the appeal decision letter.", "external_review", None),
    ("If the health plan upholds its decision, you may ask OPM to review it within 90 days after the date of our letter upholding the denial.", "external_review", None),
    ("An Independent Medical Review may be requested within 6 months of the plan's written response to your grievance.", "external_review", None),
    ("A State Fair Hearing must be requested within 120 days of the date on the Notice of Appeal Resolution.", "fair_hearing", None),
    ("You may ask for a State hearing no later than 90 days from the date of this notice.", "fair_hearing", "2026-06-01"),
    ("To request an external appeal of this denial, apply to the State within 4 months of receiving this notice.", "external_review", "2026-07-05"),
    ("If you want your services to continue during the appeal, you must ask within 10 calendar days of the date of this notice.", "continuation_of_benefits", "2026-03-13"),
    ("To keep getting your services while we review the appeal, file it by March 13, 2026.", "continuation_of_benefits", "2026-03-13"),
    ("Aid paid pending: ask for a hearing within 10 days of the date of this notice and your benefits will continue.", "continuation_of_benefits", "2026-03-13"),
    ("Your request for an immediate review must be made to the QIO no later than noon of the day before March 9, 2026.", "expedited_appeal", "2026-03-08T12:00:00-04:00"),
    ("Services will end on March 9, 2026. Call Livanta, the Quality Improvement Organization, for a fast appeal no later than noon of the day before your services end.", "expedited_appeal", "2026-03-08T12:00:00-04:00"),
    ("A request for an expedited reconsideration must be filed within 3 calendar days after receipt of this notice.", "expedited_appeal", "2026-03-08"),
    ("Please submit the missing records within 15 calendar days of the date of this letter.", "information", "2026-03-18"),
    ("Additional clinical information received within 14 days of this letter will be reviewed without an appeal.", "information", "2026-03-17"),
    ("Next clinical review is due on 03/06/2026. Fax updated clinicals to 555-555-0107 by 12:00 PM ET.", "information", "2026-03-06"),
    ("Send us the requested documentation by March 20, 2026 or the request will be denied.", "information", "2026-03-20"),
    ("We will hold the request open for 45 days from the date of this letter so that you can send us the information.", "information", "2026-04-17"),
    ("If you do not agree with our answer to your appeal, you may ask OPM to review it. You must write to OPM within:\n\n90 days after the date of our letter upholding our initial decision; or\n\n120 days after you first wrote to us.", "external_review", None),
    ("A Fair Hearing can be asked for within 120 days from the mail date on the notice telling you of our Grievance decision.", "fair_hearing", None),
    ("A provider may request an External Independent Third-Party Review within 60 days of receiving the final decision on the appeal.", "external_review", None),
    ("You have the right to an administrative hearing. We must get your request within 90 calendar days of the date of this letter.", "fair_hearing", "2026-06-01"),
    ("If you have been receiving this service and you file a Grievance that is hand-delivered, faxed or postmarked within 15 days of the date of this notice, the service will continue until a decision is made.", "continuation_of_benefits", "2026-03-18"),
    ("Your services will not stop if you ask for an appeal within 10 days of the date we mailed this letter and ask that your services continue.", "continuation_of_benefits", "2026-03-13"),
    ("The date your coverage of skilled nursing services will end: March 9, 2026\n\nHow to ask for an immediate appeal\n\nYour request must be made no later than noon of the day before the effective date above.", "expedited_appeal", "2026-03-08T12:00:00-04:00"),
    ("You may ask the Quality Improvement Organization for an expedited reconsideration. Call no later than noon of the calendar day following receipt of this notice.", "expedited_appeal", "2026-03-06T12:00:00-05:00"),
    ("We asked for the sleep study and have not received it. Please fax it so that it arrives by 03/17/2026.", "information", "2026-03-17"),
    ("We must receive the following items within 10 business days of the date of this letter:\n\n1. office notes\n\n2. imaging reports", "information", "2026-03-17"),
    ("The case will be reopened if new clinical information is submitted within 7 calendar days of the date of this notice.", "information", "2026-03-10"),
    ("Continued stay review: submit clinical updates by 10:00 AM ET on 03/06/2026.", "information", "2026-03-06T10:00:00-05:00"),
    ("You can apply to the State for an external review not later than four months after the date of receipt of this notice of final adverse determination.", "external_review", "2026-07-05"),
]  # fmt: skip

NONE = [
    "We will decide your appeal within 30 days of receiving it.",
    "You will receive a decision within 72 hours if your appeal is expedited.",
    "A standard appeal is decided in 30 calendar days; an expedited appeal in 72 hours.",
    "We must give you our answer within 7 calendar days after we get your appeal.",
    "Claims must be submitted within 120 days of the date of service.",
    "A corrected claim may be sent within 180 days of the remittance.",
    "You may file a civil rights complaint within 180 days with the Office for Civil Rights.",
    "You may bring a civil action under section 502(a) within three years of the decision on appeal.",
    "The records do not show six weeks of physical therapy within the last 6 months.",
    "The patient must have tried two medicines for at least 30 days each.",
    "Notify us of an emergency admission within 24 hours of the admission.",
    "This authorization is valid for 90 days from the date of this letter.",
    "The window for a peer-to-peer conversation closed on February 27, 2026.",
    "A new request may be submitted after 60 days.",
    "Your appeal was received on February 10, 2026 and decided on March 2, 2026.",
    "The independent review organization has 45 days to make its decision.",
    "If we need more time we may take up to 14 extra calendar days.",
    "A peer-to-peer discussion is not offered for this type of denial.",
    "Member Services is open 8 a.m. to 8 p.m., 7 days a week from October 1 to March 31.",
    "Within 5 business days of getting your appeal we will send you a letter.",
    "Expedited appeals are resolved within 72 hours of receipt of the request.",
    "We keep appeal records for ten years.",
    "We have 30 days from the date we receive your request to pay the claim or write to you.",
    "If a peer-to-peer is held we will issue a decision within one business day.",
    "Peer-to-peer calls are usually held within one business day of your request.",
    "You may ask for copies of your file; we send them within 10 days.",
    "Please allow 7 to 10 days for mailing.",
    "The member was discharged within 24 hours of admission.",
    "You will be told within 3 calendar days if your request for a fast appeal is denied.",
    "Requests must be submitted at least 14 days before the planned date of surgery.",
    "The plan covers up to 60 visits each year; 12 visits within 90 days were approved.",
    "If the 5 days have passed you may no longer ask for a peer-to-peer.",
]


@pytest.mark.parametrize(("printed", "due"), P2P)
def test_peer_to_peer_window(printed: str, due: str | None) -> None:
    assert found(printed) == [("p2p", due)]


@pytest.mark.parametrize(("printed", "due"), INTERNAL)
def test_internal_appeal_window(printed: str, due: str | None) -> None:
    assert found(printed) == [("internal_appeal", due)]


@pytest.mark.parametrize(("printed", "kind", "due"), LATER)
def test_other_windows(printed: str, kind: str, due: str | None) -> None:
    assert found(printed) == [(kind, due)]


@pytest.mark.parametrize("printed", NONE)
def test_what_is_no_limit(printed: str) -> None:
    assert found(printed) == []


def test_medicaids_short_window_beside_words_of_going_on_is_continuation() -> None:
    printed = (
        "You may appeal within 60 days of the date of this letter.\n\n"
        "Will my child's therapy stop? It will not if the appeal is asked for within 10 days of the"
        " date of this letter."
    )
    medicaid = replace(context(), plan_type=PlanType.MEDICAID)
    deadlines, _ = read_deadlines(letter_text(printed), medicaid)
    kinds = {str(d.kind.value): (d.due.value, d.needs_review) for d in deadlines}
    assert kinds["internal_appeal"] == ("2026-05-02", False)
    assert kinds["continuation_of_benefits"][0] == "2026-03-13"


PAPERS = (
    "Please fax the sleep study to 555-555-0101. We must have it by March 12, 2026, or we will decide with what we hold.",
    "The stimulator is on hold; nothing is decided on it yet. We must have the test by March 12, 2026, or we decide on what is here.",
)


@pytest.mark.parametrize("printed", PAPERS)
def test_papers_without_which_the_plan_decides_are_information(printed: str) -> None:
    assert found(printed) == [("information", "2026-03-12")]


def test_a_member_has_a_time_of_her_own_to_send_papers() -> None:
    printed = (
        "Send the missing records by March 12, 2026.\n\n"
        "The member has 45 calendar days from the date of this letter to send the information herself."
    )
    told = found(printed, DocumentType.INFORMATION_REQUEST)
    assert told == [("information", "2026-03-12"), ("information", "2026-04-17")]


def test_a_providers_reconsideration_in_writing_is_an_appeal_beside_the_members() -> None:
    printed = (
        "The appeal must be filed by the member within 180 days of the date of this letter.\n\n"
        "A written reconsideration may be requested by the physician within 30 calendar days of the "
        "date of this letter."
    )
    assert found(printed) == [("internal_appeal", "2026-08-30"), ("internal_appeal", "2026-04-02")]


@pytest.mark.parametrize("kind", [DocumentType.APPEAL_OVERTURNED, DocumentType.OTHER])
def test_letters_that_leave_nothing_to_do_have_no_limits(kind: DocumentType) -> None:
    assert found("You may appeal within 60 days of the date of this letter.", kind) == []


def test_without_the_letters_date_nothing_is_computed_and_a_person_looks() -> None:
    text = letter_text("You may appeal within 60 days of the date of this letter.")
    (deadline,), _ = read_deadlines(text, replace(context(), letter_date=None))
    assert deadline.due.value is None
    assert deadline.needs_review


def test_two_limits_of_one_right_give_the_earlier_and_review() -> None:
    text = letter_text(
        "An appeal must be filed within 60 days of the date of this letter.\n\n"
        "An appeal must be filed within 90 days of the date of this letter."
    )
    (deadline,), _ = read_deadlines(text, context())
    assert deadline.due.value == "2026-05-02"
    assert deadline.needs_review
    assert [o.value for o in deadline.due.others] == ["2026-06-01"]


def test_words_and_figures_that_differ_give_the_smaller_and_review() -> None:
    text = letter_text("An appeal must be filed within sixty (90) days of the date of this letter.")
    (deadline,), _ = read_deadlines(text, context())
    assert deadline.amount.value == 60
    assert deadline.needs_review


@pytest.mark.parametrize(
    ("printed", "kind", "told"),
    [
        (
            "Have the attending dial 800-555-0104 within 3 days of this letter.",
            DocumentType.DENIAL,
            ("p2p", "2026-03-06"),
        ),
        (
            "The case can be heard on 800-555-0104 by a doctor who took no part. Do this by March 9, 2026.",
            DocumentType.DENIAL,
            ("p2p", "2026-03-09"),
        ),
        (
            "The sheet overleaf must be back here by March 9, 2026.",
            DocumentType.INFORMATION_REQUEST,
            ("information", "2026-03-09"),
        ),
    ],
)
def test_a_right_that_only_the_words_around_suggest_goes_to_a_person(printed, kind, told) -> None:
    (deadline,), _ = read_deadlines(letter_text(printed), context(kind))
    assert (deadline.kind.value, deadline.due.value) == told
    assert deadline.needs_review


@pytest.mark.parametrize(
    "printed",
    [
        "Copies may be had from your doctor on 800-555-0104 within 3 days of this letter.",
        "Interpreters call your doctor within 3 days of this letter.",
    ],
)
def test_other_matters_suggest_no_talk(printed: str) -> None:
    assert found(printed) == []


def test_evidence_and_alarm_of_a_limit() -> None:
    (deadline,), _ = read_deadlines(
        letter_text("You may appeal within 60 days of the date of this letter."), context()
    )
    assert deadline.quote.value == "You may appeal within 60 days of the date of this letter."
    assert deadline.due.raw is not None
    assert deadline.due.raw.startswith("within 60 days")
    # May 2, 2026 is a Saturday
    assert deadline.act_by.value == "2026-05-01T17:00:00-04:00"


TURNS = [
    pytest.param(
        "Fair hearing\nYou must complete our appeal first. You then have 90 days from the date on our answer to ask.",
        [("fair_hearing", None)],
        id="an appeal that must come first is not the right",
    ),
    pytest.param(
        "The latest time at which a peer-to-peer call can be held is 3:00 p.m. Eastern on March 10, 2026; after that the case is closed to discussion.",
        [("p2p", "2026-03-10T15:00:00-04:00")],
        id="closed only after its limit",
    ),
    pytest.param(
        "Form AB-12  OMB Control No. 0555-0101 (expires 11/30/2027)\n\nPlease submit the records.",
        [],
        id="a form's own expiry",
    ),
    pytest.param(
        "The records received through 03/02/2026 at 08:15 do not support an admission.",
        [],
        id="papers received up to a day",
    ),
    pytest.param(
        "No lawsuit may be filed before the review, and no later than December 31, 2028.",
        [],
        id="a lawsuit in one word",
    ),
    pytest.param(
        "Appeal\nThe member or a person acting for the member: 180 days from the day the notice was received. The facility on its own account: 60 days from the issue date.",
        [("internal_appeal", "2026-09-01"), ("internal_appeal", "2026-05-02")],
        id="a facility on its own account",
    ),
    pytest.param(
        "The member's external review is due within 4 months of the final decision; the provider's own external review is due within 45 days of it.",
        [("external_review", None), ("external_review", None)],
        id="two parties in one sentence",
    ),
]


@pytest.mark.parametrize(("printed", "expected"), TURNS)
def test_a_limit_keeps_to_its_own_right(printed, expected):
    assert found(printed) == expected


def test_pages_that_are_not_here_in_time_are_information():
    printed = (
        "Please fax the notes. If they are not here within fourteen (14) calendar days of the date "
        "above, the request is closed; a letter with appeal rights would follow."
    )
    assert found(printed, DocumentType.INFORMATION_REQUEST) == [("information", "2026-03-17")]


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("A peer-to-peer call may be requested at 800-555-0142 prior to discharge.", True),
        (
            "An external review may be requested within 4 months of the final adverse decision.",
            False,
        ),
    ],
)
def test_a_first_step_without_a_date_is_asked_about(printed: str, asked: bool):
    (deadline,), _ = read_deadlines(letter_text(printed), context())
    assert deadline.due.value is None
    assert deadline.needs_review is asked


def test_a_limit_after_another_bodys_decision_asks_in_the_answer_to_an_appeal() -> None:
    printed = (
        "EXTERNAL REVIEW. If the Board denies your appeal you may ask for an external review. You must ask within "
        "four (4) months after you receive the Board's decision."
    )
    deadlines, _ = read_deadlines(letter_text(printed), context(DocumentType.APPEAL_UPHELD))
    assert [d.kind.value for d in deadlines] == ["external_review"]
    assert deadlines[0].needs_review
