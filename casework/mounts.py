"""What kind of file system a folder lies on, where the machine tells."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")

NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs",
        "lustre", "gpfs", "ocfs2", "gfs2", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph",
        "fuse.rclone", "fuse.s3fs", "davfs", "fuse.davfs2", "virtiofs", "vboxsf", "vmhgfs",
        "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
"""Kinds of file system on which other machines write too, or locks may be missing.

SQLite's own documentation warns of both: https://www.sqlite.org/useovernet.html and, for the
write-ahead log, https://www.sqlite.org/wal.html (all processes on the same host).
"""

_ESCAPED = re.compile(r"\\([0-7]{3})")


def kind_of(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of file system that ``path`` lies on; None where that cannot be told."""
    try:
        rows = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    target, best, kind = path.resolve(), -1, None
    for row in rows:
        _, point, found, *_ = row.split(" ")
        mount = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), point))
        if target.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), found
    return kind


def is_network(path: Path) -> bool:
    """Whether a folder is known to lie on a network or shared file system."""
    return kind_of(path) in NETWORK
