"""A look at an inbox: what is a letter's file, what is litter, what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.exits import UsageError
from casework.inbox.scan import is_litter, refuse_overlap, scan, spelled, unspelled
from docextract.errors import UnreadableFileError


def put(folder, name, at=1_700_000_000):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name)
    os.utime(path, (at, at))
    return path


def test_oldest_first_with_the_subfolder_as_a_hint(tmp_path):
    put(tmp_path, "b.pdf", at=200)
    put(tmp_path, "Aetna/north/a.pdf", at=100)
    put(tmp_path, "c.pdf", at=200)
    seen = scan(tmp_path)
    assert [(each.key, each.hint) for each in seen] == [
        ("Aetna/north/a.pdf", "Aetna/north"), ("b.pdf", None), ("c.pdf", None),
    ]  # fmt: skip
    assert seen[1].size == 5
    assert seen[1].mtime_ns == 200 * 10**9


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "desktop.ini", ".DS_Store", "._a.pdf", "~$letter.docx", "fax.tif.part",
     "a.pdf.crdownload", "scan.TMP", "$RECYCLE.BIN", "@eaDir", "lost+found", "Icon\r"],
)  # fmt: skip
def test_litter_is_ignored(tmp_path, name):
    assert is_litter(name)
    put(tmp_path, name)
    put(tmp_path, f"{name}/inside.pdf" if not (tmp_path / name).is_file() else "real.pdf")
    assert [each.key for each in scan(tmp_path)] == ["real.pdf"]


@pytest.mark.parametrize("name", ["part.pdf", "tmp.tif", "a.partner.pdf", "icon.pdf", "$5.pdf"])
def test_a_letter_is_no_litter(name):
    assert not is_litter(name)


def test_links_and_special_files_are_refused_and_not_followed(tmp_path):
    outside = tmp_path / "outside"
    put(outside, "secret.pdf")
    inbox = tmp_path / "inbox"
    put(inbox, "a.pdf")
    (inbox / "file.pdf").symlink_to(outside / "secret.pdf")
    (inbox / "folder").symlink_to(outside)
    (inbox / "nowhere.pdf").symlink_to(tmp_path / "nothing")
    os.mkfifo(inbox / "pipe.pdf")
    refused = {each.key: each.refused for each in scan(inbox) if each.refused}
    assert set(refused) == {"file.pdf", "folder", "nowhere.pdf", "pipe.pdf"}
    assert "a link" in refused["folder"]
    assert "special file" in refused["pipe.pdf"]


def test_an_inbox_that_cannot_be_listed_is_told(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot list"):
        scan(tmp_path / "gone")


NAMES = st.binary(min_size=1, max_size=60).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw and raw not in (b".", b"..")
)


@given(NAMES, NAMES)
def test_every_name_is_spelled_and_found_again(folder, name):
    path = Path(os.fsdecode(folder)) / os.fsdecode(name)
    text = spelled(path)
    assert text.isprintable()
    text.encode()  # a database takes it
    assert unspelled(text) == path


@pytest.mark.parametrize("letter", ["a", "é", "\N{SNOWMAN}", "%", "\n", "\udcff"])
@pytest.mark.parametrize("length", [250, 900, 901, 4000])
def test_a_long_path_is_still_a_key(letter, length):
    assert len(spelled(Path(letter * length))) <= 900


def test_two_long_paths_differ():
    assert spelled(Path("a" * 2000)) != spelled(Path("a" * 2001))


@pytest.mark.parametrize(
    ("inbox", "out"), [("in", "in"), ("in", "in/out"), ("all/in", "all"), ("in", "../X/in")]
)
def test_overlapping_folders_are_refused(tmp_path, inbox, out):
    here = tmp_path / "X"
    here.mkdir()
    with pytest.raises(UsageError, match="overlap"):
        refuse_overlap(here / inbox, output=here / out)


def test_folders_beside_each_other_are_fine(tmp_path):
    refuse_overlap(
        tmp_path / "in", output=tmp_path / "in-2", charts=tmp_path / "charts", archive=None
    )
