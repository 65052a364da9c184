"""``p2p prepare``: one letter and one chart to a packet."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, moment, say
from casework.exits import ExitCode


@click.command()
@click.argument("letter", type=click.Path(path_type=Path))
@click.option("--chart", required=True, type=click.Path(path_type=Path), help="The chart's folder.")
@click.option("--policy", type=click.Path(path_type=Path), help="A folder of payer policies.")
@click.option("--references", type=click.Path(path_type=Path), help="The office's own library.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--appeal", is_flag=True, help="Write appeal.docx too.")
@click.option("--received-at", callback=moment, metavar="ISO", help="When the letter arrived.")
@click.option("--letter", "number", type=click.IntRange(min=1), help="Which letter of the file.")
@click.option("--corrections", type=click.Path(path_type=Path), help="JSON of field and value.")
@common
def prepare(
    letter: Path,
    chart: Path,
    policy: Path | None,
    references: Path | None,
    out: Path,
    appeal: bool,
    received_at: datetime | None,
    number: int | None,
    corrections: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Prepare the call for one LETTER: case.json, packet.pdf and p2p-window.ics.

    \b
    Example:
      p2p prepare letter.pdf --chart charts/ortho-17 --out cases/17 --appeal
    """
    call = Call(options)
    from casework.prepare import Request, load_corrections, prepare

    request = Request(
        letter=letter,
        chart=chart,
        policies=policy,
        references=references or call.settings.folders.references,
        out=out,
        now=call.now,
        jobs=call.jobs,
        appeal=appeal,
        received_at=call.moment(received_at),
        number=number,
        password=call.password,
        verbose=call.verbose,
        corrections=load_corrections(corrections) if corrections else {},
    )
    done = prepare(request, call.settings)
    for warning in done.case.warnings:
        if warning not in done.failed:
            call.tell(f"note: {warning}")
    for path in done.files:
        call.tell(f"wrote {path}")
    for failed in done.failed:
        say(failed, error=True)
    sys.exit(ExitCode.SOME_FAILED if done.failed else ExitCode.DONE)
