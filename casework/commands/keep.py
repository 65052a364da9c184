"""``p2p audit``, ``backup``, ``restore``, ``export`` and ``purge``: keeping what is kept."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, moment, say
from casework.commands.fix import by, out
from casework.exits import ExitCode, UsageError


@click.group()
def audit() -> None:
    r"""Look at whether the history is as it was written.

    \b
    Example:
      p2p audit verify --out cases
    """


@audit.command()
@click.option("--head", metavar="HASH", help="A last hash that was noted before.")
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON on stdout.")
@out
@common
def verify(head: str | None, as_json: bool, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Follow the history's chain of hashes; every fault is told.

    \b
    Example:
      p2p audit verify --out cases
    """
    call = Call(options)
    from casework import history
    from casework.office import open_office

    with open_office(call.settings, out) as office, office.store.snapshot() as session:
        verdict = history.verify(session, head)
    for fault in verdict.faults:
        say(fault, error=True)
    if as_json:
        click.echo(json.dumps(asdict(verdict)))
    else:
        state = "whole" if not verdict.faults else "NOT WHOLE"
        click.echo(f"the history is {state}: {verdict.events} rows, the last hash {verdict.head}")
    sys.exit(ExitCode.SOME_FAILED if verdict.faults else ExitCode.DONE)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@out
@common
def backup(file: Path, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Write everything of the office into FILE.

    \b
    Example:
      p2p backup /mnt/backup/p2p-2026-03-04.tar --out cases
    """
    call = Call(options)
    from casework import backup as keep
    from casework.office import open_office

    with open_office(call.settings, out) as office:
        number = keep.backup(office, file)
    call.tell(f"wrote {file}: {number} files")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder.")
@common
def restore(file: Path, out: Path, **options: Unpack[Common]) -> None:
    r"""Make the office of a backup FILE, in a new folder and an empty store.

    \b
    Example:
      p2p restore /mnt/backup/p2p-2026-03-04.tar --out cases
    """
    call = Call(options)
    from casework import backup as keep

    verdict = keep.restore(file, out, call.settings)
    for fault in verdict.faults:
        say(fault, error=True)
    call.tell(f"restored into {out}; the history has {verdict.events} rows")
    sys.exit(ExitCode.SOME_FAILED if verdict.faults else ExitCode.DONE)


@click.command()
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path))
@out
@common
def export(case: str, file: Path, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Write all of one CASE into a ZIP FILE: its record, history, results and papers.

    \b
    Example:
      p2p export 3f2a91c0de-1 case.zip
    """
    call = Call(options)
    from casework import backup as keep
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office:
        with office.store.read() as session:
            record = case_of(session, case)
        number = keep.export(office, record, file)
    call.tell(f"wrote {file}: {number} files")


@click.command()
@click.option("--before", callback=moment, metavar="ISO", help="Closed before this moment.")
@click.option("--yes", is_flag=True, help="Delete; without it the cases are only listed.")
@by
@out
@common
def purge(
    before: datetime | None, yes: bool, by: str, out: Path | None, **options: Unpack[Common]
) -> None:
    r"""Delete the cases that were closed before the retention period, and all of theirs.

    \b
    Example:
      p2p purge --by "Rosa Lind" --yes
    """
    call = Call(options)
    from casework import purge as keep
    from casework.files import locked
    from casework.fix import Said
    from casework.office import open_office

    limit = call.moment(before) or keep.years_ago(call.now, call.settings.retention.years)
    if limit > call.now:
        raise UsageError("--before is in the future")
    with open_office(call.settings, out) as office:
        with office.store.read() as session:
            names = [case.id for case in keep.ripe(session, limit)]
        for name in names:
            call.tell(f"{name} {'is deleted' if yes else 'would be deleted'}")
        strays = 0
        if yes:
            with locked(office.private):
                keep.purge(office, names, Said(by, call.now))
                strays = keep.purge_strays(office, limit, Said(by, call.now))
    call.tell(f"closed before {limit:%Y-%m-%d}: {len(names)} cases")
    if strays:
        call.tell(f"{strays} papers that were of no case are deleted too")
