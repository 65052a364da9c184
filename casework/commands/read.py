"""``p2p read``: the facts of letters, for a person or as JSON Lines."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common, moment, progress, say
from casework.exits import code_for_files
from docextract.errors import MissingProgramError

if TYPE_CHECKING:
    from docextract.facts import LetterResult


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one letter a line.")
@click.option("--received-at", callback=moment, metavar="ISO", help="When the letters arrived.")
@common
def read(
    files: tuple[Path, ...],
    as_json: bool,
    received_at: datetime | None,
    **options: Unpack[Common],
) -> None:
    r"""Show the facts of each letter in FILES.

    \b
    Example:
      p2p read inbox/fax_0412.tif
      p2p read --json inbox/*.pdf > letters.jsonl
    """
    call = Call(options)
    from casework.workers import open_workers, start_server

    start_server()
    from casework.cache import Cache
    from casework.reading import Reader, for_each, read_letter_file

    errors: list[Exception] = []
    limits = call.settings.limits
    with (
        open_workers(call.jobs, limits=limits, verbose=call.verbose) as workers,
        progress(call) as step,
    ):
        reader = Reader(workers, limits, Cache(None), call.password)

        def letters_of(path: Path) -> tuple[LetterResult, ...]:
            return read_letter_file(
                path, reader, office=call.settings.office, option=call.moment(received_at)
            )

        for outcome in for_each(files, letters_of, side_by_side=call.jobs + 1):
            step("Reading", len(files))
            if outcome.error is not None:
                errors.append(outcome.error)
                say(f"{outcome.item}: {outcome.reason}", error=True)
            for result in outcome.value or ():
                _show(result, call, as_json=as_json)
    missing = any(isinstance(error, MissingProgramError) for error in errors)
    sys.exit(code_for_files(len(files), len(errors), missing_program=missing))


def _show(result: LetterResult, call: Call, *, as_json: bool) -> None:
    if as_json:
        click.echo(result.model_dump_json())
        sys.stdout.flush()
        return
    from casework.tables import console, letter_table

    console(to_stderr=False).print(letter_table(result, now=call.now))
