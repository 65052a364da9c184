"""Workers that crash, hang, eat memory or fail, in real processes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from casework.exits import DefectError
from casework.workers import TaskFailedError, open_workers
from docextract.errors import PasswordNeededError
from docextract.limits import Limits


def crash():
    os._exit(9)


def hang_with_a_program(marker: str):
    subprocess.run(["sleep", marker], check=False)


def eat():
    return len(bytearray(3_000_000_000))


def defective():
    raise KeyError("Ada Moss")


def refused():
    raise PasswordNeededError("give --password-file")


def group_and_umask():
    mask = os.umask(0o077)
    return os.getpgid(0) == os.getpid(), mask


@pytest.fixture(scope="module")
def workers():
    with open_workers(2, limits=Limits(memory_mb=2500)) as pool:
        yield pool


def running(marker: str) -> bool:
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return any(f"sleep\0{marker}\0".encode() == command for command in commands)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        (crash, TaskFailedError, "crashed the reader"),
        (eat, TaskFailedError, "memory_mb"),
        (defective, DefectError, r"an error of the program \(KeyError at test_casework_workers.py"),
        (refused, PasswordNeededError, "--password-file"),
    ],
)
def test_each_way_of_failing_is_told_and_costs_one_task(workers, task, error, said):
    failing = workers.start(task, 60)
    fine = workers.start(len, 60, "four")
    with pytest.raises(error, match=said) as caught:
        failing.result()
    assert "Ada Moss" not in str(caught.value)
    assert fine.result() == 4


@pytest.mark.slow
def test_what_hangs_is_stopped_with_the_program_it_started(workers):
    marker = f"{3000 + os.getpid() % 500}.125"
    hanging = workers.start(hang_with_a_program, 2, marker)
    with pytest.raises(TaskFailedError, match="longer than 2 seconds"):
        hanging.result()
    for _ in range(50):
        if not running(marker):
            break
        time.sleep(0.1)
    assert not running(marker)


@pytest.mark.slow
def test_workers_stand_apart_and_write_for_the_owner(workers):
    assert workers.start(group_and_umask, 60).result() == (True, 0o077)


def leave_a_file_and_crash():
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(b"page")
    os._exit(9)


def scratch():
    return tempfile.gettempdir(), os.environ["TMPDIR"]


@pytest.mark.slow
def test_what_workers_put_down_is_private_and_removed():
    with open_workers(1, limits=Limits()) as pool:
        with pytest.raises(TaskFailedError):
            pool.start(leave_a_file_and_crash, 60).result()
        folder, environment = pool.start(scratch, 60).result()
        assert folder == environment
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        assert len(list(Path(folder).iterdir())) == 1
    assert not Path(folder).exists()


def deaf_to_interrupts():
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.slow
def test_an_interrupt_of_the_terminal_reaches_no_worker(workers):
    assert workers.start(deaf_to_interrupts, 60).result()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.slow
def test_an_interrupt_that_was_dropped_stops_the_pool_all_the_same():
    before = signal.getsignal(signal.SIGINT)
    with open_workers(1, limits=Limits()) as pool:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            pool.start(deaf_to_interrupts, 60)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
def test_interrupt_ends_everything_with_130(tmp_path):
    letters = [tmp_path / f"{i}.txt" for i in range(40)]
    for path in letters:
        path.write_text("Dear provider, " + "we reviewed the request. " * 3000)
    command = [sys.executable, "-m", "casework", "read", "--json", *map(str, letters)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 130
    assert b"interrupted" in told
    assert b"Traceback" not in told


def test_what_a_killed_program_left_in_the_temporary_folder_is_removed(tmp_path):
    import os

    from casework.processes import started
    from casework.scratch import sweep

    mine = started(os.getpid())
    names = [f"p2p-{os.getpid()}-{mine}-x", f"p2p-{os.getpid()}-{int(mine) - 1}-x", "p2p-inbox-1-2",
             "p2p-99999999-5-x", "other-1-2-3"]  # fmt: skip
    for name in names:
        (tmp_path / name).mkdir()
    (tmp_path / "p2p-99999998-5-x").symlink_to(tmp_path / names[0])
    sweep(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([names[0], names[2], names[4], "p2p-99999998-5-x"])


PROGRAM = """
import os, signal, time
from casework.workers import open_workers
from docextract.limits import Limits

def hang():
    time.sleep(600)

if __name__ == "__main__":
    with open_workers(1, limits=Limits()) as pool:
        task = pool.start(hang, 600)
        print(os.getpid(), flush=True)
        task.result()
"""


@pytest.mark.slow
def test_a_hanging_worker_ends_with_a_program_that_is_killed(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    program = subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    program.stdout.readline()
    until = time.monotonic() + 60
    while not workers_of(program.pid):
        assert time.monotonic() < until
        time.sleep(0.1)
    program.kill()
    program.wait()
    while workers_of(program.pid):
        assert time.monotonic() < until, "a worker outlives its program"
        time.sleep(0.1)


def workers_of(session: int) -> list[str]:
    """The workers that a session still has: each leads a group of its own."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid, group, its_session = path.parent.name, fields[2], fields[3]
        leads = group == pid and int(its_session) == session
        if leads and int(pid) != session and fields[0] != "Z":
            found.append(pid)
    return found
