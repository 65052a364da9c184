"""A pool of worker processes in which everything from outside is opened.

A worker that crashes, hangs or asks for too much memory is killed and replaced, and only the
task it had is lost. Workers stand in a process group of their own, so that the programs they
started die with them and an interrupt of the terminal reaches the parent alone.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from threading import Event
from types import FrameType
from typing import ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from casework.exits import DefectError
from casework.interrupts import interrupt_noted
from casework.scratch import scratch_folder
from docextract.errors import P2PError, UnreadableFileError
from docextract.limits import Limits, apply_to_process

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

log = logging.getLogger(__name__)

_LOOK_UP = 1.0
"""Seconds between two looks at whether the pool was stopped."""

_PRELOAD = ["casework.preload", "casework.tasks", "casework.logs"]


class TaskFailedError(UnreadableFileError):
    """A worker died, took too long or ran out of memory; the message ends ``… and was stopped``."""


class Pending(Protocol[T_co]):
    """A result that a worker is still making."""

    def result(self) -> T_co:
        """Wait for it; raises :class:`TaskFailedError` or the task's own error."""

    def cancel(self) -> object:
        """Give it up."""


class Workers(Protocol):
    """Where tasks run."""

    def start(
        self, task: Callable[P, T], seconds: float, /, *args: P.args, **kwargs: P.kwargs
    ) -> Pending[T]:
        """Hand a task to the next free worker, which has ``seconds`` for it."""


class _Task(Pending[T_co]):
    """A task in the pool, its ways of failing told in words."""

    def __init__(self, future: ProcessFuture[T_co], seconds: float, stopped: Event) -> None:
        self._future = future
        self._seconds = seconds
        self._stopped = stopped

    def cancel(self) -> object:
        return self._future.cancel()  # type: ignore[no-untyped-call]

    def result(self) -> T_co:
        # A stopped pool may leave a task's future open for ever: look up now and then.
        while not wait([self._future], timeout=_LOOK_UP).done:
            if self._stopped.is_set():
                raise KeyboardInterrupt
        try:
            return self._future.result()
        except TimeoutError as error:
            message = f"took longer than {self._seconds:g} seconds and was stopped"
            raise TaskFailedError(message) from error
        except ProcessExpired as error:
            raise TaskFailedError("crashed the reader, which was stopped") from error
        except MemoryError as error:
            raise TaskFailedError("needs more memory than memory_mb allows") from error
        except (CancelledError, BrokenProcessPool) as error:
            raise KeyboardInterrupt from error
        except P2PError:
            raise
        except Exception as error:
            log.error("a task failed: %s %s", type(error).__name__, _place_of(error))
            raise DefectError(
                f"an error of the program ({type(error).__name__}{_place_of(error)}); "
                "please report it, without the letter"
            ) from error


class _Pool:
    """:class:`Workers` on a pool of processes."""

    def __init__(self, pool: ProcessPool, stopped: Event) -> None:
        self._pool = pool
        self._stopped = stopped

    def start(
        self, task: Callable[P, T], seconds: float, /, *args: P.args, **kwargs: P.kwargs
    ) -> Pending[T]:
        """See :class:`Workers`."""
        if self._stopped.is_set():
            raise KeyboardInterrupt
        future = self._pool.schedule(task, args=args, kwargs=kwargs, timeout=seconds)
        return _Task(future, seconds, self._stopped)


def _place_of(error: BaseException) -> str:
    """Where a worker's error was raised, from the traceback that came with it.

    Never its message, which may hold words of the documents.
    """
    found = re.findall(r'File "([^"]+)", line (\d+)', str(error.__cause__ or ""))
    places = [f"{Path(name).name}:{line}" for name, line in found]
    log.debug("the way to the error: %s", " > ".join(places))
    return f" at {places[-1]}" if places else ""


@contextmanager
def open_workers(jobs: int, *, limits: Limits, verbose: int = 0) -> Iterator[Workers]:
    """A pool of ``jobs`` processes, stopped at the end; at once when an error passes through.

    What the workers and their programs put down for a moment (images of pages) goes into one
    private folder, which is removed with the pool, even where a worker was killed; where we are
    killed ourselves, the next program removes it.
    """
    context = multiprocessing.get_context("forkserver")
    stopped = Event()
    with scratch_folder() as scratch, interrupt_noted(stopped):
        pool = ProcessPool(
            max_workers=jobs,
            initializer=_prepare_worker,
            initargs=(limits, verbose, scratch),
            context=context,
        )
        try:
            start_server()
            yield _Pool(pool, stopped)
            pool.close()  # type: ignore[no-untyped-call]
        except BaseException:
            stopped.set()
            pool.stop()  # type: ignore[no-untyped-call]
            raise
        finally:
            pool.join()


def start_server() -> None:
    """Start the server of workers deaf to the terminal's interrupt, which all its workers inherit.

    Else an interrupt while they start kills them one by one, and the pool is called broken.
    The tracker of resources comes first: where it is started, it lets interrupts through again.
    A server that runs already is left as it is: a command may start it before it loads what it
    needs itself, so that both load at once.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOAD)
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_worker(limits: Limits, verbose: int, scratch: str) -> None:
    """Bind a new worker: owner-only files, where they go, its limits, its group, its log."""
    from casework.logs import set_up_logs

    # Locks that libraries make in a worker then need no tracker, which would call them leaked.
    multiprocessing.set_start_method("fork", force=True)
    os.umask(0o077)
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    os.setpgrp()
    _die_with_parent()
    signal.signal(signal.SIGTERM, _end_group)
    apply_to_process(limits)
    set_up_logs(verbose)
    log.debug("worker %d is ready", os.getpid())


_PR_SET_PDEATHSIG = 1
"""``prctl(2)``: the signal that a process gets when the one that started it ends."""


def _die_with_parent() -> None:
    """Let the kernel end this worker where the program was killed: nobody keeps its time then.

    The server that starts workers ends once no process holds its "alive" pipe any more, and the
    workers end with the server. Each worker is given an end of that pipe, which would keep the
    server alive for ever: it is closed.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    held = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)
    if held is not None:
        os.close(held)


def _end_group(signum: int, frame: FrameType | None) -> None:
    """End this worker and every program that it started."""
    os.killpg(0, signal.SIGKILL)
