"""The store, the cache and the writing of files."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import TypeAdapter

from casework.cache import Cache, version_of
from casework.database import open_engine
from casework.files import free_name, private_folder, staging, sweep
from casework.records import Base, CaseState
from casework.store import NAME, CaseEntry, open_store
from docextract.errors import OutputError
from docextract.facts import Letter, LetterResult, Source

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)


def letter_of(received_at: datetime, received_from="file_time"):
    source = Source(
        path="a.pdf", sha256="a" * 64, pages=1, received_at=received_at.isoformat(),
        received_from=received_from,
    )  # fmt: skip
    return LetterResult(source=source, pages=(1,), letter=Letter())


def test_migrations_make_exactly_the_tables(tmp_path, url):
    with open_store(tmp_path, url):
        pass
    with open_engine(tmp_path, url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_store_is_the_owners_and_survives_a_crash(tmp_path):
    with open_store(tmp_path) as store:
        store.begin_run("batch", "1", NOW)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        journal = sqlite3.connect(tmp_path / NAME).execute("PRAGMA journal_mode").fetchone()[0]
    assert (modes, journal) == ({0o600}, "wal")


def test_a_newer_programs_store_is_left_alone(tmp_path):
    with open_store(tmp_path):
        pass
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(OutputError, match="newer p2p"), open_store(tmp_path):
        pass


def test_what_is_no_store_is_told(tmp_path):
    (tmp_path / NAME).write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(OutputError, match=NAME), open_store(tmp_path):
        pass


@pytest.mark.parametrize(
    ("second", "source", "kept"),
    [
        (NOW + timedelta(days=2), "file_time", NOW),  # a later copy
        (NOW - timedelta(days=2), "file_time", NOW - timedelta(days=2)),  # an earlier one
        (NOW + timedelta(days=2), "option", NOW + timedelta(days=2)),  # a person's word
    ],
)
def test_earliest_receipt_stays_but_for_a_persons_word(tmp_path, second, source, kept):
    with open_store(tmp_path) as store:
        store.note_document("a.pdf", letter_of(NOW), NOW)
        store.note_document("b.pdf", letter_of(second, source), NOW)
        receipt = store.receipt("a" * 64)
    assert receipt.at == kept


def test_history_is_only_appended_to(tmp_path):
    with open_store(tmp_path) as store:
        store.note_document("a.pdf", letter_of(NOW), NOW)
        for state in (CaseState.WORKING, CaseState.FAILED, CaseState.PREPARED):
            store.put_case(CaseEntry("c-1", "a" * 64, 1, state), NOW)
        assert store.case("c-1").state == CaseState.PREPARED
    rows = (
        sqlite3.connect(tmp_path / NAME).execute("SELECT what FROM events ORDER BY id").fetchall()
    )
    assert [what for (what,) in rows] == ["working", "failed", "prepared"]


def test_free_name_replaces_only_our_own(tmp_path):
    for name, words in {"a.docx": "edited", "a-2.docx": "ours"}.items():
        (tmp_path / name).write_text(words)
    import hashlib

    ours = hashlib.sha256(b"ours").hexdigest()
    assert free_name(tmp_path, "a.docx", lambda name, sha: sha == ours) == "a-2.docx"
    assert free_name(tmp_path, "a.docx", lambda name, sha: False) == "a-3.docx"
    assert free_name(tmp_path, "b.docx", lambda name, sha: False) == "b.docx"


def test_a_link_in_the_way_is_no_file_of_ours(tmp_path):
    (tmp_path / "a.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (tmp_path / "elsewhere.pdf").write_text("x")
    assert free_name(tmp_path, "a.pdf", lambda name, sha: True) == "a-2.pdf"


def test_staging_is_private_and_removed(tmp_path):
    private = private_folder(tmp_path / "out")
    modes = []

    def fill():
        with staging(private) as work:
            modes.append(stat.S_IMODE(work.stat().st_mode))
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="disk is full"):
        fill()
    assert (modes, list(private.iterdir())) == ([0o700], [])


def test_sweep_removes_what_a_killed_run_left(tmp_path):
    private = private_folder(tmp_path / "out")
    (private / "work-x").mkdir()
    (private / "work-x" / "packet.pdf").write_bytes(b"half")
    (private / "work-y").write_bytes(b"half a copy")
    sweep(private)
    assert list(private.iterdir()) == []


class TestCache:
    def test_gives_back_what_was_put(self, tmp_path):
        shelf = Cache(tmp_path / "cache").shelf("pages", TypeAdapter(tuple[int, ...]))
        shelf.put((1, 2), "key", 3)
        assert shelf.get("key", 3) == (1, 2)
        assert shelf.get("key", 4) is None

    def test_is_the_owners(self, tmp_path):
        Cache(tmp_path / "cache").shelf("pages", TypeAdapter(int)).put(1, "key")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "cache").rglob("*")}
        assert set(modes.values()) == {0o700, 0o600}

    def test_damage_is_a_miss(self, tmp_path):
        shelf = Cache(tmp_path / "cache").shelf("pages", TypeAdapter(int))
        shelf.put(1, "key")
        (path,) = (tmp_path / "cache" / "key").iterdir()
        path.write_bytes(b"garbage")
        assert shelf.get("key") is None

    def test_forgets_what_was_read_from_a_content_and_nothing_else(self, tmp_path):
        cache = Cache(tmp_path / "cache")
        shelf, letters = (cache.shelf(kind, TypeAdapter(int)) for kind in ("pages", "letters"))
        for of in ("a" * 64, "b" * 64):
            shelf.put(1, of, "x")
            letters.put(2, of)
        cache.forget(["a" * 64, "c" * 64])
        assert (shelf.get("a" * 64, "x"), letters.get("a" * 64)) == (None, None)
        assert (shelf.get("b" * 64, "x"), letters.get("b" * 64)) == (1, 2)

    def test_without_a_folder_nothing_is_remembered(self):
        shelf = Cache(None).shelf("pages", TypeAdapter(int))
        shelf.put(1, "key")
        assert shelf.get("key") is None

    def test_a_full_disk_costs_only_the_memory(self, tmp_path, monkeypatch):
        def full(path, data):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("casework.cache.write_private", full)
        shelf = Cache(tmp_path / "cache").shelf("pages", TypeAdapter(int))
        shelf.put(1, "key")
        assert shelf.get("key") is None

    def test_versions_differ_by_what_they_cover(self):
        assert version_of("docextract") != version_of("docextract", "rules")
        assert version_of("docextract", "rules") == version_of("docextract", "rules")
