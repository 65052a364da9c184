"""Two processes that change the same case at once, on one PostgreSQL store or one SQLite file.

Each thread has a store of its own, as a process has. Where a transaction could be held open half
done, the other one is let in just there: both must come out as if they had run one by one.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress

import pytest
from sqlalchemy import select

from casework import history, merge
from casework.confirmation import arrived
from casework.exits import UsageError
from casework.fix import Said
from casework.leases import take
from casework.office import case_of
from casework.outcomes.entry import Entry
from casework.outcomes.log import log_outcome
from casework.records import CaseRecord, CaseState, EventRecord
from casework.records_office import AuthorizationRecord, DeadlineRecord, Result
from casework.store import CaseEntry, open_store, put_case
from docextract.facts import DocumentType
from tests.casework.papers import KIM, LATER, NOW, OFFICE, add_case, office_with_a_case, paper

SAID = Said("Kim Lee", LATER)
_LONG = 1.0
"""Seconds that one waits for the other in the middle; it comes only where nothing keeps it out."""


@pytest.fixture
def stores(tmp_path, url):
    """Two stores on one database, with the cases c1 and c2."""
    with office_with_a_case(tmp_path, url) as session:
        add_case(session, "c2", "PA77-121", "m-1")
    with ExitStack() as stack:
        yield [stack.enter_context(open_store(tmp_path, url)) for _ in range(2)]


def at_once(*works):
    """Run each work in a thread of its own; gives what each gave or raised, in order."""
    found = [None] * len(works)

    def run(place, work):
        try:
            found[place] = work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def meeting():
    """A place in the middle of two transactions where each waits for the other."""
    barrier = threading.Barrier(2)

    def meet(*arguments, **named):
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=_LONG)

    return meet


def merging(store, case, into):
    def work():
        with store.write() as session:
            merge.merge(session, case_of(session, case), case_of(session, into), SAID)

    return work


def assert_whole(store):
    with store.read() as session:
        assert history.verify(session).faults == ()


def test_two_merges_across_each_other_make_one(stores, meeting, monkeypatch):
    monkeypatch.setattr(merge, "_refuse_other_patient", meeting)
    told = at_once(merging(stores[0], "c1", "c2"), merging(stores[1], "c2", "c1"))
    assert sorted(type(each) for each in told if each) == [UsageError]
    with stores[0].read() as session:
        cases = session.scalars(select(CaseRecord)).all()
        (root,) = [case for case in cases if case.merged_into is None]
        assert {case.merged_into for case in cases} == {None, root.id}
        assert case_of(session, "c1").id == case_of(session, "c2").id == root.id
        assert set(session.scalars(select(DeadlineRecord.case_id))) == {root.id}
    assert_whole(stores[0])


def test_an_outcome_that_is_logged_while_its_case_is_merged_stands_with_the_whole(
    stores, meeting, monkeypatch
):
    real = merge._ids
    monkeypatch.setattr(merge, "_ids", lambda *given: (real(*given), meeting())[0])

    def log():
        with stores[1].write() as session:
            entry = Entry(result=Result.OVERTURNED, decided_at=NOW)
            case = case_of(session, "c1")
            meeting()
            log_outcome(session, case, entry, KIM, office=OFFICE, hours=24)

    assert at_once(merging(stores[0], "c1", "c2"), log) == [None, None]
    with stores[0].read() as session:
        assert case_of(session, "c1").id == "c2"
        assert session.scalars(select(AuthorizationRecord.case_id)).all() == ["c2"]
    assert_whole(stores[0])


def test_one_of_two_gets_a_lease(stores):
    for number in range(20):

        def claim(store, name=f"file:{number}"):
            with store.write() as session:
                return take(session, name, f"{id(store)}:1:1")

        told = at_once(*(lambda store=store: claim(store) for store in stores))
        assert sorted(told) == [False, True]


def test_a_case_that_two_set_down_at_once_is_one(stores):
    entry = CaseEntry("c3", "a" * 64, 2, CaseState.PREPARED)

    def work(store):
        with store.write() as session:
            put_case(session, entry, NOW)

    assert at_once(*(lambda store=store: work(store) for store in stores)) == [None, None]
    with stores[0].read() as session:
        assert session.get_one(CaseRecord, "c3").opened_at == NOW
        told = session.scalars(select(EventRecord.what).where(EventRecord.case_id == "c3")).all()
    assert told == ["prepared", "prepared"]
    assert_whole(stores[0])


def test_a_confirmation_that_two_file_at_once_is_filed_once(stores):
    def work(store):
        with store.write() as session:
            return arrived(session, paper(DocumentType.APPROVAL), "b" * 64, LATER, OFFICE)

    told = at_once(*(lambda store=store: work(store) for store in stores))
    assert [each.case for each in told] == ["c1", "c1"]
    with stores[0].read() as session:
        assert session.scalars(select(AuthorizationRecord.case_id)).all() == ["c1"]
    assert_whole(stores[0])
