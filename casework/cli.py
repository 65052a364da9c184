"""The command ``p2p``: its errors become messages and exit codes here.

Each command is a module of ``casework.commands``; every option is in ``docs/cli.md``.
"""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import Path
from threading import Event

import click

from casework.commands.alerts import alerts
from casework.commands.appeal import appeal
from casework.commands.batch import batch
from casework.commands.cases import assign, cases, close, note, show
from casework.commands.check import check
from casework.commands.common import say
from casework.commands.confirm import confirm
from casework.commands.doctor import doctor
from casework.commands.fix import fix, reject, release
from casework.commands.init import init
from casework.commands.keep import audit, backup, export, purge, restore
from casework.commands.merge import apart, merge, misdirected, proof, split
from casework.commands.outcome import outcome
from casework.commands.prepare import prepare
from casework.commands.read import read
from casework.commands.report import report
from casework.commands.schedule import schedule
from casework.commands.sent import sent
from casework.commands.watch import inbox, retry, watch
from casework.exits import ExitCode, code_for
from casework.interrupts import interrupt_noted


class Program(click.Group):
    """The command group; turns every error into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; see :class:`ExitCode`."""
        os.umask(0o077)
        interrupted = Event()
        try:
            with interrupt_noted(interrupted):
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except BaseException as error:
            code = ExitCode.INTERRUPTED if interrupted.is_set() else code_for(error)
            if code is None and not isinstance(error, Exception):
                raise
            say(_told(error, code), error=True)
            ctx.exit(int(ExitCode.DEFECT if code is None else code))


def _told(error: BaseException, code: ExitCode | None) -> str:
    if code is ExitCode.INTERRUPTED:
        return "interrupted; what was finished is kept"
    if code is not None:
        return str(error)
    if logging.getLogger("casework").isEnabledFor(logging.DEBUG):
        return "".join(traceback.format_exception(error))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"an error of the program ({type(error).__name__} at {place}); -vv shows more"


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peer-to-peer-prep", prog_name="p2p")
def main() -> None:
    """Read payer denial letters and prepare the physician's peer-to-peer call.

    Everything stays on this machine.
    """


COMMANDS = (
    read,
    prepare,
    check,
    batch,
    watch,
    inbox,
    retry,
    fix,
    reject,
    release,
    merge,
    split,
    apart,
    misdirected,
    proof,
    alerts,
    schedule,
    outcome,
    confirm,
    appeal,
    sent,
    cases,
    show,
    assign,
    note,
    close,
    report,
    audit,
    backup,
    restore,
    export,
    purge,
    init,
    doctor,
)

for command in COMMANDS:
    main.add_command(command)
