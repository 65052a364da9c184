"""Archives: their files under names of our own, and what hostile ones cannot do."""

from __future__ import annotations

import zipfile

import pytest

from casework.inbox.unpack import MOST_FILES, may_be_archive, unpack
from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits


@pytest.fixture
def made(tmp_path):
    def make(entries, **how):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in entries:
                archive.writestr(name, data)
        (tmp_path / "parts").mkdir(exist_ok=True)
        return unpack(path, tmp_path / "parts", Limits(**how))

    return make


def test_files_come_out_under_our_names(made, tmp_path):
    parts = made([("x/Ada Moss.PDF", "one"), ("../../evil.txt", "two"), ("/etc/passwd", "three")])
    assert [part.name for part in parts] == ["x/Ada Moss.PDF", "../../evil.txt", "/etc/passwd"]
    assert [part.path.relative_to(tmp_path / "parts").name for part in parts] == [
        "001.pdf", "002.txt", "003",
    ]  # fmt: skip
    assert [part.path.read_text() for part in parts] == ["one", "two", "three"]


def test_litter_in_an_archive_is_ignored(made):
    parts = made([("__MACOSX/._a.pdf", "x"), (".DS_Store", "x"), ("a.pdf", "y"), ("empty/", "")])
    assert [part.name for part in parts] == ["a.pdf"]


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_an_office_document_is_no_archive(made, name):
    assert made([(name, "x"), ("word/document.xml", "y")]) is None


def test_a_bomb_is_stopped(made):
    with pytest.raises(LimitExceededError, match="unpacked_mb"):
        made([("a.txt", b"\0" * 3_000_000), ("b.txt", b"\0" * 3_000_000)], unpacked_mb=5)


def test_too_many_files_are_stopped(made):
    with pytest.raises(LimitExceededError, match=str(MOST_FILES)):
        made([(f"{n}.txt", "x") for n in range(MOST_FILES + 1)])


def test_an_archive_in_an_archive_stays_shut(made):
    (part,) = made([("inner.zip", b"PK\x03\x04 and more")])
    assert (part.path, "archive in an archive" in part.reason) == (None, True)


def test_an_encrypted_file_is_told(tmp_path, made):
    made([("a.txt", "words")])
    raw = bytearray((tmp_path / "a.zip").read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    (part,) = unpack(tmp_path / "a.zip", tmp_path / "parts", Limits())
    assert "encrypted" in part.reason


def test_a_damaged_part_costs_only_itself(tmp_path, made):
    made([("a.txt", "words " * 100), ("b.txt", "others")])
    raw = bytearray((tmp_path / "a.zip").read_bytes())
    raw[36:42] = b"\xff" * 6
    (tmp_path / "a.zip").write_bytes(raw)
    parts = unpack(tmp_path / "a.zip", tmp_path / "parts", Limits())
    assert [part.path is None for part in parts] == [True, False]


@pytest.mark.parametrize("data", [b"PK\x03\x04 nothing more", b"PK\x05\x06" + b"\0" * 18])
def test_a_damaged_or_empty_archive_is_told(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"damaged|empty"):
        unpack(path, tmp_path, Limits())


def test_what_may_be_an_archive(tmp_path):
    for name, data, expected in (
        ("a", b"PK\x03\x04x", True),
        ("b", b"%PDF", False),
        ("c", b"", False),
    ):
        (tmp_path / name).write_bytes(data)
        assert may_be_archive(tmp_path / name) is expected
