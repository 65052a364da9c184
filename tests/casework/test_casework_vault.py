"""Our copies of letter files: whole or not at all, and never a link or a pipe."""

from __future__ import annotations

import hashlib
import os
import stat

import pytest

from casework.vault import BusyFileError, NotAFileError, Vault
from docextract.errors import LimitExceededError, OutputError
from docextract.limits import Limits

LIMITS = Limits()


@pytest.fixture
def vault(tmp_path):
    private = tmp_path / ".p2p"
    private.mkdir()
    return Vault(private)


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "Fax of Ada Moss.TIF"
    path.write_bytes(b"a letter" * 1000)
    os.utime(path, ns=(5, 1_700_000_000_123_456_789))
    return path


def left(vault):
    return [each.name for each in vault.folder.parent.iterdir() if each != vault.folder]


def test_a_copy_is_whole_private_and_without_the_originals_name(vault, letter):
    kept = vault.keep(letter, LIMITS)
    assert kept.path.read_bytes() == letter.read_bytes()
    assert kept.sha256 == hashlib.sha256(letter.read_bytes()).hexdigest()
    assert (kept.path.name, stat.S_IMODE(kept.path.stat().st_mode)) == ("document.tif", 0o600)
    assert kept.path.stat().st_mtime_ns == letter.stat().st_mtime_ns
    assert left(vault) == []


def test_the_same_content_is_kept_once(vault, letter, tmp_path):
    other = tmp_path / "again.pdf"
    other.write_bytes(letter.read_bytes())
    assert vault.keep(letter, LIMITS).path == vault.keep(other, LIMITS).path
    assert vault.find("0" * 64) is None


@pytest.mark.parametrize(("second", "counts"), [(50, 50), (200, 100)])
def test_the_earlier_of_two_copies_tells_when_it_arrived(vault, tmp_path, second, counts):
    for name, at in (("a.pdf", 100), ("b.pdf", second)):
        (tmp_path / name).write_bytes(b"a letter")
        os.utime(tmp_path / name, (at, at))
        kept = vault.keep(tmp_path / name, LIMITS)
    assert kept.path.stat().st_mtime == counts


def test_a_purge_takes_it(vault, letter):
    kept = vault.keep(letter, LIMITS)
    vault.drop(kept.sha256)
    vault.drop(kept.sha256)
    assert vault.find(kept.sha256) is None
    assert letter.exists()


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc/hostname")])
def test_links_and_pipes_are_never_opened(vault, tmp_path, make):
    make(tmp_path / "x.pdf")
    with pytest.raises(NotAFileError):
        vault.keep(tmp_path / "x.pdf", LIMITS)


def test_what_is_not_there_is_busy(vault, tmp_path):
    with pytest.raises(BusyFileError, match="cannot be opened"):
        vault.keep(tmp_path / "gone.pdf", LIMITS)


def test_a_file_that_changes_meanwhile_is_busy_and_leaves_nothing(vault, letter, monkeypatch):
    copy = vault._copy

    def slow(source):
        made = copy(source)
        letter.write_bytes(b"the second version")
        return made

    monkeypatch.setattr(vault, "_copy", slow)
    with pytest.raises(BusyFileError, match="changed while"):
        vault.keep(letter, LIMITS)
    assert left(vault) == []


def test_a_file_over_the_limit_is_not_copied(vault, letter):
    with pytest.raises(LimitExceededError, match=r"limits\.file_mb"):
        vault.keep(letter, Limits(file_mb=0))
    assert left(vault) == []


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_leaves_nothing_half_written(vault, letter, monkeypatch, step):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    with pytest.raises(OutputError, match="disk is full"):
        vault.keep(letter, LIMITS)
    monkeypatch.undo()
    assert left(vault) == []
    assert vault.keep(letter, LIMITS).path.read_bytes() == letter.read_bytes()
