"""Backup and restore of an office, and the export of one case; each file whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from casework import history
from casework.dump import rows_of, tables, take_in
from casework.exits import UsageError, cannot_write
from casework.files import PRIVATE, private_folder, sha256_of, write_private
from casework.history import Verdict
from casework.office import OfficeFolder
from casework.records import CaseRecord
from casework.records_case import CaseDocument, LetterRecord
from casework.settings import Settings
from casework.store import open_store
from casework.vault import Vault
from docextract.errors import OutputError, UnreadableFileError

_FORM = "p2p-backup-1"
_MANIFEST = "manifest.json"
_OURS = frozenset({"cache", "lock", "office.sqlite", "office.sqlite-wal", "office.sqlite-shm"})
"""What of the private folder is not put into a backup: the store goes as rows."""


def backup(office: OfficeFolder, target: Path) -> int:
    """Write everything of an office into one file for its owner alone; gives how many files.

    The rows are those of one moment; the last member lists every other with its SHA-256.

    Raises:
        UsageError: the target lies in the office's own folder, or exists.
        OutputError: it cannot be written.
    """
    if target.resolve().is_relative_to(office.out.resolve()):
        raise UsageError(f"{target} lies in the folder that is backed up; choose another place")
    with _written(target) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        hashes: dict[str, str] = {}
        with office.store.snapshot() as session:
            for table in tables():
                data = b"".join(_line(row) for row in rows_of(session, table))
                _put(archive, f"rows/{table.name}.jsonl", data, hashes)
            head = history.verify(session)
        for path in _files(office.out):
            name = f"files/{path.relative_to(office.out)}"
            hashes[name] = sha256_of(path)
            archive.add(path, name, recursive=False)
        told = {"form": _FORM, "head": head.head, "events": head.events, "sha256": hashes}
        _put(archive, _MANIFEST, json.dumps(told).encode(), {})
        return len(hashes)


def _line(row: dict[str, Any]) -> bytes:
    return f"{json.dumps(row, ensure_ascii=False)}\n".encode()


def _put(archive: tarfile.TarFile, name: str, data: bytes, hashes: dict[str, str]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))
    hashes[name] = hashlib.sha256(data).hexdigest()


def _files(out: Path) -> Iterator[Path]:
    """Our copies of letters, and everything of the output folder but what is made anew."""
    for path in sorted(out.rglob("*")):
        top, *below = path.relative_to(out).parts
        anew = top == PRIVATE and bool(below) and (below[0] in _OURS or below[0][:5] == "work-")
        if path.is_file() and not path.is_symlink() and not anew:
            yield path


@contextmanager
def _written(target: Path) -> Iterator[io.BufferedWriter]:
    """A file for its owner alone that appears under its name once it is whole."""
    if target.exists():
        raise UsageError(f"{target} exists; choose another name")
    beside = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        beside.unlink(missing_ok=True)


def restore(source: Path, out: Path, settings: Settings) -> Verdict:
    """Make an office of a backup, in an empty folder and an empty store; its history is verified.

    Raises:
        UsageError: the folder or the store holds something already.
        UnreadableFileError: the file is no backup, or is damaged.
        OutputError: the office cannot be written.
    """
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty; restore into a new folder")
    with _opened(source) as archive:
        manifest = _checked(archive, source)
        private = private_folder(out)
        with open_store(private, settings.store.url) as store:
            with store.write() as session:
                _rows(session, archive)
            _unpack(archive, manifest, out)
            with store.read() as session:
                return history.verify(session, manifest["head"])


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise UnreadableFileError(f"{source} is no backup of p2p, or is damaged") from error


def _checked(archive: tarfile.TarFile, source: Path) -> dict[str, Any]:
    """The manifest, once every member was found to be as it says."""
    manifest: dict[str, Any] = json.loads(_read(archive, _MANIFEST))
    if manifest.get("form") != _FORM:
        raise UnreadableFileError(f"{source} was made by a newer p2p; update this one")
    members = {entry.name for entry in archive.getmembers() if entry.name != _MANIFEST}
    if members != set(manifest["sha256"]):
        raise UnreadableFileError(f"{source} is damaged: files are missing or were added")
    for name, sha256 in manifest["sha256"].items():
        if not archive.getmember(name).isreg() or {"", ".", ".."} & set(name.split("/")):
            raise UnreadableFileError(f"{source} is damaged: {name} is no file of an office")
        if hashlib.sha256(_read(archive, name)).hexdigest() != sha256:
            raise UnreadableFileError(f"{source} is damaged: {name} is not as it was")
    return manifest


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream.read()


def _rows(session: Session, archive: tarfile.TarFile) -> None:
    for table in tables():
        if table.name == "history_head":
            session.execute(table.delete())
        elif session.execute(table.select().limit(1)).first() is not None:
            raise UsageError("the store holds cases already; restore into an empty one")
        take_in(session, table, iter(_read(archive, f"rows/{table.name}.jsonl").splitlines()))


def _unpack(archive: tarfile.TarFile, manifest: dict[str, Any], out: Path) -> None:
    """Write the files below ``out``, never beside it.

    Python's own filter for this came with 3.11.4; Debian 12 has 3.11.2.
    """
    for name in manifest["sha256"]:
        place, _, below = name.partition("/")
        if place != "files":
            continue
        entry, target = archive.getmember(name), out / below
        try:
            for folder in reversed(target.relative_to(out).parents):
                (out / folder).mkdir(mode=0o700, exist_ok=True)
            write_private(target, _read(archive, name))
            os.utime(target, (entry.mtime, entry.mtime))
        except OSError as error:
            raise OutputError(f"cannot write {target}: {error.strerror}") from error


def export(office: OfficeFolder, case: CaseRecord, target: Path) -> int:
    """Write one case into a ZIP: its rows and history, its files, the papers; gives how many.

    Raises:
        UsageError: the target exists.
        OutputError: it cannot be written.
    """
    with office.store.snapshot() as session:
        record = {
            table.name: list(rows_of(session, table, case.id))
            for table in tables()
            if table.name == "cases" or "case_id" in table.c
        }
        papers = _papers(session, case.id)
    folder = office.out / (case.folder or case.id)
    with _written(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", json.dumps(record, ensure_ascii=False, indent=1))
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                archive.write(path, f"files/{path.name}")
        for sha256 in papers:
            kept = Vault(office.private).find(sha256)
            if kept is not None:
                archive.write(kept, f"papers/{sha256[:12]}{kept.suffix}")
        return len(archive.namelist())


def _papers(session: Session, case_id: str) -> list[str]:
    letters = session.query(LetterRecord.sha256).filter(LetterRecord.case_id == case_id)
    others = session.query(CaseDocument.sha256).filter(CaseDocument.case_id == case_id)
    return sorted({sha256 for rows in (letters, others) for (sha256,) in rows})
