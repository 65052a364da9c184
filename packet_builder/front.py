"""Page 1: what a physician must see in ten seconds, cut to fit one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docextract.facts import Deadline, DocumentType, Fact
from packet_builder.case import Case, Finding, Status
from packet_builder.exhibits import ExhibitPlan, Spot
from packet_builder.labels import label
from packet_builder.outcome import CallOutcome
from packet_builder.plain import clip
from packet_builder.routes import denies, template_of
from packet_builder.shown import contested, granting, service_words, show, subject_words, term_words
from packet_builder.standing import Standing, Window, rights_ahead
from packet_builder.when import distance_words, end_of, instant_words, short_date


@dataclass(frozen=True, slots=True)
class Budget:
    """How many characters and rows page 1 gives to each part."""

    quote: int
    reason: int
    services: int
    line: int
    fact: int
    against: int
    against_text: int
    warnings: int
    warning: int
    rows: int
    contact: int
    about: int


BUDGETS = (
    Budget(200, 640, 4, 150, 260, 4, 170, 4, 260, 10, 120, 60),
    Budget(170, 460, 4, 130, 210, 4, 140, 3, 200, 8, 90, 50),
    Budget(140, 340, 3, 110, 170, 3, 110, 3, 150, 7, 70, 40),
    Budget(90, 220, 2, 80, 120, 3, 80, 2, 110, 5, 55, 30),
    Budget(60, 150, 1, 60, 90, 2, 55, 1, 80, 4, 40, 24),
)
"""From roomy to tight; the first that fits is used."""


@dataclass(frozen=True, slots=True)
class Line:
    """A requested service on page 1."""

    text: str
    note: str | None
    check: str | None


@dataclass(frozen=True, slots=True)
class Front:
    """The values of page 1 that are not leaves of the letter."""

    call_tag: str
    call_big: str
    call_lines: tuple[str, ...]
    call_after: str | None
    call_quote: str | None
    call_spot: Spot | None
    call_check: str | None
    dial: bool
    next_big: str
    next_when: str | None
    next_check: str | None
    next_before: tuple[str, ...]
    after_next: tuple[str, ...]
    ids: tuple[tuple[str, Fact[Any]], ...]
    services: tuple[Line, ...]
    reason_spot: Spot | None
    ask: str
    against: tuple[tuple[int, Finding], ...]


NO_CALL = {Window.CLOSED, Window.NOT_OFFERED, Window.HELD}
"""The states of the window in which nobody is to call."""

_AGAINST = {Status.CONTRADICTED: 0, Status.GAP: 1, Status.PARTIAL: 2}


def front_of(case: Case, standing: Standing, plan: ExhibitPlan) -> Front:
    """Everything that page 1 says."""
    tag, big, lines = _call_words(case, standing)
    dial = standing.window not in NO_CALL
    call = standing.call
    quote, spot = _call_quote(case, standing, plan)
    reason = case.letter.denial_reason.evidence
    against = [(i, f) for i, f in enumerate(case.criteria, start=1) if f.status in _AGAINST]
    return Front(
        call_tag=tag,
        call_big=big,
        call_lines=lines,
        call_after=next_words(standing) if dial and standing.window is not Window.OPEN else None,
        call_quote=quote,
        call_spot=spot,
        call_check=_date_check(call),
        dial=dial,
        next_big=_next_name(standing),
        next_when=_next_when(standing),
        next_check=_date_check(standing.next_right),
        next_before=_beside_next(case, standing, later=False),
        after_next=_beside_next(case, standing, later=True),
        ids=_ids(case),
        services=tuple(_lines(case)),
        reason_spot=plan.letter_spot(reason[0]) if reason else None,
        ask=ask_words(case),
        against=tuple(sorted(against, key=lambda row: _AGAINST[row[1].status])),
    )


def ask_words(case: Case) -> str:
    """The request in one line; where nothing is denied yet, nothing is to be overturned."""
    lead = f"overturn the denial and {granting(case)}" if denies(case) else granting(case)
    return f"{lead[0].upper()}{lead[1:]}: {subject_words(case)}."


def next_words(standing: Standing) -> str:
    """The right to use next, with its date, in one sentence."""
    row = standing.next_right
    if row is None or row.kind.value is None:
        return "The letter states no further step with a date: read it before the day ends."
    name = label(row.kind.value)
    if standing.next_by is None:
        return f"Next: {name.lower()}; the letter gives no date that can be computed."
    away = distance_words(standing.now, standing.next_by)
    return f"Next: {name.lower()} by {instant_words(standing.next_by)} ({_from_now(away)})."


def _from_now(away: str) -> str:
    return f"overdue, {away}" if away.endswith("ago") else f"{away} from preparation"


def _call_words(case: Case, standing: Standing) -> tuple[str, str, tuple[str, ...]]:
    """Tag, headline and lines of the call box."""
    if standing.window is Window.OPEN and standing.call_by and standing.limit:
        away = distance_words(standing.now, standing.call_by)
        term = term_words(standing.call) if standing.call else None
        limit = f"The payer's limit: {instant_words(standing.limit)}" + (
            f" ({term})." if term else "."
        )
        return "Call by", instant_words(standing.call_by), (f"{away} from preparation.", limit)
    if standing.window is Window.CLOSED and standing.limit:
        ago = distance_words(standing.now, standing.limit)
        closed = f"The window closed {instant_words(standing.limit)} ({ago})."
        return "No call", "The P2P window has closed", (closed,)
    if standing.window is Window.EVENT:
        lines = ("The window ends with an event, not with a date.",)
        return "Call", "Call now: no date is fixed", lines
    if standing.window is Window.UNCLEAR:
        lines = ("The letter limits the call, but the limit could not be computed.",)
        return "Call", "Call today: limit unclear", lines
    if standing.window is Window.UNSTATED:
        lines = ("The letter does not state a P2P window.",)
        return "Call", "Call today: no window stated", lines
    if standing.window is Window.HELD and case.held:
        return "No call", "The P2P has been held", held_words(case.held)
    return "No call", "No peer-to-peer is open", (_why_none(case),)


_CAME_OF_IT = {
    "upheld": "The reviewer upheld the denial: go to the next step.",
    "partly": "The reviewer approved a part; for the rest go to the next step.",
    "pending": "No decision was given: ask for it before the next step's date.",
    "overturned": "The reviewer overturned the denial. Until that is here in writing, the next "
    "step's date still counts.",
}
"""What the logged result of a call means for the next step."""


def held_words(held: CallOutcome) -> tuple[str, ...]:
    """When the call was held and with whom, what came of it, and the reasons given."""
    who = ", ".join(p for p in (held.reviewer_name, held.reviewer_specialty) if p)
    when = f"Held {short_date(held.held_at)}" + (f" with {who}." if who else ".")
    named = "; ".join(held.reasons)
    told = (f"Reasons given: {clip(named, 160)[0]}",) if named else ()
    return (when, _CAME_OF_IT[held.result], *told)


def _why_none(case: Case) -> str:
    told = bool(case.letter.route.evidence)
    if case.letter.document_type.value is DocumentType.APPEAL_UPHELD:
        tail = "its words on it:" if told else "it offers no call."
        return f"The letter decides an appeal; {tail}"
    if told:
        return "The letter's words on it:"
    return "The letter does not offer one that can still be used."


def _call_quote(
    case: Case, standing: Standing, plan: ExhibitPlan
) -> tuple[str | None, Spot | None]:
    """The payer's words on the call: its limit, else what decided that there is none."""
    if standing.window is Window.HELD:
        return None, None
    if standing.call is not None:
        quote = standing.call.quote
    elif standing.window is Window.NOT_OFFERED and case.letter.route.evidence:
        first = case.letter.route.evidence[0]
        return first.text, plan.letter_spot(first)
    else:
        return None, None
    spot = plan.letter_spot(quote.evidence[0]) if quote.evidence else None
    return quote.value or quote.raw, spot


def _date_check(row: Deadline | None) -> str | None:
    if row is None:
        return None
    doubtful = row.needs_review or row.due.needs_review or row.act_by.needs_review
    return "count this date yourself from the quoted words" if doubtful else None


def _next_name(standing: Standing) -> str:
    row = standing.next_right
    return label(row.kind.value) if row and row.kind.value else "See the letter"


def _next_when(standing: Standing) -> str | None:
    """The date of the right to use instead of a call, and how far off it is."""
    if standing.next_by is None:
        return None
    away = distance_words(standing.now, standing.next_by)
    return f"{instant_words(standing.next_by)} ({_from_now(away)})"


def _beside_next(case: Case, standing: Standing, *, later: bool) -> tuple[str, ...]:
    """Rights that end before the next one (a fast appeal, benefits kept) or after it, with days."""
    if standing.next_by is None:
        return ()
    limit = end_of(standing.next_by, standing.now)
    rows = [(d.kind.value, by, d) for d, by in rights_ahead(case, standing)]
    others = [(k, by) for k, by, d in rows if k and d != standing.next_right]
    beside = [(k, by) for k, by in others if (end_of(by, standing.now) >= limit) is later]
    return tuple(f"{label(k)} by {instant_words(by)}" for k, by in beside)


def _ids(case: Case) -> tuple[tuple[str, Fact[Any]], ...]:
    letter = case.letter
    rows: list[tuple[str, Fact[Any]]] = [
        ("Reference", letter.reference_number),
        ("Member ID", letter.patient.member_id),
        ("Letter dated", letter.letter_date),
        ("Plan", letter.payer),
        ("Kind of plan", letter.plan_type),
        ("Ordered by", letter.ordering_provider.name),
    ]
    optional: list[tuple[str, Fact[Any]]] = [
        ("Review company", letter.um_vendor),
        ("NPI", letter.ordering_provider.npi),
        ("Facility", letter.facility),
        ("Diagnoses", _joined(letter.diagnoses)),
        ("Denying reviewer", letter.reviewer.name),
        ("Reviewer's specialty", letter.reviewer.specialty),
    ]
    judged = template_of(case) == "packet.html"
    rows += [(n, leaf) for n, leaf in optional if leaf.value or (judged and leaf.needs_review)]
    if letter.service_from.value:
        rows.append(("Service from", letter.service_from))
    return tuple(rows[:9])


def _joined(leaves: tuple[Fact[str], ...]) -> Fact[str]:
    """Several leaves as one, in doubt where one of them is."""
    known = [leaf for leaf in leaves if leaf.value]
    return Fact[str](
        value=", ".join(leaf.value for leaf in known if leaf.value) or None,
        needs_review=any(leaf.needs_review for leaf in leaves),
    )


def _lines(case: Case) -> list[Line]:
    """Contested lines first, then the approved ones; diagnoses after the last."""
    first = contested(case)
    rest = tuple(s for s in case.letter.services if s not in first)
    lines = []
    for service in (*first, *rest):
        doubt = next((c for leaf in (service.code, service.units) if (c := show(leaf).check)), None)
        status = label(service.status.value) if service.status.value else None
        lines.append(
            Line(
                service_words(service),
                f"({status})" if status else None,
                doubt or ("compare with the letter" if service.needs_review else None),
            )
        )
    return lines
