"""A command, option, setting or exit code without documentation fails."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from casework.cli import main
from casework.exits import ExitCode
from casework.records import CaseState
from casework.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "settings.md").read_text(encoding="utf-8")


def sections():
    parts = CLI.split("\n## ")
    return {part.partition("\n")[0]: part for part in parts}


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: command.name)
def test_every_option_is_documented(command):
    section = sections()[f"p2p {command.name}"] + sections()["Options of every command"]
    options = [p for p in command.params if isinstance(p, click.Option)]
    missing = [o for p in options for o in p.opts if f"`{o}" not in section]
    assert missing == []


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: command.name)
def test_help_has_an_example_that_the_docs_show_too(command):
    example = command.help.partition("Example:")[2].strip().splitlines()[0].strip()
    assert example.startswith(f"p2p {command.name}")
    assert example in CLI


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_documented(code):
    assert f"| {int(code)} |" in CLI


@pytest.mark.parametrize("state", [s for s in CaseState if s is not CaseState.WORKING])
def test_every_state_is_documented(state):
    assert f"| `{state}` |" in CLI


def members_of(table):
    """The settings of a table, or of each of a list of tables."""
    kind = Settings.model_fields[table].annotation
    (kind,) = [each for each in (get_args(kind) or (kind,)) if each is not ...]
    return kind.model_fields


@pytest.mark.parametrize("table", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(table):
    for name, field in members_of(table).items():
        row = next((r for r in SETTINGS.splitlines() if r.startswith(f"| `{name}` |")), None)
        assert row is not None, f"{table}.{name} is not in docs/settings.md"
        if isinstance(field.default, int):
            assert f"| {str(field.default).lower()} |" in row


def test_the_example_of_the_settings_is_valid():
    example = SETTINGS.partition("```toml\n")[2].partition("```")[0]
    assert Settings.model_validate(tomllib.loads(example)).limits.page_seconds == 120
