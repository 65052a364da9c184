"""What the office does with the letter next.

A peer-to-peer call wherever one is open at receipt; else what the ground of the denial asks
for. An appeal whose internal steps are used up still is the route ``appeal`` (external review).
"""

from __future__ import annotations

import re
from datetime import datetime

from docextract.facts import (
    Contacts,
    Deadline,
    DeadlineKind,
    DenialCategory,
    DocumentType,
    Fact,
    Route,
)
from docextract.letter.spans import Span, fact
from docextract.letter.view import View
from docextract.rules import load

CORRECTION = (
    DenialCategory.NO_PRIOR_AUTHORIZATION,
    DenialCategory.CODING,
    DenialCategory.DUPLICATE,
    DenialCategory.TIMELY_FILING,
    DenialCategory.ELIGIBILITY,
)
"""Administrative grounds: the claim or the registration is put right, no clinician is called."""
DENIALS = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL)


def read_route(
    view: View,
    kind: Fact[DocumentType],
    category: Fact[DenialCategory],
    deadlines: tuple[Deadline, ...],
    contacts: Contacts,
    received: datetime,
) -> Fact[Route]:
    """The next step, with the words that decided it."""
    if kind.value in (DocumentType.APPROVAL, DocumentType.OTHER, DocumentType.APPEAL_OVERTURNED):
        return _like(kind, Route.NONE)
    if kind.value is DocumentType.INFORMATION_REQUEST:
        return _like(kind, Route.SUBMIT_INFORMATION)
    if kind.value is DocumentType.APPEAL_UPHELD:
        return _like(kind, Route.APPEAL)
    talk = _open_talk(view, deadlines, contacts, received)
    if talk is not None:
        sure = 0.93 if _window(deadlines, received) is not None else 0.8
        return fact(view.text, talk.start, talk.end, Route.P2P, confidence=sure)
    if category.value in CORRECTION:
        return _like(category, Route.CLAIM_CORRECTION)
    if category.value is DenialCategory.INSUFFICIENT_INFORMATION:
        return _like(category, Route.SUBMIT_INFORMATION)
    closed = _closing(view)
    if closed is not None:
        return fact(view.text, closed.start, closed.end, Route.APPEAL, confidence=0.93)
    return _like(kind, Route.APPEAL)


def _like(told: Fact[DocumentType] | Fact[DenialCategory], route: Route) -> Fact[Route]:
    """The route that follows from another fact, on its evidence."""
    return Fact[Route](
        value=route,
        raw=told.raw,
        confidence=told.confidence,
        needs_review=told.needs_review,
        evidence=told.evidence,
    )


def _open_talk(
    view: View, deadlines: tuple[Deadline, ...], contacts: Contacts, received: datetime
) -> Span | None:
    """The sentence that offers a call which is still open; None where there is none."""
    if any(d.kind.value is DeadlineKind.P2P for d in deadlines):
        if _window(deadlines, received) is None:
            return None
        return _offer(view) or Span(0, min(80, len(view.text.raw)))
    if _closing(view) is not None:
        return None
    offer = _offer(view)
    if offer is None and contacts.p2p_phone.value is None:
        return None
    return offer


def _window(deadlines: tuple[Deadline, ...], received: datetime) -> Deadline | None:
    """A peer-to-peer window that had not run out when the letter came."""
    for deadline in deadlines:
        if deadline.kind.value is not DeadlineKind.P2P:
            continue
        due = deadline.due.value
        if due is None:
            return deadline
        if len(due) == 10 and due >= received.date().isoformat():
            return deadline
        if len(due) > 10 and datetime.fromisoformat(due) >= received:
            return deadline
    return None


def _offer(view: View) -> Span | None:
    """The first sentence that offers a talk with the payer's physician."""
    return _sentence(view, load("routes")["offer"], unless=load("routes")["closed"])


def _closing(view: View) -> Span | None:
    """The sentence that says a talk is not offered, used up or over."""
    return _sentence(view, load("routes")["closed"])


def _sentence(view: View, pattern: str, unless: str | None = None) -> Span | None:
    for span in view.sentences:
        words = view.words(span)
        if re.search(pattern, words, re.IGNORECASE) is None or view.zone(span.start) == "taglines":
            continue
        if unless is None or re.search(unless, words, re.IGNORECASE) is None:
            return span
    return None
