"""``p2p cases``, ``show``, ``assign``, ``note`` and ``close``: the worklist and one case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common

_OUT = click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
_BY = click.option("--by", required=True, metavar="NAME", help="Who says so.")


@click.command()
@_OUT
@click.option("--due-within", metavar="SPAN", help="To be acted on within 12h, 3d or 2w.")
@click.option("--mine", "assignee", metavar="NAME", help="Assigned to NAME.")
@click.option("--nobody", is_flag=True, help="Assigned to nobody.")
@click.option("--payer", help="Part of the payer's name.")
@click.option("--patient", help="Part of the patient's name or member number.")
@click.option("--level", type=click.Choice(("p2p", "appeal", "second_level", "external_review")))
@click.option("--review", is_flag=True, help="Only what a person must look at.")
@click.option("--closed", is_flag=True, help="Closed cases instead.")
@click.option("--listed", is_flag=True, help="Papers with nothing to prepare instead.")
@click.option("--limit", type=click.IntRange(min=1), default=100, help="How many at most.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write a CSV file.")
@click.option("--xlsx", "as_xlsx", type=click.Path(path_type=Path), help="Write an XLSX file.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one case a line.")
@common
def cases(
    out: Path | None,
    due_within: str | None,
    assignee: str | None,
    nobody: bool,
    payer: str | None,
    patient: str | None,
    level: str | None,
    review: bool,
    closed: bool,
    listed: bool,
    limit: int,
    as_csv: Path | None,
    as_xlsx: Path | None,
    as_json: bool,
    **options: Unpack[Common],
) -> None:
    r"""Show the worklist: open cases, most urgent first.

    \b
    Example:
      p2p cases --due-within 3d
      p2p cases --mine "Kim Lee" --xlsx worklist.xlsx
    """
    call = Call(options)
    from casework import sheets
    from casework.files import put_private
    from casework.office import open_office
    from casework.records import CaseStatus, Level
    from casework.tables import console
    from casework.tables_office import worklist_table
    from casework.worklist import OPEN, SHEET, Filters, sheet_rows, span_of, worklist

    filters = Filters(
        status=(CaseStatus.CLOSED,) if closed else OPEN,
        act_before=call.now + span_of(due_within) if due_within else None,
        assignee=assignee,
        nobody=nobody,
        payer=payer,
        patient=patient,
        level=Level(level) if level else None,
        needs_review=review,
        listed=listed,
    )
    with open_office(call.settings, out) as office, office.store.read() as session:
        lines = worklist(session, filters, most=limit)
    rows = list(sheet_rows(lines, call.settings.office.tz))
    if as_csv is not None:
        put_private(as_csv, sheets.as_csv(SHEET, rows))
        call.tell(f"wrote {as_csv}")
    if as_xlsx is not None:
        put_private(as_xlsx, sheets.as_xlsx(SHEET, rows, title="Worklist"))
        call.tell(f"wrote {as_xlsx}")
    if as_json:
        for line in lines:
            click.echo(line.model_dump_json())
    elif as_csv is None and as_xlsx is None:
        console(to_stderr=False).print(worklist_table(lines, call.settings.office, call.now))


@click.command()
@click.argument("case")
@_OUT
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON on stdout.")
@common
def show(case: str, out: Path | None, as_json: bool, **options: Unpack[Common]) -> None:
    r"""Show CASE: its windows, calls, outcomes, papers, notes and history.

    \b
    Example:
      p2p show 3f2a
    """
    call = Call(options)
    from casework.office import case_of, open_office
    from casework.tables import console
    from casework.tables_office import case_tables
    from casework.worklist import case_view

    with (
        open_office(call.settings, out, case=case) as office,
        office.store.read() as session,
    ):
        view = case_view(session, case_of(session, case))
    if as_json:
        click.echo(json.dumps(view))
    else:
        console(to_stderr=False).print(case_tables(view, call.settings.office))


@click.command()
@click.argument("case")
@click.argument("name", required=False)
@_OUT
@_BY
@click.option("--nobody", is_flag=True, help="Take it from whoever has it.")
@common
def assign(
    case: str, name: str | None, out: Path | None, by: str, nobody: bool, **options: Unpack[Common]
) -> None:
    r"""Give CASE to NAME.

    \b
    Example:
      p2p assign 3f2a "Kim Lee" --by "Pat Ames"
    """
    call = Call(options)
    from casework import worklist
    from casework.exits import UsageError
    from casework.office import case_of, open_office

    if bool(name) == nobody:
        raise UsageError("say whom the case is given to, or --nobody")
    with (
        open_office(call.settings, out, case=case) as office,
        office.store.write() as session,
    ):
        record = case_of(session, case)
        worklist.assign(session, record, name, by, call.now)
        call.tell(f"case {record.id}: assigned to {name or 'nobody'}")


@click.command()
@click.argument("case")
@click.argument("words")
@_OUT
@_BY
@common
def note(case: str, words: str, out: Path | None, by: str, **options: Unpack[Common]) -> None:
    r"""Write WORDS down about CASE.

    \b
    Example:
      p2p note 3f2a "MRI report requested from Lakeside Imaging" --by "Kim Lee"
    """
    call = Call(options)
    from casework import worklist
    from casework.exits import UsageError
    from casework.office import case_of, open_office

    if not words.strip():
        raise UsageError("a note needs words")
    with (
        open_office(call.settings, out, case=case) as office,
        office.store.write() as session,
    ):
        record = case_of(session, case)
        worklist.note(session, record, words, by, call.now)
        call.tell(f"case {record.id}: noted")


@click.command()
@click.argument("case")
@_OUT
@_BY
@click.option("--why", required=True, help="Why nothing more is to be done, or why again.")
@click.option("--reopen", is_flag=True, help="Put a closed case back on the worklist.")
@common
def close(
    case: str, out: Path | None, by: str, why: str, reopen: bool, **options: Unpack[Common]
) -> None:
    r"""Take CASE off the worklist; no alert is told of it any more.

    \b
    Example:
      p2p close 3f2a --why "the service was given" --by "Kim Lee"
    """
    call = Call(options)
    from casework import worklist
    from casework.office import case_of, open_office

    with (
        open_office(call.settings, out, case=case) as office,
        office.store.write() as session,
    ):
        record = case_of(session, case)
        act = worklist.reopen if reopen else worklist.close
        act(session, record, why, by, call.now)
        call.tell(f"case {record.id}: {record.status}")
