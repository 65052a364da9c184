"""A letter's facts in the store: the worklist's columns, deadlines with their alarms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from casework.records import CaseRecord, CaseState, Level
from casework.records_office import DeadlineRecord, DeadlineState
from casework.store import CaseEntry, open_store
from casework.store_cases import keep_letter, key_of, letters_of, set_alarm, show_letter
from docextract.facts import (
    Deadline,
    DeadlineKind,
    Fact,
    Letter,
    LetterResult,
    Patient,
    Service,
    Source,
)
from docextract.office import Office

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
OFFICE = Office(zone="America/Chicago")


def deadline(kind, due=None, act_by=None, level=None):
    return Deadline(
        kind=Fact(value=kind), due=Fact(value=due), act_by=Fact(value=act_by),
        level=Fact(value=level),
    )  # fmt: skip


def letter_with(*deadlines):
    letter = Letter(
        patient=Patient(name=Fact(value="Ada Moss")), reference_number=Fact(value="ab-12 34"),
        services=tuple(Service(code=Fact(value=code)) for code in ("72148", "72148", "72149")),
        deadlines=deadlines,
    )  # fmt: skip
    source = Source(
        path="a.pdf", sha256="a" * 64, pages=1, received_at=NOW.isoformat(),
        received_from="option",
    )  # fmt: skip
    return LetterResult(source=source, pages=(1,), letter=letter)


@pytest.fixture
def store(tmp_path, url):
    with open_store(tmp_path, url) as store:
        store.note_document("a.pdf", letter_with(), NOW)
        store.put_case(CaseEntry("c-1", "a" * 64, 1, CaseState.PREPARED), NOW)
        yield store


def show(store, *deadlines):
    with store.write() as session:
        show_letter(session, "c-1", letter_with(*deadlines), 1, OFFICE)


def rows(store):
    with store.read() as session:
        return session.scalars(select(DeadlineRecord).order_by(DeadlineRecord.position)).all()


P2P = deadline(DeadlineKind.P2P, "2026-03-17", "2026-03-17T17:00:00-05:00")
APPEAL = deadline(DeadlineKind.INTERNAL_APPEAL, "2026-08-30", "2026-08-28T17:00:00-05:00")


def test_the_worklist_shows_the_letter(store):
    show(store, APPEAL, P2P)
    case = store.case("c-1")
    assert (case.patient, case.reference_key) == ("Ada Moss", "AB1234")
    assert (case.procedure, case.level, case.status) == ("72148, 72149", Level.P2P, "open")
    assert (case.act_by, case.act_kind) == (datetime(2026, 3, 17, 22, tzinfo=UTC), "p2p")


def test_a_bare_date_ends_at_the_offices_midnight(store):
    show(store, P2P, deadline(DeadlineKind.EXTERNAL_REVIEW, "2026-03-10T09:00:00-05:00"))
    assert [row.due_at for row in rows(store)] == [
        datetime(2026, 3, 18, 5, tzinfo=UTC),
        datetime(2026, 3, 10, 14, tzinfo=UTC),
    ]
    assert store.case("c-1").act_kind == "external_review"  # no alarm: its end counts


@pytest.mark.parametrize(
    ("kind", "level", "stands"),
    [
        (DeadlineKind.P2P, None, Level.P2P),
        (DeadlineKind.INTERNAL_APPEAL, 1, Level.APPEAL),
        (DeadlineKind.INTERNAL_APPEAL, 2, Level.SECOND_LEVEL),
        (DeadlineKind.EXPEDITED_APPEAL, None, Level.APPEAL),
        (DeadlineKind.FAIR_HEARING, None, Level.EXTERNAL_REVIEW),
        (DeadlineKind.INFORMATION, None, None),
        (None, None, None),
    ],
)
def test_a_right_belongs_to_a_level(store, kind, level, stands):
    show(store, deadline(kind, level=level))
    assert [row.level for row in rows(store)] == [stands]


def test_what_became_of_a_deadline_outlives_a_new_reading(store):
    show(store, P2P, APPEAL)
    with store.write() as session:
        first = session.scalars(select(DeadlineRecord).where(DeadlineRecord.position == 0)).one()
        first.state = DeadlineState.MISSED
        set_alarm(session, "c-1")
    show(store, P2P, deadline(DeadlineKind.INTERNAL_APPEAL, "2026-08-29"))
    assert [(row.state, row.due) for row in rows(store)] == [
        ("missed", "2026-03-17"), ("open", "2026-08-29"),
    ]  # fmt: skip
    assert store.case("c-1").act_kind == "internal_appeal"


def test_a_deadline_that_was_misread_does_not_apply(store):
    show(store, P2P, APPEAL)
    show(store, P2P)
    assert [row.state for row in rows(store)] == ["open", "waived"]


def test_a_letter_stays_with_the_case_that_holds_it(store):
    store.put_case(CaseEntry("c-2", "a" * 64, 2, CaseState.PREPARED), NOW)
    for case in ("c-1", "c-2"):
        with store.write() as session:
            keep_letter(session, case, letter_with(P2P), 1, NOW)
    with store.read() as session:
        assert len(letters_of(session, "c-1")) == 1
        assert letters_of(session, "c-2") == ()
        assert session.get(CaseRecord, "c-2") is not None


@pytest.mark.parametrize(
    ("printed", "key"), [("A-12 / b", "A12B"), (None, None), ("—", None), ("no_7", "NO7")]
)
def test_key_of_a_reference(printed, key):
    assert key_of(printed) == key
