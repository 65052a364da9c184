"""``p2p appeal``: the appeal letter as an editable draft, and its check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common, say
from casework.exits import ExitCode

if TYPE_CHECKING:
    from casework.office import OfficeFolder
    from casework.outcomes.appeals import Desk
    from packet_builder.appeal_order import AppealOrder

LEVELS = ("internal", "expedited", "second_level", "external_review")


@click.command()
@click.argument("case")
@click.option("--by", default="p2p", metavar="NAME", help="Who asks for it.")
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--level", type=click.Choice(LEVELS), help="The review it goes to; the next one.")
@click.option("--harm", help="Harm of delay, in the physician's words (expedited).")
@click.option(
    "--verify", is_flag=True, help="Write nothing: list what differs from case and record."
)
@common
def appeal(
    case: str,
    by: str,
    out: Path | None,
    level: str | None,
    harm: str | None,
    verify: bool,
    **options: Unpack[Common],
) -> None:
    r"""Draft CASE's appeal as a Word file; a version that a person edited is never replaced.

    \b
    Example:
      p2p appeal 3f2a --level external_review
      p2p appeal 3f2a --verify
    """
    call = Call(options)
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office:
        with office.store.read() as session:
            known = case_of(session, case).id
        if verify:
            sys.exit(_verify(call, office, known, level))
        write(call, office, known, level=level, by=by, harm=harm)


def write(
    call: Call, office: OfficeFolder, case_id: str, *, level: str | None, by: str,
    harm: str | None = None,
) -> None:  # fmt: skip
    """Draft the letter of a level (the case's own where none is given) and say where it is."""
    from casework.outcomes.appeals import draft_appeal

    order = _order(call, office, case_id, level, harm)
    draft = draft_appeal(_desk(call, office), case_id, order, by)
    for path in (draft.path, *draft.enclosed):
        call.tell(f"wrote {path}")
    if draft.kept is not None:
        call.tell(f"{draft.kept.name} was edited and is left as it is; its words are kept")
    for title in draft.missing:
        say(f"the edited letter has no place for: {title}")
    for each in draft.unfounded:
        say(f"the edited letter: the record does not bear out under {each.title}: {each.letter}")


def _desk(call: Call, office: OfficeFolder) -> Desk:
    from casework.outcomes.appeals import Desk
    from casework.rebuild import Means

    means = Means(call.now, call.jobs, call.password, call.verbose)
    return Desk(office, call.settings, means)


def _order(
    call: Call, office: OfficeFolder, case_id: str, level: str | None, harm: str | None
) -> AppealOrder:
    """The letter to write: its level, what the call's reviewer said, the practice's templates."""
    from casework.outcomes.appeals import LEVELS as OF_STEP
    from casework.outcomes.held import call_outcome, last_call
    from casework.records import CaseRecord
    from packet_builder.appeal_order import AppealOrder
    from packet_builder.outcome import Level

    with office.store.read() as session:
        step = session.get_one(CaseRecord, case_id).level
        held = call_outcome(last_call(session, case_id))
    return AppealOrder(
        level=Level(level) if level else OF_STEP[step],
        outcome=held,
        harm=harm,
        templates=call.settings.papers.templates,
    )


def _verify(call: Call, office: OfficeFolder, case_id: str, level: str | None) -> ExitCode:
    from casework.outcomes.appeals import check_appeal
    from casework.tables import console
    from casework.tables_office import differences_table

    order = _order(call, office, case_id, level, None)
    path, found = check_appeal(_desk(call, office), case_id, order)
    if not found:
        call.tell(f"{path} says what the case and its record say")
        return ExitCode.DONE
    console(to_stderr=False).print(differences_table(path.name, found))
    return ExitCode.SOME_FAILED
