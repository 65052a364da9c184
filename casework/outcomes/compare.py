"""A written confirmation against what was asked: codes, units, dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from docextract.facts import Letter, ServiceStatus

_GRANTED = (ServiceStatus.APPROVED, ServiceStatus.MODIFIED, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: service codes, units where they are known, the planned day."""

    codes: tuple[str, ...] = ()
    units: float | None = None
    service_from: date | None = None


def approved_codes(letter: Letter) -> tuple[str, ...]:
    """The codes that a letter approves, as printed."""
    return tuple(
        str(each.code.value)
        for each in letter.services
        if each.code.value and each.status.value in _GRANTED
    )


def faults_of(letter: Letter, asked: Asked, today: date) -> Iterator[str]:
    """Each difference in words; nothing where the letter says nothing on it.

    A letter that is hard to read is a fault of its own: somebody must look.
    """
    codes = approved_codes(letter)
    missing = [code for code in asked.codes if code and code not in codes]
    if codes and missing:
        yield f"not approved: {', '.join(missing)}"
    refused = [
        str(each.code.value)
        for each in letter.services
        if each.status.value is ServiceStatus.DENIED and each.code.value
    ]
    if refused:
        yield f"denied: {', '.join(refused)}"
    yield from _units(letter, asked)
    yield from _dates(letter, asked, today)
    doubtful = [
        name
        for name, leaf in (
            ("number", letter.authorization.number),
            ("first day", letter.authorization.valid_from),
            ("last day", letter.authorization.valid_through),
        )
        if leaf.needs_review
    ]
    if doubtful:
        yield f"hard to read: {', '.join(doubtful)} of the authorization"


def _units(letter: Letter, asked: Asked) -> Iterator[str]:
    for each in letter.services:
        granted = each.units.value
        if each.status.value is ServiceStatus.MODIFIED:
            yield f"approved only in part: {each.code.value or each.description.value}"
        elif asked.units is not None and granted is not None and granted < asked.units:
            yield f"{granted:g} units approved, {asked.units:g} were asked"


def _dates(letter: Letter, asked: Asked, today: date) -> Iterator[str]:
    first, last = letter.authorization.valid_from.value, letter.authorization.valid_through.value
    if last is not None and date.fromisoformat(last) < today:
        yield f"the authorization ended on {last}, before the letter arrived"
    if asked.service_from is None:
        return
    planned = asked.service_from.isoformat()
    if last is not None and last < planned:
        yield f"the authorization ends on {last}, before the planned service on {planned}"
    if first is not None and first > planned:
        yield f"the authorization begins on {first}, after the planned service on {planned}"
