"""What an appeal is asked for: its level, who speaks in it, and what a person has said for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docextract.facts import Deadline, DeadlineKind, DocumentType, Party, PlanType, Route
from docextract.rules import load
from packet_builder.case import Case
from packet_builder.outcome import Approval, CallOutcome, Level, Voice
from packet_builder.rules_of_plan import plan_of
from packet_builder.when import Instant, end_of, known_zone, parse_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealOrder:
    """How the letter is to be written.

    Attributes:
        level: the review it goes to.
        voice: who speaks; None: the provider, where the plan hears one.
        outcome: the call as it was logged, if there was one.
        approval: the physician's approval by name; without it every page says DRAFT.
        harm: harm of delay in the physician's own words, for an expedited appeal.
        templates: the practice's own templates; None for ours alone.
    """

    level: Level = Level.INTERNAL
    voice: Voice | None = None
    outcome: CallOutcome | None = None
    approval: Approval | None = None
    harm: str | None = None
    templates: Path | None = None

    @property
    def logged(self) -> tuple[CallOutcome | Approval | str, ...]:
        """What people said for the letter: no page of the record has to bear it out."""
        rows = (self.outcome, self.approval, self.harm)
        return tuple(row for row in rows if row is not None)


def level_rules(level: Level) -> dict[str, Any]:
    """The level's row of ``rules/appeal_levels.yaml``."""
    return dict(load("appeal_levels")["levels"][str(level)])


def form_rule(case: Case) -> dict[str, Any]:
    """The paper that shows who may act for the member of this plan."""
    rows = load("appeal_levels")["forms"]
    return dict(next(row for row in rows if plan_of(case) in row["plans"]))


def dispute_of(case: Case, level: Level) -> str:
    """What is in dispute, and before whom: a value of ``disputes`` in ``appeal_requests.yaml``."""
    if level is Level.EXTERNAL:
        return "external"
    administrative = case.letter.route.value is Route.CLAIM_CORRECTION
    return "administrative" if administrative else "clinical"


def level_for(case: Case) -> Level:
    """The level that a letter leaves open: external after a final internal decision."""
    if case.letter.document_type.value is not DocumentType.APPEAL_UPHELD:
        return Level.INTERNAL
    internal = [d for d in case.letter.deadlines if d.kind.value is DeadlineKind.INTERNAL_APPEAL]
    return Level.SECOND if internal else Level.EXTERNAL


def voice_of(case: Case, order: AppealOrder) -> Voice:
    """Who speaks: the provider, unless the order says otherwise or the plan hears members alone.

    32 CFR 199.10: a TRICARE network provider is never an appealing party.
    """
    if order.voice is not None:
        return order.voice
    tricare = case.letter.plan_type.value is PlanType.TRICARE
    return Voice.MEMBER if tricare else Voice.PROVIDER


def members_right(case: Case, order: AppealOrder) -> bool:
    """Whether the letter gives the right to the member alone: a form has to be enclosed."""
    parties = {row.party.value for row in rights_of(case, order.level)}
    return parties == {Party.MEMBER} or voice_of(case, order) is Voice.MEMBER


def rights_of(case: Case, level: Level) -> tuple[Deadline, ...]:
    """The letter's rights of this level; those of its own kind before the general ones."""
    rules = level_rules(level)
    for kind in rules["kinds"]:
        rows = tuple(
            row
            for row in case.letter.deadlines
            if row.kind.value == kind and _of_level(row, rules["level"])
        )
        if rows:
            return rows
    return ()


def _of_level(row: Deadline, level: int | None) -> bool:
    return level is None or row.level.value in (None, level)


def last_day(case: Case, level: Level, now: datetime) -> Instant | None:
    """The earliest last day of the level's rights; None where the letter gives none."""
    zone = known_zone(case.timezone)
    days = [parse_instant(row.due.value, zone) for row in rights_of(case, level)]
    return min((day for day in days if day), key=lambda day: end_of(day, now), default=None)
