"""``p2p schedule``: when the call can be, and what became of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from casework.commands.common import Call, Common, common, moment, say

if TYPE_CHECKING:
    from casework.calls.booking import Physician
    from casework.calls.slots import Bounds
    from casework.office import OfficeFolder
    from casework.records_office import CallRecord, CallState
    from docextract.facts import Letter


@click.command()
@click.argument("case")
@click.option("--calendar", type=click.Path(path_type=Path), help="The physician's .ics file.")
@click.option("--out", type=click.Path(path_type=Path), help="The office's output folder.")
@click.option("--at", callback=moment, metavar="ISO", help="When; the first free slot.")
@click.option("--book", is_flag=True, help="The payer has agreed.")
@click.option("--anyway", is_flag=True, help="Take a time that does not fit.")
@click.option("--missed", is_flag=True, help="The planned call did not take place.")
@click.option("--cancel", is_flag=True, help="The planned call is off.")
@click.option("--why", help="Why it was missed or is off.")
@click.option("--by", default="p2p", metavar="NAME", help="Who says so.")
@click.option("--slots", type=click.IntRange(1, 50), default=6, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="The slots as JSON on stdout.")
@common
def schedule(
    case: str,
    calendar: Path | None,
    out: Path | None,
    at: datetime | None,
    book: bool,
    anyway: bool,
    missed: bool,
    cancel: bool,
    why: str | None,
    by: str,
    slots: int,
    as_json: bool,
    **options: Unpack[Common],
) -> None:
    r"""Find slots for CASE's call and write the invitation; move it, book it, say it was missed.

    \b
    Example:
      p2p schedule 3f2a --calendar dr-hale.ics
      p2p schedule 3f2a --at 2026-03-12T10:30 --book --by "Kim Lee"
      p2p schedule 3f2a --missed --why "the reviewer did not call back" --by "Kim Lee"
    """
    call = Call(options)
    from casework.calls.booking import bounds_of, open_window, physician_of
    from casework.case_files import letter_of
    from casework.exits import UsageError
    from casework.office import case_of, open_office
    from casework.records_office import CallState

    if missed and cancel:
        raise UsageError("say --missed or --cancel, not both")
    with open_office(call.settings, out, case=case) as office:
        with office.store.read() as session:
            record = case_of(session, case)
            letter = letter_of(office, session, record)
        if missed or cancel:
            state = CallState.MISSED if missed else CallState.CANCELLED
            _end(call, office, record.id, letter, state, why=why, by=by)
            return
        physician = physician_of(letter, call.settings, calendar)
        with office.store.read() as session:
            window = open_window(session, record.id, call.now)
            bounds = bounds_of(window, letter, physician.calendar, call.settings, call.now)
        _show(call, bounds, slots, as_json=as_json)
        _plan(call, office, record.id, letter, bounds, physician, call.moment(at),
              book=book, anyway=anyway, by=by)  # fmt: skip


def _show(call: Call, bounds: Bounds, most: int, *, as_json: bool) -> None:
    from casework.calls.slots import free_slots
    from packet_builder.when import instant_words

    found = free_slots(bounds, call.settings.calls, most=most)
    if as_json:
        rows = [{"starts": s.starts.isoformat(), "ends": s.ends.isoformat()} for s in found]
        click.echo(json.dumps(rows))
        return
    for slot in found:
        click.echo(instant_words(slot.starts))
    if bounds.line is None:
        call.tell("the hours of the payer's line are not known: ask before you book")


def _plan(
    call: Call,
    office: OfficeFolder,
    case_id: str,
    letter: Letter,
    bounds: Bounds,
    physician: Physician,
    at: datetime | None,
    *,
    book: bool,
    anyway: bool,
    by: str,
) -> None:
    """Propose or book a time: the one given, else the planned one, else the first free slot."""
    from casework.calls.booking import plan_call, planned_call
    from casework.calls.calendar import Span
    from casework.calls.slots import faults, free_slots
    from casework.exits import UsageError
    from casework.outcomes.log import Who
    from casework.records import CaseRecord
    from casework.records_office import CallState

    with office.store.read() as session:
        planned = planned_call(session, case_id)
    if planned is not None and at is None and not book:
        _remind(call, planned, bounds)
        return
    if at is not None:
        span = Span(at, at + timedelta(minutes=call.settings.calls.minutes))
    elif planned is not None:
        span = Span(planned.starts_at, planned.ends_at)
    else:
        first = free_slots(bounds, call.settings.calls, most=1)
        if not first:
            raise UsageError(
                "no slot fits the payer's window, its line's hours and the physician's time; "
                "free some time, or take one with --at and --anyway"
            )
        span = first[0]
    against = faults(span, bounds, call.settings.calls)
    if against and not anyway:
        raise UsageError(f"that time does not fit: {'; '.join(against)} (--anyway takes it)")
    state = CallState.BOOKED if book else CallState.PROPOSED
    phone = letter.contacts.p2p_phone.value
    with office.store.write() as session:
        case = session.get_one(CaseRecord, case_id)
        plan_call(session, case, span, state, physician, phone, Who(by, call.now))
    _invite(call, office, case_id, letter)


def _remind(call: Call, planned: CallRecord, bounds: Bounds) -> None:
    """Say which call is planned, and where it does not fit any more."""
    from casework.calls.calendar import Span
    from casework.calls.slots import faults
    from packet_builder.when import instant_words

    when = instant_words(planned.starts_at.astimezone(call.settings.office.tz))
    call.tell(f"already {planned.state}: {when}; --at moves it, --book books it")
    against = faults(Span(planned.starts_at, planned.ends_at), bounds, call.settings.calls)
    if against:
        say(f"that call does not fit any more: {'; '.join(against)}")


def _end(
    call: Call, office: OfficeFolder, case_id: str, letter: Letter, state: CallState, *,
    why: str | None, by: str,
) -> None:  # fmt: skip
    from casework.calls.booking import end_call
    from casework.outcomes.log import Who
    from casework.records import CaseRecord

    with office.store.write() as session:
        end_call(session, session.get_one(CaseRecord, case_id), state, why, Who(by, call.now))
    _invite(call, office, case_id, letter)


def _invite(call: Call, office: OfficeFolder, case_id: str, letter: Letter) -> None:
    """Write the event of the newest call as it now stands, and say so."""
    from casework.calls.booking import newest_call
    from casework.calls.invitation import invitation_ics
    from casework.calls.words import invitation_of
    from casework.case_files import folder_of, put_file
    from casework.records import CaseRecord
    from packet_builder.when import instant_words

    with office.store.read() as session:
        record, row = session.get_one(CaseRecord, case_id), newest_call(session, case_id)
    packet = folder_of(office, record) / "packet.pdf"
    invitation = invitation_of(row, letter, packet, call.settings.calls)
    path, _ = put_file(
        office, record, "p2p-call.ics", invitation_ics(invitation, call.now), call.now
    )
    when = instant_words(row.starts_at.astimezone(call.settings.office.tz))
    call.tell(f"{row.state}: {when}; wrote {path}")
