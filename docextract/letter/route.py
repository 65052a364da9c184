"""What the office does with the letter next.

A peer-to-peer call wherever one is open at receipt; else what the ground of the denial asks
for. An appeal whose internal steps are used up still is the route ``appeal`` (external review).
"""

from __future__ import annotations

from datetime import datetime

from docextract.facts import (
    Deadline,
    DeadlineKind,
    DenialCategory,
    DocumentType,
    Fact,
    Route,
)
from docextract.letter import talk
from docextract.letter.spans import Span, fact
from docextract.letter.view import View

CORRECTION = (
    DenialCategory.NO_PRIOR_AUTHORIZATION,
    DenialCategory.CODING,
    DenialCategory.DUPLICATE,
)
"""Administrative grounds: the claim is put right, no clinician is called."""
DISPUTED = (
    DenialCategory.DUPLICATE,
    DenialCategory.TIMELY_FILING,
    DenialCategory.ELIGIBILITY,
)
"""Grounds that an office mends by a new claim or by an appeal: a person decides."""
DENIALS = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL)
UNSPOKEN = 0.7
"""A refusal that neither offers a talk nor closes it may offer one in words not known here."""


def read_route(
    view: View,
    kind: Fact[DocumentType],
    category: Fact[DenialCategory],
    deadlines: tuple[Deadline, ...],
    received: datetime,
) -> Fact[Route]:
    """The next step, with the words that decided it."""
    if kind.value in (DocumentType.APPROVAL, DocumentType.OTHER, DocumentType.APPEAL_OVERTURNED):
        return _like(kind, Route.NONE)
    if kind.value is DocumentType.INFORMATION_REQUEST:
        return _before_decision(view, kind, received, deadlines)
    if kind.value is DocumentType.APPEAL_UPHELD:
        return _like(kind, Route.APPEAL)
    offer = _open_talk(view, deadlines, received)
    if offer is not None:
        sure = 0.93 if _window(deadlines, received) is not None else 0.8
        return fact(view.text, offer.start, offer.end, Route.P2P, confidence=sure)
    if category.value in (*CORRECTION, *DISPUTED):
        mended = category.value in CORRECTION
        told = _like(category, Route.CLAIM_CORRECTION if mended else Route.APPEAL)
        asked = told.needs_review or category.value in DISPUTED
        return told.model_copy(update={"needs_review": asked})
    if category.value is DenialCategory.INSUFFICIENT_INFORMATION:
        return _like(category, Route.SUBMIT_INFORMATION)
    closed = talk.closing(view)
    if closed is not None:
        return fact(view.text, closed.start, closed.end, Route.APPEAL, confidence=0.93)
    unspoken = _like(kind, Route.APPEAL)
    return unspoken.model_copy(update={"confidence": min(UNSPOKEN, unspoken.confidence)})


def _like(told: Fact[DocumentType] | Fact[DenialCategory], route: Route) -> Fact[Route]:
    """The route that follows from another fact, on its evidence."""
    return Fact[Route](
        value=route,
        raw=told.raw,
        confidence=told.confidence,
        needs_review=told.needs_review,
        evidence=told.evidence,
    )


def _before_decision(
    view: View, kind: Fact[DocumentType], received: datetime, deadlines: tuple[Deadline, ...]
) -> Fact[Route]:
    """A talk that is offered before anything is decided, else what is asked for is sent.

    Where records have a time of their own, they are the answer that is waited for, and a talk
    that may be had meanwhile is none.
    """
    offer = next(iter(talk.early_offers(view)), None)
    window = _window(deadlines, received)
    sent = {d.due.value for d in deadlines if d.kind.value is DeadlineKind.INFORMATION}
    apart = bool(sent) and (window is None or window.due.value not in sent)
    if offer is None or apart or _open_talk(view, deadlines, received) is None:
        return _like(kind, Route.SUBMIT_INFORMATION)
    told = fact(view.text, offer.start, offer.end, Route.P2P, confidence=kind.confidence)
    return told.model_copy(update={"needs_review": kind.needs_review})


def _open_talk(view: View, deadlines: tuple[Deadline, ...], received: datetime) -> Span | None:
    """The sentence that offers a call which is still open; None where there is none."""
    offered, closed = talk.offers(view), talk.closing(view) is not None
    if closed and not offered:
        return None
    if any(d.kind.value is DeadlineKind.P2P for d in deadlines):
        if _window(deadlines, received) is None:
            return None
        return next(iter(offered), Span(0, min(80, len(view.text.raw))))
    return None if closed else next(iter(offered), None)


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
