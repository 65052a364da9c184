"""A person's word on a case: a field corrected, a passage rejected, a paper released."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import history
from casework.corrections import corrected, reading_at
from casework.exits import UsageError
from casework.records import CaseRecord
from casework.records_case import CorrectionRecord, LetterRecord, RejectionRecord, ReleaseRecord
from casework.rejected import words_digest
from casework.store_cases import corrections_of
from docextract.facts import ChartDocument, LetterResult
from docextract.office import Office
from packet_builder.case import Case, Passage


@dataclass(frozen=True, slots=True)
class Said:
    """Who says so, and when."""

    by: str
    at: datetime


def fix(
    session: Session, case: CaseRecord, field: str, value: str, said: Said, office: Office
) -> JsonValue:
    """Set down a person's value for a field of a case's letter, beside the machine's.

    Returns:
        The value as it was understood.

    Raises:
        UsageError: there is no such field, or the value does not fit it.
    """
    result = letter_of(session, case)
    others = {name: row.human for name, row in corrections_of(session, case.id).items()}
    human = _understood(result, {**others, field: None}, field, value, office)
    machine = reading_at(result.letter, field)
    session.add(CorrectionRecord(
        case_id=case.id, field=field, machine=machine, human=human, by=said.by, at=said.at
    ))  # fmt: skip
    told = json.dumps({"field": field, "machine": machine, "human": human})
    history.append(session, case_id=case.id, who=said.by, what="corrected", at=said.at, detail=told)
    return human


def withdraw(session: Session, case: CaseRecord, field: str, said: Said) -> None:
    """Give the machine's reading its place back.

    Raises:
        UsageError: the field was not corrected.
    """
    rows = select(CorrectionRecord).where(
        CorrectionRecord.case_id == case.id, CorrectionRecord.field == field,
        CorrectionRecord.withdrawn_at.is_(None),
    )  # fmt: skip
    found = session.scalars(rows).all()
    if not found:
        raise UsageError(f"{field!r} was not corrected in case {case.id}")
    for row in found:
        row.withdrawn_at = said.at
    history.append(
        session, case_id=case.id, who=said.by, what="correction withdrawn", at=said.at, detail=field
    )


def letter_of(session: Session, case: CaseRecord) -> LetterResult:
    """The letter that opened a case, as the machine read it.

    Raises:
        UsageError: it was never read.
    """
    rows = select(LetterRecord).where(
        LetterRecord.sha256 == case.sha256, LetterRecord.letter == case.letter
    )
    row = session.scalars(rows).one_or_none()
    if row is None:
        raise UsageError(f"the letter of case {case.id} was not read yet; run p2p batch again")
    return LetterResult.model_validate_json(row.result)


def _understood(
    result: LetterResult, fields: dict[str, JsonValue], field: str, value: str, office: Office
) -> JsonValue:
    """A value from the command line: as text, else as JSON; ``null`` takes a value away."""
    readings: list[Callable[[], JsonValue]] = [lambda: value, lambda: json.loads(value)]
    if value == "null":
        readings = [lambda: None]
    refused: UsageError | None = None
    for read in readings:
        try:
            understood = read()
            corrected(result, {**fields, field: understood}, office)
        except UsageError as error:
            refused = refused or error
        except ValueError:
            continue
        else:
            return understood
    raise refused or UsageError(f"{value!r} is no value for {field!r}")


def reject(
    session: Session, case: CaseRecord, passage: Passage, sha256: str, why: str | None, said: Said
) -> None:
    """Never use a passage in a case again; a second time changes nothing."""
    known = select(RejectionRecord.id).where(
        RejectionRecord.case_id == case.id, RejectionRecord.document_sha256 == sha256,
        RejectionRecord.page == passage.page,
        RejectionRecord.words_sha256 == words_digest(passage.text),
    )  # fmt: skip
    if session.scalar(known) is not None:
        return
    session.add(RejectionRecord(
        case_id=case.id, document=passage.document, document_sha256=sha256, page=passage.page,
        words=passage.text, words_sha256=words_digest(passage.text), why=why, by=said.by,
        at=said.at,
    ))  # fmt: skip
    told = json.dumps({
        "document": passage.document, "page": passage.page, "words": passage.text, "why": why,
    })  # fmt: skip
    history.append(
        session, case_id=case.id, who=said.by, what="passage rejected", at=said.at, detail=told
    )


def shown_passage(case: Case, finding: str, number: int) -> tuple[Passage, str]:
    """The ``number``-th passage that a case shows for a criterion.

    Returns:
        The passage, and the SHA-256 of the document that it stands in.

    Raises:
        UsageError: the case shows no such passage.
    """
    shown = {each.id: each.evidence for each in case.criteria}
    try:
        passage = shown[finding][number - 1]
    except (KeyError, IndexError) as error:
        known = ", ".join(f"{name} ({len(passages)})" for name, passages in shown.items())
        raise UsageError(
            f"there is no passage {number} of criterion {finding!r}; there are: {known or 'none'}"
        ) from error
    sha256 = {each.document: each.sha256 for each in case.chart.documents}
    return passage, sha256.get(passage.document, "")


def release(
    session: Session,
    case: CaseRecord,
    document: ChartDocument,
    pages: Collection[int],
    why: str,
    said: Said,
) -> None:
    """Say that a paper which was kept out of a case may be used; what was said before is undone.

    Args:
        session: a ``Store.write()``.
        case: the case.
        document: the paper, as the case lists it.
        pages: the pages that may be used; none: all but those that name another patient.
        why: on what ground, such as the consent that is on file.
        said: who says so.
    """
    for row in _standing_releases(session, case, document):
        row.withdrawn_at = said.at
    session.add(ReleaseRecord(
        case_id=case.id, document=document.document, document_sha256=document.sha256,
        pages=sorted(pages) or None, why=why, by=said.by, at=said.at,
    ))  # fmt: skip
    told = json.dumps({"document": document.document, "pages": sorted(pages) or None, "why": why})
    history.append(
        session, case_id=case.id, who=said.by, what="paper released", at=said.at, detail=told
    )


def withdraw_release(
    session: Session, case: CaseRecord, document: ChartDocument, said: Said
) -> None:
    """Keep a paper out again that was released.

    Raises:
        UsageError: it was not released.
    """
    rows = _standing_releases(session, case, document)
    if not rows:
        raise UsageError(f"{document.document!r} was not released in case {case.id}")
    for row in rows:
        row.withdrawn_at = said.at
    history.append(
        session, case_id=case.id, who=said.by, what="release withdrawn", at=said.at,
        detail=document.document,
    )  # fmt: skip


def _standing_releases(
    session: Session, case: CaseRecord, document: ChartDocument
) -> Sequence[ReleaseRecord]:
    rows = select(ReleaseRecord).where(
        ReleaseRecord.case_id == case.id, ReleaseRecord.withdrawn_at.is_(None),
        ReleaseRecord.document_sha256 == document.sha256,
    )  # fmt: skip
    return session.scalars(rows).all()


def listed_document(case: Case, name: str) -> ChartDocument:
    """A paper of the chart by its name, as the case lists it.

    Raises:
        UsageError: the chart has no such paper.
    """
    listed = {each.document: each for each in case.chart.documents}
    if name in listed:
        return listed[name]
    kept = [d.document for d in listed.values() if d.included is not True or d.excluded_pages]
    raise UsageError(
        f"the chart of this case has no {name!r}; kept out, whole or in part: "
        + (", ".join(kept) or "none")
    )
