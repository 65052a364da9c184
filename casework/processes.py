"""Which process of this machine is meant, beyond its number, which is given again."""

from __future__ import annotations

from pathlib import Path


def started(pid: int) -> str | None:
    """When a process started, in ticks since the machine did; None where it is no more."""
    try:
        row = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = row.rpartition(")")[2].split()
    return None if state in ("Z", "X") else fields[18]
