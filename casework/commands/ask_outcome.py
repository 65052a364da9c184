"""The questions of ``p2p outcome`` on a terminal."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click

from casework.commands.common import Call
from casework.exits import UsageError

_RESULTS = click.Choice(("overturned", "partly", "upheld", "pending"))
_WORDS = (
    ("reviewer", "Reviewer's name"),
    ("specialty", "Reviewer's specialty"),
    ("licence", "Reviewer's licence (state and number)"),
    ("reference", "Reference number of the decision"),
)
_LISTS = (
    ("criteria", "A criterion that was named"),
    ("reasons", "A reason that was given"),
    ("unaddressed", "A point that was put and not answered"),
)


def ask(given: dict[str, Any], call: Call) -> tuple[str, dict[str, Any]]:
    """The result and what was not given by a flag, from a person's answers.

    Raises:
        UsageError: there is nobody to ask: the input is no terminal.
    """
    if not _has_person():
        raise UsageError("say how it ended: overturned, partly, upheld or pending")
    result = str(click.prompt("How did it end", type=_RESULTS, err=True))
    told = given["at"].strftime("%Y-%m-%dT%H:%M")
    given["at"] = call.moment(click.prompt("When", default=told, value_proc=_moment, err=True))
    for name, words in _WORDS:
        given[name] = given[name] or _line(words)
    for name, words in _LISTS:
        given[name] = given[name] or tuple(_lines(words))
    given["minutes"] = given["minutes"] or _number("Staff minutes")
    if result in ("overturned", "partly"):
        given["auth_number"] = given["auth_number"] or _line("Authorization number")
        given["valid_from"] = given["valid_from"] or _day("Its first day (2026-03-31)")
        given["valid_through"] = given["valid_through"] or _day("Its last day")
    return result, given


def _has_person() -> bool:
    return sys.stdin.isatty()


def _line(words: str) -> str | None:
    told: str = click.prompt(
        f"{words} (Enter: not known)", default="", show_default=False, err=True
    )
    return told.strip() or None


def _lines(words: str) -> list[str]:
    """Answers until an empty one."""
    found: list[str] = []
    while (told := _line(f"{words}; another" if found else words)) is not None:
        found.append(told)
    return found


def _number(words: str) -> int | None:
    told = _line(words)
    if told is None:
        return None
    if not told.isdigit():
        raise UsageError(f"{words}: {told!r} is no whole number")
    return int(told)


def _day(words: str) -> datetime | None:
    told = _line(words)
    return _moment(told) if told else None


def _moment(told: str | datetime) -> datetime:
    if isinstance(told, datetime):
        return told
    try:
        return datetime.fromisoformat(told)
    except ValueError as error:
        raise click.BadParameter(
            f"{told!r} is no ISO date or time, such as 2026-03-04T10:15"
        ) from error
