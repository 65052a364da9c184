"""What was said on the call, and who approves the letter: facts that a person logs."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from docextract.facts import Frozen


class CallOutcome(Frozen):
    """A peer-to-peer call as the office logged it; its words stand in packet and appeal.

    ``held_at`` and ``promised_by`` are an ISO date or date-time. ``reasons`` are what the
    reviewer named, ``unaddressed`` what was put to the reviewer and left without an answer.
    """

    result: Literal["overturned", "partly", "upheld", "pending"]
    held_at: str
    caller: str | None = None
    reviewer_name: str | None = None
    reviewer_credentials: str | None = None
    reviewer_specialty: str | None = None
    reviewer_licence: str | None = None
    reference: str | None = None
    criteria_named: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    unaddressed: tuple[str, ...] = ()
    promised: str | None = None
    promised_by: str | None = None


class Approval(Frozen):
    """The physician's approval of a letter, by name; ``at`` is an ISO date or date-time."""

    name: str
    at: str


class Level(StrEnum):
    """The review that an appeal goes to."""

    INTERNAL = "internal"
    EXPEDITED = "expedited"
    SECOND = "second_level"
    EXTERNAL = "external_review"


class Voice(StrEnum):
    """Who speaks in an appeal: the right may be the patient's alone."""

    PROVIDER = "provider"
    MEMBER = "member"
