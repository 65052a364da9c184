"""What a batch came to: ``summary.json``, and the same as tables for people."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field, computed_field

from casework.exits import ExitCode, code_for_files
from casework.records import CaseState
from docextract.facts import DeadlineKind, Frozen, LetterResult


class CaseLine(Frozen):
    """One letter of the inbox and what became of it.

    ``done_now`` is False where an earlier run had done it and nothing has changed since.
    ``duplicate_of`` names the file of the same content whose case this is.
    """

    case: str
    source: str
    pages: tuple[int, ...]
    state: CaseState
    done_now: bool = True
    reason: str | None = None
    folder: str | None = None
    chart: str | None = None
    warnings: tuple[str, ...] = ()
    document_type: str | None = None
    route: str | None = None
    payer: str | None = None
    patient: str | None = None
    reference_number: str | None = None
    p2p_due: str | None = None
    act_by: str | None = None
    needs_review: bool = False
    duplicate_of: str | None = None


class FailedFile(Frozen):
    """A file that could not be read, with what to do about it."""

    source: str
    reason: str
    kind: Literal["letter", "chart", "policy"]


class Summary(Frozen):
    """Everything that one run of ``p2p batch`` found and did."""

    schema_: Literal[1] = Field(default=1, alias="schema", serialization_alias="schema")
    prepared_at: str
    inbox: str
    files: int
    cases: tuple[CaseLine, ...]
    failed: tuple[FailedFile, ...]
    program_missing: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def counts(self) -> dict[str, int]:
        """How many letters are in each state."""
        return dict(Counter(line.state.value for line in self.cases))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_code(self) -> ExitCode:
        """What the command tells the shell."""
        broken = {each.source for each in self.failed if each.kind == "letter"}
        unread = len(broken)
        broken |= {line.source for line in self.cases if line.state is CaseState.FAILED}
        others = any(each.kind != "letter" for each in self.failed)
        code = code_for_files(self.files, unread, missing_program=self.program_missing)
        return ExitCode.SOME_FAILED if code is ExitCode.DONE and (broken or others) else code

    def told(self) -> str:
        """The counts in words."""
        parts = [f"{number} {state.replace('_', ' ')}" for state, number in self.counts.items()]
        unread = sum(each.kind == "letter" for each in self.failed)
        return (
            ", ".join([*parts, *([f"{unread} could not be read"] if unread else [])]) or "nothing"
        )


def line_of(case: str, source: str, result: LetterResult, state: CaseState) -> CaseLine:
    """A letter's line, with what a worklist shows of it."""
    letter = result.letter
    p2p = [each for each in letter.deadlines if each.kind.value is DeadlineKind.P2P]
    alarms = [each.act_by.value for each in letter.deadlines if each.act_by.value]
    kind, route = letter.document_type, letter.route
    return CaseLine(
        case=case,
        source=source,
        pages=result.pages,
        state=state,
        document_type=kind.value.value if kind.value else None,
        route=route.value.value if route.value else None,
        payer=letter.payer.value,
        patient=letter.patient.name.value,
        reference_number=letter.reference_number.value,
        p2p_due=next((each.due.value for each in p2p if each.due.value), None),
        act_by=next((each.act_by.value for each in p2p if each.act_by.value), None)
        or min(alarms, default=None),
        needs_review=kind.needs_review or route.needs_review or any(d.needs_review for d in p2p),
    )


def most_urgent_first(summary: Summary) -> list[CaseLine]:
    """The letters that something is to be done for, by the office's own alarm."""
    open_ = [line for line in summary.cases if line.state is not CaseState.LISTED]
    never = datetime.max.replace(tzinfo=UTC)

    def alarm(line: CaseLine) -> datetime:
        return datetime.fromisoformat(line.act_by) if line.act_by else never

    return sorted(open_, key=lambda line: (alarm(line), line.source))
