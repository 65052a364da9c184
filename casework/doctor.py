"""``p2p doctor``: what this machine has, what it lacks, and the command that mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.settings import Settings

_PYTHON = (3, 11)
_TESSERACT = (5, 0)
_FREE_GB = 2.0
_SECONDS = 20
FAMILIES = ("Liberation Sans", "Liberation Serif", "DejaVu Sans")
_UNSET = ("UTC", "Etc/UTC")

_INSTALL = {
    "apt-get": {
        "tesseract": "sudo apt-get install tesseract-ocr tesseract-ocr-eng",
        "pango": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "fonts": "sudo apt-get install fonts-liberation fonts-dejavu-core",
    },
    "dnf": {
        "tesseract": "sudo dnf install tesseract tesseract-langpack-eng",
        "pango": "sudo dnf install pango harfbuzz",
        "fonts": "sudo dnf install liberation-fonts dejavu-sans-fonts",
    },
    "brew": {
        "tesseract": "brew install tesseract",
        "pango": "brew install pango",
        "fonts": "brew install --cask font-liberation font-dejavu",
    },
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``needed`` is False where the program does its work without it."""

    what: str
    ok: bool
    found: str
    needed: bool = True
    remedy: str | None = None


def examine(settings: Settings, out: Path) -> tuple[Check, ...]:
    """Look at everything; ``out`` is where results would be written."""
    return (
        _python(),
        *_tesseract(),
        _typesetting(),
        _fonts(),
        _zone(settings),
        _memory(settings),
        *_folder(out),
    )


def all_needed(checks: Sequence[Check]) -> bool:
    """Whether nothing that is needed is missing."""
    return all(check.ok or not check.needed for check in checks)


def install_command(what: str) -> str:
    """The command of this machine's package manager that installs ``what``."""
    manager = next((name for name in _INSTALL if shutil.which(name)), "apt-get")
    return _INSTALL[manager][what]


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    wanted = ".".join(str(part) for part in _PYTHON)
    return Check(
        "Python", sys.version_info[:2] >= _PYTHON, found, remedy=f"install Python {wanted} or newer"
    )


def _tesseract() -> Iterator[Check]:
    remedy = install_command("tesseract")
    version = _output("tesseract", "--version")
    if version is None:
        yield Check("tesseract (scans and faxes)", False, "not found", remedy=remedy)
        return
    words = version.split()
    number = words[1].removeprefix("v") if len(words) > 1 else "unknown"
    yield Check("tesseract (scans and faxes)", _at_least(number, _TESSERACT), number, remedy=remedy)
    languages = (_output("tesseract", "--list-langs") or "").split()
    has = "eng" in languages
    yield Check("tesseract: English", has, "eng" if has else "no English data", remedy=remedy)


def _output(*command: str) -> str | None:
    """What a program says; None where it is not installed or does not work."""
    try:
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=_SECONDS, text=True, errors="replace"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or done.stderr


def _at_least(version: str, wanted: tuple[int, int]) -> bool:
    parts = version.split(".")
    if len(parts) < len(wanted) or not all(part.isdigit() for part in parts[: len(wanted)]):
        return False
    return tuple(int(part) for part in parts[: len(wanted)]) >= wanted


def _typesetting() -> Check:
    """WeasyPrint loads pango and harfbuzz as it is imported."""
    what = "pango and harfbuzz (packets)"
    try:
        import weasyprint
    except OSError:
        return Check(what, False, "not found", remedy=install_command("pango"))
    return Check(what, True, f"found by WeasyPrint {weasyprint.__version__}")


def _fonts() -> Check:
    """Packets are set in Liberation; boxes, arrows and other signs of charts come from DejaVu."""
    listed = (_output("fc-list", ":", "family") or "").replace(",", "\n").splitlines()
    families = {family.strip() for family in listed}
    missing = [family for family in FAMILIES if family not in families]
    found = f"{', '.join(missing)} missing" if missing else ", ".join(FAMILIES)
    return Check("fonts (packets)", not missing, found, remedy=install_command("fonts"))


def _zone(settings: Settings) -> Check:
    zone = settings.office.zone
    remedy = "set office.zone in p2p.toml, or give --timezone America/Chicago"
    return Check("the office's time zone", zone not in _UNSET, zone, needed=False, remedy=remedy)


def _memory(settings: Settings) -> Check:
    """Each worker may take limits.memory_mb."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    wanted = settings.limits.memory_mb / 1000
    remedy = "read with --jobs 1, or lower limits.memory_mb in p2p.toml"
    found = f"{gigabytes:.0f} GB, a worker may take {wanted:.1f}"
    return Check("memory", gigabytes >= wanted, found, needed=False, remedy=remedy)


def _folder(out: Path) -> Iterator[Check]:
    existing = next(each for each in (out.resolve(), *out.resolve().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
        writes = True
    except OSError:
        writes = False
    yield Check(
        "write access", writes, str(existing), remedy="choose another folder, or its permissions"
    )
    free = shutil.disk_usage(existing).free / 1e9
    yield Check(
        "disk space",
        free >= _FREE_GB,
        f"{free:.1f} GB free",
        needed=False,
        remedy="free some space",
    )
