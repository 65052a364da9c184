"""The settings of the office's work over time: one class for a table of ``p2p.toml``.

Each setting is described in ``docs/settings.md``.
"""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from docextract.facts import Frozen
from docextract.office import MONDAY_TO_FRIDAY, LineHours


class AlertSettings(Frozen):
    """When the office wants to be told."""

    call_hours: tuple[int, ...] = (48, 24, 4)
    filing_days: tuple[int, ...] = (30, 14, 7, 3, 1)
    confirmation_hours: int = Field(default=24, ge=1)
    decision_days: int = Field(default=30, ge=1)
    authorization_days: int = Field(default=14, ge=1)
    reminder_minutes: int = Field(default=60, ge=0)
    outcome_hours: int = Field(default=2, ge=0)

    @model_validator(mode="after")
    def _leads(self) -> AlertSettings:
        for leads in (self.call_hours, self.filing_days):
            if not leads or min(leads) < 0:
                raise ValueError("give at least one lead, none below 0")
        return self


class CallSettings(Frozen):
    """How calls are planned."""

    minutes: int = Field(default=20, ge=5, le=240)
    prepare_minutes: int = Field(default=30, ge=0, le=240)
    notice_minutes: int = Field(default=60, ge=0)
    slots_a_day: int = Field(default=3, ge=1)
    invitation_names_patient: bool = False


class MailSettings(Frozen):
    """Where the digest of alerts goes: nowhere, unless it is enabled."""

    enabled: bool = False
    host: str | None = None
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: Path | None = None
    sender: str | None = None
    to: tuple[str, ...] = ()
    names_patients: bool = False

    @model_validator(mode="after")
    def _complete(self) -> MailSettings:
        if self.enabled and not (self.host and self.sender and self.to):
            raise ValueError("mail needs host, sender and to before it can be enabled")
        for address in (self.sender or "", *self.to):
            if any(not letter.isprintable() for letter in address):
                raise ValueError("an address of mail holds a line break or another control letter")
        if self.security == "none" and self.host not in (None, "localhost", "127.0.0.1", "::1"):
            raise ValueError('mail.security = "none" is only for a server on this machine')
        return self


class ReportSettings(Frozen):
    """From how many known outcomes on the past may advise."""

    advice_from: int = Field(default=10, ge=5)


class PayerHours(Frozen):
    """When a payer's line is answered, for letters that do not print it.

    ``name`` is looked for in the payer's and the reviewing company's printed names.
    """

    name: str = Field(min_length=3)
    opens: time
    closes: time
    weekdays: tuple[int, ...] = MONDAY_TO_FRIDAY
    zone: str

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        ZoneInfo(zone)
        return zone

    @property
    def line(self) -> LineHours:
        """The hours as a value."""
        return LineHours(self.opens, self.closes, self.weekdays, self.zone)
