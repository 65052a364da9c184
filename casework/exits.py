"""Exit codes of ``p2p``, and the one place that turns an error into one."""

from __future__ import annotations

import errno
from enum import IntEnum

from docextract.errors import (
    MissingProgramError,
    OutputError,
    P2PError,
    TemplateFaultError,
    UnreadableFileError,
)


class ExitCode(IntEnum):
    """What the command tells the shell; documented in ``docs/cli.md``."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    MISSING_PROGRAM = 3
    UNREADABLE = 4
    CANNOT_WRITE = 5
    DEFECT = 70
    INTERRUPTED = 130


class DefectError(P2PError):
    """Something failed in a way that only the program's makers can mend."""


class UsageError(P2PError):
    """The command cannot be understood, or needs a choice that only a person can make."""


_CODES: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (UsageError, ExitCode.USAGE),
    (TemplateFaultError, ExitCode.USAGE),
    (MissingProgramError, ExitCode.MISSING_PROGRAM),
    (UnreadableFileError, ExitCode.UNREADABLE),
    (OutputError, ExitCode.CANNOT_WRITE),
    (P2PError, ExitCode.DEFECT),
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
)


def code_for(error: BaseException) -> ExitCode | None:
    """The exit code of an error that a person is told about; None for a defect of ours."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), None)


def code_for_files(
    total: int, failed: int, *, unwritten: bool = False, missing_program: bool = False
) -> ExitCode:
    """The exit code of a command over several files, of which some failed."""
    if unwritten:
        return ExitCode.CANNOT_WRITE
    if missing_program:
        return ExitCode.MISSING_PROGRAM
    if not failed:
        return ExitCode.DONE
    return ExitCode.UNREADABLE if failed == total else ExitCode.SOME_FAILED


_WRITE_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space or choose another --out folder",
    errno.EDQUOT: "the disk quota is used up; free some space or choose another --out folder",
    errno.EROFS: "the file system is read-only; choose another --out folder",
    errno.EACCES: "permission denied; choose another --out folder or change its permissions",
    errno.EPERM: "permission denied; choose another --out folder or change its permissions",
    errno.ENOTDIR: "part of the path is a file; choose another --out folder",
    errno.EEXIST: "a file of that name is in the way; choose another --out folder",
}


def cannot_write(where: object, error: OSError) -> OutputError:
    """An output error that says where, why and what to do."""
    advice = _WRITE_ADVICE.get(error.errno or 0, error.strerror or "the write failed")
    return OutputError(f"cannot write {where}: {advice}")
