"""Finding an office's store, and a case by the name that a person gives it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.exits import UsageError
from casework.files import PRIVATE, private_folder
from casework.mounts import kind_of
from casework.office import case_of, open_office
from casework.records import CaseRecord, CaseState, DocumentRecord
from casework.settings import Settings
from casework.store import CaseEntry, open_store
from docextract.errors import OutputError
from docextract.office import Office

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
SETTINGS = Settings(office=Office())


@pytest.fixture
def out(tmp_path):
    out = tmp_path / "cases"
    with open_store(private_folder(out)) as store:
        with store.write() as session:
            session.add(DocumentRecord(
                sha256="a" * 64, name="a.pdf", first_seen=NOW, received_at=NOW,
                received_from="option",
            ))  # fmt: skip
        for name, folder in (("ab12-1", "ab12-1"), ("ab19-1", str(out)), ("cd00-1", None)):
            store.put_case(CaseEntry(name, "a" * 64, 1, CaseState.PREPARED, folder=folder), NOW)
    (out / "ab12-1").mkdir()
    return out


def find(out, named):
    with open_office(SETTINGS, out) as office, office.store.read() as session:
        return case_of(session, named).id


@pytest.mark.parametrize(("named", "case"), [("ab12-1", "ab12-1"), ("c", "cd00-1")])
def test_a_case_by_its_id_or_the_start_of_it(out, named, case):
    assert find(out, named) == case


def test_a_case_by_its_output_folder(out):
    named = str(out / "ab12-1")
    with open_office(SETTINGS, None, case=named) as office, office.store.read() as session:
        assert (office.out, case_of(session, named).id) == (out, "ab12-1")


def test_a_case_that_was_prepared_alone_by_the_folder_of_its_store(out):
    assert find(out, str(out)) == "ab19-1"


@pytest.mark.parametrize(
    ("named", "told"), [("ab1", "ab12-1, ab19-1; give more"), ("%", "no case '%'")]
)
def test_several_or_none_is_told(out, named, told):
    with pytest.raises(UsageError, match=told):
        find(out, named)


def test_a_merged_case_stands_for_the_one_it_was_merged_into(out):
    with open_office(SETTINGS, out) as office, office.store.write() as session:
        session.get_one(CaseRecord, "ab12-1").merged_into = "cd00-1"
    assert find(out, "ab12") == "cd00-1"


def test_a_folder_without_cases_is_told_and_left_as_it_is(tmp_path):
    with pytest.raises(UsageError, match="holds no cases yet"), open_office(SETTINGS, tmp_path):
        pass
    assert not (tmp_path / PRIVATE).exists()


def test_sqlite_is_refused_on_a_network_file_system(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    share = tmp_path / "a share"
    share.mkdir()
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//nas/share {escaped} cifs rw 0 0\n")
    assert (kind_of(share / "x", mounts), kind_of(tmp_path, mounts)) == ("cifs", "ext4")
    monkeypatch.setattr("casework.mounts._MOUNTS", mounts)
    monkeypatch.setattr(kind_of, "__defaults__", (mounts,))
    with pytest.raises(OutputError, match="network file system"), open_store(share):
        pass


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense"])
def test_a_url_that_is_not_postgresqls_is_told(tmp_path, url):
    with pytest.raises(UsageError, match=r"store\.url"), open_store(tmp_path, url):
        pass
