"""Talks with the payer's clinician: offered in many wordings, refused, held and run out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from docextract.letter.talk import closing, line_of, offers
from docextract.letter.view import view_of
from docextract.pages.page import Document

LETTER = """Larkspur Health Plan

March 3, 2026

Member: Odile Marchetti
Reference: RV-20417

Dear Dr. Ostrow:

The request for a lumbar fusion is denied because no therapy was tried.

{words}

Appeals

You may appeal within 180 days. Mail it to PO Box 12, Dayton, OH 45401 or call 937-555-0100.
"""

OFFERED = [
    'You may request a peer-to-peer discussion within 14 days by calling 937-555-0188.',
    "Dr. Ostrow may ring the Plan's surgeon adviser at 937-555-0188.",
    'If Dr. Ostrow wants to talk it over, the line is 937-555-0188 (press 2).',
    'Your physician may speak with ours. Dial 937-555-0188.',
    'Our medical director is available to discuss this case: 937-555-0188, weekdays.',
    'The reviewing physician can be reached at 937-555-0188 until March 10.',
    'To discuss this decision with a physician reviewer, the ordering provider should call 937-555-0188.',  # noqa: E501
    'You are welcome to speak with her. Telephone 937-555-0188.',
    'A geneticist is on the line 937-555-0188, code 26, weekdays 8 am to 4 pm.',
    'If you see it differently, please ring me. I am at 937-555-0188 until noon tomorrow.',
    'PEER TO PEER: 937-555-0188, option 4, by 4:00 PM CT on 03/12/2026.',
    'A doctor-to-doctor conversation can be arranged through our desk at 937-555-0188.',
    'Before an appeal is filed the prescriber may have a clinical discussion with a pharmacist reviewer.',  # noqa: E501
    'Want to talk? Another clinician in your practice may call me at 937-555-0188 within two business days.',  # noqa: E501
    'We offer a reconsideration call with the same reviewer. Ask for it within 5 business days.',
    'Within 7 days you can schedule a P2P online. Once an appeal is filed a P2P is no longer available.',  # noqa: E501
    'A peer to peer may be held before discharge. After discharge it is not available.',
    'The surgeon may discuss the decision with the dental director at 937-555-0188.',
    'Physician discussion: attending may call 937-555-0188 by 5 pm MT on 05/13/2026.',
    'The attending has three business days from this fax for a conversation with Dr. Fontaine: 937-555-0188.',  # noqa: E501
    'TALK WITH DR. NASSERI: 937-555-0188. Dr. Ostrow or a covering physician. Line open Mon-Fri 0800-1800 Central.',  # noqa: E501
    "For the prescriber: a fast conversation\nYou can reach Dr. Ferreira's team at 937-555-0188. Do so within 24 hours of receiving this notice.",  # noqa: E501
    'Should you wish to review this outcome with Dr. Bauer before appealing, ring 937-555-0188.',
    'The treating surgeon is invited to present the case by telephone to our reviewer (937-555-0188) no later than March 10.',  # noqa: E501
    'Physician line for case discussion 937-555-0188, 8 to 5 Central.',
    'Clinical reviewer on duty for treating physicians: 937-555-0188.',
    'If additional facts exist that were not in the file, the doctor can give them to our medical director over the phone within 5 days, 937-555-0188.',  # noqa: E501
    'A request for a live discussion between the attending and the reviewing physician must be made within one business day.',  # noqa: E501
    'The ordering physician has 10 days to request a re-review by phone with a physician: 937-555-0188.',  # noqa: E501
    'Reviewer availability for provider discussion: weekdays 9-4 ET, 937-555-0188.',
    'Attending physicians may request a discussion of this adverse determination with the physician who made it.',  # noqa: E501
    'Doctors: questions on this decision? Speak with a pharmacist or physician of ours at 937-555-0188.',  # noqa: E501
    'An informal reconsideration by a physician peer is available by telephone for 14 days.',
    'PEER DISCUSSION OFFERED? YES - 937-555-0188',
    'P2P: [X] available  [ ] not available   Phone 937-555-0188',
    'Physician-to-physician line: 937-555-0188, open through 3/24/2026.',
    'The medical director who made this decision will talk with your doctor. The number is 937-555-0188.',  # noqa: E501
    'Your oncologist may speak by phone to the oncologist who reviewed this. Use 937-555-0188.',
    'Doctor to doctor: to go over this case with the physician who reviewed it, the treating physician can dial 937-555-0188 within 7 calendar days.',  # noqa: E501
    "If the requesting provider would like to have the case heard by the plan's physician, an appointment can be made at 937-555-0188.",  # noqa: E501
    'Treating clinicians who disagree may schedule time with the clinical reviewer through the portal or at 937-555-0188.',  # noqa: E501
    'Our reviewer would be glad to hear from the prescriber before March 17: 937-555-0188.',
    'Provider option 1: physician consult, 937-555-0188, within 3 business days. Provider option 2: written appeal.',  # noqa: E501
    'Ask for a reviewer callback: 937-555-0188. Available to the ordering provider until 5 p.m. on March 10.',  # noqa: E501
    'For a verbal discussion of the case with a like-specialty physician, phone 937-555-0188.',
    'You (the prescriber) can ask to be connected with the clinical pharmacist who decided, 937-555-0188, ext. 12.',  # noqa: E501
    'P-2-P: call 937-555-0188 by 3/10.',
    'PEER TO PEER RECONSIDERATION may be requested by the attending while the patient is still in the hospital. Tel 937-555-0188.',  # noqa: E501
    'The ordering physician can request that a physician reviewer call back. Leave two times at 937-555-0188.',  # noqa: E501
    'If your clinical team feels something was missed, a medical director will take your call on 937-555-0188 through March 12.',  # noqa: E501
    'Before you appeal: physicians may have the decision reconsidered by phone. 937-555-0188, weekdays.',  # noqa: E501
    'Reconsideration by telephone (physicians only): 937-555-0188, within 14 days.',
    "The attending's window for a call with our hospitalist reviewer closes at 2 p.m. on March 5. Number: 937-555-0188.",  # noqa: E501
    "Your doctor has until March 10 to talk with the doctor who said no. The doctor's line is 937-555-0188.",  # noqa: E501
    'A peer conversation is open to the treating dentist (937-555-0188).',
    'Case conference with the psychiatrist reviewer: call 937-555-0188 same day.',
    'Clinician hotline to discuss the determination: 937-555-0188 (option 3).',
]  # fmt: skip

NOT_OFFERED = [
    'We offered a peer-to-peer on February 27. We had no answer and the offer has lapsed.',
    'Peer-to-peer. Not available for administrative determinations.',
    'A talk between doctors is not offered, as the matter is one of contract.',
    'The peer-to-peer window closed on March 1. This decision can now be changed only by appeal.',
    'The time for a call between doctors was before March 1; we left a message and had no answer.',
    'Thank you for speaking with our medical director, Dr. Bauer, on March 2. This was the only peer-to-peer that can be given.',  # noqa: E501
    'A P2P took place on March 2 and did not change the outcome.',
    'No peer-to-peer is offered after an appeal decision.',
    'There is no further peer-to-peer conversation.',
    'Contractor medical directors do not discuss a determination with providers.',
    'The physician discussion was held on March 2; no further calls are possible.',
    'Please share a copy of this decision with your prescriber so you and your prescriber can discuss next steps.',  # noqa: E501
    'You should talk to your doctor about other choices.',
    'If you speak Spanish, interpreter services are available at 937-555-0199.',
    'Your doctor can ask for an appeal for you. Call us at 937-555-0100.',
    'Call member services at 937-555-0199 if you have questions.',
    'Peer-to-peer was possible until March 1, 2026.',
    'REQUESTS FOR A CALL BETWEEN PHYSICIANS ARE DECLINED IN NOTIFICATION CASES.',
    'No medical review took place, and therefore there is no peer-to-peer for this decision.',
    'Because this is a benefit exclusion, a discussion with a physician reviewer would not change it and none is offered.',  # noqa: E501
    'There is no peer review call for services that the policy lists as investigational.',
    'P2P: [ ] available  [X] not available',
    'Peer-to-peer offered: No',
    'Peer to peer - N/A (administrative)',
    'A peer-to-peer was offered on March 1 and your office did not call back. The time for it has passed.',  # noqa: E501
    'A second discussion is not available.',
    'Only one conversation is provided for each denial. If you disagree, the remaining way is an appeal.',  # noqa: E501
    'You and your doctor can talk about other treatments.',
    'Please talk with your doctor about what this means for you.',
    'The peer-to-peer opportunity expired when the patient was discharged.',
    'The P2P deadline (March 2) has gone by; this letter does not renew it.',
    'Peer-to-peer discussions are held only before a determination is issued and cannot be arranged now.',  # noqa: E501
    'Since an appeal has been filed, peer-to-peer is closed for this case.',
    'Peer-to-peer completed: 03/01/2026. Outcome: upheld.',
    'This notice follows the peer-to-peer of March 2 with Dr. Bauer.',
    'Members may call a nurse any time to discuss health questions at 937-555-0199.',
    'To talk to someone about this letter call Member Services, 937-555-0199.',
    'Peer to peer is not part of the appeal process for Medicare drug denials.',
    "We called Dr. Ostrow's office twice to offer a discussion with our medical director before this decision and did not hear back.",  # noqa: E501
    'A conversation with our reviewer took place on March 1. It did not alter the result.',
    'As the member has been discharged, no peer-to-peer can be arranged.',
    'Because the plan does not cover this service for anyone, talking with one of our doctors will not change this decision.',  # noqa: E501
    'The Plan offers no physician-to-physician call for retrospective denials.',
    'Peer-to-peer: window closed 02/27/2026.',
    'Peer-to-peer discussions for this decision have ended.',
    'If you want help with your appeal, call our nurse at 937-555-0199.',
    'For questions about this letter your office may call Provider Services, 937-555-0199.',
    'Your doctor may send us more records with your appeal.',
    'You may name your doctor to speak for you in the appeal.',
    'A physician of the same specialty will review your appeal.',
    'Peer-to-peer requests must be made prior to the determination; this case is past that stage.',
    'The physician waived the discussion that we offered.',
    'No physician call is available for administrative denials; use the dispute form.',
    'This is our final decision. The discussion with your surgeon on March 1 used the one call allowed.',  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize("words", OFFERED)
def test_a_talk_is_offered(placed: Callable[..., Document], words: str) -> None:
    seen = view_of(placed(LETTER.format(words=words)).pages)
    assert offers(seen)
    assert closing(seen) is None
    if "937-555-0188" in words:
        assert line_of(seen).value == "937-555-0188"


@pytest.mark.parametrize("words", NOT_OFFERED)
def test_no_talk_is_offered_or_it_is_over(placed: Callable[..., Document], words: str) -> None:
    seen = view_of(placed(LETTER.format(words=words)).pages)
    assert closing(seen) is not None or not offers(seen)


LINES = [
    ("If Dr. Ostrow wants to talk it over, the line is 937-555-0188 (press 2).", "937-555-0188"),
    ("You are welcome to speak with her. Telephone 937-555-0188.", "937-555-0188"),
    ("Your doctor may talk with our doctor. Fax notes first to 937-555-0177.", None),
    ("The peer-to-peer line, 937-555-0188, closed on March 1; no further calls.", None),
]


@pytest.mark.parametrize(("words", "number"), LINES)
def test_the_line_of_a_talk(
    placed: Callable[..., Document], words: str, number: str | None
) -> None:
    seen = view_of(placed(LETTER.format(words=words)).pages)
    assert line_of(seen).value == number


DECIDED = "Harriet Vance, DO, Orthopaedic Surgery, made this decision.\n\n"

BY_THE_ONE_WHO_DECIDED = [
    'Dr. Ostrow can have a word with Dr. Vance. Her number is 937-555-0188, Monday to Thursday.',
    'If you disagree, Dr. Vance will hear you out. Ring 937-555-0188 no later than March 10.',
    'Dr. Vance keeps office hours for treating physicians on Tuesdays, 937-555-0188.',
    'You have until noon on March 9 to put your case to Dr. Vance by telephone. Use 937-555-0188.',
    'Dr. Vance is at your disposal on 937-555-0188 until March 9.',
    'Questions a physician may have about this denial should go to Dr. Vance directly: 937-555-0188.',  # noqa: E501
    "Please telephone Dr. Vance's assistant (937-555-0188) should you want to go over the films together.",  # noqa: E501
    'To book 15 minutes with Harriet Vance, DO, dial 937-555-0188 and press 3.',
    'The surgeon may want to explain the case to Harriet Vance, DO. She takes such calls within ten days of this letter: 937-555-0188.',  # noqa: E501
    'A conversation between Dr. Ostrow and Dr. Vance can be set up. The scheduler answers on 937-555-0188 from 8 to 5.',  # noqa: E501
    'Dr. Vance would welcome a call from the surgeon. Call by March 10 to 937-555-0188.',
    'The deciding orthopedic surgeon is reachable for the ordering clinician, 937-555-0188, through March 10.',  # noqa: E501
]  # fmt: skip

NOT_BY_THE_ONE_WHO_DECIDED = [
    'Dr. Vance spoke with Dr. Ostrow on March 1 and kept to the decision.',
    'Dr. Vance had no part in an earlier decision. Call Member Services at 937-555-0199 with questions.',  # noqa: E501
    'Dr. Vance did not speak with your office.',
    "A copy of Dr. Vance's license may be had from Member Services, 937-555-0199.",
    'Dr. Vance cannot talk with you about this decision.',
    'Neither Dr. Vance nor any reviewer may discuss the case once an appeal is filed.',
    'Dr. Vance considered the notes and the call log. You may call 937-555-0199 for an interpreter.',  # noqa: E501
    'Appeals are not read by Dr. Vance. You may call 937-555-0199 to ask how to appeal.',
]  # fmt: skip


@pytest.mark.parametrize("words", BY_THE_ONE_WHO_DECIDED)
def test_whoever_decided_and_can_be_reached_offers_a_talk(
    placed: Callable[..., Document], words: str
) -> None:
    seen = view_of(placed(LETTER.format(words=DECIDED + words)).pages)
    assert offers(seen)
    assert closing(seen) is None
    assert line_of(seen).value == "937-555-0188"


@pytest.mark.parametrize("words", NOT_BY_THE_ONE_WHO_DECIDED)
def test_a_name_alone_offers_no_talk(placed: Callable[..., Document], words: str) -> None:
    seen = view_of(placed(LETTER.format(words=DECIDED + words)).pages)
    assert not offers(seen)
    assert line_of(seen).value is None
