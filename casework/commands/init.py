"""``p2p init``: a settings file to begin with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from casework.commands.common import say
from casework.exits import UsageError
from casework.files import put_private
from casework.settings import FILE, known_zone, machine_zone


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--timezone", "zone", metavar="TZ", help="The office's zone; the machine's own.")
def init(folder: Path, zone: str | None) -> None:
    r"""Write p2p.toml into FOLDER, with every setting explained; one that exists is left alone.

    \b
    Example:
      p2p init --timezone America/Chicago
    """
    path = folder / FILE
    if path.exists():
        raise UsageError(f"{path} exists and is left as it is; p2p doctor checks it")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; make it first")
    chosen = known_zone(zone or machine_zone())
    text = (files("casework") / "settings.template.toml").read_text("utf-8")
    text = text.replace('# zone = "America/New_York"', f'zone = "{chosen}"', 1)
    put_private(path, text.encode())
    say(f"wrote {path}; the office's zone is {chosen}")
