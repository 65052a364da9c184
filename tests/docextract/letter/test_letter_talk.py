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
    'PEER TO PEER: 937-555-0188, option 4, by 4:00 PM CT on 03/12/2026.',
    'A doctor-to-doctor conversation can be arranged through our desk at 937-555-0188.',
    'Before an appeal is filed the prescriber may have a clinical discussion with a pharmacist reviewer.',  # noqa: E501
    'Want to talk? Another clinician in your practice may call me at 937-555-0188 within two business days.',  # noqa: E501
    'We offer a reconsideration call with the same reviewer. Ask for it within 5 business days.',
    'Within 7 days you can schedule a P2P online. Once an appeal is filed a P2P is no longer available.',  # noqa: E501
    'A peer to peer may be held before discharge. After discharge it is not available.',
    'The surgeon may discuss the decision with the dental director at 937-555-0188.',
]  # fmt: skip

NOT_OFFERED = [
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
]  # fmt: skip


@pytest.mark.parametrize("words", OFFERED)
def test_a_talk_is_offered(placed: Callable[..., Document], words: str) -> None:
    seen = view_of(placed(LETTER.format(words=words)).pages)
    assert offers(seen)
    assert closing(seen) is None


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
