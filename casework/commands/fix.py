"""``p2p fix``, ``p2p reject`` and ``p2p release``: a person's word on a case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common, say
from casework.exits import ExitCode, UsageError

if TYPE_CHECKING:
    from casework.office import OfficeFolder
    from casework.records import CaseRecord

by = click.option("--by", required=True, metavar="NAME", help="Who says so.")
out = click.option("--out", type=click.Path(path_type=Path), help="The folder of the cases.")


@click.command()
@click.argument("case")
@click.argument("field")
@click.argument("value", required=False)
@by
@click.option("--withdraw", is_flag=True, help="Take the correction back.")
@out
@common
def fix(
    case: str,
    field: str,
    value: str | None,
    by: str,
    withdraw: bool,
    out: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Correct a FIELD of the letter of CASE; what depends on it is built anew.

    \b
    Example:
      p2p fix 3f2a91c0de-1 letter_date 2026-03-03 --by "Rosa Lind"
    """
    call = Call(options)
    if (value is None) != withdraw:
        raise UsageError("give a VALUE, or --withdraw")
    from casework import fix as words
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office:
        with office.store.write() as session:
            record, said = case_of(session, case), words.Said(by, call.now)
            if value is None:
                words.withdraw(session, record, field, said)
                call.tell(f"{record.id}: {field} is as it was read")
            else:
                known = words.fix(session, record, field, value, said, call.settings.office)
                call.tell(f"{record.id}: {field} is {json.dumps(known, ensure_ascii=False)}")
        _rebuild(record, office, call)


@click.command()
@click.argument("case")
@click.argument("criterion")
@click.argument("number", type=click.IntRange(min=1))
@by
@click.option("--why", help="What is wrong with the passage.")
@out
@common
def reject(
    case: str,
    criterion: str,
    number: int,
    by: str,
    why: str | None,
    out: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Never use a passage of CASE again: the NUMBER-th that it shows for CRITERION.

    \b
    Example:
      p2p reject 3f2a91c0de-1 L1 2 --by "Rosa Lind" --why "another knee"
    """
    call = Call(options)
    from casework import fix as words
    from casework.case_files import load_case
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office:
        with office.store.write() as session:
            record = case_of(session, case)
            shown = load_case(office, record)
            passage, sha256 = words.shown_passage(shown, criterion, number)
            words.reject(session, record, passage, sha256, why, words.Said(by, call.now))
        call.tell(f"{record.id}: a passage of {passage.document}, page {passage.page}, is rejected")
        _rebuild(record, office, call)


@click.command()
@click.argument("case")
@click.argument("document")
@by
@click.option("--why", help="On what ground; needed but with --withdraw.")
@click.option("--page", "pages", type=click.IntRange(min=1), multiple=True, help="Only this page.")
@click.option("--withdraw", is_flag=True, help="Keep it out again.")
@out
@common
def release(
    case: str,
    document: str,
    by: str,
    why: str | None,
    pages: tuple[int, ...],
    withdraw: bool,
    out: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Say that a DOCUMENT of the chart of CASE may be used that was kept out.

    Pages that name another patient stay out unless each is given with --page.

    \b
    Example:
      p2p release 3f2a91c0de-1 scan0044.tif --by "Rosa Lind" --why "consent of 3/2 on file"
    """
    call = Call(options)
    if withdraw == (why is not None):
        raise UsageError("give --why, or --withdraw")
    from casework import fix as words
    from casework.case_files import load_case
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office:
        with office.store.write() as session:
            record, said = case_of(session, case), words.Said(by, call.now)
            listed = words.listed_document(load_case(office, record), document)
            if why is None:
                words.withdraw_release(session, record, listed, said)
            else:
                words.release(session, record, listed, pages, why, said)
        call.tell(f"{record.id}: {document} {'is released' if why else 'is kept out again'}")
        _rebuild(record, office, call)


def _rebuild(record: CaseRecord, office: OfficeFolder, call: Call) -> None:
    """Build the case anew and say what came of it."""
    from casework.rebuild import Means, rebuild

    means = Means(call.now, call.jobs, call.password, call.verbose)
    line = rebuild(record, office, call.settings, means)
    call.tell(f"{line.case}: {line.state.replace('_', ' ')}" + (", anew" if line.done_now else ""))
    if line.state == "failed":
        say(f"{line.case}: {line.reason}", error=True)
        sys.exit(ExitCode.SOME_FAILED)
