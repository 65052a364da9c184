"""Killed at any moment, the next start loses no letter, makes no second case, leaves no half file.

The watch runs in a forked child with fakes of the reading rooms, and is killed there: at each
step that touches the disk or the store, one after the other, and at hundreds of random moments.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import history
from casework.inbox.watch import Ends, WatchRequest, ticking, watch
from casework.records import CaseRecord, OutputRecord
from casework.records_case import CaseDocument, LetterRecord
from casework.records_inbox import LeaseRecord, SightingRecord
from casework.settings import InboxSettings, Settings, StoreSettings
from casework.store import open_store
from docextract.errors import OutputError
from docextract.office import Office

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
QUICK = InboxSettings(still_seconds=0, poll_seconds=0)
SETTLED = {"done", "duplicate", "failed", "refused"}


class Place:
    """An inbox of all kinds of files, and what must come of them."""

    def __init__(self, root, url):
        self.inbox, self.charts, self.out = root / "inbox", root / "charts", root / "out"
        self.settings = Settings(office=Office(), inbox=QUICK, store=StoreSettings(url=url))
        self.before = {}

    def fill(self, letters):
        self.inbox.mkdir()
        (self.charts / "moss").mkdir(parents=True)
        (self.charts / "moss" / "note.txt").write_text("name: Ada Moss\n")
        for number in range(letters):
            self._put(f"{number}.txt", f"kind: denial\nname: Patient {number}\ndue: 2026-03-17\n")
        self._put("moss/a.txt", "kind: denial\nname: Ada Moss\n")
        self._put("again.txt", "kind: denial\nname: Ada Moss\n")
        self._put("two.txt", "kind: denial\nname: Bo\n---\nkind: approval\nname: Cy\n")
        self._put("bad.txt", "broken")
        with zipfile.ZipFile(self.inbox / "z.zip", "w") as archive:
            archive.writestr("x.txt", "kind: denial\nname: In Zip\n")
            archive.writestr("y.txt", "kind: denial\nname: Also in Zip\n")
        (self.inbox / "link.txt").symlink_to("0.txt")
        self.cases = letters + 1 + 2 + 2
        self.files = letters + 6
        self.before = self.hashes()

    def _put(self, name, text):
        (self.inbox / name).parent.mkdir(exist_ok=True)
        (self.inbox / name).write_text(text)

    def hashes(self):
        return {
            str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.lstat().st_mtime_ns)
            for path in sorted(self.inbox.rglob("*"))
            if path.is_file()
        }

    def watch(self, stop=None, *, once=True, tell=lambda taken: None, warned=None, later=0):
        request = WatchRequest(
            self.inbox, self.charts, None, self.out, None, jobs=2, once=once
        )  # fmt: skip
        warn = (warned if warned is not None else []).append
        watch(
            request,
            self.settings,
            ticking(NOW + timedelta(hours=later)),
            Ends(tell, warn, stop or Event()),
        )

    def store(self):
        return open_store(self.out / ".p2p", self.settings.store.url)

    def check_whole(self):
        """What holds at every moment, also right after a kill."""
        assert self.hashes() == self.before
        if not (self.out / ".p2p").is_dir():
            return
        with self.store() as store, store.read() as session:
            assert history.verify(session).faults == ()
            written = {
                (row.case_id, row.name, row.sha256) for row in session.scalars(select(OutputRecord))
            }
        for path in self.out.rglob("*"):
            place = path.relative_to(self.out).parts
            if path.is_file() and place[0] != ".p2p":
                case = None if place[0] == "unreadable" else place[0]
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                assert (case, path.name, digest) in written, f"{path} is half a file"
                if path.name == "case.json":
                    json.loads(path.read_text())

    def settled(self):
        """Whether the store knows what came of every file: a word on one may be lost with the
        answer to its last transaction."""
        with self.store() as store, store.read() as session:
            states = session.scalars(select(SightingRecord.state)).all()
        return len(states) == self.files and set(states) <= SETTLED

    def check_done(self):
        """What must have come of the inbox in the end."""
        self.check_whole()
        with self.store() as store, store.read() as session:
            states = dict(session.execute(select(SightingRecord.path, SightingRecord.state)).all())
            cases = session.scalars(select(CaseRecord)).all()
            letters = session.scalar(select(func.count()).select_from(LetterRecord))
            links = session.execute(
                select(CaseDocument.case_id, CaseDocument.role).order_by(CaseDocument.id)
            ).all()
            leases = session.scalars(select(LeaseRecord)).all()
        assert len(states) == self.files
        assert set(states.values()) <= SETTLED, states
        assert sorted(states.values()).count("duplicate") == 1
        assert len(cases) == letters == self.cases
        assert {case.state for case in cases} == {"prepared", "no_chart", "listed"}
        assert len({case.patient for case in cases}) == self.cases
        assert sorted(role for _, role in links) == ["duplicate"] + ["letter"] * self.cases
        assert leases == []
        assert [path.name for path in (self.out / ".p2p").glob("work-*")] == []
        assert len(list((self.out / "unreadable").iterdir())) == 2


@pytest.fixture
def office(rooms, tmp_path, url, monkeypatch):
    monkeypatch.setattr("casework.inbox.watch._ONCE_PAUSE", 0.01)
    return Place(tmp_path, url)


def forked(work):
    """Run ``work`` in a child; gives its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def ended(child):
    """How a child ended: the signal that killed it, or 0."""
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def dying(monkeypatch, number):
    """Let this process die at the ``number``-th step that touches the disk or the store."""
    left = [number]

    def before(real):
        def step(*args, **kwargs):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return step

    for place in ("os.fsync", "os.mkdir", "os.unlink", "pathlib.Path.replace"):
        owner, _, name = place.rpartition(".")
        monkeypatch.setattr(place, before(getattr(os if owner == "os" else Path, name)))
    monkeypatch.setattr(Session, "flush", before(Session.flush))
    monkeypatch.setattr(Session, "commit", before(Session.commit))


def test_killed_at_every_step(office, url):
    """Each start dies a step or so later than the last one, until one comes to its end."""
    office.fill(letters=1)
    for number in range(1, 2000, 2 if url is None else 5):

        def work(number=number):
            with pytest.MonkeyPatch.context() as patch:
                dying(patch, number)
                office.watch()

        if ended(forked(work)) == 0:
            break
        if number % 3 == 1:
            office.check_whole()
    assert number > 50
    office.watch(later=1)
    office.check_done()


def test_killed_at_random_moments(office, url):
    kills, wanted = 0, 200 if url is None else 60
    chance = random.Random(20260304)
    office.fill(letters=30)
    while kills < wanted:
        children = [forked(office.watch) for _ in range(chance.choice((1, 2)))]
        time.sleep(chance.expovariate(1 / 0.15))
        for child in children:
            os.kill(child, signal.SIGKILL)
            kills += ended(child) == signal.SIGKILL
        if chance.random() < 0.2:
            office.check_whole()
        if chance.random() < 0.1:  # an office's day goes on
            office._put(f"new-{kills}.txt", f"kind: denial\nname: New {kills}\n")
            office.cases, office.files = office.cases + 1, office.files + 1
            office.before = office.hashes()
    office.watch(later=1)
    office.check_done()


def test_a_disk_that_is_full_at_a_step(rooms, tmp_path, monkeypatch):
    """In a new office each time, one step finds no room; the next start makes it good."""
    monkeypatch.setattr("casework.inbox.watch._ONCE_PAUSE", 0.01)
    office = Place(tmp_path, None)
    office.fill(letters=1)
    failed = 0
    for number in range(1, 500, 8):
        office.out = tmp_path / f"out-{number}"
        with pytest.MonkeyPatch.context() as patch:
            left = filling(patch, number)
            told = attempt(office)
        assert told is None or "disk is full" in told  # what is only remembered fails in silence
        failed += told is not None
        office.check_whole()
        office.watch(later=1)
        office.check_done()
        if left[0] > 0:
            break
    assert failed > 3


def attempt(office):
    """What one watch told of the disk; None where it came to its end."""
    try:
        office.watch()
    except OutputError as error:
        return str(error)
    return None


def filling(patch, number):
    left, real = [number], os.fsync

    def fsync(handle):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        return real(handle)

    patch.setattr(os, "fsync", fsync)
    return left


def test_a_database_that_is_gone_and_comes_back(rooms, tmp_path, postgres, monkeypatch):
    office = Place(tmp_path, postgres.database())
    office.fill(letters=40)
    stop, warned, told = Event(), [], []
    thread = Thread(
        target=office.watch, args=(stop,),
        kwargs={"once": False, "tell": told.append, "warned": warned},
    )  # fmt: skip
    thread.start()
    try:
        wait_until(lambda: len(told) >= 5)
        postgres.stop()
        wait_until(lambda: warned)
        postgres.start()
        wait_until(office.settled)
    finally:
        stop.set()
        thread.join(60)
    assert any("trying again" in each for each in warned)
    office.check_done()


def wait_until(holds, seconds=600):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)
