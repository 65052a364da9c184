"""Our own copy of every letter file, by its content: the original may change or go, this stays.

A file is copied once, in whole or not at all, and read from the copy, so that a fax program
still at work on the original cannot give us half of each of two versions. The copies lie in the
private part of the output folder, for the owner alone, under their SHA-256 and no other name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from casework.exits import cannot_write
from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits

_FOLDER = "documents"
_STEM = "document"
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
_PIECE = 1 << 20


class BusyFileError(UnreadableFileError):
    """The file cannot be read just now: another program holds it or is writing it."""


class NotAFileError(UnreadableFileError):
    """A link, a pipe or the like, which is never opened."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as we have it: its content's SHA-256, its size in bytes and where our copy is."""

    sha256: str
    size: int
    path: Path


class Vault:
    """The copies of one office."""

    def __init__(self, private: Path) -> None:
        self.folder = private / _FOLDER

    def find(self, sha256: str) -> Path | None:
        """Our copy of a content, where there is one."""
        return next(iter(self._home(sha256).glob(f"{_STEM}*")), None)

    def keep(self, path: Path, limits: Limits) -> Kept:
        """Copy a file with its modification time, unless we have its content.

        Raises:
            NotAFileError: it is a link or a special file.
            BusyFileError: it cannot be opened, or changed while it was copied.
            LimitExceededError: it is larger than ``limits.file_mb``.
            OutputError: the copy cannot be written.
        """
        with _opened(path) as source:
            before = os.fstat(source.fileno())
            if before.st_size > limits.file_mb * 1_000_000:
                raise LimitExceededError(
                    f"it has {before.st_size / 1e6:,.0f} MB; the limit is {limits.file_mb} MB. "
                    "Split the file, or raise the setting limits.file_mb."
                )
            beside, sha256 = self._copy(source)
            try:
                if _changed(before, path):
                    raise BusyFileError("it changed while it was read; it is tried again")
                os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
                return Kept(sha256, before.st_size, self._settle(beside, sha256, path.suffix))
            finally:
                beside.unlink(missing_ok=True)

    def drop(self, sha256: str) -> None:
        """Delete our copy, for a purge."""
        for path in self._home(sha256).glob("*"):
            path.unlink()
        with contextlib.suppress(FileNotFoundError):
            self._home(sha256).rmdir()

    def _home(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _copy(self, source: BinaryIO) -> tuple[Path, str]:
        digest = hashlib.sha256()
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="work-", dir=self.folder.parent)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                for piece in _pieces(source):
                    digest.update(piece)
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
        except UnreadableFileError:
            beside.unlink(missing_ok=True)
            raise
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise cannot_write(self.folder, error) from error
        return beside, digest.hexdigest()

    def _settle(self, beside: Path, sha256: str, suffix: str) -> Path:
        known = self.find(sha256)
        if known is not None:
            found, new = known.stat(), beside.stat()
            if new.st_mtime_ns < found.st_mtime_ns:  # the earlier arrival counts
                os.utime(known, ns=(new.st_atime_ns, new.st_mtime_ns))
            return known
        name = _STEM + (suffix.lower() if _SUFFIX.fullmatch(suffix) else "")
        home = self._home(sha256)
        try:
            for folder in (home.parent, home):
                folder.mkdir(mode=0o700, exist_ok=True)
            beside.replace(home / name)
            for folder in (home, home.parent, self.folder):
                _sync(folder)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        return home / name


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, opened without following a link or waiting for a pipe's other end."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotAFileError("it is a link or a special file; put the file itself there")
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise BusyFileError(f"it cannot be opened: {error.strerror}") from error
    with os.fdopen(handle, "rb") as source:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFileError("it is a link or a special file; put the file itself there")
        yield source


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while True:
        try:
            piece = source.read(_PIECE)
        except OSError as error:
            raise BusyFileError(f"it cannot be read: {error.strerror}") from error
        if not piece:
            return
        yield piece


def _changed(before: os.stat_result, path: Path) -> bool:
    try:
        after = path.lstat()
    except OSError:
        return True
    return (before.st_size, before.st_mtime_ns, before.st_ino) != (
        after.st_size, after.st_mtime_ns, after.st_ino,
    )  # fmt: skip


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
