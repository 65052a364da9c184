"""A look at an inbox folder: its files with size and time, oldest first, without litter."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from casework.exits import UsageError
from docextract.errors import UnreadableFileError

_LITTER = frozenset(
    {
        "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "lost+found",
        "system volume information", "$recycle.bin", "#recycle", "@eadir", "__macosx",
    }
)  # fmt: skip
"""What systems and network storages put beside people's files."""

_UNFINISHED = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".filepart",
    ".swp",
)
"""Endings of files that a program will rename once they are whole."""

_LONGEST = 900
_SAFE = bytes(range(0x20, 0x7F)).replace(b"%", b"").decode()


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of the inbox. ``size`` is in bytes; ``refused`` says why it is never opened."""

    path: Path
    key: str
    hint: str | None
    size: int
    mtime_ns: int
    refused: str | None = None


def scan(inbox: Path) -> list[Seen]:
    """Everything that lies in an inbox now, oldest first.

    A subfolder that cannot be listed costs the others nothing; it is told as one entry.

    Raises:
        UnreadableFileError: the inbox itself cannot be listed.
    """
    try:
        found = list(_below(inbox, inbox))
    except OSError as error:
        raise UnreadableFileError(f"cannot list {inbox}: {error.strerror}") from error
    return sorted(found, key=lambda seen: (seen.mtime_ns, seen.key))


def _below(folder: Path, inbox: Path) -> Iterator[Seen]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if is_litter(entry.name):
                continue
            path = Path(entry.path)
            try:
                yield from _entry(path, entry.stat(follow_symlinks=False), inbox)
            except FileNotFoundError:
                continue  # taken away between the listing and the look
            except OSError as error:
                yield _seen(path, inbox, None, f"it cannot be looked at: {error.strerror}")


def _entry(path: Path, found: os.stat_result, inbox: Path) -> Iterator[Seen]:
    if stat.S_ISDIR(found.st_mode):
        yield from _below(path, inbox)
    elif stat.S_ISREG(found.st_mode):
        yield _seen(path, inbox, found, None)
    else:
        kind = "a link" if stat.S_ISLNK(found.st_mode) else "a special file"
        yield _seen(path, inbox, found, f"it is {kind}, not a file; put the file itself there")


def _seen(path: Path, inbox: Path, found: os.stat_result | None, refused: str | None) -> Seen:
    below = path.relative_to(inbox)
    hint = spelled(below.parent) if below.parent.parts else None
    size, mtime_ns = (found.st_size, found.st_mtime_ns) if found else (0, 0)
    return Seen(path, spelled(below), hint, size, mtime_ns, refused)


def is_litter(name: str) -> bool:
    """Whether a name is a system's, a hidden file's or an unfinished file's."""
    lower = name.lower()
    if name.startswith((".", "~$")) or lower in _LITTER:
        return True
    return lower.endswith(_UNFINISHED)


def spelled(path: Path) -> str:
    """A path as text that a database holds, whatever bytes its name is made of.

    What is no UTF-8 or no printable character is percent-encoded, and so is the percent sign;
    a very long path ends in its SHA-256.
    """
    raw = os.fsencode(path)
    try:
        text = "".join(
            letter
            if letter.isprintable() and letter != "%"
            else quote_from_bytes(letter.encode(), "")
            for letter in raw.decode()
        )
    except UnicodeDecodeError:
        text = quote_from_bytes(raw, safe=_SAFE)
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 65]}~{hashlib.sha256(raw).hexdigest()}"


def unspelled(key: str) -> Path:
    """The path that :func:`spelled` made text of (not for one that was too long)."""
    return Path(os.fsdecode(unquote_to_bytes(key)))


def refuse_overlap(inbox: Path, **others: Path | None) -> None:
    """Refuse an inbox inside another of the office's folders, or the other way round.

    Raises:
        UsageError: two folders overlap: our own results would be taken for letters.
    """
    here = inbox.resolve()
    for name, other in others.items():
        if other is None:
            continue
        there = other.resolve()
        if here == there or here in there.parents or there in here.parents:
            raise UsageError(
                f"the inbox {inbox} and the {name} folder {other} overlap; keep them apart"
            )
