"""What every command has in common: its options, its messages, its progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict, TypeVar
from zoneinfo import ZoneInfo

import click

from casework.exits import UsageError
from casework.settings import Settings, load_settings

F = TypeVar("F", bound=Callable[..., Any])


def say(message: str, *, error: bool = False) -> None:
    """A line for the person, on stderr."""
    from casework.tables import safe

    text = message if "\n" in message else safe(message)
    click.echo(f"p2p: {text}" if error else text, err=True)


def moment(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:
    """An option's ISO date and time; the callback of click options.

    Raises:
        BadParameter: it is none.
    """
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
        click.option("--now", callback=moment, metavar="ISO", help="Count from this moment."),
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
