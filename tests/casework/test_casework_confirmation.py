"""Papers that arrive are filed to their case, to no other, and say what they change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework import history
from casework.clock.due import timeline
from casework.clock.model import AlertKind
from casework.clock.watched import watched_cases
from casework.confirmation import Seen, arrived, confirmed_by, keep_grant
from casework.exits import UsageError
from casework.outcomes.entry import Approval, Entry
from casework.outcomes.log import Who, log_outcome
from casework.outcomes.sent import Sent, log_sent
from casework.records import CaseRecord, CaseState, CaseStatus, DocumentRecord
from casework.records_case import CaseDocument
from casework.records_office import (
    AuthorizationRecord,
    DeadlineRecord,
    DeadlineState,
    Result,
    SentRecord,
)
from casework.settings_office import AlertSettings
from casework.store import open_store
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


@pytest.fixture
def session(tmp_path, url):
    with open_store(tmp_path, url) as store, store.write() as session:
        for sha in "ab":
            session.add(
                DocumentRecord(
                    sha256=sha * 64, name=f"{sha}.pdf", first_seen=NOW, received_at=NOW,
                    received_from="option",
                )
            )  # fmt: skip
        session.flush()
        session.add(
            CaseRecord(
                id="c1", sha256="a" * 64, letter=1, state=CaseState.PREPARED, fingerprint="",
                updated_at=NOW, opened_at=NOW, patient="Ada Moss", member_id="m-1",
                reference="PA77-120", reference_key="PA77120", procedure="72148",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            DeadlineRecord(
                case_id="c1", origin="a", position=0, kind="internal_appeal", level="appeal",
                due="2026-09-01", due_at=datetime(2026, 9, 2, tzinfo=UTC),
                state=DeadlineState.OPEN,
            )
        )  # fmt: skip
        session.flush()
        yield session


def won(session, result=Result.OVERTURNED):
    entry = Entry(result=result, decided_at=NOW, approval=Approval(codes=("72148",)))
    case = session.get_one(CaseRecord, "c1")
    log_outcome(session, case, entry, KIM, office=OFFICE, hours=24)


def arrive(session, result, **more):
    return arrived(session, result, "b" * 64, LATER, OFFICE, name="b.pdf", **more)


def kinds(session):
    (case,) = watched_cases(session, "c1")
    return {alert.kind for alert in timeline(case, AlertSettings(), OFFICE)}


def test_a_confirmation_ends_the_dispute_and_sets_the_expiry_alarm(session):
    won(session)
    assert AlertKind.CONFIRMATION_MISSING in kinds(session)
    assert arrive(session, paper(DocumentType.APPROVAL, last="2026-06-30")) == "c1"
    (grant,) = session.query(AuthorizationRecord)
    assert (grant.number, grant.valid_through, grant.faults) == ("A-9", "2026-06-30", [])
    assert [row.state for row in session.query(DeadlineRecord)] == [DeadlineState.WAIVED]
    assert [row.role for row in session.query(CaseDocument)] == ["confirmation"]
    told = kinds(session)
    assert AlertKind.CONFIRMATION_MISSING not in told
    assert {AlertKind.AUTHORIZATION_ENDING, AlertKind.AUTHORIZATION_ENDED} <= told


def test_a_confirmation_of_something_else_leaves_the_windows_open(session):
    won(session)
    assert arrive(session, paper(DocumentType.APPROVAL, code="72141")) == "c1"
    assert [row.state for row in session.query(DeadlineRecord)] == [DeadlineState.OPEN]
    assert AlertKind.CONFIRMATION_DIFFERS in kinds(session)
    assert session.get_one(CaseRecord, "c1").status == CaseStatus.AWAITING


def test_a_person_may_confirm_what_differs_or_came_by_another_way(session):
    case = session.get_one(CaseRecord, "c1")
    with pytest.raises(UsageError, match="log the outcome first"):
        confirmed_by(session, case, Seen(LATER), KIM)
    won(session)
    arrive(session, paper(DocumentType.APPROVAL, code="72141"))
    confirmed_by(session, case, Seen(LATER, valid_through=date(2026, 6, 30)), KIM)
    (grant,) = session.query(AuthorizationRecord)
    assert (grant.valid_through, grant.faults) == ("2026-06-30", [])
    assert [row.state for row in session.query(DeadlineRecord)] == [DeadlineState.WAIVED]
    assert AlertKind.CONFIRMATION_DIFFERS not in kinds(session)


def test_what_a_partial_denial_grants_is_watched_while_the_dispute_is_open(session):
    for _ in range(2):
        keep_grant(session, "c1", paper(DocumentType.PARTIAL_DENIAL, last="2026-04-30"))
    session.flush()
    (case,) = watched_cases(session, "c1")
    alerts = timeline(case, AlertSettings(), OFFICE)
    (ending,) = [a for a in alerts if a.kind is AlertKind.AUTHORIZATION_ENDING]
    assert "while the dispute is open" in ending.text
    assert ending.at.date() == date(2026, 4, 16)


def test_a_part_that_is_confirmed_leaves_the_rest_open(session):
    won(session, Result.PARTLY)
    arrive(session, paper(DocumentType.APPROVAL))
    assert [row.state for row in session.query(DeadlineRecord)] == [DeadlineState.OPEN]


@pytest.mark.parametrize(
    ("dated", "loud"),
    [("2026-03-06", True), (None, True), ("2026-03-02", False)],  # the last: written before
)
def test_a_denial_after_a_verbal_yes_is_loud_and_stays_a_letter_of_its_own(session, dated, loud):
    won(session)
    assert arrive(session, paper(DocumentType.DENIAL, dated=dated)) is None
    assert (AlertKind.DENIED_AFTER_APPROVAL in kinds(session)) is loud


@pytest.mark.parametrize(
    "other",
    [
        paper(DocumentType.APPROVAL, member="M2"),
        paper(DocumentType.APPROVAL, reference="PA-99"),
        paper(DocumentType.APPROVAL, reference=None),
        paper(DocumentType.OTHER),
    ],
)
def test_another_patients_or_cases_paper_is_not_filed(session, other):
    won(session)
    assert arrive(session, other) is None
    assert session.query(CaseDocument).count() == 0


def test_the_reference_of_the_outcome_finds_the_case_too(session):
    case = session.get_one(CaseRecord, "c1")
    entry = Entry(result=Result.OVERTURNED, decided_at=NOW, reference="RX 55-1")
    log_outcome(session, case, entry, KIM, office=OFFICE, hours=24)
    assert arrive(session, paper(DocumentType.APPROVAL, reference="rx551")) == "c1"


REPORT = "TRANSMISSION REPORT\nFAX NO. 555-555-0142\nPAGES 9\nRESULT {}\n"


def test_a_paper_that_is_handed_over_again_changes_nothing(session):
    won(session)
    session.get_one(CaseRecord, "c1").document_type = "denial"
    for _ in range(2):
        assert arrive(session, paper(DocumentType.APPROVAL, last="2026-06-30")) == "c1"
    assert session.query(AuthorizationRecord).count() == 1
    case = session.get_one(CaseRecord, "c1")
    log_sent(session, case, Sent("internal", "fax", "555-555-0142", None, NOW), KIM)
    for _ in range(2):
        report = paper(DocumentType.OTHER, reference=None)
        assert arrive(session, report, text=REPORT.format("OK")) == "c1"
    assert session.query(CaseDocument).count() == 2


def test_a_letter_never_contradicts_its_own_case(session):
    won(session)
    assert arrive(session, paper(DocumentType.DENIAL), own="c1") is None
    assert AlertKind.DENIED_AFTER_APPROVAL not in kinds(session)


@pytest.mark.parametrize(("result", "proven"), [("OK", True), ("BUSY", False)])
def test_a_fax_report_is_proof_only_of_what_was_delivered(session, result, proven):
    case = session.get_one(CaseRecord, "c1")
    log_sent(session, case, Sent("internal", "fax", "1 (555) 555-0142", None, NOW), KIM)
    report = REPORT.format(result)
    assert arrive(session, paper(DocumentType.OTHER, reference=None), text=report) == "c1"
    (sent,) = session.query(SentRecord)
    assert (sent.proof_sha256 is not None) is proven
    assert case.needs_review is not proven


def test_a_fax_report_of_another_number_is_nobodys(session):
    report = REPORT.format("OK")
    assert arrive(session, paper(DocumentType.OTHER), text=report) is None


def test_a_later_word_on_a_step_replaces_the_earlier_one(session):
    won(session)
    case = session.get_one(CaseRecord, "c1")
    upheld = Entry(result=Result.UPHELD, decided_at=LATER)
    log_outcome(session, case, upheld, KIM, office=OFFICE, hours=24)
    told = kinds(session)
    assert AlertKind.NEXT_LEVEL in told
    assert AlertKind.CONFIRMATION_MISSING not in told
    assert case.level == "appeal"


def test_the_history_of_it_all_is_whole(session):
    won(session)
    arrive(session, paper(DocumentType.APPROVAL))
    assert history.verify(session).faults == ()
    assert [row.what for row in history.of_case(session, "c1")] == [
        "outcome", "confirmed in writing",
    ]  # fmt: skip
