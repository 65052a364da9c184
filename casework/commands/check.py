"""``p2p check``: what of a payer's policy a chart does not document yet."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, say
from casework.exits import ExitCode


@click.command()
@click.option("--policy", required=True, type=click.Path(path_type=Path), help="Payer's policy.")
@click.option("--chart", required=True, type=click.Path(path_type=Path), help="The chart's folder.")
@click.option("--service", metavar="TEXT", help="What will be asked for, with part and side.")
@click.option("--code", metavar="CODE", help="Its procedure code.")
@click.option("--patient", metavar="NAME", help="Whose chart it is.")
@click.option("--born", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date of birth.")
@click.option("--out", type=click.Path(path_type=Path), help="An office, for what its past says.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@common
def check(
    policy: Path,
    chart: Path,
    service: str | None,
    code: str | None,
    patient: str | None,
    born: datetime | None,
    out: Path | None,
    as_json: bool,
    **options: Unpack[Common],
) -> None:
    r"""Check a chart against a payer's policy before a request is sent.

    \b
    Example:
      p2p check --policy policies/total-hip.pdf --chart charts/17 --service "right total hip"
    """
    call = Call(options)
    from casework.check import CheckRequest, check

    request = CheckRequest(
        policy=policy,
        chart=chart,
        now=call.now,
        jobs=call.jobs,
        service=service,
        code=code,
        patient=patient,
        birth=born.date().isoformat() if born else None,
        password=call.password,
        verbose=call.verbose,
    )
    done = check(request, call.settings)
    if as_json:
        click.echo(done.check.model_dump_json(by_alias=True))
    else:
        from casework.tables import console
        from casework.tables_check import check_table

        console(to_stderr=False).print(check_table(done.check))
        for line in _past(call, out, done.payer, code):
            click.echo(line)
    for failure in done.failures:
        say(f"{failure.name}: {failure.reason}", error=True)
    sys.exit(ExitCode.SOME_FAILED if done.failures else ExitCode.DONE)


def _past(call: Call, out: Path | None, payer: str | None, code: str | None) -> tuple[str, ...]:
    """What the office's past says of such requests; nothing where no office is named."""
    folder = out or call.settings.folders.out
    from casework.files import PRIVATE
    from casework.office import open_office
    from casework.past.advice import Like, before_request
    from casework.past.facts import past_of

    if folder is None or (out is None and not (folder / PRIVATE).is_dir()):
        return ()  # an office without a case so far has no past
    with open_office(call.settings, folder) as office, office.store.read() as session:
        past = past_of(session, None, None)
    like = Like(payer, None, (code,) if code else ())
    return before_request(past, like, minimum=call.settings.report.advice_from)
