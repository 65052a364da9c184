"""``p2p watch``, ``p2p inbox`` and ``p2p retry``: the inbox as files are dropped into it."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common, say
from casework.exits import ExitCode, UsageError, code_for_files

if TYPE_CHECKING:
    from casework.inbox.take import Taken


@click.command()
@click.argument("inbox", required=False, type=click.Path(path_type=Path))
@click.option("--charts", type=click.Path(path_type=Path), help="All charts.")
@click.option("--policies", type=click.Path(path_type=Path), help="A folder of payer policies.")
@click.option("--references", type=click.Path(path_type=Path), help="The office's own library.")
@click.option("--out", type=click.Path(path_type=Path), help="Where results go.")
@click.option("--appeal", is_flag=True, help="Write an appeal.docx for each case too.")
@click.option("--once", is_flag=True, help="End when everything that is there was taken.")
@common
def watch(
    inbox: Path | None,
    charts: Path | None,
    policies: Path | None,
    references: Path | None,
    out: Path | None,
    appeal: bool,
    once: bool,
    **options: Unpack[Common],
) -> None:
    r"""Prepare each letter that is dropped into INBOX, until stopped.

    \b
    Example:
      p2p watch inbox --charts charts --policies policies --out cases
    """
    call = Call(options)
    from casework.inbox.watch import Ends, WatchRequest, ticking
    from casework.inbox.watch import watch as look_after

    folders = call.settings.folders
    request = WatchRequest(
        inbox=_named(inbox or folders.inbox, "INBOX", "folders.inbox"),
        charts=_named(charts or folders.charts, "--charts", "folders.charts"),
        policies=policies or folders.policies,
        references=references or folders.references,
        out=out or folders.out or Path(),
        archive=folders.archive,
        jobs=call.jobs,
        appeal=appeal,
        once=once,
        password=call.password,
        verbose=call.verbose,
    )
    stop, taken = Event(), []

    def tell(each: Taken) -> None:
        taken.append(each.state)
        _tell(each, call)

    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    call.tell(f"watching {request.inbox}; stop with Ctrl-C")
    look_after(request, call.settings, ticking(call.now), Ends(tell, _warn, stop))
    sys.exit(
        code_for_files(len(taken), sum(each == "failed" for each in taken))
        if once
        else ExitCode.DONE
    )


def _named(path: Path | None, option: str, setting: str) -> Path:
    if path is None:
        raise UsageError(f"name {option}, or set {setting} in p2p.toml")
    return path


def _warn(message: str) -> None:
    say(message, error=True)


def _tell(taken: Taken, call: Call) -> None:
    """A file's line; what needs a person is told in any case."""
    cases = "; ".join(
        f"{line.case} {line.state.replace('_', ' ')}" + (f" ({line.reason})" if line.reason else "")
        for line in taken.lines
    )
    words = ": ".join(part for part in (taken.key, cases or taken.state, taken.reason) if part)
    if taken.state in ("failed", "refused"):
        say(words, error=True)
    else:
        call.tell(words)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the cases.")
@click.option("--json", "as_json", is_flag=True, help="The lists as JSON on stdout.")
@common
def inbox(out: Path | None, as_json: bool, **options: Unpack[Common]) -> None:
    r"""List what waits, what could not be read, what is not ours or of no case, and what is asked.

    \b
    Example:
      p2p inbox --out cases
    """
    call = Call(options)
    from casework.inbox.show import lists
    from casework.inbox.tables import inbox_tables
    from casework.office import open_office
    from casework.tables import console

    with open_office(call.settings, out) as office, office.store.read() as session:
        found = lists(session)
    if as_json:
        click.echo(json.dumps(found))
    else:
        console(to_stderr=False).print(inbox_tables(found))


@click.command()
@click.argument("files", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the cases.")
@common
def retry(files: tuple[str, ...], out: Path | None, **options: Unpack[Common]) -> None:
    r"""Try FILES that could not be read once more, or all of them; p2p watch then takes them.

    \b
    Example:
      p2p retry scans/fax_0412.tif
    """
    call = Call(options)
    from casework import history
    from casework.inbox import sightings
    from casework.office import open_office

    with open_office(call.settings, out) as office, office.store.write() as session:
        found = sightings.again(session, files or None, call.now)
        missing = sorted(set(files) - set(found))
        if missing:
            raise UsageError(f"{missing[0]!r} is not on the list; p2p inbox shows it")
        for each in found:
            history.append(session, what="retry", at=call.now, detail=each)
    for each in found:
        call.tell(f"{each} is tried again")
    if not found:
        call.tell("no file is on the list")
