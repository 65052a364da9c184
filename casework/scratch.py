"""Where workers put images of pages down for a moment, and what killed programs left of that."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from casework.processes import started

_NAMED = re.compile(r"p2p-(\d+)-(\d+)-.+")


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A private temporary folder, named by this process so that it is found if we are killed."""
    sweep(Path(tempfile.gettempdir()))
    own = f"p2p-{os.getpid()}-{started(os.getpid()) or 0}-"
    with tempfile.TemporaryDirectory(prefix=own, ignore_cleanup_errors=True) as folder:
        yield folder


def sweep(place: Path) -> None:
    """Remove our own temporary folders whose process is no more."""
    for path in place.glob("p2p-*-*-*"):
        named = _NAMED.fullmatch(path.name)
        if named is None or started(int(named[1])) == named[2]:
            continue
        with suppress(FileNotFoundError):  # another program sweeps too
            found = path.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
                shutil.rmtree(path, ignore_errors=True)
