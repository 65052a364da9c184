"""Fax machines' reports that come back into the inbox: proof of what was sent, or a list.

One that fits nothing that was sent opens no case: it waits on a list until what it proves is
logged (``p2p sent``), or until a person says whose it is.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.exits import UsageError
from casework.fix import Said
from casework.inbox.route import link
from casework.outcomes.fax_report import FaxReport
from casework.records import CaseRecord
from casework.records_case import Role
from casework.records_inbox import FaxReportRecord
from casework.records_office import SentRecord

_NEAR = timedelta(hours=24)
"""A report that lies on the list is proof of a fax that is logged within a day of it."""


def prove(
    session: Session, report: FaxReport, sha256: str, now: datetime, *, name: str, letter: int
) -> str | None:
    """File a report to the newest paper that was faxed to its number; its case.

    None where no paper, or papers of several cases, were faxed there: then it is on the list.
    """
    rows = select(SentRecord).where(SentRecord.channel == "fax", SentRecord.proof_sha256.is_(None))
    sent = [
        row
        for row in session.scalars(rows.order_by(SentRecord.id.desc()))
        if report.number and row.recipient and _digits(row.recipient) == report.number
    ]
    cases = sorted({row.case_id for row in sent})
    if len(cases) != 1:
        _list(session, report, sha256, now, name=name, letter=letter, cases=cases)
        return None
    listed = _row_of(session, sha256, letter)
    if listed is not None:
        listed.case_id, listed.settled_at, listed.settled_by = cases[0], now, history.PROGRAM
    _file(session, sent[0], report, sha256, now, name=name, letter=letter)
    return cases[0]


def _file(
    session: Session,
    row: SentRecord,
    report: FaxReport,
    sha256: str,
    now: datetime,
    *,
    name: str,
    letter: int,
) -> None:
    if report.delivered:
        row.proof_sha256, row.proof_at = sha256, now
    link(session, row.case_id, sha256, letter, Role.FAX_PROOF, name, now)
    _tell(session, row.case_id, report, now)


def _tell(session: Session, case_id: str, report: FaxReport, now: datetime) -> None:
    case = session.get_one(CaseRecord, case_id)
    case.updated_at = now
    if not report.delivered:
        case.needs_review = True
    what = "fax delivered" if report.delivered else "FAX NOT DELIVERED"
    history.append(session, case_id=case_id, at=now, what=what)


def _list(
    session: Session,
    report: FaxReport,
    sha256: str,
    now: datetime,
    *,
    name: str,
    letter: int,
    cases: list[str],
) -> None:
    """Put a report on the list, once."""
    if _row_of(session, sha256, letter) is not None:
        return
    why = f"it may be of the cases {', '.join(cases)}" if cases else "nothing was logged as faxed"
    session.add(FaxReportRecord(
        sha256=sha256, letter=letter, name=name, number=report.number,
        delivered=report.delivered, why=f"{why} to that number", seen_at=now,
    ))  # fmt: skip
    history.append(session, what="fax report without a case", at=now, detail=f"{sha256[:10]}")


def _row_of(session: Session, sha256: str, letter: int) -> FaxReportRecord | None:
    rows = select(FaxReportRecord).where(
        FaxReportRecord.sha256 == sha256, FaxReportRecord.letter == letter
    )
    return session.scalars(rows).one_or_none()


def is_listed(session: Session, sha256: str, letter: int) -> bool:
    """Whether a paper is a fax report on the list, or was settled there."""
    return _row_of(session, sha256, letter) is not None


def prove_from_list(session: Session, sent: SentRecord, now: datetime) -> bool:
    """File the one report on the list that fits a fax that is logged only now."""
    if sent.channel != "fax" or not sent.recipient:
        return False
    rows = select(FaxReportRecord).where(
        FaxReportRecord.settled_at.is_(None),
        FaxReportRecord.number == _digits(sent.recipient),
        FaxReportRecord.seen_at.between(sent.sent_at - _NEAR, sent.sent_at + _NEAR),
    )
    found = session.scalars(rows).all()
    if len(found) != 1:
        return False
    _settle(session, found[0], sent, Said(history.PROGRAM, now))
    return True


def assign(session: Session, paper: str, case: CaseRecord, said: Said) -> None:
    """Say whose a report on the list is: it is filed to the case's newest fax without a proof.

    Raises:
        UsageError: it is not on the list, or nothing was logged as faxed for the case.
    """
    row = _named(session, paper)
    rows = select(SentRecord).where(
        SentRecord.case_id == case.id, SentRecord.channel == "fax",
        SentRecord.proof_sha256.is_(None),
    )  # fmt: skip
    sent = session.scalars(rows.order_by(SentRecord.id.desc())).first()
    if sent is None:
        raise UsageError(f"no fax of case {case.id} waits for its proof: log it with p2p sent")
    _settle(session, row, sent, said)


def put_aside(session: Session, paper: str, said: Said) -> None:
    """Say that a report on the list is of no case.

    Raises:
        UsageError: it is not on the list.
    """
    row = _named(session, paper)
    row.settled_at, row.settled_by = said.at, said.by
    history.append(session, who=said.by, what="fax report put aside", at=said.at, detail=paper)


def _settle(session: Session, row: FaxReportRecord, sent: SentRecord, said: Said) -> None:
    row.case_id, row.settled_at, row.settled_by = sent.case_id, said.at, said.by
    report = FaxReport(row.number, delivered=row.delivered)
    _file(session, sent, report, row.sha256, said.at, name=row.name, letter=row.letter)


def _named(session: Session, paper: str) -> FaxReportRecord:
    start, _, number = paper.rpartition("-")
    rows = select(FaxReportRecord).where(
        FaxReportRecord.sha256.startswith(start, autoescape=True),
        FaxReportRecord.letter == (int(number) if number.isdigit() else 0),
        FaxReportRecord.settled_at.is_(None),
    )
    found = session.scalars(rows).all()
    if len(found) != 1 or not start:
        raise UsageError(f"{paper!r} is not on the list of fax reports without a case")
    return found[0]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-10:]
