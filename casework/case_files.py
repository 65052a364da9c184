"""A case's folder: what was prepared in it, and new files of ours put beside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.orm import Session

from casework.exits import UsageError
from casework.files import free_name, move_into_place, sha256_of, staging, write_private
from casework.office import OfficeFolder
from casework.records import CaseRecord
from casework.store_cases import letters_of
from docextract.facts import Letter
from packet_builder.case import Case


def folder_of(office: OfficeFolder, record: CaseRecord) -> Path:
    """Where a case's files are."""
    return office.out / (record.folder or record.id)


def load_case(office: OfficeFolder, record: CaseRecord) -> Case:
    """The case as it was last prepared.

    Raises:
        UsageError: it was not, or its file was changed by hand.
    """
    path = folder_of(office, record) / "case.json"
    try:
        return Case.model_validate_json(path.read_bytes())
    except OSError as error:
        message = f"case {record.id} has no packet yet: prepare it with p2p prepare or p2p batch"
        raise UsageError(message) from error
    except ValidationError as error:
        raise UsageError(f"{path} is not as p2p wrote it; prepare the case anew") from error


def letter_of(office: OfficeFolder, session: Session, record: CaseRecord) -> Letter:
    """The case's letter, as it was corrected where the case was prepared, else as it was read.

    Raises:
        UsageError: there is neither.
    """
    if (folder_of(office, record) / "case.json").exists():
        return load_case(office, record).letter
    found = letters_of(session, record.id)
    if not found:
        raise UsageError(f"case {record.id} has no letter in the store: read its inbox anew")
    return found[0].letter


def put_file(
    office: OfficeFolder, record: CaseRecord, name: str, data: bytes, now: datetime
) -> tuple[Path, str]:
    """Put a file into a case's folder: over our own, beside a person's; its path and SHA-256.

    Raises:
        OutputError: it cannot be written; nothing half-written is left.
    """
    folder = folder_of(office, record)
    with staging(office.private) as work:
        staged = work / name
        write_private(staged, data)
        free = free_name(folder, name, lambda name, sha: office.store.wrote(record.id, name, sha))
        sha256 = sha256_of(staged)
        office.store.will_write(record.id, {free: sha256}, now)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        move_into_place(staged, folder / free)
    return folder / free, sha256
