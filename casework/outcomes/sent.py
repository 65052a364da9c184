"""Setting down what was sent, and the windows that it meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.clock.rights import STAGES
from casework.outcomes.fax_proofs import prove_from_list
from casework.outcomes.log import Who
from casework.records import CaseRecord, Level
from casework.records_office import DeadlineRecord, DeadlineState, SentRecord
from casework.store_cases import set_alarm
from docextract.facts import DeadlineKind

STEPS = {
    "internal": Level.APPEAL,
    "expedited": Level.APPEAL,
    "second_level": Level.SECOND_LEVEL,
    "external_review": Level.EXTERNAL_REVIEW,
}
"""The step that a paper of a kind takes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper on its way: ``what`` is a level's letter, ``information`` or ``other``."""

    what: str
    channel: str
    recipient: str | None
    sha256: str | None
    at: datetime


def log_sent(session: Session, case: CaseRecord, paper: Sent, who: Who) -> bool:
    """Set down that it was sent; the windows of its step are met, those before it are over.

    Returns:
        Whether the fax machine's report on it lay on the list already: it is filed now.
    """
    sent = SentRecord(
        case_id=case.id, what=paper.what, channel=paper.channel, recipient=paper.recipient,
        sha256=paper.sha256, sent_at=paper.at, by=who.name,
    )  # fmt: skip
    session.add(sent)
    step = STEPS.get(paper.what)
    rows = select(DeadlineRecord).where(
        DeadlineRecord.case_id == case.id, DeadlineRecord.state == DeadlineState.OPEN
    )
    for row in session.scalars(rows):
        information = paper.what == "information" and row.kind == DeadlineKind.INFORMATION.value
        if information or (step is not None and row.level == step):
            row.state, row.ended_at = DeadlineState.MET, paper.at
        elif step is not None and row.level is not None and STAGES[row.level] < STAGES[step]:
            row.state, row.ended_at = DeadlineState.WAIVED, paper.at
            row.why = "a later step was taken"
    if step is not None:
        case.level = step
    case.updated_at = who.now
    set_alarm(session, case.id)
    told = f"{paper.what} by {paper.channel}"
    history.append(session, case_id=case.id, at=who.now, who=who.name, what="sent", detail=told)
    session.flush()
    return prove_from_list(session, sent, who.now)
