"""An office with one denied case, and papers that arrive for it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

from casework.outcomes.log import Who
from casework.records import CaseRecord, CaseState, DocumentRecord
from casework.records_office import DeadlineRecord, DeadlineState
from casework.store import open_store
from casework.store_cases import key_of
from docextract.facts import (
    Authorization,
    DocumentType,
    Fact,
    Letter,
    LetterResult,
    Patient,
    Service,
    ServiceStatus,
    Source,
)
from docextract.office import Office

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 15, tzinfo=UTC)
OFFICE = Office(zone="America/Chicago")
KIM = Who("Kim Lee", NOW)


def text(value):
    return Fact[str](value=value)


def paper(kind, reference="PA-77 120", member="M1", code="72148", dated="2026-03-06", last=None):
    source = Source(
        path="b.pdf", sha256="b" * 64, pages=1, received_at=LATER.isoformat(),
        received_from="file_time",
    )  # fmt: skip
    letter = Letter(
        document_type=Fact[DocumentType](value=kind),
        patient=Patient(name=text("Ada Q. Moss"), member_id=text(member)),
        reference_number=text(reference),
        letter_date=text(dated),
        services=(
            Service(code=text(code), status=Fact[ServiceStatus](value=ServiceStatus.APPROVED)),
        ),
        authorization=Authorization(number=text("A-9"), valid_through=text(last)),
    )
    return LetterResult(source=source, pages=(1,), letter=letter)


def add_case(session, name, reference, member):
    session.add(
        CaseRecord(
            id=name, sha256="a" * 64, letter=1, state=CaseState.PREPARED, fingerprint="",
            updated_at=NOW, opened_at=NOW, patient="Ada Moss", member_id=member,
            reference=reference, reference_key=key_of(reference), procedure="72148",
        )
    )  # fmt: skip
    session.flush()


@contextmanager
def office_with_a_case(tmp_path, url):
    """A session on an office with the denied case c1 and two known documents."""
    with open_store(tmp_path, url) as store, store.write() as session:
        for sha in "ab":
            session.add(
                DocumentRecord(
                    sha256=sha * 64, name=f"{sha}.pdf", first_seen=NOW, received_at=NOW,
                    received_from="option",
                )
            )  # fmt: skip
        session.flush()
        add_case(session, "c1", "PA77-120", "m-1")
        session.add(
            DeadlineRecord(
                case_id="c1", origin="a", position=0, kind="internal_appeal", level="appeal",
                due="2026-09-01", due_at=datetime(2026, 9, 2, tzinfo=UTC),
                state=DeadlineState.OPEN,
            )
        )  # fmt: skip
        session.flush()
        yield session
