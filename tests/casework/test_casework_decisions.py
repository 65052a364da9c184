"""A letter that decides an appeal: linked, logged where all fits, asked about where it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import history
from casework.clock.due import timeline
from casework.clock.model import AlertKind
from casework.clock.watched import watched_cases
from casework.confirmation import arrived
from casework.outcomes.entry import Entry
from casework.outcomes.log import log_outcome
from casework.outcomes.sent import Sent, log_sent
from casework.records import CaseRecord, CaseStatus, Level
from casework.records_case import CaseDocument, LetterRecord, QuestionRecord
from casework.records_office import DeadlineRecord, OutcomeRecord, Result
from casework.settings_office import AlertSettings
from docextract.facts import (
    Deadline,
    DeadlineKind,
    DocumentType,
    Fact,
    Service,
    ServiceStatus,
)
from tests.casework.papers import KIM, LATER, NOW, OFFICE, office_with_a_case, paper

UPHELD, OVERTURNED = DocumentType.APPEAL_UPHELD, DocumentType.APPEAL_OVERTURNED
REVIEW = Deadline(
    kind=Fact(value=DeadlineKind.EXTERNAL_REVIEW),
    due=Fact(value="2026-07-06"),
    act_by=Fact(value="2026-07-02T16:00:00-05:00"),
)


@pytest.fixture
def session(tmp_path, url):
    with office_with_a_case(tmp_path, url) as session:
        yield session


def decision(kind, *statuses, **facts):
    """A decision letter with a right to external review; ``facts`` replace leaves of it."""
    result = paper(kind, **{k: v for k, v in facts.items() if k in ("reference", "member")})
    stands = statuses or (ServiceStatus.DENIED if kind is UPHELD else ServiceStatus.APPROVED,)
    changes = {
        "services": tuple(
            Service(code=Fact(value="72148"), status=Fact(value=each)) for each in stands
        ),
        "deadlines": (REVIEW,),
        "denial_reason": Fact(value="six weeks are not enough"),
        **{k: v for k, v in facts.items() if k not in ("reference", "member")},
    }
    return result.model_copy(update={"letter": result.letter.model_copy(update=changes)})


def arrive(session, result):
    placed = arrived(session, result, "b" * 64, LATER, OFFICE, name="b.pdf")
    return placed.case if placed else None


def appealed(session, at=NOW, what="internal"):
    log_sent(session, case_of(session), Sent(what, "mail", None, None, at), KIM)


def logged(session, result, at=NOW, level=Level.APPEAL):
    entry = Entry(result=result, decided_at=at, level=level)
    log_outcome(session, case_of(session), entry, KIM, office=OFFICE, hours=24)


def case_of(session):
    return session.get_one(CaseRecord, "c1")


def alerts(session):
    (case,) = watched_cases(session, "c1")
    return {alert.kind: alert for alert in timeline(case, AlertSettings(), OFFICE)}


def outcomes(session):
    return [(row.level, row.result, row.by) for row in session.query(OutcomeRecord)]


def questions(session):
    return [row for row in session.query(QuestionRecord) if row.answered_at is None]


@pytest.mark.parametrize(
    ("what", "level"),
    [
        ("internal", Level.APPEAL),
        ("expedited", Level.APPEAL),
        ("second_level", Level.SECOND_LEVEL),
        ("external_review", Level.EXTERNAL_REVIEW),
    ],
)
def test_an_answer_to_what_was_sent_is_logged_by_the_program(session, what, level):
    appealed(session, what=what)
    for _ in range(2):  # a paper that is handed over again changes nothing
        assert arrive(session, decision(UPHELD)) == "c1"
    assert outcomes(session) == [(level, Result.UPHELD, history.PROGRAM)]
    assert questions(session) == []
    assert session.query(OutcomeRecord).one().reasons == ["six weeks are not enough"]
    assert [row.role for row in session.query(CaseDocument)] == ["decision"]
    assert not case_of(session).needs_review
    assert session.query(CaseRecord).count() == 1
    assert AlertKind.DECISION_MISSING not in alerts(session)


def test_a_date_that_is_likely_is_logged_for_a_person_to_check(session):
    appealed(session)
    arrive(session, decision(UPHELD, letter_date=Fact(value="2026-03-06", needs_review=True)))
    assert outcomes(session) == [(Level.APPEAL, Result.UPHELD, history.PROGRAM)]
    assert case_of(session).needs_review


def test_the_next_right_of_the_letter_counts(session):
    appealed(session)
    arrive(session, decision(UPHELD))
    case = case_of(session)
    (row,) = [each for each in session.query(DeadlineRecord) if each.state == "open"]
    assert (row.kind, row.due, case.level) == ("external_review", "2026-07-06", "external_review")
    assert case.act_by == row.act_by
    assert "2026" in alerts(session)[AlertKind.NEXT_LEVEL].text


def test_an_appeal_that_was_won_is_confirmed_by_its_letter(session):
    appealed(session)
    assert arrive(session, decision(OVERTURNED, deadlines=())) == "c1"
    assert outcomes(session) == [(Level.APPEAL, Result.OVERTURNED, history.PROGRAM)]
    assert case_of(session).status == CaseStatus.OPEN  # not awaiting: it is in writing
    assert {row.state for row in session.query(DeadlineRecord)} == {"met"}
    told = alerts(session)
    assert AlertKind.CONFIRMATION_MISSING not in told
    assert AlertKind.DECISION_UNLOGGED not in told


UNSURE = Fact[DocumentType](value=UPHELD, needs_review=True)


@pytest.mark.parametrize(
    ("letter", "sent_at", "why"),
    [
        (decision(UPHELD), None, "no appeal was logged as sent"),
        (decision(OVERTURNED), None, "no appeal was logged as sent"),
        (decision(UPHELD), NOW + timedelta(days=3), "dated before the appeal was sent"),
        (decision(UPHELD, document_type=UNSURE), NOW, "not surely read"),
        (decision(UPHELD, letter_date=Fact[str]()), NOW, "its date could not be read"),
        (decision(UPHELD, letter_date=Fact(value="2026-01-12")), NOW, "does not fit its arrival"),
        (decision(UPHELD, letter_date=Fact(value="2026-03-16")), NOW, "does not fit its arrival"),
        (decision(OVERTURNED, ServiceStatus.APPROVED, ServiceStatus.DENIED), NOW, "a part"),
        (decision(UPHELD, ServiceStatus.MODIFIED), NOW, "a part"),
    ],
)
def test_a_person_logs_what_is_in_doubt(session, letter, sent_at, why):
    if sent_at:
        appealed(session, sent_at)
    assert arrive(session, letter) == "c1"
    assert outcomes(session) == []
    (asked,) = questions(session)
    assert why in asked.words
    assert "p2p outcome c1" in asked.words
    told = alerts(session)[AlertKind.DECISION_UNLOGGED]
    assert told.loud
    assert case_of(session).needs_review
    open_ = {row.kind for row in session.query(DeadlineRecord) if row.state == "open"}
    assert "external_review" in open_  # it counts all the same
    logged(session, Result.UPHELD, LATER)
    assert questions(session) == []
    assert AlertKind.DECISION_UNLOGGED not in alerts(session)


def test_a_call_that_is_logged_answers_no_question_about_an_appeal(session):
    arrive(session, decision(UPHELD))
    logged(session, Result.UPHELD, level=Level.P2P)
    assert len(questions(session)) == 1


def test_a_letter_that_says_what_was_logged_changes_nothing(session):
    appealed(session)
    logged(session, Result.UPHELD, LATER - timedelta(hours=2))
    assert arrive(session, decision(UPHELD)) == "c1"
    assert outcomes(session) == [(Level.APPEAL, Result.UPHELD, "Kim Lee")]
    assert questions(session) == []
    assert AlertKind.DECISION_DIFFERS not in alerts(session)


@pytest.mark.parametrize(
    ("told", "kind"), [(Result.OVERTURNED, UPHELD), (Result.UPHELD, OVERTURNED)]
)
def test_a_letter_that_contradicts_what_was_logged_is_loud_until_it_is_logged_anew(
    session, told, kind
):
    appealed(session)
    logged(session, told, LATER - timedelta(hours=2))
    assert arrive(session, decision(kind)) == "c1"
    found = alerts(session)[AlertKind.DECISION_DIFFERS]
    assert found.loud
    assert "call the payer" in found.text
    assert case_of(session).needs_review
    logged(session, Result.UPHELD if kind is UPHELD else Result.OVERTURNED, LATER)
    assert AlertKind.DECISION_DIFFERS not in alerts(session)


def test_a_later_letter_on_a_step_that_was_logged_long_ago_is_asked_about(session):
    appealed(session, NOW - timedelta(days=90))
    logged(session, Result.UPHELD, NOW - timedelta(days=60))
    arrive(session, decision(UPHELD))
    (asked,) = questions(session)
    assert "logged already" in asked.words


@pytest.mark.parametrize(
    "facts",
    [
        {"member": "M2"},
        {"reference": "PA-99"},
        {"reference": None},
        {"reference": "PA7"},
    ],
)
def test_a_decision_on_another_case_stays_a_letter_of_its_own(session, facts):
    appealed(session)
    assert arrive(session, decision(UPHELD, **facts)) is None
    assert outcomes(session) == []
    assert session.query(LetterRecord).count() == 0


def test_a_closed_case_is_opened_again_by_its_decision(session):
    appealed(session)
    case = case_of(session)
    case.status, case.closed_at = CaseStatus.CLOSED, NOW
    arrive(session, decision(UPHELD, document_type=UNSURE))
    assert (case.status, case.closed_at) == (CaseStatus.OPEN, None)
    assert AlertKind.DECISION_UNLOGGED in alerts(session)
    assert history.verify(session).faults == ()
