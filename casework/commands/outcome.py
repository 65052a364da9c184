"""``p2p outcome``: how a call, an appeal or a review ended."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import click

from casework.commands.common import Call, Common, common, moment, say

if TYPE_CHECKING:
    from casework.office import OfficeFolder
    from casework.outcomes.entry import Entry

RESULTS = ("overturned", "partly", "upheld", "pending")
STEPS = ("p2p", "appeal", "second_level", "external_review")


@click.command()
@click.argument("case")
@click.argument("result", required=False, type=click.Choice(RESULTS))
@click.option("--by", required=True, metavar="NAME", help="Who logs it.")
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--level", type=click.Choice(STEPS), help="The step that ended; the case's own.")
@click.option("--at", callback=moment, metavar="ISO", help="When it was decided; now.")
@click.option("--reviewer", help="The payer's reviewer, by name.")
@click.option("--specialty", help="The reviewer's specialty.")
@click.option("--licence", help="The reviewer's licence, state and number.")
@click.option("--criterion", "criteria", multiple=True, help="A criterion that was named.")
@click.option("--reason", "reasons", multiple=True, help="A reason that was given.")
@click.option("--unaddressed", multiple=True, help="A point that was put and not answered.")
@click.option("--reference", help="The payer's reference of this decision.")
@click.option("--minutes", type=click.IntRange(min=0), help="The staff's time on it.")
@click.option("--auth-number", help="The authorization's number, where one was given.")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="Its first day.")
@click.option("--valid-through", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@click.option("--units", type=click.FloatRange(min=0, min_open=True), help="Its units.")
@click.option("--no-draft", is_flag=True, help="Draft no appeal where it was upheld.")
@common
def outcome(
    case: str,
    result: str | None,
    by: str,
    out: Path | None,
    level: str | None,
    at: datetime | None,
    reviewer: str | None,
    specialty: str | None,
    licence: str | None,
    criteria: tuple[str, ...],
    reasons: tuple[str, ...],
    unaddressed: tuple[str, ...],
    reference: str | None,
    minutes: int | None,
    auth_number: str | None,
    valid_from: datetime | None,
    valid_through: datetime | None,
    units: float | None,
    no_draft: bool,
    **options: Unpack[Common],
) -> None:
    r"""Log how CASE's call, appeal or review ended: RESULT, or questions on a terminal.

    \b
    Example:
      p2p outcome 3f2a upheld --by "Kim Lee" --reviewer "Dr. Roe" --reason "no MRI report"
      p2p outcome 3f2a --by "Kim Lee"
    """
    call = Call(options)
    from casework.office import case_of, open_office
    from casework.outcomes.log import Who, log_outcome

    told: dict[str, Any] = {
        "reviewer": reviewer, "specialty": specialty, "licence": licence, "criteria": criteria,
        "reasons": reasons, "unaddressed": unaddressed, "reference": reference,
        "minutes": minutes, "auth_number": auth_number, "valid_from": valid_from,
        "valid_through": valid_through, "units": units, "at": call.moment(at) or call.now,
    }  # fmt: skip
    with open_office(call.settings, out, case=case) as office:
        with office.store.read() as session:
            record = case_of(session, case)
            known, told["level"] = record.id, level or record.level
        if result is None:
            from casework.commands.ask_outcome import ask

            result, told = ask(told, call)
        entry = _entry(result, told)
        hours = call.settings.alerts.confirmation_hours
        with office.store.write() as session:
            record = case_of(session, known)
            who = Who(by, call.now)
            log_outcome(session, record, entry, who, office=call.settings.office, hours=hours)
        call.tell(f"logged for case {known}: {entry.level.replace('_', ' ')} {entry.result}")
        _tell_what_follows(call, office, known, entry)
        if entry.result in ("upheld", "partly") and not no_draft:
            _draft(call, office, known, by)
    sys.exit(0)


def _entry(result: str, given: dict[str, Any]) -> Entry:
    from pydantic import ValidationError

    from casework.exits import UsageError
    from casework.outcomes.entry import Approval, Entry

    days = {name: _day(given.pop(name)) for name in ("valid_from", "valid_through")}
    number, units = given.pop("auth_number"), given.pop("units")
    given["decided_at"] = given.pop("at")
    try:
        approval = Approval(number=number, units=units, **days)
        return Entry.model_validate({"result": result, "approval": approval, **given})
    except ValidationError as error:
        faults = "; ".join(fault["msg"] for fault in error.errors(include_url=False))
        raise UsageError(faults.removeprefix("Value error, ")) from error


def _day(moment: datetime | None) -> object:
    return moment.date() if moment else None


def _tell_what_follows(call: Call, office: OfficeFolder, case_id: str, entry: Entry) -> None:
    from casework.clock.rights import date_words, name_of, next_right
    from casework.clock.watched import watched_cases

    if entry.result in ("overturned", "partly"):
        hours = call.settings.alerts.confirmation_hours
        call.tell(
            f"the written confirmation is awaited; p2p alerts asks for it after {hours} hours"
        )
    with office.store.read() as session:
        (watched,) = watched_cases(session, case_id)
    follows = next_right(watched, entry.level, call.settings.office)
    if follows is not None:
        call.tell(f"next: {name_of(follows)}, {date_words(follows, call.settings.office)}")
    elif entry.result in ("upheld", "partly"):
        say("no later right has a date: read the decision letter for the next one")


def _draft(call: Call, office: OfficeFolder, case_id: str, by: str) -> None:
    from casework.commands.appeal import write
    from casework.exits import UsageError

    try:
        write(call, office, case_id, level=None, by=by)
    except UsageError as error:
        call.tell(f"no appeal was drafted: {error}")
