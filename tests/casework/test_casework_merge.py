"""Merging, splitting, keeping apart, and the list of letters that are not ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from casework import history
from casework.exits import UsageError
from casework.fix import Said
from casework.inbox.route import ask_about_kin, is_claimed, list_as_not_ours
from casework.inbox.show import lists
from casework.inbox.strays import claim, report
from casework.merge import keep_apart, merge, split
from casework.records import CaseRecord, CaseState
from casework.records_case import LetterRecord, QuestionRecord
from casework.records_inbox import SightingRecord
from casework.records_office import DeadlineRecord
from casework.store import CaseEntry, open_store
from casework.store_cases import keep_letter, show_letter
from docextract.facts import (
    Deadline,
    DeadlineKind,
    Fact,
    Letter,
    LetterResult,
    Patient,
    Source,
)
from docextract.office import Office

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
ROSA = Said("Rosa", NOW)


def result_of(sha, alarm, member=None, kind=DeadlineKind.P2P):
    deadline = Deadline(
        kind=Fact(value=kind), due=Fact(value=alarm), act_by=Fact(value=f"{alarm}T17:00:00-05:00")
    )
    letter = Letter(
        patient=Patient(name=Fact(value="Ada Moss"), member_id=Fact(value=member)),
        reference_number=Fact(value="REF-12345"), deadlines=(deadline,),
    )  # fmt: skip
    source = Source(
        path=f"{sha[0]}.pdf", sha256=sha, pages=1, received_at=NOW.isoformat(),
        received_from="option",
    )  # fmt: skip
    return LetterResult(source=source, pages=(1,), letter=letter)


def add(store, name, sha, *args, **kwargs):
    result = result_of(sha, *args, **kwargs)
    store.note_document(result.source.path, result, NOW)
    store.put_case(CaseEntry(name, sha, 1, CaseState.PREPARED), NOW)
    with store.write() as session:
        keep_letter(session, name, result, 1, NOW)
        show_letter(session, name, result, 1, Office(zone="America/Chicago"))


@pytest.fixture
def store(tmp_path, url):
    with open_store(tmp_path, url) as store:
        add(store, "a-1", "a" * 64, "2026-03-20", member="M-1")
        add(store, "b-1", "b" * 64, "2026-03-10", member="M1")
        add(store, "c-1", "c" * 64, "2026-03-15", member="X9")
        yield store


def both(session, *names):
    return [session.get_one(CaseRecord, name) for name in names]


def holders(session, table):
    return sorted(session.scalars(select(table.case_id)))


def test_a_merged_case_gives_its_letter_and_its_windows(store):
    with store.write() as session:
        ask_about_kin(session, "b-1", NOW)
        merge(session, *both(session, "b-1", "a-1"), ROSA)
    with store.read() as session:
        a, b = both(session, "a-1", "b-1")
        assert (b.merged_into, b.status, b.act_by) == ("a-1", "closed", None)
        assert a.act_by == datetime(2026, 3, 10, 22, tzinfo=UTC)
        assert holders(session, LetterRecord) == ["a-1", "a-1", "c-1"]
        answers = {
            (row.case_id, row.other): row.answer for row in session.scalars(select(QuestionRecord))
        }
        assert answers[("b-1", "a-1")] == "same"
        assert history.verify(session).faults == ()


def test_a_split_gives_everything_back(store):
    with store.write() as session:
        merge(session, *both(session, "b-1", "a-1"), ROSA)
    with store.write() as session:
        assert split(session, "b-1", ROSA).id == "a-1"
    with store.read() as session:
        a, b = both(session, "a-1", "b-1")
        assert (b.merged_into, b.status, b.closed_at) == (None, "open", None)
        assert (a.act_by.day, b.act_by.day) == (20, 10)
        assert holders(session, DeadlineRecord) == ["a-1", "b-1", "c-1"]


def test_two_patients_are_never_merged(store):
    with store.write() as session, pytest.raises(UsageError, match="two patients"):
        merge(session, *both(session, "c-1", "a-1"), ROSA)


def test_a_case_is_not_merged_with_itself_and_not_split_from_nothing(store):
    with store.write() as session, pytest.raises(UsageError, match="one case already"):
        merge(session, *both(session, "a-1", "a-1"), ROSA)
    with store.write() as session, pytest.raises(UsageError, match="was merged"):
        split(session, "a-1", ROSA)


def test_what_is_kept_apart_is_not_asked_again(store):
    with store.write() as session:
        assert {kin.case for kin in ask_about_kin(session, "b-1", NOW)} == {"a-1", "c-1"}
        keep_apart(session, *both(session, "a-1", "b-1"), ROSA)
        assert ask_about_kin(session, "a-1", NOW + (NOW - NOW))[0].case == "c-1"
    with store.read() as session:
        assert {(row["case"], row["other"]) for row in lists(session)["asked"]} == {
            ("b-1", "c-1"), ("a-1", "c-1"),
        }  # fmt: skip
    with store.write() as session, pytest.raises(UsageError, match="nobody asked"):
        keep_apart(session, *both(session, "a-1", "a-1"), ROSA)


def test_a_stray_letter_is_reported_or_claimed(store):
    sha = "d" * 64
    with store.write() as session:
        for _ in range(2):
            list_as_not_ours(session, result_of(sha, "2026-03-10"), 2, "d.pdf", "it names X", NOW)
        session.add(SightingRecord(
            inbox="/in", path="d.pdf", state="done", size=1, mtime_ns=1, first_seen=NOW,
            still_since=NOW, sha256=sha, done_at=NOW,
        ))  # fmt: skip
    with store.write() as session:
        (row,) = lists(session)["not_ours"]
        report(session, row["id"], ROSA)
        assert lists(session)["not_ours"][0]["reported_at"] is not None
        assert not is_claimed(session, sha, 2)
        claim(session, row["id"], ROSA)
        assert is_claimed(session, sha, 2)
        assert lists(session)["not_ours"] == []
        assert lists(session)["waiting"][0]["file"] == "d.pdf"


@pytest.mark.parametrize("named", ["dddddddddd-1", "-2", "nothing", "eeee-2"])
def test_what_is_not_on_the_list_is_told(store, named):
    with store.write() as session:
        list_as_not_ours(session, result_of("d" * 64, "2026-03-10"), 2, "d.pdf", "why", NOW)
    with store.write() as session, pytest.raises(UsageError, match="not on the list"):
        report(session, named, ROSA)
