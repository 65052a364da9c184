"""Leases: one owner at a time, and none for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import leases
from casework.leases import Leases, is_gone, leasing, me, take
from casework.records_inbox import LeaseRecord
from casework.store import open_store


@pytest.fixture
def store(tmp_path, url):
    with open_store(tmp_path, url) as store:
        yield store


def try_to_take(store, owner):
    with store.write() as session:
        return take(session, "file:1", owner)


def test_one_owner_at_a_time(store):
    with Leases(store, "a:1:1").held("file:1") as ours, Leases(store, "b:1:1").held("file:1") as no:
        assert (ours, no) == (True, False)
    with Leases(store, "b:1:1").held("file:1") as now:
        assert now


def test_threads_of_one_process_do_not_share(store):
    mine = Leases(store, me())
    with mine.held("file:1") as first, mine.held("file:1") as second, mine.held("file:2") as other:
        assert (first, second, other) == (True, False, True)


def test_what_has_run_out_may_be_taken(store):
    assert try_to_take(store, "a:1:1")
    assert not try_to_take(store, "b:1:1")
    with store.write() as session:
        session.get_one(LeaseRecord, "file:1").until = datetime.now(UTC) - timedelta(seconds=1)
    assert try_to_take(store, "b:1:1")


def test_a_dead_process_of_this_machine_holds_nothing(store):
    done = subprocess.run(
        [sys.executable, "-c", "from casework.leases import me; print(me())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    dead = done.stdout.strip()
    assert (is_gone(dead), is_gone(me()), is_gone("another/1:1:1")) == (True, False, False)
    assert try_to_take(store, dead)
    assert try_to_take(store, me())


def test_a_number_given_anew_is_another_process():
    machine, pid, started = me().rsplit(":", 2)
    assert int(pid) == os.getpid()
    assert is_gone(f"{machine}:{pid}:{int(started) - 1}")


def test_leases_are_renewed_and_the_dead_ones_swept(store, monkeypatch):
    monkeypatch.setattr(leases, "_RENEWED", 0.01)
    soon = datetime.now(UTC) + timedelta(seconds=30)
    with store.write() as session:
        session.add(LeaseRecord(name="old", owner="away/1:1:1", until=soon - timedelta(hours=1)))
        session.add(LeaseRecord(name="held", owner="away/1:1:1", until=soon))
    with leasing(store) as mine, mine.held("file:1"):
        with store.write() as session:
            session.get_one(LeaseRecord, "file:1").until = soon
        for _ in range(3000):
            time.sleep(0.01)
            with store.read() as session:
                until = dict(session.execute(select(LeaseRecord.name, LeaseRecord.until)).all())
            if until["file:1"] > soon:
                break
    assert until["file:1"] > soon
    assert set(until) == {"held", "file:1"}
