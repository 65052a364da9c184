"""The watch from end to end with fakes of the reading rooms, on a clock of the test's own."""

from __future__ import annotations

import itertools
import os
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from casework import history
from casework.exits import UsageError
from casework.inbox import sightings, take
from casework.inbox.show import lists
from casework.inbox.watch import Ends, WatchRequest, watch
from casework.leases import Leases
from casework.records import CaseRecord
from casework.records_case import CaseDocument, QuestionRecord
from casework.records_inbox import SightingRecord
from casework.records_office import AuthorizationRecord
from casework.settings import InboxSettings, Provider, Settings, StoreSettings
from casework.store import StoreGoneError, open_store
from docextract.errors import OutputError
from docextract.facts import Fact, OrderingProvider
from docextract.office import Office

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
DENIAL = "kind: denial\nname: {}\ndue: 2026-03-17\n"


class Clock:
    """Goes on by less than a second at each look at it."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        self.now += timedelta(seconds=0.7)
        return self.now


class Desk:
    """An office to be watched; ``run`` watches it once and gives what was told."""

    def __init__(self, office, url):
        self.office = office
        self.clock = Clock()
        self.settings = Settings(
            office=Office(), inbox=InboxSettings(poll_seconds=0), store=StoreSettings(url=url)
        )

    def run(self, **changes):
        told, warned = [], []
        request = {
            "inbox": self.office.inbox, "charts": self.office.charts, "policies": None,
            "out": self.office.out, "archive": None, "jobs": 1, "once": True, **changes,
        }  # fmt: skip
        ends = Ends(told.append, warned.append, Event())
        watch(WatchRequest(**request), self.settings, self.clock, ends)
        self.warned = warned
        return told

    def rows(self, table, *order):
        (self.office.out / ".p2p").mkdir(parents=True, exist_ok=True)
        with self.store() as store, store.read() as session:
            return session.scalars(select(table).order_by(*order)).all()

    def states(self):
        return {row.path: row.state for row in self.rows(SightingRecord)}

    def lists(self):
        with self.store() as store, store.read() as session:
            return lists(session)

    def store(self):
        return open_store(self.office.out / ".p2p", self.settings.store.url)


@pytest.fixture
def desk(rooms, office, url, monkeypatch):
    monkeypatch.setattr("casework.inbox.watch._ONCE_PAUSE", 0)
    return Desk(office, url)


def test_a_letter_becomes_a_case_and_stays_as_it_is(desk, office):
    before = (office.letter.read_bytes(), office.letter.stat().st_mtime_ns)
    (taken,) = desk.run()
    (case,) = desk.rows(CaseRecord)
    assert (taken.lines[0].case, case.state, case.patient) == (case.id, "prepared", "Ada Moss")
    assert (office.out / case.id / "packet.pdf").exists()
    assert (office.letter.read_bytes(), office.letter.stat().st_mtime_ns) == before
    assert desk.run() == []


def test_a_file_is_taken_only_after_it_stood_still(desk, office, monkeypatch):
    looks = []
    real = sightings.whose_turn

    def counted(session, inbox, now, still):
        found = real(session, inbox, now, still)
        looks.append(len(found))
        if len(looks) == 3:
            office.letter.write_text(DENIAL.format("Ada Moss") + "and more\n")
        return found

    monkeypatch.setattr(sightings, "whose_turn", counted)
    desk.run()
    before, after = looks[:3], looks[3:]
    assert before == [0, 0, 0]
    assert after.index(1) >= 3  # it grew after the third look, and then stood still again
    assert len(desk.rows(CaseRecord)) == 1


def test_identical_bytes_are_one_case_and_linked(desk, office):
    desk.run()
    office.put(office.inbox / "again.txt", office.letter.read_text())
    (taken,) = desk.run()
    assert (taken.state, "a.txt" in taken.reason) == ("duplicate", True)
    assert len(desk.rows(CaseRecord)) == 1
    linked = {(row.role, row.name) for row in desk.rows(CaseDocument)}
    assert linked == {("letter", "a.txt"), ("duplicate", "again.txt")}


def test_the_same_letter_faxed_again_is_asked_about_once(desk, office):
    desk.run()
    office.put(office.inbox / "b.txt", office.letter.read_text() + "blurred\n")
    desk.run()
    office.put(office.inbox / "c.txt", office.letter.read_text() + "blurred more\n")
    desk.run()
    pairs = [(row.kind, row.case_id == row.other) for row in desk.rows(QuestionRecord)]
    assert pairs == [("same_letter", False)] * 3
    assert len(desk.lists()["asked"]) == 3


def test_one_file_with_letters_of_several_patients_is_several_cases(desk, office):
    both = f"{DENIAL.format('Ada Moss')}---\n{DENIAL.format('Ben Ruiz')}"
    office.letter.write_text(both)
    (taken,) = desk.run()
    assert [line.state for line in taken.lines] == ["prepared", "no_chart"]
    assert [row.patient for row in desk.rows(CaseRecord, CaseRecord.id)] == ["Ada Moss", "Ben Ruiz"]


def test_an_archive_gives_its_letters_and_tells_what_it_could_not(desk, office):
    office.letter.unlink()
    with zipfile.ZipFile(office.inbox / "mail.zip", "w") as archive:
        archive.writestr("x/one.txt", DENIAL.format("Ada Moss"))
        archive.writestr("../two.txt", DENIAL.format("Ben Ruiz"))
        archive.writestr("three.txt", "broken")
    (taken,) = desk.run()
    assert (taken.state, len(taken.lines), "three.txt" in taken.reason) == ("done", 2, True)
    assert [line.source for line in taken.lines] == ["mail.zip/x/one.txt", "mail.zip/../two.txt"]


def test_what_cannot_be_read_has_a_reason_file_until_it_can(desk, office):
    office.put(office.inbox / "scans" / "bad.txt", "broken")
    desk.run()
    (reason,) = (office.out / "unreadable").iterdir()
    assert "scans/bad.txt" in reason.read_text()
    assert "ask for it again" in reason.read_text()
    assert desk.states() == {"a.txt": "done", "scans/bad.txt": "failed"}
    (row,) = desk.lists()["unreadable"]
    assert row["file"] == "scans/bad.txt"
    office.put(office.inbox / "scans" / "bad.txt", DENIAL.format("Ben Ruiz"))
    desk.run()
    assert list((office.out / "unreadable").iterdir()) == []
    assert desk.states()["scans/bad.txt"] == "done"


def test_retry_lets_a_file_wait_again(desk, office, monkeypatch):
    office.letter.write_text("broken")
    desk.run()
    with desk.store() as store, store.write() as session:
        assert sightings.again(session, ["nothing"], NOW) == []
        assert sightings.again(session, ["a.txt"], NOW) == ["a.txt"]
    (taken,) = desk.run()
    assert taken.state == "failed"


def test_a_busy_file_waits_longer_each_time_and_is_never_dropped(desk, office, monkeypatch):
    from casework.vault import BusyFileError, Vault

    tries = []
    keep = Vault.keep

    def held(self, path, limits):
        tries.append(desk.clock.now)
        if len(tries) < 5:
            raise BusyFileError("it cannot be opened: Permission denied")
        return keep(self, path, limits)

    monkeypatch.setattr(Vault, "keep", held)
    while desk.states().get("a.txt") != "done":
        desk.run()
        desk.clock.now += timedelta(seconds=4)
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 2 * gaps[0]


def test_a_defect_belongs_to_its_file(desk, office, monkeypatch):
    office.put(office.inbox / "0.txt", DENIAL.format("Ben Ruiz"))
    os.utime(office.inbox / "0.txt", (1, 1))
    real = take.letters_of

    def defect(kept, name, order):
        if name == "0.txt":
            raise ZeroDivisionError("Ben Ruiz")
        return real(kept, name, order)

    monkeypatch.setattr(take, "letters_of", defect)
    told = desk.run()
    assert [each.state for each in told] == ["failed", "done"]
    assert "ZeroDivisionError" in told[0].reason
    assert "Ruiz" not in told[0].reason


def test_links_are_refused_and_told(desk, office):
    (office.inbox / "link.txt").symlink_to(office.letter)
    desk.run()
    assert desk.states() == {"a.txt": "done", "link.txt": "refused"}
    assert len(list((office.out / "unreadable").iterdir())) == 1


def test_a_file_that_was_taken_away_is_not_missed_for_ever(desk, office):
    office.put(office.inbox / "bad.txt", "broken")
    desk.run()
    (office.inbox / "bad.txt").unlink()
    office.letter.unlink()
    desk.run()
    assert desk.states() == {"a.txt": "done", "bad.txt": "gone"}
    assert list((office.out / "unreadable").iterdir()) == []


def test_a_letter_for_another_practice_is_listed_and_no_case(desk, office, monkeypatch):
    desk.settings = desk.settings.model_copy(update={"providers": (Provider(name="Robin Hale"),)})
    office.letter.write_text(DENIAL.format("Stranger"))
    real = take.letters_of

    def named(kept, name, order):
        found = []
        for each in real(kept, name, order):
            provider = OrderingProvider(name=Fact(value="Quill, Ida, MD"))
            letter = each.result.letter.model_copy(update={"ordering_provider": provider})
            result = each.result.model_copy(update={"letter": letter})
            found.append(replace(each, result=result, said=result))
        return found

    monkeypatch.setattr(take, "letters_of", named)
    desk.run()
    assert desk.rows(CaseRecord) == []
    (stray,) = desk.lists()["not_ours"]
    assert stray["provider"] == "Quill, Ida, MD"
    # a patient with a chart here is ours, whoever the letter names
    office.put(office.inbox / "b.txt", DENIAL.format("Ada Moss"))
    desk.run()
    assert [row.patient for row in desk.rows(CaseRecord)] == ["Ada Moss"]


def test_a_confirmation_is_filed_to_its_case_once(desk, office, monkeypatch):
    desk.run()
    (case,) = desk.rows(CaseRecord)
    with desk.store() as store, store.write() as session:
        row = session.get_one(CaseRecord, case.id)
        row.reference, row.reference_key = "REF-77120", "REF77120"
    office.put(office.inbox / "yes.txt", "kind: approval\nname: Ada Moss\n")
    real, finish, ends = take.letters_of, sightings.finish, []

    def with_reference(kept, name, order):
        return [
            replace(each, result=referred(each.result), said=referred(each.said))
            for each in real(kept, name, order)
        ]

    def killed(session, turn, *arguments, **named):
        ends.append(turn.key)
        if len(ends) == 1:
            raise StoreGoneError("killed before the file is called done")
        return finish(session, turn, *arguments, **named)

    monkeypatch.setattr(take, "letters_of", with_reference)
    monkeypatch.setattr(sightings, "finish", killed)
    with pytest.raises(StoreGoneError):
        desk.run()
    (taken,) = desk.run()
    assert (taken.lines[0].case, taken.lines[0].reason) == (case.id, f"filed to case {case.id}")
    assert len(desk.rows(CaseRecord)) == 1
    assert len(desk.rows(AuthorizationRecord)) == 1
    office.put(office.inbox / "yes again.txt", "kind: approval\nname: Ada Moss\n")
    (again,) = desk.run()
    assert (again.state, case.id in again.reason) == ("duplicate", True)


FAX_REPORT = "TX REPORT\nFAX NO. 555-555-0142\nRESULT BUSY\n"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("kind: other\n" + FAX_REPORT, True),
        ("kind: denial\n" + FAX_REPORT, True),  # "NO." read as a decision, and not surely
        ("kind: denial\ndue: 2026-03-17\n" + FAX_REPORT, False),  # a letter that speaks of one
        ("kind: other\nA page of another kind.\n", False),
    ],
)
def test_a_fax_report_that_fits_nothing_is_listed_and_no_case(
    desk, office, monkeypatch, text, listed
):
    office.letter.write_text(text)
    real = take.letters_of

    def unsure(kept, name, order):
        found = []
        for each in real(kept, name, order):
            kind = each.result.letter.document_type.model_copy(update={"needs_review": True})
            letter = each.result.letter.model_copy(update={"document_type": kind})
            result = each.result.model_copy(update={"letter": letter})
            found.append(replace(each, result=result, said=result))
        return found

    monkeypatch.setattr(take, "letters_of", unsure)
    (taken,) = desk.run()
    assert (taken.state, len(desk.rows(CaseRecord))) == ("done", 0 if listed else 1)
    reports = desk.lists()["fax_reports"]
    assert [(row["delivered"], row["number"]) for row in reports] == (
        [(False, "5555550142")] if listed else []
    )


def referred(result):
    letter = result.letter.model_copy(update={"reference_number": Fact(value="ref 77120")})
    return result.model_copy(update={"letter": letter})


def test_the_archive_takes_what_is_done_and_nothing_else(desk, office, tmp_path):
    office.put(office.inbox / "sub" / "b.txt", office.letter.read_text())
    office.put(office.inbox / "bad.txt", "broken")
    desk.run(archive=tmp_path / "archive")
    left = sorted(path.name for path in office.inbox.rglob("*.txt"))
    moved = sorted(
        str(p.relative_to(tmp_path / "archive")) for p in (tmp_path / "archive").rglob("*.txt")
    )
    assert (left, moved) == (["bad.txt"], ["a.txt", "sub/b.txt"])
    office.put(office.inbox / "a.txt", DENIAL.format("Ben Ruiz"))
    desk.run(archive=tmp_path / "archive")
    assert (tmp_path / "archive" / "a-2.txt").read_text() == DENIAL.format("Ben Ruiz")


def test_a_chart_that_comes_later_is_found(desk, office):
    office.note.unlink()
    desk.run()
    assert desk.rows(CaseRecord)[0].state == "no_chart"
    office.put(office.charts / "new" / "note.txt", "name: Ada Moss\n")
    (told,) = desk.run()
    assert told.lines[0].state == "prepared"
    assert desk.rows(CaseRecord)[0].state == "prepared"


def test_a_store_that_went_away_is_waited_for(desk, office, monkeypatch):
    failures = iter([StoreGoneError("the database does not answer"), OutputError("disk full")])
    real = sightings.note

    def flaky(*args):
        for error in failures:
            raise error
        return real(*args)

    monkeypatch.setattr(sightings, "note", flaky)
    stop = Event()
    monkeypatch.setattr(stop, "wait", lambda seconds: None)
    told, warned = [], []

    def tell(taken):
        told.append(taken)
        stop.set()

    request = WatchRequest(office.inbox, office.charts, None, office.out, None, jobs=1)
    watch(request, desk.settings, desk.clock, Ends(tell, warned.append, stop))
    assert [each.state for each in told] == ["done"]
    assert ["trying again in 1 s" in warned[0], "in 2 s" in warned[1]] == [True, True]


def test_once_tells_at_once_that_the_store_is_gone(desk, monkeypatch):
    def gone(*args):
        raise StoreGoneError("gone")

    monkeypatch.setattr(sightings, "note", gone)
    with pytest.raises(StoreGoneError):
        desk.run()


def test_an_inbox_inside_the_output_folder_is_refused(desk, office):
    with pytest.raises(UsageError, match="overlap"):
        desk.run(out=office.inbox / "out")


def test_a_file_that_another_process_has_is_left_to_it(desk, office):
    desk.run(once=True)
    office.put(office.inbox / "b.txt", DENIAL.format("Ben Ruiz"))
    with desk.store() as store:
        turn = None
        with store.write() as session:
            from casework.inbox.scan import scan

            name = str(office.inbox.resolve())
            sightings.note(session, name, scan(office.inbox), NOW)
            (turn,) = sightings.whose_turn(session, name, NOW + timedelta(hours=1), timedelta(0))
        other, ours = Leases(store, "elsewhere:1:2"), Leases(store, "here:1:2")
        import hashlib

        key = hashlib.sha256(f"{name}\0{turn.key}".encode()).hexdigest()[:40]
        with other.held(f"file:{key}") as free, ours.held(f"file:{key}") as second:
            assert (free, second) == (True, False)


def test_the_history_of_a_watch_is_whole(desk, office):
    office.put(office.inbox / "bad.txt", "broken")
    desk.run()
    with desk.store() as store, store.read() as session:
        assert history.verify(session).faults == ()
