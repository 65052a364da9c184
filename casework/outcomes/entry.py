"""What a person tells about a call, an appeal or a review."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field, model_validator

from casework.records import Level
from casework.records_office import Result
from docextract.facts import Frozen

WON = (Result.OVERTURNED, Result.PARTLY)
LOST = (Result.UPHELD, Result.PARTLY)


class Approval(Frozen):
    """What the payer said it authorizes; days are inclusive."""

    number: str | None = None
    valid_from: date | None = None
    valid_through: date | None = None
    units: float | None = Field(default=None, gt=0)
    codes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Approval:
        if self.valid_from and self.valid_through and self.valid_from > self.valid_through:
            raise ValueError("the authorization would end before it begins")
        return self


class Entry(Frozen):
    """How a step ended; ``minutes`` is the staff's time on it."""

    result: Result
    decided_at: datetime
    level: Level = Level.P2P
    reviewer: str | None = None
    specialty: str | None = None
    licence: str | None = None
    criteria: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    unaddressed: tuple[str, ...] = ()
    reference: str | None = None
    minutes: int | None = Field(default=None, ge=0, le=10_000)
    approval: Approval = Approval()

    @model_validator(mode="after")
    def _approval_where_won(self) -> Entry:
        if self.result not in WON and self.approval != Approval():
            raise ValueError("an authorization belongs to what was overturned, wholly or partly")
        return self
