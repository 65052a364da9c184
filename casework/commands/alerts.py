"""``p2p alerts``: what is due, told once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common

_DAY = timedelta(days=1)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--ahead", type=click.IntRange(min=1), metavar="DAYS", help="Show what is to come.")
@click.option("--ics", type=click.Path(path_type=Path), help="Write a calendar feed too.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one alert a line.")
@common
def alerts(
    out: Path | None, ahead: int | None, ics: Path | None, as_json: bool, **options: Unpack[Common]
) -> None:
    r"""Tell what is due: windows, calls, confirmations, decisions, authorizations.

    Each alert is told once. With --ahead nothing is told: what is to come is shown.

    \b
    Example:
      p2p alerts --out cases
      p2p alerts --out cases --ahead 7
    """
    call = Call(options)
    from casework.alerts import RECENT, coming_alerts, tell_alerts
    from casework.clock.feed import alerts_ics
    from casework.clock.model import Alert
    from casework.files import put_private
    from casework.office import open_office
    from casework.tables import console
    from casework.tables_office import alerts_table

    def show(found: tuple[Alert, ...]) -> None:
        if as_json:
            for alert in found:
                told = alert.model_dump(mode="json") | {"loud": alert.loud}
                click.echo(json.dumps(told))
        elif found:
            console(to_stderr=False).print(alerts_table(found, call.settings.office))
        else:
            call.tell("nothing to tell")

    with open_office(call.settings, out) as office:
        if ahead is not None:
            with office.store.read() as session:
                show(coming_alerts(session, call.settings, call.now, ahead * _DAY, 0 * _DAY))
        else:
            tell_alerts(office.store, call.settings, call.now, tell=show)
        if ics is not None:
            with office.store.read() as session:
                feed = coming_alerts(session, call.settings, call.now, 366 * _DAY, RECENT)
            put_private(ics, alerts_ics(feed, call.now))
            call.tell(f"wrote {ics}")
