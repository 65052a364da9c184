"""Papers that arrive are filed to their case, to no other, and say what they change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import history
from casework.clock.due import timeline
from casework.clock.model import AlertKind
from casework.clock.watched import watched_cases
from casework.confirmation import Place, Seen, arrived, confirmed_by, keep_grant
from casework.exits import UsageError
from casework.fix import Said
from casework.outcomes.entry import Approval, Entry
from casework.outcomes.fax_proofs import assign, put_aside
from casework.outcomes.log import log_outcome
from casework.outcomes.sent import Sent, log_sent
from casework.records import CaseRecord, CaseStatus
from casework.records_case import CaseDocument
from casework.records_inbox import FaxReportRecord
from casework.records_office import (
    AuthorizationRecord,
    DeadlineRecord,
    DeadlineState,
    Result,
    SentRecord,
)
from casework.settings_office import AlertSettings
from docextract.facts import (
    DocumentType,
)
from tests.casework.papers import KIM, LATER, NOW, OFFICE, add_case, office_with_a_case, paper


@pytest.fixture
def session(tmp_path, url):
    with office_with_a_case(tmp_path, url) as session:
        yield session


def won(session, result=Result.OVERTURNED):
    entry = Entry(result=result, decided_at=NOW, approval=Approval(codes=("72148",)))
    case = session.get_one(CaseRecord, "c1")
    log_outcome(session, case, entry, KIM, office=OFFICE, hours=24)


def arrive(session, result, **more):
    placed = arrived(session, result, "b" * 64, LATER, OFFICE, name="b.pdf", **more)
    return placed.case if placed else None


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
        assert arrive(session, report, text=REPORT.format("OK"), number=2) == "c1"
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


def reports(session):
    return [row for row in session.query(FaxReportRecord) if row.settled_at is None]


def test_a_fax_report_of_another_number_is_listed_and_opens_no_case(session):
    paper_ = paper(DocumentType.OTHER, reference=None)
    for _ in range(2):
        assert arrived(session, paper_, "b" * 64, LATER, OFFICE, text=REPORT.format("BUSY")) == (
            Place(None)
        )
    (row,) = reports(session)
    assert (row.number, row.delivered) == ("5555550142", False)
    assert session.query(CaseRecord).count() == 1


@pytest.mark.parametrize(
    ("number", "sent_at", "found"),
    [
        ("1-555-555-0142", LATER, True),
        ("555-555-0142", LATER - timedelta(hours=20), True),
        ("555-555-0142", LATER - timedelta(days=3), False),  # another fax to the same payer
        ("555-555-0199", LATER, False),
        (None, LATER, False),
    ],
)
def test_a_fax_that_is_logged_after_its_report_finds_it(session, number, sent_at, found):
    arrive(session, paper(DocumentType.OTHER, reference=None), text=REPORT.format("OK"))
    case = session.get_one(CaseRecord, "c1")
    proven = log_sent(session, case, Sent("internal", "fax", number, None, sent_at), KIM)
    (sent,) = session.query(SentRecord)
    assert (proven, sent.proof_sha256 is not None, reports(session) == []) == (found,) * 3


def test_a_person_says_whose_a_listed_report_is(session):
    said, paper_ = Said("Kim Lee", LATER), "b" * 10 + "-1"
    arrive(session, paper(DocumentType.OTHER, reference=None), text=REPORT.format("OK"))
    case = session.get_one(CaseRecord, "c1")
    with pytest.raises(UsageError, match="no fax of case c1"):
        assign(session, paper_, case, said)
    log_sent(session, case, Sent("internal", "fax", "555-555-0199", None, NOW), KIM)
    assign(session, paper_, case, said)
    (sent,) = session.query(SentRecord)
    assert (sent.proof_sha256, reports(session)) == ("b" * 64, [])
    with pytest.raises(UsageError, match="not on the list"):
        put_aside(session, paper_, said)


def test_a_report_of_a_number_that_two_cases_were_faxed_to_is_listed_with_both(session):
    add_case(session, "c2", "PA-88", "M2")
    for name in ("c1", "c2"):
        case = session.get_one(CaseRecord, name)
        log_sent(session, case, Sent("internal", "fax", "555-555-0142", None, NOW), KIM)
    arrive(session, paper(DocumentType.OTHER, reference=None), text=REPORT.format("OK"))
    (row,) = reports(session)
    assert "c1, c2" in row.why
    put_aside(session, "b" * 10 + "-1", Said("Kim Lee", LATER))
    assert reports(session) == []


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
