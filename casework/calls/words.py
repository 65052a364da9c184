"""What an invitation says: with the packet's first page only where the settings allow it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pypdfium2

from casework.calls.calendar import Span
from casework.calls.invitation import Invitation
from casework.records_office import CallRecord
from casework.settings_office import CallSettings
from docextract.facts import Letter

_MOST_CHARACTERS = 8000
_SHOWN = 4
"""How many of a reference number's last letters and digits tell it apart."""


def invitation_of(
    call: CallRecord, letter: Letter, packet: Path, settings: CallSettings
) -> Invitation:
    """The event of a call: id, numbers to dial, and what the settings allow beyond that."""
    contacts = letter.contacts
    known = "".join(c for c in letter.reference_number.value or "" if c.isalnum())
    tail = f", reference ends {known[-_SHOWN:]}" if len(known) > _SHOWN else ""
    lines = [
        f"Dial {contacts.p2p_phone.value}" if contacts.p2p_phone.value else None,
        f"Option {contacts.p2p_option.value}" if contacts.p2p_option.value else None,
        f"Caller: {contacts.p2p_who.value}" if contacts.p2p_who.value else None,
        f"Case {call.case_id}: packet.pdf, page 1",
    ]
    words = "\n".join(line for line in lines if line)
    if settings.invitation_names_patient and packet.exists():
        words += f"\n\n{first_page(packet)}"
    return Invitation(
        uid=call.uid,
        sequence=call.sequence,
        state=call.state,
        span=Span(call.starts_at, call.ends_at),
        summary=f"Peer-to-peer call, case {call.case_id}{tail}",
        description=words,
        location=contacts.p2p_phone.value,
        prepare=timedelta(minutes=settings.prepare_minutes),
    )


def first_page(packet: Path) -> str:
    """The words of our own packet's first page."""
    with pypdfium2.PdfDocument(packet) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    return "\n".join(" ".join(line.split()) for line in text.splitlines())[:_MOST_CHARACTERS]
