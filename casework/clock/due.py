"""Which alerts are due: each fires once, and of several on one thing the last says all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.clock.followup import followup_alerts
from casework.clock.model import Alert, WatchedCase
from casework.clock.rights import right_alerts
from casework.settings_office import AlertSettings
from docextract.office import Office


@dataclass(frozen=True, slots=True)
class DueAlerts:
    """What is to be told now, loudest and most urgent first, and what it makes needless.

    Both are to be recorded as fired: the second are earlier alerts of the same group that no
    run of ``p2p alerts`` saw in time.
    """

    told: tuple[Alert, ...]
    overtaken: tuple[Alert, ...]


def timeline(case: WatchedCase, settings: AlertSettings, office: Office) -> tuple[Alert, ...]:
    """Every alert that the case gives as far as it is known now, in the order of time."""
    found = (*right_alerts(case, settings, office), *followup_alerts(case, settings, office))
    by_key = {alert.key: alert for alert in sorted(found, key=_order, reverse=True)}
    return tuple(sorted(by_key.values(), key=_order))


def due_alerts(
    cases: Iterable[WatchedCase],
    fired: Collection[str],
    settings: AlertSettings,
    office: Office,
    now: datetime,
) -> DueAlerts:
    """The alerts whose moment has come and that have not fired; ``fired`` holds their keys."""
    told: list[Alert] = []
    overtaken: list[Alert] = []
    for case in cases:
        come = [alert for alert in timeline(case, settings, office) if alert.at <= now]
        last = {alert.group: alert.key for alert in come}
        for alert in come:
            if alert.key not in fired:
                stale = alert.until is not None and alert.until <= now
                is_news = last[alert.group] == alert.key and not stale
                (told if is_news else overtaken).append(alert)
    told.sort(key=lambda alert: (not alert.loud, alert.act_by or alert.at, alert.key))
    return DueAlerts(tuple(told), tuple(overtaken))


def _order(alert: Alert) -> tuple[datetime, str]:
    return (alert.at, alert.key)
