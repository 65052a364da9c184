"""``p2p doctor``: what this machine has and lacks."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common
from casework.exits import ExitCode


@click.command()
@click.option("--out", default=".", type=click.Path(path_type=Path), help="Where results would go.")
@click.option("--json", "as_json", is_flag=True, help="The checks as JSON on stdout.")
@common
def doctor(out: Path, as_json: bool, **options: Unpack[Common]) -> None:
    r"""Say what is installed, what is missing, and the command that mends it.

    \b
    Example:
      p2p doctor
    """
    call = Call(options)
    from casework.doctor import all_needed, examine
    from casework.doctor_office import examine_office
    from casework.tables import checks_table, console

    checks = (*examine(call.settings, out), *examine_office(call.settings, call.now))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks]))
    else:
        console(to_stderr=False).print(checks_table(checks))
    sys.exit(ExitCode.DONE if all_needed(checks) else ExitCode.MISSING_PROGRAM)
