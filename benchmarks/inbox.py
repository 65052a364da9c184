"""500 mixed files dropped into an inbox while two watchers run and are killed ten times.

``python -m benchmarks.inbox`` on SQLite; with ``--postgresql`` on a server of its own from
Debian's package. Prints what became of the files as JSON; fails where one is lost, done twice,
changed or left half done.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework import history
from casework.records import CaseRecord, OutputRecord
from casework.records_case import CaseDocument
from casework.records_inbox import SightingRecord
from casework.store import open_store

ROOT = Path(__file__).parents[1]
_LETTER = """Granite Hollow Health Plan
PO Box 100, Springfield, IL 62701

March 3, 2026

Member: {name}
Date of birth: 04/12/1961
Member ID: GH{number:07d}
Reference number: 26-{number:06d}

Dear Dr. Robin Hale:

{words}
"""
_DENIED = """We have denied your request for CPT 72148 because it is not medically necessary.
The record does not show six weeks of physical therapy.
You may request a peer-to-peer review within 14 calendar days of the date of this letter.
Call 800-555-0142. You may appeal within 180 days of receipt of this letter."""
_APPROVED = "We have approved your request for CPT 72148. Authorization number: A{number:06d}."


def fill(inbox: Path, total: int, chance: random.Random) -> dict[str, int]:
    """Put files of every kind into an inbox; gives what must come of them."""
    inbox.mkdir()
    samples = sorted((ROOT / "sample_docs" / "inbox").iterdir())
    for path in samples:
        shutil.copy2(path, inbox)
    kinds = {"again": total // 8, "damaged": total // 16, "archive": total // 25}
    plain = total - len(samples) - sum(kinds.values())
    letters = [_letter(number, approved=number % 4 != 0) for number in range(plain)]
    for number, text in enumerate(letters):
        _put(inbox / _place(number) / f"letter {number}.txt", text)
    for number in range(kinds["again"]):
        _put(inbox / "again" / f"{number}.txt", chance.choice(letters))
    for number in range(kinds["damaged"]):
        _put(inbox / f"damaged {number}.pdf", f"%PDF-1.7 cut off {number}")
    for number in range(kinds["archive"]):
        with zipfile.ZipFile(inbox / f"mail {number}.zip", "w") as archive:
            for part in (1, 2):
                made = _letter(500_000 + number * 2 + part, approved=part == 2)
                archive.writestr(f"part {part}.txt", made)
    return kinds | {"plain": plain, "samples": len(samples)}


def _letter(number: int, *, approved: bool) -> str:
    words = (_APPROVED if approved else _DENIED).format(number=number)
    return _LETTER.format(name=f"Person {_word(number)}", number=number, words=words)


def _word(number: int) -> str:
    """A surname of letters alone for each number."""
    return "Q" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _place(number: int) -> str:
    return ("", "north", "south/payer")[number % 3]


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its content and its time."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        + f" {path.stat().st_mtime_ns}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start(root: Path, *more: str) -> subprocess.Popen[bytes]:
    """A watcher in a session of its own, so that what it leaves behind can be found."""
    command = [sys.executable, "-m", "casework", "watch", "inbox", "--charts", "charts",
               "--out", "out", "--jobs", "1", "--quiet", "--config", "p2p.toml", *more]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (root / "watch.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def left_behind(session: int) -> int:
    """How many processes of a session still run."""
    count = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        count += int(fields[3]) == session and fields[0] != "Z"
    return count


def kill_and_go_on(root: Path, kills: int, chance: random.Random) -> dict[str, int]:
    """Two watchers; now one, now the other is killed at a random moment and started anew."""
    watchers = [start(root), start(root)]
    orphans = 0
    for _ in range(kills):
        time.sleep(chance.uniform(10, 40))
        number = chance.randrange(2)
        watchers[number].send_signal(signal.SIGKILL)
        watchers[number].wait()
        time.sleep(2)
        orphans += left_behind(watchers[number].pid)
        watchers[number] = start(root)
    for watcher in watchers:
        watcher.send_signal(signal.SIGKILL)
        watcher.wait()
    return {"kills": kills + 2, "processes_left_2_s_after_a_kill": orphans}


def account(root: Path, url: str | None) -> dict[str, Any]:
    """What the store says of the files, and whether the results are whole."""
    out = root / "out"
    with open_store(out / ".p2p", url) as store, store.snapshot() as session:
        seen = session.scalars(select(SightingRecord)).all()
        states = {row.path: row.state for row in seen}
        cases = session.scalars(select(CaseRecord)).all()
        linked = session.scalars(select(CaseDocument.role)).all()
        written = {
            (row.case_id, row.name, row.sha256) for row in session.scalars(select(OutputRecord))
        }
        verdict = history.verify(session)
    half = [
        str(path)
        for path in out.rglob("*")
        if path.is_file() and path.relative_to(out).parts[0] not in (".p2p", "unreadable")
        and (path.parent.name, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        not in written
    ]  # fmt: skip
    return {
        "files": len(states),
        "states": dict(Counter(map(str, states.values()))),
        "cases": len(cases),
        "case_states": dict(Counter(str(case.state) for case in cases)),
        "same_letter_twice": len(cases) - len({(case.sha256, case.letter) for case in cases}),
        "links": dict(Counter(map(str, linked))),
        "history_rows": verdict.events,
        "history_faults": list(verdict.faults),
        "half_files": half,
    }


def run(total: int, kills: int, seed: int, url: str | None) -> dict[str, Any]:
    """The whole benchmark in a folder of its own; what it found, and the faults among it."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="p2p-inbox-") as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "sample_docs" / "charts", root / "charts")
        setting = f'[store]\nurl = "{url}"\n' if url else ""
        (root / "p2p.toml").write_text(f'[office]\nzone = "America/Chicago"\n{setting}')
        made = fill(root / "inbox", total, chance)
        before, began = hashes(root / "inbox"), time.monotonic()
        killed = kill_and_go_on(root, kills, chance)
        code = max(watcher.wait() for watcher in (start(root, "--once"), start(root, "--once")))
        found = account(root, url)
        found |= {
            "made": made, "exit_code": code, "seconds": round(time.monotonic() - began),
            "originals_changed": hashes(root / "inbox") != before, **killed,
        }  # fmt: skip
        print((root / "watch.log").read_text()[-2000:], file=sys.stderr)
    return found | {"faults": faults(found, total)}


def faults(found: dict[str, Any], total: int) -> list[str]:
    """What is not as it must be."""
    made, states = found["made"], found["states"]
    checks = {
        "files are missing": found["files"] == total,
        "files wait still": set(states) <= {"done", "duplicate", "failed"},
        "damaged files": states.get("failed", 0) == made["damaged"],
        "duplicates": states.get("duplicate", 0) == made["again"],
        "a letter is two cases": found["same_letter_twice"] == 0,
        "the history": not found["history_faults"],
        "half files": not found["half_files"],
        "an original changed": not found["originals_changed"],
    }
    return [name for name, holds in checks.items() if not holds]


@contextmanager
def server(wanted: bool) -> Iterator[str | None]:
    """A PostgreSQL database of its own, where it is wanted."""
    if not wanted:
        yield None
        return
    from tests.casework.postgres import programs, serving

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is not installed: sudo apt-get install postgresql")
    with serving(found) as running:
        yield running.database()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20260304)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with server(options.postgresql) as url:
        found = run(options.files, options.kills, options.seed, url)
    print(json.dumps(found, indent=1))
    sys.exit(1 if found["faults"] else 0)


if __name__ == "__main__":
    main()
