"""What ``p2p doctor`` looks at in the settings: folders, providers, calendars, mail."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from casework.doctor import Check
from casework.settings import Provider, Settings
from docextract.errors import UnreadableFileError
from docextract.letter.identifiers import is_npi


def examine_office(settings: Settings, now: datetime) -> Iterator[Check]:
    """Each setting that names something outside of the settings file."""
    folders = settings.folders
    for name in ("inbox", "charts", "policies", "references", "archive"):
        path: Path | None = getattr(folders, name)
        if path is not None:
            remedy = f"make the folder, or change folders.{name} in p2p.toml"
            found = str(path) if path.is_dir() else f"{path} is no folder"
            yield Check(f"folders.{name}", path.is_dir(), found, needed=False, remedy=remedy)
    for provider in settings.providers:
        yield from _provider(provider, settings, now)
    yield from _mail(settings)


def _provider(provider: Provider, settings: Settings, now: datetime) -> Iterator[Check]:
    if provider.npi is not None:
        right = is_npi(provider.npi)
        yield Check(
            f"NPI of {provider.name}", right, "ok" if right else "its check digit is wrong",
            needed=False, remedy="correct providers.npi in p2p.toml",
        )  # fmt: skip
    if provider.calendar is not None:
        from casework.calls.calendar import read_calendar

        try:
            week = now + timedelta(days=7)
            busy = read_calendar(provider.calendar, now, week, settings.office.tz)
            right, found = True, f"{len(busy)} busy times within a week"
        except UnreadableFileError as error:
            right, found = False, str(error)
        yield Check(
            f"calendar of {provider.name}", right, found, needed=False,
            remedy="export it as .ics again, or correct providers.calendar in p2p.toml",
        )  # fmt: skip


def _mail(settings: Settings) -> Iterator[Check]:
    mail = settings.mail
    found = f"to {', '.join(mail.to)} by {mail.host}" if mail.enabled else "off"
    yield Check("alerts by e-mail", True, found, needed=False)
    secret = mail.password_file
    if not mail.enabled or secret is None:
        return
    held = secret.is_file()
    private = held and not stat.S_IMODE(secret.stat().st_mode) & 0o077
    state = "the owner's alone" if private else "others can read it" if held else "not found"
    yield Check(
        "mail.password_file", private, f"{secret}: {state}", needed=False,
        remedy=f"chmod 600 {secret}" if held else "make the file; its first line is the password",
    )  # fmt: skip
