"""Audit, backup, restore, export and purge, on both databases and between them."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tarfile
import zipfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from casework.cli import main
from casework.dump import tables
from casework.match import mark_of
from casework.purge import years_ago
from casework.records import CaseRecord, DocumentRecord, EventRecord
from casework.records_inbox import FaxReportRecord, MisdirectedRecord, SightingRecord
from casework.store import open_store
from docextract.facts import Identity

AT = ("--now", "2026-03-04T10:00", "--timezone", "America/Chicago", "--jobs", "1")


class Desk:
    """An office with kept cases, and its settings."""

    def __init__(self, office, url, root):
        self.office, self.out, self.url = office, office.out, url
        self.config = root / "p2p.toml"
        store = f'url = "{url}"' if url else ""
        self.config.write_text(f"[store]\n{store}\n[inbox]\nstill_seconds = 0\n")

    def run(self, *arguments, code=0, config=None):
        how = ("--config", config or self.config)
        done = CliRunner().invoke(main, [str(each) for each in (*arguments, *how, *AT)])
        assert done.exit_code == code, done.output
        return done.output

    def watch(self):
        self.run("watch", self.office.inbox, "--charts", self.office.charts, "--out", self.out,
                 "--once")  # fmt: skip

    def store(self, out=None, url=None):
        return open_store((out or self.out) / ".p2p", url or self.url)

    def rows(self, table):
        with self.store() as store, store.read() as session:
            return session.scalars(select(table)).all()


@pytest.fixture
def desk(rooms, office, url, tmp_path):
    desk = Desk(office, url, tmp_path)
    office.put(office.inbox / "b.txt", "kind: denial\nname: Ben Ruiz\npayer: Granite\n")
    desk.watch()
    desk.case, desk.other = sorted(desk.rows(CaseRecord), key=lambda case: str(case.patient))
    desk.run("fix", desk.case.id, "payer", "Granite", "--by", "Rosa", "--out", desk.out)
    return desk


def everything(store):
    from casework.dump import rows_of

    with store.snapshot() as session:
        return {table.name: list(rows_of(session, table)) for table in tables()}


def test_audit_tells_a_whole_history_and_its_head(desk):
    told = json.loads(desk.run("audit", "verify", "--json", "--out", desk.out))
    assert told["faults"] == []
    assert told["head"] in desk.run("audit", "verify", "--head", told["head"], "--out", desk.out)
    desk.run("audit", "verify", "--head", "0" * 64, "--out", desk.out, code=1)


def test_audit_tells_of_tampering(desk):
    with desk.store() as store, store.write() as session:
        session.execute(text("UPDATE events SET detail = 'x' WHERE what = 'corrected'"))
    assert "NOT WHOLE" in desk.run("audit", "verify", "--out", desk.out, code=1)


def test_a_backup_restored_is_the_same_office(desk, tmp_path):
    target = tmp_path / "b.tar"
    desk.run("backup", target, "--out", desk.out)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    new, plain = tmp_path / "new", tmp_path / "plain.toml"  # SQLite, whatever it was before
    plain.write_text("")
    desk.run("restore", target, "--out", new, config=plain)
    with desk.store() as old, open_store(new / ".p2p") as restored:
        assert everything(restored) == everything(old)
    assert tree(new) == tree(desk.out)
    desk.run("fix", desk.case.id, "payer", "Other", "--by", "Rosa", "--out", new, config=plain)


def tree(out):
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not {"cache", "lock"} & set(path.parts) and "sqlite" not in path.name
    }


@pytest.mark.slow
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_office_moves_to_postgresql_and_goes_on_there(desk, tmp_path, postgres):
    target = tmp_path / "b.tar"
    desk.run("backup", target, "--out", desk.out)
    with desk.store() as store:
        before = everything(store)
    moved = Desk(desk.office, postgres.database(), tmp_path)
    moved.out = tmp_path / "new"
    moved.run("restore", target, "--out", moved.out)
    with moved.store() as store:
        assert everything(store) == before
    desk.office.put(desk.office.inbox / "c.txt", "kind: denial\nname: Cy Low\n")
    moved.watch()  # new rows are numbered after the old ones
    assert len(moved.rows(CaseRecord)) == 3


@pytest.mark.parametrize("harm", ["cut", "changed", "added", "no backup"])
def test_a_damaged_backup_is_refused_whole(desk, tmp_path, harm):
    target, new = tmp_path / "b.tar", tmp_path / "new"
    desk.run("backup", target, "--out", desk.out)
    data = bytearray(target.read_bytes())
    if harm == "cut":
        target.write_bytes(data[: len(data) // 2])
    elif harm == "changed":
        data[data.index(b"Granite")] ^= 1
        target.write_bytes(data)
    elif harm == "added":
        with tarfile.open(target, "a") as archive:
            archive.add(desk.config, "files/../../evil.toml")
    else:
        target.write_bytes(b"nonsense")
    assert "damaged" in desk.run("restore", target, "--out", new, code=4)
    assert not new.exists() or not (new / desk.case.id).exists()


@pytest.mark.parametrize("name", ["files/../evil.toml", "files//evil.toml", "/files/evil.toml"])
def test_a_backup_writes_nothing_beside_its_folder(desk, tmp_path, name):
    """Even where its manifest agrees: a file of the archive names where it goes."""
    good, bad = tmp_path / "b.tar", tmp_path / "bad.tar"
    desk.run("backup", good, "--out", desk.out)
    with tarfile.open(good) as old, tarfile.open(bad, "w") as new:
        for entry in old.getmembers():
            data = old.extractfile(entry).read()
            if entry.name == "manifest.json":
                manifest = json.loads(data)
                manifest["sha256"][name] = hashlib.sha256(b"evil").hexdigest()
                data = json.dumps(manifest).encode()
                entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
        evil = tarfile.TarInfo(name)
        evil.size = 4
        new.addfile(evil, io.BytesIO(b"evil"))
    assert "damaged" in desk.run("restore", bad, "--out", tmp_path / "new", code=4)
    assert not list(tmp_path.rglob("evil.toml"))


def test_a_backup_is_never_put_over_anything(desk, tmp_path):
    target = tmp_path / "b.tar"
    target.write_text("a person's")
    desk.run("backup", target, "--out", desk.out, code=2)
    desk.run("backup", desk.out / "b.tar", "--out", desk.out, code=2)
    assert target.read_text() == "a person's"
    good = tmp_path / "good.tar"
    desk.run("backup", good, "--out", desk.out)
    assert "not empty" in desk.run("restore", good, "--out", desk.out, code=2)


def test_export_is_all_of_one_case_and_nothing_of_another(desk, tmp_path):
    target = tmp_path / "case.zip"
    desk.run("export", desk.case.id, target, "--out", desk.out)
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        record = json.loads(archive.read("record.json"))
        whole = b"".join(archive.read(name) for name in names)
    assert {"files/packet.pdf", "files/case.json", "record.json"} <= names
    assert sum(name.startswith("papers/") for name in names) == 1
    assert [row["patient"] for row in record["cases"]] == ["Ada Moss"]
    assert "corrected" in [row["what"] for row in record["events"]]
    assert b"Ruiz" not in whole


def close(desk, name, at):
    with desk.store() as store, store.write() as session:
        case = session.get_one(CaseRecord, name)
        case.status, case.closed_at = "closed", at


def test_purge_takes_everything_of_a_case_and_nothing_of_another(desk):
    close(desk, desk.case.id, datetime(2018, 1, 1, tzinfo=UTC))
    desk.office.letter.unlink()
    (desk.out / desk.case.id / "appeal.docx").write_text("edited by hand, on Ada Moss")
    assert "would be deleted" in desk.run("purge", "--by", "Rosa", "--out", desk.out)
    assert (desk.out / desk.case.id).exists()
    desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    assert [case.id for case in desk.rows(CaseRecord)] == [desk.other.id]
    assert [row.sha256 for row in desk.rows(DocumentRecord)] == [desk.other.sha256]
    assert [row.path for row in desk.rows(SightingRecord)] == ["b.txt"]
    assert not (desk.out / desk.case.id).exists()
    assert (desk.out / desk.other.id / "packet.pdf").exists()
    assert remembered(desk) == {desk.other.sha256[:40], mark_of(Identity(name="Ben Ruiz"))[:40]}
    with desk.store() as store:
        left = json.dumps(everything(store))
    assert "Moss" not in left
    told = [row for row in desk.rows(EventRecord) if row.case_id == desk.case.id]
    assert [row.detail for row in told] == [None] * len(told)
    assert (told[-1].what, told[-1].who) == ("purged", "Rosa")
    desk.run("audit", "verify", "--out", desk.out)
    desk.watch()
    assert len(desk.rows(CaseRecord)) == 1


def remembered(desk):
    return {path.name for path in (desk.out / ".p2p" / "cache").iterdir()}


@pytest.mark.parametrize("damaged", [False, True])
def test_a_chart_that_another_case_has_stays_remembered_until_that_one_goes_too(desk, damaged):
    again = "kind: denial\nname: Ada Moss\npayer: Second Letter\n"
    desk.office.put(desk.office.inbox / "c.txt", again)
    desk.watch()
    (second,) = (case for case in desk.rows(CaseRecord) if case.payer == "Second Letter")
    note = hashlib.sha256(desk.office.note.read_bytes()).hexdigest()[:40]
    if damaged:
        (desk.out / desk.case.id / "case.json").write_text("{")
    desk.office.letter.unlink()
    for case, stays in ((desk.case, True), (second, False)):
        close(desk, case.id, datetime(2018, 1, 1, tzinfo=UTC))
        desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
        assert (note in remembered(desk)) is stays
        assert case.sha256[:40] not in remembered(desk)


def test_a_purged_letter_that_still_lies_in_the_inbox_does_not_come_back(desk):
    close(desk, desk.case.id, datetime(2018, 1, 1, tzinfo=UTC))
    desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    desk.watch()
    assert len(desk.rows(CaseRecord)) == 1


def test_purge_keeps_what_is_open_or_was_closed_lately(desk):
    close(desk, desk.case.id, datetime(2025, 1, 1, tzinfo=UTC))
    desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    assert len(desk.rows(CaseRecord)) == 2
    desk.run("purge", "--by", "Rosa", "--yes", "--before", "2025-06-01", "--out", desk.out)
    assert len(desk.rows(CaseRecord)) == 1
    desk.run("purge", "--by", "Rosa", "--before", "2027-06-01", "--out", desk.out, code=2)


def test_papers_of_no_case_go_once_they_were_dealt_with(desk):
    old, new = datetime(2018, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    shas = [letter * 64 for letter in "abcd"]
    with desk.store() as store, store.write() as session:
        for sha in shas:
            session.add(DocumentRecord(sha256=sha, name="x", first_seen=old, received_at=old,
                                       received_from="option"))  # fmt: skip
        session.flush()
        for sha, told in (("a" * 64, old), ("b" * 64, new)):
            session.add(MisdirectedRecord(sha256=sha, letter=1, name="x", why="", seen_at=old,
                                          reported_at=told))  # fmt: skip
        for sha, told in (("c" * 64, old), ("d" * 64, None)):
            session.add(FaxReportRecord(sha256=sha, letter=1, name="x", delivered=True, why="",
                                        seen_at=old, settled_at=told))  # fmt: skip
    desk.run("purge", "--by", "Rosa", "--out", desk.out)
    assert len(desk.rows(MisdirectedRecord)) == 2
    assert "2 papers" in desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    assert [row.sha256[0] for row in desk.rows(MisdirectedRecord)] == ["b"]
    assert [row.sha256[0] for row in desk.rows(FaxReportRecord)] == ["d"]
    left = {row.sha256 for row in desk.rows(DocumentRecord)} & set(shas)
    assert left == {"b" * 64, "d" * 64}
    desk.run("audit", "verify", "--out", desk.out)


def test_a_merged_case_goes_with_its_root(desk):
    desk.run("merge", desk.other.id, desk.case.id, "--by", "Rosa", "--out", desk.out)
    close(desk, desk.case.id, datetime(2018, 1, 1, tzinfo=UTC))
    desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    with desk.store() as store, store.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseRecord)) == 0
    desk.run("audit", "verify", "--out", desk.out)


def test_purge_of_a_case_in_a_persons_folder_takes_only_our_files(desk, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "holiday.jpg").write_text("a photo")
    with desk.store() as store, store.write() as session:
        session.get_one(CaseRecord, desk.case.id).folder = str(mine)
    (desk.out / desk.case.id / "packet.pdf").rename(mine / "packet.pdf")
    close(desk, desk.case.id, datetime(2018, 1, 1, tzinfo=UTC))
    desk.run("purge", "--by", "Rosa", "--yes", "--out", desk.out)
    assert [path.name for path in mine.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    ("now", "years", "then"),
    [((2026, 3, 4), 7, (2019, 3, 4)), ((2024, 2, 29), 1, (2023, 2, 28))],
)
def test_years_ago(now, years, then):
    assert years_ago(datetime(*now, tzinfo=UTC), years) == datetime(*then, tzinfo=UTC)
