"""Where the case stands on the clock: is a call still possible, until when, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from docextract.facts import Deadline, DeadlineKind, DocumentType, Party, Route
from packet_builder.case import Case
from packet_builder.routes import only_records
from packet_builder.when import Instant, end_of, known_zone, parse_instant


class Window(StrEnum):
    """What is known of the peer-to-peer window at the time of preparation."""

    OPEN = "open"
    CLOSED = "closed"
    EVENT = "event"
    UNCLEAR = "unclear"
    HELD = "held"
    UNSTATED = "unstated"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Standing:
    """The window, the deadline it was read from, and the right to use if the call is lost.

    ``call_by`` is the office's own alarm where it lies ahead, else the payer's limit.
    """

    now: datetime
    zone: str | None
    window: Window
    call: Deadline | None
    call_by: Instant | None
    limit: Instant | None
    next_right: Deadline | None
    next_by: Instant | None


_NEXT = (
    DeadlineKind.INTERNAL_APPEAL,
    DeadlineKind.EXTERNAL_REVIEW,
    DeadlineKind.FAIR_HEARING,
    DeadlineKind.EXPEDITED_APPEAL,
)


def standing_of(case: Case) -> Standing:
    """Judge the deadlines of the letter at the case's ``prepared_at``."""
    zone = known_zone(case.timezone)
    now = parse_instant(case.prepared_at, zone)
    if not isinstance(now, datetime) or now.tzinfo is None:
        raise ValueError("prepared_at must be an ISO date-time with its UTC offset")
    calls = _of_kind(case, (DeadlineKind.P2P,))
    call = _earliest(_ahead(calls, now, zone) or calls, now, zone)
    limit = parse_instant(call.due.value, zone) if call else None
    alarm = parse_instant(call.act_by.value, zone) if call else None
    window = _window(case, call, limit, now)
    ahead = alarm if alarm is not None and end_of(alarm, now) > now else limit
    following = _next_right(case, now, zone)
    return Standing(
        now=now,
        zone=zone,
        window=window,
        call=call,
        call_by=ahead if window is Window.OPEN else None,
        limit=limit,
        next_right=following,
        next_by=_act_by(following, zone) if following else None,
    )


def _window(case: Case, call: Deadline | None, limit: Instant | None, now: datetime) -> Window:
    if case.held is not None:
        return Window.HELD
    if limit is not None and end_of(limit, now) <= now:
        return Window.CLOSED
    if case.letter.route.value is not Route.P2P or only_records(case.letter):
        return Window.NOT_OFFERED
    if call is None:
        return Window.UNSTATED
    if limit is not None:
        return Window.OPEN
    if call.amount.value is None and not call.needs_review and not call.due.needs_review:
        return Window.EVENT
    return Window.UNCLEAR


def _of_kind(case: Case, kinds: tuple[DeadlineKind, ...]) -> list[Deadline]:
    return [d for d in case.letter.deadlines if d.kind.value in kinds]


def _earliest(rows: list[Deadline], now: datetime, zone: str | None) -> Deadline | None:
    """The row that falls due first; the provider's own before the member's."""
    far = datetime.max.replace(tzinfo=now.tzinfo).replace(year=9000)

    def key(row: Deadline) -> tuple[bool, datetime]:
        due = parse_instant(row.due.value, zone)
        return (row.party.value is Party.MEMBER, end_of(due, now) if due else far)

    return min(rows, key=key, default=None)


def _ahead(rows: list[Deadline], now: datetime, zone: str | None) -> list[Deadline]:
    dues = [(row, parse_instant(row.due.value, zone)) for row in rows]
    return [row for row, due in dues if due is not None and end_of(due, now) > now]


def _next_right(case: Case, now: datetime, zone: str | None) -> Deadline | None:
    order = _order(case)
    for kinds in order:
        ahead = _ahead(_of_kind(case, kinds), now, zone)
        if ahead:
            return _earliest(ahead, now, zone)
    undated = [r for r in _of_kind(case, sum(order, ())) if r.due.value is None]
    return undated[0] if undated else None


def _order(case: Case) -> tuple[tuple[DeadlineKind, ...], ...]:
    """Kinds of rights in the order of their use; of those in one group the earlier counts.

    Records that are asked for come before all else; what may cure a claim without a dispute
    stands beside the dispute.
    """
    route, kind = case.letter.route.value, case.letter.document_type.value
    rest = tuple((right,) for right in _NEXT)
    if route is Route.CLAIM_CORRECTION:
        return ((DeadlineKind.INFORMATION, *rest[0]), *rest[1:])
    if route is Route.SUBMIT_INFORMATION or kind is DocumentType.INFORMATION_REQUEST:
        return ((DeadlineKind.INFORMATION,), *rest)
    return rest


def rights_ahead(case: Case, standing: Standing) -> tuple[tuple[Deadline, Instant], ...]:
    """Every right but the call whose day is still to come, with the day to act by, in order."""
    rows = [d for d in case.letter.deadlines if d.kind.value not in (None, DeadlineKind.P2P)]
    dated = [(d, _act_by(d, standing.zone)) for d in _ahead(rows, standing.now, standing.zone)]
    known = [(d, by) for d, by in dated if by is not None]
    return tuple(sorted(known, key=lambda pair: end_of(pair[1], standing.now)))


def _act_by(row: Deadline, zone: str | None) -> Instant | None:
    return parse_instant(row.act_by.value, zone) or parse_instant(row.due.value, zone)
