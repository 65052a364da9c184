"""Which paper a case calls for, and the words that only that paper has."""

from __future__ import annotations

from dataclasses import dataclass

from docextract.facts import Contacts, DeadlineKind, DocumentType, Fact, Letter, Route
from docextract.rules import load
from packet_builder.case import Case


@dataclass(frozen=True, slots=True)
class Card:
    """The words of the card that stands for a packet where nothing is to be argued."""

    title: str
    big: str
    line: str


_BY_ROUTE = {
    Route.CLAIM_CORRECTION: "worksheet.html",
    Route.SUBMIT_INFORMATION: "cover.html",
    Route.NONE: "card.html",
}
NO_DISPUTE = {DocumentType.APPROVAL, DocumentType.APPEAL_OVERTURNED, DocumentType.OTHER}

CITING: dict[str, frozenset[str] | None] = {
    "packet.html": None,
    "worksheet.html": frozenset(),
    "cover.html": frozenset({"criterion"}),
    "card.html": frozenset(),
}
"""The parts of each paper that cite the chart (None: all): no other page goes with it."""

HEADINGS = {
    "packet.html": "Peer-to-peer call packet",
    "worksheet.html": "Claim correction worksheet",
    "cover.html": "Records to send",
    "card.html": "Decision card",
}

_APPROVED = Card(
    "Approved: nothing to call about",
    "The payer approves the request",
    "Check that code, units, place and dates are those that were asked for; put the number on the "
    "claim, and set an alarm before the last valid day.",
)
_OVERTURNED = Card(
    "Denial overturned",
    "The appeal succeeded",
    "Check that the authorization covers every line and day that was asked for; put the number on "
    "the claim.",
)
_OTHER = Card(
    "No decision in this document",
    "This document denies nothing",
    "It was read as something other than a decision on a request. If you see a denial in it, read "
    "it by hand and correct the kind of document.",
)


_LETTERS = {
    DocumentType.APPROVAL: "approval",
    DocumentType.APPEAL_OVERTURNED: "appeal decision",
    DocumentType.APPEAL_UPHELD: "appeal decision",
    DocumentType.INFORMATION_REQUEST: "request for information",
    DocumentType.OTHER: "letter",
}


def denies(case: Case) -> bool:
    """Whether the letter denies something: an approval or a request for records does not."""
    kind = case.letter.document_type.value
    return kind not in NO_DISPUTE and kind is not DocumentType.INFORMATION_REQUEST


def letter_words(case: Case) -> str:
    """What the payer's letter is, in words for a list of exhibits."""
    kind = case.letter.document_type.value
    return _LETTERS.get(kind, "denial letter") if kind else "letter"


def reason_head(case: Case) -> str:
    """The head over what the letter says: no denial is spoken of where nothing is denied."""
    if case.letter.document_type.value is DocumentType.INFORMATION_REQUEST:
        return "What the payer asks, in its own words"
    if template_of(case) == "cover.html":
        return "What the payer asks, in its own words"
    return "What the letter says" if template_of(case) == "card.html" else _DENIED


_DENIED = "Why it was denied, in the payer’s words"


def only_records(letter: Letter) -> bool:
    """Whether a request for information is answered with records alone.

    A talk that it speaks of without a line to call and without a limit is no call to prepare for.
    """
    if letter.document_type.value is not DocumentType.INFORMATION_REQUEST:
        return False
    if letter.route.value is Route.CLAIM_CORRECTION:
        return False
    limited = any(d.kind.value is DeadlineKind.P2P for d in letter.deadlines)
    return letter.route.value is not Route.P2P or not (limited or letter.contacts.p2p_phone.value)


def template_of(case: Case) -> str:
    """The template for the case's route and kind of letter."""
    if case.letter.document_type.value in NO_DISPUTE:
        return "card.html"
    if only_records(case.letter):
        return "cover.html"
    route = case.letter.route.value
    return _BY_ROUTE.get(route, "packet.html") if route else "packet.html"


def card_of(case: Case) -> Card:
    """The card's words."""
    kind = case.letter.document_type.value
    if kind is DocumentType.APPROVAL:
        return _APPROVED
    return _OVERTURNED if kind is DocumentType.APPEAL_OVERTURNED else _OTHER


def dispute_to(contacts: Contacts) -> tuple[tuple[str, Fact[str]], ...]:
    """Where a dispute of the claim goes: each way that the letter prints, with its name."""
    ways = (
        ("fax", contacts.appeal_fax),
        ("mail", contacts.appeal_address),
        ("phone", contacts.appeal_phone),
    )
    return tuple((name, leaf) for name, leaf in ways if leaf.value or leaf.needs_review)


def steps_of(case: Case) -> tuple[str, ...]:
    """What to check and send for an administrative denial."""
    rules = load("correction_steps")
    category = case.letter.denial_category.value
    return (*rules["by_category"].get(str(category), ()), *rules["always"])
