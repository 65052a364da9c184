"""Writing results: owner-only, beside the target and then moved; a person's edits are kept."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casework.exits import cannot_write
from docextract.errors import OutputError

PRIVATE = ".p2p"
"""The folder inside an output folder that holds the store, the cache and work in progress."""

_PROBE_BYTES = 256 * 1024


def private_folder(out: Path) -> Path:
    """Make the output folder and its private part, both for the owner alone.

    A folder that already exists keeps its permissions. Something is written, so that a full
    disk is found now and not after an hour of reading.

    Raises:
        OutputError: the folder cannot be made or written.
    """
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = out / PRIVATE
        private.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=private) as probe:
            probe.write(b"\0" * _PROBE_BYTES)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise cannot_write(out, error) from error
    return private


@contextmanager
def locked(private: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold an output folder, so that two commands do not write into it at once.

    Commands that hold it ``shared`` may work side by side: each file and each case of theirs has
    a lease in the store. What nobody but a killed one left in progress is swept away first.

    Raises:
        OutputError: another command holds it.
    """
    try:
        handle = os.fdopen(os.open(private / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "w")
    except OSError as error:
        raise cannot_write(private, error) from error
    with handle:
        alone = _lock(handle, fcntl.LOCK_EX)
        if alone:
            sweep(private)
        if not (alone and not shared) and not (shared and _lock(handle, fcntl.LOCK_SH)):
            raise OutputError(f"another p2p is working in {private.parent}; wait for it to end")
        yield


def _lock(handle: IO[str], kind: int) -> bool:
    """Whether a lock was free; one that is held already changes its kind."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def staging(private: Path) -> Iterator[Path]:
    """A temporary folder on the same file system as the results, removed at the end.

    Raises:
        OutputError: for any failed write inside it.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=private))
    except OSError as error:
        raise cannot_write(private, error) from error
    try:
        yield folder
    except OSError as error:
        raise cannot_write(private.parent, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(private: Path) -> None:
    """Remove what a killed run left in progress; call only while :func:`locked`."""
    for left in private.glob("work-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def shown(path: Path) -> str:
    """A path as text that any file can hold, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_private(path: Path, data: bytes) -> None:
    """Write a file for the owner alone and see it on the disk before it is moved."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def free_name(out: Path, name: str, is_ours: Callable[[str, str], bool]) -> str:
    """The name to write under: ``name``, or ``stem-2.ext`` where a person's file has it.

    ``is_ours(name, sha256)`` says whether we wrote a file of that name and content.
    """
    stem, suffix = Path(name).stem, Path(name).suffix
    candidate, number = name, 1
    while (out / candidate).exists() and not _replaceable(out / candidate, is_ours):
        number += 1
        candidate = f"{stem}-{number}{suffix}"
    return candidate


@dataclass(frozen=True, slots=True)
class Past:
    """Files of an earlier run that no longer hold: ``ours`` as we wrote them, ``edited`` not."""

    ours: tuple[Path, ...] = ()
    edited: tuple[Path, ...] = ()

    def clear(self) -> None:
        """Remove ours; what a person changed stays.

        Raises:
            OutputError: one cannot be removed.
        """
        for path in self.ours:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(path, error) from error


def past_files(out: Path, names: Iterable[str], is_ours: Callable[[str, str], bool]) -> Past:
    """The files of these names that are still in ``out``.

    ``is_ours(name, sha256)`` says whether we wrote a file of that name and content.
    """
    paths = [out / name for name in sorted(names) if (out / name).is_file()]
    ours = tuple(path for path in paths if _replaceable(path, is_ours))
    return Past(ours, tuple(path for path in paths if path not in ours))


def _replaceable(path: Path, is_ours: Callable[[str, str], bool]) -> bool:
    """Whether a file stands exactly as we wrote it (a folder or a link never does)."""
    if path.is_symlink() or not path.is_file():
        return False
    return is_ours(path.name, sha256_of(path))


def move_into_place(staged: Path, target: Path) -> None:
    """Make a finished file owner-only and put it under its name in one step."""
    staged.chmod(0o600)
    with staged.open("rb") as stream:
        os.fsync(stream.fileno())
    staged.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def put_private(path: Path, data: bytes) -> None:
    """Write a file that a person named, for the owner alone: beside its place, then moved there.

    Raises:
        OutputError: it cannot be written; what stood there is left as it was.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        write_private(beside, data)
        move_into_place(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
