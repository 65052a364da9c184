"""Alerts of what was begun and not finished: calls, promises, decisions, authorizations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from casework.clock.model import (
    Alert,
    AlertKind,
    Right,
    Slot,
    Verdict,
    WatchedCase,
)
from casework.clock.rights import STAGES, date_words, name_of, next_right
from casework.clock.working import working_moment_after, working_moment_before
from casework.records import Level
from casework.records_office import CallState, Result
from casework.settings_office import AlertSettings
from docextract.facts import DeadlineKind
from docextract.letter.clock import add_hours
from docextract.office import Office, end_of
from packet_builder.when import day_words, instant_words

EXPEDITED_HOURS = 72
"""The longest that a plan may take over an expedited appeal: 29 CFR 2560.503-1(i)(2)(i),
42 CFR 422.590, 438.408(b)(3)."""


def followup_alerts(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    """Every alert that calls, verdicts, papers sent and authorizations give."""
    for found in (
        _of_calls(case, settings, office),
        _of_verdicts(case, settings, office),
        _of_sent(case, settings, office),
        _of_letters(case),
        _of_grants(case, settings, office),
    ):
        yield from (a for a in found if case.closed_at is None or a.at < case.closed_at)


def _of_calls(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    for slot in case.calls:
        starts = instant_words(slot.starts.astimezone(office.tz))
        if slot.state is CallState.BOOKED:
            at = slot.starts - timedelta(minutes=settings.reminder_minutes)
            words = f"peer-to-peer call at {starts}"
            yield _alert(case, AlertKind.CALL_SOON, at, words, slot.uid, _stamp(slot.starts))
        if slot.state in (CallState.BOOKED, CallState.HELD) and not _answered(slot, case):
            at = working_moment_after(add_hours(slot.ends, settings.outcome_hours), office)
            words = f"the call of {starts} has no outcome: log it with p2p outcome {case.id}"
            yield _alert(case, AlertKind.OUTCOME_MISSING, at, words, slot.uid, _stamp(slot.starts))
        if slot.state is CallState.MISSED and not _rebooked(slot, case):
            words = f"the call of {starts} did not take place: book another before the window ends"
            yield _alert(
                case, AlertKind.CALL_MISSED, slot.ends, words, slot.uid, _stamp(slot.starts)
            )


def _answered(slot: Slot, case: WatchedCase) -> bool:
    return any(v.level is Level.P2P and v.told_at >= slot.starts for v in case.verdicts)


def _rebooked(slot: Slot, case: WatchedCase) -> bool:
    later = any(
        other.starts > slot.starts and other.state in (CallState.BOOKED, CallState.HELD)
        for other in case.calls
    )
    return later or _answered(slot, case)


def _of_verdicts(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    for verdict in case.verdicts:
        mark = (verdict.level.value, _stamp(verdict.told_at))
        for kind, at, words in _on_verdict(verdict, case, settings, office):
            yield _alert(case, kind, at, words, *mark)


def _on_verdict(
    verdict: Verdict, case: WatchedCase, settings: AlertSettings, office: Office
) -> Iterator[tuple[AlertKind, datetime, str]]:
    told, result = instant_words(verdict.told_at.astimezone(office.tz)), verdict.result.value
    hours = settings.confirmation_hours
    waited = working_moment_after(add_hours(verdict.told_at, hours), office)
    if verdict.denied_at is not None:
        words = f"a denial letter arrived after the payer said {result} at {told}: call the payer"
        yield AlertKind.DENIED_AFTER_APPROVAL, verdict.denied_at, words
    if verdict.confirmed_at is not None and verdict.faults:
        words = f"the written confirmation differs from the request: {'; '.join(verdict.faults)}"
        yield AlertKind.CONFIRMATION_DIFFERS, verdict.confirmed_at, words
    if verdict.result in _WON and not _in_writing(verdict):
        words = (
            f"{result} at {told}, and no written confirmation after {hours} hours: ask for it; "
            "until it is here the other deadlines still count"
        )
        yield AlertKind.CONFIRMATION_MISSING, waited, words
    if verdict.result in _LOST:
        yield AlertKind.NEXT_LEVEL, verdict.told_at, _next_words(case, verdict, office)
    if verdict.result is Result.PENDING and not _decided(verdict, case):
        words = f"the payer's decision was pending at {told} and is not known: ask for it"
        yield AlertKind.DECISION_MISSING, waited, words


_WON = (Result.OVERTURNED, Result.PARTLY)
_LOST = (Result.UPHELD, Result.PARTLY)


def _in_writing(verdict: Verdict) -> bool:
    return verdict.confirmed_at is not None or verdict.denied_at is not None


def _decided(verdict: Verdict, case: WatchedCase) -> bool:
    return any(
        other.told_at > verdict.told_at and STAGES[other.level] >= STAGES[verdict.level]
        for other in case.verdicts
    )


def _next_words(case: WatchedCase, verdict: Verdict, office: Office) -> str:
    lead = f"{verdict.level.value.replace('_', ' ')} {verdict.result.value}"
    follows = next_right(case, verdict.level, office)
    if follows is None:
        return f"{lead}: no later right has a date; read the decision letter for the next one"
    return f"{lead}; next: {name_of(follows)}, {date_words(follows, office)}"


def _of_sent(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    """What was sent to the payer and never answered."""
    for right in case.rights:
        step, sent = right.level, right.used_at
        if sent is None or step in (None, Level.P2P):
            continue
        if any(v.told_at >= sent and STAGES[v.level] >= STAGES[step] for v in case.verdicts):
            continue
        expedited = right.kind is DeadlineKind.EXPEDITED_APPEAL
        limit = EXPEDITED_HOURS if expedited else 24 * settings.decision_days
        at = working_moment_after(add_hours(sent, limit), office)
        words = _sent_words(right, sent.astimezone(office.tz), expedited=expedited)
        yield _alert(case, AlertKind.DECISION_MISSING, at, words, step.value, _stamp(sent))


def _of_letters(case: WatchedCase) -> Iterator[Alert]:
    """Decision letters that nobody has logged, or that say other than what was logged."""
    for asked in case.unlogged:
        yield _alert(case, AlertKind.DECISION_UNLOGGED, asked.asked_at, asked.words, asked.mark)
    for verdict in case.verdicts:
        if verdict.letter is None or verdict.letter_at is None or verdict.letter == verdict.result:
            continue
        step = verdict.level.value.replace("_", " ")
        words = (
            f"the decision letter on the {step} says {verdict.letter.value}, logged was "
            f"{verdict.result.value}: call the payer, then log it anew with p2p outcome {case.id}"
        )
        at = verdict.letter_at
        yield _alert(case, AlertKind.DECISION_DIFFERS, at, words, verdict.level.value, _stamp(at))


def _sent_words(right: Right, sent: datetime, *, expedited: bool) -> str:
    limit = " within 72 hours" if expedited else ""
    return f"{name_of(right)}: sent on {day_words(sent)} and not answered{limit}; ask the payer"


def _of_grants(case: WatchedCase, settings: AlertSettings, office: Office) -> Iterator[Alert]:
    for grant in case.grants:
        if grant.valid_through is None:
            continue
        last = day_words(grant.valid_through)
        mark = (grant.number or "", grant.valid_through.isoformat())
        planned = case.service_from
        plan = f"; the service is planned for {day_words(planned)}" if planned else ""
        if planned and planned > grant.valid_through:
            words = f"the authorization ends on {last}{plan}: ask for an extension"
            yield _alert(case, AlertKind.AUTHORIZATION_SHORT, grant.known_at, words, *mark)
        end = end_of(grant.valid_through, office)
        early = end - timedelta(days=settings.authorization_days)
        at = max(working_moment_before(early, office), working_moment_after(grant.known_at, office))
        open_dispute = " while the dispute is open" if _disputed(case) else ""
        if at < end and _still_needed(case, at.astimezone(office.tz)):
            words = f"the authorization ends on {last}{open_dispute}{plan}"
            yield _alert(case, AlertKind.AUTHORIZATION_ENDING, at, words, *mark)
        if _still_needed(case, end.astimezone(office.tz)) and end > grant.known_at:
            words = f"the authorization ended on {last}{open_dispute}{plan}"
            yield _alert(case, AlertKind.AUTHORIZATION_ENDED, end, words, *mark)


def _still_needed(case: WatchedCase, at: datetime) -> bool:
    """Whether the service is, for all we know, still to come or in dispute on that day."""
    return case.service_from is None or case.service_from >= at.date() or _disputed(case)


def _disputed(case: WatchedCase) -> bool:
    """Whether rights are open: nothing was overturned in writing."""
    return bool(case.rights) and not any(verdict.won for verdict in case.verdicts)


def _stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _alert(case: WatchedCase, kind: AlertKind, at: datetime, words: str, *mark: str) -> Alert:
    group = "/".join((case.id, *mark))
    if kind in (AlertKind.AUTHORIZATION_ENDING, AlertKind.AUTHORIZATION_ENDED):
        group += "/end"
    else:
        group += f"/{kind}"
    return Alert(key=f"{group}/{kind}", case=case.id, kind=kind, group=group, at=at, text=words)
