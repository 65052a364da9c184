"""Facts as the page shows them: the value, and what a person has to check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from docextract.facts import Deadline, Fact, ReviewType, Service, ServiceStatus
from packet_builder.case import Case
from packet_builder.labels import label
from packet_builder.plain import clean, clip
from packet_builder.when import day_words, parse_instant, short_date, time_words

LOOK = "look for it in the letter"
"""What a person does about a fact that ought to be there."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T.+)?")
"""A day as facts hold it; an NPI such as 1196072098 is one of the year 1196 to the library."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact in words. ``check`` tells what to look at, None where nothing is in doubt;
    ``missing`` is True where the letter does not say it."""

    text: str
    check: str | None = None
    missing: bool = False

    @property
    def known(self) -> bool:
        """True where there is a value to show."""
        return not self.missing


def show(fact: Fact[Any], *, missing: str = "not found in the letter") -> Shown:
    """The fact's value in words; dates as 03/17/2026."""
    if fact.value is None:
        if fact.needs_review:
            words = _printed(fact)
            return Shown("could not be read" if words else "not found", words or LOOK, True)
        return Shown(missing, None, True)
    text = _words(fact.value)
    if not fact.needs_review:
        return Shown(text)
    return Shown(text, _printed(fact, text) or "compare with the letter")


def _words(value: object) -> str:
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, tuple):
        return ", ".join(_words(v) for v in value)
    if isinstance(value, float):
        return f"{value:g}"
    text = clean(str(value))
    if _ISO.fullmatch(text) and isinstance(parse_instant(text), date):
        return short_date(text)
    return text


def _printed(fact: Fact[Any], text: str = "") -> str | None:
    """What the letter prints, where that differs from the value in more than case and marks."""
    raw, cut = clip(fact.raw or "", 60)
    return f"printed “{raw}”" if raw and (cut or _bare(raw) != _bare(text)) else None


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def granting(case: Case) -> str:
    """What the payer is to do: care that was given already is paid, not authorized."""
    given = case.letter.review_type.value is ReviewType.RETROSPECTIVE
    return "approve payment of" if given else "authorize"


def service_words(service: Service) -> str:
    """A requested line in one phrase: code, modifiers, description, units."""
    code = " ".join(
        part
        for part in (
            _words(service.system.value) if service.system.value else "",
            service.code.value or "",
        )
        if part and service.code.value
    )
    if service.modifiers.value:
        code += "-" + "-".join(service.modifiers.value)
    name = service.description.value or ""
    text = f"{name} ({code})" if name and code else name or code or "the requested service"
    if service.units.value is not None:
        text += f", {service.units.value:g} units" if service.units.value != 1 else ", 1 unit"
    return clean(text)


def contested(case: Case) -> tuple[Service, ...]:
    """The lines that were not approved as requested; all of them where none says so."""
    rows = tuple(s for s in case.letter.services if s.status.value is not ServiceStatus.APPROVED)
    return rows or case.letter.services


def subject_words(case: Case) -> str:
    """What the case is about: the contested lines joined."""
    return "; ".join(service_words(s) for s in contested(case)) or "the requested service"


def term_words(deadline: Deadline) -> str | None:
    """The window as counted: "14 calendar days from the date of the letter"."""
    amount, unit, anchor = deadline.amount.value, deadline.unit.value, deadline.anchor.value
    if amount is None or unit is None:
        return None
    words = f"{amount} {label(unit)}" + ("" if amount == 1 else "s")
    return f"{words} {label(anchor)}" if anchor else words


def due_parts(value: str | None, zone: str | None) -> tuple[str, ...]:
    """Day and time of a due date or alarm in words; empty where nothing could be computed."""
    moment = parse_instant(value, zone)
    if moment is None:
        return ()
    day = day_words(moment)
    return (f"{day},", time_words(moment)) if isinstance(moment, datetime) else (day,)


def letter_day(case: Case) -> str | None:
    """The letter's date in words, for running text; None where it is not known."""
    moment = parse_instant(case.letter.letter_date.value)
    return day_words(moment, weekday=False) if moment else None
