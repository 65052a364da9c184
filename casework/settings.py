"""The office's settings, from ``p2p.toml``; every one is described in ``docs/settings.md``."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import ValidationError

from casework.exits import UsageError
from casework.settings_office import (
    AlertSettings,
    CallSettings,
    MailSettings,
    PayerHours,
    ReportSettings,
)
from docextract.facts import Frozen
from docextract.limits import Limits
from docextract.office import Office
from packet_builder.papers import Papers

FILE = "p2p.toml"
_UTC = {"Etc/UTC", "Etc/UCT", "Zulu", "UCT", "Universal", "Etc/Zulu", "Etc/Universal"}


class StoreSettings(Frozen):
    """Where the cases are kept: SQLite in the output folder, or PostgreSQL."""

    url: str | None = None
    """``postgresql://user:password@host/database``; TLS is used for every host but this one."""


class Folders(Frozen):
    """The office's folders, for commands that are not told them."""

    inbox: Path | None = None
    charts: Path | None = None
    policies: Path | None = None
    references: Path | None = None
    """The office's own library: the only works that papers cite."""
    out: Path | None = None
    archive: Path | None = None
    """Where a file of the inbox is moved once it is done; unset: it stays where it is."""


class InboxSettings(Frozen):
    """How ``p2p watch`` looks after the inbox."""

    still_seconds: int = 5
    """A file is taken once its size and time have stood still for so long."""
    poll_seconds: int = 5
    """Time between two looks at the inbox."""
    rescan_minutes: int = 30
    """Time between two looks at whether a chart or a policy of an open case changed."""


class Provider(Frozen):
    """Somebody of this practice, as payers print their name."""

    name: str
    npi: str | None = None
    specialty: str | None = None
    calendar: Path | None = None
    """Where the calendar program keeps an ``.ics`` file of their time."""


class Retention(Frozen):
    """How long closed cases are kept."""

    years: int = 7
    """``p2p purge`` deletes what was closed before; HIPAA asks for six years of most papers
    (45 CFR 164.316(b)(2)(i)), states and payers for more."""


class Settings(Frozen):
    """What an office may set; each table of ``p2p.toml`` is one member."""

    office: Office
    limits: Limits = Limits()
    store: StoreSettings = StoreSettings()
    folders: Folders = Folders()
    inbox: InboxSettings = InboxSettings()
    retention: Retention = Retention()
    providers: tuple[Provider, ...] = ()
    payers: tuple[PayerHours, ...] = ()
    alerts: AlertSettings = AlertSettings()
    calls: CallSettings = CallSettings()
    mail: MailSettings = MailSettings()
    report: ReportSettings = ReportSettings()
    papers: Papers = Papers()


def load_settings(config: Path | None, *, zone: str | None = None) -> Settings:
    """The settings of ``config``, or of ``p2p.toml`` in the current folder where there is one.

    ``zone`` (``--timezone``) goes before the file; without either the machine's own zone counts.

    Raises:
        UsageError: the file cannot be read, has an unknown setting or a wrong value.
    """
    path = config or Path(FILE)
    tables = _tables(path) if config or path.exists() else {}
    office = dict(tables.get("office") or {})
    office["zone"] = known_zone(zone or office.get("zone") or machine_zone())
    try:
        return Settings.model_validate({**tables, "office": office})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        )
        raise UsageError(f"{path}: {faults}; see docs/settings.md") from error


def _tables(path: Path) -> dict[str, dict[str, object]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the settings in {path}: {error}") from error
    if not isinstance(tables.get("office", {}), dict):
        raise UsageError(f"{path}: office must be a table; see docs/settings.md")
    return tables


def known_zone(name: object) -> str:
    """A time zone's name, once it is known to exist.

    Raises:
        UsageError: there is no such zone.
    """
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        example = "America/Chicago"
        raise UsageError(f"unknown time zone {name!r}; give one such as {example}") from error
    return str(name)


def machine_zone() -> str:
    """The machine's own time zone by name: ``TZ``, else ``/etc/localtime``; UTC where unnamed."""
    named = os.environ.get("TZ", "").removeprefix(":")
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    zones = available_timezones() - _UTC
    return next((name for name in (named, linked) if name in zones), "UTC")
