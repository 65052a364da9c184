"""``p2p batch``: every letter of an inbox, once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common, progress, say


@click.command()
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--charts", required=True, type=click.Path(path_type=Path), help="All charts.")
@click.option("--policies", type=click.Path(path_type=Path), help="A folder of payer policies.")
@click.option("--references", type=click.Path(path_type=Path), help="The office's own library.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--appeal", is_flag=True, help="Write an appeal.docx for each case too.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on stdout.")
@common
def batch(
    inbox: Path,
    charts: Path,
    policies: Path | None,
    references: Path | None,
    out: Path,
    appeal: bool,
    as_json: bool,
    **options: Unpack[Common],
) -> None:
    r"""Prepare every letter of INBOX; run again, it does only what is new.

    \b
    Example:
      p2p batch inbox --charts charts --policies policies --out cases
    """
    call = Call(options)
    from casework.batch import BatchRequest, run_batch

    request = BatchRequest(
        inbox=inbox,
        charts=charts,
        policies=policies,
        references=references or call.settings.folders.references,
        out=out,
        now=call.now,
        jobs=call.jobs,
        appeal=appeal,
        password=call.password,
        verbose=call.verbose,
    )
    with progress(call) as step:
        summary = run_batch(request, call.settings, step=step)
    for failed in summary.failed:
        say(f"{failed.source}: {failed.reason}", error=True)
    if as_json:
        click.echo(summary.model_dump_json(by_alias=True))
    if not call.quiet:
        from casework.summary import most_urgent_first
        from casework.tables import console, summary_table

        console(to_stderr=True).print(summary_table(most_urgent_first(summary)))
        call.tell(f"{summary.files} files; {summary.told()}; see {out / 'summary.json'}")
    sys.exit(summary.exit_code)
