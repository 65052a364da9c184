"""``p2p alerts``: what is due is told once, through every channel that the office has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.clock.digest import digest, send
from casework.clock.due import DueAlerts, due_alerts, timeline
from casework.clock.model import Alert
from casework.clock.watched import fired_keys, known_keys, record_alerts, watched_cases
from casework.records import CaseRecord
from casework.settings import Settings
from casework.store import Store

RECENT = timedelta(days=14)
"""How long an alert stays in the calendar feed."""


def tell_alerts(
    store: Store,
    settings: Settings,
    now: datetime,
    *,
    tell: Callable[[tuple[Alert, ...]], None],
) -> tuple[Alert, ...]:
    """Tell what is due and record that it was told; gives what was told.

    The record comes last: what could not be told is told again by the next run.

    Raises:
        MailError: the digest could not be sent.
    """
    with store.read() as session:
        due = _due(session, settings, now)
        mail = _mail(session, due, settings, now)
    tell(due.told)
    if mail is not None:
        send(mail, settings.mail)
    with store.write() as session:
        fired = known_keys(session, (*due.told, *due.overtaken))
        new = DueAlerts(
            tuple(alert for alert in due.told if alert.key not in fired),
            tuple(alert for alert in due.overtaken if alert.key not in fired),
        )
        record_alerts(session, new, settings.office, now)
    return due.told


def coming_alerts(
    session: Session, settings: Settings, now: datetime, ahead: timedelta, since: timedelta
) -> tuple[Alert, ...]:
    """The alerts from ``since`` before now until ``ahead`` after it, told or not."""
    found = [
        alert
        for case in watched_cases(session)
        for alert in timeline(case, settings.alerts, settings.office)
        if now - since <= alert.at <= now + ahead
    ]
    return tuple(sorted(found, key=lambda alert: (alert.at, alert.key)))


def _due(session: Session, settings: Settings, now: datetime) -> DueAlerts:
    cases = watched_cases(session)
    fired = fired_keys(session, cases)
    return due_alerts(cases, fired, settings.alerts, settings.office, now)


def _mail(
    session: Session, due: DueAlerts, settings: Settings, now: datetime
) -> EmailMessage | None:
    if not settings.mail.enabled or not due.told:
        return None
    ids = {alert.case for alert in due.told}
    names = session.execute(select(CaseRecord.id, CaseRecord.patient).where(CaseRecord.id.in_(ids)))
    patients = {row.id: row.patient for row in names} if settings.mail.names_patients else {}
    return digest(due.told, settings.mail, patients, now)
