"""``p2p merge``, ``split``, ``apart``, ``misdirected``, ``proof``: what only a person can say."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from casework.commands.common import Call, Common, common
from casework.commands.fix import by, out
from casework.exits import UsageError


@click.command()
@click.argument("case")
@click.argument("into")
@by
@out
@common
def merge(case: str, into: str, by: str, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Put CASE into the case INTO: they are about one dispute.

    \b
    Example:
      p2p merge 9b1c44aa01-1 3f2a91c0de-1 --by "Rosa Lind"
    """
    call = Call(options)
    from casework.fix import Said
    from casework.merge import merge as put_together
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office, office.store.write() as session:
        one, other = case_of(session, case), case_of(session, into)
        put_together(session, one, other, Said(by, call.now))
    call.tell(f"{one.id} is part of {other.id} now; p2p split {one.id} parts them again")


@click.command()
@click.argument("case")
@by
@out
@common
def split(case: str, by: str, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Part CASE again from the one that it was merged into.

    \b
    Example:
      p2p split 9b1c44aa01-1 --by "Rosa Lind"
    """
    call = Call(options)
    from casework.fix import Said
    from casework.merge import split as part
    from casework.office import open_office

    with open_office(call.settings, out, case=case) as office, office.store.write() as session:
        into = part(session, case, Said(by, call.now))
    call.tell(f"{case} and {into.id} are two cases again")


@click.command()
@click.argument("case")
@click.argument("other")
@by
@out
@common
def apart(case: str, other: str, by: str, out: Path | None, **options: Unpack[Common]) -> None:
    r"""Say that CASE and OTHER, which p2p inbox asks about, are two disputes.

    \b
    Example:
      p2p apart 9b1c44aa01-1 3f2a91c0de-1 --by "Rosa Lind"
    """
    call = Call(options)
    from casework.fix import Said
    from casework.merge import keep_apart
    from casework.office import case_of, open_office

    with open_office(call.settings, out, case=case) as office, office.store.write() as session:
        one, two = case_of(session, case), case_of(session, other)
        keep_apart(session, one, two, Said(by, call.now))
    call.tell(f"{one.id} and {two.id} stay apart")


@click.command()
@click.argument("letter")
@click.option("--reported", is_flag=True, help="Its sender was told.")
@click.option("--ours", is_flag=True, help="It is ours after all; p2p watch makes its case.")
@by
@out
@common
def misdirected(
    letter: str, reported: bool, ours: bool, by: str, out: Path | None, **options: Unpack[Common]
) -> None:
    r"""Say what was done about a LETTER that p2p inbox lists as not ours.

    \b
    Example:
      p2p misdirected 77ab01cd22-1 --reported --by "Rosa Lind"
    """
    call = Call(options)
    if reported == ours:
        raise UsageError("say --reported or --ours")
    from casework.fix import Said
    from casework.inbox.strays import claim, report
    from casework.office import open_office

    with open_office(call.settings, out) as office, office.store.write() as session:
        (claim if ours else report)(session, letter, Said(by, call.now))
    call.tell(f"{letter}: " + ("p2p watch takes it now" if ours else "its sender was told"))


@click.command()
@click.argument("paper")
@click.argument("case", required=False)
@click.option("--aside", is_flag=True, help="It is of no case.")
@by
@out
@common
def proof(
    paper: str, case: str | None, aside: bool, by: str, out: Path | None, **options: Unpack[Common]
) -> None:
    r"""Say of which CASE a fax machine's report is that p2p inbox lists without a case.

    \b
    Example:
      p2p proof 51d0c3aa9e-1 3f2a91c0de-1 --by "Rosa Lind"
      p2p proof 51d0c3aa9e-1 --aside --by "Rosa Lind"
    """
    call = Call(options)
    if (case is None) != aside:
        raise UsageError("name the case, or say --aside")
    from casework.fix import Said
    from casework.office import case_of, open_office
    from casework.outcomes.fax_proofs import assign, put_aside

    said = Said(by, call.now)
    with open_office(call.settings, out, case=case) as office, office.store.write() as session:
        if case is None:
            put_aside(session, paper, said)
            call.tell(f"{paper}: put aside")
        else:
            record = case_of(session, case)
            assign(session, paper, record, said)
            call.tell(f"{paper}: filed to case {record.id}")
