"""What was already read, so that a second run over the same files is fast.

One compressed JSON file for each value, owner-only, in a folder for each content that values were
read from, in the output folder that all of it belongs to: whoever deletes that folder has deleted
everything that was read for it, and a purge takes the folders of what it deletes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import threading
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from casework.exits import cannot_write
from casework.files import write_private

T = TypeVar("T")

log = logging.getLogger(__name__)

_COMPRESSION = 1
_NAME = 40
"""Characters of a hash in a name: 160 bits."""


class Cache:
    """Values by the things they depend on; one without a folder remembers nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def shelf(self, kind: str, form: TypeAdapter[T]) -> Shelf[T]:
        """The values of one kind; ``form`` says how they are written and checked."""
        return Shelf(self._folder, kind, form)

    def forget(self, contents: Iterable[str]) -> None:
        """Delete every value that was read from one of these contents, for a purge.

        Raises:
            OutputError: something of it cannot be deleted.
        """
        for of in contents:
            home = self._folder / of[:_NAME] if self._folder else None
            if home is None or not home.is_dir():
                continue
            try:
                shutil.rmtree(home)
            except OSError as error:
                raise cannot_write(home, error) from error


class Shelf(Generic[T]):
    """The remembered values of one kind."""

    def __init__(self, folder: Path | None, kind: str, form: TypeAdapter[T]) -> None:
        self._folder = folder
        self._kind = kind
        self._form = form

    def get(self, of: str, *depends_on: object) -> T | None:
        """The value, or None where it is not known or was written by another version.

        ``of`` is the SHA-256, in hexadecimal, of the content that the value is about.
        """
        if self._folder is None:
            return None
        path = self._path(self._folder, of, depends_on)
        try:
            return self._form.validate_json(zlib.decompress(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, zlib.error, ValidationError):
            log.warning("what was remembered as %s is damaged; reading again", path.name[:12])
            return None

    def put(self, value: T, of: str, *depends_on: object) -> None:
        """Remember a value; a full disk costs the memory of it, not the value."""
        if self._folder is None:
            return
        path = self._path(self._folder, of, depends_on)
        beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            write_private(beside, zlib.compress(self._form.dump_json(value), _COMPRESSION))
            beside.replace(path)
        except OSError as error:
            log.warning("nothing more is remembered: %s", error.strerror)
            with contextlib.suppress(OSError):
                beside.unlink()

    def _path(self, folder: Path, of: str, depends_on: tuple[object, ...]) -> Path:
        parts = [str(part) for part in (of, *depends_on)]
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return folder / of[:_NAME] / f"{self._kind}-{key[:_NAME]}.json.z"


@cache
def version_of(package: str, *folders: str) -> str:
    """A digest of the program text and data of a package, and of the OCR program.

    With ``folders`` only those of the package count.

    Whatever was read by another version of them is read again.
    """
    digest = hashlib.sha256()
    root = files(package)
    for part in [part for folder in folders or (".",) for part in _parts(root.joinpath(folder))]:
        digest.update(part.name.encode())
        digest.update(part.read_bytes())
    engine = shutil.which("tesseract")
    if engine:
        stat = Path(engine).resolve().stat()
        digest.update(f"{stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _parts(folder: Traversable) -> list[Traversable]:
    """Every file below a folder that changes what the program does, in a fixed order."""
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found.extend(_parts(entry))
        elif entry.name.endswith((".py", ".yaml", ".json", ".html", ".css", ".jinja")):
            found.append(entry)
    return found
