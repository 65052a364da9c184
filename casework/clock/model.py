"""What the clock knows of a case, and what it says: frozen values without a patient's name."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from casework.records import Level
from casework.records_office import CallState, Result
from docextract.facts import DeadlineKind, Frozen, Party


class Right(Frozen):
    """A right of the letter with its window.

    ``due`` is an ISO date or date-time as in ``letter.md``; ``opens`` the moment the office
    learnt of it; ``used_at`` when the call was held or the paper sent, ``waived_at`` when it
    ceased to apply. A right without a date that needs no review waits for a decision to come.
    """

    kind: DeadlineKind | None
    due: str | None
    opens: datetime
    act_by: datetime | None = None
    level: Level | None = None
    party: Party | None = None
    needs_review: bool = False
    used_at: datetime | None = None
    waived_at: datetime | None = None


class Slot(Frozen):
    """A call at a time; ``uid`` is its calendar event's."""

    uid: str
    state: CallState
    starts: datetime
    ends: datetime


class Verdict(Frozen):
    """How a step ended, and whether the payer has put it in writing.

    ``told_at`` is the moment the office learnt it; ``confirmed_at`` the arrival of the letter
    that says the same, ``denied_at`` that of one which says the opposite. ``faults`` say where
    the letter differs from what was asked; until a person has looked, the case is not won.
    ``letter`` is what the letter on that very decision says, ``letter_at`` its arrival.
    """

    level: Level
    result: Result
    told_at: datetime
    confirmed_at: datetime | None = None
    denied_at: datetime | None = None
    faults: tuple[str, ...] = ()
    letter: Result | None = None
    letter_at: datetime | None = None

    @property
    def won(self) -> bool:
        """Whether the payer has put in writing all that was asked."""
        confirmed = self.confirmed_at is not None and not self.faults
        return self.result is Result.OVERTURNED and confirmed


class Grant(Frozen):
    """An authorization in force: days are inclusive ISO dates of the payer's paper."""

    number: str | None
    known_at: datetime
    valid_from: date | None = None
    valid_through: date | None = None


class Unlogged(Frozen):
    """A decision letter that a person must log; ``mark`` names the letter."""

    mark: str
    asked_at: datetime
    words: str


class WatchedCase(Frozen):
    """Everything the clock needs of one case; ``id`` is its short id."""

    id: str
    rights: tuple[Right, ...] = ()
    calls: tuple[Slot, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    grants: tuple[Grant, ...] = ()
    unlogged: tuple[Unlogged, ...] = ()
    service_from: date | None = None
    closed_at: datetime | None = None


class AlertKind(StrEnum):
    """What an alert is about."""

    OPENED = "window_open"
    CLOSING = "window_closing"
    PASSED = "window_passed"
    UNDATED = "window_undated"
    NEXT_LEVEL = "next_level"
    CALL_SOON = "call_soon"
    CALL_MISSED = "call_missed"
    OUTCOME_MISSING = "outcome_missing"
    CONFIRMATION_MISSING = "confirmation_missing"
    DECISION_MISSING = "decision_missing"
    DECISION_UNLOGGED = "decision_unlogged"
    DECISION_DIFFERS = "decision_differs"
    DENIED_AFTER_APPROVAL = "denied_after_approval"
    CONFIRMATION_DIFFERS = "confirmation_differs"
    AUTHORIZATION_SHORT = "authorization_short"
    AUTHORIZATION_ENDING = "authorization_ending"
    AUTHORIZATION_ENDED = "authorization_ended"


LOUD = frozenset(
    {
        AlertKind.PASSED,
        AlertKind.UNDATED,
        AlertKind.CALL_MISSED,
        AlertKind.DECISION_UNLOGGED,
        AlertKind.DECISION_DIFFERS,
        AlertKind.DENIED_AFTER_APPROVAL,
        AlertKind.CONFIRMATION_DIFFERS,
        AlertKind.AUTHORIZATION_SHORT,
        AlertKind.AUTHORIZATION_ENDED,
    }
)
"""Alerts that mean that something is being lost."""


class Alert(Frozen):
    """One thing to be told once, at ``at``; its words hold no patient's name.

    ``key`` is the same whenever the same facts are looked at, so that it fires once; a deadline
    that is corrected has another. Of the alerts of one ``group`` that are due together, the last
    one says all; after ``until`` it is no news any more. ``limit`` is the payer's, as printed;
    ``act_by`` the office's own.
    """

    key: str
    case: str
    kind: AlertKind
    group: str
    at: datetime
    text: str
    limit: str | None = None
    act_by: datetime | None = None
    until: datetime | None = None

    @property
    def loud(self) -> bool:
        """Whether something is being lost."""
        return self.kind in LOUD
