"""A ZIP archive to the files in it, within limits; runs in a worker, for archives are hostile."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from casework.files import write_private
from casework.inbox.scan import is_litter
from docextract.errors import LimitExceededError, UnreadableFileError
from docextract.limits import Limits

MAGIC = b"PK\x03\x04"
MOST_FILES = 200
_DOCUMENTS = ("[Content_Types].xml", "mimetype")
"""What tells a DOCX, an ODT or the like from an archive of files."""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
_PIECE = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an archive: its name in it, and where it lies now or why it was not taken out."""

    name: str
    path: Path | None
    reason: str | None = None


def may_be_archive(path: Path) -> bool:
    """Whether a file begins as ZIP archives do; Word files do too."""
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def unpack(path: Path, folder: Path, limits: Limits) -> tuple[Part, ...] | None:
    """Take the files out of an archive, under names of our own; None for a document.

    Names in the archive are only told, never used as paths. An archive in an archive stays shut.

    Raises:
        UnreadableFileError: it is damaged or holds no file.
        LimitExceededError: it holds too many files, or they unpack to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if _is_file(each)]
            if any(each.filename in _DOCUMENTS for each in entries):
                return None
            if len(entries) > MOST_FILES:
                raise LimitExceededError(
                    f"the archive holds {len(entries)} files; at most {MOST_FILES} are taken out "
                    "at once. Unpack it yourself and put the files into the inbox."
                )
            room = limits.unpacked_mb * 1_000_000
            parts = []
            for number, entry in enumerate(entries, start=1):
                part, used = _take_out(archive, entry, folder, number, room, limits)
                parts.append(part)
                room -= used
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableFileError("the archive is damaged; ask for it again") from error
    if not parts:
        raise UnreadableFileError("the archive is empty; ask for it again")
    return tuple(parts)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    parts = [part for part in PurePosixPath(entry.filename).parts if part not in ("..", "/")]
    return not entry.is_dir() and not any(is_litter(part) for part in parts)


def _take_out(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    folder: Path,
    number: int,
    room: int,
    limits: Limits,
) -> tuple[Part, int]:
    """A part, and how many bytes it has."""
    if entry.flag_bits & _ENCRYPTED:
        return Part(entry.filename, None, "it is encrypted; unpack it with its password"), 0
    suffix = PurePosixPath(entry.filename).suffix
    target = folder / f"{number:03d}{suffix.lower() if _SUFFIX.fullmatch(suffix) else ''}"
    data = bytearray()
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                data += piece
                if len(data) > min(room, limits.file_mb * 1_000_000):
                    raise LimitExceededError(
                        "the archive unpacks to more than limits.unpacked_mb or a file in it to "
                        "more than limits.file_mb allows; unpack it yourself, or raise the setting"
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return Part(entry.filename, None, "it is damaged in the archive; ask for it again"), 0
    if data.startswith(MAGIC) and suffix.lower() == ".zip":
        return Part(entry.filename, None, "it is an archive in an archive; unpack it"), len(data)
    write_private(target, bytes(data))
    return Part(entry.filename, target), len(data)
