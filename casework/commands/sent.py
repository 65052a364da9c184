"""``p2p sent``: what was sent to the payer, and the proof of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, moment

WHAT = ("internal", "expedited", "second_level", "external_review", "information", "other")
CHANNELS = ("fax", "mail", "portal", "email", "phone", "hand")


@click.command()
@click.argument("case")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--channel", required=True, type=click.Choice(CHANNELS), help="How it went.")
@click.option("--by", required=True, metavar="NAME", help="Who sent it.")
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--to", "recipient", help="The fax number or address; the letter's own.")
@click.option("--at", callback=moment, metavar="ISO", help="When; now.")
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def sent(
    case: str,
    what: str,
    channel: str,
    by: str,
    out: Path | None,
    recipient: str | None,
    at: datetime | None,
    file: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Note that an appeal, a review's request or information went to CASE's payer.

    Its window is met. The fax machine's report, dropped into the inbox, is filed as the proof.

    \b
    Example:
      p2p sent 3f2a internal --channel fax --to 555-555-0142 --by "Kim Lee"
    """
    call = Call(options)
    from casework.case_files import letter_of
    from casework.office import case_of, open_office
    from casework.outcomes.log import Who
    from casework.outcomes.sent import Sent, log_sent
    from casework.vault import Vault

    with open_office(call.settings, out, case=case) as office:
        with office.store.read() as session:
            record = case_of(session, case)
            printed = letter_of(office, session, record).contacts.appeal_fax.value
        kept = Vault(office.private).keep(file, call.settings.limits) if file else None
        paper = Sent(
            what=what,
            channel=channel,
            recipient=recipient or (printed if channel == "fax" else None),
            sha256=kept.sha256 if kept else None,
            at=call.moment(at) or call.now,
        )
        with office.store.write() as session:
            proven = log_sent(session, case_of(session, record.id), paper, Who(by, call.now))
        call.tell(f"case {record.id}: {what.replace('_', ' ')} sent by {channel}")
        if proven:
            call.tell("the fax machine's report lay in the inbox already: see p2p show")
