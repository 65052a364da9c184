"""The story of one letter: what it is, whom it is about, what was decided, what to do by when."""

from __future__ import annotations

from docextract.facts import (
    Contacts,
    DenialCategory,
    DocumentType,
    Fact,
    Letter,
    Patient,
    Received,
    Reviewer,
    Route,
)
from docextract.letter.authorization import read_authorization
from docextract.letter.calibrate import calibrated
from docextract.letter.category import read_category
from docextract.letter.citations import read_citations, with_vendor
from docextract.letter.citations_heard import with_heard_criteria
from docextract.letter.completeness import (
    unread_criteria,
    unread_deadlines,
    unread_services,
    unread_talk,
    unread_unmet,
)
from docextract.letter.contacts import read_contacts
from docextract.letter.contested import second_look, with_addresses_doubted
from docextract.letter.deadlines import DeadlineContext, read_deadlines
from docextract.letter.deadlines_heard import heard_limits
from docextract.letter.diagnoses import lacks_diagnoses, read_diagnoses
from docextract.letter.doubt import LISTS, doubted, doubtful_share
from docextract.letter.facility import read_facility
from docextract.letter.identifiers import read_reference
from docextract.letter.kind import read_kind
from docextract.letter.kind_check import borne_out
from docextract.letter.own_date import read_letter_date
from docextract.letter.patient import read_patient
from docextract.letter.payer import read_payer
from docextract.letter.plan import read_plan_type, read_urgency
from docextract.letter.provider import read_provider
from docextract.letter.reason import read_reason
from docextract.letter.review_type import read_review_type
from docextract.letter.reviewer import read_reviewer
from docextract.letter.roles import with_missed
from docextract.letter.route import read_route
from docextract.letter.second import hear
from docextract.letter.second_kind import with_second_kind
from docextract.letter.second_lists import with_heard_unmet
from docextract.letter.second_word import with_second_word
from docextract.letter.services import read_services
from docextract.letter.split import Part
from docextract.letter.talk import closing, line_of
from docextract.letter.times import (
    as_date,
    read_decision_date,
    read_request_date,
    read_service_dates,
)
from docextract.letter.unmet import read_unmet
from docextract.letter.view import View, view_of
from docextract.office import Office

DENIALS = (DocumentType.DENIAL, DocumentType.PARTIAL_DENIAL)
APPEALS = (DocumentType.APPEAL_UPHELD, DocumentType.APPEAL_OVERTURNED)
REFUSING = (*DENIALS, DocumentType.APPEAL_UPHELD)
CLINICAL = (DenialCategory.MEDICAL_NECESSITY, DenialCategory.LEVEL_OF_CARE)
"""Grounds that some requirement stands behind: where none was found, one may be printed."""
APPROVING = (DocumentType.APPROVAL, DocumentType.PARTIAL_DENIAL, DocumentType.APPEAL_OVERTURNED)
UNREADABLE = Fact[str](confidence=0.0, needs_review=True)


def read_letter(part: Part, *, received: Received, office: Office) -> Letter:
    """The facts of one letter."""
    view = view_of(part.pages)
    if not view.text.words:
        return _unread()
    kind = _kind_of(part, view)
    patient = read_patient(view)
    if kind.value is DocumentType.OTHER:
        letter = _other(view, kind, patient, stray=part.stray)
    else:
        letter = _decided(view, kind, patient, received=received, office=office)
    letter = calibrated(letter)
    if kind.value is not DocumentType.OTHER:
        heard = hear(view.text)
        letter = with_heard_unmet(with_second_word(letter, heard), heard)
        letter = with_heard_criteria(letter, heard)
    return doubted(letter, doubtful_share(view.text))


def _kind_of(part: Part, view: View) -> Fact[DocumentType]:
    kind = read_kind(view)
    if part.stray:
        return kind.model_copy(update={"value": DocumentType.OTHER})
    return with_second_kind(kind, view)


def _unread() -> Letter:
    """A letter of which no word could be read: nothing is said, everything needs a person."""
    return Letter(
        document_type=Fact[DocumentType](
            value=DocumentType.OTHER, confidence=0.0, needs_review=True
        ),
        payer=UNREADABLE,
        reference_number=UNREADABLE,
        letter_date=UNREADABLE,
        patient=Patient(name=UNREADABLE, dob=UNREADABLE, member_id=UNREADABLE),
        review=LISTS,
    )


def _other(view: View, kind: Fact[DocumentType], patient: Patient, *, stray: bool) -> Letter:
    """A document that decides nothing carries only its people, payer and diagnoses.

    A stray chart page is headed by the practice, not by a payer.
    """
    payer = Fact[str]() if stray else read_payer(view)[0]
    return Letter(
        document_type=kind,
        payer=payer,
        patient=patient,
        diagnoses=read_diagnoses(view.text),
        ordering_provider=read_provider(view, patient.name.value),
        facility=read_facility(view),
        urgency=read_urgency(view),
        plan_type=read_plan_type(view),
        route=Fact[Route](value=Route.NONE, confidence=kind.confidence, evidence=kind.evidence),
    )


def _decided(
    view: View,
    kind: Fact[DocumentType],
    patient: Patient,
    *,
    received: Received,
    office: Office,
) -> Letter:
    """A letter with a decision, or one that asks for what a decision needs."""
    text = view.text
    letter_date = _expected(read_letter_date(view))
    decision_date = read_decision_date(view, letter_date.value)
    reference = _expected(read_reference(view, is_appeal=kind.value in APPEALS))
    payer, vendor = read_payer(view)
    plan_type = read_plan_type(view)
    provider = read_provider(view, patient.name.value)
    services, may_lack_services = read_services(
        text, document_type=kind.value, type_doubted=kind.needs_review
    )
    kind = borne_out(kind, services)
    unmet, may_lack_unmet = read_unmet(text, document_type=kind.value)
    unmet, may_lack_unmet = with_missed(text, unmet, may_lack_unmet, kind.value)
    contacts = _with_talk(view, kind, read_contacts(text, kind.value))
    context = DeadlineContext(
        letter_date=as_date(letter_date),
        decision_date=as_date(decision_date),
        received=received,
        office=office,
        document_type=kind.value,
        plan_type=plan_type.value,
        p2p_hours=contacts.p2p_hours.value,
        confidence=letter_date.confidence,
    )
    deadlines, may_lack_deadlines = read_deadlines(text, context, heard_limits(hear(text)))
    deadlines = second_look(deadlines, kind.value)
    category = read_category(text, document_type=kind.value)
    reason = read_reason(text, document_type=kind.value)
    criteria, may_lack_criteria = read_citations(text, document_type=kind.value)
    criteria = with_addresses_doubted(criteria)
    first, last = read_service_dates(view)
    route = read_route(view, kind, category, deadlines, received.at)
    is_p2p = route.value is Route.P2P
    return Letter(
        document_type=kind,
        payer=_expected(payer),
        um_vendor=vendor,
        patient=Patient(
            name=_expected(patient.name),
            dob=_expected(patient.dob),
            member_id=_expected(patient.member_id),
        ),
        reference_number=reference,
        letter_date=letter_date,
        decision_date=decision_date,
        review_type=read_review_type(view, kind.value),
        urgency=read_urgency(view),
        plan_type=plan_type,
        denial_category=category,
        route=route,
        denial_reason=reason,
        unmet_criteria=unmet,
        services=services,
        diagnoses=read_diagnoses(text),
        criteria=with_vendor(text, criteria, vendor=vendor.value, payer=payer.value),
        deadlines=deadlines,
        contacts=contacts if is_p2p else _without_talk(contacts, closed=closing(view) is not None),
        request_date=read_request_date(view),
        service_from=first,
        service_through=last,
        reviewer=_reviewer(view, kind, provider.name.value),
        ordering_provider=provider,
        facility=read_facility(view, besides=(payer.value, vendor.value)),
        authorization=read_authorization(view, reference, approves=kind.value in APPROVING),
        review=_incomplete(
            services=kind.needs_review
            or may_lack_services
            or unread_services(text, services, kind.value),
            diagnoses=lacks_diagnoses(text),
            criteria=may_lack_criteria or unread_criteria(text, criteria, kind.value),
            unmet_criteria=may_lack_unmet
            or (kind.value in MAY_LACK and unread_unmet(text, unmet, reason))
            or (not unmet and kind.value in REFUSING and category.value in CLINICAL),
            deadlines=kind.needs_review
            or may_lack_deadlines
            or unread_deadlines(text, deadlines, kind.value)
            or unread_talk(kind.value, route, deadlines),
        ),
    )


MAY_LACK = (*DENIALS, DocumentType.APPEAL_UPHELD, DocumentType.INFORMATION_REQUEST)
"""Letters that tell of unmet requirements."""


def _with_talk(view: View, kind: Fact[DocumentType], contacts: Contacts) -> Contacts:
    """The contacts with the line of a talk that is offered in other words."""
    if contacts.p2p_phone.value is not None or kind.value not in DENIALS:
        return contacts
    line = line_of(view)
    if line.value is None:
        return contacts
    others = read_contacts(view.text, kind.value, talk_line=line.value)
    return others.model_copy(update={"p2p_phone": line})


def _without_talk(contacts: Contacts, *, closed: bool) -> Contacts:
    """The contacts of a letter whose next step is no talk: where it closes the talk, a number near
    such words is another's; else a person looks whether the number is a talk's."""
    if not closed:
        phone = contacts.p2p_phone
        doubted = phone.model_copy(update={"needs_review": phone.value is not None})
        return contacts.model_copy(update={"p2p_phone": doubted})
    nothing = Fact[str]()
    return contacts.model_copy(
        update=dict.fromkeys(("p2p_phone", "p2p_option", "p2p_hours", "p2p_who"), nothing)
    )


def _expected(told: Fact[str]) -> Fact[str]:
    """A leaf that every decision prints: where it was not found, a person looks for it."""
    if told.value is not None:
        return told
    return told.model_copy(update={"needs_review": True, "confidence": 0.0})


def _reviewer(view: View, kind: Fact[DocumentType], ordering: str | None) -> Reviewer:
    """Who denied: nobody where nothing was denied."""
    if kind.value in (*DENIALS, DocumentType.APPEAL_UPHELD):
        return read_reviewer(view, ordering)
    return Reviewer()


def _incomplete(**lists: bool) -> tuple[str, ...]:
    """The names of the lists that may lack an entry."""
    return tuple(name for name, lacks in lists.items() if lacks)
