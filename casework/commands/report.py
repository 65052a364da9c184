"""``p2p report``: what the past says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common

if TYPE_CHECKING:
    from casework.past.report import Section

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--since", type=_DAY, help="Only cases opened from this day on.")
@click.option("--until", type=_DAY, help="Only cases opened up to this day.")
@click.option("--case", "named", metavar="CASE", help="Call or appeal, for this case.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path), help="Write a CSV file.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with plots.")
@common
def report(
    out: Path | None,
    since: datetime | None,
    until: datetime | None,
    named: str | None,
    as_csv: Path | None,
    html: Path | None,
    **options: Unpack[Common],
) -> None:
    r"""Show overturn rates, times, missed windows and reviewers, over known outcomes only.

    \b
    Example:
      p2p report --since 2026-01-01 --html report.html
      p2p report --case 3f2a
    """
    call = Call(options)
    from casework import sheets
    from casework.files import put_private
    from casework.office import open_office
    from casework.past.facts import past_of
    from casework.past.page import report_html
    from casework.past.report import report_of, sections_of

    first, last = since.date() if since else None, until.date() if until else None
    with open_office(call.settings, out) as office, office.store.read() as session:
        if named is not None:
            from casework.office import case_of
            from casework.past.advice import Like, advise

            case = case_of(session, named)
            like = Like(case.payer, case.category, tuple((case.procedure or "").split(", ")))
            past = past_of(session, first, last).decided
            minimum = call.settings.report.advice_from
            click.echo(advise(past, like, minimum=minimum).words)
            return
        found = report_of(past_of(session, first, last))
    sections = sections_of(found)
    if as_csv is not None:
        put_private(as_csv, sheets.as_csv(("Table", "Name", "Value"), _long(sections)))
        call.tell(f"wrote {as_csv}")
    if html is not None:
        made = f"{call.now:%Y-%m-%d %H:%M}"
        page = report_html(found, title="Denials and what became of them", made_at=made)
        put_private(html, page.encode())
        call.tell(f"wrote {html}")
    if as_csv is None and html is None:
        _print(sections)


def _long(sections: list[Section]) -> list[tuple[str, str, str | int | float | None]]:
    """One row for each cell, so that tables of different heads stand in one CSV file."""
    return [
        (title, f"{row[0]}: {head}", cell)
        for title, heads, rows in sections
        for row in rows
        for head, cell in zip(heads[1:], row[1:], strict=True)
    ]


def _print(sections: list[Section]) -> None:
    from casework.tables import console
    from casework.tables_office import plain_table

    for title, heads, rows in sections:
        console(to_stderr=False).print(plain_table(title, heads, rows))
