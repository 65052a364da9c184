"""``p2p confirm``: a person has the payer's word in writing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, moment

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("case")
@click.option("--by", required=True, metavar="NAME", help="Who has seen it.")
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--at", callback=moment, metavar="ISO", help="When it came; now.")
@click.option("--number", help="The authorization's number.")
@click.option("--valid-from", type=_DAY, help="Its first day.")
@click.option("--valid-through", type=_DAY, help="Its last day.")
@common
def confirm(
    case: str,
    by: str,
    out: Path | None,
    at: datetime | None,
    number: str | None,
    valid_from: datetime | None,
    valid_through: datetime | None,
    **options: Unpack[Common],
) -> None:
    r"""Say that CASE's approval is in writing as it was promised, though no letter came by fax.

    Also where a confirmation that differs from the request was looked at and is right.

    \b
    Example:
      p2p confirm 3f2a --number AZ-771204 --valid-through 2026-05-31 --by "Kim Lee"
    """
    call = Call(options)
    from casework.confirmation import Seen, confirmed_by
    from casework.office import case_of, open_office
    from casework.outcomes.log import Who

    seen = Seen(
        at=call.moment(at) or call.now,
        number=number,
        valid_from=valid_from.date() if valid_from else None,
        valid_through=valid_through.date() if valid_through else None,
    )
    with (
        open_office(call.settings, out, case=case) as office,
        office.store.write() as session,
    ):
        record = case_of(session, case)
        confirmed_by(session, record, seen, Who(by, call.now))
        call.tell(f"case {record.id}: confirmed in writing")
