"""A letter that a person has edited, against the case: what differs, and a refreshed version."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import docx

from packet_builder.appeal import appeal_bytes
from packet_builder.appeal_order import AppealOrder
from packet_builder.case import Case
from packet_builder.docx_controls import Control, by_name, controls_in, replaced
from packet_builder.docx_parts import UNDECIDED
from packet_builder.ground import Fault
from packet_builder.outcome import Level, Voice
from packet_builder.plain import clean

Kind = Literal["differs", "removed", "new", "undecided", "unfounded"]

_MOVES = {"day", "draft"}
"""Facts that change with the day and the approval: no difference that a person has to judge."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of the letter that is not the case's.

    ``kind``: *differs* (both are told), *removed* (the letter's control is gone), *new* (the
    letter has a fact that the case no longer has), *undecided* (a place left to the writer),
    *unfounded* (a quotation, date, number or side that the letter's sources do not bear out).
    """

    kind: Kind
    title: str
    letter: str | None
    case: str | None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refreshed version changed: controls as they were before, and facts of the case for
    which the letter has no control."""

    changed: tuple[Control, ...]
    missing: tuple[Control, ...]


def order_in(path: Path, order: AppealOrder | None = None) -> AppealOrder:
    """The order that a letter was written by: its level and voice, as the file itself tells.

    ``order`` gives the rest (outcome, approval, templates).
    """
    properties = docx.Document(str(path)).core_properties
    level, voice = properties.category, properties.keywords
    given = order or AppealOrder()
    return replace(
        given,
        level=Level(level) if level in set(Level) else given.level,
        voice=Voice(voice) if voice in set(Voice) else given.voice,
    )


def verify_appeal(
    path: Path, case: Case, order: AppealOrder | None = None
) -> tuple[Difference, ...]:
    """The facts of an edited letter that differ from the case, in the letter's order.

    Raises:
        UnreadableFileError: the file is no Word file.
    """
    data = path.read_bytes()
    theirs = controls_in(data)
    ours = controls_in(appeal_bytes(case, order_in(path, order)))
    known, held = by_name(ours), by_name(theirs)
    found: list[Difference] = []
    for control in theirs:
        expected = control.among(known)
        if expected is None and control.tag:
            found.append(Difference("new", control.title, control.text, None))
        elif expected and expected.tag not in _MOVES and not _alike(control, expected):
            found.append(Difference("differs", control.title, control.text, expected.text))
    found += [
        Difference("removed", c.title, None, c.text)
        for c in ours
        if c.tag not in _MOVES and c.among(held) is None
    ]
    found += [Difference("undecided", "Writer decides", words, None) for words in _undecided(data)]
    return tuple(found)


def unfounded(faults: Iterable[Fault]) -> tuple[Difference, ...]:
    """What a finished letter says without ground, among its differences."""
    return tuple(Difference("unfounded", f.section, f"{f.kind}: {f.words}", None) for f in faults)


def _alike(one: Control, other: Control) -> bool:
    return clean(one.text) == clean(other.text)


def refresh_appeal(
    path: Path, case: Case, out: Path, order: AppealOrder | None = None
) -> Refreshed:
    """Write a new version of an edited letter: the case's facts in its controls, its prose kept.

    The edited file is not touched. Outside its controls the new file is the same byte for byte.

    Raises:
        UnreadableFileError: the file is no Word file.
    """
    data = path.read_bytes()
    ours = controls_in(appeal_bytes(case, order_in(path, order)))
    new, changed = replaced(data, ours)
    out.write_bytes(new)
    held = by_name(controls_in(data))
    return Refreshed(changed, tuple(c for c in ours if c.among(held) is None))


def _undecided(data: bytes) -> tuple[str, ...]:
    """The places that the writer has neither filled nor deleted."""
    letter = docx.Document(io.BytesIO(data))
    return tuple(p.text for p in letter.paragraphs if UNDECIDED.strip() in p.text)
