"""The command ``p2p``. Only this module prints and exits; every option is in ``docs/cli.md``."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack
from zoneinfo import ZoneInfo

import click

from casework.exits import ExitCode, UsageError, code_for, code_for_files
from casework.settings import Settings, load_settings
from docextract.errors import MissingProgramError

if TYPE_CHECKING:
    from docextract.facts import LetterResult

F = TypeVar("F", bound=Callable[..., Any])


class Program(click.Group):
    """The command group; turns every error into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; see :class:`ExitCode`."""
        os.umask(0o077)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except BaseException as error:
            code = code_for(error)
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


def say(message: str, *, error: bool = False) -> None:
    """A line for the person, on stderr."""
    from casework.tables import safe

    text = message if "\n" in message else safe(message)
    click.echo(f"p2p: {text}" if error else text, err=True)


def _moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        example = "2026-03-04T10:15 or 2026-03-04T10:15:00-05:00"
        raise click.BadParameter(f"{value!r} is no ISO date and time, such as {example}") from error


def common(command: F) -> F:
    """The options that every command that reads files has."""
    options = (
        click.option(
            "--timezone", "zone", metavar="TZ", help="The office's zone, America/Chicago."
        ),
        click.option("--jobs", type=click.IntRange(min=1), default=None, help="Worker processes."),
        click.option("--now", callback=_moment, metavar="ISO", help="Count from this moment."),
        click.option("--password", help="Opens encrypted PDFs; --password-file is safer."),
        click.option("--password-file", type=click.Path(path_type=Path), help="Its first line."),
        click.option("--config", type=click.Path(path_type=Path), help="Settings (p2p.toml)."),
        click.option("-v", "--verbose", count=True, help="Say more; -vv for everything."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Common(TypedDict):
    """The common options as click hands them over."""

    zone: str | None
    jobs: int | None
    now: datetime | None
    password: str | None
    password_file: Path | None
    config: Path | None
    verbose: int
    quiet: bool


class Call:
    """What the common options come to."""

    def __init__(self, options: Common) -> None:
        from casework.logs import set_up_logs

        self.quiet: bool = options["quiet"]
        self.verbose: int = -1 if self.quiet else options["verbose"]
        set_up_logs(self.verbose)
        self.settings: Settings = load_settings(options["config"], zone=options["zone"])
        self.jobs: int = options["jobs"] or len(os.sched_getaffinity(0))
        self.now: datetime = self.moment(options["now"]) or _clock(self.settings.office.tz)
        self.password: str | None = _password(options["password"], options["password_file"])
        if self.settings.office.zone == "UTC" and not options["zone"]:
            self.tell("the office's time zone is not set, UTC is taken; give --timezone")

    def moment(self, given: datetime | None) -> datetime | None:
        """A moment in the office's zone, which one without a zone is taken to be in."""
        if given is None:
            return None
        zone = self.settings.office.tz
        return given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)

    def tell(self, message: str) -> None:
        """A message that ``--quiet`` keeps back."""
        if not self.quiet:
            say(message)


def _clock(zone: ZoneInfo) -> datetime:
    """Now, or the moment of ``SOURCE_DATE_EPOCH`` where results must be reproducible."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.astimezone(zone).replace(microsecond=0)


def _password(given: str | None, file: Path | None) -> str | None:
    if given is not None and file is not None:
        raise UsageError("give --password or --password-file, not both")
    if file is None:
        return given
    try:
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise UsageError(f"cannot read a password from {file}") from error


@contextmanager
def progress(call: Call) -> Iterator[Callable[[str, int], None]]:
    """Progress bars on stderr, only on a terminal.

    The value is told the work and how much of it there is, once for each that is done.
    """
    if call.quiet or not sys.stderr.isatty():
        yield lambda title, total: None
        return
    from rich.progress import Progress, TaskID

    from casework.tables import console

    bars: dict[str, TaskID] = {}
    with Progress(console=console(to_stderr=True), transient=True) as shown:

        def step(title: str, total: int) -> None:
            if title not in bars:
                bars[title] = shown.add_task(title, total=total)
            shown.advance(bars[title])

        yield step


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peer-to-peer-prep", prog_name="p2p")
def main() -> None:
    """Read payer denial letters and prepare the physician's peer-to-peer call.

    Everything stays on this machine.
    """


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one letter a line.")
@click.option("--received-at", callback=_moment, metavar="ISO", help="When the letters arrived.")
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
    from casework.cache import Cache
    from casework.reading import Reader, for_each, read_letter_file
    from casework.workers import open_workers

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


@main.command()
@click.argument("letter", type=click.Path(path_type=Path))
@click.option("--chart", required=True, type=click.Path(path_type=Path), help="The chart's folder.")
@click.option("--policy", type=click.Path(path_type=Path), help="A folder of payer policies.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--appeal", is_flag=True, help="Write appeal.docx too.")
@click.option("--received-at", callback=_moment, metavar="ISO", help="When the letter arrived.")
@click.option("--letter", "number", type=click.IntRange(min=1), help="Which letter of the file.")
@click.option("--corrections", type=click.Path(path_type=Path), help="JSON of field and value.")
@common
def prepare(
    letter: Path,
    chart: Path,
    policy: Path | None,
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


@main.command()
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--charts", required=True, type=click.Path(path_type=Path), help="All charts.")
@click.option("--policies", type=click.Path(path_type=Path), help="A folder of payer policies.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where results go.")
@click.option("--appeal", is_flag=True, help="Write an appeal.docx for each case too.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on stdout.")
@common
def batch(
    inbox: Path,
    charts: Path,
    policies: Path | None,
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


@main.command()
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
    from casework.tables import checks_table, console

    checks = examine(call.settings, out)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks]))
    else:
        console(to_stderr=False).print(checks_table(checks))
    sys.exit(ExitCode.DONE if all_needed(checks) else ExitCode.MISSING_PROGRAM)
